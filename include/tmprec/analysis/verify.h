/* Does the transformer predict every token, in every segment? */
#ifndef TMPREC_ANALYSIS_VERIFY_H
#define TMPREC_ANALYSIS_VERIFY_H

#include "tmprec/analysis/subject.h"
#include "tmprec/analysis/trajectory.h"
#include "tmprec/arithmetic/choice.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { TP_VERDICT_NO = 0, TP_VERDICT_YES = 1, TP_VERDICT_UNKNOWN = 2 } tp_verdict;

/* 0, 1 or unknown, as outputs say it. */
extern const char *const tp_verdict_text[3];

typedef struct {
  tp_verdict exact;      /* every prediction is right */
  tp_verdict exact_act;  /* and every activation is hardmax's; unknown if not asked for */
  size_t predictions;    /* in all segments */
  size_t first_error;    /* number of the first wrong one, from 0, if exact is TP_VERDICT_NO */
  const uint32_t *expected;        /* there: the token that is to be; of the subject */
  double ties;           /* there: tokens that attain the maximum; 0: a NaN */
  uint32_t *predicted;   /* there: one of these tokens; freed by tp_verify_clear */
} tp_verification;

/* How far a verification is. */
typedef struct {
  size_t segment, segments;        /* segments done, and all */
  size_t position, positions;      /* likewise, in the segment */
} tp_verify_state;

/* Evaluate s in the chosen arithmetic, each segment in a context of its own.  With
   `hardmax` (of the same subject) activations are compared as well; NULL leaves
   exact_act unknown.  A further segment's prompt repeats the summary before; where it
   does not, the summary's prediction counts as wrong: what is expected is then the
   token of that prompt.  Evaluation stops at the first
   wrong prediction. */
void tp_verify_subject(tp_verification *out, const tp_subject *s, const tp_setup *in, tp_hardmax_record *hardmax);
/* The same; `progress` is called now and then, unless it is NULL. */
void tp_verify_with_progress(tp_verification *out, const tp_subject *s, const tp_setup *in, tp_hardmax_record *hardmax,
                             void (*progress)(void *context, const tp_verify_state *state), void *context);
void tp_verify_clear(tp_verification *v);

#ifdef __cplusplus
}
#endif

#endif
