/* SPDX-License-Identifier: MIT */
#include "tmprec/machine/machine.h"

#include <stdlib.h>
#include <string.h>

#include "machine_private.h"

typedef struct {
  uint32_t state;
  const uint32_t *read;
} left_side;

static uint64_t hash_left(const tp_machine *m, uint32_t state, const uint32_t *read)
{
  uint64_t h = tp_index_hash(TP_INDEX_SEED, &state, sizeof state);
  return tp_index_hash(h, read, m->tapes * sizeof *read);
}

static uint64_t hash_of(const void *owner, uint32_t number)
{
  const tp_machine *m = owner;
  return hash_left(m, m->from[number], m->read + (size_t) number * m->tapes);
}

static int equal(const void *owner, uint32_t number, const void *key)
{
  const tp_machine *m = owner;
  const left_side *l = key;
  return m->from[number] == l->state
         && !memcmp(m->read + (size_t) number * m->tapes, l->read, m->tapes * sizeof *l->read);
}

size_t tp_machine_lookup(const tp_machine *m, uint32_t state, const uint32_t *read)
{
  uint32_t found = tp_index_find(&m->table, hash_left(m, state, read), equal, m, &(left_side) {state, read});
  return found == UINT32_MAX ? SIZE_MAX : found;
}

int tp_machine_index_transition(tp_machine *m, size_t index)
{
  if (tp_machine_lookup(m, m->from[index], m->read + index * m->tapes) != SIZE_MAX)
    return 0;
  tp_index_add(&m->table, (uint32_t) index, hash_of, m);
  return 1;
}

void tp_machine_free(tp_machine *m)
{
  if (!m)
    return;
  tp_machine_clear_spelling(m);
  tp_names_clear(&m->states);
  tp_names_clear(&m->symbols);
  tp_index_clear(&m->table);
  free(m->word);
  free(m->generator);
  free(m->notes);
  free(m->doubts);
  free(m->chosen);
  free(m->halts);
  free(m->from);
  free(m->to);
  free(m->read);
  free(m->write);
  free(m->move);
  free(m);
}

uint32_t tp_machine_tapes(const tp_machine *m) { return m->tapes; }
uint32_t tp_machine_states(const tp_machine *m) { return (uint32_t) m->states.count; }
uint32_t tp_machine_symbols(const tp_machine *m) { return (uint32_t) m->symbols.count; }
uint32_t tp_machine_inputs(const tp_machine *m) { return m->inputs; }
uint32_t tp_machine_halting(const tp_machine *m) { return m->halting; }
int tp_machine_halts(const tp_machine *m, uint32_t state) { return m->halts[state] != 0; }
int tp_machine_is_named_halt(const tp_machine *m, uint32_t state) { return m->halts[state] == HALTS_NAMED; }

uint32_t tp_machine_halting_states(const tp_machine *m)
{
  uint32_t count = 0;
  for (uint32_t q = 0; q < tp_machine_states(m); q++)
    count += m->halts[q] != 0;
  return count;
}

uint32_t tp_machine_without_rule(const tp_machine *m) { return m->without_rule; }
int tp_machine_halts_without_rule(const tp_machine *m) { return m->halts_without_rule; }
int tp_machine_words_have_blanks(const tp_machine *m) { return m->blank_in_words; }
uint32_t tp_machine_head(const tp_machine *m) { return m->head; }
uint32_t tp_machine_blanks_before(const tp_machine *m) { return m->blanks_before; }
size_t tp_machine_written(const tp_machine *m) { return m->written; }
int tp_machine_is_terse(const tp_machine *m) { return m->terse; }
int tp_machine_is_two_way(const tp_machine *m) { return m->two_way; }
uint32_t tp_machine_zero(const tp_machine *m) { return m->zero; }
size_t tp_machine_transitions(const tp_machine *m) { return m->transitions; }

const char *tp_machine_notes(const tp_machine *m) { return m->notes ? m->notes : ""; }
const char *tp_machine_doubts(const tp_machine *m) { return m->doubts ? m->doubts : ""; }
const char *tp_machine_word(const tp_machine *m) { return m->word; }
const char *tp_machine_generator(const tp_machine *m) { return m->generator; }
const char *tp_machine_chosen(const tp_machine *m) { return m->chosen ? m->chosen : ""; }

const char *tp_machine_state_name(const tp_machine *m, uint32_t state) { return m->states.name[state]; }
const char *tp_machine_symbol_name(const tp_machine *m, uint32_t symbol) { return m->symbols.name[symbol]; }

uint32_t tp_machine_find_state(const tp_machine *m, const char *name, size_t length)
{
  return tp_names_find(&m->states, name, length);
}

uint32_t tp_machine_find_symbol(const tp_machine *m, const char *name, size_t length)
{
  return tp_names_find(&m->symbols, name, length);
}

tp_transition tp_machine_transition(const tp_machine *m, size_t i)
{
  return (tp_transition) {m->from[i], m->to[i], m->read + i * m->tapes, m->write + i * m->tapes, m->move + i * m->tapes};
}
