/* SPDX-License-Identifier: MIT */
/* How often one cell can be rewritten in a context of n tokens (doc/bounds.md, section 2). */
#include "tmprec/analysis/claim.h"

/* Tokens of a trace of so many steps that goes on: there are position blocks between every r steps. */
static uint64_t trace(unsigned r, uint64_t steps)
{
  return steps ? steps + (steps - 1) / r * (r + 2) : 0;
}

/* A segment of so many steps, after a prompt of |input| + 2 tokens or a summary: it goes on as long as its
   trace has fewer than 3 (prompt - 1) tokens.  outp and eoutp end it at the earliest. */
static uint64_t shortest_segment(unsigned r, uint64_t steps, uint64_t least_prompt)
{
  uint64_t prompt = trace(r, steps - 1) / 3 + 2;
  return (prompt > least_prompt ? prompt : least_prompt) + trace(r, steps) + 2;
}

/* Tokens of the shortest context in which a cell has so many writes.  One of them may be in the prompt: an
   input symbol, or a cell of a summary; each other one is a step. */
static uint64_t shortest_context(tp_chain_mode mode, unsigned r, uint64_t writes)
{
  if (mode == TP_MODE_SCOT)
    return writes == 1 ? shortest_segment(r, 1, 2) : shortest_segment(r, writes - 1, 3);
  return writes == 1 ? 4 + trace(r, 1) : 5 + trace(r, writes - 1);
}

uint64_t tp_context_ties(tp_chain_mode mode, unsigned r, uint64_t n)
{
  uint64_t fits = 1, not_fits = n;       /* n writes never fit */
  while (not_fits - fits > 1) {
    uint64_t middle = fits + (not_fits - fits) / 2;
    *(shortest_context(mode, r, middle) <= n ? &fits : &not_fits) = middle;
  }
  return fits;
}
