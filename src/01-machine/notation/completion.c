/* SPDX-License-Identifier: MIT */
/* Where no rule applies, the machine halts: the rules that are missing for that. */
#include <stdlib.h>
#include <string.h>

#include "../machine_private.h"
#include "numbering.h"
#include "rules.h"
#include "tmprec/base/memory.h"

/* The symbols that can stand on each tape: count[k] of them, symbol[k][..]. */
typedef struct {
  uint32_t *symbol[TP_MACHINE_MAX_TAPES];
  uint32_t count[TP_MACHINE_MAX_TAPES];
  size_t tapes;
} standing;

static standing find_standing(const rules *r)
{
  standing s = {.tapes = r->tapes};
  const size_t K = s.tapes, G = r->symbols.count;
  unsigned char *known = tp_memory_new(G, 1);
  for (size_t k = 0; k < K; k++) {
    memset(known, 0, G);
    known[r->blank] = 1;
    for (size_t i = 0; i < r->inputs && !k; i++)
      known[r->input[i]] = 1;
    for (size_t t = 0; t < r->count; t++)
      known[r->write[t * K + k]] = 1;
    s.symbol[k] = tp_memory_new(G, sizeof *s.symbol[k]);
    for (uint32_t a = 0; a < G; a++)
      if (known[a])
        s.symbol[k][s.count[k]++] = a;
  }
  free(known);
  return s;
}

/* Rules more than a machine may have are not counted on. */
static uint64_t count_all(const rules *r, const numbering *states, const standing *s)
{
  uint64_t all = states->count;
  for (size_t k = 0; k < s->tapes && all <= TP_MACHINE_MAX_TRANSITIONS; k++)
    all *= s->count[k];
  return all + r->count;
}

/* A rule that leaves all as it is. */
static tp_status add_missing(rules *r, const standing *s, uint32_t state, const uint32_t *read)
{
  const field at = {"", 0, r->start_at.line, r->start_at.column};
  const size_t K = s->tapes, t = r->count;
  tp_status added = r->without_rule == UINT32_MAX ? tp_rules_name_halting(r, r->no_rule_state, &r->without_rule) : TP_STATUS_OK;
  if (added != TP_STATUS_OK || (added = tp_rules_add(r, &at)) != TP_STATUS_OK)
    return added;
  r->from[t] = state;
  r->to[t] = r->without_rule;
  for (size_t k = 0; k < K; k++) {
    r->read[t * K + k] = r->write[t * K + k] = read[k];
    r->move[t * K + k] = TP_MOVE_S;
  }
  return TP_STATUS_OK;
}

/* All that a state can read and has no rule for. */
static tp_status complete_state(rules *r, const standing *s, tp_machine *written, uint32_t state)
{
  uint32_t at[TP_MACHINE_MAX_TAPES] = {0}, read[TP_MACHINE_MAX_TAPES];
  tp_status result = TP_STATUS_OK;
  for (size_t k = 0; k < s->tapes && result == TP_STATUS_OK;) {
    for (size_t i = 0; i < s->tapes; i++)
      read[i] = s->symbol[i][at[i]];
    if (tp_machine_lookup(written, state, read) == SIZE_MAX)
      result = add_missing(r, s, state, read);
    written->from = r->from;       /* which may have moved */
    written->read = r->read;
    for (k = 0; k < s->tapes && ++at[k] == s->count[k]; k++)
      at[k] = 0;
  }
  return result;
}

tp_status tp_rules_complete(rules *r)
{
  numbering states = tp_number_states(r);
  const standing s = find_standing(r);
  tp_status result = TP_STATUS_OK;
  if (count_all(r, &states, &s) <= TP_MACHINE_MAX_TRANSITIONS) {
    tp_machine written = {.tapes = r->tapes, .from = r->from, .read = r->read};
    for (size_t t = 0; t < r->count; t++)
      tp_machine_index_transition(&written, t);
    for (uint32_t i = 0; i < states.count && result == TP_STATUS_OK; i++)
      if (!tp_rules_halts(r, states.order[i]))
        result = complete_state(r, &s, &written, states.order[i]);
    tp_index_clear(&written.table);
  }
  for (size_t k = 0; k < s.tapes; k++)
    free(s.symbol[k]);
  tp_numbering_clear(&states);
  return result;
}
