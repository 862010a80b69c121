/* The chain of thought that a machine prescribes (doc/construction.md,
   "Token sequences"). */
#ifndef TMPREC_TOKENS_COT_H
#define TMPREC_TOKENS_COT_H

#include "tmprec/machine/run.h"
#include "tmprec/tokens/sequence.h"

/* Bits of position: even, POSITION_BITS_MIN .. POSITION_BITS_MAX. */
#define POSITION_BITS_MIN 4u
#define POSITION_BITS_MAX 60u

/* Tokens of the sequence: 2 + |w| + t + (ceil(t/r) - 1)(r + 2), and for a
   halted run 2 + |o| more.  t >= 1. */
size_t cot_length(const word *input, const machine_run *run, unsigned r);

/* The smallest even r >= 4 whose context 2^r holds the sequence. */
unsigned cot_least_bits(const word *input, const machine_run *run);

/* Write the sequence into *out (initialised here; the caller clears it).  Head
   positions are spelled modulo 2^r.  A run cut short ends with its last run
   token. */
void cot_sequence(sequence *out, const machine *m, const word *input, const machine_run *run, unsigned r);

#endif
