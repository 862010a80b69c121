/* SPDX-License-Identifier: MIT */
/* The dimensions that the theorem states (doc/construction.md, sections 8 and 9.5). */
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

/* Bits of a number below `count`: max(1, ceil(log2 count)).  This is d_Q for the number of
   states and d_G for the number of symbols. */
unsigned tp_code_width(uint32_t count);

/* Its layers, whatever the machine and the mode. */
size_t tp_theorem_layers(unsigned r);

/* The dimensions of the theorem.  The caller initialises promised[].  d_ff is an upper bound
   with a term |Q| |G|^K, so it may exceed any machine word. */
void tp_theorem_dimensions(mpz_t promised[TP_DIMENSIONS], const tp_machine *m, tp_chain_mode mode, unsigned r);

/* The dimension that was built, from tp_transformer_measure. */
size_t tp_dimension_built(const tp_transformer_shape *shape, int which);

/* 1 if the dimension that was built is the one that the theorem states.  They must be equal,
   with two exceptions for d_ff:

     If its last term is the largest (one neuron for each transition), the number built may be
     smaller.
     If 18Kr + 2r + 1 is the largest term, in a summarized chain with r > 4, the number built
     must be one less.  The 1 is the neuron `write_summ` of layer 4.  Layer 4 has the 18Kr + 2r
     neurons only for r = 4. */
int tp_theorem_holds(const mpz_t promised, size_t built, int which, const tp_machine *m, tp_chain_mode mode, unsigned r);

#ifdef __cplusplus
}
#endif

#endif
