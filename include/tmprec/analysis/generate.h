/* The transformer generates: it is given the prompt and feeds on its own
   tokens. */
#ifndef TMPREC_ANALYSIS_GENERATE_H
#define TMPREC_ANALYSIS_GENERATE_H

#include "tmprec/analysis/subject.h"
#include "tmprec/arithmetic/choice.h"

/* A context that is much larger than the prescribed sequence is left after so many
   times its length. */
#define GENERATION_PATIENCE ((size_t) 16)

typedef enum {
  GENERATION_ENDED,      /* eoutp, or as many run tokens as the cut run has steps */
  GENERATION_FULL,       /* the context was full before */
  GENERATION_TIED,       /* a prediction was tied, or not a number */
  GENERATION_UNKNOWN     /* a prediction could not be decided */
} generation_end;

typedef struct {
  generation_end end;
  sequence tokens;       /* the generated ones, without the prompt */
  word output;           /* symbols between outp and eoutp, if it ended so */
  int same_output;       /* 1: that is the machine's output; of a cut run: the tokens are
                            the prescribed ones */
} generation;

/* `progress`, if not NULL, is called now and then with the tokens so far. */
void generate_sequence(generation *out, const subject *s, const arithmetic_choice *c,
                       void (*progress)(void *context, size_t tokens), void *context);
void generation_clear(generation *g);

#endif
