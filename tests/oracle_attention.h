/* SPDX-License-Identifier: MIT */
/* The oracle's attention: the query at one position against the keys before it. */
#ifndef ORACLE_ATTENTION_H
#define ORACLE_ATTENTION_H

#include "oracle.h"

/* One head at one position: keys 0 .. count-1. */
typedef struct {
  oracle *o;
  const tp_attention_head *h;
  spot at;                         /* with the head's number */
  size_t count;
  const number_row *x;             /* by position: the stream that is read */
  number *score, *logit, *e, *weight;
} head_row;

static inline const layer_arithmetic *row_arithmetic(const head_row *r)
{
  return arithmetic_at(r->o, r->at);
}

static inline void row_round(const head_row *r, int site, uint64_t key, number *x)
{
  spot at = r->at;
  at.element = key;
  round_at(r->o, site, at, x);
}

static inline void row_round_blocks(const head_row *r, int site, number *x)
{
  number **pointer = tp_memory_new(r->count, sizeof *pointer);
  for (size_t j = 0; j < r->count; j++)
    pointer[j] = x + j;
  round_blocks_at(r->o, site, r->at, 1, pointer, r->count);
  free(pointer);
}

static inline void row_scores(head_row *r)
{
  number *term = numbers_take(r->h->keys);
  for (size_t j = 0; j < r->count; j++) {
    spot at = r->at;
    at.element = j;
    for (uint32_t c = 0; c < r->h->keys; c++) {
      number_multiply(term + c, r->x[r->count - 1][r->h->q[c]], r->x[j][r->h->k[c]]);
      round_at(r->o, OPERATION, at, term + c);
    }
    sum_terms(r->o, at, term, r->h->keys, r->h->keys, r->score + j);
  }
  numbers_drop();
}

/* The larger of the two, where it is not known which. */
static inline void open_maximum(number *x, const number *y)
{
  if (x->kind == ANYTHING || y->kind == ANYTHING || x->kind == INFINITE || y->kind == INFINITE) {
    x->kind = ANYTHING;
    return;
  }
  ends_room *r = ends_of(x, y);
  number_make_ends(x, oracle_bits);
  mpfr_max(x->low, r->al, r->bl, MPFR_RNDD);
  mpfr_max(x->high, r->ah, r->bh, MPFR_RNDU);
  x->kind = BETWEEN;
}

/* The largest of them, NaN if one is; which one, or `count` if that is open. */
static inline size_t largest_of(const number *x, size_t count, number *most)
{
  size_t best = 0;
  number_set(most, x);
  for (size_t j = 1; j < count && most->kind != NO_NUMBER; j++) {
    int order = number_compare(x + j, most);
    if (order == ORDER_IS_OPEN) {
      open_maximum(most, x + j);
      best = count;
    } else if (order == 1 || order == ORDER_IS_NONE) {
      number_set(most, x + j);
      best = j;
    }
  }
  return best;
}

/* t = R_logit(beta s), or of that less the largest. */
static inline void row_logits(head_row *r)
{
  const layer_arithmetic *a = row_arithmetic(r);
  number most;
  number_init(&most);
  for (size_t j = 0; j < r->count; j++) {
    number_multiply(r->logit + j, &a->beta, r->score + j);
    row_round(r, OPERATION, j, r->logit + j);
  }
  if (a->subtracts_first) {
    largest_of(r->logit, r->count, &most);
    for (size_t j = 0; j < r->count; j++)
      number_subtract(r->logit + j, r->logit + j, &most);
  }
  for (size_t j = 0; j < r->count && !a->rounds_all; j++)
    row_round(r, TP_SITE_LOGIT, j, r->logit + j);
  row_round_blocks(r, TP_SITE_LOGIT, r->logit);
  number_clear(&most);
}

/* e = R_exp(exp(t - M)), and their sum. */
static inline void row_exponentials(head_row *r, number *total)
{
  const int rounds_all = row_arithmetic(r)->rounds_all;
  number most;
  number_init(&most);
  size_t best = largest_of(r->logit, r->count, &most);
  for (size_t j = 0; j < r->count; j++) {
    size_t k = 0;                  /* an equal logit has an equal exponential, before it is rounded */
    while (k < j && number_compare(r->logit + k, r->logit + j) != 0)
      k++;
    if (k < j) {
      number_set(r->weight + j, r->weight + k);
      continue;
    }
    if (j == best && most.kind == BETWEEN)
      number_set_int(r->weight + j, 0);
    else
      number_subtract(r->weight + j, r->logit + j, &most);
    row_round(r, OPERATION, j, r->weight + j);
    number_exp(r->weight + j, r->weight + j);
  }
  number_set_int(total, 0);
  for (size_t j = 0; j < r->count; j++) {
    number_set(r->e + j, r->weight + j);
    row_round(r, TP_SITE_EXP, j, r->e + j);
    number_add(total, total, r->e + j);
    row_round(r, OPERATION, j, total);
  }
  if (!rounds_all)
    row_round(r, TP_SITE_EXP, r->count, total);
  number_clear(&most);
}

static inline void row_weights(head_row *r)
{
  number total;
  number_init(&total);
  row_logits(r);
  row_exponentials(r, &total);
  for (size_t j = 0; j < r->count; j++) {
    number_divide(r->weight + j, r->e + j, &total);
    row_round(r, TP_SITE_ATTN, j, r->weight + j);
  }
  row_round_blocks(r, TP_SITE_ATTN, r->weight);
  number_clear(&total);
}

/* Hardmax: the best keys share the weight. */
static inline void row_hardmax(head_row *r)
{
  number most;
  unsigned long ties = 0;
  number_init(&most);
  largest_of(r->score, r->count, &most);
  for (size_t j = 0; j < r->count; j++)
    ties += number_compare(r->score + j, &most) == 0;
  for (size_t j = 0; j < r->count; j++) {
    number_set_int(r->weight + j, 0);
    if (number_compare(r->score + j, &most) == 0)
      mpq_set_ui(r->weight[j].q, 1, ties);
  }
  number_clear(&most);
}

/* --- The mix ---------------------------------------------------------------------------- */

static inline int is_unrounded(const layer_arithmetic *a, int site)
{
  return !a->rounds_all && a->site[site].format.family == TP_FORMAT_REAL;
}

/* The mean of the values of the keys whose logit is that of key k; 0 if a value is not rational. */
static inline int group_mean(const head_row *r, uint32_t v, size_t k, mpq_t mean)
{
  mpq_t count;
  unsigned long keys = 0;
  mpq_init(count);
  mpq_set_ui(mean, 0, 1);
  int is_rational = 1;
  for (size_t j = 0; j < r->count; j++) {
    if (j != k && number_compare(r->logit + j, r->logit + k) != 0)
      continue;
    is_rational &= r->x[j][v]->kind == EXACT;
    if (is_rational)
      mpq_add(mean, mean, r->x[j][v]->q);
    keys++;
  }
  mpq_set_ui(count, keys, 1);
  mpq_div(mean, mean, count);
  mpq_clear(count);
  return is_rational;
}

/* Whether the mix of unrounded weights, which add up to 1, is rational: all values are
   equal, or logits are rational and each group of equal ones has the same mean. */
static inline int has_one_mean(const head_row *r, uint32_t v, number *mean)
{
  const layer_arithmetic *a = row_arithmetic(r);
  if (a->is_hardmax || !is_unrounded(a, TP_SITE_EXP) || !is_unrounded(a, TP_SITE_ATTN) || !is_unrounded(a, TP_SITE_ACC))
    return 0;
  int is_equal = 1, is_rational = 1, is_same = 1;
  for (size_t j = 0; j < r->count; j++) {
    if (r->x[j][v]->kind != EXACT || (r->weight[j].kind != EXACT && r->weight[j].kind != BETWEEN) || number_sign(r->weight + j) == 0)
      return 0;
    is_equal &= number_compare(r->x[j][v], r->x[0][v]) == 0;
    is_rational &= r->logit[j].kind == EXACT;
  }
  number_set(mean, r->x[0][v]);
  if (is_equal || !is_rational)
    return is_equal;
  mpq_t other;
  mpq_init(other);
  group_mean(r, v, 0, mean->q);
  for (size_t k = 1; k < r->count && is_same; k++)
    is_same = group_mean(r, v, k, other) && mpq_equal(other, mean->q);
  mpq_clear(other);
  if (is_same)
    number_settle(mean);
  return is_same;
}

/* R_act(x + sum of a v) for one coordinate, rounded but for shared scales. */
static inline void row_mix(const head_row *r, uint32_t value, uint32_t out, number *y)
{
  spot at = r->at;
  at.index = out;
  if (!has_one_mean(r, r->h->v[value], y)) {
    number *term = numbers_take(r->count);
    for (size_t j = 0; j < r->count; j++) {
      number_multiply(term + j, r->weight + j, r->x[j][r->h->v[value]]);
      round_at(r->o, OPERATION, at, term + j);
    }
    sum_terms(r->o, at, term, r->count, r->count, y);
    numbers_drop();
  }
  add_at(r->o, TP_SITE_ACT, at, y, r->x[r->count - 1][out], y);
}

static inline void attend_once(oracle *o, size_t l, size_t p)
{
  number **written = tp_memory_zeroed(o->t->width, sizeof *written);
  for (size_t n = 0; n < o->t->layer[l].heads; n++) {
    const tp_attention_head *h = o->t->layer[l].head + n;
    head_row r = {o, h, {l + 1, IN_ATTENTION, n, p, 0, 0}, p + 1, o->stream[2 * l],
                  numbers_take(p + 1), numbers_take(p + 1), numbers_take(p + 1), numbers_take(p + 1)};
    row_scores(&r);
    if (o->in[l].is_hardmax)
      row_hardmax(&r);
    else
      row_weights(&r);
    for (uint32_t c = 0; c < h->values; c++) {
      if (written[h->out[c]])
        ck_abort_msg("two heads of a layer write the same coordinate");
      row_mix(&r, c, h->out[c], written[h->out[c]] = oracle_make(o));
    }
    for (int i = 0; i < 4; i++)
      numbers_drop();
  }
  oracle_write(o, 2 * l + 1, p, (spot) {l + 1, IN_ATTENTION, 0, p, 0, 0}, written);
  free(written);
}

/* With more and more bits, as long as that may decide something. */
static inline void oracle_attend(oracle *o, size_t l, size_t p, mpfr_prec_t least_bits)
{
  static const mpfr_prec_t steps[] = {256, 2048, 16384, 65536};
  const size_t last = sizeof steps / sizeof *steps - 1;
  int was_known = o->is_known;
  for (size_t n = 0; n <= last; n++) {
    if (steps[n] < least_bits)
      continue;
    oracle_bits = steps[n];
    oracle_is_open = 0;
    attend_once(o, l, p);
    if (!oracle_is_open || !was_known || n == last)
      break;
    free(o->stream[2 * l + 1][p]);
    o->is_known = was_known;
  }
  oracle_bits = least_bits;
  o->left_open |= oracle_is_open;
}

#endif
