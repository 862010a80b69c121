/* Softmax in MPFR, every single operation correctly rounded: mpfr:P to P bits, with an
   exponent that nothing bounds; mpfr:eXmY as that format does it, which is what
   IEEE 754 arithmetic gives.

   The order of every sum is that of doc/precision.md, "Order of summation".
   What cannot change a result is skipped: products with 0, 1 and -1, sums with
   0 (of finite numbers), and exponentials and quotients already computed for an
   equal score. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../backends.h"
#include "tmprec/base/memory.h"

struct tp_number_column {
  size_t first, end, capacity;
  mpfr_t *number;                  /* capacity of them, initialised */
};

struct tp_attention_row {
  size_t i, made;
  mpfr_t *score, *weight;          /* made entries */
};

typedef struct {
  tp_arithmetic base;
  tp_rounding rule;                /* of every operation */
  int is_direct;                   /* MPFR rounds so itself: to `precision` bits, as `mode` says */
  mpfr_rnd_t mode;
  mpfr_prec_t precision;           /* of numbers; if not direct two more than the rule's */
  mpfr_t beta, sum, product, most, total;
  long bound;                      /* integer scores lie in -bound .. bound */
  mpfr_t *power;                   /* (2 bound + 1)^2: exp(beta s - beta most), by (most, s) */
  unsigned char *power_made;
  mpfr_t *quotient;                /* 2 bound + 1: of the current row, by s */
  unsigned char *quotient_made;
} multiprecision;

static multiprecision *state_of(tp_arithmetic *a)
{
  return (multiprecision *) a;
}

/* What a call of MPFR with m->mode left in x, made the rule's.  Not direct: the call
   rounded toward zero with two more bits; if that lost something, an odd last bit
   says so, and rounding on from there is as from the exact result, to nearest
   too (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", 2008). */
static void finish(const multiprecision *m, mpfr_ptr x, int inexact)
{
  if (m->is_direct)
    return;
  if (inexact && mpfr_regular_p(x) && mpfr_min_prec(x) < m->precision)
    (mpfr_sgn(x) > 0 ? mpfr_nextabove : mpfr_nextbelow)(x);
  tp_rounding_mpfr(&m->rule, x, 0.5);
}

/* x = R(call(x, ...)) */
#define ROUNDED(m, call, x, ...) finish((m), (x), call((x), __VA_ARGS__, (m)->mode))

static void destroy(tp_arithmetic *a)
{
  multiprecision *m = state_of(a);
  size_t side = (size_t) (2 * m->bound + 1);
  for (size_t i = 0; i < side * side; i++)
    if (m->power_made[i])
      mpfr_clear(m->power[i]);
  for (size_t i = 0; i < side; i++)
    mpfr_clear(m->quotient[i]);
  free(m->power);
  free(m->power_made);
  free(m->quotient);
  free(m->quotient_made);
  mpfr_clears(m->beta, m->sum, m->product, m->most, m->total, (mpfr_ptr) NULL);
  free(m);
}

static tp_number_column *column_new(tp_arithmetic *a)
{
  (void) a;
  return tp_memory_zeroed(1, sizeof(tp_number_column));
}

static void column_free(tp_arithmetic *a, tp_number_column *c)
{
  (void) a;
  if (!c)
    return;
  for (size_t i = 0; i < c->capacity; i++)
    mpfr_clear(c->number[i]);
  free(c->number);
  free(c);
}

static void column_restart(tp_arithmetic *a, tp_number_column *c, size_t first)
{
  (void) a;
  c->first = c->end = first;
}

static mpfr_ptr append(multiprecision *m, tp_number_column *c)
{
  size_t used = c->end++ - c->first;
  if (used == c->capacity) {
    size_t made = c->capacity;
    TP_MEMORY_GROW(c->number, c->capacity, used + 1);
    for (; made < c->capacity; made++)
      mpfr_init2(c->number[made], m->precision);
  }
  if (mpfr_get_prec(c->number[used]) != m->precision)    /* made for another layer */
    mpfr_set_prec(c->number[used], m->precision);
  return c->number[used];
}

static mpfr_srcptr at(const tp_number_column *c, size_t position)
{
  return c->number[position - c->first];
}

static void set(tp_arithmetic *a, tp_number_column *c, size_t position, int value)
{
  (void) position;
  mpfr_set_si(append(state_of(a), c), value, MPFR_RNDN);
}

/* sum += weight x value */
static void add_weighted(multiprecision *m, int weight, mpfr_srcptr value)
{
  if (mpfr_zero_p(value))
    return;
  if (weight == 1) {
    ROUNDED(m, mpfr_add, m->sum, m->sum, value);
  } else if (weight == -1) {
    ROUNDED(m, mpfr_sub, m->sum, m->sum, value);
  } else {
    ROUNDED(m, mpfr_mul_si, m->product, value, weight);
    ROUNDED(m, mpfr_add, m->sum, m->sum, m->product);
  }
}

static void neuron(tp_arithmetic *a, tp_number_column *hidden, size_t inputs, tp_number_column *const *x, const int8_t *weight,
                   int32_t bias, size_t from, size_t to)
{
  multiprecision *m = state_of(a);
  for (size_t p = from; p < to; p++) {
    mpfr_set_zero(m->sum, 1);
    for (size_t c = 0; c < inputs; c++)
      add_weighted(m, weight[c], at(x[c], p));
    ROUNDED(m, mpfr_add_si, m->sum, m->sum, bias);
    mpfr_ptr h = append(m, hidden);
    if (!mpfr_nan_p(m->sum) && mpfr_sgn(m->sum) <= 0)
      mpfr_set_zero(h, 1);
    else
      mpfr_set(h, m->sum, MPFR_RNDN);
  }
}

static void add(tp_arithmetic *a, tp_number_column *out, tp_number_column *x, size_t terms, tp_number_column *const *hidden,
                const int8_t *weight, size_t from, size_t to)
{
  multiprecision *m = state_of(a);
  for (size_t p = from; p < to; p++) {
    mpfr_set_zero(m->sum, 1);
    for (size_t c = 0; c < terms; c++)
      add_weighted(m, weight[c], at(hidden[c], p));
    mpfr_ptr y = append(m, out);
    ROUNDED(m, mpfr_add, y, at(x, p), m->sum);
  }
}

static tp_attention_row *row_new(tp_arithmetic *a)
{
  (void) a;
  return tp_memory_zeroed(1, sizeof(tp_attention_row));
}

static void row_free(tp_arithmetic *a, tp_attention_row *row)
{
  (void) a;
  for (size_t j = 0; j < row->made; j++)
    mpfr_clears(row->score[j], row->weight[j], (mpfr_ptr) NULL);
  free(row->score);
  free(row->weight);
  free(row);
}

/* -1, 0 or 1 if that is what x is, else 2. */
static int unit(mpfr_srcptr x)
{
  if (mpfr_zero_p(x))
    return 0;
  if (mpfr_regular_p(x) && mpfr_cmpabs_ui(x, 1) == 0)
    return mpfr_sgn(x);
  return 2;
}

static void score_row(multiprecision *m, tp_attention_row *row, size_t keys, tp_number_column *const *q, tp_number_column *const *k,
                      size_t i)
{
  row->i = i;
  if (row->made < i + 1) {
    row->score = tp_memory_resize(row->score, i + 1, sizeof *row->score);
    row->weight = tp_memory_resize(row->weight, i + 1, sizeof *row->weight);
    for (; row->made < i + 1; row->made++)
      mpfr_inits2(m->precision, row->score[row->made], row->weight[row->made], (mpfr_ptr) NULL);
  }
  for (size_t j = 0; j <= i; j++)
    mpfr_set_zero(row->score[j], 1);
  for (size_t c = 0; c < keys; c++) {
    mpfr_srcptr query = at(q[c], i);
    int sign = unit(query);
    for (size_t j = 0; j <= i; j++) {
      mpfr_srcptr key = at(k[c], j);
      mpfr_ptr s = row->score[j];
      if (mpfr_number_p(key) && mpfr_number_p(query) && (sign == 0 || mpfr_zero_p(key)))
        continue;
      if (sign == 1) {
        ROUNDED(m, mpfr_add, s, s, key);
      } else if (sign == -1) {
        ROUNDED(m, mpfr_sub, s, s, key);
      } else {
        ROUNDED(m, mpfr_mul, m->product, query, key);
        ROUNDED(m, mpfr_add, s, s, m->product);
      }
    }
  }
}

static void score(tp_arithmetic *a, tp_attention_row *const *row, size_t rows, size_t keys, tp_number_column *const *q,
                  tp_number_column *const *k, size_t first)
{
  for (size_t n = 0; n < rows; n++)
    score_row(state_of(a), row[n], keys, q, k, first + n);
}

/* The score as an integer of the memo's range; 0 if it is none. */
static int small_integer(const multiprecision *m, mpfr_srcptr s, long *value)
{
  if (!mpfr_integer_p(s) || mpfr_cmpabs_ui(s, (unsigned long) m->bound) > 0)
    return 0;
  *value = mpfr_get_si(s, MPFR_RNDN);
  return 1;
}

/* exp(beta s - logit of the best), each operation rounded. */
static void exponential(multiprecision *m, mpfr_ptr e, mpfr_srcptr s)
{
  ROUNDED(m, mpfr_mul, e, m->beta, s);
  ROUNDED(m, mpfr_sub, e, e, m->most);
  ROUNDED(m, mpfr_exp, e, e);
}

static void weigh_row(multiprecision *m, tp_attention_row *row)
{
  size_t n = row->i + 1, best = 0;
  int nan = 0;
  for (size_t j = 0; j < n; j++) {
    nan |= mpfr_nan_p(row->score[j]) != 0;
    if (mpfr_cmp(row->score[j], row->score[best]) > 0)
      best = j;
  }
  if (nan || mpfr_inf_p(row->score[best])) {     /* infinity less itself is no number */
    for (size_t j = 0; j < n; j++)
      mpfr_set_nan(row->weight[j]);
    return;
  }
  long most, s, side = 2 * m->bound + 1;
  int memo = small_integer(m, row->score[best], &most);
  ROUNDED(m, mpfr_mul, m->most, m->beta, row->score[best]);
  mpfr_set_zero(m->total, 1);
  for (size_t j = 0; j < n; j++) {
    mpfr_ptr e = row->weight[j];
    if (memo && small_integer(m, row->score[j], &s)) {
      size_t entry = (size_t) ((most + m->bound) * side + s + m->bound);
      if (!m->power_made[entry]) {
        mpfr_init2(m->power[entry], m->precision);
        exponential(m, m->power[entry], row->score[j]);
        m->power_made[entry] = 1;
      }
      mpfr_set(e, m->power[entry], MPFR_RNDN);
    } else {
      exponential(m, e, row->score[j]);
    }
    ROUNDED(m, mpfr_add, m->total, m->total, e);
  }
  memset(m->quotient_made, 0, (size_t) side);
  for (size_t j = 0; j < n; j++) {
    mpfr_ptr w = row->weight[j];
    if (memo && small_integer(m, row->score[j], &s)) {
      mpfr_ptr quotient = m->quotient[s + m->bound];
      if (!m->quotient_made[s + m->bound]) {
        ROUNDED(m, mpfr_div, quotient, w, m->total);
        m->quotient_made[s + m->bound] = 1;
      }
      mpfr_set(w, quotient, MPFR_RNDN);
    } else {
      ROUNDED(m, mpfr_div, w, w, m->total);
    }
  }
}

static void weigh(tp_arithmetic *a, tp_attention_row *const *row, size_t rows)
{
  for (size_t n = 0; n < rows; n++)
    weigh_row(state_of(a), row[n]);
}

static void mix_row(multiprecision *m, tp_attention_row *row, const tp_number_column *v, tp_number_column *out, const tp_number_column *x)
{
  mpfr_set_zero(m->sum, 1);
  for (size_t j = 0; j <= row->i; j++) {
    mpfr_srcptr weight = row->weight[j], value = at(v, j);
    int sign = unit(value);
    if (mpfr_number_p(weight) && mpfr_number_p(value) && (sign == 0 || mpfr_zero_p(weight)))
      continue;
    if (sign == 1) {
      ROUNDED(m, mpfr_add, m->sum, m->sum, weight);
    } else if (sign == -1) {
      ROUNDED(m, mpfr_sub, m->sum, m->sum, weight);
    } else {
      ROUNDED(m, mpfr_mul, m->product, weight, value);
      ROUNDED(m, mpfr_add, m->sum, m->sum, m->product);
    }
  }
  mpfr_ptr y = append(m, out);
  ROUNDED(m, mpfr_add, y, at(x, row->i), m->sum);
}

static void mix(tp_arithmetic *a, tp_attention_row *const *row, size_t rows, tp_number_column *v, tp_number_column *out, tp_number_column *x)
{
  for (size_t n = 0; n < rows; n++)
    mix_row(state_of(a), row[n], v, out, x);
}

static size_t compare(tp_arithmetic *a, tp_number_column *c, size_t from, size_t to, const int8_t *expected)
{
  (void) a;
  for (size_t p = from; p < to; p++)
    if (mpfr_nan_p(at(c, p)) || mpfr_cmp_si(at(c, p), expected[p - from]) != 0)
      return p;
  return to;
}

static double approximate(tp_arithmetic *a, tp_number_column *c, size_t position, double *slack)
{
  (void) a;
  double x = mpfr_get_d(at(c, position), MPFR_RNDN);
  *slack = DBL_EPSILON * fabs(x) + DBL_MIN;
  return x;
}

static void bounds(tp_arithmetic *a, tp_number_column *c, size_t position, mpfr_t low, mpfr_t high, mpz_t denominator)
{
  mpz_set_ui(denominator, 1);
  mpfr_set_prec(low, state_of(a)->precision);
  mpfr_set_prec(high, state_of(a)->precision);
  mpfr_set(low, at(c, position), MPFR_RNDN);
  mpfr_set(high, at(c, position), MPFR_RNDN);
}

static double row_score(tp_arithmetic *a, tp_attention_row *row, size_t j)
{
  (void) a;
  return mpfr_get_d(row->score[j], MPFR_RNDN);
}

static double row_weight(tp_arithmetic *a, tp_attention_row *row, size_t j)
{
  (void) a;
  return mpfr_get_d(row->weight[j], MPFR_RNDN);
}

/* Exponents are unbounded by definition; MPFR's reach to 2^62.  What leaves even
   that range raises a flag. */
static void widen_exponents(void)
{
  mpfr_set_emin(mpfr_get_emin_min());
  mpfr_set_emax(mpfr_get_emax_max());
  mpfr_clear_underflow();
  mpfr_clear_overflow();
}

static int undecided(tp_arithmetic *a)
{
  (void) a;
  return mpfr_underflow_p() || mpfr_overflow_p() ? TP_UNDECIDED_NUMBER : 0;
}

static const tp_arithmetic_operations operations = {
  destroy, column_new, column_free, column_restart, set, neuron, add, NULL, NULL, row_new, row_free, score, weigh, mix,
  compare, approximate, bounds, row_score, row_weight, undecided,
};

/* 1 and the mode if MPFR has it. */
static int native_mode(tp_rounding_mode mode, mpfr_rnd_t *out)
{
  switch (mode) {
  case TP_ROUND_NEAREST_EVEN: *out = MPFR_RNDN; return 1;
  case TP_ROUND_TOWARD_ZERO: *out = MPFR_RNDZ; return 1;
  case TP_ROUND_AWAY: *out = MPFR_RNDA; return 1;
  case TP_ROUND_UP: *out = MPFR_RNDU; return 1;
  case TP_ROUND_DOWN: *out = MPFR_RNDD; return 1;
  default: return 0;
  }
}

tp_arithmetic *tp_mpfr_arithmetic(const tp_choice *c, unsigned r, size_t keys)
{
  widen_exponents();
  multiprecision *m = tp_memory_zeroed(1, sizeof *m);
  size_t side = 2 * keys + 1;
  m->base.op = &operations;
  m->rule = (tp_rounding) {c->operation, c->mode[0], c->overflow};
  m->is_direct = native_mode(c->mode[0], &m->mode) && c->operation.family == TP_FORMAT_FLOAT;
  m->precision = tp_format_significand(c->operation);
  if (!m->is_direct) {
    m->mode = MPFR_RNDZ;
    m->precision += 2;
  }
  m->bound = (long) keys;
  m->power = tp_memory_new(side * side, sizeof *m->power);
  m->power_made = tp_memory_zeroed(side * side, 1);
  m->quotient = tp_memory_new(side, sizeof *m->quotient);
  m->quotient_made = tp_memory_zeroed(side, 1);
  for (size_t i = 0; i < side; i++)
    mpfr_init2(m->quotient[i], m->precision);
  mpfr_inits2(m->precision, m->beta, m->sum, m->product, m->most, m->total, (mpfr_ptr) NULL);
  tp_choice_beta_operation(m->beta, c, r);
  return &m->base;
}
