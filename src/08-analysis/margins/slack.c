/* SPDX-License-Identifier: MIT */
/* The least slack of a run in several arithmetics. */
#include <math.h>
#include <stdlib.h>

#include "measurement.h"
#include "tmprec/base/memory.h"

/* Over all heads; NaN if of one nothing is known. */
static double least_slack(const tp_margins *out)
{
  double least = INFINITY;
  for (size_t i = 0; i < out->heads; i++) {
    const tp_head_margin *h = out->head + i;
    if (!h->is_known)
      return NAN;
    least = h->slack.seen && h->slack.value < least ? h->slack.value : least;
  }
  return least;
}

/* Segment by segment; 0 if the numbers of one are not ternary. */
static int count_segments(const tp_subject *s, measurement *m, size_t count)
{
  tp_hardmax_record *record = tp_hardmax_record_new(s, 0);
  int is_complete = 1;
  for (size_t g = 0; g < s->told.segments && is_complete; g++) {
    for (size_t i = 0; i < count; i++) {
      m[i].hardmax = tp_hardmax_record_segment(record, g);
      m[i].keys = s->told.segment[g].tokens.length - 1;
    }
    is_complete = tp_trajectory_is_complete(m->hardmax);
    if (is_complete)
      tp_margins_count_beside(m, count);
    for (size_t i = 0; i < count; i++)
      m[i].token += s->told.segment[g].tokens.length;
  }
  tp_hardmax_record_free(record);
  return is_complete;
}

void tp_margins_least_slacks(double *slack, const tp_subject *s, const tp_choice *const *choice, size_t count)
{
  measurement *m = tp_memory_zeroed(count, sizeof *m);
  tp_margins *out = tp_memory_zeroed(count, sizeof *out);
  for (size_t i = 0; i < count; i++) {
    m[i] = (measurement) {.out = out + i, .s = s, .plan = s->plan};
    tp_margins_open(m + i, choice[i]);
  }
  const int is_complete = !count || count_segments(s, m, count);
  for (size_t i = 0; i < count; i++) {
    slack[i] = is_complete ? least_slack(out + i) : NAN;
    tp_margins_close(m + i);
    tp_margins_clear(out + i);
  }
  free(m);
  free(out);
}
