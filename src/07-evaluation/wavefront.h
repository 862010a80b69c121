/* Blocks of positions by several threads: each takes a block through all layers, behind the one that has the block
   before. */
#ifndef WAVEFRONT_H
#define WAVEFRONT_H

#include "tmprec/arithmetic/trits.h"

/* All layers of all blocks begun; 0: something is no trit. */
int tp_wavefront(tp_trits_stream *s, size_t blocks, size_t layers, unsigned threads);

#endif
