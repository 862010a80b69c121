#include "tmprec/analysis/noise.h"

#include <math.h>

#include "tmprec/arithmetic/choice.h"

/* A neuron's inputs, bias and outputs; a head's coordinates of q.k, and each of its output. */
static double count_weights(const tp_transformer *t)
{
  double count = 0;
  for (size_t l = 0; l < t->layers; l++) {
    const tp_transformer_layer *at = t->layer + l;
    if (at->mlp.neurons)
      count += (double) (at->mlp.in_start[at->mlp.neurons] + at->mlp.neurons + at->mlp.out_start[at->mlp.neurons]);
    for (size_t h = 0; h < at->heads; h++)
      count += at->head[h].keys + at->head[h].values;
  }
  return count;
}

double tp_noise_draws(const tp_subject *s, int site)
{
  const tp_transformer *t = s->t;
  double heads = 0, numbers = (double) (tp_plan_versions(s->plan) - t->width), positions = 0, rows = 0;
  for (size_t l = 0; l < t->layers; l++) {
    heads += (double) t->layer[l].heads;
    numbers += (double) t->layer[l].mlp.neurons;
  }
  for (size_t g = 0; g < s->told.segments; g++) {
    double n = (double) s->told.segment[g].tokens.length - 1;
    positions += n;
    rows += n * (n + 1) / 2;       /* keys of all queries */
  }
  return site == TP_SITE_PARAM ? count_weights(t) : site == TP_SITE_ACT ? numbers * positions : heads * rows;
}

/* draws P(|x| > z) = 1 - probability, P(|x| > z) = erfc(z / sqrt 2) */
double tp_noise_deviation(double size, double draws, double probability)
{
  double low = 0, high = 40;
  for (int halvings = 0; halvings < 100; halvings++) {
    double middle = (low + high) / 2;
    *(draws * erfc(middle / sqrt(2)) > 1 - probability ? &low : &high) = middle;
  }
  return size / high;
}
