/* SPDX-License-Identifier: MIT */
/* What the files of hardmax in exact arithmetic share. */
#ifndef HARDMAX_H
#define HARDMAX_H

#include "planes.h"

typedef struct {
  tp_workspace base;
  mpq_t sum, term;
} hardmax_work;

static inline hardmax_work *hardmax_of(tp_workspace *w) { return (hardmax_work *) w; }

/* x + what is added, in words: bits of `plus` and `minus` say where 1 is added and subtracted (both: nothing).
   What is not ternary then, or stands in `open`, is left to the caller: *left gets it, and the word of
   `out` has 0 there. */
typedef struct {
  uint64_t set, negative, left;
} word_sum;
static inline word_sum add_words(uint64_t set, uint64_t negative, uint64_t plus, uint64_t minus, uint64_t open)
{
  const uint64_t p = plus & ~minus, n = minus & ~plus, positive = set & ~negative;
  word_sum s = {.left = open | (positive & p) | (negative & n)};
  s.negative = ((negative & ~p) | (n & ~set)) & ~s.left;
  s.set = ((positive & ~n) | (p & ~set) | s.negative) & ~s.left;
  return s;
}

/* Steps of arithmetic.h. */
void tp_hardmax_neuron(tp_workspace *w, tp_rounding_place place, tp_number_column *hidden, size_t inputs, tp_number_column *const *x,
                       const int8_t *weight, int32_t bias, size_t from, size_t to);
void tp_hardmax_add(tp_workspace *w, tp_rounding_place place, tp_number_column *out, tp_number_column *x, size_t terms,
                    tp_number_column *const *hidden, const int8_t *weight, size_t from, size_t to);

#endif
