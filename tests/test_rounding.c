/* Rounding into formats, against the rounder on rationals of rational_rounding.h:
   formats of at most 8 bits in every value and tie, those of 16 bits too, larger ones at
   their ends and by chance; then against MPFR's own emulation and the processor. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gmp.h>
#include <mpfr.h>

#include "random_source.h"
#include "rational_rounding.h"
#include "suite.h"
#include "tmprec/base/memory.h"

#define LENGTH(a) (sizeof(a) / sizeof *(a))

/* --- One number through all rounders ------------------------------------------ */

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

static tp_format parsed(const char *text)
{
  tp_format f;
  tp_error err;
  ck_assert_msg(tp_format_parse(&f, text, &err) == TP_STATUS_OK, "%s: %s", text, err.text);
  return f;
}

static void bench_open(bench *b, tp_format f)
{
  memset(b, 0, sizeof *b);
  b->f = f;
  b->fits = tp_format_fits_double(f);
  for (int o = 0; o < TP_OVERFLOW_RULES; o++)
    for (int m = 0; m < TP_ROUNDING_MODES; m++) {
      b->rule[o][m] = (tp_rounding) {f, (tp_rounding_mode) m, (tp_overflow_rule) o};
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

static size_t bench_close(bench *b)
{
  gap_clear(&b->g);
  mpq_clears(b->q, b->spare, (mpq_ptr) NULL);
  mpfr_clears(b->m, b->numerator, b->denominator, b->got, (mpfr_ptr) NULL);
  for (int o = 0; o < BECOMES_INFINITY; o++)
    mpfr_clear(b->want[o]);
  return b->checks;
}

static void complain(const bench *b, via v, const tp_rounding *rule, double u, outcome want)
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
static mpfr_prec_t bits_of(const mpq_t x)
{
  size_t all = mpz_sizeinbase(mpq_numref(x), 2), low = mpq_sgn(x) ? mpz_scan1(mpq_numref(x), 0) : 0;
  return all > low + 1 ? (mpfr_prec_t) (all - low) : 1;
}

static int is_dyadic(const mpq_t x)
{
  return mpz_popcount(mpq_denref(x)) == 1;
}

static void set_exactly(mpfr_t x, const mpq_t q)
{
  mpfr_set_prec(x, bits_of(q));
  if (mpfr_set_q(x, q, MPFR_RNDN))         /* ck_assert would write a file each time */
    ck_abort_msg("not dyadic");
}

static double nearest_double(const mpq_t q)
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
static void set_wants(bench *b, mpfr_prec_t precision)
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

static int is_wanted(const bench *b, outcome want)
{
  switch (want) {
  case BECOMES_NAN: return mpfr_nan_p(b->got);
  case BECOMES_INFINITY: return mpfr_inf_p(b->got) && (mpfr_sgn(b->got) > 0) == (b->g.sign > 0);
  default: return mpfr_number_p(b->got) && mpfr_equal_p(b->got, b->want[want]);
  }
}

static int is_wanted_double(const bench *b, double got, outcome want)
{
  switch (want) {
  case BECOMES_NAN: return isnan(got);
  case BECOMES_INFINITY: return isinf(got) && (got > 0) == (b->g.sign > 0);
  default: return got == b->want_double[want];     /* p:N may ask for 2^1024, then infinite */
  }
}

/* A double on a grid: its neighbours are found but for 2^-52 |x|.  So what is right is
   right for a little more, a little less, or a value itself that near. */
static int is_near_on_grid(bench *b, double got, const tp_rounding *rule, double u)
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

static void check_via(bench *b, via v, const tp_rounding *rule, const tp_double_rounding *fast, double u, outcome want)
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
static size_t draw_units(const bench *b, double *u)
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
static int is_clear(const bench *b, double u)
{
  return fabs((b->g.exact ? 0 : mpq_get_d(b->g.share)) - u) > 0x1p-18;
}

static void check_modes(bench *b, tp_overflow_rule o)
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
static void check_rules(bench *b, mpfr_prec_t precision)
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
static void check_number(bench *b)
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

static void check_double(bench *b, double x)
{
  mpq_set_d(b->q, x);
  check_number(b);
}

/* What lies between x and the next double. */
static void check_beside(bench *b, double x, int side)
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

/* p, where the format may change its mind, and what is a little beside; `width` is
   what lies between values there.  Where there are many points, not all sides of
   all. */
static void check_point(bench *b, const mpq_t p, const mpq_t width)
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
static void check_value_and_tie(bench *b, const mpq_t value)
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

/* --- Values of small formats ----------------------------------------------------- */

typedef struct {
  double *value;                   /* from 0 on, ascending; of a grid times its denominator */
  size_t count, capacity;
} list;

static void list_add(list *l, double x)
{
  TP_MEMORY_GROW(l->value, l->capacity, l->count + 1);
  l->value[l->count++] = x;
}

static int compare_doubles(const void *a, const void *b)
{
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* Magnitudes of all values from all patterns; of p:N some binades. */
static list list_magnitudes(tp_format f)
{
  list l = {NULL, 0, 0};
  if (f.family == TP_FORMAT_FLOAT) {
    list_add(&l, 0);
    static const int binade[] = {-1000, -301, -300, -40, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 30, 299, 300, 1000};
    for (size_t e = 0; e < LENGTH(binade); e++)
      for (int k = 1 << (f.a - 1); k < 1 << f.a; k++)
        list_add(&l, ldexp(k, binade[e] + 1 - f.a));
    return l;
  }
  for (unsigned pattern = 0; pattern < 1u << tp_format_bits(f); pattern++) {
    double x;
    if (decode_pattern(f, tp_format_bits(f), pattern, &x) == PATTERN_VALUE)
      list_add(&l, fabs(x));
  }
  qsort(l.value, l.count, sizeof *l.value, compare_doubles);
  size_t n = 0;
  for (size_t i = 0; i < l.count; i++)
    if (!n || l.value[i] != l.value[n - 1])
      l.value[n++] = l.value[i];
  l.count = n;
  return l;
}

/* The rounder on rationals finds the neighbours in the list. */
static void check_reference(bench *b, const list *l, size_t i)
{
  mpq_t want;
  mpq_init(want);
  for (int half = 0; half < 2; half++) {
    double x = half ? (l->value[i] + l->value[i + 1]) / 2 : l->value[i];
    mpq_set_d(b->q, x);
    mpq_set_d(want, l->value[i]);
    if (b->f.family == TP_FORMAT_GRID) {
      mpq_set_ui(b->spare, 1, (unsigned long) tp_format_denominator(b->f));
      mpq_mul(b->q, b->q, b->spare);
      mpq_mul(want, want, b->spare);
    }
    gap_find(&b->g, b->f, b->q);
    ck_assert(b->g.exact == !half || (b->f.family == TP_FORMAT_POSIT && l->value[i + 1] == l->value[l->count - 1]));
    ck_assert(mpq_equal(b->g.lo, want));
    ck_assert(!b->g.lo_over && !b->g.hi_over && !b->g.lo_flushed && !b->g.hi_flushed);
    if (half && b->f.family != TP_FORMAT_POSIT)
      ck_assert(b->g.side == 0);
    if (half && b->f.family != TP_FORMAT_FLOAT)
      ck_assert((int) (i % 2) == b->g.lo_odd && b->g.lo_odd != b->g.hi_odd);
  }
  mpq_clear(want);
}

static void check_format(bench *b, size_t stride, size_t offset)
{
  list l = list_magnitudes(b->f);
  mpq_t value;
  mpq_init(value);
  int checks_reference = b->f.family != TP_FORMAT_FLOAT && !b->f.flushes && b->thorough;
  for (size_t i = 0; i < l.count; i++) {
    if (i > 4 && i + 4 < l.count && i % stride != offset % stride)
      continue;
    if (checks_reference && i + 2 < l.count)
      check_reference(b, &l, i);
    mpq_set_d(value, l.value[i]);
    if (b->f.family == TP_FORMAT_GRID) {
      mpq_set_ui(b->spare, 1, (unsigned long) tp_format_denominator(b->f));
      mpq_mul(value, value, b->spare);
    }
    check_value_and_tie(b, value);
  }
  /* Beyond the largest, as if there were more; and where flushed what is below. */
  for (int beyond = 0; beyond < 6 && b->f.family != TP_FORMAT_FLOAT; beyond++) {
    gap_find(&b->g, b->f, value);
    mpq_set(value, b->g.hi);
    if (b->f.family == TP_FORMAT_POSIT || beyond > 3)
      rational_scale(value, 1 + 10 * (beyond > 4));
    check_value_and_tie(b, value);
  }
  if (b->f.family == TP_FORMAT_IEEE && b->f.flushes)
    for (int e = 1; e <= 3; e++)
      for (int k = 0; k < 1 << b->f.b; k += 1 + (k > 2 && k + 4 < 1 << b->f.b ? (int) stride - 1 : 0)) {
        mpq_set_d(value, ldexp((1 << b->f.b) + k, 1 - b->f.bias - e - b->f.b));
        check_value_and_tie(b, value);
      }
  mpq_clear(value);
  free(l.value);
}

/* One in so many where less than the default is asked for. */
static size_t thin(size_t most)
{
  size_t stride = 500 / random_count(500, 1);
  return stride < 1 ? 1 : stride > most ? most : stride;
}

static size_t check_small(tp_format f)
{
  bench b;
  bench_open(&b, f);
  check_format(&b, thin(f.family == TP_FORMAT_FLOAT ? 40 : 12), 0);
  return bench_close(&b);
}

static void print_checks(const char *what, size_t checks)
{
  printf("%s: %zu roundings\n", what, checks);
  fflush(stdout);
}

START_TEST(test_small_named)
{
  size_t checks = 0;
  for (size_t i = 0; i < tp_format_name_count; i += thin(3)) {
    tp_format f = tp_format_names[i].format;
    f.shared = 0;
    if (tp_format_bits(f) && tp_format_bits(f) <= 8)
      checks += check_small(f);
  }
  print_checks("names of at most 8 bits", checks);
}
END_TEST

/* All small formats of shapes with one or two numbers. */
START_TEST(test_small_fixed)
{
  size_t checks = 0;
  for (int i = 1; i <= 7; i += (int) thin(2))
    for (int f = 0; 1 + i + f <= 8; f += (int) thin(3))
      checks += check_small((tp_format) {.family = TP_FORMAT_FIXED, .a = i, .b = f});
  print_checks("fixed:i.f of at most 8 bits", checks);
}
END_TEST

START_TEST(test_small_float)
{
  size_t checks = 0;
  for (int n = 1; n <= 8; n++)
    checks += check_small((tp_format) {.family = TP_FORMAT_FLOAT, .a = n});
  print_checks("p:1 .. p:8", checks);
}
END_TEST

START_TEST(test_small_grid)
{
  size_t checks = 0;
  for (int n = 2; n <= 9; n++)
    checks += check_small((tp_format) {.family = TP_FORMAT_GRID, .a = n});
  print_checks("int2 .. int9", checks);
}
END_TEST

START_TEST(test_small_posit)
{
  size_t checks = 0;
  for (int n = 3; n <= 10; n++)
    checks += check_small((tp_format) {.family = TP_FORMAT_POSIT, .a = n});
  print_checks("posit3 .. posit10", checks);
}
END_TEST

/* eXmY with every way to write its ends, the given bias less the usual one. */
static size_t check_shapes(int most_bits, int less)
{
  size_t checks = 0, number = 0;
  for (int x = 2; x <= 6; x++)
    for (int y = 1; 1 + x + y <= most_bits; y++)
      for (int encoding = TP_ENCODING_IEEE; encoding <= TP_ENCODING_FNUZ; encoding++)
        for (int flushes = 0; flushes < 2; flushes++) {
          int bias = (1 << (x - 1)) - (encoding != TP_ENCODING_FNUZ) - less;
          if (number++ % thin(40) == 0 && bias >= 0)
            checks += check_small((tp_format) {TP_FORMAT_IEEE, x, y, bias, (tp_format_encoding) encoding, flushes, 0});
        }
  return checks;
}

START_TEST(test_small_ieee)
{
  print_checks("eXmY of at most 8 bits", check_shapes(8, 0));
}
END_TEST

START_TEST(test_small_bias)
{
  print_checks("eXmYbB of at most 7 bits", check_shapes(7, 1) + check_shapes(6, -200) + check_shapes(6, 3));
}
END_TEST

/* --- Formats of 16 bits -------------------------------------------------------------- */

static const char *const sixteen[] = {
  "fp16", "bf16", "e4m11", "e3m12fn", "e6m9fnuzftz", "e5m10ftz", "fixed:1.14", "posit16", "int16",
};

START_TEST(test_sixteen_bits)
{
  bench b;
  bench_open(&b, parsed(sixteen[_i]));
  b.thorough = 0;
  check_format(&b, thin(500), 0);
  print_checks(sixteen[_i], bench_close(&b));
}
END_TEST

/* --- Larger formats ------------------------------------------------------------------- */

/* And how many numbers by chance, in thousands. */
static const struct {
  const char *name;
  size_t thousands;
} larger[] = {
  {"fp32", 50}, {"tf32", 30}, {"e8m31", 10}, {"e8m23ftz", 20}, {"e6m15fn", 10}, {"e7m20fnuz", 10}, {"e5m26b3fnftz", 10},
  {"fixed:1.0", 10}, {"fixed:8.23", 30}, {"fixed:1.30", 10}, {"fixed:32.0", 10}, {"fixed:16.16", 10}, {"fixed:1.31", 10},
  {"fixed:1.100", 5}, {"fixed:200.300", 5},
  {"posit17", 10}, {"posit24", 10}, {"posit31", 10}, {"posit32", 30}, {"int12", 10}, {"int16", 10},
  {"p:1", 10}, {"p:2", 10}, {"p:11", 10}, {"p:24", 30}, {"p:32", 30}, {"p:33", 5}, {"p:53", 10}, {"p:64", 5}, {"p:65", 5}, {"p:100", 10},
  {"p:128", 5}, {"p:1000", 2},
  {"fp64", 30}, {"e9m7", 10}, {"e11m52fn", 10}, {"e11m52ftz", 10}, {"e9m33", 5}, {"e8m63", 5}, {"e15m112", 2}, {"e2m300", 2},
  {"e4m70fnuz", 5}, {"e3m200b9ftz", 5},
};

/* The exponents of leading bits between which something happens. */
static void exponent_range(tp_format f, long *low, long *high)
{
  *low = -300, *high = 300;
  switch (f.family) {
  case TP_FORMAT_FIXED: *low = -f.b - 3, *high = f.a + 1; break;
  case TP_FORMAT_IEEE: *low = 1 - f.bias - f.b - 3, *high = ieee_top_field(f) - f.bias + 2; break;
  case TP_FORMAT_GRID: *low = -f.a - 2, *high = 2; break;
  case TP_FORMAT_POSIT: *low = -4 * f.a, *high = 4 * f.a; break;
  default: break;
  }
}

/* Powers of two and halves of steps around the ends. */
START_TEST(test_ends)
{
  bench b;
  tp_format f = parsed(larger[_i].name);
  bench_open(&b, f);
  long low, high;
  exponent_range(f, &low, &high);
  mpq_t p, width;
  mpq_inits(p, width, (mpq_ptr) NULL);
  long span = high - low, step = (span > 80 ? span / 40 : 1) * (long) thin(40);
  for (long e = low; e <= high; e += e < low + 6 || (e > high - 6 && thin(2) == 1) ? 1 : step)
    for (int n = 1; n <= 7; n += (2 + 2 * (n > 1)) * (int) thin(4)) {
      mpq_set_ui(p, (unsigned long) n, 1);
      rational_scale(p, e);
      check_value_and_tie(&b, p);
    }
  long least_normal = f.family == TP_FORMAT_IEEE ? 1 - f.bias : 0;
  for (int end = 0; end < 2; end++)
    for (int n = -5; n <= 5; n += 1 + (thin(2) == 2 && n < 3)) {
      long e = end ? f.family == TP_FORMAT_FIXED ? f.a : f.family == TP_FORMAT_IEEE ? high - 1 : high - 2 : least_normal;
      rational_power(p, e);
      mpq_set_si(width, n, 1);
      rational_scale(width, (f.family == TP_FORMAT_FIXED ? -f.b : e - tp_format_significand(f)) - 1);
      mpq_add(p, p, width);
      mpq_abs(width, width);
      if (n)
        check_point(&b, p, width);
      mpq_neg(p, p);
      if (n)
        check_point(&b, p, width);
    }
  mpq_clears(p, width, (mpq_ptr) NULL);
  print_checks(larger[_i].name, bench_close(&b));
}
END_TEST

/* A number of 1 to 64 bits; or one at or beside a value or tie of the format. */
static void draw_number(bench *b, random_source *s, long low, long high)
{
  uint64_t bits = random_bits(s) >> random_below(s, 64);
  mpz_t n;
  mpz_init(n);
  mpz_import(n, 1, -1, sizeof bits, 0, 0, &bits);
  mpq_set_z(b->q, n);
  mpz_clear(n);
  if (!bits)
    return;
  rational_scale(b->q, low + (long) random_below(s, (uint32_t) (high - low + 1)) - rational_log2(b->q));
  if (random_one_in(s, 2))
    mpq_neg(b->q, b->q);
  if (random_one_in(s, 2))
    return;
  gap_find(&b->g, b->f, b->q);
  mpq_sub(b->spare, b->g.hi, b->g.lo);
  mpq_set(b->q, random_one_in(s, 4) ? b->g.lo : b->g.tie);
  rational_scale(b->spare, -(long) random_below(s, 80));
  if (random_one_in(s, 2))
    (random_one_in(s, 2) ? mpq_add : mpq_sub)(b->q, b->q, b->spare);
  if (b->g.sign < 0)
    mpq_neg(b->q, b->q);
}

START_TEST(test_random)
{
  bench b;
  tp_format f = parsed(larger[_i].name);
  bench_open(&b, f);
  b.thorough = 0;
  long low, high;
  exponent_range(f, &low, &high);
  random_source s = random_open(100 + (uint64_t) _i);
  size_t count = random_count(1000 * larger[_i].thousands, 20);
  for (size_t n = 0; n < count; n++) {
    draw_number(&b, &s, low, high);
    check_number(&b);
    double x = mpq_get_d(b.q);
    if (b.fits && n % 4 == 0 && isfinite(x))
      check_beside(&b, x, n % 8 ? 1 : -1);
  }
  print_checks(larger[_i].name, bench_close(&b));
}
END_TEST

/* The ends of binary64, and numbers beyond. */
START_TEST(test_huge_and_tiny)
{
  static const double numbers[] = {DBL_MAX, 0x1.fffffffffffffp1022, 0x1p1023, 0x1p500, 0x1p-500, DBL_MIN, 0x1p-1030 * 1.25,
                                   5e-324, 1e-323, 1.5e-323, 0x1.fffffffffffffp-600, FLT_MAX, FLT_MIN, 0x1p-149, 0x1p-150,
                                   0x1p63, 0x1p64, 0x1p53, 0x1p52, 0x1.8p52, 0x1p31, 0x1p32, 1, 1.5, 0.5, 0x1.fffffffffffffp-1};
  bench b;
  tp_format f = parsed(larger[_i].name);
  bench_open(&b, f);
  for (int sign = -1; sign <= 1; sign += 2) {
    for (size_t i = 0; i < LENGTH(numbers); i++) {
      check_double(&b, sign * numbers[i]);
      if (f.family == TP_FORMAT_FLOAT && numbers[i] < DBL_MIN)
        continue;                  /* a double's step is wider than the format's */
      check_beside(&b, sign * numbers[i], 1);
      check_beside(&b, sign * numbers[i], -1);
      double next = nextafter(sign * numbers[i], sign);
      check_double(&b, next);
    }
    for (int e = -20000; e <= 20000; e += 40000) {
      mpq_set_si(b.q, 3 * sign, 1);
      rational_scale(b.q, e);
      check_number(&b);
    }
  }
  check_beside(&b, 0, 1);
  check_beside(&b, 0, -1);
  print_checks(larger[_i].name, bench_close(&b));
}
END_TEST

/* --- Infinities, NaN, zeros -------------------------------------------------------------- */

static void check_special(bench *b, const tp_rounding *rule, const tp_double_rounding *fast)
{
  for (int sign = -1; sign <= 1; sign += 2) {
    mpq_set_si(b->q, sign, 1);
    gap_find(&b->g, b->f, b->q);
    outcome want = infinity_outcome(b->f, rule->overflow);
    set_wants(b, 200);
    mpfr_set_prec(b->got, 1100);
    mpfr_set_inf(b->got, sign);
    b->x = sign > 0 ? INFINITY : -INFINITY;
    tp_rounding_mpfr(rule, b->got, 0.5);
    b->checks++;
    if (!is_wanted(b, want))
      complain(b, VIA_MPFR, rule, 0.5, want);
    if (b->fits) {
      double y = tp_double_rounding_apply(fast, b->x, 0.5);
      mpfr_set_d(b->got, y, MPFR_RNDN);
      b->checks++;
      if (!is_wanted(b, want))
        complain(b, VIA_APPLY, rule, 0.5, want);
    }
    mpfr_set_zero(b->got, sign);
    tp_rounding_mpfr(rule, b->got, 0.5);
    ck_assert(mpfr_zero_p(b->got));
    if (b->fits)
      ck_assert(tp_double_rounding_apply(fast, sign * 0.0, 0.5) == 0);
    mpfr_set_zero(b->numerator, sign);
    mpfr_set_ui(b->denominator, 3, MPFR_RNDN);
    tp_rounding_mpfr_quotient(rule, b->got, b->numerator, b->denominator, 0.5);
    ck_assert(mpfr_zero_p(b->got));
  }
  mpfr_set_nan(b->got);
  tp_rounding_mpfr(rule, b->got, 0.5);
  ck_assert(mpfr_nan_p(b->got));
  if (b->fits)
    ck_assert(isnan(tp_double_rounding_apply(fast, NAN, 0.5)));
}

static void check_special_of(tp_format f)
{
  bench b;
  bench_open(&b, f);
  for (int o = 0; o < TP_OVERFLOW_RULES; o++)
    for (int m = 0; m < TP_ROUNDING_MODES; m++)
      check_special(&b, &b.rule[o][m], &b.fast[o][m]);
  bench_close(&b);
}

START_TEST(test_special_values)
{
  for (size_t i = 0; i < tp_format_name_count; i++) {
    tp_format f = tp_format_names[i].format;
    f.shared = 0;
    check_special_of(f);
  }
  for (size_t i = 0; i < LENGTH(larger); i++)
    check_special_of(parsed(larger[i].name));
}
END_TEST

/* --- Facts ------------------------------------------------------------------------------- */

#define INF INFINITY

/* What becomes of x: by rne rna rtz raz rup rdn rto, and rsr with u = 1/2. */
static const struct {
  const char *name;
  tp_overflow_rule overflow;
  double x, result[TP_ROUNDING_MODES];
} facts[] = {
  {"fp16", 0, 65504, {65504, 65504, 65504, 65504, 65504, 65504, 65504, 65504}},
  {"fp16", 0, 65519, {65504, 65504, 65504, INF, INF, 65504, 65504, 65504}},
  {"fp16", 0, 65520, {INF, INF, 65504, INF, INF, 65504, 65504, 65504}},
  {"fp16", 0, 65521, {INF, INF, 65504, INF, INF, 65504, 65504, INF}},
  {"fp16", 0, -65520, {-INF, -INF, -65504, -INF, -65504, -INF, -65504, -65504}},
  {"fp16", 0, 65536, {INF, INF, 65504, INF, INF, 65504, 65504, INF}},
  {"fp16", TP_OVERFLOW_INFINITY, 65535, {INF, INF, 65504, INF, INF, 65504, 65504, INF}},
  {"fp16", TP_OVERFLOW_INFINITY, 65536, {INF, INF, INF, INF, INF, INF, INF, INF}},
  {"fp16", TP_OVERFLOW_SATURATE, 1e9, {65504, 65504, 65504, 65504, 65504, 65504, 65504, 65504}},
  {"fp16", TP_OVERFLOW_NAN, 1e9, {INF, INF, 65504, INF, INF, 65504, 65504, INF}},
  {"fp16", 0, INF, {INF, INF, INF, INF, INF, INF, INF, INF}},
  {"fp16", TP_OVERFLOW_SATURATE, -INF, {-65504, -65504, -65504, -65504, -65504, -65504, -65504, -65504}},
  {"fp16", 0, 0x1p-24, {0x1p-24, 0x1p-24, 0x1p-24, 0x1p-24, 0x1p-24, 0x1p-24, 0x1p-24, 0x1p-24}},
  {"fp16", 0, 0x1p-25, {0, 0x1p-24, 0, 0x1p-24, 0x1p-24, 0, 0x1p-24, 0}},
  {"fp16", 0, -0x1p-25, {0, -0x1p-24, 0, -0x1p-24, 0, -0x1p-24, -0x1p-24, 0}},
  {"fp16", 0, 0x1.8p-24, {0x1p-23, 0x1p-23, 0x1p-24, 0x1p-23, 0x1p-23, 0x1p-24, 0x1p-24, 0x1p-24}},
  {"fp16", 0, 2049, {2048, 2050, 2048, 2050, 2050, 2048, 2050, 2048}},
  {"fp16", 0, 2051, {2052, 2052, 2050, 2052, 2052, 2050, 2050, 2050}},
  {"e5m10ftz", 0, 0x1.ffcp-15, {0, 0, 0, 0, 0, 0, 0, 0}},
  {"e5m10ftz", 0, 0x1.ffep-15, {0x1p-14, 0x1p-14, 0, 0x1p-14, 0x1p-14, 0, 0, 0}},
  {"e5m10ftz", 0, 0x1.ffdp-15, {0, 0, 0, 0x1p-14, 0x1p-14, 0, 0, 0}},
  {"e5m10ftz", 0, -0x1.fffp-15, {-0x1p-14, -0x1p-14, 0, -0x1p-14, 0, -0x1p-14, 0, -0x1p-14}},
  {"bf16", 0, 257, {256, 258, 256, 258, 258, 256, 258, 256}},
  {"bf16", 0, 259, {260, 260, 258, 260, 260, 258, 258, 258}},
  {"e4m3", 0, 248, {INF, INF, 240, INF, INF, 240, 240, 240}},
  {"e4m3fn", 0, 464, {448, 448, 448, 448, 448, 448, 448, 448}},
  {"e4m3fn", TP_OVERFLOW_NAN, 464, {448, NAN, 448, NAN, NAN, 448, NAN, 448}},
  {"e4m3fn", TP_OVERFLOW_NAN, -464, {-448, NAN, -448, NAN, -448, NAN, NAN, -448}},
  {"e4m3fn", TP_OVERFLOW_NAN, 465, {NAN, NAN, 448, NAN, NAN, 448, NAN, NAN}},
  {"e4m3fn", TP_OVERFLOW_NAN, 480, {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN}},
  {"e4m3fn", TP_OVERFLOW_INFINITY, 480, {448, 448, 448, 448, 448, 448, 448, 448}},
  {"e4m3fn", TP_OVERFLOW_NAN, INF, {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN}},
  {"e4m3fnuz", TP_OVERFLOW_NAN, 247, {240, 240, 240, NAN, NAN, 240, 240, 240}},
  {"e4m3fnuz", TP_OVERFLOW_NAN, 248, {NAN, NAN, 240, NAN, NAN, 240, 240, 240}},
  {"e5m2", 0, 61440, {INF, INF, 57344, INF, INF, 57344, 57344, 57344}},
  {"e2m1fn", 0, 5, {4, 6, 4, 6, 6, 4, 6, 4}},
  {"e2m1fn", 0, 2.5, {2, 3, 2, 3, 3, 2, 3, 2}},
  {"e2m1fn", 0, 1.75, {2, 2, 1.5, 2, 2, 1.5, 1.5, 1.5}},
  {"e2m1fn", 0, 0.25, {0, 0.5, 0, 0.5, 0.5, 0, 0.5, 0}},
  {"e2m1fn", TP_OVERFLOW_NAN, -7, {-6, -6, -6, -6, -6, -6, -6, -6}},
  {"fp32", 0, 0x1.ffffffp127, {INF, INF, FLT_MAX, INF, INF, FLT_MAX, FLT_MAX, FLT_MAX}},
  {"p:1", 0, 3, {4, 4, 2, 4, 4, 2, 2, 2}},
  {"p:1", 0, -3, {-4, -4, -2, -4, -2, -4, -2, -2}},
  {"p:1", 0, 0.75, {1, 1, 0.5, 1, 1, 0.5, 0.5, 0.5}},
  {"p:1", 0, 2.75, {2, 2, 2, 4, 4, 2, 2, 2}},
  {"p:2", 0, 2.5, {2, 3, 2, 3, 3, 2, 3, 2}},
  {"p:2", 0, 7, {8, 8, 6, 8, 8, 6, 6, 6}},
  {"p:24", 0, 16777217, {16777216, 16777218, 16777216, 16777218, 16777218, 16777216, 16777218, 16777216}},
  {"fixed:1.0", 0, 0.5, {0, 1, 0, 1, 1, 0, 1, 0}},
  {"fixed:1.0", 0, -0.5, {0, -1, 0, -1, 0, -1, -1, 0}},
  {"fixed:1.0", 0, -1.5, {-2, -2, -1, -2, -1, -2, -1, -1}},
  {"fixed:1.0", 0, -2.5, {-2, -2, -2, -2, -2, -2, -2, -2}},
  {"fixed:1.0", TP_OVERFLOW_NAN, 1.5, {1, 1, 1, 1, 1, 1, 1, 1}},
  {"fixed:2.0", TP_OVERFLOW_INFINITY, 1e300, {3, 3, 3, 3, 3, 3, 3, 3}},
  {"fixed:2.0", 0, -INF, {-4, -4, -4, -4, -4, -4, -4, -4}},
  {"int2", 0, 0.5, {0, 1, 0, 1, 1, 0, 1, 0}},
  {"int2", TP_OVERFLOW_NAN, -7, {-1, -1, -1, -1, -1, -1, -1, -1}},
  {"int8", 0, 0.5, {64.0 / 127, 64.0 / 127, 63.0 / 127, 64.0 / 127, 64.0 / 127, 63.0 / 127, 63.0 / 127, 63.0 / 127}},
  {"posit8", 0, 1e30, {0x1p24, 0x1p24, 0x1p24, 0x1p24, 0x1p24, 0x1p24, 0x1p24, 0x1p24}},
  {"posit8", 0, -1e-30, {-0x1p-24, -0x1p-24, 0, -0x1p-24, 0, -0x1p-24, -0x1p-24, 0}},
  {"posit8", 0, -0x1p25, {-0x1p24, -0x1p24, -0x1p24, -0x1p24, -0x1p24, -0x1p24, -0x1p24, -0x1p24}},
  {"posit8", 0, INF, {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN}},
  /* Patterns of 7 bits between 2^20 and 2^24 halve the exponent: the tie is 2^22. */
  {"posit8", 0, 0x1p22, {0x1p20, 0x1p24, 0x1p20, 0x1p24, 0x1p24, 0x1p20, 0x1p24, 0x1p20}},
  {"posit8", 0, 0x1.1p22, {0x1p24, 0x1p24, 0x1p20, 0x1p24, 0x1p24, 0x1p20, 0x1p24, 0x1p20}},
  {"posit8", 0, 0x1.1p23, {0x1p24, 0x1p24, 0x1p20, 0x1p24, 0x1p24, 0x1p20, 0x1p24, 0x1p20}},
  {"real", 0, 0.1, {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}},
  {"real", TP_OVERFLOW_SATURATE, -INF, {-INF, -INF, -INF, -INF, -INF, -INF, -INF, -INF}},
};

static int same(double a, double b)
{
  return a == b || (isnan(a) && isnan(b));
}

START_TEST(test_facts)
{
  for (size_t i = 0; i < LENGTH(facts); i++)
    for (int m = 0; m < TP_ROUNDING_MODES; m++) {
      tp_rounding rule = {parsed(facts[i].name), (tp_rounding_mode) m, facts[i].overflow};
      tp_double_rounding fast = tp_double_rounding_make(&rule);
      double want = facts[i].result[m], got = tp_double_rounding_apply(&fast, facts[i].x, 0.5);
      ck_assert_msg(same(got, want), "%s %s: %.17g becomes %.17g, not %.17g", facts[i].name, tp_rounding_mode_name[m], facts[i].x, got, want);
      mpfr_t x;
      mpfr_init2(x, 53);
      mpfr_set_d(x, facts[i].x, MPFR_RNDN);
      tp_rounding_mpfr(&rule, x, 0.5);
      got = mpfr_get_d(x, MPFR_RNDN);
      ck_assert_msg(same(got, want), "%s %s: %.17g becomes %.17g in MPFR, not %.17g", facts[i].name, tp_rounding_mode_name[m], facts[i].x, got, want);
      mpfr_clear(x);
      if (!isfinite(facts[i].x))
        continue;
      /* The rounder of these tests must know it too. */
      gap g;
      mpq_t q;
      gap_init(&g);
      mpq_init(q);
      mpq_set_d(q, facts[i].x);
      gap_find(&g, rule.format, q);
      outcome o = gap_outcome(&g, rule.mode, rule.overflow, 0.5);
      outcome_value(&g, o, q);
      mpfr_init2(x, 53);
      mpfr_set_q(x, q, MPFR_RNDN);
      got = o == BECOMES_NAN ? NAN : o == BECOMES_INFINITY ? copysign(INF, g.sign) : mpfr_get_d(x, MPFR_RNDN);
      ck_assert_msg(same(got, want), "%s %s: %.17g becomes %.17g on rationals, not %.17g", facts[i].name, tp_rounding_mode_name[m], facts[i].x, got, want);
      mpfr_clear(x);
      mpq_clear(q);
      gap_clear(&g);
    }
}
END_TEST

/* On a grid of doubles what is rounded stays. */
START_TEST(test_grid_stays)
{
  for (int bits = 2; bits <= 16; bits++)
    for (int m = 0; m < TP_ROUNDING_MODES; m++) {
      tp_rounding rule = {{.family = TP_FORMAT_GRID, .a = bits}, (tp_rounding_mode) m, TP_OVERFLOW_AS_FORMAT};
      tp_double_rounding fast = tp_double_rounding_make(&rule);
      int n = (1 << (bits - 1)) - 1;
      for (int k = -n; k <= n; k += 1 + (n > 100 ? (int) thin(40) - 1 : 0)) {
        double x = (double) k / n, y = tp_double_rounding_apply(&fast, x, 0.5);
        ck_assert_msg(x == y, "int%d %s: %d / %d becomes %.17g", bits, tp_rounding_mode_name[m], k, n, y);
      }
    }
}
END_TEST

/* Exponents far beyond what rationals can hold. */
START_TEST(test_wide_ieee)
{
  const long top = 1L << 29, least = 2 - top - 4;
  const struct {
    long n, exponent, result, result_exponent;     /* n 2^exponent; result 0 and an exponent: infinity */
  } cases[] = {
    {31, top - 5, 31, top - 5}, {62, top - 6, 31, top - 5}, {125, top - 7, 31, top - 5}, {63, top - 6, 0, 1},
    {1, top, 0, 1}, {1, 10 * top, 0, 1}, {1, least, 1, least}, {1, least - 1, 0, 0}, {3, least - 1, 2, least},
    {3, least - 2, 1, least}, {33, least - 2, 8, least}, {35, least, 36, least}, {1, -10 * top, 0, 0},
  };
  tp_rounding rule = {parsed("e30m4"), TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT};
  mpfr_t x, want;
  mpfr_inits2(64, x, want, (mpfr_ptr) NULL);
  for (size_t i = 0; i < LENGTH(cases); i++) {
    mpfr_set_si_2exp(x, cases[i].n, cases[i].exponent, MPFR_RNDN);
    mpfr_set_si_2exp(want, cases[i].result, cases[i].result_exponent, MPFR_RNDN);
    if (!cases[i].result && cases[i].result_exponent)
      mpfr_set_inf(want, 1);
    tp_rounding_mpfr(&rule, x, 0.5);
    ck_assert_msg(mpfr_equal_p(x, want), "case %zu", i);
  }
  mpfr_clears(x, want, (mpfr_ptr) NULL);
}
END_TEST

/* --- MPFR and the processor ------------------------------------------------------------------ */

static const struct {
  tp_rounding_mode mode;
  mpfr_rnd_t mpfr;
} mpfr_modes[] = {
  {TP_ROUND_NEAREST_EVEN, MPFR_RNDN}, {TP_ROUND_TOWARD_ZERO, MPFR_RNDZ}, {TP_ROUND_UP, MPFR_RNDU}, {TP_ROUND_DOWN, MPFR_RNDD},
  {TP_ROUND_AWAY, MPFR_RNDA},
};

/* MPFR's emulation of an IEEE format: bounded exponents and subnormals. */
static void emulate(mpfr_t out, mpfr_srcptr x, long top, long least_step, mpfr_rnd_t mode)
{
  mpfr_exp_t emin = mpfr_get_emin(), emax = mpfr_get_emax();
  mpfr_set_emin(least_step + 1);
  mpfr_set_emax(top + 1);
  int ternary = mpfr_set(out, x, mode);
  ternary = mpfr_check_range(out, ternary, mode);
  mpfr_subnormalize(out, ternary, mode);
  mpfr_set_emin(emin);
  mpfr_set_emax(emax);
}

START_TEST(test_mpfr_emulation)
{
  static const struct {
    const char *name;
    int exponent_bits, precision;
  } ieee[] = {{"fp16", 5, 11}, {"bf16", 8, 8}, {"e5m2", 5, 3}, {"fp32", 8, 24}, {"e4m3", 4, 4}, {"fp64", 11, 53}, {"e15m112", 15, 113}};
  random_source s = random_open(7);
  size_t count = random_count(200000, 200);
  mpfr_t x, y, want;
  for (size_t i = 0; i < LENGTH(ieee); i++) {
    long bias = (1L << (ieee[i].exponent_bits - 1)) - 1;
    mpfr_inits2(140, x, y, (mpfr_ptr) NULL);
    mpfr_init2(want, ieee[i].precision);
    for (size_t n = 0; n < count; n++) {
      uint64_t bits = random_bits(&s) >> random_below(&s, 64);
      mpfr_set_uj(x, bits, MPFR_RNDN);
      mpfr_mul_2si(x, x, (long) random_below(&s, (uint32_t) (2 * bias + ieee[i].precision + 80)) - bias - ieee[i].precision - 68, MPFR_RNDN);
      if (random_one_in(&s, 2))
        mpfr_neg(x, x, MPFR_RNDN);
      tp_rounding_mode mode = mpfr_modes[n % LENGTH(mpfr_modes)].mode;
      tp_rounding rule = {parsed(ieee[i].name), mode, TP_OVERFLOW_AS_FORMAT};
      mpfr_set(y, x, MPFR_RNDN);
      tp_rounding_mpfr(&rule, y, 0.5);
      emulate(want, x, bias, 1 - bias - ieee[i].precision + 1, mpfr_modes[n % LENGTH(mpfr_modes)].mpfr);
      if (!mpfr_equal_p(y, want)) {
        char text[300];
        mpfr_snprintf(text, sizeof text, "%Ra becomes %Ra, not %Ra", x, y, want);
        ck_abort_msg("%s %s: %s", ieee[i].name, tp_rounding_mode_name[mode], text);
      }
    }
    mpfr_clears(x, y, want, (mpfr_ptr) NULL);
  }
}
END_TEST

START_TEST(test_mpfr_precision)
{
  random_source s = random_open(8);
  size_t count = random_count(300000, 500);
  mpfr_t x, y;
  for (size_t n = 0; n < count; n++) {
    int precision = 1 + (int) random_below(&s, random_one_in(&s, 2) ? 8 : 130);
    mpfr_inits2(140, x, y, (mpfr_ptr) NULL);
    mpfr_set_uj(x, random_bits(&s) >> random_below(&s, 64), MPFR_RNDN);
    mpfr_mul_2ui(x, x, 70, MPFR_RNDN);
    mpfr_add_d(x, x, random_one_in(&s, 2) ? 0 : (double) random_bits(&s), MPFR_RNDN);
    mpfr_mul_2si(x, x, (long) random_below(&s, 3000) - 1500, MPFR_RNDN);
    if (random_one_in(&s, 2))
      mpfr_neg(x, x, MPFR_RNDN);
    size_t i = n % LENGTH(mpfr_modes);
    tp_rounding rule = {{.family = TP_FORMAT_FLOAT, .a = precision}, mpfr_modes[i].mode, (tp_overflow_rule) (n % TP_OVERFLOW_RULES)};
    mpfr_set(y, x, MPFR_RNDN);
    tp_rounding_mpfr(&rule, y, 0.5);
    mpfr_prec_round(x, precision, mpfr_modes[i].mpfr);
    ck_assert_msg(mpfr_equal_p(x, y), "p:%d %s", precision, tp_rounding_mode_name[rule.mode]);
    mpfr_clears(x, y, (mpfr_ptr) NULL);
  }
}
END_TEST

/* binary32 and binary64 are the processor's. */
START_TEST(test_processor)
{
  tp_rounding single = {parsed("fp32"), TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT}, twice = {parsed("fp64"), TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT};
  tp_double_rounding fast = tp_double_rounding_make(&single);
  random_source s = random_open(9);
  mpfr_t x;
  mpfr_init2(x, 140);
  size_t count = random_count(8000000, 1000);
  for (size_t n = 0; n < count; n++) {
    double y = ldexp((double) random_bits(&s), (int) random_below(&s, 360) - 240);
    if (n % 2)
      y = nextafter((double) (float) y, 0);
    if (n % 3 == 0)
      y = -y;
    if (tp_double_rounding_apply(&fast, y, 0.5) != (double) (float) y)
      ck_abort_msg("fp32: %a", y);
    if (n % 50)
      continue;
    mpfr_set_uj(x, random_bits(&s), MPFR_RNDN);
    mpfr_mul_2si(x, x, (long) random_below(&s, 2200) - 1160, MPFR_RNDN);
    y = mpfr_get_d(x, MPFR_RNDN);
    tp_rounding_mpfr(&twice, x, 0.5);
    if (mpfr_cmp_d(x, y))
      ck_abort_msg("fp64: %a", y);
  }
  mpfr_clear(x);
}
END_TEST

/* --- Shared scales ------------------------------------------------------------------------------ */

/* The scale of the OCP standard, from a format's largest value. */
static long expected_scale(const char *name, const mpq_t most)
{
  static const struct {
    const char *name;
    int exponent;                  /* of the largest value */
  } exponents[] = {{"mxfp8e5m2", 15}, {"mxfp8e4m3fn", 8}, {"mxfp6e3m2fn", 4}, {"mxfp6e2m3fn", 2}, {"mxfp4", 2}, {"mxint8", 0}};
  for (size_t i = 0; i < LENGTH(exponents); i++)
    if (!strcmp(name, exponents[i].name)) {
      long scale = rational_log2(most) - exponents[i].exponent;
      return scale < -127 ? -127 : scale > 127 ? 127 : scale;
    }
  ck_abort_msg("%s: a format this test does not know", name);
}

/* A block of 32 numbers: its scale, and every one rounded. */
static void check_block(const tp_named_format *mx, bench *b, random_source *s, int exponent)
{
  mpq_t x[32], most;
  mpq_init(most);
  for (size_t i = 0; i < LENGTH(x); i++) {
    mpq_init(x[i]);
    mpq_set_d(x[i], ldexp((double) (random_bits(s) >> 11 >> random_below(s, 53)), exponent - (int) random_below(s, 60)));
    if (mpq_cmp(x[i], most) > 0)
      mpq_set(most, x[i]);
    if (random_one_in(s, 2))
      mpq_neg(x[i], x[i]);
  }
  if (mpq_sgn(most)) {
    set_exactly(b->m, most);
    long scale = tp_shared_scale(mx->format, b->m), want_scale = expected_scale(mx->name, most);
    ck_assert_msg(scale == want_scale, "%s: scale %ld, not %ld", mx->name, scale, want_scale);
    for (size_t i = 0; i < LENGTH(x); i++) {
      tp_rounding rule = {mx->format, (tp_rounding_mode) (b->turn % TP_ROUNDING_MODES), (tp_overflow_rule) (b->turn / TP_ROUNDING_MODES % TP_OVERFLOW_RULES)};
      double u = ldexp((double) (random_bits(s) >> 11) + 0.5, -53);
      u = u < 1 ? u : 0.5;
      b->turn++;
      mpq_set(b->q, x[i]);
      rational_scale(b->q, -want_scale);
      gap_find(&b->g, b->f, b->q);
      /* What is too large saturates, whatever the rule. */
      outcome want = gap_outcome(&b->g, rule.mode, TP_OVERFLOW_SATURATE, u);
      set_wants(b, 53);
      for (int o = 0; o < BECOMES_INFINITY; o++)
        mpfr_mul_2si(b->want[o], b->want[o], want_scale, MPFR_RNDN);
      mpfr_set_prec(b->got, 64);
      mpfr_set_q(b->got, x[i], MPFR_RNDN);
      tp_rounding_mpfr_scaled(&rule, scale, b->got, u);
      b->checks++;
      if (!is_wanted(b, want))
        complain(b, VIA_MPFR, &rule, u, want);
    }
  }
  for (size_t i = 0; i < LENGTH(x); i++)
    mpq_clear(x[i]);
  mpq_clear(most);
}

START_TEST(test_shared_scale)
{
  random_source s = random_open(10);
  size_t checks = 0, blocks = random_count(2000, 40);
  for (size_t i = 0; i < tp_format_name_count; i++) {
    tp_format f = tp_format_names[i].format;
    if (!f.shared)
      continue;
    ck_assert_int_eq(f.shared, 32);
    f.shared = 0;
    bench b;
    bench_open(&b, f);
    for (size_t n = 0; n < blocks; n++) {
      int exponent = n % 4 ? (int) random_below(&s, 40) - 60 : (int) random_below(&s, 500) - 300;
      check_block(&tp_format_names[i], &b, &s, exponent);
    }
    checks += bench_close(&b);
  }
  print_checks("numbers in blocks", checks);
}
END_TEST

/* By hand: 32 values, the largest 6.9, in mxfp4: scale 2^(2 - 2), and 5 ties. */
START_TEST(test_shared_facts)
{
  static const struct {
    const char *name;
    double most;
    long scale;
    double x, result;
  } known[] = {
    {"mxfp4", 6.9, 0, 5, 4}, {"mxfp4", 6.9, 0, 6.9, 6}, {"mxfp4", 8, 1, 5, 4}, {"mxfp4", 8, 1, 7, 8}, {"mxfp4", 1, -2, 0.9, 1},
    {"mxfp4", 0x1p-126, -127, 0x1p-126, 0x1p-126}, {"mxfp4", 0x1p-140, -127, 0x1p-128, 0x1p-128}, {"mxfp4", 0x1p-140, -127, 0x1p-129, 0}, {"mxfp4", 0x1p200, 127, 0x1p200, 0x1.8p129},
    {"mxint8", 1, 0, 0x1.01p0, 1}, {"mxint8", 1.999, 0, 1.999, 1.984375}, {"mxint8", 1.999, 0, -1.999, -2}, {"mxint8", 0.75, -1, 0.75, 0.75},
    {"mxfp8e4m3fn", 1, -8, 1, 1}, {"mxfp8e4m3fn", 1.99, -8, 1.99, 1.75}, {"mxfp8e5m2", 1, -15, 1, 1},
    {"mxfp6e3m2fn", 1, -4, 1, 1}, {"mxfp6e2m3fn", 1, -2, 1.9, 1.875},
  };
  mpfr_t x;
  mpfr_init2(x, 64);
  for (size_t i = 0; i < LENGTH(known); i++) {
    tp_rounding rule = {parsed(known[i].name), TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT};
    mpfr_set_d(x, known[i].most, MPFR_RNDN);
    ck_assert_int_eq(tp_shared_scale(rule.format, x), known[i].scale);
    mpfr_set_d(x, known[i].x, MPFR_RNDN);
    tp_rounding_mpfr_scaled(&rule, known[i].scale, x, 0.5);
    ck_assert_msg(mpfr_cmp_d(x, known[i].result) == 0, "%s: %a becomes %a, not %a", known[i].name, known[i].x, mpfr_get_d(x, MPFR_RNDN), known[i].result);
  }
  mpfr_clear(x);
}
END_TEST

static TCase *open_case(Suite *suite, const char *name)
{
  TCase *tc = tcase_create(name);
  tcase_set_timeout(tc, 0);
  suite_add_tcase(suite, tc);
  return tc;
}

int main(void)
{
  random_print_settings();
  const int count = (int) LENGTH(larger);
  Suite *suite = suite_create("rounding");
  TCase *tc = open_case(suite, "facts");
  tcase_add_test(tc, test_facts);
  tcase_add_test(tc, test_special_values);
  tcase_add_test(tc, test_grid_stays);
  tcase_add_test(tc, test_wide_ieee);
  tcase_add_test(tc, test_shared_scale);
  tcase_add_test(tc, test_shared_facts);
  tc = open_case(suite, "small");
  tcase_add_test(tc, test_small_named);
  tcase_add_test(tc, test_small_fixed);
  tcase_add_test(tc, test_small_float);
  tcase_add_test(tc, test_small_grid);
  tcase_add_test(tc, test_small_posit);
  tcase_add_test(tc, test_small_ieee);
  tcase_add_test(tc, test_small_bias);
  tc = open_case(suite, "sixteen");
  tcase_add_loop_test(tc, test_sixteen_bits, 0, (int) LENGTH(sixteen));
  tc = open_case(suite, "larger");
  tcase_add_loop_test(tc, test_ends, 0, count);
  tcase_add_loop_test(tc, test_random, 0, count);
  tcase_add_loop_test(tc, test_huge_and_tiny, 0, count);
  tc = open_case(suite, "mpfr");
  tcase_add_test(tc, test_mpfr_emulation);
  tcase_add_test(tc, test_mpfr_precision);
  tcase_add_test(tc, test_processor);
  return suite_run(suite);
}
