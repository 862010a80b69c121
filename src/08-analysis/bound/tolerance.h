/* SPDX-License-Identifier: MIT */
/* What an arithmetic tolerates: how far a sum may be off and still be rounded to the
   right value, and which leak of attention that allows (doc/precision.md, "Margins").

   All numbers are bounds (bound.h): what is needed is rounded up, what is tolerated down.  The
   proofs use that weights which are not rounded add up to 1; so nothing is known where `exp` or
   `acc` is rounded. */
#ifndef TOLERANCE_H
#define TOLERANCE_H

#include "tmprec/analysis/subject.h"
#include "tmprec/arithmetic/choice.h"

typedef struct {
  int is_known;          /* 0: activations are not rounded, or not to nearest; exp or acc is rounded, or
                            param so that more than beta changes; there is noise, or chance; or a
                            format or mode for which this is not proved */
  double radius[2];      /* an error of at most this is rounded away where the result is 0, or 1 or -1 */
  tp_rounding attn;
  int attn_is_rounded;
  int attn_is_even;      /* 1: not rounded, or to nearest into values up to 1, so that no weight is off by more
                            than `half`: */
  double half;           /* half a step at most; 0 if attn is not rounded */
  double half_above_one; /* that of numbers between 1 and 2 */
  double growth;         /* rounded, a weight grows by at most this, relatively; infinity: by any part */
  double beta, beta_above;         /* at least and at most; rounded, if param is */
  double *logit;         /* NULL, or rounded logits of the integer scores (or differences of scores): */
  int first_logit;       /*   of which this is the first */
  int subtracts_first;
  int logit_is_fraction; /*   1: values of a grid, to the nearest binary64 number */
  struct tolerated *tolerated;     /* what is known already: */
  size_t rows;           /*   a row for each number of ties */
  struct remembered *excess, *gaps;    /* and results of what takes MPFR */
} tolerance;

/* Of a choice without exceptions, for r bits of position, scores from -keys to keys and
   biases from -biases to biases. */
tolerance tp_tolerance_make(const tp_choice *c, unsigned r, int keys, int biases);
/* Of layers first .. last of a subject's transformer, with the biases that these have. */
tolerance tp_tolerance_of_layers(const tp_subject *s, const tp_choice *c, size_t first, size_t last);
void tp_tolerance_clear(tolerance *t);

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

/* That, where hardmax attends to the marked of the keys 0 .. position, whose values these
   are, `ties` of them; `result` is the activation.  0 if the best keys' values differ, as they
   may where positions count modulo 2^r. */
int tp_head_output_make(head_output *o, size_t ties, const unsigned char *mark, size_t position, const int8_t *value, int result);

/* The same by counts: the best keys have the value `best`, and of the others so many have 1 and -1. */
head_output tp_head_output_of_counts(int best, size_t ties, size_t others, size_t others_plus, size_t others_minus, int result);

/* How far apart two scores are at least, once their logits are rounded: the distance of the
   logits over beta.  best >= next, both integers; where all keys tie next is best.  -infinity if
   the best logit is not finite: then no weight is a number. */
double tp_tolerance_lead(const tolerance *t, double best, double next);

/* The leak at most, where `ties` keys are the best and `others` follow with that lead, or more. */
double tp_tolerance_leak(const tolerance *t, size_t ties, size_t others, double lead);

/* The lead from which on that output is rounded to hardmax's; 0 if any is enough, infinity
   if none is.  Sufficient (proved there), and necessary for one best key among zeros. */
double tp_tolerance_gap(tolerance *t, const head_output *o);

/* How far each of `keys` attention weights (attn_is_even) may still be disturbed, with that leak, so that the output
   is rounded to hardmax's; 0 if not at all. */
double tp_tolerance_disturbance(const tolerance *t, const head_output *o, double leak, size_t keys);

/* Noise on each logit (logits not rounded, attn_is_even), at a row of scores whose best is `gap` above
   the next: noise of this size lets the output be rounded to hardmax's.  Keys that tie then tie no longer.
   0 if none does, infinity if any does. */
double tp_tolerance_logit_noise(const tolerance *t, const head_output *o, double gap);

/* Noise on weights of the transformer (logits not rounded, attn_is_even), at a row of scores whose best is `gap` above the
   next, and `spare` below the most that its query could reach: `least` if noise of that size
   lets the output be rounded to hardmax's, or the largest size below that does. */
double tp_tolerance_weight_noise(const tolerance *t, const head_output *o, double gap, double spare, double least);

#endif
