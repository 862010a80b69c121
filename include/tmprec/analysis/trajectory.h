/* The activations and hidden values of the hardmax run of a subject, recorded
   so that rounded runs can be compared with them. */
#ifndef TMPREC_ANALYSIS_TRAJECTORY_H
#define TMPREC_ANALYSIS_TRAJECTORY_H

#include "tmprec/analysis/subject.h"

/* Of one segment. */
typedef struct trajectory trajectory;

/* Evaluate segment g of s exactly and record.  On tokens that are not a machine's run
   activations may leave {-1, 0, 1}; what differs there is not recorded, and
   trajectory_is_complete says so. */
trajectory *trajectory_record(const subject *s, size_t g);
void trajectory_free(trajectory *t);
int trajectory_is_complete(const trajectory *t);
size_t trajectory_ternary(const trajectory *t);          /* positions before the first such */

/* A version of a coordinate (evaluator.h) at positions 0, 1, ... of the segment. */
const int8_t *trajectory_activation(const trajectory *t, size_t version);
/* A hidden value, likewise. */
const int8_t *trajectory_hidden(const trajectory *t, size_t layer, size_t neuron);

/* Those of all segments, each recorded when it is first asked for.  Kept, they may be
   shared by threads; not kept, only the one asked for last is there, and the recording
   belongs to one thread. */
typedef struct hardmax_record hardmax_record;
hardmax_record *hardmax_record_new(const subject *s, int kept);
void hardmax_record_free(hardmax_record *h);
const trajectory *hardmax_record_segment(hardmax_record *h, size_t g);

/* Bytes that all of it takes if kept. */
size_t hardmax_record_size(const subject *s);

/* An observer that compares an evaluation of the same subject; *same, to be set
   to 1 before, becomes 0 at the first difference.  One comparison a thread. */
typedef struct {
  const trajectory *with;
  int same;
} trajectory_comparison;
observer trajectory_observer(trajectory_comparison *c);

#endif
