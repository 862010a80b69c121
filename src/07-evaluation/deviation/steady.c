/* SPDX-License-Identifier: MIT */
/* Rows of a run with chance, while all numbers that they read are hardmax's. */
#include "tmprec/evaluation/steady.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "deviation_private.h"
#include "tmprec/arithmetic/row_draws.h"
#include "tmprec/base/memory.h"
#include "tmprec/evaluation/row_walk.h"

/* What is computed in binary64 is off by less, relatively: exponentials of differences of logits up to 745, sums of up to
   2^20 of them, and quotients. */
static const double relative = 1e-9;
enum { MOST_POSITIONS = 1 << 20 };
/* Logits that matter are off by less than `relative` with noise, and beta, of at most this. */
static const double most_noise = 1e4;
/* A weight is known well enough where it is known up to this. */
static const double close = 1e-12;
/* What keys far behind may weigh together beside the least that the best ones do. */
static const double negligible = 1e-8;

typedef struct {
  double low, high;
} span;

typedef struct {
  const tp_setup *setup;
  const tp_hardmax_numbers *run;
  tp_double_rounding act, attn;
  int attn_is_rounded;
  double beta;
  double *power;                   /* exp(-beta d) by distance */
} steady_run;

/* The keys whose value is not 0, in ascending order. */
typedef struct {
  const int8_t *value;
  uint32_t *key;
  size_t keys;
} set_keys_of_value;

typedef struct {
  size_t layer, head, mix, mixes;  /* layer from 0; its mixes begin at that one */
  size_t first_value;
} steady_head;

/* The rows of a set, one after the other, and one head of it. */
typedef struct {
  const steady_run *s;
  steady_head *of;                 /* its heads, */
  size_t heads;
  set_keys_of_value *value;        /* and their values, head by head */
  size_t values;
  tp_row_walk *walk;
  const tp_walked_row *row;        /* at work */
  tp_row_draws attn, logit;        /* of the head */
  span *weight;                    /* by distance: before it is rounded */
  span *constant;                  /* by distance: rounded, if that needs no draw; */
  unsigned char *is_constant;
  uint32_t *heavy;                 /* the keys that do not have weight 0 whatever they draw, in ascending order */
  size_t heavies;
  double *drawn;                   /* by position: with noise on logits the exponentials of keys up to `near` */
  int near;
  span total;                      /* of these, with all others */
  double far;                      /* no other key has an exponential above this */
  span *known;                     /* by position: the weight that was drawn, for the head at work: */
  size_t *known_for, head;         /*   its number */
} steady_row;

/* --- For which arithmetics ------------------------------------------------------------- */

static int keeps(const tp_double_rounding *to, int value)
{
  return tp_double_rounding_apply(to, value, 0.5) == value;
}

static int fits(const tp_choice *c, int site)
{
  return !c->site[site].shared && tp_format_denominator(c->site[site]) == 1 && tp_format_fits_double(c->site[site]);
}

int tp_steady_covers(const tp_plan *plan, const tp_setup *setup)
{
  const tp_choice *c = setup->choice;
  if (c->kind != TP_ARITHMETIC_SITES || c->exceptions || plan->longest_product > INT16_MAX / 2)
    return 0;
  for (int i = 0; i < TP_SITES; i++) {
    if (tp_choice_is_rounded(c, i) && ((i != TP_SITE_ACT && i != TP_SITE_ATTN) || !fits(c, i)))
      return 0;
    if (c->noise[i].kind != TP_NOISE_NONE && ((i != TP_SITE_ATTN && i != TP_SITE_LOGIT) || !(tp_noise_most(c->noise + i) <= most_noise)))
      return 0;
  }
  if (!tp_choice_is_rounded(c, TP_SITE_ACT) || c->mode[TP_SITE_ACT] == TP_ROUND_STOCHASTIC)
    return 0;
  const tp_rounding rule = tp_choice_rounding(c, TP_SITE_ACT);
  const tp_double_rounding act = tp_double_rounding_make(&rule);
  const double beta = tp_choice_beta(c, plan->t->position_bits);
  return keeps(&act, 1) && keeps(&act, 0) && keeps(&act, -1) && beta > 0 && beta <= most_noise;
}

/* --- Weights ------------------------------------------------------------------------- */

static span rounded(const tp_double_rounding *to, span x, double u)
{
  return (span) {tp_double_rounding_apply(to, x.low, u), tp_double_rounding_apply(to, x.high, u)};
}

/* Above 0, even where that is too little for binary64: some modes round away from 0. */
static span quotient(span e, span total)
{
  return (span) {e.low / total.high * (1 - relative), e.high / total.low * (1 + relative) + DBL_MIN};
}

/* Without noise on logits all keys of a distance have one weight, up to its rounding. */
static void weigh_distances(steady_row *r)
{
  const tp_walked_row *row = r->row;
  double total = 0;
  for (size_t d = row->range; d-- > 0;)
    total += row->keys[d] * r->s->power[d];
  for (size_t d = 0; d < row->range; d++) {
    const double e = r->s->power[d];
    r->weight[d] = quotient((span) {e, e}, (span) {total, total});
    if (row->range == 1 && fma(1 / total, total, -1) == 0)      /* all keys are level: exactly one part of so many */
      r->weight[d] = (span) {1 / total, 1 / total};
  }
}

/* Those of them for which no draw matters.  Behind one that is 0 for certain all are, for rounding is monotonic. */
static void find_constants(steady_row *r)
{
  const int has_noise = r->attn.noise.kind != TP_NOISE_NONE;
  int is_zero = 0;
  for (size_t d = 0; d < r->row->range; d++) {
    span w = r->weight[d];
    if (is_zero) {
      r->constant[d] = (span) {0, 0};
      r->is_constant[d] = 1;
      continue;
    }
    if (r->row->keys[d] && r->s->attn_is_rounded && !has_noise) {
      const span low = rounded(&r->s->attn, w, r->attn.is_stochastic ? TP_LEAST_DRAW : 0.5);
      const span high = rounded(&r->s->attn, w, r->attn.is_stochastic ? TP_MOST_DRAW : 0.5);
      w = (span) {fmin(low.low, high.low), fmax(low.high, high.high)};
      is_zero = w.low == 0 && w.high == 0;
    }
    r->constant[d] = w;
    r->is_constant[d] = !has_noise && (!r->attn.is_stochastic || w.high - w.low <= close);
  }
}

static void find_heavy(steady_row *r)
{
  const tp_walked_row *row = r->row;
  r->heavies = 0;
  for (size_t j = 0; j <= row->position; j++) {
    const int d = row->below[row->number[j]];
    r->heavy[r->heavies] = (uint32_t) j;
    r->heavies += !r->is_constant[d] || r->constant[d].low != 0 || r->constant[d].high != 0;
  }
}

/* With noise on logits: the keys that may matter draw; the others together weigh next to nothing beside the best. */
static void weigh_logits(steady_row *r)
{
  const tp_walked_row *row = r->row;
  const double most = tp_noise_most(&r->logit.noise), beta = r->s->beta;
  size_t near = row->range - 1;
  double others = 0;
  while (near > 0 && others + row->keys[near] * exp(2 * most - beta * (double) near) <= negligible) {
    others += row->keys[near] * exp(2 * most - beta * (double) near);
    near--;
  }
  double top = -INFINITY, sum = 0;
  for (size_t j = 0; j <= row->position; j++) {
    const int d = row->below[row->number[j]];
    if ((size_t) d > near)
      continue;
    r->drawn[j] = tp_row_draws_noise(&r->logit, j) - beta * d;
    top = r->drawn[j] > top ? r->drawn[j] : top;
  }
  for (size_t j = 0; j <= row->position; j++)
    if ((size_t) row->below[row->number[j]] <= near)
      sum += r->drawn[j] = exp(r->drawn[j] - top);
  r->near = (int) near;
  r->total = (span) {sum, sum + (near + 1 < row->range ? others * exp(-most - top) : 0)};
  r->far = near + 1 < row->range ? exp(most - beta * (double) (near + 1) - top) * (1 + relative) : 0;
}

static span drawn_weight(steady_row *r, size_t j)
{
  const int d = r->row->below[r->row->number[j]];
  span w = r->weight[d];
  if (r->logit.noise.kind != TP_NOISE_NONE)
    w = quotient(d <= r->near ? (span) {r->drawn[j], r->drawn[j]} : (span) {0, r->far}, r->total);
  if (r->s->attn_is_rounded)
    w = rounded(&r->s->attn, w, tp_row_draws_rounding(&r->attn, j));
  if (r->attn.noise.kind == TP_NOISE_NONE)
    return w;
  const double noise = tp_row_draws_noise(&r->attn, j);
  w = (span) {w.low + noise, w.high + noise};
  return r->s->attn_is_rounded ? rounded(&r->s->attn, w, tp_row_draws_second_rounding(&r->attn, j)) : w;
}

static span weight_of(steady_row *r, size_t j)
{
  const int d = r->row->below[r->row->number[j]];
  if (r->logit.noise.kind == TP_NOISE_NONE && r->is_constant[d])
    return r->constant[d];
  if (r->known_for[j] != r->head) {
    r->known[j] = drawn_weight(r, j);
    r->known_for[j] = r->head;
  }
  return r->known[j];
}

/* --- Sums ------------------------------------------------------------------------------ */

/* x + the mix is rounded to `result`.  With noise every key has a weight. */
static int is_steady(steady_row *r, const set_keys_of_value *v, int x, int result)
{
  const int has_noise = r->attn.noise.kind != TP_NOISE_NONE || r->logit.noise.kind != TP_NOISE_NONE;
  const uint32_t *key = has_noise ? v->key : r->heavy;
  const size_t keys = has_noise ? v->keys : r->heavies;
  double low = x, high = x, size = 1;
  for (size_t n = 0; n < keys; n++) {
    const int8_t value = v->value[key[n]];
    if (!value)
      continue;
    const span w = weight_of(r, key[n]);
    low += value > 0 ? w.low : -w.high;
    high += value > 0 ? w.high : -w.low;
    size += fabs(w.low) + fabs(w.high);
  }
  const double slack = size * 0x1p-52 * (double) (v->keys + 4);
  return tp_double_rounding_apply(&r->s->act, low - slack, 0.5) == result && tp_double_rounding_apply(&r->s->act, high + slack, 0.5) == result;
}

/* --- Rows -------------------------------------------------------------------------------- */

/* The heads of a row set, and the versions that they read, one after the other. */
static size_t find_heads(const tp_plan *p, size_t set, steady_head **head, size_t **version, size_t *values)
{
  size_t count = 0;
  *head = NULL;
  *version = NULL;
  *values = 0;
  for (size_t l = 0; l < p->t->layers; l++)
    for (size_t h = 0, mix = 0; h < p->t->layer[l].heads; mix += p->t->layer[l].head[h].values, h++) {
      const size_t mixes = p->t->layer[l].head[h].values;
      if (!mixes || p->layer[l].mix[mix].set != set)
        continue;
      *head = tp_memory_resize(*head, count + 1, sizeof **head);
      (*head)[count++] = (steady_head) {l, h, mix, mixes, *values};
      *version = tp_memory_resize(*version, *values + mixes, sizeof **version);
      for (size_t n = 0; n < mixes; n++)
        (*version)[(*values)++] = p->layer[l].mix[mix + n].v;
    }
  return count;
}

static int head_is_steady(steady_row *r, const steady_head *h)
{
  const tp_hardmax_numbers *run = r->s->run;
  const size_t i = r->row->position;
  const tp_setup *setup = r->s->setup;
  r->attn = tp_row_draws_at(setup->choice, &setup->draw, TP_SITE_ATTN, h->layer + 1, h->head, i);
  r->logit = tp_row_draws_at(setup->choice, &setup->draw, TP_SITE_LOGIT, h->layer + 1, h->head, i);
  r->head++;
  if (r->logit.noise.kind != TP_NOISE_NONE)
    weigh_logits(r);
  int steady = 1;
  for (size_t n = 0; n < h->mixes && steady; n++) {
    const mixing *m = run->plan->layer[h->layer].mix + h->mix + n;
    steady = is_steady(r, r->value + h->first_value + n, run->version[m->x * run->positions + i], run->version[m->out * run->positions + i]);
  }
  return steady;
}

/* The row of the next position; 0 if it is not certain. */
static int next_is_steady(steady_row *r)
{
  const tp_setup *setup = r->s->setup;
  r->row = tp_row_walk_next(r->walk);
  const size_t i = r->row->position;
  for (size_t v = 0; v < r->values; v++)
    if (r->value[v].value[i])
      r->value[v].key[r->value[v].keys++] = (uint32_t) i;
  r->attn = tp_row_draws_at(setup->choice, &setup->draw, TP_SITE_ATTN, 1, 0, i);
  if (setup->choice->noise[TP_SITE_LOGIT].kind == TP_NOISE_NONE) {
    weigh_distances(r);
    find_constants(r);
    find_heavy(r);
  }
  int steady = 1;
  for (size_t n = 0; n < r->heads && steady; n++)
    steady = head_is_steady(r, r->of + n);
  return steady;
}

static steady_row steady_row_new(const steady_run *s, size_t set)
{
  const size_t positions = s->run->positions, range = 2 * s->run->plan->longest_product + 1;
  size_t *version;
  steady_row r = {.s = s, .weight = tp_memory_new(range, sizeof *r.weight), .constant = tp_memory_new(range, sizeof *r.constant),
                  .is_constant = tp_memory_new(range, 1),
                  .heavy = tp_memory_new(positions, sizeof *r.heavy), .drawn = tp_memory_new(positions, sizeof *r.drawn),
                  .known = tp_memory_new(positions, sizeof *r.known), .known_for = tp_memory_zeroed(positions, sizeof *r.known_for)};
  r.heads = find_heads(s->run->plan, set, &r.of, &version, &r.values);
  r.walk = tp_row_walk_new(s->run, set, NULL, 0);
  r.value = tp_memory_new(r.values, sizeof *r.value);
  for (size_t v = 0; v < r.values; v++)
    r.value[v] = (set_keys_of_value) {s->run->version + version[v] * positions, tp_memory_new(positions, sizeof *r.value->key), 0};
  free(version);
  return r;
}

static void steady_row_clear(steady_row *r)
{
  for (size_t v = 0; v < r->values; v++)
    free(r->value[v].key);
  free(r->value);
  free(r->of);
  free(r->weight);
  free(r->constant);
  free(r->is_constant);
  free(r->heavy);
  free(r->drawn);
  free(r->known);
  free(r->known_for);
  tp_row_walk_free(r->walk);
}

size_t tp_steady_positions(const tp_setup *setup, const tp_hardmax_numbers *run)
{
  const tp_choice *c = setup->choice;
  const size_t range = 2 * run->plan->longest_product + 1, sets = run->plan->sets;
  const tp_rounding act = tp_choice_rounding(c, TP_SITE_ACT), attn = tp_choice_rounding(c, TP_SITE_ATTN);
  if (run->positions > MOST_POSITIONS)
    return 0;
  steady_run s = {.setup = setup, .run = run, .act = tp_double_rounding_make(&act), .attn_is_rounded = tp_choice_is_rounded(c, TP_SITE_ATTN),
                  .beta = tp_choice_beta(c, run->plan->t->position_bits), .power = tp_memory_new(range, sizeof *s.power)};
  if (s.attn_is_rounded)
    s.attn = tp_double_rounding_make(&attn);
  for (size_t d = 0; d < range; d++)
    s.power[d] = exp(-s.beta * (double) d);
  steady_row *row = tp_memory_new(sets, sizeof *row);
  for (size_t n = 0; n < sets; n++)
    row[n] = steady_row_new(&s, n);
  size_t position = 0;
  for (int steady = 1; steady && position < run->positions; position += (size_t) steady)
    for (size_t n = 0; n < sets && steady; n++)
      steady = next_is_steady(row + n);
  for (size_t n = 0; n < sets; n++)
    steady_row_clear(row + n);
  free(row);
  free(s.power);
  return position;
}
