/* SPDX-License-Identifier: MIT */
/* Neurons in bit planes, 64 positions at a time.

   A neuron relu(w . x + b) with ternary x is an AND of literals if the largest value of w . x + b is 1: it is 1 where
   every term has its largest value, and 0 elsewhere, since w . x is less by 1 at least there.  The largest
   value depends on what the inputs are at these positions: without a -1 among them a negative weight
   adds 0 at most. */
#include <stdlib.h>
#include <string.h>

#include "hardmax.h"

/* So many words are worked on at a time. */
enum { PIECE_WORDS = 8 };

static int all_ternary(size_t count, tp_number_column *const *x, const span *s)
{
  for (size_t c = 0; c < count; c++)
    if (!is_ternary_in(x[c], s->from, s->to))
      return 0;
  return 1;
}

static int has_negative(const tp_number_column *x, const span *s)
{
  const uint64_t *negative = negative_at(x, s);
  for (size_t n = 0; n < s->count; n++)
    if (negative[n] & span_mask(s, n))
      return 1;
  return 0;
}

/* sum = bias + weight . columns at a position */
static void add_terms(hardmax_work *e, size_t count, tp_number_column *const *x, const int8_t *weight, size_t position)
{
  for (size_t c = 0; c < count; c++) {
    mpq_srcptr value = tp_planes_number(x[c], position, e->term);
    for (int again = abs(weight[c]); again; again--)
      (weight[c] < 0 ? mpq_sub : mpq_add)(e->sum, e->sum, value);
  }
}

static void fire_at(hardmax_work *e, tp_number_column *hidden, size_t inputs, tp_number_column *const *x, const int8_t *weight,
                    int32_t bias, size_t position)
{
  mpq_set_si(e->sum, bias, 1);
  add_terms(e, inputs, x, weight, position);
  if (mpq_sgn(e->sum) > 0)
    tp_planes_put(hidden, position, e->sum);
}

/* fires &= where weight x has its largest value */
static void and_literal(uint64_t *fires, const tp_number_column *x, int weight, int is_negative, const span *s)
{
  const uint64_t *set = set_at(x, s), *negative = negative_at(x, s);
  if (weight > 0)
    for (size_t n = 0; n < s->count; n++)
      fires[n] &= set[n] & ~negative[n];
  else if (is_negative)
    for (size_t n = 0; n < s->count; n++)
      fires[n] &= negative[n];
  else
    for (size_t n = 0; n < s->count; n++)
      fires[n] &= ~set[n];
}

/* The neuron as an AND of literals, or never 1; 0 if it is neither. */
static int fire_words(tp_number_column *hidden, size_t inputs, tp_number_column *const *x, const int8_t *weight, int32_t bias, const span *s)
{
  uint64_t fires[PIECE_WORDS];
  long largest = bias;
  for (size_t c = 0; c < inputs; c++)
    largest += weight[c] > 0 ? weight[c] : has_negative(x[c], s) ? -weight[c] : 0;
  if (largest > 1)
    return 0;
  if (largest < 1)
    return 1;
  for (size_t n = 0; n < s->count; n++)
    fires[n] = span_mask(s, n);
  for (size_t c = 0; c < inputs; c++)
    if (weight[c])
      and_literal(fires, x[c], weight[c], weight[c] < 0 && has_negative(x[c], s), s);
  uint64_t *set = set_for(hidden, s);
  for (size_t n = 0; n < s->count; n++)
    set[n] |= fires[n];
  return 1;
}

/* The next positions up to `to`, as many as are worked on at a time. */
static span next_piece(size_t from, size_t to)
{
  const size_t end = (from / WORD + PIECE_WORDS) * WORD;
  return span_of(from, to < end ? to : end);
}

void tp_hardmax_neuron(tp_workspace *w, tp_rounding_place place, tp_number_column *hidden, size_t inputs, tp_number_column *const *x,
                       const int8_t *weight, int32_t bias, size_t from, size_t to)
{
  (void) place;
  for (span s; from < to; from = s.to) {
    s = next_piece(from, to);
    tp_planes_extend(hidden, &s);
    if (all_ternary(inputs, x, &s) && fire_words(hidden, inputs, x, weight, bias, &s))
      continue;
    for (size_t p = s.from; p < s.to; p++)
      fire_at(hardmax_of(w), hidden, inputs, x, weight, bias, p);
  }
}

/* x + weight . hidden at a position */
static void add_at(hardmax_work *e, tp_number_column *out, const tp_number_column *x, size_t terms, tp_number_column *const *hidden,
                   const int8_t *weight, size_t position)
{
  mpq_set(e->sum, tp_planes_number(x, position, e->term));
  add_terms(e, terms, hidden, weight, position);
  tp_planes_put(out, position, e->sum);
}

/* Where one term adds 1 or subtracts it, and where more than that is added or subtracted.  Hidden numbers are
   0 and 1. */
typedef struct {
  uint64_t plus, minus, open;
} term_words;

static void add_term(term_words *sum, const tp_number_column *hidden, int weight, const span *s)
{
  const uint64_t *set = set_at(hidden, s);
  for (size_t n = 0; n < s->count; n++) {
    uint64_t *to = weight > 0 ? &sum[n].plus : &sum[n].minus;
    sum[n].open |= (*to & set[n]) | (weight == 1 || weight == -1 ? 0 : set[n]);
    *to |= set[n];
  }
}

/* Sums of 64 positions, bit by bit in two's complement: bit b of the sum at position p is bit p of bit[b]. */
enum { MOST_BITS = 20 };

static void count_up(uint64_t *bit, int bits, uint64_t carry)
{
  for (int b = 0; b < bits && carry; b++) {
    const uint64_t old = bit[b];
    bit[b] ^= carry;
    carry &= old;
  }
}

static void count_down(uint64_t *bit, int bits, uint64_t borrow)
{
  for (int b = 0; b < bits && borrow; b++) {
    bit[b] ^= borrow;
    borrow &= bit[b];
  }
}

/* Word n of x + weight . hidden, whose partial sums need this many bits; hidden numbers are 0 and 1. */
static word_sum count_word(uint64_t set, uint64_t negative, size_t terms, tp_number_column *const *hidden, const int8_t *weight, int bits,
                           const span *s, size_t n)
{
  uint64_t bit[MOST_BITS] = {0}, any = 0, all = ~UINT64_C(0);
  count_up(bit, bits, set & ~negative);
  count_down(bit, bits, negative);
  for (size_t c = 0; c < terms; c++)
    for (int again = abs(weight[c]); again; again--)
      (weight[c] > 0 ? count_up : count_down)(bit, bits, set_at(hidden[c], s)[n]);
  for (int b = 1; b < bits; b++) {
    any |= bit[b];
    all &= bit[b];
  }
  word_sum sum = {.left = any & ~(all & bit[0])};
  sum.negative = all & bit[0];
  sum.set = bit[0] & ~sum.left;
  return sum;
}

static int bits_for(size_t terms, const int8_t *weight)
{
  long most = 1;
  int bits = 2;
  for (size_t c = 0; c < terms; c++)
    most += abs(weight[c]);
  while (1L << (bits - 1) <= most)
    bits++;
  return bits;
}

static void add_piece(hardmax_work *e, tp_number_column *out, tp_number_column *x, size_t terms, tp_number_column *const *hidden,
                      const int8_t *weight, const span *s)
{
  term_words sum[PIECE_WORDS];
  int bits = 0;                          /* once asked for */
  memset(sum, 0, s->count * sizeof *sum);
  for (size_t c = 0; c < terms; c++)
    if (weight[c])
      add_term(sum, hidden[c], weight[c], s);
  const uint64_t *set = set_at(x, s), *negative = negative_at(x, s);
  uint64_t *out_set = set_for(out, s), *out_negative = negative_for(out, s);
  for (size_t n = 0; n < s->count; n++) {
    const uint64_t mask = span_mask(s, n);
    word_sum done = add_words(set[n], negative[n], sum[n].plus, sum[n].minus, sum[n].open);
    if (done.left & mask && !bits)
      bits = bits_for(terms, weight);
    if (done.left & mask && bits <= MOST_BITS)
      done = count_word(set[n], negative[n], terms, hidden, weight, bits, s, n);
    out_set[n] |= done.set & mask;
    out_negative[n] |= done.negative & mask;
    for (uint64_t left = done.left & mask; left; left &= left - 1)
      add_at(e, out, x, terms, hidden, weight, (s->word + n) * WORD + (size_t) __builtin_ctzll(left));
  }
}

void tp_hardmax_add(tp_workspace *w, tp_rounding_place place, tp_number_column *out, tp_number_column *x, size_t terms,
                    tp_number_column *const *hidden, const int8_t *weight, size_t from, size_t to)
{
  (void) place;
  for (span s; from < to; from = s.to) {
    s = next_piece(from, to);
    tp_planes_extend(out, &s);
    if (is_ternary_in(x, s.from, s.to) && all_ternary(terms, hidden, &s)) {
      add_piece(hardmax_of(w), out, x, terms, hidden, weight, &s);
      continue;
    }
    for (size_t p = s.from; p < s.to; p++)
      add_at(hardmax_of(w), out, x, terms, hidden, weight, p);
  }
}
