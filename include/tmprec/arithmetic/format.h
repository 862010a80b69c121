/* Number formats (doc/precision.md, "Formats"): finite sets of values, or all
   reals, and rounding to nearest even into them. */
#ifndef TMPREC_ARITHMETIC_FORMAT_H
#define TMPREC_ARITHMETIC_FORMAT_H

#include <mpfr.h>

#include "tmprec/base/buffer.h"

typedef enum {
  FORMAT_REAL,           /* not rounded */
  FORMAT_FIXED,          /* fixed:i.f  multiples of 2^-f in [-2^i, 2^i - 2^-f], saturating */
  FORMAT_FLOAT,          /* p:N        N significand bits, exponent unbounded */
  FORMAT_IEEE            /* eXmY       X exponent bits, Y fraction bits, subnormals, infinities, NaN */
} format_family;

/* The two numbers of a format's name; what they bound follows from them. */
typedef struct {
  format_family family;
  int a;                 /* i, N, X */
  int b;                 /* f, 0, Y */
} format;

#define FORMAT_MAX_INTEGER_BITS 1000
#define FORMAT_MAX_PRECISION 10000       /* f, N, Y, and P of mpfr:P */
#define FORMAT_MAX_EXPONENT_BITS 30

/* Read a format's name, in any case.  Whatever cannot be is refused with the
   limit named. */
status format_parse(format *out, const char *text, error *err);
void format_print(buffer *out, format f);

/* Bits of a value: 1+i+f, N, 1+X+Y; 0 for real. */
int format_bits(format f);

/* Bits of the significand: N, Y+1; for fixed point i+f, the most there can be;
   0 for real. */
int format_significand(format f);

/* 1 if every intermediate of a site in this format can be had in binary64 with
   room to spare: at most 32 significand bits, at most 8 exponent bits. */
int format_fits_double(format f);

/* x rounded to nearest, ties to even (with a one-bit significand, to the larger
   magnitude).  fixed saturates; IEEE overflows to infinity from the largest
   value plus half a step on.  Infinities and NaN stay, but saturate where the
   format has none; NaN in fixed point stays NaN.  Exact for every double x if
   format_fits_double. */
double format_round_double(format f, double x);

/* The same with what depends on the format only worked out before. */
typedef struct {
  format_family family;
  int precision;         /* significand bits kept of a normal number */
  double step, per_step; /* smallest step and its inverse; 0 if there is none */
  double least_normal;   /* below, steps are the smallest one */
  double low, high;      /* fixed: the range; IEEE: from high on, infinity */
} double_rounding;

double_rounding double_rounding_make(format f);
double double_rounding_apply(const double_rounding *r, double x);

/* The same for any x, in place; x's precision must hold the result, for which
   format_significand bits are enough. */
void format_round_mpfr(format f, mpfr_t x);

#endif
