/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/margins.h"

#include <math.h>

#include "library.h"

typedef struct {
  const tmprec_simulation *simulation;
  const tmprec_arithmetic *arithmetic;
  int (*row)(void *user, const tmprec_margin *margin);
  void *user;
} measuring;

static void show(void *context, const tp_verify_state *at)
{
  tp_call_tell_progress(context, at->position, at->positions);
}

static double number_of(tp_extreme e)
{
  return e.seen ? e.value : (double) NAN;
}

/* What a run that left numbers undecided shows is not told. */
static double of_run(const tp_margins *found, tp_extreme e)
{
  return found->is_rounded && !found->is_undecided ? number_of(e) : (double) NAN;
}

static tmprec_margin margin_of(const tp_margins *found, const tp_head_margin *h)
{
  return (tmprec_margin) {
    .layer = h->layer,
    .head = h->head,
    .gap = number_of(h->gap),
    .ties = number_of(h->ties),
    .leak = number_of(h->leak),
    .needs = h->is_known && h->slack.seen ? h->needs : (double) NAN,
    .slack = h->is_known ? number_of(h->slack) : (double) NAN,
    .run_gap = of_run(found, h->run_gap),
    .run_ties = of_run(found, h->run_ties),
    .run_leak = of_run(found, h->run_leak),
    .run_slack = h->is_known ? of_run(found, h->run_slack) : (double) NAN,
    .slack_token = h->is_known && h->slack.seen ? h->slack.token : SIZE_MAX,
  };
}

static tp_status measure(tp_call *call, void *arguments, tp_error *err)
{
  const measuring *a = arguments;
  if (tp_arithmetic_check(a->arithmetic, a->simulation->s.t->layers, 0, err) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  const tp_setup setup = tp_arithmetic_setup(a->arithmetic);
  tp_subject at = tp_simulation_at_work(a->simulation);
  tp_margins found;
  tp_subject_write(&at);
  tp_margins_measure_gaps(&found, &at, &setup, show, call);
  tp_call_tell_end(call, at.size.longest);
  for (size_t i = 0; i < found.heads; i++) {
    const tmprec_margin margin = margin_of(&found, found.head + i);
    const tp_call_pause pause = tp_call_leave(call);
    const int answer = a->row(a->user, &margin);
    tp_call_enter_again(call, &pause, answer);
  }
  tp_margins_clear(&found);
  tp_simulation_clear_work(&at);
  return TP_STATUS_OK;
}

tmprec_status tmprec_margins(const tmprec_simulation *simulation, const tmprec_arithmetic *arithmetic,
                             int (*row)(void *user, const tmprec_margin *margin), void *user, const tmprec_watch *watch, tmprec_error *error)
{
  if (!row)
    return tp_call_refuse(error, "no callback for rows is given");
  return tp_call_run(error, watch, measure, &(measuring) {simulation, arithmetic, row, user});
}
