/* The activations and hidden values of the hardmax run of a subject, recorded
   so that rounded runs can be compared with them. */
#ifndef TMPREC_ANALYSIS_TRAJECTORY_H
#define TMPREC_ANALYSIS_TRAJECTORY_H

#include "tmprec/analysis/subject.h"

typedef struct trajectory trajectory;

/* Evaluate s exactly and record.  On a sequence that is not a machine's run
   activations may leave {-1, 0, 1}; what differs there is not recorded, and
   trajectory_is_complete says so. */
trajectory *trajectory_record(const subject *s);
void trajectory_free(trajectory *t);
int trajectory_is_complete(const trajectory *t);

/* An observer that compares an evaluation of the same subject; *same, to be set
   to 1 before, becomes 0 at the first difference.  One comparison a thread. */
typedef struct {
  const trajectory *with;
  int same;
} trajectory_comparison;
observer trajectory_observer(trajectory_comparison *c);

#endif
