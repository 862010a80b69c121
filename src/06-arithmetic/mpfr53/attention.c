/* SPDX-License-Identifier: MIT */
/* Attention in mpfr53: scores, weights and mixes, block by block. */
#include <math.h>
#include <string.h>

#include "mpfr53.h"
#include "tmprec/base/memory.h"

static void start_block(tp_attention_row *const *row, size_t rows, size_t first, size_t lanes)
{
  mpfr53_row *block = mpfr53_row_of(row[0]);
  block->first = first;
  block->rows = rows;
  block->lanes = lanes;
  block->keys = first + rows;
  TP_MEMORY_GROW(block->score, block->score_capacity, block->keys * lanes);
  TP_MEMORY_GROW(block->weight, block->weight_capacity, block->keys * lanes);
  for (size_t l = 0; l < rows; l++) {
    mpfr53_row_of(row[l])->block = block;
    mpfr53_row_of(row[l])->lane = l;
  }
}

/* The queries of a ternary coordinate; 0 if all of them are 0. */
static int whole_queries(int16_t *query, const mpfr53_row *block, const tp_number_column *q)
{
  int any = 0;
  for (size_t l = 0; l < block->lanes; l++) {
    query[l] = l < block->rows ? ternary_at(q, block->first + l) : 0;
    any |= query[l];
  }
  return any != 0;
}

static int queries(mpfr53_coordinate *at, const mpfr53_row *block, const tp_number_column *q)
{
  int any = 0;
  at->least = INFINITY;
  for (size_t l = 0; l < block->lanes; l++) {
    double x = at->value[l] = l < block->rows ? double_at(q, block->first + l) : 0;
    any |= x != 0;
    at->least = x != 0 && fabs(x) < at->least ? fabs(x) : at->least;
  }
  at->ternary = ternary_in(q, block->first, block->first + block->rows);
  return any;
}

/* Coordinates that are ternary, as long as there is no other before and their number
   is at most 2^P, add up to integers; then the others in their order. */
static void score_block(mpfr53_work *s, mpfr53_row *block, size_t keys, tp_number_column *const *q, tp_number_column *const *k)
{
  size_t whole = 0, left = 0, c = 0, n = block->keys;
  for (; c < keys && (long) c < s->a->most_whole && ternary_in(q[c], block->first, n) && ternary_in(k[c], 0, n); c++)
    if (whole_queries(s->query + whole * block->lanes, block, q[c]))
      s->key[whole++] = k[c]->small;
  s->a->kernel->whole_scores(block->score, block->lanes, n, whole, s->query, s->key);
  for (; c < keys; c++) {
    mpfr53_coordinate *at = s->coordinate + left;
    left += (size_t) queries(at, block, q[c]);
    at->whole = at->ternary && (long) c < s->a->most_whole;
    at->key = mpfr53_from(k[c], 0, n);
  }
  if (left && !s->a->kernel->add_scores(block->score, block->lanes, n, left, s->coordinate, &s->a->rounding))
    s->base.undecided = TP_UNDECIDED_NUMBER;
}

void tp_mpfr53_score(tp_workspace *w, tp_rounding_place place, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                     tp_number_column *const *q, size_t first)
{
  mpfr53_work *s = mpfr53_of(w);
  (void) place;
  for (size_t n = 0, taken; n < rows; n += taken) {
    size_t left = rows - n, lanes = left > MPFR53_FEW_LANES ? MPFR53_LANES : MPFR53_FEW_LANES;
    taken = left < lanes ? left : lanes;
    start_block(row + n, taken, first + n, lanes);
    if (!mpfr53_is_unreliable(s))
      score_block(s, mpfr53_row_of(row[n]), store->coordinates, q, store->k);
  }
}

/* Query first + l does not see the keys after its own.  Other queries of its block see them.  Key 0
   is one that every query sees. */
static void hide_scores(mpfr53_row *block)
{
  for (size_t j = block->first + 1; j < block->keys; j++)
    memcpy(block->score + j * block->lanes, block->score, (j - block->first) * sizeof *block->score);
}

static void hide_weights(mpfr53_row *block)
{
  for (size_t j = block->first + 1; j < block->keys; j++)
    memset(block->weight + j * block->lanes, 0, (j - block->first) * sizeof *block->weight);
}

static void weigh_block(mpfr53_work *s, mpfr53_row *block)
{
  int open = 0;
  hide_scores(block);
  if (!s->a->kernel->exponentials(block->weight, block->score, block->lanes, block->keys, s->a->beta, &s->a->rounding, &open)) {
    s->base.undecided = TP_UNDECIDED_NUMBER;
    return;
  }
  for (size_t e = 0; open && e < block->keys * block->lanes; e++)
    if (block->weight[e] <= 0)
      block->weight[e] = tp_mpfr53_resolve_exponential(s, block->weight[e]);
  hide_weights(block);
  block->least = s->a->kernel->normalize(block->weight, block->lanes, block->keys, &s->a->rounding);
}

void tp_mpfr53_weigh(tp_workspace *w, tp_rounding_place place, tp_attention_row *const *row, size_t rows)
{
  mpfr53_work *s = mpfr53_of(w);
  (void) place;
  for (size_t n = 0; n < rows && !mpfr53_is_unreliable(s); n += mpfr53_row_of(row[n])->block->rows)
    weigh_block(s, mpfr53_row_of(row[n]));
}

static void mix_block(mpfr53_work *s, const mpfr53_row *block, const tp_number_column *v, tp_number_column *out,
                      const tp_number_column *x)
{
  double y[MPFR53_LANES] = {0}, from[MPFR53_LANES] = {0};
  mpfr53_values value = mpfr53_from(v, 0, block->keys);
  for (size_t l = 0; l < block->rows; l++)
    from[l] = double_at(x, block->first + l);
  if (!mpfr53_is_unreliable(s)
      && !s->a->kernel->mix(y, from, block->weight, block->lanes, block->keys, &value, block->least, &s->a->rounding))
    s->base.undecided = TP_UNDECIDED_NUMBER;
  tp_mpfr53_put(s, out, y, block->rows);
}

void tp_mpfr53_mix(tp_workspace *w, tp_rounding_place place, tp_attention_row *const *row, size_t rows, tp_number_column *v,
                   tp_number_column *out, tp_number_column *x)
{
  (void) place;
  for (size_t n = 0; n < rows; n += mpfr53_row_of(row[n])->block->rows)
    mix_block(mpfr53_of(w), mpfr53_row_of(row[n])->block, v, out, x);
}
