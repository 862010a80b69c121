/* SPDX-License-Identifier: MIT */
/* Neurons and their sums in mpfr53, for pieces of a chunk.  They are computed as integers while all
   numbers are ternary and no partial sum needs more than P bits. */
#include "mpfr53.h"
#include "tmprec/base/memory.h"

static void accumulate(mpfr53_work *s, double *sum, size_t count, tp_number_column *const *x, const int8_t *weight,
                       size_t from, size_t positions)
{
  TP_MEMORY_GROW(s->values, s->value_capacity, count);
  for (size_t c = 0; c < count; c++)
    s->values[c] = mpfr53_from(x[c], from, positions);
  s->a->kernel->accumulate(sum, count, s->values, weight, positions, &s->a->rounding);
}

static void piece_of_neuron(mpfr53_work *s, tp_number_column *hidden, size_t inputs, tp_number_column *const *x,
                            const int8_t *weight, int32_t bias, size_t from, size_t count)
{
  int16_t whole[TERNARY_PIECE] = {0};
  double sum[TERNARY_PIECE];
  if (tp_ternary_most(inputs, weight, bias) <= s->a->most_whole
      && tp_ternary_accumulate_all(whole, inputs, x, weight, from, count)) {
    tp_ternary_rectify(whole, bias, count);
    if (tp_ternary_put_many(hidden, &tp_doubles, whole, count))
      return;
    for (size_t i = 0; i < count; i++)
      sum[i] = whole[i];
  } else {
    accumulate(s, sum, inputs, x, weight, from, count);
    s->a->kernel->rectify(sum, bias, count, &s->a->rounding);
  }
  tp_mpfr53_put(s, hidden, sum, count);
}

void tp_mpfr53_neuron(tp_workspace *w, tp_rounding_place place, tp_number_column *hidden, size_t inputs, tp_number_column *const *x,
                      const int8_t *weight, int32_t bias, size_t from, size_t to)
{
  (void) place;
  for (size_t at = from; at < to; at += TERNARY_PIECE)
    piece_of_neuron(mpfr53_of(w), hidden, inputs, x, weight, bias, at, to - at < TERNARY_PIECE ? to - at : TERNARY_PIECE);
}

static void piece_of_add(mpfr53_work *s, tp_number_column *out, tp_number_column *x, size_t terms, tp_number_column *const *hidden,
                         const int8_t *weight, size_t from, size_t count)
{
  int16_t whole[TERNARY_PIECE] = {0};
  double sum[TERNARY_PIECE];
  if (tp_ternary_most(terms, weight, 1) <= s->a->most_whole && ternary_in(x, from, from + count)
      && tp_ternary_accumulate_all(whole, terms, hidden, weight, from, count)) {
    tp_ternary_accumulate(whole, x, 1, from, count);
    if (tp_ternary_put_many(out, &tp_doubles, whole, count))
      return;
    for (size_t i = 0; i < count; i++)
      sum[i] = whole[i];
  } else {
    accumulate(s, sum, terms, hidden, weight, from, count);
    mpfr53_values value = mpfr53_from(x, from, count);
    s->a->kernel->finish(sum, &value, count, &s->a->rounding);
  }
  tp_mpfr53_put(s, out, sum, count);
}

void tp_mpfr53_add(tp_workspace *w, tp_rounding_place place, tp_number_column *out, tp_number_column *x, size_t terms,
                   tp_number_column *const *hidden, const int8_t *weight, size_t from, size_t to)
{
  (void) place;
  for (size_t at = from; at < to; at += TERNARY_PIECE)
    piece_of_add(mpfr53_of(w), out, x, terms, hidden, weight, at, to - at < TERNARY_PIECE ? to - at : TERNARY_PIECE);
}
