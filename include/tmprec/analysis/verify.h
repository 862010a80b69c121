/* SPDX-License-Identifier: MIT */
/* Verification: does the transformer predict every token, in every segment?
   (doc/precision.md, "Inverse temperature and verdicts") */
#ifndef TMPREC_ANALYSIS_VERIFY_H
#define TMPREC_ANALYSIS_VERIFY_H

#include "tmprec/analysis/subject.h"
#include "tmprec/analysis/trajectory.h"
#include "tmprec/arithmetic/choice.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { TP_VERDICT_NO = 0, TP_VERDICT_YES = 1, TP_VERDICT_UNKNOWN = 2 } tp_verdict;

/* The verdicts as text: 0, 1, unknown. */
extern const char *const tp_verdict_text[3];

/* What a verdict comes from. */
typedef enum {
  TP_MEANS_PROFILE,      /* the best keys of the hardmax run: no number deviates, and no score was needed */
  TP_MEANS_DEVIATION,    /* what deviates from the hardmax run was evaluated (deviation.h) */
  TP_MEANS_EVALUATION,   /* everything was evaluated */
  TP_MEANS
} tp_verify_means;

typedef struct {
  tp_verdict exact;      /* every prediction is right */
  tp_verdict exact_act;  /* exact, and every activation and hidden value is that of hardmax */
  size_t predictions;    /* in all segments */
  tp_verify_means means; /* the last of those that segments needed */
  int gave_up;           /* 1: whoever watched ended it; what was not known by then is unknown */
  /* If exact is TP_VERDICT_NO, about the first wrong prediction: */
  size_t first_error;    /* its number, from 0 */
  size_t token;          /* the token that should have been predicted: counted from 0 over all segments, */
  size_t segment, position;        /* and where that is, each from 0 */
  double ties;           /* tokens that attain the maximum; 0: a NaN */
  int is_silent;         /* 1: all logits are 0, so that all tokens do */
  uint32_t *expected;    /* the right token; freed by tp_verify_clear, like the next */
  uint32_t *predicted;   /* one of the tokens that attain the maximum */
  char order[24];        /* TP_SUM_ANY: the order of sums that a verdict 0 is about, as tp_choice_set_summation reads it; else "" */
} tp_verification;

/* The progress of a verification. */
typedef struct {
  size_t segment, segments;        /* segments done, and all */
  size_t position, positions;      /* positions of this segment done, and all */
} tp_verify_state;

/* Verify s in the arithmetic of `in`, each segment in a context of its own.  The subject was opened
   with compile.  The caller clears *out.

   A subject whose tokens are not written down is told segment by segment.

   With `hardmax`, a record of the same subject, activations and hidden values are compared too.  If
   it is NULL or incomplete, exact_act is unknown, except that it is 0 if exact is 0.

   The prompt of a further segment repeats the summary before it.  If it does not, the prediction of
   the summary counts as wrong.  The token expected is then that of the prompt.

   Segments whose record is complete, and right under hardmax, are evaluated by what deviates (deviation.h) where
   the arithmetic allows it and in->plain is 0.  The verdict is the same.

   Evaluation stops at the first prediction that is wrong or undecided. */
void tp_verify_subject(tp_verification *out, const tp_subject *s, const tp_setup *in, tp_hardmax_record *hardmax);
/* The same.  `progress` may be NULL.  Else it is called after each chunk, with `context`. */
void tp_verify_with_progress(tp_verification *out, const tp_subject *s, const tp_setup *in, tp_hardmax_record *hardmax,
                             void (*progress)(void *context, const tp_verify_state *state), void *context);
/* The same for a run that is known to be exact, as by a claim (claim.h): `exact` is 1, and evaluation goes on
   only until an activation differs from that of `hardmax`, which is not NULL. */
void tp_verify_exact_subject(tp_verification *out, const tp_subject *s, const tp_setup *in, tp_hardmax_record *hardmax);

/* Who watches a verification; each function may be NULL. */
typedef struct {
  int known_exact;                                                     /* 1: as tp_verify_exact_subject */
  void (*progress)(void *context, const tp_verify_state *state);       /* after each chunk */
  int (*goes_on)(void *context);                                       /* likewise; 0: give up */
  void *context;
} tp_verify_watch;
void tp_verify_watched(tp_verification *out, const tp_subject *s, const tp_setup *in, tp_hardmax_record *hardmax, const tp_verify_watch *watch);

/* Under TP_SUM_ANY a verdict 1 holds in every order of sums, by bounds on all of them.  A verdict 0 was found in one order,
   out->order, and then all of *out is about that order (if exact is 0, the order is one where it is).  `unknown`: neither.
   Tried are sequential, reverse, pairwise, and shuffled:0 and so many more. */
enum { TP_VERIFY_SHUFFLES = 8 };

void tp_verify_clear(tp_verification *v);

#ifdef __cplusplus
}
#endif

#endif
