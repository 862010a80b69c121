/* SPDX-License-Identifier: MIT */
#include "tmprec/evaluation/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

tp_schedule tp_schedule_new(const tp_workspaces *w)
{
  tp_schedule s = {w->layered->layers, tp_memory_new(w->layered->layers * TP_LAYER_PARTS, sizeof *s.at)};
  for (size_t i = 0; i < s.layers * TP_LAYER_PARTS; i++)
    s.at[i] = tp_workspace_of_layer(w, i / TP_LAYER_PARTS + 1);
  return s;
}

tp_schedule tp_schedule_copy(const tp_schedule *s)
{
  tp_schedule copy = {s->layers, tp_memory_new(s->layers * TP_LAYER_PARTS, sizeof *copy.at)};
  memcpy(copy.at, s->at, s->layers * TP_LAYER_PARTS * sizeof *copy.at);
  return copy;
}

void tp_schedule_free(tp_schedule *s)
{
  free(s->at);
  s->at = NULL;
}
