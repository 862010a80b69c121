/* SPDX-License-Identifier: MIT */
/* Blocks of positions by several threads: each takes a block through all layers, behind the one that has the block
   before. */
#ifndef WAVEFRONT_H
#define WAVEFRONT_H

#include "tmprec/arithmetic/trits.h"

/* What is done with a block before its first layer, by any thread. */
typedef struct {
  void (*embed)(void *context, size_t block);
  void *context;
} before_layers;

/* All layers of all blocks begun; 0: something is no trit. */
int tp_wavefront(tp_trits_stream *s, size_t blocks, size_t layers, const before_layers *before, unsigned threads);

#endif
