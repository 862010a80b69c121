/* From a machine to its transformer (doc/construction.md, "Registers" and
   "Layers"; Brösamle & Eckstein, arXiv 2605.18079). */
#ifndef TMPREC_COMPILER_COMPILER_H
#define TMPREC_COMPILER_COMPILER_H

#include "tmprec/machine/machine.h"
#include "tmprec/transformer/transformer.h"

/* The transformer that carries out m by chain of thought with r bits of
   position (even, 4 .. 60), exact under hardmax for every run whose sequence
   has at most 2^r tokens.  The caller frees it with transformer_free. */
transformer *compile_cot(const machine *m, unsigned r);

#endif
