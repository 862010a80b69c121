/* Attention in enclosures: scores, logits, exponentials, weights, and the mix of
   values.  Keys of equal integer score share all of it but the mix: they are one
   class, unless each draws its own random number or shares a scale. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../histogram.h"
#include "enclosed.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/environment.h"

struct enclosed_row {
  size_t i;
  int is_integer;                      /* all scores are integers: */
  int16_t *integer;
  tp_enclosure *score;                 /* by key if not; by class once weighed if they are */
  uint32_t *class_of;                  /* by key */
  size_t classes;
  uint32_t *count;                     /* keys of a class; 0: of none */
  tp_enclosure *logit, *e, *weight;    /* by class; weight: if attn is rounded */
  tp_enclosure total;
  const tp_enclosure *share, *divisor; /* weights by class are share / divisor: e and total, or 0 over a total
                                      that is infinite */
  tp_enclosure one;
  long *value_sum;                     /* of ternary values, by class */
  int is_nan;
  size_t made, integer_capacity, class_capacity, rest_capacity;
  size_t *rest;
};

enclosed_row *tp_enclosed_row_make(mpfr_prec_t bits)
{
  enclosed_row *row = tp_memory_zeroed(1, sizeof *row);
  tp_enclosure_init(&row->total, bits);
  tp_enclosure_init(&row->one, 2);
  tp_enclosure_set_int(&row->one, 1);
  return row;
}

tp_attention_row *tp_enclosed_row_new(const tp_arithmetic *a)
{
  return (tp_attention_row *) tp_enclosed_row_make(((const enclosed_arithmetic *) a)->bits);
}

void tp_enclosed_row_free(const tp_arithmetic *a, tp_attention_row *row)
{
  (void) a;
  tp_enclosed_row_drop(enclosed_row_of(row));
}

void tp_enclosed_row_drop(enclosed_row *row)
{
  for (size_t j = 0; j < row->made; j++) {
    tp_enclosure_clear(row->score + j);
    tp_enclosure_clear(row->logit + j);
    tp_enclosure_clear(row->e + j);
    tp_enclosure_clear(row->weight + j);
  }
  tp_enclosure_clear(&row->total);
  tp_enclosure_clear(&row->one);
  free(row->score);
  free(row->logit);
  free(row->e);
  free(row->weight);
  free(row->count);
  free(row->value_sum);
  free(row->class_of);
  free(row->integer);
  free(row->rest);
  free(row);
}

static void make_classes(enclosed_row *row, size_t count, mpfr_prec_t bits)
{
  if (count <= row->made)
    return;
  row->score = tp_memory_resize(row->score, count, sizeof *row->score);
  row->logit = tp_memory_resize(row->logit, count, sizeof *row->logit);
  row->e = tp_memory_resize(row->e, count, sizeof *row->e);
  row->weight = tp_memory_resize(row->weight, count, sizeof *row->weight);
  row->count = tp_memory_resize(row->count, count, sizeof *row->count);
  row->value_sum = tp_memory_resize(row->value_sum, count, sizeof *row->value_sum);
  for (; row->made < count; row->made++) {
    tp_enclosure_init(row->score + row->made, bits);
    tp_enclosure_init(row->logit + row->made, bits);
    tp_enclosure_init(row->e + row->made, bits);
    tp_enclosure_init(row->weight + row->made, bits);
  }
}

static const tp_rounding unrounded = {{TP_FORMAT_REAL, 0, 0, 0, 0, 0, 0}, TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT};

/* --- Scores ------------------------------------------------------------------ */

typedef struct {
  tp_number_column *const *q, *const *k;
  const size_t *index;             /* of the coordinates, or NULL: all */
  size_t i, j;
} score_terms;

static dot_term score_term(const enclosed_work *s, const void *of, size_t n)
{
  const score_terms *t = of;
  size_t c = t->index ? t->index[n] : n;
  return (dot_term) {1, real_at(s, t->q[c], t->i), real_at(s, t->k[c], t->j)};
}

/* 1 if every integer up to most is a value of the rule: then no sum of integers is
   rounded. */
static int holds_integers(const enclosed_work *s, size_t most)
{
  const tp_rounding *r = &s->rules.rule[TP_SITE_ACC];
  if (r->format.family == TP_FORMAT_REAL)
    return 1;
  if (r->format.family == TP_FORMAT_FIXED)
    return r->format.a >= 15 || most < (size_t) 1 << r->format.a;
  return (r->format.family == TP_FORMAT_FLOAT || (r->format.family == TP_FORMAT_IEEE && r->format.a >= 5 && r->format.bias == (1 << (r->format.a - 1)) - 1))
         && (r->format.b + r->format.a >= 32 || most <= (size_t) 1 << tp_format_significand(r->format))
         && (r->format.family == TP_FORMAT_FLOAT || most <= 32768);
}

/* Each coordinate with a weight of its own. */
static void shaken_scores(enclosed_work *s, enclosed_row *row, size_t keys, tp_number_column *const *q, tp_number_column *const *k, const tp_enclosure *shaken)
{
  tp_enclosure *query = tp_memory_new(keys, sizeof *query);
  for (size_t c = 0; c < keys; c++) {
    tp_enclosure_init(query + c, s->room.bits);
    tp_enclosure_sum_start(&s->room);
    tp_enclosure_sum_add(&s->room, 1, shaken + c, real_at(s, q[c], row->i));
    tp_enclosure_sum_take(&s->room, NULL, query + c);
  }
  for (size_t j = 0; j <= row->i; j++) {
    tp_enclosure_sum_start(&s->room);
    for (size_t c = 0; c < keys; c++)
      tp_enclosure_sum_add(&s->room, 1, query + c, real_at(s, k[c], j));
    tp_enclosure_sum_take(&s->room, NULL, row->score + j);
  }
  for (size_t c = 0; c < keys; c++)
    tp_enclosure_clear(query + c);
  free(query);
}

void tp_enclosed_score_row(enclosed_work *s, enclosed_row *row, size_t keys, tp_number_column *const *q, tp_number_column *const *k, size_t i)
{
  row->i = i;
  TP_MEMORY_GROW(row->integer, row->integer_capacity, i + 1);
  TP_MEMORY_GROW(row->rest, row->rest_capacity, keys);
  size_t left = tp_ternary_scores(row->integer, keys, q, k, i, row->rest);
  const tp_enclosure *shaken = tp_enclosed_shake(s, NULL, keys);
  row->is_integer = left == 0 && holds_integers(s, keys) && !shaken;
  if (row->is_integer)
    return;
  make_classes(row, i + 1, s->room.bits);
  if (shaken) {
    shaken_scores(s, row, keys, q, k, shaken);
    return;
  }
  for (size_t j = 0; j <= i; j++) {
    score_terms t = {q, k, s->rules.is_real[TP_SITE_ACC] ? row->rest : NULL, i, j};
    if (s->rules.is_real[TP_SITE_ACC]) {
      tp_enclosure_set_int(s->scratch, row->integer[j]);
      tp_enclosure_sum_start(&s->room);
      tp_enclosure_sum_add(&s->room, 1, s->scratch, NULL);
      for (size_t n = 0; n < left; n++) {
        dot_term d = score_term(s, &t, n);
        tp_enclosure_sum_add(&s->room, 1, d.x, d.y);
      }
      tp_enclosure_sum_round(&s->room, NULL, &s->rules.rule[TP_SITE_ACC], 0, row->score + j);
    } else {
      tp_enclosed_dot(s, &t, score_term, keys, NULL, i, j, row->score + j);
    }
  }
}

void tp_enclosed_set_scores(enclosed_row *row, size_t i, int best, const int16_t *difference)
{
  row->i = i;
  row->is_integer = 1;
  TP_MEMORY_GROW(row->integer, row->integer_capacity, i + 1);
  for (size_t j = 0; j <= i; j++)
    row->integer[j] = (int16_t) (best - difference[j]);
}

/* --- Weights ------------------------------------------------------------------- */

static int is_by_key(const enclosed_work *s, const enclosed_row *row)
{
  static const int sites[] = {TP_SITE_LOGIT, TP_SITE_EXP, TP_SITE_ATTN};
  int by_key = !row->is_integer;
  for (int n = 0; n < 3; n++)
    by_key |= s->rules.is_stochastic[sites[n]] || s->rules.rule[sites[n]].format.shared || s->rules.noise[sites[n]].kind != TP_NOISE_NONE;
  return by_key;
}

static void classify(const enclosed_work *s, enclosed_row *row)
{
  size_t n = row->i + 1;
  TP_MEMORY_GROW(row->class_of, row->class_capacity, n);
  if (is_by_key(s, row)) {
    make_classes(row, n, s->room.bits);
    row->classes = n;
    for (size_t j = 0; j < n; j++) {
      row->class_of[j] = (uint32_t) j;
      row->count[j] = 1;
      if (row->is_integer)
        tp_enclosure_set_int(row->score + j, row->integer[j]);
    }
    return;
  }
  int16_t least = row->integer[0], most = least;
  for (size_t j = 1; j < n; j++) {
    least = row->integer[j] < least ? row->integer[j] : least;
    most = row->integer[j] > most ? row->integer[j] : most;
  }
  row->classes = (size_t) (most - least) + 1;
  make_classes(row, row->classes, s->room.bits);
  for (size_t c = 0; c < row->classes; c++) {
    row->count[c] = 0;
    tp_enclosure_set_int(row->score + c, least + (long) c);
  }
  for (size_t j = 0; j < n; j++)
    row->count[row->class_of[j] = (uint32_t) (row->integer[j] - least)]++;
}

/* The largest number of those classes that have keys: exact if one is known to be. */
static void find_most(const enclosed_row *row, const tp_enclosure *number, tp_enclosure *most)
{
  size_t best = row->classes;
  int is_one = 1;
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c] && (best == row->classes || mpfr_greater_p(number[c].low, number[best].low)))
      best = c;
  tp_enclosure_set(most, number + best);
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c] && c != best) {
      int order = tp_enclosure_compare(number + c, number + best);
      is_one &= order == -1 || order == 0;
      if (mpfr_greater_p(number[c].high, most->high))
        mpfr_set(most->high, number[c].high, MPFR_RNDU);
    }
  if (!is_one) {
    tp_enclosure_forget_rational(most);
    most->open = 0;
  }
}

/* The scale of the block of keys that begins at `from`, by numbers not rounded yet. */
static long scale_of_block(enclosed_work *s, const enclosed_row *row, const tp_enclosure *number, tp_format f, size_t from)
{
  size_t count = row->classes - from < (size_t) f.shared ? row->classes - from : (size_t) f.shared;
  const tp_enclosure **x = tp_memory_new(count, sizeof *x);
  for (size_t j = 0; j < count; j++)
    x[j] = number + from + j;
  long scale;
  enclosed_note(s, tp_enclosure_shared_scale(f, x, count, &scale));
  free(x);
  return scale;
}

static double random_of(const enclosed_work *s, const enclosed_row *row, int site, size_t key)
{
  return site_random(&s->rules, site, s->place, row->i, key, 0);
}

/* beta s, or that less its largest, rounded by the rule. */
static void make_logits(enclosed_work *s, enclosed_row *row, const tp_rounding *r)
{
  tp_enclosure *most = s->scratch;
  if (s->a->choice.subtracts_first)
    find_most(row, row->score, most);
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c]) {
      tp_enclosure_sum_start(&s->room);
      tp_enclosure_sum_add(&s->room, 1, &s->beta, row->score + c);
      if (s->a->choice.subtracts_first)
        tp_enclosure_sum_add(&s->room, -1, &s->beta, most);
      enclosed_note(s, tp_enclosure_sum_round(&s->room, NULL, r, random_of(s, row, TP_SITE_LOGIT, c), row->logit + c));
      tp_enclosed_disturb(s, TP_SITE_LOGIT, row->logit + c, s->place, row->i, c);
    }
}

/* Numbers by key, rounded block by block. */
static void round_blocks(enclosed_work *s, enclosed_row *row, int site, tp_enclosure *number)
{
  const tp_rounding *r = &s->rules.rule[site];
  long scale = 0;
  for (size_t j = 0; j < row->classes; j++) {
    if (j % (size_t) r->format.shared == 0)
      scale = scale_of_block(s, row, number, r->format, j);
    enclosed_note(s, tp_enclosure_round_scaled(&s->room, r, scale, random_of(s, row, site, j), number + j));
  }
}

static void make_exponentials(enclosed_work *s, enclosed_row *row)
{
  tp_enclosure *most = s->scratch;
  find_most(row, row->logit, most);
  if (s->rules.is_real[TP_SITE_EXP] && !tp_enclosure_is_exact(most)) {
    /* Weights do not depend on what is subtracted: let it be one of the logits. */
    size_t best = row->classes;
    for (size_t c = 0; c < row->classes; c++)
      if (row->count[c] && (best == row->classes || mpfr_greater_p(row->logit[c].low, row->logit[best].low)))
        best = c;
    tp_enclosure_set(most, row->logit + best);
    for (size_t c = 0; c < row->classes; c++)
      if (row->count[c] && c != best)
        tp_enclosure_exp_difference(row->e + c, row->logit + c, most);
    tp_enclosure_set_int(row->e + best, 1);
  } else {
    for (size_t c = 0; c < row->classes; c++)
      if (row->count[c]) {
        tp_enclosure_exp_difference(row->e + c, row->logit + c, most);
        enclosed_note(s, tp_enclosure_round(&s->room, &s->rules.rule[TP_SITE_EXP], random_of(s, row, TP_SITE_EXP, c), row->e + c, row->e + c));
      }
  }
  tp_enclosure_sum_start(&s->room);
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c])
      tp_enclosure_sum_add(&s->room, row->count[c], row->e + c, NULL);
  enclosed_note(s, tp_enclosure_sum_round(&s->room, NULL, &s->rules.rule[TP_SITE_EXP], random_of(s, row, TP_SITE_EXP, row->i + 1), &row->total));
}

static void make_weights(enclosed_work *s, enclosed_row *row)
{
  const tp_rounding *r = &s->rules.rule[TP_SITE_ATTN];
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c]) {
      tp_enclosure_sum_start(&s->room);
      tp_enclosure_sum_add(&s->room, 1, row->share + c, NULL);
      enclosed_note(s, tp_enclosure_sum_round(&s->room, row->divisor, r->format.shared ? &unrounded : r, random_of(s, row, TP_SITE_ATTN, c),
                                           row->weight + c));
      tp_enclosed_disturb(s, TP_SITE_ATTN, row->weight + c, s->place, row->i, c);
    }
  if (r->format.shared)
    round_blocks(s, row, TP_SITE_ATTN, row->weight);
}

/* A NaN, or a largest logit that is infinite: infinity less itself is no number. */
static int has_nan(const enclosed_row *row)
{
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c] && (tp_enclosure_is_nan(row->logit + c) || (mpfr_inf_p(row->logit[c].high) && mpfr_sgn(row->logit[c].high) > 0)))
      return 1;
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c] && !mpfr_inf_p(row->logit[c].low))
      return 0;
  return 1;
}

/* A rounded total may overflow: what is finite is 0 then, and infinity no number. */
static void divide_by_infinity(enclosed_row *row)
{
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c]) {
      row->is_nan |= mpfr_inf_p(row->e[c].high) != 0;
      tp_enclosure_set_int(row->weight + c, 0);
    }
  row->share = row->weight;
  row->divisor = &row->one;
}

void tp_enclosed_weigh_row(enclosed_work *s, enclosed_row *row)
{
  classify(s, row);
  int shared = s->rules.rule[TP_SITE_LOGIT].format.shared;
  make_logits(s, row, shared ? &unrounded : &s->rules.rule[TP_SITE_LOGIT]);
  if (shared)
    round_blocks(s, row, TP_SITE_LOGIT, row->logit);
  row->is_nan = has_nan(row);
  if (row->is_nan)
    return;
  make_exponentials(s, row);
  row->share = row->e;
  row->divisor = &row->total;
  row->is_nan = tp_enclosure_is_nan(&row->total) || mpfr_zero_p(row->total.high);
  if (mpfr_inf_p(row->total.low))
    divide_by_infinity(row);
  if (!row->is_nan && !s->rules.is_real[TP_SITE_ATTN])
    make_weights(s, row);
}

/* --- Mix ----------------------------------------------------------------------- */

typedef struct {
  const enclosed_row *row;
  const tp_number_column *v;
  const tp_enclosure *number;      /* by class: weights, or what they are before division by the total */
} mix_terms;

static dot_term mix_term(const enclosed_work *s, const void *of, size_t j)
{
  const mix_terms *t = of;
  return (dot_term) {1, t->number + t->row->class_of[j], real_at(s, t->v, j)};
}

/* Add the products of numbers (by class) and values to the sum in the room. */
static void add_products(enclosed_work *s, enclosed_row *row, const tp_number_column *v, const tp_enclosure *number)
{
  int by_key = !ternary_in(v, 0, row->i + 1);
  for (size_t c = 0; c < row->classes && !by_key; c++)   /* 0 times infinity is no number */
    by_key = row->count[c] && (tp_enclosure_is_nan(number + c) || mpfr_inf_p(number[c].low) || mpfr_inf_p(number[c].high));
  if (by_key) {
    for (size_t j = 0; j <= row->i; j++)
      tp_enclosure_sum_add(&s->room, 1, number + row->class_of[j], real_at(s, v, j));
    return;
  }
  memset(row->value_sum, 0, row->classes * sizeof *row->value_sum);
  for (size_t j = 0; j <= row->i; j++)
    row->value_sum[row->class_of[j]] += ternary_at(v, j);
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c] && row->value_sum[c])
      tp_enclosure_sum_add(&s->room, row->value_sum[c], number + c, NULL);
}

/* A key whose logit is -infinity has a weight of 0, and its value does not matter. */
static int has_weight(const enclosed_row *row, size_t j)
{
  return !mpfr_zero_p(row->e[row->class_of[j]].high);
}

/* Mean of the values of the keys with a weight whose logit is that of class c, or of all such
   keys if there is no class c.  0 if some value is not known exactly. */
static int group_sum(const enclosed_work *s, const enclosed_row *row, const tp_number_column *v, size_t c, mpq_t sum, mpq_t value)
{
  unsigned long count = 0;
  mpq_set_ui(sum, 0, 1);
  for (size_t j = 0; j <= row->i; j++) {
    if (!has_weight(row, j) || (c < row->classes && tp_enclosure_compare(row->logit + row->class_of[j], row->logit + c) != 0))
      continue;
    if (!tp_enclosure_to_rational(value, real_at(s, v, j)))
      return 0;
    mpq_add(sum, sum, value);
    count++;
  }
  mpq_set_ui(value, count, 1);
  mpq_div(sum, sum, value);
  return 1;
}

/* Exponentials of different rational logits are linearly independent over the rationals
   (Lindemann, Weierstrass).  So the mix is rational only if the values of each group
   of equal logits have the same mean, and then it is that mean: 1. */
static int has_one_mean(const enclosed_work *s, const enclosed_row *row, const tp_number_column *v)
{
  mpq_t all, group, value;
  mpq_inits(all, group, value, (mpq_ptr) NULL);
  int same = group_sum(s, row, v, row->classes, all, value);
  for (size_t c = 0; c < row->classes && same; c++)
    if (row->count[c] && !mpfr_zero_p(row->e[c].high))
      same = tp_enclosure_is_exact(row->logit + c) && group_sum(s, row, v, c, group, value) && mpq_equal(all, group);
  mpq_clears(all, group, value, (mpq_ptr) NULL);
  return same;
}

/* A class whose exponential is 1 and whose keys have one value, which is ternary: that
   value; 2 if there is none. */
static long pivot_value(const enclosed_row *row)
{
  for (size_t c = 0; c < row->classes; c++)
    if (row->count[c] && mpfr_cmp_ui(row->e[c].low, 1) == 0 && tp_enclosure_is_exact(row->e + c)
        && row->value_sum[c] % (long) row->count[c] == 0)
      return row->value_sum[c] / (long) row->count[c];
  return 2;
}

/* x + v* + (sum of e (v - v*)) / total, rounded: what is little beside x + v* is computed by
   itself.  v* is the value of the largest weight, if that is ternary, else 0.  Weights add
   up to 1 only if exponentials and their sum are not rounded, so only then v* is taken. */
static int mix_apart(enclosed_work *s, enclosed_row *row, const tp_number_column *v, const tp_enclosure *x, double u, tp_enclosure *y)
{
  tp_enclosure *little = s->scratch + 1, *pivot = s->scratch;
  int adds_up = s->rules.is_real[TP_SITE_EXP] && ternary_in(v, 0, row->i + 1);
  long best = adds_up ? pivot_value(row) : 2;
  tp_enclosure_set_int(pivot, best == 2 ? 0 : best);
  tp_enclosure_sum_start(&s->room);
  if (best == 2)
    add_products(s, row, v, row->share);
  for (size_t c = 0; c < row->classes && best != 2; c++)
    if (row->count[c] && row->value_sum[c] != best * (long) row->count[c])
      tp_enclosure_sum_add(&s->room, row->value_sum[c] - best * (long) row->count[c], row->e + c, NULL);
  tp_enclosure_sum_take(&s->room, row->divisor, little);
  tp_enclosure_sum_start(&s->room);
  tp_enclosure_sum_add(&s->room, 1, x, NULL);
  tp_enclosure_sum_add(&s->room, 1, pivot, NULL);
  tp_enclosure_sum_add(&s->room, 1, little, NULL);
  return tp_enclosure_sum_round(&s->room, NULL, &s->rules.rule[TP_SITE_ACT], u, y);
}

/* x + mix of unrounded weights, rounded. */
static int mix_real(enclosed_work *s, enclosed_row *row, const tp_number_column *v, const tp_enclosure *x, double u, tp_enclosure *y)
{
  const tp_rounding *act = &s->rules.rule[TP_SITE_ACT];
  tp_enclosure_sum_start(&s->room);
  tp_enclosure_sum_add(&s->room, 1, x, row->divisor);
  add_products(s, row, v, row->share);
  if (tp_enclosure_sum_round(&s->room, row->divisor, act, u, y) && (!s->rules.is_real[TP_SITE_ACT] || tp_enclosure_is_exact(y)))
    return 1;
  if (s->rules.is_real[TP_SITE_EXP] && has_one_mean(s, row, v)) {
    tp_enclosure *keys = s->scratch + 1;
    long live = 0;
    for (size_t j = 0; j <= row->i; j++)
      live += has_weight(row, j);
    tp_enclosure_set_int(keys, live);
    tp_enclosure_sum_start(&s->room);
    tp_enclosure_sum_add(&s->room, 1, x, keys);
    for (size_t j = 0; j <= row->i; j++)
      if (has_weight(row, j))
        tp_enclosure_sum_add(&s->room, 1, real_at(s, v, j), NULL);
    return tp_enclosure_sum_round(&s->room, keys, act, u, y);
  }
  return mix_apart(s, row, v, x, u, y);
}

/* x + g mix for a weight g that noise has disturbed. */
static void mix_shaken(enclosed_work *s, enclosed_row *row, const tp_number_column *v, const tp_enclosure *x, double u, tp_enclosure *y)
{
  tp_enclosure g, mix;
  tp_enclosure_init(&g, s->room.bits);
  tp_enclosure_init(&mix, s->room.bits);
  tp_enclosure_set_int(&g, 1);
  tp_enclosed_disturb(s, TP_SITE_PARAM, &g, s->place, 0, WEIGHT_ALONE);
  int is_real = s->rules.is_real[TP_SITE_ATTN];
  tp_enclosure_sum_start(&s->room);
  add_products(s, row, v, is_real ? row->share : row->weight);
  tp_enclosure_sum_take(&s->room, is_real ? row->divisor : NULL, &mix);
  tp_enclosure_sum_start(&s->room);
  tp_enclosure_sum_add(&s->room, 1, x, NULL);
  tp_enclosure_sum_add(&s->room, 1, &g, &mix);
  enclosed_note(s, tp_enclosure_sum_round(&s->room, NULL, &s->rules.rule[TP_SITE_ACT], u, y));
  tp_enclosure_clear(&g);
  tp_enclosure_clear(&mix);
}

/* x + mix, rounded, in *y. */
void tp_enclosed_mix_row(enclosed_work *s, enclosed_row *row, const tp_number_column *v, const tp_enclosure *x, tp_enclosure *y)
{
  tp_enclosure *sum = s->scratch;
  const tp_rounding *act = &s->rules.rule[TP_SITE_ACT];
  double u = site_random(&s->rules, TP_SITE_ACT, s->place, row->i, 0, 0);
  if (row->is_nan) {
    tp_enclosure_set_int(y, 0);
    mpfr_set_nan(y->low);
    mpfr_set_nan(y->high);
    return;
  }
  if (s->rules.noise[TP_SITE_PARAM].kind != TP_NOISE_NONE) {
    mix_shaken(s, row, v, x, u, y);
    return;
  }
  if (s->rules.is_real[TP_SITE_ACC] && s->rules.is_real[TP_SITE_ATTN]) {
    enclosed_note(s, mix_real(s, row, v, x, u, y));
    return;
  }
  if (s->rules.is_real[TP_SITE_ACC]) {
    tp_enclosure_sum_start(&s->room);
    add_products(s, row, v, row->weight);
  } else {
    mix_terms t = {row, v, s->rules.is_real[TP_SITE_ATTN] ? row->share : row->weight};
    tp_enclosed_dot(s, &t, mix_term, row->i + 1, s->rules.is_real[TP_SITE_ATTN] ? row->divisor : NULL, row->i, 0, sum);
    tp_enclosure_sum_start(&s->room);
    tp_enclosure_sum_add(&s->room, 1, sum, NULL);
  }
  tp_enclosure_sum_add(&s->room, 1, x, NULL);
  enclosed_note(s, tp_enclosure_sum_round(&s->room, NULL, act, u, y));
}

void tp_enclosed_score(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                       tp_number_column *const *q, size_t first)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  enclosed_of(w)->place = at;
  for (size_t n = 0; n < rows; n++)
    tp_enclosed_score_row(enclosed_of(w), enclosed_row_of(row[n]), store->coordinates, q, store->k, first + n);
  tp_mpfr_environment_leave(&caller);
}

void tp_enclosed_weigh(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  enclosed_of(w)->place = at;
  for (size_t n = 0; n < rows; n++)
    tp_enclosed_weigh_row(enclosed_of(w), enclosed_row_of(row[n]));
  tp_mpfr_environment_leave(&caller);
}

void tp_enclosed_mix(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, tp_number_column *v,
                     tp_number_column *out, tp_number_column *x)
{
  enclosed_work *s = enclosed_of(w);
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  tp_enclosure *y = s->scratch + 2;
  s->place = at;
  for (size_t n = 0; n < rows; n++) {
    enclosed_row *own = enclosed_row_of(row[n]);
    tp_enclosed_mix_row(s, own, v, real_at(s, x, own->i), y);
    tp_enclosed_disturb(s, TP_SITE_ACT, y, at, own->i, 0);
    tp_enclosed_put(s, out, y);
  }
  tp_mpfr_environment_leave(&caller);
}

double tp_enclosed_row_score(tp_workspace *w, const tp_attention_row *of, size_t j)
{
  const enclosed_row *row = (const enclosed_row *) of;
  (void) w;
  return row->is_integer ? row->integer[j] : mpfr_get_d(row->score[j].low, MPFR_RNDN);
}

double tp_enclosed_row_weight(tp_workspace *w, const tp_attention_row *of, size_t j)
{
  const enclosed_row *row = (const enclosed_row *) of;
  if (row->is_nan)
    return NAN;
  size_t c = row->class_of[j];
  if (!enclosed_of(w)->rules.is_real[TP_SITE_ATTN])
    return mpfr_get_d(row->weight[c].low, MPFR_RNDN);
  return mpfr_get_d(row->share[c].low, MPFR_RNDN) / mpfr_get_d(row->divisor->high, MPFR_RNDN);
}

int tp_enclosed_row_histogram(tp_workspace *w, const tp_attention_row *of, tp_score_histogram *out)
{
  const enclosed_row *row = (const enclosed_row *) of;
  (void) w;
  if (!row->is_integer)
    return 0;
  tp_histogram_of_scores(out, row->integer, row->i + 1);
  return 1;
}

const tp_enclosure *tp_enclosed_weight(const enclosed_row *row, size_t j) { return row->weight + row->class_of[j]; }
const tp_enclosure *tp_enclosed_logit(const enclosed_row *row, size_t j) { return row->logit + row->class_of[j]; }
const tp_enclosure *tp_enclosed_exponential(const enclosed_row *row, size_t j) { return row->e + row->class_of[j]; }
const tp_enclosure *tp_enclosed_total(const enclosed_row *row) { return &row->total; }
