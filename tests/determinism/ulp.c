/* SPDX-License-Identifier: MIT */
/* A mathematical library whose functions are off by a unit in the last place, up or down by their arguments: what another
   system might have.  LD_PRELOAD puts it before the C library's. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static double off(double x, double y)
{
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  bits = (bits ^ bits >> 29) * UINT64_C(0x9e3779b97f4a7c15);
  return !isfinite(y) || y == 0 || y == 1 ? y : nextafter(y, bits >> 63 ? INFINITY : -INFINITY);
}

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

#define OFF(f)                                    \
  double f(double x);                             \
  double f(double x)                              \
  {                                               \
    static double (*right)(double);               \
    if (!right)                                   \
      *(void **) &right = next(#f);               \
    return off(x, right(x));                      \
  }
OFF(exp) OFF(exp2) OFF(expm1) OFF(log) OFF(log2) OFF(log10) OFF(log1p) OFF(sin) OFF(cos) OFF(tan) OFF(lgamma) OFF(cbrt)

double pow(double x, double y)
{
  static double (*right)(double, double);
  if (!right)
    *(void **) &right = next("pow");
  return off(x + y, right(x, y));
}
