/* The activations and hidden values of the hardmax run of a subject, recorded
   so that rounded runs can be compared with them. */
#ifndef TMPREC_ANALYSIS_TRAJECTORY_H
#define TMPREC_ANALYSIS_TRAJECTORY_H

#include "tmprec/analysis/subject.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Of one segment. */
typedef struct tp_trajectory tp_trajectory;

/* Evaluate segment g of s exactly and record.  On tokens that are not a machine's run
   activations may leave {-1, 0, 1}; what differs there is not recorded, and
   tp_trajectory_is_complete says so. */
tp_trajectory *tp_trajectory_record(const tp_subject *s, size_t g);
void tp_trajectory_free(tp_trajectory *t);
int tp_trajectory_is_complete(const tp_trajectory *t);
size_t tp_trajectory_ternary(const tp_trajectory *t);    /* positions before the first such */

/* A version of a coordinate (evaluator.h) at positions 0, 1, ... of the segment. */
const int8_t *tp_trajectory_activation(const tp_trajectory *t, size_t version);
/* A hidden value, likewise. */
const int8_t *tp_trajectory_hidden(const tp_trajectory *t, size_t layer, size_t neuron);

/* Those of all segments, each recorded when it is first asked for.  Kept, they may be
   shared by threads; not kept, only the one asked for last is there, and the recording
   belongs to one thread. */
typedef struct tp_hardmax_record tp_hardmax_record;
tp_hardmax_record *tp_hardmax_record_new(const tp_subject *s, int kept);
void tp_hardmax_record_free(tp_hardmax_record *h);
const tp_trajectory *tp_hardmax_record_segment(tp_hardmax_record *h, size_t g);

/* Bytes that all of it takes if kept. */
size_t tp_hardmax_record_size(const tp_subject *s);

/* An observer that compares an evaluation of the same subject; *same, to be set
   to 1 before, becomes 0 at the first difference.  One comparison a thread. */
typedef struct {
  const tp_trajectory *with;
  int same;
} tp_trajectory_comparison;
tp_observer tp_trajectory_observer(tp_trajectory_comparison *c);

#ifdef __cplusplus
}
#endif

#endif
