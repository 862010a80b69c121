/* SPDX-License-Identifier: MIT */
/* Scales that a block of values shares, by their definitions, in rationals (doc/precision.md, "Shared scales"). */
#ifndef SHARED_SCALES_H
#define SHARED_SCALES_H

#include "rational_rounding.h"

/* The least s with 2^s x >= y, of positive numbers. */
static inline long rational_least_exponent(const mpq_t x, const mpq_t y)
{
  mpq_t scaled;
  mpq_init(scaled);
  long s = rational_log2(y) - rational_log2(x) - 2;
  for (;; s++) {
    mpq_set(scaled, x);
    rational_scale(scaled, s);
    if (mpq_cmp(scaled, y) >= 0)
      break;
  }
  mpq_clear(scaled);
  return s;
}

/* x to so many bits after the leading one; what is halfway goes up. */
static inline void round_half_up(mpq_t x, int bits)
{
  const long step = rational_log2(x) - bits;
  mpq_t half;
  mpq_init(half);
  mpq_set_ui(half, 1, 2);
  rational_scale(x, -step);
  mpq_add(x, x, half);
  mpz_fdiv_q(mpq_numref(x), mpq_numref(x), mpq_denref(x));
  mpz_set_ui(mpq_denref(x), 1);
  rational_scale(x, step);
  mpq_clear(half);
}

/* The exponent of a power of two, which e8m0 holds. */
static inline long expected_exponent(tp_format f, const mpq_t most, const mpq_t largest)
{
  mpq_t m, one;
  mpq_inits(m, one, (mpq_ptr) NULL);
  mpq_set(m, most);
  mpq_set_ui(one, 1, 1);
  long s = 0;
  if (f.scale == TP_SCALE_EVEN)
    round_half_up(m, f.family == TP_FORMAT_FIXED ? f.a + f.b - 1 : f.b);
  switch (f.scale) {
  case TP_SCALE_FLOOR: case TP_SCALE_EVEN: s = rational_log2(m) - rational_log2(largest); break;
  case TP_SCALE_CEIL: s = rational_least_exponent(one, m) - rational_log2(largest); break;
  default: s = rational_least_exponent(largest, m); break;
  }
  mpq_clears(m, one, (mpq_ptr) NULL);
  return s < -127 ? -127 : s > 127 ? 127 : s;
}

/* It becomes the value of e4m3fn, of all 127, that is nearest (at a tie the one whose last bit is 0), or the least that is
   not less; the largest if there is none. */
static inline void round_to_e4m3fn(mpq_t out, int is_up)
{
  mpq_t x, value, off, least;
  mpq_inits(x, value, off, least, (mpq_ptr) NULL);
  mpq_set(x, out);
  int best = -1;
  for (int bits = 0; bits <= 0x7e; bits++) {
    const int field = bits >> 3, fraction = bits & 7;
    mpq_set_si(value, field ? 8 + fraction : fraction, 1);
    rational_scale(value, (field ? field : 1) - 10);
    if (is_up && best >= 0)
      continue;
    mpq_sub(off, value, x);
    if (is_up ? mpq_sgn(off) >= 0 || bits == 0x7e : 1) {
      mpq_abs(off, off);
      const int order = best < 0 ? -1 : mpq_cmp(off, least);
      if (order < 0 || (order == 0 && !(bits & 1))) {
        best = bits;
        mpq_set(least, off);
        mpq_set(out, value);
      }
    }
  }
  mpq_clears(x, value, off, least, (mpq_ptr) NULL);
}

/* The scale of numbers whose largest magnitude is `most`; 2^-127 or 0 of zeros. */
static inline void expected_scale(tp_format f, const mpq_t most, mpq_t scale)
{
  mpq_t largest;
  mpq_init(largest);
  tp_format alone = f;
  alone.shared = 0;
  rational_largest(alone, 1, largest);
  if (f.scale == TP_SCALE_UE4M3 || f.scale == TP_SCALE_UE4M3_UP) {
    mpq_div(scale, most, largest);
    round_to_e4m3fn(scale, f.scale == TP_SCALE_UE4M3_UP);
  } else {
    mpq_set_ui(scale, 1, 1);
    rational_scale(scale, mpq_sgn(most) ? expected_exponent(f, most, largest) : -127);
  }
  mpq_clear(largest);
}

#endif
