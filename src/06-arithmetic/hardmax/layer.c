/* The neurons of a layer at one position: a neuron looks at 64 numbers at a time, and only neurons that
   fire are added. */
#include <stdlib.h>
#include <string.h>

#include "hardmax.h"
#include "tmprec/base/memory.h"

/* Planes of the inputs: bit i of positive[i / 64], negative[i / 64]; 0 if one is not ternary. */
static int read_inputs(size_t inputs, tp_number_column *const *input, size_t position, uint64_t *positive, uint64_t *negative)
{
  for (size_t i = 0; i < inputs; i++) {
    const tp_number_column *c = input[i];
    const size_t word = position / WORD - c->first / WORD, bit = position % WORD;
    if (!is_ternary_in(c, position, position + 1))
      return 0;
    const uint64_t set = c->set[word] >> bit & 1, minus = c->negative[word] >> bit & 1;
    positive[i / WORD] |= (set & ~minus) << i % WORD;
    negative[i / WORD] |= minus << i % WORD;
  }
  return 1;
}

/* w . x + bias of neuron m, if that is more than 0; else some number that is not. */
static int32_t sum_of(const tp_neuron_layer *n, size_t m, const uint64_t *positive, const uint64_t *negative)
{
  const int is_and = n->most[m] <= 1;    /* nothing, unless every term has its largest value */
  int32_t sum = n->bias[m];
  for (size_t k = n->start[m]; k < n->start[m + 1]; k++) {
    const tp_neuron_mask *a = n->mask + k;
    const uint64_t p = positive[a->word], q = negative[a->word];
    if (is_and && ((a->plus & ~p) | (a->minus & ~q)))
      return 0;
    sum += bits_in(a->plus & p) + bits_in(a->minus & q) - bits_in(a->plus & q) - bits_in(a->minus & p);
  }
  return sum;
}

static void put_sum(hardmax_work *e, tp_number_column *out, const tp_number_column *x, int32_t added, size_t position)
{
  const span s = span_of(position, position + 1);
  tp_planes_extend(out, &s);
  const uint64_t bit = UINT64_C(1) << position % WORD;
  const int value = trit_at(x, position) + added;
  if (is_ternary_in(x, position, position + 1) && value >= -1 && value <= 1) {
    *set_for(out, &s) |= value ? bit : 0;
    *negative_for(out, &s) |= value < 0 ? bit : 0;
    return;
  }
  mpq_set(e->sum, tp_planes_number(x, position, e->term));
  mpq_set_si(e->term, added, 1);
  mpq_add(e->sum, e->sum, e->term);
  tp_planes_put(out, position, e->sum);
}

int tp_hardmax_layer(tp_workspace *w, const tp_neuron_layer *n, tp_number_column *const *input, tp_number_column *const *x,
                     tp_number_column *const *out, size_t position)
{
  hardmax_work *e = hardmax_of(w);
  const size_t words = n->inputs / WORD + 1;
  TP_MEMORY_GROW(e->plane, e->plane_capacity, 2 * words);
  TP_MEMORY_GROW(e->added, e->added_capacity, n->adds);
  memset(e->plane, 0, 2 * words * sizeof *e->plane);
  if (!read_inputs(n->inputs, input, position, e->plane, e->plane + words))
    return 0;
  memset(e->added, 0, n->adds * sizeof *e->added);
  for (size_t m = 0; m < n->neurons; m++) {
    const int32_t hidden = sum_of(n, m, e->plane, e->plane + words);
    for (size_t o = n->out_start[m]; hidden > 0 && o < n->out_start[m + 1]; o++)
      e->added[n->add[o]] += n->out_weight[o] * hidden;
  }
  for (size_t a = 0; a < n->adds; a++)
    put_sum(e, out[a], x[a], e->added[a], position);
  return 1;
}
