/* SPDX-License-Identifier: MIT */
/* One number through all rounders of the library, each compared with the rounder on
   rationals of rational_rounding.h. */
#ifndef ROUNDING_BENCH_H
#define ROUNDING_BENCH_H

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <gmp.h>
#include <mpfr.h>

#include "rational_rounding.h"

typedef enum { VIA_APPLY, VIA_BESIDE, VIA_MPFR, VIA_QUOTIENT, VIAS } via;
static const char *const via_name[VIAS] = {"tp_double_rounding_apply", "tp_double_rounding_beside", "tp_rounding_mpfr",
                                           "tp_rounding_mpfr_quotient"};

/* A format, a number, and what may become of it. */
typedef struct {
  tp_format f;
  int fits;
  tp_rounding rule[TP_OVERFLOW_RULES][TP_ROUNDING_MODES];
  tp_double_rounding fast[TP_OVERFLOW_RULES][TP_ROUNDING_MODES];
  gap g;
  mpq_t q, spare;
  int goes[VIAS];
  double x;                        /* for VIA_APPLY; for VIA_BESIDE with the side */
  int side;
  mpfr_t m, numerator, denominator, got;
  mpfr_t want[BECOMES_INFINITY];
  double want_double[BECOMES_INFINITY];
  int thorough;
  size_t turn, points, checks;
} bench;

static inline void bench_open(bench *b, tp_format f)
{
  memset(b, 0, sizeof *b);
  b->f = f;
  b->fits = tp_format_fits_double(f);
  for (int o = 0; o < TP_OVERFLOW_RULES; o++)
    for (int m = 0; m < TP_ROUNDING_MODES; m++) {
      b->rule[o][m] = (tp_rounding) {f, (tp_rounding_mode) m, (tp_overflow_rule) o, 0};
      if (b->fits)
        b->fast[o][m] = tp_double_rounding_make(&b->rule[o][m]);
    }
  gap_init(&b->g);
  mpq_inits(b->q, b->spare, (mpq_ptr) NULL);
  mpfr_inits2(64, b->m, b->numerator, b->denominator, b->got, (mpfr_ptr) NULL);
  for (int o = 0; o < BECOMES_INFINITY; o++)
    mpfr_init2(b->want[o], 64);
  b->thorough = 1;
}

static inline size_t bench_close(bench *b)
{
  gap_clear(&b->g);
  mpq_clears(b->q, b->spare, (mpq_ptr) NULL);
  mpfr_clears(b->m, b->numerator, b->denominator, b->got, (mpfr_ptr) NULL);
  for (int o = 0; o < BECOMES_INFINITY; o++)
    mpfr_clear(b->want[o]);
  return b->checks;
}

static inline void complain(const bench *b, via v, const tp_rounding *rule, double u, outcome want)
{
  tp_buffer name = {NULL, 0, 0};
  tp_format_print(&name, b->f);
  char x[400], got[400], wanted[400] = "";
  snprintf(x, sizeof x, "%.20g%s", v == VIA_BESIDE || v == VIA_APPLY ? b->x : mpq_get_d(b->q),
           v == VIA_BESIDE ? b->side > 0 ? " and more" : " and less" : "");
  mpfr_snprintf(got, sizeof got, "%.25Rg", b->got);
  if (want < BECOMES_INFINITY)
    mpfr_snprintf(wanted, sizeof wanted, "%.25Rg", b->want[want]);
  char exact[300];
  gmp_snprintf(exact, sizeof exact, "%Qd", b->q);
  ck_abort_msg("%s, %s, overflow %s, u = %.17g: %s makes %s of %s (%s), not %s%s", name.text, tp_rounding_mode_name[rule->mode],
               tp_overflow_rule_name[rule->overflow], u, via_name[v], got, x, exact, wanted,
               want == BECOMES_INFINITY ? "infinity" : want == BECOMES_NAN ? "NaN" : "");
}

/* The bits of a dyadic number. */
static inline mpfr_prec_t bits_of(const mpq_t x)
{
  size_t all = mpz_sizeinbase(mpq_numref(x), 2), low = mpq_sgn(x) ? mpz_scan1(mpq_numref(x), 0) : 0;
  return all > low + 1 ? (mpfr_prec_t) (all - low) : 1;
}

static inline int is_dyadic(const mpq_t x)
{
  return mpz_popcount(mpq_denref(x)) == 1;
}

static inline void set_exactly(mpfr_t x, const mpq_t q)
{
  mpfr_set_prec(x, bits_of(q));
  if (mpfr_set_q(x, q, MPFR_RNDN))         /* ck_assert would write a file each time */
    ck_abort_msg("not dyadic");
}

static inline double nearest_double(const mpq_t q)
{
  mpfr_t x;
  mpfr_init2(x, 53);
  mpfr_set_q(x, q, MPFR_RNDN);
  double value = mpfr_get_d(x, MPFR_RNDN);
  mpfr_clear(x);
  return value;
}

/* All values that may be asked for, exactly, or on a grid as near as the precision
   allows. */
static inline void set_wants(bench *b, mpfr_prec_t precision)
{
  for (outcome o = BECOMES_ZERO; o < BECOMES_INFINITY; o++) {
    if (o == BECOMES_LARGEST && !b->g.bounded)
      continue;
    outcome_value(&b->g, o, b->spare);
    if (b->f.family == TP_FORMAT_GRID) {
      mpfr_set_prec(b->want[o], precision);
      mpfr_set_q(b->want[o], b->spare, MPFR_RNDN);
    } else {
      set_exactly(b->want[o], b->spare);
    }
    if (b->fits)
      b->want_double[o] = nearest_double(b->spare);
  }
}

static inline int is_wanted(const bench *b, outcome want)
{
  switch (want) {
  case BECOMES_NAN: return mpfr_nan_p(b->got);
  case BECOMES_INFINITY: return mpfr_inf_p(b->got) && (mpfr_sgn(b->got) > 0) == (b->g.sign > 0);
  default: return mpfr_number_p(b->got) && mpfr_equal_p(b->got, b->want[want]);
  }
}

static inline int is_wanted_double(const bench *b, double got, outcome want)
{
  switch (want) {
  case BECOMES_NAN: return isnan(got);
  case BECOMES_INFINITY: return isinf(got) && (got > 0) == (b->g.sign > 0);
  default: return got == b->want_double[want];     /* p:N may ask for 2^1024, then infinite */
  }
}

/* A double on a grid: its neighbours are found but for 2^-52 |x|.  So what is right is
   right for a little more, a little less, or a value itself that near. */
static inline int is_near_on_grid(bench *b, double got, const tp_rounding *rule, double u)
{
  int found = 0;
  gap near;
  mpq_t x, rest;
  gap_init(&near);
  mpq_inits(x, rest, (mpq_ptr) NULL);
  for (int side = -1; side <= 1 && !found; side += 2) {
    mpq_abs(rest, b->q);
    rational_scale(rest, -52);
    (side > 0 ? mpq_add : mpq_sub)(x, b->q, rest);
    gap_find(&near, b->f, x);
    outcome_value(&near, gap_outcome(&near, rule->mode, rule->overflow, u), rest);
    found = nearest_double(rest) == got;
    for (int up = 0; up < 2; up++) {
      mpq_sub(x, up ? near.hi : near.lo, b->g.size);
      mpq_abs(x, x);
      rational_scale(x, 52);
      found |= mpq_cmp(x, b->g.size) <= 0 && nearest_double(up ? near.hi : near.lo) == fabs(got);
    }
  }
  gap_clear(&near);
  mpq_clears(x, rest, (mpq_ptr) NULL);
  return found;
}

static inline void check_via(bench *b, via v, const tp_rounding *rule, const tp_double_rounding *fast, double u, outcome want)
{
  double y = 0;
  int right;
  b->checks++;
  switch (v) {
  case VIA_APPLY: y = tp_double_rounding_apply(fast, b->x, u); break;
  case VIA_BESIDE: y = tp_double_rounding_beside(fast, b->x, b->side, u); break;
  case VIA_MPFR:
    mpfr_set(b->got, b->m, MPFR_RNDN);
    tp_rounding_mpfr(rule, b->got, u);
    break;
  default: tp_rounding_mpfr_quotient(rule, b->got, b->numerator, b->denominator, u); break;
  }
  if (v == VIA_MPFR || v == VIA_QUOTIENT) {
    right = is_wanted(b, want);
  } else {
    right = is_wanted_double(b, y, want) || (b->f.family == TP_FORMAT_GRID && is_near_on_grid(b, y, rule, u));
    if (!right) {
      mpfr_set_prec(b->got, 53);
      mpfr_set_d(b->got, y, MPFR_RNDN);
    }
  }
  if (!right)
    complain(b, v, rule, u, want);
}

/* Numbers for stochastic rounding, above all those near where it changes its mind. */
static inline size_t draw_units(const bench *b, double *u)
{
  size_t n = 0;
  double share = b->g.sign && !b->g.exact ? mpq_get_d(b->g.share) : 0;     /* cut off */
  if (share >= 0x1p-53 && share < 1)
    u[n++] = share;
  if (share >= 0x1p-53 && nextafter(share, 1) < 1)
    u[n++] = nextafter(share, 1);
  if (!n || b->thorough) {
    if (share > 0x1p-52)
      u[n++] = nextafter(share, 0);
    u[n++] = 0.5;
    u[n++] = 0x1p-53;
    u[n++] = 1 - 0x1p-53;
  }
  return n;
}

/* Whether u is so far from where the mode changes its mind that a number between two
   doubles goes the same way all along. */
static inline int is_clear(const bench *b, double u)
{
  return fabs((b->g.exact ? 0 : mpq_get_d(b->g.share)) - u) > 0x1p-18;
}

static inline void check_modes(bench *b, tp_overflow_rule o)
{
  for (int m = 0; m < TP_ROUNDING_MODES; m++) {
    double u[8] = {0.5};
    size_t units = m == TP_ROUND_STOCHASTIC ? draw_units(b, u) : 1;
    for (size_t i = 0; i < units; i++) {
      outcome want = gap_outcome(&b->g, (tp_rounding_mode) m, o, u[i]);
      for (via v = 0; v < VIAS; v++)
        if (b->goes[v] && !(v == VIA_BESIDE && m == TP_ROUND_STOCHASTIC && !is_clear(b, u[i])))
          check_via(b, v, &b->rule[o][m], &b->fast[o][m], u[i], want);
    }
  }
}

/* q by all modes, and where it matters all rules of overflow. */
static inline void check_rules(bench *b, mpfr_prec_t precision)
{
  gap_find(&b->g, b->f, b->q);
  set_wants(b, precision);
  mpfr_set_prec(b->got, precision);
  if (b->g.lo_over || b->g.hi_over)
    for (tp_overflow_rule o = 0; o < TP_OVERFLOW_RULES; o++)
      check_modes(b, o);
  else
    check_modes(b, (tp_overflow_rule) (b->turn++ % TP_OVERFLOW_RULES));
}

/* b->q through every rounder that can be given it. */
static inline void check_number(bench *b)
{
  int significand = tp_format_significand(b->f), dyadic = is_dyadic(b->q);
  mpfr_prec_t enough = significand > 1 ? significand : 1;
  if (dyadic) {
    mpfr_prec_t own = bits_of(b->q);
    b->x = mpq_get_d(b->q);
    mpq_set_d(b->spare, isfinite(b->x) ? b->x : 0);
    b->goes[VIA_APPLY] = b->fits && mpq_equal(b->spare, b->q);
    enough = own > enough ? own : enough;
    mpfr_set_prec(b->m, enough);
    mpfr_set_q(b->m, b->q, MPFR_RNDN);
  }
  b->goes[VIA_MPFR] = dyadic;
  b->goes[VIA_QUOTIENT] = b->thorough || !dyadic || b->turn % 8 == 0;
  if (b->goes[VIA_QUOTIENT]) {
    mpz_t n;
    mpz_init(n);
    unsigned long factor = b->turn % 3 ? 2 * (b->turn % 50) + 1 : 1;
    for (int below = 0; below < 2; below++) {
      mpz_mul_ui(n, below ? mpq_denref(b->q) : mpq_numref(b->q), factor);
      if (b->turn % 5 == 0)
        mpz_neg(n, n);
      mpfr_ptr x = below ? b->denominator : b->numerator;
      mpfr_set_prec(x, (mpfr_prec_t) mpz_sizeinbase(n, 2) + 1);
      mpfr_set_z(x, n, MPFR_RNDN);
    }
    mpz_clear(n);
  }
  check_rules(b, enough + (b->thorough && b->turn % 4 == 1 ? 70 : 0));
  memset(b->goes, 0, sizeof b->goes);
}

static inline void check_double(bench *b, double x)
{
  mpq_set_d(b->q, x);
  check_number(b);
}

/* What lies between x and the next double. */
static inline void check_beside(bench *b, double x, int side)
{
  double next = nextafter(x, side > 0 ? INFINITY : -INFINITY);
  if (!b->fits || isinf(next) || (x == 0 && b->f.family == TP_FORMAT_FLOAT))
    return;
  mpq_set_d(b->q, x);
  mpq_set_d(b->spare, next);
  mpq_add(b->q, b->q, b->spare);
  rational_scale(b->q, -1);
  b->x = x;
  b->side = side;
  b->goes[VIA_BESIDE] = 1;
  check_rules(b, 64);
  b->goes[VIA_BESIDE] = 0;
}

#endif
