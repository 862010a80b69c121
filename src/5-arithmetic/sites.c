/* Softmax, rounded at the sites act and attn only, in binary64 in between.

   What is rounded is first computed with a bound on its error; if the bound
   does not decide the rounding, it is computed again from the same operands in
   MPFR (resolve.c).  So a rounded number is the one that the definition asks
   for, not the one that binary64 happens to give.  Where act is not rounded
   there is no such protection: errors of binary64 remain.

   As long as queries and keys are ternary, scores are integers: then a row
   needs one exponential per difference d = (best score) - (score), and how
   often d occurs. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backends.h"
#include "sites_private.h"
#include "tmprec/base/memory.h"

/* Error-free sums need every operation rounded to binary64 itself. */
_Static_assert(FLT_EVAL_METHOD == 0, "binary64 arithmetic without excess precision is needed (on i386: -msse2 -mfpmath=sse)");

static void init_numbers(void *number, size_t count) { memset(number, 0, count * sizeof(double)); }
static void clear_numbers(void *number, size_t count) { (void) number, (void) count; }
static void set_number(void *number, int value) { *(double *) number = value; }

const wide_kind sites_doubles = {sizeof(double), init_numbers, clear_numbers, set_number};

static sites_state *state_of(arithmetic *a)
{
  return (sites_state *) a;
}

/* Products of two numbers between these stay far inside the range of binary64. */
static const double smallest_safe = 0x1p-450, largest_safe = 0x1p450;

static void put(sites_state *s, number_column *c, double y)
{
  if (y == 0 || y == 1 || y == -1) {
    ternary_put(c, &sites_doubles, (int) y);
    return;
  }
  if (!isfinite(y))
    s->seen_infinite = 1;
  else if (fabs(y) < smallest_safe || fabs(y) > largest_safe)
    s->unreliable = 1;
  *(double *) ternary_put_wide(c, &sites_doubles) = y;
}

/* Small integers, rounded into act. */
static void put_integers(sites_state *s, number_column *c, const int16_t *value, size_t count)
{
  if (ternary_put_many(c, &sites_doubles, value, count))
    return;
  for (size_t i = 0; i < count; i++)
    put(s, c, double_rounding_apply(&s->to_act, value[i]));
}

/* Round into act what is known to lie within `slack` of y; 0 if undecided. */
static int round_act(const sites_state *s, double y, double slack, double *rounded)
{
  *rounded = double_rounding_apply(&s->to_act, y - slack);
  return !(fabs(y) <= DBL_MAX) || *rounded == double_rounding_apply(&s->to_act, y + slack);
}

/* A sum of exact terms in two doubles, with a bound on what they do not hold;
   and the terms, should that not decide how to round. */
static void sum_start(sites_state *s)
{
  s->terms = 0;
  s->sum = s->low = s->lost = 0;
}

/* a + b, and the part of it that the double sum does not hold (Knuth's TwoSum) */
static inline double two_sum(double a, double b, double *rest)
{
  double sum = a + b, bb = sum - a;
  *rest = (a - (sum - bb)) + (b - bb);
  return sum;
}

static inline void sum_add(sites_state *s, double term)
{
  double rest, lost;
  if (term == 0)
    return;
  MEMORY_GROW(s->term, s->term_capacity, s->terms + 1);
  s->term[s->terms++] = term;
  s->sum = two_sum(s->sum, term, &rest);
  s->low = two_sum(s->low, rest, &lost);
  s->lost += fabs(lost);
}

/* Add the exact product, in two doubles if it takes two. */
static inline void sum_add_product(sites_state *s, double x, double y)
{
  double high = x * y;
  sum_add(s, high);
  if (high != 0 && isfinite(high))
    sum_add(s, fma(x, y, -high));
}

/* The sum, rounded into act.  Where rounding changes is a double of few bits: so
   the double nearest to the sum is on the right side of it, or on it, and then
   the sign of the rest decides. */
static double sum_round(sites_state *s)
{
  double rest, y = two_sum(s->sum, s->low, &rest);
  if (!isfinite(y))
    return s->sum + s->low;
  if (s->lost > 0 && fabs(rest) <= 2 * s->lost)
    return resolve_sum(s->act, s->term, s->terms);
  if (rest != 0)
    y = nextafter(y, rest > 0 ? INFINITY : -INFINITY);
  return double_rounding_apply(&s->to_act, y);
}

static void destroy(arithmetic *a)
{
  sites_state *s = state_of(a);
  free(s->term);
  free(s->power);
  free(s->value_sum);
  free(s);
}

static number_column *column_new(arithmetic *a)
{
  (void) a;
  return ternary_column_new();
}

static void column_free(arithmetic *a, number_column *c)
{
  (void) a;
  ternary_column_free(c, &sites_doubles);
}

static void column_restart(arithmetic *a, number_column *c, size_t first)
{
  (void) a;
  ternary_column_restart(c, first);
}

static void set(arithmetic *a, number_column *c, size_t position, int value)
{
  (void) a;
  (void) position;
  ternary_put(c, &sites_doubles, value);
}

/* Sums over columns for the positions of a piece: integers, and binary64 with a
   bound on its error. */
typedef struct {
  int16_t whole[TERNARY_PIECE];
  double sum[TERNARY_PIECE], magnitude[TERNARY_PIECE];
  double terms;          /* that are not integers */
} piece_sums;

static void piece_add(piece_sums *p, const number_column *c, int weight, size_t from, size_t count)
{
  if (ternary_in(c, from, from + count)) {
    ternary_accumulate(p->whole, c, weight, from, count);
    return;
  }
  const double *restrict value = wide_at(c, &sites_doubles, from);
  double *restrict sum = p->sum, *restrict magnitude = p->magnitude;
  for (size_t i = 0; i < count; i++) {
    sum[i] += weight * value[i];
    magnitude[i] += fabs(weight * value[i]);
  }
  p->terms++;
}

static void piece_start(piece_sums *p, size_t count)
{
  memset(p->whole, 0, count * sizeof *p->whole);
  memset(p->sum, 0, count * sizeof *p->sum);
  memset(p->magnitude, 0, count * sizeof *p->magnitude);
  p->terms = 0;
}

/* The sum at one position of weight x column, and of x if there is one and of the
   bias, rounded into act. */
static double exact_sum(sites_state *s, size_t count, number_column *const *column, const int8_t *weight,
                        const number_column *x, int32_t bias, size_t p)
{
  sum_start(s);
  for (size_t c = 0; c < count; c++)
    sum_add(s, weight[c] * sites_value(column[c], p));
  if (x)
    sum_add(s, sites_value(x, p));
  sum_add(s, bias);
  return sum_round(s);
}

/* out = R(x + weight . columns + bias), or relu of it if there is no x; rounding
   and relu commute. */
static void piece_of_sums(sites_state *s, number_column *out, const number_column *x, size_t count,
                          number_column *const *column, const int8_t *weight, int32_t bias, size_t from, size_t to)
{
  piece_sums p;
  size_t size = to - from;
  piece_start(&p, size);
  for (size_t c = 0; c < count; c++)
    piece_add(&p, column[c], weight[c], from, size);
  if (x)
    piece_add(&p, x, 1, from, size);
  for (size_t i = 0; i < size; i++)
    p.whole[i] = (int16_t) (p.whole[i] + bias);
  if (p.terms == 0) {
    for (size_t i = 0; i < size && !x; i++)
      p.whole[i] = p.whole[i] > 0 ? p.whole[i] : 0;
    put_integers(s, out, p.whole, size);
    return;
  }
  for (size_t i = 0; i < size; i++) {
    double y, sum = p.sum[i] + p.whole[i];
    double slack = DBL_EPSILON * (p.terms + 1) * (p.magnitude[i] + abs(p.whole[i]));
    if (!round_act(s, sum, slack, &y))
      y = exact_sum(s, count, column, weight, x, bias, from + i);
    put(s, out, x || y > 0 || y != y ? y : 0);
  }
}

static void neuron(arithmetic *a, number_column *hidden, size_t inputs, number_column *const *x, const int8_t *weight,
                   int32_t bias, size_t from, size_t to)
{
  for (size_t at = from; at < to; at += TERNARY_PIECE)
    piece_of_sums(state_of(a), hidden, NULL, inputs, x, weight, bias, at, to - at < TERNARY_PIECE ? to : at + TERNARY_PIECE);
}

static void add(arithmetic *a, number_column *out, number_column *x, size_t terms, number_column *const *hidden,
                const int8_t *weight, size_t from, size_t to)
{
  for (size_t at = from; at < to; at += TERNARY_PIECE)
    piece_of_sums(state_of(a), out, x, terms, hidden, weight, 0, at, to - at < TERNARY_PIECE ? to : at + TERNARY_PIECE);
}

static attention_row *row_new(arithmetic *a)
{
  attention_row *row = memory_zeroed(1, sizeof *row);
  row->s = state_of(a);
  return row;
}

static void row_free(arithmetic *a, attention_row *row)
{
  (void) a;
  fine_row_free(row->fine);
  free(row->q);
  free(row->score);
  free(row->whole);
  free(row->rest);
  free(row->count);
  free(row->weight);
  free(row->live);
  free(row);
}

/* score[j] of a row that is not all integers, and a bound on its error. */
static void whole_scores(attention_row *row, size_t left)
{
  size_t n = row->i + 1;
  double magnitude = 0;
  MEMORY_GROW(row->whole, row->whole_capacity, n);
  for (size_t j = 0; j < n; j++)
    row->whole[j] = row->score[j];
  for (size_t c = 0; c < left; c++) {
    double query = sites_value(row->q[row->rest[c]], row->i), largest = 1;
    const number_column *key = row->k[row->rest[c]];
    double *restrict sum = row->whole;
    if (key->wide_any) {
      const double *restrict value = (const double *) (const void *) key->wide;
      for (size_t j = 0; j < n; j++) {
        sum[j] += query * value[j];
        largest = fabs(value[j]) > largest ? fabs(value[j]) : largest;
      }
    } else {
      for (size_t j = 0; j < n; j++)
        sum[j] += query * key->small[j];
    }
    magnitude += fabs(query) * largest;
  }
  row->score_slack = DBL_EPSILON * (double) (left + 1) * (magnitude + (double) row->keys);
}

static void score(arithmetic *a, attention_row *row, size_t keys, number_column *const *q, number_column *const *k, size_t i)
{
  (void) a;
  row->i = i;
  row->keys = keys;
  MEMORY_GROW(row->q, row->key_capacity, 2 * keys);
  row->k = row->q + keys;
  memcpy(row->q, q, keys * sizeof *q);
  memcpy(row->k, k, keys * sizeof *k);
  MEMORY_GROW(row->score, row->score_capacity, i + 1);
  MEMORY_GROW(row->rest, row->rest_capacity, keys);
  size_t left = ternary_scores(row->score, keys, q, k, i, row->rest);
  row->is_whole = left > 0;
  row->is_nan = row->is_weighed = 0;
  if (left)
    whole_scores(row, left);
}

/* Round a weight known to a relative error; 0 if undecided. */
static int round_attn(const sites_state *s, double w, double relative, double *rounded)
{
  *rounded = double_rounding_apply(&s->to_attn, w * (1 - relative));
  return relative == 0 || *rounded == double_rounding_apply(&s->to_attn, w * (1 + relative));
}

/* Weights by difference d; the keys whose weight is not 0 are `live`. */
static void weigh_integers(sites_state *s, attention_row *row)
{
  size_t n = row->i + 1, range;
  int16_t most = row->score[0], least = row->score[0];
  for (size_t j = 1; j < n; j++) {
    most = row->score[j] > most ? row->score[j] : most;
    least = row->score[j] < least ? row->score[j] : least;
  }
  range = row->range = (size_t) (most - least) + 1;
  row->best = most;
  MEMORY_GROW(row->count, row->count_capacity, range);
  MEMORY_GROW(row->weight, row->weight_capacity, range);
  memset(row->count, 0, range * sizeof *row->count);
  for (size_t j = 0; j < n; j++)
    row->count[row->score[j] = (int16_t) (most - row->score[j])]++;
  row->total = 0;
  for (size_t d = range; d-- > 0;)
    row->total += row->count[d] * s->power[d];
  row->relative = DBL_EPSILON * (double) (range + 4);
  int tied = row->count[0] == n;
  for (size_t d = 0; d < range; d++) {
    double e = row->count[d] ? s->power[d] : 0;
    if (e < DBL_MIN && row->count[d])
      row->has_vanished = 1;
    if (s->attn.family == FORMAT_REAL)
      row->weight[d] = e;
    else if (!round_attn(s, e / row->total, tied ? 0 : row->relative, &row->weight[d]))
      row->weight[d] = resolve_weight(row, d);
  }
  row->lives = 0;
  for (size_t j = 0; j < n; j++) {
    row->live[row->lives] = (uint32_t) j;
    row->lives += row->weight[row->score[j]] != 0;
  }
}

/* Weights by key. */
static void weigh_whole(sites_state *s, attention_row *row)
{
  size_t n = row->i + 1;
  double most = row->whole[0];
  for (size_t j = 0; j < n; j++) {
    row->is_nan |= isnan(row->whole[j]);
    most = row->whole[j] > most ? row->whole[j] : most;
  }
  row->is_nan |= isinf(most);
  row->lives = 0;
  if (row->is_nan)
    return;
  MEMORY_GROW(row->weight, row->weight_capacity, n);
  /* In fixed point and narrow floating point what is far below the smallest
     step is 0, and its share of the total is in the bound on the error. */
  double floor = s->weight_floor;
  row->total = 0;
  for (size_t j = 0; j < n; j++) {
    double t = s->beta * (row->whole[j] - most);
    row->weight[j] = t > floor ? exp(t) : 0;
    row->total += row->weight[j];
    if (row->weight[j] < DBL_MIN)
      row->has_vanished = 1;
  }
  double slack = 2 * s->beta * row->score_slack;
  row->relative = 2 * (slack + DBL_EPSILON * (double) (2 * n + 8));
  if (!(slack < 0.01))
    s->unreliable = 1;
  for (size_t j = 0; j < n; j++) {
    double t = s->beta * (row->whole[j] - most), relative = row->relative + 2 * DBL_EPSILON * (fabs(t) + 4);
    if (s->attn.family != FORMAT_REAL && row->weight[j] != 0
        && !round_attn(s, row->weight[j] / row->total, relative, &row->weight[j]))
      row->weight[j] = resolve_weight(row, j);
    row->live[row->lives] = (uint32_t) j;
    row->lives += row->weight[j] != 0;
  }
}

static void weigh(arithmetic *a, attention_row *row)
{
  sites_state *s = state_of(a);
  row->is_weighed = 1;
  row->has_vanished = 0;
  MEMORY_GROW(row->live, row->live_capacity, row->i + 1);
  fine_row_free(row->fine);
  row->fine = NULL;
  if (row->is_whole)
    weigh_whole(s, row);
  else
    weigh_integers(s, row);
}

static double weight_of(const attention_row *row, size_t j)
{
  return row->is_whole ? row->weight[j] : row->weight[row->score[j]];
}

/* Sums of ternary values by difference: V_d. */
static void sum_values(sites_state *s, const attention_row *row, const number_column *v)
{
  int32_t *sum = s->value_sum;
  memset(sum, 0, row->range * sizeof *sum);
  if (row->lives == row->i + 1)
    for (size_t j = 0; j <= row->i; j++)
      sum[row->score[j]] += v->small[j];
  else
    for (size_t l = 0; l < row->lives; l++)
      sum[row->score[row->live[l]]] += v->small[row->live[l]];
}

/* A mix that does not depend on how the exponentials compare, because every
   group of equal scores has the same mean: 1, and that mean as value / count. */
static int is_uniform(const sites_state *s, const attention_row *row, const number_column *v, int integers, double *value,
                      double *count)
{
  *value = integers ? s->value_sum[0] : sites_value(v, 0);
  *count = integers ? row->count[0] : 1;
  if (integers) {
    for (size_t d = 1; d < row->range; d++)
      if (s->value_sum[d] * *count != *value * row->count[d])
        return 0;
  } else {
    for (size_t j = 1; j <= row->i; j++)
      if (sites_value(v, j) != *value)
        return 0;
  }
  return 1;
}

/* Keys whose exponential binary64 lost carry something, and nothing else does. */
static int lost_all(const sites_state *s, const attention_row *row, const number_column *v, double y)
{
  if (!row->has_vanished || fabs(y) >= 0x1p-900 || s->weight_floor > -745)
    return 0;
  for (size_t j = 0; j <= row->i; j++)
    if (weight_of(row, j) < DBL_MIN && sites_value(v, j) != 0)
      return 1;
  return 0;
}

/* sum of w v over the keys in binary64, its terms' magnitude and their number */
static double plain_mix(sites_state *s, const attention_row *row, const number_column *v, double *magnitude, double *terms)
{
  double sum = 0, size = 0;
  if (!row->is_whole && ternary_in(v, 0, row->i + 1)) {
    sum_values(s, row, v);
    for (size_t d = row->range; d-- > 0;) {
      sum += row->weight[d] * s->value_sum[d];
      size += row->weight[d] * abs(s->value_sum[d]);
    }
    *terms = (double) row->range;
  } else {
    for (size_t l = 0; l < row->lives; l++) {
      double term = weight_of(row, row->live[l]) * sites_value(v, row->live[l]);
      sum += term;
      size += fabs(term);
    }
    *terms = (double) row->lives;
  }
  *magnitude = size;
  return sum;
}

/* Unrounded weights: mix = (sum of e v) / (sum of e). */
static double mix_real(sites_state *s, attention_row *row, const number_column *v, double x)
{
  int integers = !row->is_whole && ternary_in(v, 0, row->i + 1);
  double magnitude, terms, rounded, value, count, sum = plain_mix(s, row, v, &magnitude, &terms);
  if (is_uniform(s, row, v, integers, &value, &count) && fmod(value, count) == 0) {
    sum_start(s);
    sum_add(s, x);
    sum_add(s, value / count);
    return sum_round(s);
  }
  double y = x + sum / row->total;
  if (lost_all(s, row, v, y))
    s->unreliable = 1;
  double slack = (2 * row->relative + DBL_EPSILON * (terms + 8)) * (magnitude / row->total) + 2 * DBL_EPSILON * fabs(y);
  if (row->is_whole)               /* an exponential's own error: |t| 2^-52, t > -746 */
    slack += DBL_EPSILON * 1500 * (magnitude / row->total);
  return round_act(s, y, slack, &rounded) ? rounded : resolve_mix(row, v, x);
}

/* x + sum of w v from its exact terms. */
static double exact_mix(sites_state *s, const attention_row *row, const number_column *v, double x)
{
  sum_start(s);
  sum_add(s, x);
  if (!row->is_whole && ternary_in(v, 0, row->i + 1)) {
    for (size_t d = row->range; d-- > 0;)
      if (row->weight[d] != 0)
        sum_add_product(s, row->weight[d], s->value_sum[d]);
  } else {
    for (size_t l = 0; l < row->lives; l++)
      sum_add_product(s, weight_of(row, row->live[l]), sites_value(v, row->live[l]));
  }
  return sum_round(s);
}

/* Rounded weights are exact: so are all terms. */
static double mix_rounded(sites_state *s, attention_row *row, const number_column *v, double x)
{
  double magnitude, terms, rounded, y = x + plain_mix(s, row, v, &magnitude, &terms);
  double slack = DBL_EPSILON * (terms + 2) * (magnitude + fabs(x));
  if (!round_act(s, y, slack, &rounded))
    rounded = exact_mix(s, row, v, x);
  if (lost_all(s, row, v, rounded))
    s->unreliable = 1;
  return rounded;
}

/* 0 times infinity is NaN: keys without weight count, once there are infinities. */
static int meets_infinity(const attention_row *row, const number_column *v)
{
  for (size_t j = 0; j <= row->i; j++)
    if (weight_of(row, j) == 0 && !isfinite(sites_value(v, j)))
      return 1;
  return 0;
}

static void mix(arithmetic *a, attention_row *row, number_column *v, number_column *out, number_column *x)
{
  sites_state *s = state_of(a);
  double at = sites_value(x, row->i), y;
  if (row->is_nan || (s->seen_infinite && meets_infinity(row, v)))
    y = NAN;
  else
    y = s->attn.family == FORMAT_REAL ? mix_real(s, row, v, at) : mix_rounded(s, row, v, at);
  put(s, out, y);
}

static size_t compare(arithmetic *a, number_column *c, size_t from, size_t to, const int8_t *expected)
{
  (void) a;
  for (size_t p = from; p < to; p++)
    if (sites_value(c, p) != expected[p - from])
      return p;
  return to;
}

static double approximate(arithmetic *a, number_column *c, size_t position)
{
  (void) a;
  return sites_value(c, position);
}

static number_kind exact(arithmetic *a, number_column *c, size_t position, mpq_t value)
{
  (void) a;
  double x = sites_value(c, position);
  if (isnan(x))
    return NUMBER_NAN;
  if (isinf(x)) {
    mpq_set_si(value, x > 0 ? 1 : -1, 1);
    return NUMBER_INFINITE;
  }
  mpq_set_d(value, x);
  return NUMBER_RATIONAL;
}

static double row_score(arithmetic *a, attention_row *row, size_t j)
{
  (void) a;
  if (row->is_whole)
    return row->whole[j];
  return row->is_weighed ? row->best - row->score[j] : row->score[j];
}

static double row_weight(arithmetic *a, attention_row *row, size_t j)
{
  sites_state *s = state_of(a);
  if (row->is_nan)
    return NAN;
  return weight_of(row, j) / (s->attn.family == FORMAT_REAL ? row->total : 1);
}

static int reliable(arithmetic *a)
{
  return !state_of(a)->unreliable;
}

static const arithmetic_operations operations = {
  destroy, column_new, column_free, column_restart, set, neuron, add, row_new, row_free, score, weigh, mix,
  compare, approximate, exact, row_score, row_weight, reliable,
};

/* Below exp(floor) a weight is 0 in the format, by far. */
static double weight_floor(format attn)
{
  switch (attn.family) {
  case FORMAT_FIXED: return -0.7 * (attn.b + 80);
  case FORMAT_IEEE: return -0.7 * ((1 << (attn.a - 1)) + attn.b + 80);
  default: return -745;
  }
}

arithmetic *sites_arithmetic(const arithmetic_choice *c, unsigned r, size_t keys)
{
  sites_state *s = memory_zeroed(1, sizeof *s);
  s->base.op = &operations;
  s->act = c->site[SITE_ACT];
  s->attn = c->site[SITE_ATTN];
  s->to_act = double_rounding_make(s->act);
  s->to_attn = double_rounding_make(s->attn);
  s->beta = choice_beta(c, r);
  s->weight_floor = weight_floor(s->attn);
  size_t range = 2 * keys + 1;
  s->power = memory_new(range, sizeof *s->power);
  s->value_sum = memory_new(range, sizeof *s->value_sum);
  resolve_powers(s->power, range, s->beta);
  return &s->base;
}
