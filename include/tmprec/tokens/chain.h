/* The chain of thought that a machine prescribes, plain or summarized
   (doc/construction.md, "Token sequences"). */
#ifndef TMPREC_TOKENS_CHAIN_H
#define TMPREC_TOKENS_CHAIN_H

#include "tmprec/machine/run.h"
#include "tmprec/tokens/transcript.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Chain of thought, in one context; summarized, in as many as it takes. */
typedef enum { TP_MODE_COT, TP_MODE_SCOT, TP_CHAIN_MODES } tp_chain_mode;
extern const char *const tp_chain_mode_name[TP_CHAIN_MODES];    /* cot scot */

/* Bits of position: even, TP_POSITION_BITS_MIN .. TP_POSITION_BITS_MAX. */
#define TP_POSITION_BITS_MIN 4u
#define TP_POSITION_BITS_MAX 60u

/* A run that is to be told. */
typedef struct {
  const tp_machine *m;
  const tp_word *input;
  const tp_machine_run *run;       /* at least one step */
  tp_chain_mode mode;
} tp_told_run;

/* Tokens of the longest context; CoT: 2 + |w| + t + (ceil(t/r) - 1)(r + 2), and for a
   halted run 2 + |o| more.  Where it exceeds `enough`, some number that does. */
size_t tp_chain_longest(const tp_told_run *c, unsigned r, size_t enough);

/* The smallest even r >= 4 whose context 2^r holds every segment. */
unsigned tp_chain_least_bits(const tp_told_run *c);

/* Write it into *out (initialised here; the caller clears it).  Head positions are
   spelled modulo 2^r.  A run cut short ends with its last run token. */
void tp_chain_transcript(tp_transcript *out, const tp_told_run *c, unsigned r);

#ifdef __cplusplus
}
#endif

#endif
