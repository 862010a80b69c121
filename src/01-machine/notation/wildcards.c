/* SPDX-License-Identifier: MIT */
/* Expands rules with wildcards into transitions.  A rule that names more symbols takes precedence
   over one that names fewer. */
#include "numbering.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../machine_private.h"
#include "tmprec/base/buffer.h"
#include "tmprec/base/memory.h"

/* Rules with wildcards may overlap: this many configurations are looked at, at most. */
enum { MOST_MATCHES = 16 * TP_MACHINE_MAX_TRANSITIONS };

/* The transitions found so far, those of the most exact rules first. */
typedef struct {
  rules *r;
  const numbering *states, *symbols;
  unsigned *rank;                  /* by rule: how exact it is */
  size_t *first, *count;           /* by rule: its transitions */
  tp_machine found;                /* from, read and their index */
  uint32_t *rule;                  /* by transition */
  size_t transitions, from_room, read_room, rule_room, matches;
} expansion;

static unsigned rank_of(const rules *r, size_t t)
{
  unsigned rank = r->from[t] == RULE_ANY ? 0 : r->tapes + 1;
  for (size_t k = 0; k < r->tapes; k++)
    rank += r->read[t * r->tapes + k] != RULE_ANY;
  return rank;
}

/* Rule t is for what a transition that was found before is for. */
static tp_status refuse_ambiguous(const expansion *e, size_t t, size_t known)
{
  const rules *r = e->r;
  const uint32_t *read = e->found.read + known * r->tapes;
  tp_buffer symbols = {NULL, 0, 0};
  for (size_t k = 0; k < r->tapes; k++)
    tp_buffer_printf(&symbols, "%s%s", k ? " " : "", r->symbols.name[read[k]]);
  tp_status s = tp_source_refuse(r->text, r->at[t].line, r->at[t].column,
                                 "ambiguous: this line and line %zu both apply to state '%s' reading '%.300s'", r->at[e->rule[known]].line,
                                 r->states.name[e->found.from[known]], symbols.text);
  tp_buffer_clear(&symbols);
  return s;
}

/* A state and symbols that a rule is for. */
static tp_status match(expansion *e, size_t t, uint32_t state, const uint32_t *read)
{
  const rules *r = e->r;
  const size_t K = r->tapes;
  if (e->matches++ >= MOST_MATCHES)
    return tp_source_refuse(r->text, r->at[t].line, r->at[t].column,
                            "the wildcards match too often: more than %d times", MOST_MATCHES);
  size_t known = tp_machine_lookup(&e->found, state, read);
  if (known != SIZE_MAX) {
    assert(known < e->transitions);
    size_t other = e->rule[known];
    /* Some simulators try rules in their order, others the exact ones first: they shall agree. */
    const int decides = r->spares_blank ? other < t : e->rank[other] > e->rank[t];
    if (decides || tp_rules_agree(r, t, other, state, read))
      return TP_STATUS_OK;
    return refuse_ambiguous(e, t, known);
  }
  size_t n = e->transitions++;
  if (n >= TP_MACHINE_MAX_TRANSITIONS)
    return tp_source_refuse(r->text, r->at[t].line, r->at[t].column, "more than %u transitions (with wildcards expanded)",
                            TP_MACHINE_MAX_TRANSITIONS);
  TP_MEMORY_GROW(e->found.from, e->from_room, n + 1);
  TP_MEMORY_GROW(e->found.read, e->read_room, (n + 1) * K);
  TP_MEMORY_GROW(e->rule, e->rule_room, n + 1);
  e->found.from[n] = state;
  memcpy(e->found.read + n * K, read, K * sizeof *read);
  e->rule[n] = (uint32_t) t;
  e->count[t]++;
  tp_machine_index_transition(&e->found, n);
  return TP_STATUS_OK;
}

/* All symbols that the rule is for, the last tape's first. */
static tp_status match_symbols(expansion *e, size_t t, uint32_t state)
{
  const size_t K = e->r->tapes;
  const uint32_t *pattern = e->r->read + t * K;
  const uint32_t first = e->r->spares_blank ? 1 : 0;      /* the blank is order[0] */
  uint32_t read[TP_MACHINE_MAX_TAPES], place_of[TP_MACHINE_MAX_TAPES];
  for (size_t k = 0; k < K; k++)
    place_of[k] = first;
  for (size_t k = 0; k < K; k++)
    if (pattern[k] == RULE_ANY && first >= e->symbols->count)
      return TP_STATUS_OK;
  for (;;) {
    for (size_t k = 0; k < K; k++)
      read[k] = pattern[k] == RULE_ANY ? e->symbols->order[place_of[k]] : pattern[k];
    tp_status s = match(e, t, state, read);
    if (s != TP_STATUS_OK)
      return s;
    size_t k = K;
    while (k-- > 0) {
      if (pattern[k] == RULE_ANY && ++place_of[k] < e->symbols->count)
        break;
      place_of[k] = first;
    }
    if (k == SIZE_MAX)
      return TP_STATUS_OK;
  }
}

static tp_status match_states(expansion *e, size_t t)
{
  tp_status s = TP_STATUS_OK;
  e->first[t] = e->transitions;
  if (e->r->from[t] != RULE_ANY)
    return match_symbols(e, t, e->r->from[t]);
  for (uint32_t i = 0; i < e->states->count && s == TP_STATUS_OK; i++)
    if (!tp_rules_halts(e->r, e->states->order[i]))
      s = match_symbols(e, t, e->states->order[i]);
  return s;
}

/* The rules written out, in file order. */
static void write_out(expansion *e)
{
  rules *r = e->r, old = *r;
  const size_t K = r->tapes;
  r->from = r->to = r->read = r->write = r->move = NULL;
  r->at = NULL;
  r->count = 0;
  tp_rules_reserve(r, e->transitions);
  for (size_t t = 0; t < old.count; t++)
    for (size_t i = 0; i < e->count[t]; i++) {
      const size_t n = r->count++, found = e->first[t] + i;
      assert(found < e->transitions);
      r->from[n] = e->found.from[found];
      r->to[n] = old.to[t] == RULE_SAME ? r->from[n] : old.to[t];
      r->at[n] = old.at[t];
      for (size_t k = 0; k < K; k++) {
        r->read[n * K + k] = e->found.read[found * K + k];
        r->write[n * K + k] = old.write[t * K + k] == RULE_SAME ? r->read[n * K + k] : old.write[t * K + k];
        r->move[n * K + k] = old.move[t * K + k];
      }
    }
  free(old.from);
  free(old.to);
  free(old.read);
  free(old.write);
  free(old.move);
  free(old.at);
}

int tp_rules_have_wildcards(const rules *r)
{
  for (size_t t = 0; t < r->count; t++)
    if (r->from[t] == RULE_ANY || r->to[t] == RULE_SAME)
      return 1;
  for (size_t i = 0; i < r->count * r->tapes; i++)
    if (r->read[i] == RULE_ANY || r->write[i] == RULE_SAME)
      return 1;
  return 0;
}

tp_status tp_rules_expand(rules *r)
{
  numbering states = tp_number_states(r), symbols = tp_number_symbols(r);
  expansion e = {.r = r, .states = &states, .symbols = &symbols, .found.tapes = r->tapes};
  e.rank = tp_memory_new(r->count, sizeof *e.rank);
  e.first = tp_memory_zeroed(r->count, sizeof *e.first);
  e.count = tp_memory_zeroed(r->count, sizeof *e.count);
  for (size_t t = 0; t < r->count; t++)
    e.rank[t] = rank_of(r, t);
  tp_status s = TP_STATUS_OK;
  for (unsigned rank = 2 * r->tapes + 2; rank-- > 0;)
    for (size_t t = 0; t < r->count && s == TP_STATUS_OK; t++)
      if (e.rank[t] == rank)
        s = match_states(&e, t);
  if (s == TP_STATUS_OK)
    write_out(&e);
  free(e.rank);
  free(e.first);
  free(e.count);
  free(e.rule);
  free(e.found.from);
  free(e.found.read);
  tp_index_clear(&e.found.table);
  tp_numbering_clear(&states);
  tp_numbering_clear(&symbols);
  return s;
}
