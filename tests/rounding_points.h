/* SPDX-License-Identifier: MIT */
/* Numbers at which a format may change its mind, and what lies a little beside them. */
#ifndef ROUNDING_POINTS_H
#define ROUNDING_POINTS_H

#include "random_source.h"
#include "rounding_bench.h"

/* p, where the format may change its mind, and what is a little beside; `width` is
   what lies between values there.  Where there are many points, not all sides of
   all. */
static inline void check_point(bench *b, const mpq_t p, const mpq_t width)
{
  size_t point = b->points++;
  mpq_set(b->q, p);
  check_number(b);
  mpq_t tiny;
  mpq_init(tiny);
  for (int kind = 0; kind < 2; kind++)
    for (int side = -1; side <= 1; side += 2) {
      if (!b->thorough && point / 2 % 8 != (size_t) (2 * kind + (side > 0)))
        continue;
      mpq_set_si(tiny, side, kind ? 3 : 1);        /* a third is no double */
      mpq_mul(tiny, tiny, width);
      rational_scale(tiny, kind ? -70 : -60 - (long) (b->turn % 300));
      mpq_add(b->q, p, tiny);
      check_number(b);
    }
  mpq_clear(tiny);
  double near = mpq_get_d(p);
  if (!b->fits || !isfinite(near))
    return;
  if (b->f.family == TP_FORMAT_GRID)       /* p is no double */
    check_double(b, near);
  for (int side = -1; side <= 1; side += 2) {
    if (b->thorough || point / 2 % 3 != (size_t) (1 + side))
      check_beside(b, near, side);
    if (b->thorough)
      check_double(b, nextafter(near, side > 0 ? INFINITY : -INFINITY));
  }
}

/* The value lo of the format, and the tie above it; both signs. */
static inline void check_value_and_tie(bench *b, const mpq_t value)
{
  mpq_t p, width;
  mpq_inits(p, width, (mpq_ptr) NULL);
  for (int sign = 1; sign >= -1; sign -= 2) {
    if (sign < 0 && !b->thorough && b->points / 2 % 4)
      continue;
    mpq_set(p, value);
    if (mpq_sgn(p)) {
      gap_find(&b->g, b->f, p);
      mpq_sub(width, b->g.hi, b->g.lo);
      mpq_set(p, b->g.tie);
    }
    /* Above 0: the tie of what is just above. */
    if (!mpq_sgn(width)) {
      mpq_set(p, value);
      if (!mpq_sgn(p)) {
        mpfr_t least;
        mpfr_init2(least, 64);
        if (tp_format_least_positive(b->f, least))
          mpfr_get_q(width, least);
        mpfr_clear(least);
        if (b->f.family == TP_FORMAT_GRID)
          mpq_set_ui(width, 1, (unsigned long) tp_format_denominator(b->f));
        mpq_set(p, width);
        rational_scale(p, -1);
      } else {
        mpq_set(width, p);         /* the largest posit */
      }
    }
    if (sign < 0)
      mpq_neg(p, p);
    if (!mpq_equal(p, value))
      check_point(b, p, width);
    mpq_set(p, value);
    if (sign < 0)
      mpq_neg(p, p);
    check_point(b, p, width);
  }
  mpq_clears(p, width, (mpq_ptr) NULL);
}

/* One in so many where less is asked for than takes all. */
static inline size_t thin_below(size_t all, size_t most)
{
  size_t stride = all / random_count(500, 1);
  return stride < 1 ? 1 : stride > most ? most : stride;
}

/* The default takes all. */
static inline size_t thin(size_t most) { return thin_below(500, most); }

static inline void print_checks(const char *what, size_t checks)
{
  printf("%s: %zu roundings\n", what, checks);
  fflush(stdout);
}

#endif
