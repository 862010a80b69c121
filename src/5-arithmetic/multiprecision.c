/* Softmax in MPFR.  One program for two arithmetics:

   mpfr:P      every operation is one MPFR call, correctly rounded to P bits;
   by sites    numbers are held to many bits ("real"), and rounded into a format
               at the sites that have one.  This is the slow, plain way to do
               what sites.c does in binary64.

   The order of every sum is that of doc/precision.md, "Order of summation".
   What cannot change a result is skipped: products with 0, 1 and -1, sums with
   0 (of finite numbers), and exponentials and quotients already computed for an
   equal score. */
#include <stdlib.h>
#include <string.h>

#include "backends.h"
#include "tmprec/base/memory.h"

struct number_column {
  size_t first, end, capacity;
  mpfr_t *number;                  /* capacity of them, initialised */
};

struct attention_row {
  size_t i, made;
  mpfr_t *score, *weight;          /* made entries */
};

typedef struct {
  arithmetic base;
  mpfr_prec_t precision;
  format act, attn;
  mpfr_t beta, sum, product, most, total;
  long bound;                      /* integer scores lie in -bound .. bound */
  mpfr_t *power;                   /* (2 bound + 1)^2: exp(beta s - beta most), by (most, s) */
  unsigned char *power_made;
  mpfr_t *quotient;                /* 2 bound + 1: of the current row, by s */
  unsigned char *quotient_made;
} multiprecision;

static multiprecision *state_of(arithmetic *a)
{
  return (multiprecision *) a;
}

static void destroy(arithmetic *a)
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

static number_column *column_new(arithmetic *a)
{
  (void) a;
  return memory_zeroed(1, sizeof(number_column));
}

static void column_free(arithmetic *a, number_column *c)
{
  (void) a;
  if (!c)
    return;
  for (size_t i = 0; i < c->capacity; i++)
    mpfr_clear(c->number[i]);
  free(c->number);
  free(c);
}

static void column_restart(arithmetic *a, number_column *c, size_t first)
{
  (void) a;
  c->first = c->end = first;
}

static mpfr_ptr append(multiprecision *m, number_column *c)
{
  size_t used = c->end++ - c->first;
  if (used == c->capacity) {
    size_t made = c->capacity;
    MEMORY_GROW(c->number, c->capacity, used + 1);
    for (; made < c->capacity; made++)
      mpfr_init2(c->number[made], m->precision);
  }
  return c->number[used];
}

static mpfr_srcptr at(const number_column *c, size_t position)
{
  return c->number[position - c->first];
}

static void set(arithmetic *a, number_column *c, size_t position, int value)
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
    mpfr_add(m->sum, m->sum, value, MPFR_RNDN);
  } else if (weight == -1) {
    mpfr_sub(m->sum, m->sum, value, MPFR_RNDN);
  } else {
    mpfr_mul_si(m->product, value, weight, MPFR_RNDN);
    mpfr_add(m->sum, m->sum, m->product, MPFR_RNDN);
  }
}

static void neuron(arithmetic *a, number_column *hidden, size_t inputs, number_column *const *x, const int8_t *weight,
                   int32_t bias, size_t from, size_t to)
{
  multiprecision *m = state_of(a);
  for (size_t p = from; p < to; p++) {
    mpfr_set_zero(m->sum, 1);
    for (size_t c = 0; c < inputs; c++)
      add_weighted(m, weight[c], at(x[c], p));
    mpfr_add_si(m->sum, m->sum, bias, MPFR_RNDN);
    mpfr_ptr h = append(m, hidden);
    if (!mpfr_nan_p(m->sum) && mpfr_sgn(m->sum) <= 0)
      mpfr_set_zero(h, 1);
    else
      mpfr_set(h, m->sum, MPFR_RNDN);
    format_round_mpfr(m->act, h);
  }
}

static void add(arithmetic *a, number_column *out, number_column *x, size_t terms, number_column *const *hidden,
                const int8_t *weight, size_t from, size_t to)
{
  multiprecision *m = state_of(a);
  for (size_t p = from; p < to; p++) {
    mpfr_set_zero(m->sum, 1);
    for (size_t c = 0; c < terms; c++)
      add_weighted(m, weight[c], at(hidden[c], p));
    mpfr_ptr y = append(m, out);
    mpfr_add(y, at(x, p), m->sum, MPFR_RNDN);
    format_round_mpfr(m->act, y);
  }
}

static attention_row *row_new(arithmetic *a)
{
  (void) a;
  return memory_zeroed(1, sizeof(attention_row));
}

static void row_free(arithmetic *a, attention_row *row)
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

static void score_row(multiprecision *m, attention_row *row, size_t keys, number_column *const *q, number_column *const *k,
                      size_t i)
{
  row->i = i;
  if (row->made < i + 1) {
    row->score = memory_resize(row->score, i + 1, sizeof *row->score);
    row->weight = memory_resize(row->weight, i + 1, sizeof *row->weight);
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
      if (mpfr_number_p(key) && (sign == 0 || mpfr_zero_p(key)))
        continue;
      if (sign == 1) {
        mpfr_add(s, s, key, MPFR_RNDN);
      } else if (sign == -1) {
        mpfr_sub(s, s, key, MPFR_RNDN);
      } else {
        mpfr_mul(m->product, query, key, MPFR_RNDN);
        mpfr_add(s, s, m->product, MPFR_RNDN);
      }
    }
  }
}

static void score(arithmetic *a, attention_row *const *row, size_t rows, size_t keys, number_column *const *q,
                  number_column *const *k, size_t first)
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
  mpfr_mul(e, m->beta, s, MPFR_RNDN);
  mpfr_sub(e, e, m->most, MPFR_RNDN);
  mpfr_exp(e, e, MPFR_RNDN);
}

static void weigh_row(multiprecision *m, attention_row *row)
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
  mpfr_mul(m->most, m->beta, row->score[best], MPFR_RNDN);
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
    mpfr_add(m->total, m->total, e, MPFR_RNDN);
  }
  memset(m->quotient_made, 0, (size_t) side);
  for (size_t j = 0; j < n; j++) {
    mpfr_ptr w = row->weight[j];
    if (memo && small_integer(m, row->score[j], &s)) {
      mpfr_ptr quotient = m->quotient[s + m->bound];
      if (!m->quotient_made[s + m->bound]) {
        mpfr_div(quotient, w, m->total, MPFR_RNDN);
        format_round_mpfr(m->attn, quotient);
        m->quotient_made[s + m->bound] = 1;
      }
      mpfr_set(w, quotient, MPFR_RNDN);
    } else {
      mpfr_div(w, w, m->total, MPFR_RNDN);
      format_round_mpfr(m->attn, w);
    }
  }
}

static void weigh(arithmetic *a, attention_row *const *row, size_t rows)
{
  for (size_t n = 0; n < rows; n++)
    weigh_row(state_of(a), row[n]);
}

static void mix_row(multiprecision *m, attention_row *row, const number_column *v, number_column *out, const number_column *x)
{
  mpfr_set_zero(m->sum, 1);
  for (size_t j = 0; j <= row->i; j++) {
    mpfr_srcptr weight = row->weight[j], value = at(v, j);
    int sign = unit(value);
    if (mpfr_number_p(weight) && mpfr_number_p(value) && (sign == 0 || mpfr_zero_p(weight)))
      continue;
    if (sign == 1) {
      mpfr_add(m->sum, m->sum, weight, MPFR_RNDN);
    } else if (sign == -1) {
      mpfr_sub(m->sum, m->sum, weight, MPFR_RNDN);
    } else {
      mpfr_mul(m->product, weight, value, MPFR_RNDN);
      mpfr_add(m->sum, m->sum, m->product, MPFR_RNDN);
    }
  }
  mpfr_ptr y = append(m, out);
  mpfr_add(y, at(x, row->i), m->sum, MPFR_RNDN);
  format_round_mpfr(m->act, y);
}

static void mix(arithmetic *a, attention_row *const *row, size_t rows, number_column *v, number_column *out, number_column *x)
{
  for (size_t n = 0; n < rows; n++)
    mix_row(state_of(a), row[n], v, out, x);
}

static size_t compare(arithmetic *a, number_column *c, size_t from, size_t to, const int8_t *expected)
{
  (void) a;
  for (size_t p = from; p < to; p++)
    if (mpfr_nan_p(at(c, p)) || mpfr_cmp_si(at(c, p), expected[p - from]) != 0)
      return p;
  return to;
}

static double approximate(arithmetic *a, number_column *c, size_t position)
{
  (void) a;
  return mpfr_get_d(at(c, position), MPFR_RNDN);
}

static number_kind exact(arithmetic *a, number_column *c, size_t position, mpq_t value)
{
  (void) a;
  mpfr_srcptr x = at(c, position);
  mpq_set_ui(value, 0, 1);
  if (mpfr_nan_p(x))
    return NUMBER_NAN;
  if (mpfr_inf_p(x)) {
    mpq_set_si(value, mpfr_sgn(x), 1);
    return NUMBER_INFINITE;
  }
  if (mpfr_zero_p(x))
    return NUMBER_RATIONAL;
  if (mpfr_get_exp(x) > 1 << 20 || mpfr_get_exp(x) < -(1 << 20))
    return NUMBER_OUT_OF_REACH;
  mpfr_get_q(value, x);
  return NUMBER_RATIONAL;
}

static double row_score(arithmetic *a, attention_row *row, size_t j)
{
  (void) a;
  return mpfr_get_d(row->score[j], MPFR_RNDN);
}

static double row_weight(arithmetic *a, attention_row *row, size_t j)
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

static int reliable(arithmetic *a)
{
  (void) a;
  return !mpfr_underflow_p() && !mpfr_overflow_p();
}

static const arithmetic_operations operations = {
  destroy, column_new, column_free, column_restart, set, neuron, add, row_new, row_free, score, weigh, mix,
  compare, approximate, exact, row_score, row_weight, reliable,
};

arithmetic *mpfr_arithmetic(const arithmetic_choice *c, unsigned r, size_t keys)
{
  widen_exponents();
  multiprecision *m = memory_zeroed(1, sizeof *m);
  const format real = {FORMAT_REAL, 0, 0};
  int by_sites = c->kind == ARITHMETIC_SITES;
  size_t side = 2 * keys + 1;
  m->base.op = &operations;
  m->precision = by_sites ? c->working : c->precision;
  m->act = by_sites ? c->site[SITE_ACT] : real;
  m->attn = by_sites ? c->site[SITE_ATTN] : real;
  m->bound = (long) keys;
  m->power = memory_new(side * side, sizeof *m->power);
  m->power_made = memory_zeroed(side * side, 1);
  m->quotient = memory_new(side, sizeof *m->quotient);
  m->quotient_made = memory_zeroed(side, 1);
  for (size_t i = 0; i < side; i++)
    mpfr_init2(m->quotient[i], m->precision);
  mpfr_inits2(m->precision, m->beta, m->sum, m->product, m->most, m->total, (mpfr_ptr) NULL);
  if (by_sites)
    mpfr_set_d(m->beta, choice_beta(c, r), MPFR_RNDN);
  else
    choice_beta_mpfr(m->beta, c, r);
  return &m->base;
}
