/* SPDX-License-Identifier: MIT */
/* A plan: the part of an evaluation that does not depend on numbers.  It says which version of
   which coordinate every head and neuron reads and writes, which heads share rows, and which
   numbers later positions attend to. */
#ifndef TMPREC_EVALUATION_PLAN_H
#define TMPREC_EVALUATION_PLAN_H

#include "tmprec/arithmetic/arithmetic.h"
#include "tmprec/transformer/transformer.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tp_plan tp_plan;

/* A plan is immutable, so threads may share it.  It refers to t, which must outlive it.  The caller
   frees it.  A choice says what it needs (tp_choice_needs).  Most choices need {1, 0}.  With
   {0, 0} heads share no rows. */
tp_plan *tp_plan_new(const tp_transformer *t, tp_evaluation_needs needs);
void tp_plan_free(tp_plan *p);
const tp_transformer *tp_plan_transformer(const tp_plan *p);

/* Versions.  Versions 0 .. width-1 are the coordinates of the stream before any layer (the
   embedding).  Each sublayer that writes a coordinate makes a new version of it.  New versions
   are numbered in this order: layer by layer; attention before neurons; within attention head by
   head, each in the order of its `out`; within the neurons by coordinate.  tp_plan_versions is the
   number of all versions.

   If activations share scales, a sublayer also rounds coordinates that it does not write.
   Observers see these under the version that they had. */
size_t tp_plan_versions(const tp_plan *p);
size_t tp_plan_longest_product(const tp_plan *p);   /* d_k */

/* The version of a coordinate that layer `layer`, from 1, reads: its heads (part 0) or its neurons
   (part 1).  Layer L + 1, part 0, is the last version. */
size_t tp_plan_version(const tp_plan *p, size_t layer, int part, uint32_t coordinate);

/* The row that a head takes its weights from: heads of one number share it.  Layer from 1.  SIZE_MAX for a head without
   values, which has none. */
size_t tp_plan_rows(const tp_plan *p);
size_t tp_plan_row(const tp_plan *p, size_t layer, size_t head);

/* The plans of one transformer, which must outlive them.  Each plan is made when it is first asked
   for, and freed by tp_plans_free.  Threads may share the plans and call tp_plans_get at the same
   time. */
typedef struct tp_plans tp_plans;
tp_plans *tp_plans_new(const tp_transformer *t);
void tp_plans_free(tp_plans *p);
const tp_plan *tp_plans_get(tp_plans *p, tp_evaluation_needs needs);
/* What a choice needs; apart: heads share no rows in any case. */
const tp_plan *tp_plans_for(tp_plans *p, const tp_choice *c, int apart);

#ifdef __cplusplus
}
#endif

#endif
