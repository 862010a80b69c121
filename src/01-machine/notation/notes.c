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

/* --- States ------------------------------------------------------------------------- */

/* A state that is entered and has no transition, and whose name is the halting state's but for upper
   and lower case; else any that is entered and has none; or UINT32_MAX. */
static uint32_t find_misspelt(const tp_machine *m)
{
  const uint32_t Q = tp_machine_states(m);
  unsigned char *leaves = tp_memory_zeroed(Q, 1);
  uint32_t found = UINT32_MAX;
  for (size_t i = 0; i < tp_machine_transitions(m); i++)
    leaves[tp_machine_transition(m, i).from] = 1;
  for (size_t i = 0; i < tp_machine_transitions(m); i++) {
    const uint32_t to = tp_machine_transition(m, i).to;
    const int alike = !strcasecmp(tp_machine_state_name(m, to), tp_machine_state_name(m, tp_machine_halting(m)));
    if (!leaves[to] && (found == UINT32_MAX || alike))
      found = to;
  }
  free(leaves);
  return found;
}

static int is_entered(const tp_machine *m, uint32_t state)
{
  for (size_t i = 0; i < tp_machine_transitions(m); i++)
    if (tp_machine_transition(m, i).to == state)
      return 1;
  return 0;
}

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

void tp_rules_note_states(rules *r, const tp_machine *m)
{
  const uint32_t halting = tp_machine_halting(m), Q = tp_machine_states(m);
  tp_buffer *out = &r->doubts;
  unsigned char *unreached = find_unreached(m);
  if (!is_entered(m, halting)) {
    const uint32_t other = find_misspelt(m);
    unreached[halting] = 0;
    if (r->declared)
      tp_buffer_printf(out, "no rule enters the halting state '%s'", tp_machine_state_name(m, halting));
    if (r->declared && other != UINT32_MAX)
      tp_buffer_printf(out, "; '%s' is entered and has no rule: misspelt?", tp_machine_state_name(m, other));
    tp_buffer_puts(out, r->declared ? "\n" : "");
  }
  if (how_many(unreached, Q)) {
    tp_buffer_puts(out, how_many(unreached, Q) > 1 ? "no rules lead from the start state to these: " : "no rules lead from the start state to ");
    put_names(out, unreached, Q, m->states.name);
  }
  free(unreached);
}
