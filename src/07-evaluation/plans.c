/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <stdlib.h>

#include "tmprec/base/memory.h"
#include "tmprec/evaluation/plan.h"

typedef struct {
  tp_evaluation_needs needs;
  tp_plan *plan;
} made_plan;

struct tp_plans {
  const tp_transformer *t;
  pthread_mutex_t lock;            /* over the two below */
  made_plan *made;
  size_t count;
};

tp_plans *tp_plans_new(const tp_transformer *t)
{
  tp_plans *p = tp_memory_zeroed(1, sizeof *p);
  p->t = t;
  pthread_mutex_init(&p->lock, NULL);
  return p;
}

void tp_plans_free(tp_plans *p)
{
  if (!p)
    return;
  for (size_t i = 0; i < p->count; i++)
    tp_plan_free(p->made[i].plan);
  free(p->made);
  pthread_mutex_destroy(&p->lock);
  free(p);
}

const tp_plan *tp_plans_for(tp_plans *p, const tp_choice *c, int apart)
{
  tp_evaluation_needs needs = tp_choice_needs(c, p->t->layers);
  needs.shares_rows &= !apart;
  return tp_plans_get(p, needs);
}

const tp_plan *tp_plans_get(tp_plans *p, tp_evaluation_needs needs)
{
  size_t i = 0;
  pthread_mutex_lock(&p->lock);
  while (i < p->count && (p->made[i].needs.shares_rows != needs.shares_rows || p->made[i].needs.block != needs.block))
    i++;
  if (i == p->count) {
    p->made = tp_memory_resize(p->made, p->count + 1, sizeof *p->made);
    p->made[p->count++] = (made_plan) {needs, tp_plan_new(p->t, needs)};
  }
  const tp_plan *plan = p->made[i].plan;
  pthread_mutex_unlock(&p->lock);
  return plan;
}
