/* SPDX-License-Identifier: MIT */
/* The compiler: from a machine to a transformer (doc/construction.md, sections 5 to 9;
   Brösamle & Eckstein 2026, arXiv 2605.18079). */
#ifndef TMPREC_COMPILER_COMPILER_H
#define TMPREC_COMPILER_COMPILER_H

#include "tmprec/tokens/chain.h"
#include "tmprec/transformer/transformer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The transformer that carries out the runs of m by chain of thought, plain or summarized.
   r is the number of bits of a position: even, 4 .. 60.  Under hardmax the transformer is
   exact for every run of which no context has more than 2^r tokens.  The caller frees it with
   tp_transformer_free.  It does not refer to m. */
tp_transformer *tp_compile_chain(const tp_machine *m, tp_chain_mode mode, unsigned r);

#ifdef __cplusplus
}
#endif

#endif
