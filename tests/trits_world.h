/* SPDX-License-Identifier: MIT */
/* Random transformers of trits, and a sequence for each. */
#ifndef TRITS_WORLD_H
#define TRITS_WORLD_H

#include <string.h>
#include "random_source.h"
#include "tmprec/arithmetic/trits.h"
#include "tmprec/base/memory.h"

enum { WIDTH = 330, LAYERS = 4, HEADS = 4, KEYS = 90, VALUES = 30, NEURONS = 60, INPUTS = 6, OUTS = 4, POSITIONS = 1300, PATTERNS = 40,
       LOOSE = 40, FLAGS = 20, ZEROS = 4 };

typedef enum { NONE, ODD_VALUES, ODD_OUTS, ODD_NUMBERS, ODD_FLAGS, ODD_FLAG_OUTS, ODD_POINTERS, ODD_BIAS, ODD_WEIGHTS, ODD_TWICE, ODD_SUMS,
               ODD_POSITIONS, ODDITIES } oddity;

/* A transformer and a sequence.  Coordinates: position, a pointer to an earlier position, loose trits that positions of
   one pattern share, flags likewise, the first of which is 1, and from `fresh` on zeros that layers write to. */
typedef struct {
  tp_trits_source source;
  tp_trits_layer layer[LAYERS];
  tp_trits_head head[LAYERS][HEADS];
  uint32_t q[LAYERS][HEADS][KEYS], k[LAYERS][HEADS][KEYS], v[LAYERS][HEADS][VALUES], out[LAYERS][HEADS][VALUES];
  size_t in_start[LAYERS][NEURONS + 1], out_start[LAYERS][NEURONS + 1];
  uint32_t in[LAYERS][NEURONS * INPUTS], to[LAYERS][NEURONS * OUTS], read[WIDTH];
  int8_t in_weight[LAYERS][NEURONS * INPUTS], out_weight[LAYERS][NEURONS * OUTS];
  int32_t bias[LAYERS][NEURONS];
  unsigned char is_flag[WIDTH];
  uint32_t bits, loose, flags, fresh, used;      /* used: of the zeros, by heads so far */
  oddity odd;                                    /* what is not as in most */
  size_t length;
  int8_t (*x)[POSITIONS][WIDTH];                    /* by layer: before it; the last is after all */
  size_t broken;                                 /* the first position with a number that is no trit */
} world;

static uint32_t any(random_source *s, uint32_t first, uint32_t count) { return first + random_below(s, count); }
/* A number that may be a literal: loose, a flag, or of the position. */
static uint32_t any_input(const world *o, random_source *s)
{
  if (random_one_in(s, o->odd == ODD_FLAG_OUTS ? 2 : 8))
    return o->odd == ODD_FLAG_OUTS ? any(s, o->fresh, o->used - o->fresh + 1) : random_below(s, WIDTH);
  return random_one_in(s, o->odd == ODD_POSITIONS ? 1 : 3) ? random_below(s, 2 * o->bits) : any(s, o->loose, LOOSE + FLAGS);
}

static void draw_keys(world *o, random_source *s, uint32_t *q, uint32_t *k, tp_trits_head *h)
{
  const uint32_t kind = o->odd == ODD_POSITIONS ? 0 : random_below(s, 4);
  h->keys = o->bits;
  if (kind == 0) {                       /* keys are positions, the query a pointer */
    const uint32_t from = random_one_in(s, 3) ? 0 : o->bits;
    for (uint32_t b = 0; b < o->bits; b++) {
      q[b] = from + (b + 1) % o->bits;
      k[b] = (b + 1) % o->bits;
    }
    return;
  }
  h->keys = 1 + random_below(s, kind == 1 ? 4 : KEYS - 1);
  const uint32_t sink = any(s, o->flags, FLAGS), one = o->flags;
  for (size_t c = 0; c < h->keys; c++) {
    const int is_sink = random_one_in(s, 3);
    k[c] = is_sink ? sink : any(s, o->loose, LOOSE + FLAGS);
    q[c] = is_sink ? one : kind == 2 ? k[c] : any_input(o, s);
  }
}

static void draw_heads(world *o, random_source *s, size_t l)
{
  o->layer[l].heads = random_below(s, HEADS + 1);
  o->layer[l].head = o->head[l];
  for (size_t n = 0; n < o->layer[l].heads; n++) {
    tp_trits_head *h = o->head[l] + n;
    draw_keys(o, s, o->q[l][n], o->k[l][n], h);
    if (n && random_one_in(s, 4)) {      /* as the head before */
      h->keys = h[-1].keys;
      memcpy(o->q[l][n], o->q[l][n - 1], sizeof o->q[l][n]);
      memcpy(o->k[l][n], o->k[l][n - 1], sizeof o->k[l][n]);
    }
    h->values = 0;
    const uint32_t wanted = random_one_in(s, 4) ? VALUES : random_below(s, 3);
    const int is_constant = !random_one_in(s, h->keys == o->bits ? 1 : h->keys > 10 ? 3 : 12);
    while (h->values < wanted && o->used + 1 < WIDTH) {
      o->v[l][n][h->values] = is_constant ? o->flags : o->odd == ODD_VALUES ? random_below(s, o->fresh) : any(s, o->loose, LOOSE);
      o->out[l][n][h->values++] = o->odd == ODD_OUTS && random_one_in(s, 20) ? o->used - 1 : o->used++;
    }
    *h = (tp_trits_head) {h->keys, h->values, o->q[l][n], o->k[l][n], o->v[l][n], o->out[l][n]};
  }
}

static void add_input(world *o, random_source *s, size_t l, size_t m, uint32_t coordinate)
{
  size_t *end = o->in_start[l] + m + 1;
  for (size_t e = o->in_start[l][m]; e < *end; e++)
    if (o->in[l][e] == coordinate && !(o->odd == ODD_TWICE && random_one_in(s, 4)))
      return;
  const int weight = (random_one_in(s, 2) ? 1 : -1) * (o->odd == ODD_WEIGHTS && random_one_in(s, 40) ? 2 : 1);
  o->in[l][*end] = coordinate;
  o->in_weight[l][(*end)++] = (int8_t) weight;
  o->bias[l][m] -= weight > 0 ? weight : o->is_flag[coordinate] ? 0 : -weight;
}

/* A neuron adds to some of the zeros, mostly ones that nothing else is added to; or it turns a number of its own. */
static void draw_outs(world *o, random_source *s, size_t l, size_t m)
{
  const size_t in = o->in_start[l][m];
  const int turns = o->in_start[l][m + 1] > in + 1 && o->in[l][in] >= (o->odd == ODD_POSITIONS ? 0 : o->loose) && o->in[l][in] < o->flags && random_one_in(s, 3);
  for (uint32_t n = 1 + random_below(s, OUTS); n; n--) {
    const size_t e = o->out_start[l][m + 1]++;
    const int is_fresh = !turns && o->used + 1 < WIDTH && !random_one_in(s, o->odd == ODD_SUMS ? 2 : 500);
    o->to[l][e] = turns ? o->in[l][in] : is_fresh ? o->used++ : o->used + random_below(s, WIDTH - o->used);
    o->out_weight[l][e] = (int8_t) (turns ? -o->in_weight[l][in] : random_one_in(s, 2) ? 1 : -1);
    if (turns && n == 3)                 /* back and forth by two at most */
      n = 1;
  }
}

/* Groups of neurons that share literals, some of them equal. */
static void draw_neurons(world *o, random_source *s, size_t l)
{
  tp_trits_layer *at = o->layer + l;
  at->neurons = random_below(s, o->odd == ODD_SUMS ? NEURONS + 1 : NEURONS / 3);
  o->in_start[l][0] = o->out_start[l][0] = 0;
  for (size_t m = 0; m < at->neurons; m++) {
    const size_t before = m ? o->in_start[l][m - 1] : 0, since = o->in_start[l][m];
    o->in_start[l][m + 1] = since;
    o->out_start[l][m + 1] = o->out_start[l][m];
    o->bias[l][m] = 1;
    for (size_t e = before; m && e < since && !random_one_in(s, 3); e++) {
      add_input(o, s, l, m, o->in[l][e]);
      if (!random_one_in(s, 6) && o->in_start[l][m + 1] > since) {
        const size_t own = o->in_start[l][m + 1] - 1;
        const int8_t weight = o->in_weight[l][e];
        o->bias[l][m] += (o->in_weight[l][own] > 0 || !o->is_flag[o->in[l][own]]) - (weight > 0 || !o->is_flag[o->in[l][own]]);
        o->in_weight[l][own] = weight;
      }
    }
    for (uint32_t n = random_below(s, 3); n && o->in_start[l][m + 1] - since < INPUTS; n--)
      add_input(o, s, l, m, any_input(o, s));
    o->bias[l][m] += random_one_in(s, 20) ? -1 : o->odd == ODD_BIAS && random_one_in(s, 20) ? 1 : 0;
    draw_outs(o, s, l, m);
    if (o->in_start[l][m + 1] - since < 2 && o->odd != ODD_SUMS)      /* it fires often, and sums would not stay trits */
      o->bias[l][m]--;
  }
  *at = (tp_trits_layer) {at->heads, at->neurons, at->head, o->in_start[l], o->out_start[l], o->in[l], o->to[l], o->in_weight[l], o->out_weight[l], o->bias[l]};
}

static void draw_sequence(world *o, random_source *s)
{
  const uint32_t patterns = 1 + random_below(s, PATTERNS), zeros = 1 + random_below(s, ZEROS);
  int8_t pattern[PATTERNS][LOOSE + FLAGS];
  for (size_t n = 0; n < patterns; n++)
    for (uint32_t c = 0; c < LOOSE + FLAGS; c++)
      pattern[n][c] = (int8_t) (c != LOOSE && random_one_in(s, 1 + zeros) ? 0 : c >= LOOSE || random_one_in(s, 2) ? 1 : -1);
  memset(o->x[0], 0, sizeof *o->x);
  for (size_t p = 0; p < o->length; p++) {
    const uint32_t pointed = random_below(s, (uint32_t) p + 1);
    for (uint32_t b = 0; b < o->bits; b++) {
      o->x[0][p][b] = p >> b & 1 ? 1 : -1;
      o->x[0][p][o->bits + b] = pointed >> b & 1 ? 1 : -1;
    }
    memcpy(o->x[0][p] + o->loose, pattern[random_below(s, patterns)], LOOSE + FLAGS);
    if (random_one_in(s, o->odd == ODD_NUMBERS ? 100 : 3000))
      o->x[0][p][random_below(s, WIDTH - o->bits) + o->bits] = (int8_t) ((int) random_below(s, 3) - 1);
    if (random_one_in(s, o->odd == ODD_POINTERS ? 50 : 2000))      /* no position, or one to come */
      o->x[0][p][o->bits + random_below(s, o->bits)] = (int8_t) random_below(s, 2);
    if (o->odd == ODD_FLAGS && random_one_in(s, 30))
      o->x[0][p][any(s, o->flags, FLAGS)] = -1;
  }
}

static void draw_world(world *o, random_source *s)
{
  o->bits = 4 + random_below(s, 8);
  o->length = 1 + random_below(s, random_one_in(s, 6) ? POSITIONS : 150);
  o->odd = random_one_in(s, 2) ? NONE : random_below(s, ODDITIES);
  if (o->length > (size_t) 1 << o->bits && !random_one_in(s, 3))
    o->length = (size_t) 1 << o->bits;
  o->loose = 2 * o->bits;
  o->flags = o->loose + LOOSE;
  o->fresh = o->used = o->flags + FLAGS;
  for (uint32_t c = 0; c < WIDTH; c++) {
    o->is_flag[c] = c >= o->flags && (c < o->fresh || (o->odd == ODD_FLAG_OUTS && random_one_in(s, 4)));
    o->read[c] = WIDTH - 1 - c;
  }
  o->source = (tp_trits_source) {WIDTH, 1 + random_below(s, LAYERS), o->layer, o->is_flag, o->bits, 0, WIDTH, o->read};
  for (size_t l = 0; l < o->source.layers; l++) {
    draw_heads(o, s, l);
    draw_neurons(o, s, l);
  }
  draw_sequence(o, s);
}

#endif
