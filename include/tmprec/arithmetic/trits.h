/* SPDX-License-Identifier: MIT */
/* Exact hardmax by whole parts of layers, for as long as all numbers are -1, 0 and 1 (trits).

   An evaluation of hardmax in exact arithmetic has no other numbers, as long as
     - every neuron is an AND of literals: relu(w x + bias) is 0 or 1;
     - the best keys of a query all have the same values;
     - sums are -1, 0 or 1.
   Then a number is two bits, 64 numbers are two words, and one operation works on all of them: on
   64 coordinates where one position is evaluated, on 64 positions where many are.

   A program says what the layers of a transformer do.  A stream holds the numbers of one context.
   Nothing is rounded and nothing is guessed.  A part that meets anything else says so.  What the
   stream holds is of no use then, and the context has to be evaluated in rationals from its start. */
#ifndef TMPREC_ARITHMETIC_TRITS_H
#define TMPREC_ARITHMETIC_TRITS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A head: the score of key j at query i is the sum of x_i[q[c]] x_j[k[c]].  The mean of x_j[v[c]]
   over the best keys j <= i is added to x_i[out[c]]. */
typedef struct {
  size_t keys, values;
  const uint32_t *q, *k, *v, *out;
} tp_trits_head;

/* Heads, and then neurons, listed as in transformer.h. */
typedef struct {
  size_t heads, neurons;
  const tp_trits_head *head;
  const size_t *in_start, *out_start;
  const uint32_t *in, *out;
  const int8_t *in_weight, *out_weight;
  const int32_t *bias;
} tp_trits_layer;

/* What a program is made from.  Coordinates are 0 .. width-1. */
typedef struct {
  size_t width, layers;
  const tp_trits_layer *layer;
  const unsigned char *is_flag;    /* width entries; 1: no -1 is expected there */
  unsigned position_bits;          /* these coordinates hold the position, lowest bit first, 1 and -1 */
  uint32_t position_at;
  size_t reads;                    /* these coordinates are read after the last layer */
  const uint32_t *read;
} tp_trits_source;

typedef struct tp_trits_program tp_trits_program;
typedef struct tp_trits_stream tp_trits_stream;

/* NULL if a neuron is no AND of literals, a weight is too large, or two heads of a layer write the
   same coordinate.  Nothing of the source is needed later.  A program does not change: threads may
   share it.  The caller frees it. */
tp_trits_program *tp_trits_program_new(const tp_trits_source *s);
void tp_trits_program_free(tp_trits_program *p);

/* A stream without positions.  The caller frees it; the program must outlive it.

   at_work: so many blocks, one after the other, are between their first and last part at the same time at most.
   known: heads whose keys are positions find so many positions before the block of theirs at least, or all, if it is
   SIZE_MAX.  Then memory grows with the context.  A part that asks for one that is not known any longer is refused. */
tp_trits_stream *tp_trits_stream_new(const tp_trits_program *p, size_t at_work, size_t known);
void tp_trits_stream_free(tp_trits_stream *s);

/* So many words hold one bit for each coordinate, and for each coordinate that is read: bit c % 64 of
   word c / 64 belongs to coordinate c, or to the c-th of those read. */
size_t tp_trits_words(const tp_trits_program *p);
size_t tp_trits_read_words(const tp_trits_program *p);

/* Begin the next `count` positions, at least 1.  They are evaluated in blocks: the result says how
   many.  *alone: 1 if blocks are single positions; then one is at work at a time. */
size_t tp_trits_begin(tp_trits_stream *s, size_t count, int *alone);
/* The positions of a block: *from .. *to-1. */
void tp_trits_block(const tp_trits_stream *s, size_t block, size_t *from, size_t *to);
/* Where the numbers of a position of these before the first layer are to be put: words whose bits say
   that a number is not 0, and as many words whose bits say that it is -1.  All are 0 at first.  To be
   asked for once, before the first layer of its block. */
uint64_t *tp_trits_embedding(tp_trits_stream *s, size_t position);

/* The heads or the neurons of a layer, from 0, for a block; 0: they meet what is not a trit, or ask for a
   position that is not known.  The parts of a block are taken in order, and each part of a layer block by
   block.  Within that, threads may work on blocks at the same time, if these are not single positions. */
int tp_trits_attend(tp_trits_stream *s, size_t block, size_t layer);
int tp_trits_fire(tp_trits_stream *s, size_t block, size_t layer);

/* 1: a part asked for a position that is not known any longer.  A stream that knows more may take the context. */
int tp_trits_has_forgotten(const tp_trits_stream *s);

/* After the last layer: the numbers read of a position of the last blocks, as words of both kinds. */
const uint64_t *tp_trits_result(tp_trits_stream *s, size_t position);

#ifdef __cplusplus
}
#endif

#endif
