/* The transformer generates: it is given the prompt and feeds on its own tokens.
   Where it ends a context with a summary, that is the prompt of the next; nothing
   else is handed on. */
#ifndef TMPREC_ANALYSIS_GENERATE_H
#define TMPREC_ANALYSIS_GENERATE_H

#include "tmprec/analysis/subject.h"
#include "tmprec/arithmetic/choice.h"

#ifdef __cplusplus
extern "C" {
#endif

/* It is given up after so many times as many tokens as are prescribed. */
#define TP_GENERATION_PATIENCE ((size_t) 16)

typedef enum {
  TP_GENERATION_ENDED,      /* eoutp, or as many run tokens as the cut run has steps */
  TP_GENERATION_FULL,       /* the context was full before */
  TP_GENERATION_GIVEN_UP,   /* no end in sight */
  TP_GENERATION_LOST,       /* esumm, and no summ before it */
  TP_GENERATION_TIED,       /* a prediction was tied, or not a number */
  TP_GENERATION_UNKNOWN     /* a prediction could not be decided */
} tp_generation_end;

typedef struct {
  tp_generation_end end;
  tp_transcript told;    /* each segment's prompt and the tokens generated */
  tp_word output;        /* symbols between outp and eoutp, if it ended so */
  int same_output;       /* 1: that is the machine's output; of a cut run: the tokens are
                            the prescribed ones */
} tp_generation;

/* How far a generation is. */
typedef struct {
  size_t steps, segments, tokens;  /* generated so far */
} tp_generate_state;

/* `progress`, if not NULL, is called now and then. */
void tp_generate_tokens(tp_generation *out, const tp_subject *s, const tp_setup *in,
                        void (*progress)(void *context, const tp_generate_state *state), void *context);
void tp_generation_clear(tp_generation *g);

#ifdef __cplusplus
}
#endif

#endif
