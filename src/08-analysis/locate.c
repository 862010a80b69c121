/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/locate.h"

#include <math.h>
#include <stdlib.h>

#include "difference.h"
#include "mend.h"
#include "precise.h"
#include "ranking.h"
#include "tmprec/base/memory.h"

typedef struct {
  const tp_subject *s;
  const tp_choice *c;
  const tp_setup *in;
  const tp_plan *plan;             /* each head by itself */
  tp_choice precise;               /* c with all raised in all layers */
  tp_hardmax_record *hardmax;
  int is_kept;                     /* of all segments at once */
  size_t same_segment, same;       /* there, at so many positions, all numbers are hardmax's */
  size_t evaluations;
  void (*progress)(void *context, size_t evaluations);
  void *context;
} search;

static void count_evaluation(void *context)
{
  search *f = context;
  f->evaluations++;
  if (f->progress)
    f->progress(f->context, f->evaluations);
}

/* --- Hardmax's margin ------------------------------------------------------------------ */

typedef struct {
  const tp_operation *o;
  double gap;
} gap_watcher;

static void watch_scores(void *context, tp_workspace *of, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  gap_watcher *w = context;
  if (layer != w->o->layer || head != w->o->index || position != w->o->position)
    return;
  const ranking k = tp_rank_keys(of, row, position + 1);
  w->gap = k.best - k.next;
}

static double gap_of(search *f, const tp_operation *o)
{
  const tp_setup hardmax = tp_setup_hardmax();
  gap_watcher w = {o, INFINITY};
  tp_pass *p = tp_pass_new(f->s->plans, &hardmax, 1);
  tp_pass_begin(p, o->segment, &(tp_observer) {.context = &w, .scores = watch_scores});
  tp_pass_feed(p, &f->s->told.segment[o->segment].tokens, o->position + 1, TP_PASS_CHUNK);
  tp_pass_free(p);
  return w.gap;
}

static int pre_activation(const search *f, const tp_trajectory *hardmax, const tp_operation *o)
{
  const tp_neuron_block *mlp = &f->s->t->layer[o->layer - 1].mlp;
  int sum = mlp->bias[o->index];
  for (size_t i = mlp->in_start[o->index]; i < mlp->in_start[o->index + 1]; i++)
    sum += mlp->in_weight[i] * tp_trajectory_activation(hardmax, tp_plan_version(f->plan, o->layer, 1, mlp->in[i]))[o->position];
  return sum;
}

static double margin_of(search *f, const tp_operation *o)
{
  switch (o->part) {
  case TP_PART_ATTENTION: return gap_of(f, o);
  case TP_PART_NEURON: return isnan(o->exact) ? NAN : fabs(pre_activation(f, tp_hardmax_record_segment(f->hardmax, o->segment), o) - 0.5);
  default: return 0.5;
  }
}

/* --- A number as an operation ------------------------------------------------------------ */

static size_t head_of(const tp_transformer *t, size_t layer, uint32_t coordinate)
{
  const tp_transformer_layer *at = t->layer + layer - 1;
  for (size_t h = 0; h < at->heads; h++)
    for (uint32_t c = 0; c < at->head[h].values; c++)
      if (at->head[h].out[c] == coordinate)
        return h;
  return SIZE_MAX;
}

static tp_operation operation_of(search *f, size_t g, const run_number *n, double rounded)
{
  tp_operation o = {.found = 1, .segment = g, .position = n->at.position, .token = n->at.position, .layer = n->at.layer,
                    .part = n->at.part, .index = SIZE_MAX, .rounded = rounded};
  for (size_t before = 0; before < g; before++)
    o.token += f->s->told.segment[before].tokens.length;
  if (o.part != TP_PART_NEURON)
    o.coordinate = (uint32_t) n->index;
  if (o.part != TP_PART_SUM)
    o.index = o.part == TP_PART_NEURON ? n->index : head_of(f->s->t, o.layer, o.coordinate);
  o.exact = tp_number_under_hardmax(tp_hardmax_record_segment(f->hardmax, g), f->plan, n);
  o.margin = margin_of(f, &o);
  return o;
}

/* --- Which precision an operation lacks ---------------------------------------------- */

/* A step of activations where they are precise. */
static const double negligible = 0x1p-24;

typedef struct {
  size_t segment, position;        /* of the wrong prediction */
} failure;

/* Does it mend what the step does wrong if that takes the arithmetic MIX_AT?  1, 0, or -1
   where that is not decided. */
typedef int (*trial)(search *f, const mixture *m, const run_number *n, size_t end);

static int mends_number(search *f, const mixture *m, const run_number *n, size_t end)
{
  (void) end;
  double exact = tp_number_under_hardmax(tp_hardmax_record_segment(f->hardmax, m->segment), f->plan, n);
  double off = fabs(tp_number_in(m, tp_step_number(f->s->t, &n->at), n) - exact);
  return tp_mixture_undecided(m) & TP_UNDECIDED_NUMBER ? -1 : off <= negligible;
}

/* The prediction after position end-1, with the first `step` steps in MIX_BEFORE, the next in MIX_AT
   and the others in MIX_BEHIND. */
static int is_right_with(search *f, const mixture *m, size_t step, size_t end)
{
  tp_evaluator *e = tp_mixture_run(m, step, end, NULL);
  int right = tp_predicts_right(e, &f->s->told.segment[m->segment].tokens);
  tp_evaluator_free(e);
  count_evaluation(f);
  return tp_mixture_undecided(m) & TP_UNDECIDED_NUMBER ? -1 : right;
}

static int mends_prediction(search *f, const mixture *m, const run_number *n, size_t end)
{
  return is_right_with(f, m, tp_step_number(f->s->t, &n->at), end);
}

/* tp_mixture_open. */
static int open_mixture(mixture *m, search *f, size_t g, const tp_choice *at, const tp_choice *behind)
{
  const tp_trajectory *hardmax = tp_hardmax_record_segment(f->hardmax, g);
  if (!tp_mixture_open(m, f->s, f->plan, g, f->in, at, behind))
    return 0;
  if (g == f->same_segment && tp_trajectory_is_complete(hardmax)) {
    m->hardmax = hardmax;
    m->recalled = f->same;
  }
  return 1;
}

static int mends(search *f, size_t g, const run_number *n, size_t end, unsigned what, trial try, const tp_choice *behind)
{
  mixture m;
  const unsigned layer = (unsigned) n->at.layer;
  tp_choice at = tp_raise_some(f->c, what, layer, layer);
  int result = 0, is_open = open_mixture(&m, f, g, &at, behind);
  tp_choice_clear(&at);
  while (is_open && (result = try(f, &m, n, end)) < 0)
    is_open = tp_mixture_refine(&m);
  if (is_open)
    tp_mixture_close(&m);
  return result > 0;
}

static int count_bits(unsigned x)
{
  int bits = 0;
  for (; x; x &= x - 1)
    bits++;
  return bits;
}

/* The fewest that do; of as few, those that round last. */
static unsigned blame(search *f, size_t g, const run_number *n, size_t end, trial try, const tp_choice *behind)
{
  const unsigned all = tp_raisable(f->c);
  if (!mends(f, g, n, end, all, try, behind))
    return 0;
  for (int bits = 1; bits < count_bits(all); bits++)
    for (unsigned what = all; what; what = (what - 1) & all)
      if (count_bits(what) == bits && mends(f, g, n, end, what, try, behind))
        return what;
  return all;
}

/* --- The first difference ------------------------------------------------------------ */

/* In the segments up to that where the run fails. */
static void find_first(search *f, size_t segments, tp_location *out)
{
  size_t before = 0;
  out->recorded = SIZE_MAX;
  for (size_t g = 0; g < segments && !out->first.found && out->recorded == SIZE_MAX; g++) {
    run_number n;
    double value;
    const tp_trajectory *hardmax = tp_hardmax_record_segment(f->hardmax, g);
    if (tp_first_difference(&n, &value, f->s, f->in, g, hardmax, count_evaluation, f)) {
      f->same_segment = g;
      f->same = n.at.position;
      out->first = operation_of(f, g, &n, value);
      out->first.what = out->shares_scales ? 0 : blame(f, g, &n, 0, mends_number, f->c);
    } else if (!tp_trajectory_is_complete(hardmax)) {
      out->recorded = before + tp_trajectory_ternary(hardmax);
    }
    before += f->s->told.segment[g].tokens.length;
  }
}

/* --- From where the wrong token follows ------------------------------------------------ */

/* Whether all steps can be tried: that takes about so many positions each. */
static int can_try_all(const mixture *m, size_t steps, size_t end)
{
  return (double) steps * (double) end * tp_effort_cost(m->effort + MIX_BEFORE, m->choice + MIX_BEFORE) <= TP_LOCATE_ALL;
}

/* Steps that make no difference are passed over.  1 and the step from which on the
   prediction is wrong: trying all in ascending order the first, by bisection some step
   where one more in MIX_BEFORE makes it wrong.  0 if there is none, -1 if something is not
   decided. */
static int find_step(search *f, const mixture *m, size_t end, size_t *step, int *is_first)
{
  int is_right = is_right_with(f, m, 0, end);
  if (is_right != 1)
    return is_right;
  step_list steps = tp_different_steps(m, end);
  size_t right = 0, wrong = steps.count;         /* so many of them in MIX_BEFORE are */
  *is_first = can_try_all(m, steps.count, end);
  while (wrong - right > 1 && is_right >= 0) {
    size_t next = *is_first ? right + 1 : (right + wrong) / 2;
    is_right = is_right_with(f, m, steps.step[next - 1] + 1, end);
    *(is_right ? &right : &wrong) = next;
  }
  int found = is_right < 0 ? -1 : wrong > 0;
  if (found > 0)
    *step = steps.step[wrong - 1];
  tp_step_list_clear(&steps);
  return found;
}

static void find_decisive(search *f, const failure *bad, tp_operation *out, int *is_first)
{
  mixture m;
  size_t step = 0, end = bad->position + 1;
  int found = -1;
  if (!open_mixture(&m, f, bad->segment, &f->precise, &f->precise))
    return;
  while ((found = find_step(f, &m, end, &step, is_first)) < 0)
    if (!tp_mixture_refine(&m))
      return;
  if (found) {
    const run_number n = tp_most_different(&m, step, tp_hardmax_record_segment(f->hardmax, bad->segment));
    *out = operation_of(f, bad->segment, &n, tp_number_in(&m, step + 1, &n));
    out->what = blame(f, bad->segment, &n, end, mends_prediction, &f->precise);
  }
  tp_mixture_close(&m);
}

/* Segment and position of a prediction. */
static failure place_of(const tp_transcript *t, size_t number)
{
  failure bad = {0, 0};
  for (; number >= tp_segment_predictions(t->segment + bad.segment); bad.segment++)
    number -= tp_segment_predictions(t->segment + bad.segment);
  bad.position = t->segment[bad.segment].prompt_end + number;
  return bad;
}

/* What is wrong with a run that was verified. */
static void explain_error(search *f, tp_location *out)
{
  const tp_transcript *told = &f->s->told;
  const int fails = out->verdict.exact == TP_VERDICT_NO;
  failure bad = fails ? place_of(told, out->verdict.first_error) : (failure) {told->segments - 1, 0};
  f->plan = tp_plans_get(f->s->plans, (tp_evaluation_needs) {0, 0});
  find_first(f, bad.segment + 1, out);
  if (fails) {
    if (!out->shares_scales)
      find_decisive(f, &bad, &out->decisive, &out->is_first);
    out->mends = tp_mend_run(&out->mend, f->s, f->in, f->is_kept ? f->hardmax : NULL, count_evaluation, f);
    out->is_mended = out->mend != NULL;
    if (out->mends)
      out->mend_bits = tp_mend_in_bits(out->mend, out->mends, f->s, f->in, f->is_kept ? f->hardmax : NULL, count_evaluation, f);
  }
}

void tp_locate_error(tp_location *out, const tp_subject *s, const tp_setup *in,
                     void (*progress)(void *context, size_t evaluations), void *context)
{
  *out = (tp_location) {.recorded = SIZE_MAX};
  search f = {.s = s, .in = in, .c = in->choice, .progress = progress, .context = context};
  f.precise = tp_raise_some(f.c, tp_raisable(f.c), 1, (unsigned) s->t->layers);
  f.is_kept = tp_hardmax_record_size(s) <= TP_HARDMAX_RECORD_MOST;
  f.hardmax = tp_hardmax_record_new(s, f.is_kept);
  tp_verify_subject(&out->verdict, s, in, NULL);
  if (f.c->kind != TP_ARITHMETIC_EXACT && out->verdict.exact != TP_VERDICT_UNKNOWN) {
    out->shares_scales = tp_choice_needs(f.c, s->t->layers).block > 0;
    explain_error(&f, out);
  }
  tp_hardmax_record_free(f.hardmax);
  tp_choice_clear(&f.precise);
}

void tp_location_clear(tp_location *l)
{
  tp_verify_clear(&l->verdict);
  free(l->mend);
  free(l->mend_bits);
  l->mend = l->mend_bits = NULL;
}
