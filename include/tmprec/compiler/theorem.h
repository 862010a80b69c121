/* The dimensions that the theorem promises (doc/construction.md, "Dimensions"). */
#ifndef TMPREC_COMPILER_THEOREM_H
#define TMPREC_COMPILER_THEOREM_H

#include <gmp.h>

#include "tmprec/tokens/chain.h"
#include "tmprec/transformer/transformer.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TP_DIMENSION_L, TP_DIMENSION_H, TP_DIMENSION_DK, TP_DIMENSION_DV, TP_DIMENSION_DFF, TP_DIMENSION_D, TP_DIMENSIONS };

extern const char *const tp_dimension_name[TP_DIMENSIONS];    /* L H d_k d_v d_ff d */

/* d_Q and d_G: bits of a state's and of a symbol's number, at least 1. */
unsigned tp_code_width(uint32_t count);

/* promised[i] (initialised by the caller); d_ff is an upper bound with |Q||G|^K in it,
   so it may exceed any machine word. */
void tp_theorem_dimensions(mpz_t promised[TP_DIMENSIONS], const tp_machine *m, tp_chain_mode mode, unsigned r);

/* The number built, from tp_transformer_measure. */
size_t tp_dimension_built(const tp_transformer_shape *shape, int which);

/* 1 if what was built is what the theorem says: equality, but for d_ff when its last
   term, one neuron a transition, leads: there at most that.  And where 18Kr + 2r + 1
   leads in a summarized chain, the 1, which stands for a neuron of layer 4, is there
   only at r = 4, where layer 4 is one of those with 18Kr + 2r. */
int tp_theorem_holds(const mpz_t promised, size_t built, int which, const tp_machine *m, tp_chain_mode mode, unsigned r);

#ifdef __cplusplus
}
#endif

#endif
