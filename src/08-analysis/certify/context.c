/* How much a context of n tokens holds: rewrites of one cell (doc/bounds.md, section 2). */
#include "context.h"

#include "tmprec/analysis/claim.h"

uint64_t tp_trace_length(unsigned r, uint64_t steps)
{
  return steps ? steps + (steps - 1) / r * (r + 2) : 0;
}

uint64_t tp_steps_in_trace(unsigned r, uint64_t tokens)
{
  if (!tokens)
    return 0;
  uint64_t blocks = (tokens - 1) / (2 * r + 2), left = tokens - blocks * (r + 2);
  return left < (blocks + 1) * r ? left : (blocks + 1) * r;
}

uint64_t tp_steps_to_summary(unsigned r, uint64_t prompt)
{
  uint64_t bound = 3 * (prompt - 1), blocks = bound > r ? (bound - r + 2 * r + 1) / (2 * r + 2) : 0;
  uint64_t first = blocks * r + 1, other = bound - blocks * (r + 2);
  return bound > blocks * (r + 2) && other > first ? other : first;
}

/* The largest x in low .. high for which holds(x, n, r), where it holds at low and not again once it fails. */
static uint64_t largest(uint64_t low, uint64_t high, int (*holds)(uint64_t x, uint64_t n, unsigned r), uint64_t n, unsigned r)
{
  while (low < high) {
    uint64_t middle = low + (high - low + 1) / 2;
    if (holds(middle, n, r))
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

/* A prompt, its trace up to the bound, and a summary that is no shorter. */
static int fits_with_summary(uint64_t prompt, uint64_t n, unsigned r)
{
  return 2 * prompt + tp_trace_length(r, tp_steps_to_summary(r, prompt)) <= n;
}

/* Steps of a last segment: what fits before outp and eoutp. */
static uint64_t last_steps(uint64_t prompt, uint64_t n, unsigned r)
{
  uint64_t bound = tp_steps_to_summary(r, prompt), fit = prompt + 2 < n ? tp_steps_in_trace(r, n - prompt - 2) : 0;
  return fit < bound ? fit : bound;
}

/* The trace of a last segment ends by its bound, not by the context. */
static int is_ended_by_bound(uint64_t prompt, uint64_t n, unsigned r)
{
  return prompt + 2 < n && tp_steps_to_summary(r, prompt) <= tp_steps_in_trace(r, n - prompt - 2);
}

static uint64_t more(uint64_t a, uint64_t b) { return a > b ? a : b; }

/* An input symbol counts as a write, and so does a cell of a summary. */
static uint64_t ties_with_prompt(uint64_t prompt, uint64_t n, unsigned r)
{
  uint64_t written = prompt > 2, steps = last_steps(prompt, n, r), most = steps ? steps + written : 0;
  uint64_t shortest = prompt < 4 ? 4 - prompt : 0;               /* a summary has 4 tokens at least */
  if (2 * prompt + shortest + tp_trace_length(r, tp_steps_to_summary(r, prompt)) <= n)
    most = more(most, tp_steps_to_summary(r, prompt) + written);
  return most;
}

static uint64_t ties_of_summaries(unsigned r, uint64_t n)
{
  uint64_t most = more(ties_with_prompt(2, n, r), ties_with_prompt(3, n, r));
  if (n < 5)
    return most;
  /* The steps of a segment with a summary grow with its prompt; those of a last one grow as long as its bound
     ends it, and fall from there on. */
  if (fits_with_summary(4, n, r))
    most = more(most, ties_with_prompt(largest(4, n, fits_with_summary, n, r), n, r));
  if (is_ended_by_bound(4, n, r)) {
    uint64_t prompt = largest(4, n, is_ended_by_bound, n, r);
    most = more(most, more(ties_with_prompt(prompt, n, r), ties_with_prompt(prompt + 1, n, r)));
  } else {
    most = more(most, ties_with_prompt(4, n, r));
  }
  return most;
}

/* inp, a symbol, einp, outp and eoutp beside the trace; or no symbol. */
static uint64_t ties_of_chain(unsigned r, uint64_t n)
{
  uint64_t with_input = n > 5 ? tp_steps_in_trace(r, n - 5) + 1 : 0, without = n > 4 ? tp_steps_in_trace(r, n - 4) : 0;
  return more(with_input, without);
}

uint64_t tp_context_ties(tp_chain_mode mode, unsigned r, uint64_t n)
{
  return mode == TP_MODE_SCOT ? ties_of_summaries(r, n) : ties_of_chain(r, n);
}
