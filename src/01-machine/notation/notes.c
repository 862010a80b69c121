/* SPDX-License-Identifier: MIT */
/* What in a machine is perhaps a mistake. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../machine_private.h"
#include "rules.h"
#include "tmprec/base/memory.h"

enum { MOST_SHOWN = 5 };

/* The chosen names, in quotes, and how many more. */
static void put_names(tp_buffer *out, const unsigned char *chosen, uint32_t count, char *const *name)
{
  uint32_t shown = 0, more = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (!chosen[i])
      continue;
    if (shown < MOST_SHOWN)
      tp_buffer_printf(out, "%s'%s'", shown++ ? ", " : "", name[i]);
    else
      more++;
  }
  if (more)
    tp_buffer_printf(out, " and %u more", more);
  tp_buffer_puts(out, "\n");
}

static unsigned how_many(const unsigned char *chosen, uint32_t count)
{
  unsigned n = 0;
  for (uint32_t i = 0; i < count; i++)
    n += chosen[i];
  return n;
}

/* --- Symbols ------------------------------------------------------------------------ */

void tp_rules_note_symbols(rules *r)
{
  const uint32_t count = (uint32_t) r->symbols.count;
  unsigned char *read = tp_memory_zeroed(count, 1);
  for (size_t i = 0; i < r->count * r->tapes; i++)
    if (r->read[i] != RULE_ANY)
      read[r->read[i]] = 1;
  for (size_t i = 0; i < r->count * r->tapes; i++)
    if (r->write[i] != RULE_SAME && r->write[i] != r->read[i])
      read[r->write[i]] = 0;
  for (size_t i = 0; i < r->inputs; i++)
    read[r->input[i]] = 0;
  read[r->blank] = 0;
  if (how_many(read, count)) {
    tp_buffer_puts(&r->doubts, "read, but never written nor in the input: ");
    put_names(&r->doubts, read, count, r->symbols.name);
  }
  free(read);
}

/* --- Halting states ------------------------------------------------------------------ */

/* States that rules leave (1), and enter (2); all are left if a rule leaves any. */
static unsigned char *find_used(const rules *r)
{
  unsigned char *used = tp_memory_zeroed(r->states.count, 1);
  for (size_t t = 0; t < r->count; t++) {
    for (uint32_t q = 0; q < r->states.count && r->from[t] == RULE_ANY; q++)
      used[q] |= 1;
    if (r->from[t] != RULE_ANY)
      used[r->from[t]] |= 1;
    if (r->to[t] != RULE_SAME)
      used[r->to[t]] |= 2;
  }
  return used;
}

/* A state that is entered and has no rule, and whose name is that of `halting` but for upper and lower
   case; else any that is entered and has none; or UINT32_MAX. */
static uint32_t find_misspelt(const rules *r, const unsigned char *used, uint32_t halting)
{
  uint32_t found = UINT32_MAX;
  for (uint32_t q = 0; q < r->states.count; q++)
    if (used[q] == 2 && (found == UINT32_MAX || !strcasecmp(r->states.name[q], r->states.name[halting])))
      found = q;
  return found;
}

void tp_rules_note_halting(rules *r)
{
  const uint32_t count = (uint32_t) r->states.count;
  unsigned char *used = find_used(r), *halting = tp_memory_zeroed(count, 1);
  uint32_t one = UINT32_MAX;
  int enters = tp_rules_halts(r, r->start);
  for (uint32_t q = 0; q < count; q++)
    if ((halting[q] = (unsigned char) tp_rules_halts(r, q))) {
      one = q;
      enters |= used[q] & 2;
    }
  const uint32_t other = one == UINT32_MAX || enters ? UINT32_MAX : find_misspelt(r, used, one);
  if (one != UINT32_MAX && !enters) {
    tp_buffer_puts(&r->doubts, how_many(halting, count) > 1 ? "no rule enters a halting state: " : "no rule enters the halting state ");
    put_names(&r->doubts, halting, count, r->states.name);
  }
  if (other != UINT32_MAX) {
    r->doubts.length--;            /* the end of that line */
    tp_buffer_printf(&r->doubts, "; '%s' is entered and has no rule: misspelt?\n", r->states.name[other]);
  }
  free(used);
  free(halting);
}

/* --- States ------------------------------------------------------------------------- */

/* 1 for each state that no transitions lead to, whatever the tapes hold. */
static unsigned char *find_unreached(const tp_machine *m)
{
  const uint32_t Q = tp_machine_states(m);
  const size_t T = tp_machine_transitions(m);
  unsigned char *unreached = tp_memory_new(Q, 1);
  size_t *first = tp_memory_zeroed((size_t) Q + 2, sizeof *first);
  uint32_t *to = tp_memory_new(T, sizeof *to), *open = tp_memory_new(Q, sizeof *open), opened = 1;
  memset(unreached, 1, Q);
  for (size_t i = 0; i < T; i++)
    first[tp_machine_transition(m, i).from + 2]++;
  for (size_t q = 2; q < (size_t) Q + 2; q++)
    first[q] += first[q - 1];
  for (size_t i = 0; i < T; i++)
    to[first[tp_machine_transition(m, i).from + 1]++] = tp_machine_transition(m, i).to;
  open[0] = 0;
  unreached[0] = 0;
  for (uint32_t at = 0; at < opened; at++)
    for (size_t i = first[open[at]]; i < first[open[at] + 1]; i++)
      if (unreached[to[i]]) {
        unreached[to[i]] = 0;
        open[opened++] = to[i];
      }
  free(first);
  free(to);
  free(open);
  return unreached;
}

void tp_machine_doubt_states(tp_buffer *out, const tp_machine *m)
{
  const uint32_t Q = tp_machine_states(m);
  unsigned char *unreached = find_unreached(m);
  for (uint32_t q = 0; q < Q; q++)
    unreached[q] = unreached[q] && !tp_machine_halts(m, q);
  if (how_many(unreached, Q)) {
    tp_buffer_puts(out, how_many(unreached, Q) > 1 ? TP_DOUBT_OF_STATES " these: " : TP_DOUBT_OF_STATES " ");
    put_names(out, unreached, Q, m->states.name);
  }
  free(unreached);
}
