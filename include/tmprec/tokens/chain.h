/* The chain of thought that a machine prescribes, plain or summarized
   (doc/construction.md, "Token sequences"). */
#ifndef TMPREC_TOKENS_CHAIN_H
#define TMPREC_TOKENS_CHAIN_H

#include "tmprec/machine/run.h"
#include "tmprec/tokens/transcript.h"

/* Chain of thought, in one context; summarized, in as many as it takes. */
typedef enum { MODE_COT, MODE_SCOT, CHAIN_MODES } chain_mode;
extern const char *const chain_mode_name[CHAIN_MODES];    /* cot scot */

/* Bits of position: even, POSITION_BITS_MIN .. POSITION_BITS_MAX. */
#define POSITION_BITS_MIN 4u
#define POSITION_BITS_MAX 60u

/* A run that is to be told. */
typedef struct {
  const machine *m;
  const word *input;
  const machine_run *run;          /* at least one step */
  chain_mode mode;
} told_run;

/* Tokens of the longest context; CoT: 2 + |w| + t + (ceil(t/r) - 1)(r + 2), and for a
   halted run 2 + |o| more.  Where it exceeds `enough`, some number that does. */
size_t chain_longest(const told_run *c, unsigned r, size_t enough);

/* The smallest even r >= 4 whose context 2^r holds every segment. */
unsigned chain_least_bits(const told_run *c);

/* Write it into *out (initialised here; the caller clears it).  Head positions are
   spelled modulo 2^r.  A run cut short ends with its last run token. */
void chain_transcript(transcript *out, const told_run *c, unsigned r);

#endif
