/* A plan: what of a transformer's evaluation does not depend on numbers.  Which version of
   which coordinate every head and neuron reads and writes, which heads share rows, which
   numbers later positions attend to. */
#ifndef TMPREC_EVALUATION_PLAN_H
#define TMPREC_EVALUATION_PLAN_H

#include "tmprec/arithmetic/arithmetic.h"
#include "tmprec/transformer/transformer.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tp_plan tp_plan;

/* Threads may share it.  It refers to t, which must outlive it.  A choice says what it needs
   (tp_choice_needs); {1, 0} is what most need, {0, 0} keeps each head by itself. */
tp_plan *tp_plan_new(const tp_transformer *t, tp_evaluation_needs needs);
void tp_plan_free(tp_plan *p);
const tp_transformer *tp_plan_transformer(const tp_plan *p);

/* Versions: a coordinate of the stream before any layer is version 0 .. width-1
   (its embedding); each sublayer that writes it makes a new version, numbered on
   in the order of layers, attention before MLP; within attention head after head,
   each in the order of its `out`, within the MLP by coordinate.  tp_plan_versions counts them all.
   Where activations share scales a sublayer rounds coordinates anew that it does not
   write; observers see these under the version that they were. */
size_t tp_plan_versions(const tp_plan *p);
size_t tp_plan_longest_product(const tp_plan *p);   /* d_k */

/* The version of a coordinate that layer `layer`, from 1, reads: its heads (part 0), or
   its neurons (part 1).  Of layer L + 1 part 0: the last. */
size_t tp_plan_version(const tp_plan *p, size_t layer, int part, uint32_t coordinate);

/* The plans of one transformer, each made when first asked for.  Threads may share them. */
typedef struct tp_plans tp_plans;
tp_plans *tp_plans_new(const tp_transformer *t);
void tp_plans_free(tp_plans *p);
const tp_plan *tp_plans_get(tp_plans *p, tp_evaluation_needs needs);

#ifdef __cplusplus
}
#endif

#endif
