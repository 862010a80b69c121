/* Neurons, and what they add, for pieces of a chunk: integers while all is ternary
   and no partial sum needs more than P bits. */
#include "mpfr24.h"
#include "tmprec/base/memory.h"

static long magnitude(size_t count, const int8_t *weight, long sum)
{
  for (size_t c = 0; c < count; c++)
    sum += weight[c] < 0 ? -weight[c] : weight[c];
  return sum;
}

static void accumulate(native_state *s, double *sum, size_t count, number_column *const *x, const int8_t *weight,
                       size_t from, size_t positions)
{
  MEMORY_GROW(s->values, s->value_capacity, count);
  for (size_t c = 0; c < count; c++)
    s->values[c] = native_from(x[c], from, positions);
  native_kernel.accumulate(sum, count, s->values, weight, positions, &s->rounding);
}

static void piece_of_neuron(native_state *s, number_column *hidden, size_t inputs, number_column *const *x,
                            const int8_t *weight, int32_t bias, size_t from, size_t count)
{
  int16_t whole[TERNARY_PIECE] = {0};
  double sum[TERNARY_PIECE];
  if (magnitude(inputs, weight, bias < 0 ? -(long) bias : bias) <= s->most_whole
      && ternary_accumulate_all(whole, inputs, x, weight, from, count)) {
    ternary_rectify(whole, bias, count);
    if (ternary_put_many(hidden, &doubles, whole, count))
      return;
    for (size_t i = 0; i < count; i++)
      sum[i] = whole[i];
  } else {
    accumulate(s, sum, inputs, x, weight, from, count);
    native_kernel.rectify(sum, bias, count, &s->rounding);
  }
  native_put(s, hidden, sum, count);
}

void native_neuron(arithmetic *a, number_column *hidden, size_t inputs, number_column *const *x, const int8_t *weight,
                   int32_t bias, size_t from, size_t to)
{
  for (size_t at = from; at < to; at += TERNARY_PIECE)
    piece_of_neuron(native_of(a), hidden, inputs, x, weight, bias, at, to - at < TERNARY_PIECE ? to - at : TERNARY_PIECE);
}

static void piece_of_add(native_state *s, number_column *out, number_column *x, size_t terms, number_column *const *hidden,
                         const int8_t *weight, size_t from, size_t count)
{
  int16_t whole[TERNARY_PIECE] = {0};
  double sum[TERNARY_PIECE];
  if (magnitude(terms, weight, 1) <= s->most_whole && ternary_in(x, from, from + count)
      && ternary_accumulate_all(whole, terms, hidden, weight, from, count)) {
    ternary_accumulate(whole, x, 1, from, count);
    if (ternary_put_many(out, &doubles, whole, count))
      return;
    for (size_t i = 0; i < count; i++)
      sum[i] = whole[i];
  } else {
    accumulate(s, sum, terms, hidden, weight, from, count);
    native_values value = native_from(x, from, count);
    native_kernel.finish(sum, &value, count, &s->rounding);
  }
  native_put(s, out, sum, count);
}

void native_add(arithmetic *a, number_column *out, number_column *x, size_t terms, number_column *const *hidden,
                const int8_t *weight, size_t from, size_t to)
{
  for (size_t at = from; at < to; at += TERNARY_PIECE)
    piece_of_add(native_of(a), out, x, terms, hidden, weight, at, to - at < TERNARY_PIECE ? to - at : TERNARY_PIECE);
}
