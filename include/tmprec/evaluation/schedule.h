/* SPDX-License-Identifier: MIT */
/* A schedule: the workspace that takes each step of an evaluation, for every part of every layer.
   In a plain run it is the same workspace for all.  If layers differ, each layer has its own.
   `locate` mixes several arithmetics.  All are of one backend, so that each reads the columns of
   the others. */
#ifndef TMPREC_EVALUATION_SCHEDULE_H
#define TMPREC_EVALUATION_SCHEDULE_H

#include "tmprec/arithmetic/layered.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  size_t layers;
  tp_workspace **at;               /* layers x TP_LAYER_PARTS entries; the workspaces are not owned */
} tp_schedule;

/* Every part of a layer in the workspace of that layer.  The caller frees a schedule, and a copy of
   one, with tp_schedule_free. */
tp_schedule tp_schedule_new(const tp_workspaces *w);
tp_schedule tp_schedule_copy(const tp_schedule *s);
void tp_schedule_free(tp_schedule *s);

/* The workspace for a part of a layer.  Layers count from 0 here. */
static inline tp_workspace *tp_schedule_at(const tp_schedule *s, size_t layer, tp_layer_part part)
{
  return s->at[layer * TP_LAYER_PARTS + part];
}

#ifdef __cplusplus
}
#endif

#endif
