/* SPDX-License-Identifier: MIT */
#include "tmprec/evaluation/pass.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"

/* The arithmetics of one effort. */
typedef struct {
  tp_effort effort;
  tp_layered layered;
} made_effort;

struct tp_pass {
  tp_choice choice;
  tp_setup setup;                  /* of that choice */
  const tp_plan *plan;
  made_effort *made;               /* in ascending order, the least first */
  size_t efforts;
  size_t now;                      /* the one at work */
  made_effort open;                /* the one that keeps numbers open, once asked for */
  tp_workspaces workspaces;        /* of the context at work */
  tp_schedule schedule;
  tp_observer watch;
  tp_evaluator *e;
};

tp_setup tp_setup_of(const tp_choice *c)
{
  return (tp_setup) {.choice = c};
}

tp_setup tp_setup_hardmax(void)
{
  static const tp_choice hardmax = {.kind = TP_ARITHMETIC_EXACT, .beta.is_auto = 1};
  return tp_setup_of(&hardmax);
}

static made_effort make_effort(const tp_pass *p, tp_effort effort)
{
  const tp_transformer *t = tp_plan_transformer(p->plan);
  return (made_effort) {effort, tp_layered_new(&p->choice, &effort, t->position_bits, tp_plan_longest_product(p->plan), t->layers)};
}

static void add_effort(tp_pass *p, tp_effort effort)
{
  p->made = tp_memory_resize(p->made, p->efforts + 1, sizeof *p->made);
  p->made[p->efforts++] = make_effort(p, effort);
}

tp_pass *tp_pass_new(tp_plans *plans, const tp_setup *setup, int apart)
{
  tp_pass *p = tp_memory_zeroed(1, sizeof *p);
  p->choice = tp_choice_copy(setup->choice);
  p->setup = *setup;
  p->setup.choice = &p->choice;
  p->plan = tp_plans_for(plans, setup->choice, apart);
  add_effort(p, setup->effort);
  return p;
}

static void end_context(tp_pass *p)
{
  if (!p->e)
    return;
  tp_evaluator_free(p->e);
  p->e = NULL;
  tp_schedule_free(&p->schedule);
  tp_workspaces_free(&p->workspaces);
}

static void begin_context(tp_pass *p, const made_effort *with)
{
  end_context(p);
  p->workspaces = tp_workspaces_new(&with->layered, &p->setup.draw);
  p->schedule = tp_schedule_new(&p->workspaces);
  p->e = tp_evaluator_new(p->plan, &p->schedule, &p->watch);
  tp_evaluator_thread(p->e, p->setup.threads ? p->setup.threads : 1);
}

void tp_pass_free(tp_pass *p)
{
  if (!p)
    return;
  end_context(p);
  for (size_t i = 0; i < p->efforts; i++)
    tp_layered_free(&p->made[i].layered);
  tp_layered_free(&p->open.layered);
  free(p->made);
  tp_choice_clear(&p->choice);
  free(p);
}

void tp_pass_begin(tp_pass *p, size_t segment, const tp_observer *watch)
{
  p->setup.draw.segment = segment;
  p->watch = watch ? *watch : (tp_observer) {.context = NULL};
  p->now = 0;
  begin_context(p, p->made);
}

int tp_pass_refine(tp_pass *p)
{
  if (p->now + 1 == p->efforts) {
    tp_effort next = p->made[p->now].effort;
    if (!tp_effort_raise(&next, &p->choice))
      return 0;
    end_context(p);                /* which refers to the efforts made so far */
    add_effort(p, next);
  }
  p->now++;
  begin_context(p, p->made + p->now);
  return 1;
}

void tp_pass_keep_open(tp_pass *p)
{
  const tp_effort most = p->made[p->now].effort;
  if (!p->open.layered.own || p->open.effort.bits != most.bits) {
    end_context(p);
    tp_layered_free(&p->open.layered);
    p->open = make_effort(p, (tp_effort) {.bits = most.bits, .patience = most.patience, .keeps_open = most.bits > 0});
  }
  begin_context(p, &p->open);
}

size_t tp_pass_feed_some(tp_pass *p, const tp_sequence *tokens, size_t end, size_t chunk)
{
  const size_t left = end - tp_evaluator_length(p->e), most = chunk ? chunk : tp_evaluator_chunk(p->e);
  tp_evaluator_feed(p->e, tokens, left < most ? left : most);
  return tp_evaluator_length(p->e);
}

void tp_pass_feed(tp_pass *p, const tp_sequence *tokens, size_t end, size_t chunk)
{
  while (tp_evaluator_length(p->e) < end)
    tp_pass_feed_some(p, tokens, end, chunk);
}

tp_evaluator *tp_pass_evaluator(tp_pass *p) { return p->e; }
const tp_plan *tp_pass_plan(const tp_pass *p) { return p->plan; }
int tp_pass_undecided(const tp_pass *p) { return tp_workspaces_undecided(&p->workspaces); }
