#include "tmprec/machine/machine.h"

#include <stdlib.h>
#include <string.h>

#include "machine_private.h"

typedef struct {
  uint32_t state;
  const uint32_t *read;
} left_side;

static uint64_t hash_left(const machine *m, uint32_t state, const uint32_t *read)
{
  uint64_t h = index_hash(INDEX_SEED, &state, sizeof state);
  return index_hash(h, read, m->tapes * sizeof *read);
}

static uint64_t hash_of(const void *owner, uint32_t number)
{
  const machine *m = owner;
  return hash_left(m, m->from[number], m->read + (size_t) number * m->tapes);
}

static int equal(const void *owner, uint32_t number, const void *key)
{
  const machine *m = owner;
  const left_side *l = key;
  return m->from[number] == l->state
         && !memcmp(m->read + (size_t) number * m->tapes, l->read, m->tapes * sizeof *l->read);
}

size_t machine_lookup(const machine *m, uint32_t state, const uint32_t *read)
{
  uint32_t found = index_find(&m->table, hash_left(m, state, read), equal, m, &(left_side) {state, read});
  return found == UINT32_MAX ? SIZE_MAX : found;
}

int machine_index_transition(machine *m, size_t index)
{
  if (machine_lookup(m, m->from[index], m->read + index * m->tapes) != SIZE_MAX)
    return 0;
  index_add(&m->table, (uint32_t) index, hash_of, m);
  return 1;
}

void machine_free(machine *m)
{
  if (!m)
    return;
  names_clear(&m->states);
  names_clear(&m->symbols);
  index_clear(&m->table);
  free(m->from);
  free(m->to);
  free(m->read);
  free(m->write);
  free(m->move);
  free(m);
}

uint32_t machine_tapes(const machine *m) { return m->tapes; }
uint32_t machine_states(const machine *m) { return (uint32_t) m->states.count; }
uint32_t machine_symbols(const machine *m) { return (uint32_t) m->symbols.count; }
uint32_t machine_inputs(const machine *m) { return m->inputs; }
uint32_t machine_halting(const machine *m) { return m->halting; }
int machine_is_terse(const machine *m) { return m->terse; }
int machine_is_two_way(const machine *m) { return m->two_way; }
uint32_t machine_zero(const machine *m) { return m->zero; }
size_t machine_transitions(const machine *m) { return m->transitions; }

const char *machine_state_name(const machine *m, uint32_t state) { return m->states.name[state]; }
const char *machine_symbol_name(const machine *m, uint32_t symbol) { return m->symbols.name[symbol]; }

uint32_t machine_find_state(const machine *m, const char *name, size_t length)
{
  return names_find(&m->states, name, length);
}

uint32_t machine_find_symbol(const machine *m, const char *name, size_t length)
{
  return names_find(&m->symbols, name, length);
}

transition machine_transition(const machine *m, size_t i)
{
  return (transition) {m->from[i], m->to[i], m->read + i * m->tapes, m->write + i * m->tapes, m->move + i * m->tapes};
}
