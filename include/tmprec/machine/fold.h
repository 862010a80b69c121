/* SPDX-License-Identifier: MIT */
/* Folding of two-way tapes at cell 0.  The construction needs tapes with a left end. */
#ifndef TMPREC_MACHINE_FOLD_H
#define TMPREC_MACHINE_FOLD_H

#include "tmprec/machine/run.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Fold tapes of the two-way machine m.  The folded machine makes one step for each step of m.
   `tapes` is the set of tapes to fold, at least one: bit k stands for tape k.

     A folded tape k keeps its cells 0, 1, 2, .., with the same symbols.
     One more tape has its cells -1, -2, .. in the cells 1, 2, ..; in cell 0 it has the sentinel,
       a symbol of its own.  These tapes are K, K+1, .., in the order of the folded ones.
     Both heads of a folded tape are on cell |p|, where p is the position of the head of m.

   A state is a state of m with a sign for each folded tape.  The sign is + or - for the half
   that the head is on.  The start state, which is not entered again, and the halting
   states have no signs.  Tapes that are not folded stay as they are: a run in which a head leaves
   cell 0 of one of them to the left is still refused.

   Refused: more tapes, states, symbols or transitions than a machine may have, a machine
   that cannot take a step, and one whose head starts right of cell 0.  The caller frees *out, which is NULL on failure.  The proof is at
   the top of fold.c. */
tp_status tp_machine_fold(tp_machine **out, const tp_machine *m, uint32_t tapes, tp_error *err);

/* Fold the tapes that need it.  With a word these are the tapes on which the run on the word
   leaves cell 0 to the left.  The run is followed for at most limits.max_steps steps, or
   limits.cut steps if that is fewer.  Without a word (NULL) they are all tapes that have a
   move L.  *out is NULL if no tape needs it, as in every one-way machine.  Refused: what
   tp_machine_fold refuses.  A run that gets stuck is followed up to there. */
tp_status tp_machine_fold_for(tp_machine **out, const tp_machine *m, const tp_word *input, tp_run_limits limits, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
