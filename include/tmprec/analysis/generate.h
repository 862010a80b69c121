/* The transformer generates: it is given the prompt and feeds on its own tokens.
   Where it ends a context with a summary, that is the prompt of the next; nothing
   else is handed on. */
#ifndef TMPREC_ANALYSIS_GENERATE_H
#define TMPREC_ANALYSIS_GENERATE_H

#include "tmprec/analysis/subject.h"
#include "tmprec/arithmetic/choice.h"

/* It is given up after so many times as many tokens as are prescribed. */
#define GENERATION_PATIENCE ((size_t) 16)

typedef enum {
  GENERATION_ENDED,      /* eoutp, or as many run tokens as the cut run has steps */
  GENERATION_FULL,       /* the context was full before */
  GENERATION_GIVEN_UP,   /* no end in sight */
  GENERATION_LOST,       /* esumm, and no summ before it */
  GENERATION_TIED,       /* a prediction was tied, or not a number */
  GENERATION_UNKNOWN     /* a prediction could not be decided */
} generation_end;

typedef struct {
  generation_end end;
  transcript told;       /* each segment's prompt and the tokens generated */
  word output;           /* symbols between outp and eoutp, if it ended so */
  int same_output;       /* 1: that is the machine's output; of a cut run: the tokens are
                            the prescribed ones */
} generation;

/* How far a generation is. */
typedef struct {
  size_t steps, segments, tokens;  /* generated so far */
} generate_state;

/* `progress`, if not NULL, is called now and then. */
void generate_tokens(generation *out, const subject *s, const arithmetic_choice *c,
                     void (*progress)(void *context, const generate_state *state), void *context);
void generation_clear(generation *g);

#endif
