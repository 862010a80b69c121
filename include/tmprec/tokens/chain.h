/* SPDX-License-Identifier: MIT */
/* The chain of thought that a run prescribes, plain (CoT) or summarized (SCoT)
   (doc/construction.md, sections 2 and 9.1). */
#ifndef TMPREC_TOKENS_CHAIN_H
#define TMPREC_TOKENS_CHAIN_H

#include "tmprec/machine/run.h"
#include "tmprec/tokens/transcript.h"

#ifdef __cplusplus
extern "C" {
#endif

/* CoT has one context.  SCoT has as many contexts as the run needs. */
typedef enum { TP_MODE_COT, TP_MODE_SCOT, TP_CHAIN_MODES } tp_chain_mode;
extern const char *const tp_chain_mode_name[TP_CHAIN_MODES];    /* cot scot */

/* The number r of bits of a position: even, TP_POSITION_BITS_MIN .. TP_POSITION_BITS_MAX. */
#define TP_POSITION_BITS_MIN 4u
#define TP_POSITION_BITS_MAX 60u

/* A run to be written in tokens.  Nothing here is owned. */
typedef struct {
  const tp_machine *m;
  const tp_word *input;
  const tp_machine_run *run;       /* of m on the input; at least one step */
  tp_chain_mode mode;
} tp_told_run;

/* How many tokens the run has.  For CoT, with t steps on a word w, the one context has
   2 + |w| + t + (ceil(t/r) - 1)(r + 2), plus 2 + |o| for a run with output o.
   If a context has more than `enough` tokens, the result ends there: its longest context has some
   number of tokens that exceeds `enough`. */
tp_told_size tp_chain_size(const tp_told_run *c, unsigned r, size_t enough);
/* Its longest context. */
size_t tp_chain_longest(const tp_told_run *c, unsigned r, size_t enough);

/* A number of cells that is enough for the heads if that of tape 1 does not start in cell 0; else 0, as the
   tokens are more than the cells. */
size_t tp_chain_cells(const tp_told_run *c);

/* The smallest even r >= 4 such that 2^r tokens hold every context, and r bits the cells; at most
   TP_POSITION_BITS_MAX. */
unsigned tp_chain_least_bits(const tp_told_run *c);

/* A teller writes the run in tokens, segment by segment.  It runs the machine as it goes and keeps
   only the configuration.  Head positions are written modulo 2^r.  A run that was cut, or halted without
   an output, ends with its last run token.  The caller frees the teller.  What *c points to must outlive it. */
typedef struct tp_teller tp_teller;
tp_teller *tp_teller_new(const tp_told_run *c, unsigned r);
void tp_teller_free(tp_teller *t);
/* Write the next segment in place of what *s holds, which was initialised for the tapes of m, and
   return 1.  After the last one the result is 0, and *s is as it was. */
int tp_teller_next(tp_teller *t, tp_segment *s);

/* All that a teller writes.  *out is initialised here; the caller clears it. */
void tp_chain_transcript(tp_transcript *out, const tp_told_run *c, unsigned r);

#ifdef __cplusplus
}
#endif

#endif
