/* SPDX-License-Identifier: MIT */
#include "weight_noise.h"

#include <math.h>
#include <stdlib.h>

#include "../mixture.h"
#include "../ranking.h"
#include "tmprec/analysis/bound.h"
#include "tmprec/analysis/trajectory.h"
#include "tmprec/base/memory.h"
#include "tolerance.h"

typedef struct {
  const tp_subject *s;
  const tp_plan *plan;
  const tp_trajectory *hardmax;
  tolerance needs;
  unsigned char *mark;
  int of_logits;                   /* 1: noise on logits; 0: on weights of the transformer */
  double least;                    /* so far */
  int is_known;
} weighing;

static void lower(weighing *w, double size)
{
  w->least = size < w->least ? size : w->least;
}

/* So many weights of at most this magnitude may be off by as much in all.  A weight and its
   noise, which is 1 at most, are added in binary64. */
static void lower_each(weighing *w, double room, int weights, int largest)
{
  double lost = tp_bound_mul_up(tp_bound_add_up(largest, 1), 0x1p-53);
  double each = tp_bound_sub_down(tp_bound_div_down(room, weights), lost);
  lower(w, each > 0 ? each : 0);
}

/* --- Heads --------------------------------------------------------------------------- */

/* The most that a query of so many entries could score is `reach`. */
static double reach_of(const weighing *w, const tp_attention_head *h, size_t layer, size_t position)
{
  double reach = 0;
  for (uint32_t c = 0; c < h->keys; c++)
    reach += tp_trajectory_activation(w->hardmax, tp_plan_version(w->plan, layer, 0, h->q[c]))[position] != 0;
  return reach;
}

static void weigh_head(void *context, tp_workspace *of, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  weighing *w = context;
  const tp_attention_head *h = w->s->t->layer[layer - 1].head + head;
  const ranking k = tp_rank_keys(of, row, position + 1);
  const double spare = reach_of(w, h, layer, position) - k.best;
  for (size_t j = 0; j <= position; j++)
    w->mark[j] = of->a->op->row_score(of, row, j) == k.best;
  for (uint32_t c = 0; c < h->values; c++) {
    head_output o;
    const int8_t *value = tp_trajectory_activation(w->hardmax, tp_plan_version(w->plan, layer, 0, h->v[c]));
    int result = tp_trajectory_activation(w->hardmax, tp_plan_version(w->plan, layer, 1, h->out[c]))[position];
    w->is_known &= tp_head_output_make(&o, k.ties, w->mark, position, value, result);
    double gap = k.best - k.next;
    lower(w, w->of_logits ? tp_tolerance_logit_noise(&w->needs, &o, gap) : tp_tolerance_weight_noise(&w->needs, &o, gap, spare, w->least));
  }
}

/* --- Neurons ------------------------------------------------------------------------- */

static int8_t activation_at(const weighing *w, size_t layer, int part, uint32_t coordinate, size_t position)
{
  return tp_trajectory_activation(w->hardmax, tp_plan_version(w->plan, layer, part, coordinate))[position];
}

/* Each input that is not 0, and the bias, may be off by as much; below 0 nothing fires. */
static void weigh_neuron(weighing *w, size_t layer, size_t m, const int8_t *const *in, size_t position)
{
  const tp_neuron_block *mlp = &w->s->t->layer[layer - 1].mlp;
  int sum = mlp->bias[m], terms = 1, largest = abs(sum);
  for (size_t i = mlp->in_start[m]; i < mlp->in_start[m + 1]; i++) {
    int x = in[i][position];
    sum += mlp->in_weight[i] * x;
    terms += x != 0;
    largest = abs(mlp->in_weight[i]) > largest ? abs(mlp->in_weight[i]) : largest;
  }
  double room = sum > 0 ? w->needs.radius[1] : tp_bound_sub_down(w->needs.radius[0], sum);
  lower_each(w, room, terms, largest);
}

static void weigh_layer(weighing *w, size_t layer, size_t positions)
{
  const tp_neuron_block *mlp = &w->s->t->layer[layer - 1].mlp;
  if (!mlp->neurons)
    return;
  size_t inputs = mlp->in_start[mlp->neurons];
  const int8_t **in = tp_memory_new(inputs, sizeof *in);
  int *firing = tp_memory_new(w->s->t->width, sizeof *firing);
  for (size_t i = 0; i < inputs; i++)
    in[i] = tp_trajectory_activation(w->hardmax, tp_plan_version(w->plan, layer, 1, mlp->in[i]));
  for (size_t p = 0; p < positions; p++) {
    for (uint32_t c = 0; c < w->s->t->width; c++)
      firing[c] = 0;
    for (size_t m = 0; m < mlp->neurons; m++) {
      weigh_neuron(w, layer, m, in, p);
      for (size_t i = mlp->out_start[m]; tp_trajectory_hidden(w->hardmax, layer, m)[p] && i < mlp->out_start[m + 1]; i++)
        firing[mlp->out[i]]++;
    }
    for (uint32_t c = 0; c < w->s->t->width; c++)
      if (firing[c])
        lower_each(w, w->needs.radius[activation_at(w, layer + 1, 0, c, p) != 0], firing[c], INT8_MAX + 1);
  }
  free(in);
  free(firing);
}

/* --- All ----------------------------------------------------------------------------- */

static void weigh_segment(weighing *w, size_t g)
{
  const tp_setup exact = tp_setup_hardmax();
  const tp_sequence *tokens = &w->s->told.segment[g].tokens;
  tp_trajectory *hardmax = tp_trajectory_record(w->s, g);
  w->hardmax = hardmax;
  w->is_known &= tp_trajectory_is_complete(hardmax);
  w->mark = tp_memory_new(tokens->length, 1);
  for (size_t l = 1; l <= w->s->t->layers && !w->of_logits; l++)
    weigh_layer(w, l, tokens->length - 1);
  tp_pass *p = tp_pass_new(w->s->plans, &exact, 1);
  tp_pass_begin(p, g, &(tp_observer) {.context = w, .scores = weigh_head});
  tp_pass_feed(p, tokens, tokens->length - 1, TP_PASS_CHUNK);
  tp_pass_free(p);
  tp_trajectory_free(hardmax);
  free(w->mark);
}

static double weigh_run(const tp_subject *s, const tp_choice *c, int of_logits)
{
  const tp_plan *plan = tp_plans_get(s->plans, (tp_evaluation_needs) {0, 0});
  weighing w = {.s = s, .plan = plan, .needs = tp_tolerance_of_layers(s, c, 1, s->t->layers), .of_logits = of_logits};
  w.least = of_logits ? INFINITY : 1;
  w.is_known = w.needs.is_known && w.needs.attn_is_even && !w.needs.logit && !c->exceptions && c->kind == TP_ARITHMETIC_SITES;
  w.is_known &= of_logits || !tp_choice_is_rounded(c, TP_SITE_PARAM);
  for (size_t g = 0; g < s->told.segments && w.is_known; g++)
    weigh_segment(&w, g);
  tp_tolerance_clear(&w.needs);
  return w.is_known ? w.least : -1;
}

double tp_weight_noise(const tp_subject *s, const tp_choice *c)
{
  return weigh_run(s, c, 0);
}

double tp_logit_noise(const tp_subject *s, const tp_choice *c)
{
  return weigh_run(s, c, 1);
}
