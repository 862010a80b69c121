/* Where a run in rounded arithmetic goes wrong, and what would mend it. */
#ifndef TMPREC_ANALYSIS_LOCATE_H
#define TMPREC_ANALYSIS_LOCATE_H

#include "tmprec/analysis/verify.h"

/* All places are tried as long as positions x positions x layers, times what the
   arithmetic costs (arithmetic_cost), are at most this. */
#define LOCATE_ALL 200000.0

typedef enum { OPERATION_ATTENTION, OPERATION_NEURON, OPERATION_SUM } operation_part;

/* An operation of a run: the number that it makes under hardmax and in the arithmetic. */
typedef struct {
  int found;
  size_t segment, position;
  size_t token;                    /* counted from 0 over all segments */
  size_t layer;                    /* from 1 */
  operation_part part;             /* ATTENTION: head `index` adds to the coordinate; NEURON: hidden value
                                      of neuron `index`; SUM: the neurons add to the coordinate */
  size_t index;                    /* SIZE_MAX of SUM */
  uint32_t coordinate;             /* not of NEURON */
  double exact, rounded;
  int what;                        /* the site, or EXCEPT_BETA or EXCEPT_OPERATION, which made precise in this
                                      layer alone mends it, the number (to 2^-25) or the prediction; -1: none */
  double margin;                   /* under hardmax there.  ATTENTION: between the best score and the next,
                                      infinity if all keys tie; NEURON: from its pre-activation to 1/2,
                                      between not firing and firing; SUM: 1/2, to what is as near to the next
                                      ternary number */
} operation;

typedef struct {
  verification verdict;
  operation first;                 /* the first number that differs from hardmax's */
  operation decisive;              /* of its layer the one that is furthest off: rounded up to that layer and
                                      precise from there on, a wrong token follows; precise from that layer
                                      on, it does not */
  int is_first;                    /* 1: the decisive operation is the first such, as all were tried in the
                                      order in which they are made; 0: one such, found by bisection */
  int is_mended;                   /* 1: this mends the run, and does not if an exception or one of its layers
                                      is left out: */
  layer_exception *mend;
  size_t mends;
} location;

/* Verify s in the arithmetic chosen, and if it is not exact find out why.  Precise means
   fixed:7.24 for activations, no rounding at the other sites, 256 bits for mpfr, and
   beta = 60 if it is less.  Refused: formats that --at does not take. */
status locate_error(location *out, const subject *s, const arithmetic_choice *c,
                    void (*progress)(void *context, size_t evaluations), void *context, error *err);
void location_clear(location *l);

#endif
