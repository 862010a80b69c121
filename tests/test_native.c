/* mpfr:P in binary64 against the same in MPFR: every operation on random operands and
   on those at the borders of rounding; every number of random machines' evaluations,
   bit for bit; and what comes out of them. */
#include <check.h>
#include <math.h>
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/06-arithmetic/mpfr24/mpfr24.h"
#include "random_machines.h"
#include "suite.h"
#include "tmprec/analysis/generate.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/base/memory.h"

/* --- Operations ---------------------------------------------------------------- */

typedef struct {
  random_source source;
  int precision;
  mpfr24_rounding rounding;
  mpfr_t a, b, c;                  /* of that precision */
  size_t tried;
} operations;

static operations operations_open(uint64_t stream, int precision)
{
  operations o = {.source = random_open(stream + 100 * (uint64_t) precision), .precision = precision,
                  .rounding = mpfr24_rounding_make(precision)};
  mpfr_inits2(precision, o.a, o.b, o.c, (mpfr_ptr) NULL);
  return o;
}

static void operations_close(operations *o)
{
  mpfr_clears(o->a, o->b, o->c, (mpfr_ptr) NULL);
}

/* How many of each operation are tried for a precision. */
static size_t operands(void)
{
  return random_count(1000000, 2000) / MPFR24_MOST_PRECISION;
}

/* A number of P bits with an exponent in -range .. range: often one of few ones, or of
   many, beside which rounding changes; sometimes 0. */
static double draw_number(operations *o, int range)
{
  uint64_t top = (uint64_t) 1 << (o->precision - 1), low = random_bits(&o->source) & (top - 1);
  switch (random_below(&o->source, 6)) {
  case 0: low = 0; break;
  case 1: low = top - 1; break;
  case 2: low &= random_bits(&o->source) & random_bits(&o->source); break;
  case 3: low |= (random_bits(&o->source) | random_bits(&o->source)) & (top - 1); break;
  }
  if (random_one_in(&o->source, 50))
    return 0;
  double x = ldexp((double) (top | low), (int) random_below(&o->source, 2 * (uint32_t) range + 1) - range - o->precision + 1);
  return random_one_in(&o->source, 2) ? x : -x;
}

/* One whose exponent is near that of x, or P, or 53, or anything below. */
static double draw_beside(operations *o, double x)
{
  static const int far[] = {0, 0, 1, 24, 25, 48, 50, 52, 53, 54, 55, 60};
  int shift = far[random_below(&o->source, sizeof far / sizeof *far)];
  if (random_one_in(&o->source, 3))
    shift = o->precision;
  shift += (int) random_below(&o->source, 5) - 2;
  double y = draw_number(o, 0);
  return x == 0 ? y : ldexp(y, ilogb(x) - shift);
}

static void check_number(const operations *o, const char *operation, double a, double b, double got, const mpfr_t want)
{
  if (got != mpfr_get_d(want, MPFR_RNDN))
    ck_abort_msg("%d bits: %a %s %a is %a, not %a", o->precision, a, operation, b, got, mpfr_get_d(want, MPFR_RNDN));
}

static void try_sums(operations *o)
{
  double a[MPFR24_LANES], b[MPFR24_LANES], sum[MPFR24_LANES];
  for (int i = 0; i < MPFR24_LANES; i++) {
    a[i] = draw_number(o, 400);
    sum[i] = b[i] = draw_beside(o, a[i]);
    if (random_one_in(&o->source, 2)) {
      sum[i] = b[i] = a[i];
      a[i] = draw_beside(o, b[i]);
    }
  }
  mpfr24_values value = {NULL, a};
  tp_mpfr24_kernel.finish(sum, &value, MPFR24_LANES, &o->rounding);
  for (int i = 0; i < MPFR24_LANES; i++) {
    mpfr_set_d(o->a, a[i], MPFR_RNDN);
    mpfr_set_d(o->b, b[i], MPFR_RNDN);
    mpfr_add(o->c, o->a, o->b, MPFR_RNDN);
    check_number(o, "+", a[i], b[i], sum[i], o->c);
  }
}

/* A bias has as many bits as it likes. */
static void try_biases(operations *o)
{
  double a[MPFR24_LANES], sum[MPFR24_LANES];
  int32_t bias = (int32_t) random_bits(&o->source) >> random_below(&o->source, 31);
  for (int i = 0; i < MPFR24_LANES; i++)
    sum[i] = a[i] = draw_beside(o, bias ? bias : 1);
  tp_mpfr24_kernel.rectify(sum, bias, MPFR24_LANES, &o->rounding);
  for (int i = 0; i < MPFR24_LANES; i++) {
    mpfr_set_d(o->a, a[i], MPFR_RNDN);
    mpfr_add_si(o->c, o->a, bias, MPFR_RNDN);
    if (mpfr_sgn(o->c) < 0)
      mpfr_set_zero(o->c, 1);
    check_number(o, "+ bias", a[i], bias, sum[i], o->c);
  }
}

/* Two columns, of which the first may be bytes. */
static void try_weights(operations *o)
{
  double a[MPFR24_LANES], b[MPFR24_LANES], sum[MPFR24_LANES];
  int8_t small[MPFR24_LANES], weight[2] = {(int8_t) random_bits(&o->source), (int8_t) random_bits(&o->source)};
  int bytes = random_one_in(&o->source, 2);
  for (int i = 0; i < MPFR24_LANES; i++) {
    small[i] = (int8_t) (random_below(&o->source, 3) - 1);
    a[i] = bytes ? small[i] : draw_number(o, 400);
    b[i] = draw_beside(o, a[i]);
  }
  const mpfr24_values value[2] = {{small, bytes ? NULL : a}, {NULL, b}};
  tp_mpfr24_kernel.accumulate(sum, 2, value, weight, MPFR24_LANES, &o->rounding);
  for (int i = 0; i < MPFR24_LANES; i++) {
    mpfr_set_d(o->a, a[i], MPFR_RNDN);
    mpfr_mul_si(o->a, o->a, weight[0], MPFR_RNDN);
    mpfr_set_d(o->b, b[i], MPFR_RNDN);
    mpfr_mul_si(o->b, o->b, weight[1], MPFR_RNDN);
    mpfr_add(o->c, o->a, o->b, MPFR_RNDN);
    check_number(o, "weighted, and", a[i], b[i], sum[i], o->c);
  }
}

static void try_products(operations *o)
{
  mpfr24_coordinate at = {.least = 0};
  double score[MPFR24_LANES] = {0}, y[MPFR24_LANES], none[MPFR24_LANES] = {0}, key = draw_number(o, 400);
  for (int i = 0; i < MPFR24_LANES; i++)
    at.value[i] = draw_number(o, 400);
  at.key.wide = &key;
  ck_assert(tp_mpfr24_kernel.add_scores(score, MPFR24_LANES, 1, 1, &at, &o->rounding));
  ck_assert(tp_mpfr24_kernel.mix(y, none, at.value, MPFR24_LANES, 1, &at.key, 0, &o->rounding));
  for (int i = 0; i < MPFR24_LANES; i++) {
    mpfr_set_d(o->a, at.value[i], MPFR_RNDN);
    mpfr_set_d(o->b, key, MPFR_RNDN);
    mpfr_mul(o->c, o->a, o->b, MPFR_RNDN);
    check_number(o, "*", at.value[i], key, score[i], o->c);
    check_number(o, "*", at.value[i], key, y[i], o->c);
  }
}

/* Two keys with powers a and b: a/(a + b), rounded twice. */
static void try_quotients(operations *o)
{
  double a[2 * MPFR24_LANES], power[2 * MPFR24_LANES];
  for (int i = 0; i < MPFR24_LANES; i++) {
    do
      a[i] = fabs(draw_number(o, 300));
    while (a[i] == 0);
    a[i + MPFR24_LANES] = fabs(draw_beside(o, a[i]));
  }
  memcpy(power, a, sizeof a);
  tp_mpfr24_kernel.normalize(power, MPFR24_LANES, 2, &o->rounding);
  for (int i = 0; i < 2 * MPFR24_LANES; i++) {
    mpfr_set_d(o->a, a[i % MPFR24_LANES], MPFR_RNDN);
    mpfr_set_d(o->b, a[i % MPFR24_LANES + MPFR24_LANES], MPFR_RNDN);
    mpfr_add(o->b, o->a, o->b, MPFR_RNDN);
    mpfr_set_d(o->a, a[i], MPFR_RNDN);
    mpfr_div(o->c, o->a, o->b, MPFR_RNDN);
    check_number(o, "by the sum", a[i], a[i % MPFR24_LANES + MPFR24_LANES], power[i], o->c);
  }
}

/* exp rounded to more bits than it ever is here, so that binary64's own error shows. */
static void try_fine_exponentials(operations *o)
{
  const mpfr24_rounding fine = mpfr24_rounding_make(48);
  mpfr_t e;
  mpfr_init2(e, 48);
  for (int i = 0; i < MPFR24_LANES; i++) {
    double t = -fabs(draw_number(o, 8)), got = tp_mpfr24_exponential(t, &fine);
    if (got <= 0 || t < MPFR24_LEAST_ARGUMENT)
      continue;
    mpfr_set_d(o->a, t, MPFR_RNDN);
    mpfr_exp(e, o->a, MPFR_RNDN);
    check_number(o, "exp to 48 bits", t, t, got, e);
  }
  mpfr_clear(e);
}

/* Scores 0 and t: exp(t), and exp(0). */
static size_t try_exponentials(operations *o)
{
  double score[2 * MPFR24_LANES] = {0}, power[2 * MPFR24_LANES];
  size_t undecided = 0;
  int open = 0;
  for (int i = 0; i < MPFR24_LANES; i++)
    do
      score[MPFR24_LANES + i] = -fabs(draw_number(o, random_one_in(&o->source, 2) ? 9 : 60));
    while (score[MPFR24_LANES + i] < MPFR24_LEAST_ARGUMENT);
  ck_assert(tp_mpfr24_kernel.exponentials(power, score, MPFR24_LANES, 2, 1, &o->rounding, &open));
  for (int i = 0; i < 2 * MPFR24_LANES; i++) {
    double t = score[i];
    if (mpfr24_bits(power[i]) != mpfr24_bits(tp_mpfr24_exponential(t, &o->rounding)))
      ck_abort_msg("exp(%a) is %a in a vector, %a alone", t, power[i], tp_mpfr24_exponential(t, &o->rounding));
    if (power[i] <= 0) {
      if (power[i] != t || !open)
        ck_abort_msg("exp(%a) is left open as %a", t, power[i]);
      undecided++;
      continue;
    }
    mpfr_set_d(o->a, t, MPFR_RNDN);
    mpfr_exp(o->c, o->a, MPFR_RNDN);
    check_number(o, "exp", t, t, power[i], o->c);
  }
  return undecided;
}

START_TEST(test_operations)
{
  void (*const try[])(operations *) = {try_sums, try_biases, try_weights, try_products, try_quotients,
                                             try_fine_exponentials};
  size_t undecided = 0, count = operands();
  operations o = operations_open(10, _i);
  for (size_t i = 0; i < sizeof try / sizeof *try; i++)
    for (o.tried = 0; o.tried < count; o.tried += MPFR24_LANES)
      try[i](&o);
  for (o.tried = 0; o.tried < count; o.tried += MPFR24_LANES)
    undecided += try_exponentials(&o);
  operations_close(&o);
  if (_i % 8 == 0)
    printf("%d bits: %zu of %zu exponentials left to MPFR\n", _i, undecided, 2 * count);
  ck_assert_uint_le(undecided, count / 100);
}
END_TEST

/* What binary64 leaves open, asked for again and again in any order. */
START_TEST(test_left_open)
{
  tp_choice c = {.kind = TP_ARITHMETIC_MPFR, .operation = {.family = TP_FORMAT_FLOAT, .a = _i}, .beta = {.is_auto = 1}};
  tp_arithmetic *a = tp_arithmetic_new(&c, 6, 10);
  operations o = operations_open(13, _i);
  double t[2 * MPFR24_POWERS];
  for (int i = 0; i < 2 * MPFR24_POWERS; i++)
    do
      t[i] = -fabs(draw_number(&o, 9));
    while (t[i] == 0 || t[i] < MPFR24_LEAST_ARGUMENT);
  for (int i = 0; i < 10 * MPFR24_POWERS; i++) {
    double x = t[random_below(&o.source, 2 * MPFR24_POWERS)];
    mpfr_set_d(o.a, x, MPFR_RNDN);
    mpfr_exp(o.c, o.a, MPFR_RNDN);
    check_number(&o, "exp", x, x, tp_mpfr24_resolve_exponential(mpfr24_of(a), x), o.c);
  }
  operations_close(&o);
  a->op->destroy(a);
}
END_TEST

/* What is out of range must not pass. */
START_TEST(test_range)
{
  mpfr24_rounding r = mpfr24_rounding_make(_i);
  double score[2 * MPFR24_FEW_LANES] = {0}, power[2 * MPFR24_FEW_LANES], y[MPFR24_FEW_LANES], none[MPFR24_FEW_LANES] = {0};
  int open = 0;
  score[MPFR24_FEW_LANES + 5] = -1024;
  ck_assert(!tp_mpfr24_kernel.exponentials(power, score, MPFR24_FEW_LANES, 2, 1, &r, &open));
  score[MPFR24_FEW_LANES + 5] = -512;
  ck_assert(tp_mpfr24_kernel.exponentials(power, score, MPFR24_FEW_LANES, 2, 1, &r, &open));
  double key = 0x1.8p-500;
  for (int small = 0; small < 2; small++) {
    if (_i == 1)
      key = 0x1p-500;
    mpfr24_coordinate at = {.value = {[3] = small ? -0x1p-470 : -0x1p-460}, .key = {NULL, &key}};
    at.least = fabs(at.value[3]);
    memset(score, 0, sizeof score);
    ck_assert_int_eq(tp_mpfr24_kernel.add_scores(score, MPFR24_FEW_LANES, 1, 1, &at, &r), !small);
    ck_assert_int_eq(tp_mpfr24_kernel.mix(y, none, at.value, MPFR24_FEW_LANES, 1, &at.key, at.least, &r), !small);
  }
  static const double number[] = {0, -1, 1, 0.5, 0x1p400, 0x1.8p400, INFINITY, NAN, -INFINITY};
  for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
    double value[5] = {1, 1, 0, number[i], -1};
    mpfr24_kinds kinds = tp_mpfr24_kernel.look(value, 5);
    ck_assert_int_eq(kinds.outside, i > 4);
    ck_assert(kinds.outside || kinds.other == (i > 2));
  }
}
END_TEST

/* --- Steps ------------------------------------------------------------------------- */

/* Both arithmetics do the same random steps on columns of numbers that no machine has. */
enum { FAST, PLAIN, BOTH };
enum { COLUMNS = 60, ROWS = 80, TERMS = 6, STEPS = 45 };

typedef struct {
  random_source source;
  tp_arithmetic *a[BOTH];
  tp_number_column *column[BOTH][COLUMNS];
  tp_attention_row *row[BOTH][ROWS];
  size_t rows;                     /* positions of every column */
  int columns, precision;
  const char *beta;
} steps;

static tp_choice choice_of(int precision, const char *beta, int working)
{
  tp_error err;
  tp_choice c = {.kind = TP_ARITHMETIC_MPFR, .operation = {.family = TP_FORMAT_FLOAT, .a = precision}, .working = working};
  ck_assert_int_eq(tp_choice_set_beta(&c, beta, &err), TP_STATUS_OK);
  return c;
}

static steps steps_open(random_source source, int precision, const char *beta, size_t rows)
{
  steps s = {.source = source, .rows = rows, .precision = precision, .beta = beta};
  for (int i = 0; i < BOTH; i++) {
    tp_choice c = choice_of(precision, beta, i);
    s.a[i] = tp_arithmetic_new(&c, 6, TERMS);
    for (int n = 0; n < COLUMNS; n++)
      s.column[i][n] = s.a[i]->op->column_new(s.a[i]);
    for (size_t p = 0; p < rows; p++)
      s.row[i][p] = s.a[i]->op->row_new(s.a[i]);
  }
  return s;
}

static void steps_close(steps *s)
{
  for (int i = 0; i < BOTH; i++) {
    for (int n = 0; n < COLUMNS; n++)
      s->a[i]->op->column_free(s->a[i], s->column[i][n]);
    for (size_t p = 0; p < s->rows; p++)
      s->a[i]->op->row_free(s->a[i], s->row[i][p]);
    s->a[i]->op->destroy(s->a[i]);
  }
}

/* Both columns got last; 0 if the native arithmetic does not answer for its own. */
static int same_column(steps *s, const char *step)
{
  if (s->a[FAST]->op->undecided(s->a[FAST]))
    return 0;
  for (size_t p = 0; p < s->rows; p++) {
    double slack, got = s->a[FAST]->op->approximate(s->a[FAST], s->column[FAST][s->columns], p, &slack);
    double want = s->a[PLAIN]->op->approximate(s->a[PLAIN], s->column[PLAIN][s->columns], p, &slack);
    if (got != want)
      ck_abort_msg("%s, %d bits, beta %s, column %d, position %zu: %a, not %a", step, s->precision, s->beta, s->columns, p, got,
                   want);
  }
  s->columns++;
  return 1;
}

static void set_column(steps *s, const int8_t *value)
{
  for (int i = 0; i < BOTH; i++)
    for (size_t p = 0; p < s->rows; p++)
      s->a[i]->op->set(s->a[i], s->column[i][s->columns], p, value[p]);
  s->columns++;
}

/* Indices of columns there are, looked up on either side. */
static void pick(steps *s, const int *index, size_t count, tp_number_column *out[BOTH][TERMS])
{
  for (int i = 0; i < BOTH; i++)
    for (size_t n = 0; n < count; n++)
      out[i][n] = s->column[i][index[n]];
}

static int attend(steps *s, const int *q, const int *k, size_t terms, int v, int x)
{
  tp_number_column *query[BOTH][TERMS], *key[BOTH][TERMS];
  pick(s, q, terms, query);
  pick(s, k, terms, key);
  for (int i = 0; i < BOTH; i++) {
    const tp_arithmetic_operations *op = s->a[i]->op;
    op->score(s->a[i], s->row[i], s->rows, terms, query[i], key[i], 0);
    op->weigh(s->a[i], s->row[i], s->rows);
    op->mix(s->a[i], s->row[i], s->rows, s->column[i][v], s->column[i][s->columns], s->column[i][x]);
  }
  for (size_t p = 0; p < s->rows && !s->a[FAST]->op->undecided(s->a[FAST]); p++)
    for (size_t j = 0; j <= p; j++) {
      double got = s->a[FAST]->op->row_weight(s->a[FAST], s->row[FAST][p], j);
      double want = s->a[PLAIN]->op->row_weight(s->a[PLAIN], s->row[PLAIN][p], j);
      if (got != want)
        ck_abort_msg("weight, %d bits, beta %s, query %zu, key %zu: %a, not %a", s->precision, s->beta, p, j, got, want);
    }
  return same_column(s, "attention");
}

static int random_attention(steps *s)
{
  int q[TERMS], k[TERMS];
  size_t terms = 1 + random_below(&s->source, TERMS);
  for (size_t c = 0; c < terms; c++) {
    q[c] = (int) random_below(&s->source, (uint32_t) s->columns);
    k[c] = (int) random_below(&s->source, (uint32_t) s->columns);
  }
  return attend(s, q, k, terms, (int) random_below(&s->source, (uint32_t) s->columns),
                (int) random_below(&s->source, (uint32_t) s->columns));
}

static int random_neuron(steps *s)
{
  tp_number_column *x[BOTH][TERMS];
  int index[TERMS], is_neuron = random_one_in(&s->source, 2), most = random_one_in(&s->source, 3) ? 3 : 1;
  int8_t weight[TERMS];
  size_t terms = 1 + random_below(&s->source, TERMS - 1);
  int32_t bias = (int32_t) random_below(&s->source, 23) - 11;
  for (size_t c = 0; c <= terms; c++) {
    index[c] = (int) random_below(&s->source, (uint32_t) s->columns);
    if (c < TERMS)
      weight[c] = (int8_t) ((int) random_below(&s->source, (uint32_t) (2 * most + 1)) - most);
  }
  pick(s, index, terms + 1, x);
  for (int i = 0; i < BOTH; i++) {
    const tp_arithmetic_operations *op = s->a[i]->op;
    if (is_neuron)
      op->neuron(s->a[i], s->column[i][s->columns], terms, x[i], weight, bias, 0, s->rows);
    else
      op->add(s->a[i], s->column[i][s->columns], x[i][terms], terms, x[i], weight, 0, s->rows);
  }
  return same_column(s, is_neuron ? "neuron" : "add");
}

START_TEST(test_steps)
{
  static const char *const some_beta[] = {"0", "0.001", "0.0123", "0.3", "1", "2.7", "9", "40"};
  random_source source = random_open(14);
  size_t count = random_count(360, 24), made = 0;
  for (size_t number = 0; number < count; number++) {
    steps s = steps_open(source, 1 + (int) (number % MPFR24_MOST_PRECISION), some_beta[random_below(&source, 8)],
                         1 + random_below(&source, ROWS));
    for (int c = 0; c < 4; c++) {
      int8_t value[ROWS];
      for (size_t p = 0; p < s.rows; p++)
        value[p] = (int8_t) (random_below(&s.source, 3) - 1);
      set_column(&s, value);
    }
    while (s.columns < STEPS && (random_one_in(&s.source, 2) ? random_attention(&s) : random_neuron(&s)))
      made++;
    source = s.source;
    steps_close(&s);
  }
  printf("%zu steps compared\n", made);
  ck_assert_uint_gt(made, 10 * count);
}
END_TEST

/* exp(-2^-25) with 24 bits: halfway between two numbers, but for 2^-51.  2^-15 comes of
   means over 32 keys, and beta is 2^-10. */
START_TEST(test_open_weight)
{
  steps s = steps_open(random_open(15), 24, "0.0009765625", 32);
  int8_t none[32] = {0}, last[32] = {[31] = 1}, all[32];
  memset(all, 1, sizeof all);
  set_column(&s, none);
  set_column(&s, last);
  set_column(&s, all);
  const int zero = 0, one = 2;
  for (int value = 1, times = 0; times < 3; value = s.columns - 1, times++)
    ck_assert(attend(&s, &zero, &zero, 1, value, 0));
  int small = s.columns - 1;
  double slack;
  ck_assert(s.a[FAST]->op->approximate(s.a[FAST], s.column[FAST][small], 31, &slack) == 0x1p-15);
  ck_assert(attend(&s, &one, &small, 1, 1, 0));
  steps_close(&s);
}
END_TEST

/* --- Evaluations ------------------------------------------------------------------- */

/* Numbers in the order in which they arise, for each position: that is the same in
   chunks of any size. */
typedef struct {
  double *value;
  size_t count, capacity;
} numbers;

typedef struct {
  numbers *at;
  size_t positions;
} record;

static void note(record *r, size_t position, double x)
{
  numbers *n = r->at + position;
  TP_MEMORY_GROW(n->value, n->capacity, n->count + 1);
  n->value[n->count++] = x;
}

static void note_column(record *r, tp_arithmetic *a, tp_number_column *c, size_t from, size_t to)
{
  double slack;
  for (size_t p = from; p < to; p++)
    note(r, p, a->op->approximate(a, c, p, &slack));
}

static void note_activation(void *context, tp_arithmetic *a, size_t version, tp_number_column *c, size_t from, size_t to)
{
  (void) version;
  note_column(context, a, c, from, to);
}

static void note_hidden(void *context, tp_arithmetic *a, size_t layer, size_t neuron, tp_number_column *c, size_t from, size_t to)
{
  (void) layer, (void) neuron;
  note_column(context, a, c, from, to);
}

static void note_scores(void *context, tp_arithmetic *a, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  (void) layer, (void) head;
  for (size_t j = 0; j <= position; j++)
    note(context, position, a->op->row_score(a, row, j));
}

static void note_weights(void *context, tp_arithmetic *a, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  (void) layer, (void) head;
  for (size_t j = 0; j <= position; j++)
    note(context, position, a->op->row_weight(a, row, j));
}

static record record_open(size_t positions)
{
  return (record) {tp_memory_zeroed(positions, sizeof(numbers)), positions};
}

static void record_close(record *r)
{
  for (size_t p = 0; p < r->positions; p++)
    free(r->at[p].value);
  free(r->at);
}

/* Returns whether the arithmetic answers for its numbers. */
static int evaluate(record *r, const tp_subject *s, const tp_choice *c, size_t chunk)
{
  const tp_observer watch = {.context = r, .activation = note_activation, .hidden = note_hidden, .scores = note_scores, .weights = note_weights};
  tp_arithmetic *a = tp_arithmetic_new(c, s->r, tp_plan_longest_product(s->plan));
  tp_evaluator *e = tp_evaluator_new(s->plan, a, &watch);
  for (size_t from = 0; from < r->positions; from += chunk)
    tp_evaluator_feed(e, &s->told.segment[0].tokens, r->positions - from < chunk ? r->positions - from : chunk);
  int reliable = !a->op->undecided(a);
  tp_evaluator_free(e);
  a->op->destroy(a);
  return reliable;
}

static size_t differences(const record *a, const record *b)
{
  size_t different = 0;
  for (size_t p = 0; p < a->positions; p++) {
    different += a->at[p].count != b->at[p].count;
    for (size_t i = 0; i < a->at[p].count && i < b->at[p].count; i++)
      different += !(a->at[p].value[i] == b->at[p].value[i]);
  }
  return different;
}

/* From where no weight is too small to where all are. */
static const char *const beta[] = {"auto", "0", "1.5", "auto", "4.7", "11", "auto", "25", "50", "700", "0.01", "0.0001"};
enum { BETAS = sizeof beta / sizeof *beta, HARMLESS = 7 };

START_TEST(test_numbers)
{
  random_source source = random_open(11);
  size_t count = random_count(120, 2), cells = 0, compared = 0;
  random_quota quota = {.left = count, .wanted = {count / 5, count / 5, count / 5}};
  for (size_t number = 0; quota.left; number++) {
    random_machine m;
    tp_subject s;
    random_next_subject(&source, &m, &s, number % 4 ? 64 : 200, &quota);
    for (int i = 0; i < 4; i++, cells++) {
      int precision = 1 + (int) (cells % MPFR24_MOST_PRECISION);
      const char *b = beta[cells / MPFR24_MOST_PRECISION % BETAS];
      tp_choice fast = choice_of(precision, b, 0), plain = choice_of(precision, b, 1);
      record mine = record_open(s.told.segment[0].tokens.length - 1), want = record_open(s.told.segment[0].tokens.length - 1);
      size_t chunk = random_one_in(&source, 4) ? 1 : 1 + random_below(&source, 80);
      int reliable = evaluate(&mine, &s, &fast, chunk);
      if (reliable) {
        evaluate(&want, &s, &plain, mine.positions);
        size_t different = differences(&mine, &want);
        if (different) {
          random_machine_print(&m);
          ck_abort_msg("mpfr:%d, beta %s, chunks of %zu: %zu numbers differ", precision, b, chunk, different);
        }
      }
      compared += (size_t) reliable;
      /* With one bit 2 + 1 is 4, and from layer to layer numbers may explode. */
      random_assert(&m, reliable || precision == 1 || cells / MPFR24_MOST_PRECISION % BETAS >= HARMLESS);
      record_close(&mine);
      record_close(&want);
    }
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%zu of %zu evaluations compared in every number\n", compared, cells);
  ck_assert_uint_gt(compared, cells / 2);
}
END_TEST

static int same_verification(const tp_verification *a, const tp_verification *b, uint32_t tapes)
{
  return a->exact == b->exact && a->exact_act == b->exact_act
         && (a->exact == TP_VERDICT_YES
             || (a->first_error == b->first_error && a->ties == b->ties && tp_token_equal(a->predicted, b->predicted, tapes)));
}

static void check_verdicts(const random_machine *m, const tp_subject *s, const tp_choice *fast,
                           const tp_choice *plain, size_t *exact)
{
  tp_hardmax_record *t = tp_hardmax_record_new(s, 1);
  tp_verification v[2];
  tp_verify_subject(v, s, fast, t);
  tp_verify_subject(v + 1, s, plain, t);
  random_assert(m, same_verification(v, v + 1, s->told.segment[0].tokens.tapes));
  *exact += v->exact == TP_VERDICT_YES;
  tp_verify_clear(v);
  tp_verify_clear(v + 1);
  tp_hardmax_record_free(t);
}

static void check_generation(const random_machine *m, const tp_subject *s, const tp_choice *fast,
                             const tp_choice *plain, int is_exact)
{
  tp_generation g[2];
  tp_generate_tokens(g, s, fast, NULL, NULL);
  tp_generate_tokens(g + 1, s, plain, NULL, NULL);
  random_assert(m, g[0].end == g[1].end && g[0].same_output == g[1].same_output);
  random_assert(m, !is_exact || g[0].same_output);
  random_assert(m, tp_transcript_equal(&g[0].told, &g[1].told));
  tp_generation_clear(g);
  tp_generation_clear(g + 1);
}

START_TEST(test_verdicts)
{
  random_source source = random_open(12);
  size_t count = random_count(200, 3), exact = 0, number = 0;
  for (random_quota quota = {.left = count, .wanted = {0, count / 25, count / 5}}; quota.left; number++) {
    random_machine m;
    tp_subject s;
    random_next_subject(&source, &m, &s, 64, &quota);
    int precision = 1 + (int) random_below(&source, MPFR24_MOST_PRECISION);
    const char *b = beta[number % 3 ? 0 : random_below(&source, BETAS)];
    tp_choice fast = choice_of(precision, b, 0), plain = choice_of(precision, b, 1);
    size_t before = exact;
    check_verdicts(&m, &s, &fast, &plain, &exact);
    if (number % 5 == 0)
      check_generation(&m, &s, &fast, &plain, exact > before);
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%zu of %zu cells exact\n", exact, count);
  ck_assert(exact > 0 && exact < count);
}
END_TEST

/* Which arithmetic a choice gets, so that nothing above is compared with itself. */
START_TEST(test_choice)
{
  const tp_arithmetic_operations *seen[4];
  for (int i = 0; i < 4; i++) {
    tp_choice c = choice_of(MPFR24_MOST_PRECISION + (i == 3), i == 2 ? "1e-5" : "auto", i == 1);
    tp_arithmetic *a = tp_arithmetic_new(&c, 6, 10);
    seen[i] = a->op;
    a->op->destroy(a);
  }
  ck_assert(seen[0] != seen[1]);
  ck_assert(seen[1] == seen[2] && seen[2] == seen[3]);
}
END_TEST

int main(void)
{
  random_print_settings();
  TCase *tcase = tcase_create("native");
  tcase_set_timeout(tcase, 0);
  tcase_add_loop_test(tcase, test_operations, 1, MPFR24_MOST_PRECISION + 1);
  tcase_add_loop_test(tcase, test_range, 1, MPFR24_MOST_PRECISION + 1);
  tcase_add_loop_test(tcase, test_left_open, 1, MPFR24_MOST_PRECISION + 1);
  tcase_add_test(tcase, test_choice);
  tcase_add_test(tcase, test_steps);
  tcase_add_test(tcase, test_open_weight);
  tcase_add_test(tcase, test_numbers);
  tcase_add_test(tcase, test_verdicts);
  Suite *suite = suite_create("native");
  suite_add_tcase(suite, tcase);
  return suite_run(suite);
}
