/* Two-way tapes folded at cell 0, for a construction whose tapes have a left end. */
#ifndef TMPREC_MACHINE_FOLD_H
#define TMPREC_MACHINE_FOLD_H

#include "tmprec/machine/run.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The machine that makes one step for each step of the two-way machine m, with the tapes
   of the set (bit k for tape k, at least one) folded:

     tape k keeps the cells 0, 1, 2, .. of the folded tape k, with the same symbols;
     one more tape for each, K, K+1, .. in their order, has its cells -1, -2, .. in the
     cells 1, 2, .., and in cell 0 the sentinel, a symbol of its own;
     both heads of a folded tape stand on the cell |p|, p where m's head would be.

   The state is m's with a sign for each folded tape, + or - for the half that the head
   is on; in the start state, which is not entered again, and the halting state there is
   none.  The other tapes stay as they are, so that runs are refused that leave them to
   the left.  Refused: more tapes, states, symbols or transitions than a machine may
   have.  The caller frees *out. */
tp_status tp_machine_fold(tp_machine **out, const tp_machine *m, uint32_t tapes, tp_error *err);

/* Fold what has to be folded: the tapes of which the run on this word leaves cell 0 to
   the left; without a word (NULL) all that have a move L.  *out is NULL if none has to,
   as in one-way machines.  Refused as well: a run that gets stuck. */
tp_status tp_machine_fold_for(tp_machine **out, const tp_machine *m, const tp_word *input, tp_run_limits limits, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
