/* From a machine to its transformer (doc/construction.md, "Registers" and
   "Layers"; Brösamle & Eckstein, arXiv 2605.18079). */
#ifndef TMPREC_COMPILER_COMPILER_H
#define TMPREC_COMPILER_COMPILER_H

#include "tmprec/tokens/chain.h"
#include "tmprec/transformer/transformer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The transformer that carries out m by chain of thought, plain or summarized, with r
   bits of position (even, 4 .. 60), exact under hardmax for every run of which no
   context has more than 2^r tokens.  The caller frees it with tp_transformer_free. */
tp_transformer *tp_compile_chain(const tp_machine *m, tp_chain_mode mode, unsigned r);

#ifdef __cplusplus
}
#endif

#endif
