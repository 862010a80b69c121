/* SPDX-License-Identifier: MIT */
/* The oracle: a transformer evaluated straight from the definition (doc/precision.md,
   section 1) in exact rationals, in every arithmetic that rounds.  It is slow and plain,
   and shares no code with the library's arithmetic.

   Between roundings numbers are rational but for exponentials: those of rational numbers
   other than 0 are not (Lindemann).  Where such a number is rounded it is enclosed, with
   more and more bits until both ends round alike.  That ends: exponentials of different
   rational numbers are linearly independent over the rationals (Lindemann and
   Weierstrass), so a quotient of sums of them lies on no value or tie unless it is
   rational, and then it is known by name: equal weights 1/m (all exponentials are 1), and
   a mix whose groups of equal logits have one mean.  What is not rounded at all stays
   enclosed, and what depends on it may be open. */
#ifndef ORACLE_H
#define ORACLE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "oracle_round.h"
#include "tmprec/arithmetic/choice.h"
#include "tmprec/base/memory.h"
#include "tmprec/tokens/sequence.h"
#include "tmprec/transformer/transformer.h"

/* Under mpfr these are rounded as well: products, differences, partial sums of exponentials. */
enum { OPERATION = -1 };

enum { MOST_HELD = 64 };

/* The arithmetic of a layer. */
typedef struct {
  int is_hardmax, rounds_all;
  tp_rounding site[TP_SITES];            /* rounds_all: site[0] is that of every tp_operation */
  tp_summation sum;
  unsigned shuffle;
  tp_accumulator accumulator;
  tp_rounding narrow;                    /* of sums of blocks */
  int subtracts_first;
  number beta;
  signed char *holds[TP_SITES];       /* by an integer: 1 if it is a value, -1 if not; 0: not asked for yet */
} layer_arithmetic;

typedef number **number_row;       /* pointers, as many numbers did not change */

typedef struct {
  const tp_transformer *t;
  const tp_sequence *tokens;
  layer_arithmetic *in;            /* by layer */
  uint64_t key;                    /* of seed, trial and segment */
  size_t positions;                /* evaluated so far */
  number_row **stream;             /* [half][position]: width numbers; half 0: the embedding,
                                      2l + 1, 2l + 2: after attention and neurons of layer l */
  number_row **hidden;             /* [layer][position]: that layer's neurons */
  number **made;                   /* all of them */
  size_t numbers, capacity;
  int is_known;                    /* so far no number of the stream is an enclosure */
  int left_open;                   /* some rounding stayed open, whether that matters or not */
} oracle;

/* Where a number is rounded (doc/precision.md, "Stochastic rounding"). */
typedef struct {
  size_t layer;                    /* from 1 */
  int part;
  size_t index;                    /* head, coordinate or neuron */
  size_t position;
  uint64_t element, step;          /* key, and step of the sum */
} spot;
enum { IN_ATTENTION, IN_NEURON, IN_SUM };

/* --- Random numbers of places --------------------------------------------------------- */

static inline uint64_t oracle_scramble(uint64_t z)
{
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

static inline uint64_t oracle_fold(uint64_t key, uint64_t part)
{
  const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);
  return oracle_scramble(oracle_scramble(key + golden) ^ (part + 1) * golden);
}

/* (k + 1/2) 2^-52, k the first 52 bits of the hash. */
static inline double oracle_random(const oracle *o, int site, spot at)
{
  uint64_t parts[] = {at.position, at.layer, (uint64_t) site, (uint64_t) at.part, at.index, at.element, at.step}, key = o->key;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    key = oracle_fold(key, parts[i]);
  return ((double) (key >> 12) + 0.5) * 0x1p-52;
}

/* --- Rounding at sites ------------------------------------------------------------------ */

static inline const layer_arithmetic *arithmetic_at(const oracle *o, spot at)
{
  return o->in + (at.layer - 1);
}

/* Whether x is a small integer that is a value: it stays, whatever the mode. */
static inline int is_held(const layer_arithmetic *a, int site, const number *x)
{
  long n;
  number y;
  if (x->kind != EXACT || !number_is_small(x, &n) || labs(n) > MOST_HELD)
    return 0;
  signed char *holds = a->holds[site] + MOST_HELD + n;
  if (!*holds) {
    tp_rounding cut = a->site[site];
    cut.mode = TP_ROUND_TOWARD_ZERO;
    number_init(&y);
    number_set(&y, x);
    number_round(&y, &cut, 0.5);
    *holds = number_compare(x, &y) == 0 ? 1 : -1;
    number_clear(&y);
  }
  return *holds > 0;
}

static inline void round_at(const oracle *o, int site, spot at, number *x)
{
  const layer_arithmetic *a = arithmetic_at(o, at);
  if (a->is_hardmax || (!a->rounds_all && site == OPERATION))
    return;
  site = a->rounds_all ? 0 : site;
  const tp_rounding *rule = a->site + site;
  if (!rule->format.shared && rule->format.family != TP_FORMAT_REAL && !is_held(a, site, x))
    number_round(x, rule, rule->mode == TP_ROUND_STOCHASTIC ? oracle_random(o, site, at) : 0.5);
}

/* Numbers whose scales are shared in blocks, those of keys (part IN_ATTENTION, by element)
   or of coordinates or neurons (by index), which begin at `at`. */
static inline void round_blocks_at(const oracle *o, int site, spot at, int by_element, number *const *x, size_t count)
{
  const layer_arithmetic *a = arithmetic_at(o, at);
  const tp_rounding *rule = a->site + site;
  size_t block = a->is_hardmax || a->rounds_all ? 0 : (size_t) rule->format.shared;
  double *u = tp_memory_new(block, sizeof *u);
  for (size_t from = 0; block && from < count; from += block) {
    size_t size = count - from < block ? count - from : block;
    for (size_t i = 0; i < size; i++) {
      spot here = at;
      *(by_element ? &here.element : &here.index) += from + i;
      u[i] = oracle_random(o, site, here);
    }
    round_block(x + from, size, rule, u);
  }
  free(u);
}

/* --- Sums --------------------------------------------------------------------------------- */

static inline void add_at(const oracle *o, int site, spot at, number *x, const number *a, const number *b)
{
  number_add(x, a, b);
  round_at(o, site, at, x);
}

/* By the rule of a block or of acc, at a step of the sum. */
static inline void round_step(const oracle *o, const tp_rounding *rule, spot at, uint64_t step, number *x)
{
  at.step = step;
  number_round(x, rule, rule->mode == TP_ROUND_STOCHASTIC ? oracle_random(o, TP_SITE_ACC, at) : 0.5);
}

/* Count numbers are cut toward zero, `guard` bits below the last bit that their largest exponent has in the format. */
static inline void cut_numbers(number *const *x, size_t count, tp_format f, int guard)
{
  mpq_t least, most, unit, n;
  mpz_t whole;
  mpq_inits(least, most, unit, n, (mpq_ptr) NULL);
  mpz_init(whole);
  long bit[2] = {0, 0};
  const int is_known = largest_size(x, count, least, most);
  const mpq_srcptr end[2] = {least, most};
  for (int i = 0; i < 2 && is_known; i++) {
    const long exponent = mpq_sgn(end[i]) ? rational_log2(end[i]) : -100000000;
    const long lowest = f.family == TP_FORMAT_IEEE && exponent < ieee_least_exponent(f) ? ieee_least_exponent(f) : exponent;
    bit[i] = f.family == TP_FORMAT_FIXED ? -f.b - guard : lowest - (f.family == TP_FORMAT_IEEE ? f.b : f.a - 1) - guard;
  }
  for (size_t i = 0; i < count && is_known && mpq_sgn(most); i++) {
    if (x[i]->kind != EXACT || bit[0] != bit[1]) {   /* not worth more: such cells are open */
      oracle_is_open = 1;
      x[i]->kind = ANYTHING;
      continue;
    }
    rational_power(unit, bit[0]);
    mpq_div(n, x[i]->q, unit);
    mpz_tdiv_q(whole, mpq_numref(n), mpq_denref(n));
    mpq_set_z(n, whole);
    mpq_mul(x[i]->q, n, unit);
  }
  mpz_clear(whole);
  mpq_clears(least, most, unit, n, (mpq_ptr) NULL);
}

/* One partial sum after the other, of at_once more terms each; `step` counts roundings. */
static inline void sum_groups(const oracle *o, spot at, const tp_rounding *rule, uint64_t *step, number *term, size_t count, number *sum)
{
  const tp_accumulator *by = &arithmetic_at(o, at)->accumulator;
  const size_t most = by->at_once ? (size_t) by->at_once : 1;
  number **group = tp_memory_new(most + 1, sizeof *group);
  number_set_int(sum, 0);
  for (size_t k = 0; k < count; k += most) {
    const size_t terms = count - k < most ? count - k : most;
    for (size_t i = 0; i < terms; i++)
      group[i] = term + k + i;
    group[terms] = sum;
    int is_finite = 1;
    for (size_t i = 0; i <= terms; i++)
      is_finite &= group[i]->kind == EXACT || group[i]->kind == BETWEEN;
    if (by->cuts && is_finite)
      cut_numbers(group, terms + 1, rule->format, by->guard);
    for (size_t i = 0; i < terms; i++)
      number_add(sum, sum, term + k + i);
    round_step(o, rule, at, (*step)++, sum);
  }
  free(group);
}

/* The order in which terms are taken: the one with the least key next. */
static inline void order_terms(const layer_arithmetic *a, number *term, size_t count)
{
  uint64_t *key = tp_memory_new(count, sizeof *key), kept;
  for (size_t k = 0; k < count; k++)
    key[k] = a->sum == TP_SUM_SHUFFLED ? oracle_fold(oracle_fold(0, a->shuffle), k) : a->sum == TP_SUM_REVERSE ? count - k : k;
  number swap;
  for (size_t k = 0; k < count; k++)
    for (size_t i = k; i > 0 && key[i] < key[i - 1]; i--) {
      kept = key[i], key[i] = key[i - 1], key[i - 1] = kept;
      swap = term[i], term[i] = term[i - 1], term[i - 1] = swap;
    }
  free(key);
}

/* Products rounded, terms in their order, and blocks summed: term is then what is left to add up, and the result how many these are. */
static inline size_t prepare_terms(const oracle *o, spot at, number *term, size_t products, size_t count)
{
  const layer_arithmetic *a = arithmetic_at(o, at);
  const size_t block = (size_t) a->accumulator.block;
  const tp_rounding *rule = block ? &a->narrow : &a->site[TP_SITE_ACC];
  uint64_t step = UINT64_C(1) << 41;
  size_t blocks = 0;
  for (size_t k = 0; k < products && a->accumulator.rounds_products; k++)
    round_step(o, rule, at, (UINT64_C(1) << 40) + k, term + k);
  order_terms(a, term, count);
  if (!block)
    return count;
  number sum;
  number_init(&sum);
  for (size_t from = 0; from < count; from += block) {
    sum_groups(o, at, rule, &step, term + from, count - from < block ? count - from : block, &sum);
    number_set(term + blocks++, &sum);
  }
  number_clear(&sum);
  return blocks;
}

static inline void sum_pairs(const oracle *o, spot *at, number *term, size_t count, number *sum)
{
  if (count == 1) {
    number_set(sum, term);
    round_at(o, TP_SITE_ACC, *at, sum);
    at->step++;
    return;
  }
  number right;
  number_init(&right);
  size_t half = (count + 1) / 2;
  sum_pairs(o, at, term, half, sum);
  sum_pairs(o, at, term + half, count - half, &right);
  add_at(o, TP_SITE_ACC, *at, sum, sum, &right);
  at->step++;
  number_clear(&right);
}

/* y = R(t - c), s' = R(s + y), c = R(R(s' - s) - y) */
static inline void sum_compensated(const oracle *o, spot at, number *term, size_t count, number *sum)
{
  number c, y, next;
  number_init(&c), number_init(&y), number_init(&next);
  for (size_t k = 0; k < count; k++) {
    number_subtract(&y, term + k, &c);
    round_at(o, TP_SITE_ACC, at, &y), at.step++;
    number_add(&next, sum, &y);
    round_at(o, TP_SITE_ACC, at, &next), at.step++;
    number_subtract(&c, &next, sum);
    round_at(o, TP_SITE_ACC, at, &c), at.step++;
    number_subtract(&c, &c, &y);
    round_at(o, TP_SITE_ACC, at, &c), at.step++;
    number_set(sum, &next);
  }
  number_clear(&c), number_clear(&y), number_clear(&next);
}

/* The dot product of these terms, the first of which are products, as acc, --sum and the accumulator say. */
static inline void sum_terms(const oracle *o, spot at, number *term, size_t products, size_t count, number *sum)
{
  const layer_arithmetic *a = arithmetic_at(o, at);
  int is_rounded = a->site[TP_SITE_ACC].format.family != TP_FORMAT_REAL && !a->rounds_all && !a->is_hardmax;
  uint64_t step = 0;
  if (is_rounded)
    count = prepare_terms(o, at, term, products, count);
  number_set_int(sum, 0);
  if (is_rounded && !a->accumulator.block && (a->accumulator.at_once || a->accumulator.cuts))
    sum_groups(o, at, &a->site[TP_SITE_ACC], &step, term, count, sum);
  else if (is_rounded && a->sum == TP_SUM_PAIRWISE && count)
    sum_pairs(o, &at, term, count, sum);
  else if (is_rounded && a->sum == TP_SUM_COMPENSATED)
    sum_compensated(o, at, term, count, sum);
  else
    for (size_t k = 0; k < count; k++, at.step++)
      add_at(o, TP_SITE_ACC, at, sum, sum, term + k);
}

/* Room for so many numbers, for a while: of any value.  What was taken last is dropped first. */
enum { NUMBERS_DEPTH = 8 };
static struct {
  struct { number *x; size_t made; } level[NUMBERS_DEPTH];
  size_t depth;
} numbers_room;

static inline number *numbers_take(size_t count)
{
  if (numbers_room.depth == NUMBERS_DEPTH)
    ck_abort_msg("numbers_take: too deep");
  number **x = &numbers_room.level[numbers_room.depth].x;
  size_t *made = &numbers_room.level[numbers_room.depth++].made;
  if (count > *made)
    *x = tp_memory_resize(*x, count, sizeof **x);
  for (; *made < count; ++*made)
    number_init(*x + *made);
  return *x;
}

static inline void numbers_drop(void)
{
  numbers_room.depth--;
}

/* A number that stays: 0. */
static inline number *oracle_make(oracle *o)
{
  TP_MEMORY_GROW(o->made, o->capacity, o->numbers + 1);
  number *x = tp_memory_new(1, sizeof *x);
  number_init(x);
  return o->made[o->numbers++] = x;
}

/* --- Neurons ------------------------------------------------------------------------------- */

/* NaN stays. */
static inline void number_relu(number *x)
{
  int sign = x->kind == NO_NUMBER ? 1 : number_sign(x);
  if (sign < 0)
    number_set_int(x, 0);
  else if (sign == 2 && x->kind == BETWEEN)
    mpfr_set_zero(x->low, 1);
}

/* h = R_act(relu(W1 x + b)) */
static inline void oracle_neuron(oracle *o, size_t l, size_t p, size_t m, number *h)
{
  const tp_neuron_block *b = &o->t->layer[l].mlp;
  size_t first = b->in_start[m], count = b->in_start[m + 1] - first;
  spot at = {l + 1, IN_NEURON, m, p, 0, 0}, of_bias = {l + 1, IN_NEURON, m, 0, 1, 0};
  number *term = numbers_take(count + 1), weight;
  number_init(&weight);
  for (size_t i = 0; i < count; i++) {
    number_set_int(&weight, b->in_weight[first + i]);
    number_multiply(term + i, &weight, o->stream[2 * l + 1][p][b->in[first + i]]);
    round_at(o, OPERATION, at, term + i);
  }
  number_set_int(term + count, b->bias[m]);
  if (!o->in[l].rounds_all)
    round_at(o, TP_SITE_PARAM, of_bias, term + count);
  sum_terms(o, at, term, count, count + 1, h);
  number_relu(h);
  round_at(o, TP_SITE_ACT, at, h);
  number_clear(&weight);
  numbers_drop();
}

/* x + W2 h of a coordinate, rounded but for shared scales; 0 if no neuron writes it. */
static inline int oracle_neuron_sum(oracle *o, size_t l, size_t p, uint32_t c, number *sum)
{
  const tp_neuron_block *b = &o->t->layer[l].mlp;
  size_t count = 0;
  for (size_t i = 0; i < b->out_start[b->neurons]; i++)
    count += b->out[i] == c;
  if (!count)
    return 0;
  spot at = {l + 1, IN_SUM, c, p, 0, 0};
  number *term = numbers_take(count), weight;
  number_init(&weight);
  count = 0;
  for (size_t m = 0; m < b->neurons; m++)
    for (size_t i = b->out_start[m]; i < b->out_start[m + 1]; i++)
      if (b->out[i] == c) {
        number_set_int(&weight, b->out_weight[i]);
        number_multiply(term + count, &weight, o->hidden[l][p][m]);
        round_at(o, OPERATION, at, term + count++);
      }
  sum_terms(o, at, term, count, count, sum);
  add_at(o, TP_SITE_ACT, at, sum, o->stream[2 * l + 1][p][c], sum);
  number_clear(&weight);
  numbers_drop();
  return 1;
}

/* --- The stream ---------------------------------------------------------------------------- */

/* After a sublayer: what it wrote (written[c], else NULL), and blocks of shared scales that
   it wrote in, which are rounded anew. */
static inline void oracle_write(oracle *o, size_t half, size_t p, spot at, number *const *written)
{
  size_t width = o->t->width, block = (size_t) o->in[(half - 1) / 2].site[TP_SITE_ACT].format.shared;
  number **x = tp_memory_new(width, sizeof *x), **old = o->stream[half - 1][p];
  for (size_t c = 0; c < width; c++)
    x[c] = written[c] ? written[c] : old[c];
  for (size_t from = 0; block && from < width; from += block) {
    size_t count = width - from < block ? width - from : block, writes = 0;
    for (size_t c = from; c < from + count; c++)
      writes += written[c] != NULL;
    for (size_t c = from; c < from + count && writes; c++)
      if (!written[c])
        number_set(x[c] = oracle_make(o), old[c]);
    at.index = from;
    if (writes)
      round_blocks_at(o, TP_SITE_ACT, at, 0, x + from, count);
  }
  for (size_t c = 0; c < width; c++)
    o->is_known &= number_is_known(x[c]);
  o->stream[half][p] = x;
}

static inline void oracle_neurons(oracle *o, size_t l, size_t p)
{
  const tp_neuron_block *b = &o->t->layer[l].mlp;
  number **h = tp_memory_new(b->neurons, sizeof *h), **written = tp_memory_zeroed(o->t->width, sizeof *written), *sum = NULL;
  o->hidden[l][p] = h;
  for (size_t m = 0; m < b->neurons; m++)
    oracle_neuron(o, l, p, m, h[m] = oracle_make(o));
  round_blocks_at(o, TP_SITE_ACT, (spot) {l + 1, IN_NEURON, 0, p, 0, 0}, 0, h, b->neurons);
  for (uint32_t c = 0; c < o->t->width && b->neurons; c++) {
    sum = sum ? sum : oracle_make(o);
    if (oracle_neuron_sum(o, l, p, c, sum)) {
      written[c] = sum;
      sum = NULL;
    }
  }
  oracle_write(o, 2 * l + 2, p, (spot) {l + 1, IN_SUM, 0, p, 0, 0}, written);
  free(written);
}

#endif
