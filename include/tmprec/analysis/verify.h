/* Does the transformer predict every token of a sequence? */
#ifndef TMPREC_ANALYSIS_VERIFY_H
#define TMPREC_ANALYSIS_VERIFY_H

#include "tmprec/analysis/subject.h"
#include "tmprec/analysis/trajectory.h"
#include "tmprec/arithmetic/choice.h"

typedef enum { VERDICT_NO = 0, VERDICT_YES = 1, VERDICT_UNKNOWN = 2 } verdict;

/* 0, 1 or unknown, as outputs say it. */
extern const char *const verdict_text[3];

typedef struct {
  verdict exact;         /* every prediction is right */
  verdict exact_act;     /* and every activation is hardmax's; unknown if not asked for */
  size_t predictions;    /* in the whole sequence */
  size_t first_error;    /* number of the first wrong one, from 0, if exact is VERDICT_NO */
  double ties;           /* there: tokens that attain the maximum; 0: a NaN */
  uint32_t *predicted;   /* there: one of these tokens; freed by verify_clear */
} verification;

/* Evaluate s in the chosen arithmetic.  With `hardmax` (recorded from the same
   subject) activations are compared as well; NULL leaves exact_act unknown.
   Evaluation stops at the first wrong prediction. */
void verify_sequence(verification *out, const subject *s, const arithmetic_choice *c, const trajectory *hardmax);
/* The same; `progress` is called now and then with the share of positions done,
   unless it is NULL. */
void verify_with_progress(verification *out, const subject *s, const arithmetic_choice *c, const trajectory *hardmax,
                          void (*progress)(void *context, size_t done, size_t all), void *context);
void verify_clear(verification *v);

#endif
