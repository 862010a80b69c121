/* SPDX-License-Identifier: MIT */
#include "column.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/numbers/environment.h"

tp_number_column *tp_interval_column_new(const tp_arithmetic *a)
{
  (void) a;
  return tp_memory_zeroed(1, sizeof(interval_column));
}

void tp_interval_column_free(const tp_arithmetic *a, tp_number_column *of)
{
  interval_column *c = interval_column_of(of);
  (void) a;
  if (!c)
    return;
  free(c->base);
  free(c->mid);
  free(c->rad);
  free(c);
}

void tp_interval_column_restart(const tp_arithmetic *a, tp_number_column *of, size_t first)
{
  interval_column *c = interval_column_of(of);
  (void) a;
  c->first = c->end = first;
  c->is_wide = c->most_base = 0;
  c->most = 0;
}

/* Columns are many, and begin with the embedding, number by number. */
enum { LEAST_CAPACITY = 64 };

static void make_wide_room(interval_column *c)
{
  c->mid = tp_memory_resize(c->mid, c->capacity, sizeof *c->mid);
  c->rad = tp_memory_resize(c->rad, c->capacity, sizeof *c->rad);
  c->wide_capacity = c->capacity;
}

static void make_room(interval_column *c, size_t count)
{
  const size_t need = c->end - c->first + count;
  TP_MEMORY_GROW(c->base, c->capacity, need < LEAST_CAPACITY ? LEAST_CAPACITY : need);
  if (c->is_wide && c->wide_capacity < c->capacity)
    make_wide_room(c);
}

static void make_wide(interval_column *c)
{
  const size_t written = c->end - c->first;
  if (c->wide_capacity < c->capacity)
    make_wide_room(c);
  memset(c->mid, 0, written * sizeof *c->mid);
  memset(c->rad, 0, written * sizeof *c->rad);
  c->is_wide = 1;
  c->wide_first = c->end;
}

void tp_interval_load(const tp_arithmetic *a, tp_number_column *of, size_t count, const int8_t *value)
{
  interval_column *c = interval_column_of(of);
  (void) a;
  if (!count)
    return;
  make_room(c, count);
  const size_t at = c->end - c->first;
  memcpy(c->base + at, value, count);
  if (c->is_wide) {
    memset(c->mid + at, 0, count * sizeof *c->mid);
    memset(c->rad + at, 0, count * sizeof *c->rad);
  }
  c->end += count;
  c->most_base = c->most_base > 1 ? c->most_base : 1;
  c->most = c->most > 1 ? c->most : 1;
}

static double magnitude_of(interval x)
{
  return (abs(x.base) + fabs(x.mid) + x.rad) * INTERVAL_GROWTH;
}

static void put(interval_column *c, int base, double mid, double rad)
{
  make_room(c, 1);
  if (!c->is_wide && (mid != 0 || rad != 0))
    make_wide(c);
  const size_t at = c->end - c->first;
  c->base[at] = (int8_t) base;
  if (c->is_wide) {
    c->mid[at] = mid;
    c->rad[at] = rad;
  }
  if (mid != 0 || rad != 0)
    c->wide_last = c->end;
  const double magnitude = magnitude_of((interval) {base, mid, rad});
  c->most_base = abs(base) > c->most_base ? abs(base) : c->most_base;
  c->most = magnitude > c->most ? magnitude : c->most;
  c->end++;
}

/* The base becomes the nearest integer: then the rest of mid is exact, as both are close together. */
int tp_interval_put(interval_column *c, double integer, double mid, double rad)
{
  if (!(fabs(integer) + fabs(mid) + rad < INTERVAL_MOST)) {
    put(c, 0, 0, 0);
    return 0;
  }
  if (fabs(mid) < 0x1p30 && fabs(integer) < 0x1p30) {
    const double whole = interval_nearest(mid);
    integer += whole;
    mid -= whole;
  }
  if (fabs(integer) > INTERVAL_MOST_BASE) {
    const int is_exact = mid == 0 && fabs(integer) < 0x1p53;
    mid += integer;
    rad = is_exact ? rad : (rad + 2 * INTERVAL_UNIT * fabs(mid)) * INTERVAL_GROWTH;
    integer = 0;
  }
  put(c, (int) integer, mid, rad);
  return 1;
}

/* What numbers mostly do not exceed. */
static const double usual = 1.5;

double tp_interval_most(const interval_column *c, size_t position)
{
  double most = usual;
  for (size_t p = c->first; p <= position && c->most > usual; p++) {
    const double magnitude = magnitude_of(interval_at(c, p));
    most = magnitude > most ? magnitude : most;
  }
  return most;
}

int tp_interval_most_base(const interval_column *c, size_t position)
{
  int most = 1;
  for (size_t p = c->first; p <= position && c->most_base > 1; p++) {
    const int magnitude = abs(c->base[p - c->first]);
    most = magnitude > most ? magnitude : most;
  }
  return most;
}

size_t tp_interval_compare(tp_workspace *w, tp_number_column *of, size_t from, size_t to, const int8_t *expected)
{
  const interval_column *c = interval_column_at(of);
  for (size_t p = from; p < to; p++) {
    const interval x = interval_at(c, p);
    if (x.base == expected[p - from] && x.mid == 0 && x.rad == 0)
      continue;
    if (!interval_sign(x.base - expected[p - from], x.mid, x.rad))
      w->undecided |= TP_UNDECIDED_EQUALITY;
    return p;
  }
  return to;
}

void tp_interval_read(tp_workspace *w, const tp_number_column *of, size_t from, size_t to, double *value, double *slack)
{
  (void) w;
  for (size_t p = from; p < to; p++) {
    const interval x = interval_at(interval_column_at(of), p);
    const double sum = x.base + x.mid, off = x.mid == 0 ? x.rad : x.rad + 2 * INTERVAL_UNIT * fabs(sum);
    value[p - from] = sum;
    slack[p - from] = off * INTERVAL_GROWTH;
  }
}

void tp_interval_bounds(tp_workspace *w, const tp_number_column *of, size_t position, mpfr_t low, mpfr_t high, mpz_t denominator)
{
  enum { BITS = 192 };
  const interval x = interval_at(interval_column_at(of), position);
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  (void) w;
  mpz_set_ui(denominator, 1);
  mpfr_set_prec(low, BITS);
  mpfr_set_prec(high, BITS);
  mpfr_set_d(low, x.mid, MPFR_RNDN);
  mpfr_set(high, low, MPFR_RNDN);
  mpfr_sub_d(low, low, x.rad, MPFR_RNDD);
  mpfr_add_d(high, high, x.rad, MPFR_RNDU);
  mpfr_add_si(low, low, x.base, MPFR_RNDD);
  mpfr_add_si(high, high, x.base, MPFR_RNDU);
  tp_mpfr_environment_leave(&caller);
}
