/* What an arithmetic tolerates: how far a sum may be off and still be rounded to the
   right value, and which leak of attention that allows (doc/precision.md, "Margins"). */
#ifndef TOLERANCE_H
#define TOLERANCE_H

#include "tmprec/arithmetic/choice.h"

typedef struct {
  int is_known;          /* 0: activations are not rounded, or other sites than act and attn are, or not
                            to nearest, or into formats for which this is not proved */
  double radius[2];      /* an error below this is rounded away where the result is 0, or 1 or -1 */
  rounding attn;
  int attn_is_rounded;
  double growth;         /* rounded, a weight grows by at most this, relatively */
  double beta;
  double *leak;          /* the largest leak tolerated, or -1 where it is not yet known: */
  size_t rows;           /*   a row for each number of ties */
} tolerance;

/* Of a choice without exceptions. */
tolerance tolerance_make(const arithmetic_choice *c, unsigned r);
void tolerance_clear(tolerance *t);

/* A head's output at one position: its best keys, all with the same value, and the
   others. */
typedef struct {
  size_t ties, others;
  int nonzero;           /* 1: the best keys' value is not 0 */
  int helps;             /* 1: of the others, some have a value of the best keys' sign, or if that is 0 any */
  int harms;             /* 1: some have a value of the other sign */
  int distance;          /* between their values and the best keys', at most: 0 .. 2 */
  int result;            /* 1: the activation it is added to becomes 1 or -1; 0: 0 */
} head_output;

/* The gap from which on that output is rounded to hardmax's; 0 if any is enough, infinity
   if none is.  Sufficient (proved there), and necessary for one best key among zeros. */
double tolerance_gap(tolerance *t, const head_output *o);

/* How far each of `keys` weights may still be disturbed, with that leak, so that the output
   is rounded to hardmax's; 0 if not at all. */
double tolerance_disturbance(const tolerance *t, const head_output *o, double leak, size_t keys);

#endif
