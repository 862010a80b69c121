/* SPDX-License-Identifier: MIT */
/* Inputs for contexts of a wanted length: those that a generator makes (machine/generator.h) and whose longest context comes
   nearest from below. */
#ifndef TMPREC_SWEEP_CONTEXTS_H
#define TMPREC_SWEEP_CONTEXTS_H

#include "tmprec/analysis/subject.h"
#include "tmprec/base/number_list.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Steps of a run that is tried for each token that is wanted, beside the limits of the subject.  A chain of thought has more
   tokens than steps; with summaries a short context may belong to a run of any length, which somebody has to evaluate. */
enum { TP_CONTEXT_STEPS_COT = 1, TP_CONTEXT_STEPS_SCOT = 100 };

/* Append an input whose contexts have at most `wanted` tokens, for each r of the list, or for the least if that is empty;
   the longest of those tried, of equals the one of the least size and draw.  *n: the tokens of its longest context.  The mode
   and the limits are those of `o`.  If the text of a generator is wrong, that is refused.

   What is tried: sizes from 1 that double, as long as contexts fit; between the last that does and the first that does not by
   halves; then the sizes up to TP_CONTEXT_AROUND beside, each in TP_CONTEXT_DRAWS draws.  Where contexts grow with the
   size no other size is nearer.  *n is 0 if nothing fits, and nothing is appended. */
enum { TP_CONTEXT_AROUND = 16, TP_CONTEXT_DRAWS = 8 };
tp_status tp_context_input(tp_buffer *input, size_t *n, const tp_machine *m, const char *generator, size_t wanted, const tp_number_list *r,
                           const tp_subject_options *o, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
