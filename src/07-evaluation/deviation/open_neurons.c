/* Neurons and sums of numbers that may be open: position by position, with what numbers are made of. */
#include <stdlib.h>

#include "neurons.h"
#include "tmprec/base/memory.h"

double tp_deviation_act(const void *of, double x)
{
  const tp_workspace *w = of;
  return w->a->op->act(w, x);
}

/* Hidden values at one position: those that are not hardmax's. */
typedef struct {
  layer_work *k;
  size_t position;
  number *value;                   /* by neuron */
  unsigned char *differs;
} hidden_values;

static int round_sum(const hidden_values *h, number_sum *sum, int relu, number *out)
{
  tp_deviation *d = h->k->d;
  if (tp_number_sum_round(sum, &d->atoms, relu, tp_deviation_act, d->w, out))
    return 1;
  d->failed = 1;
  return 0;
}

static void fire(hidden_values *h, size_t m)
{
  layer_work *k = h->k;
  const tp_neuron_block *mlp = k->mlp;
  number_sum sum;
  int deviates = 0;
  h->differs[m] = 0;
  for (size_t e = mlp->in_start[m]; e < mlp->in_start[m + 1] && !deviates; e++)
    deviates = deviates_at(k->d->version + k->plan->in[e], h->position);
  if (!deviates)
    return;
  tp_number_sum_start(&sum, mlp->bias[m]);
  for (size_t e = mlp->in_start[m]; e < mlp->in_start[m + 1]; e++) {
    const number x = deviant_at(k->d->version + k->plan->in[e], h->position);
    tp_number_sum_add(&sum, mlp->in_weight[e], &x);
  }
  if (!round_sum(h, &sum, 1, h->value + m))
    return;
  const double hardmax = hidden_of(k, m)[h->position];
  const number *y = h->value + m;
  h->differs[m] = !(y->low == hardmax && y->high == hardmax);
  if (y->low > hardmax || y->high < hardmax)
    k->d->any = 1;
  else if (h->differs[m])
    k->d->maybe = 1;
}

static void add(hidden_values *h, const adding *a)
{
  layer_work *k = h->k;
  number y = deviant_at(k->d->version + a->x, h->position);
  number_sum sum;
  int touched = deviates_at(k->d->version + a->x, h->position);
  for (size_t i = 0; i < a->terms && !touched; i++)
    touched = h->differs[a->neuron[i]];
  if (!touched)
    return;
  tp_number_sum_start(&sum, 0);
  tp_number_sum_add(&sum, 1, &y);
  for (size_t i = 0; i < a->terms; i++) {
    const size_t m = a->neuron[i];
    const number hardmax = number_exact(hidden_of(k, m)[h->position]);
    tp_number_sum_add(&sum, a->weight[i], h->differs[m] ? h->value + m : &hardmax);
  }
  if (round_sum(h, &sum, 0, &y))
    deviation_put(k->d, a->out, h->position, &y);
}

void tp_deviation_fire_open(layer_work *k)
{
  hidden_values h = {.k = k};
  h.value = tp_memory_new(k->mlp->neurons, sizeof *h.value);
  h.differs = tp_memory_zeroed(k->mlp->neurons, 1);
  for (size_t i = 0; i < k->count && !k->d->failed; i++) {
    h.position = k->d->position[i];
    for (size_t m = 0; m < k->mlp->neurons && !k->d->failed; m++)
      if (k->is_deviant[m])
        fire(&h, m);
    for (size_t n = 0; n < k->plan->adds && !k->d->failed; n++)
      add(&h, k->plan->add + n);
  }
  free(h.value);
  free(h.differs);
}
