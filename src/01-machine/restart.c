/* SPDX-License-Identifier: MIT */
/* The same machine, from another state and cell on.  States have the numbers that they have in a machine that is read with
   this start state (machine.h): so both make the same transformer. */
#include <stdlib.h>
#include <string.h>

#include "machine_private.h"
#include "tmprec/base/memory.h"
#include "tmprec/machine/start.h"

typedef struct {
  uint32_t *number, *order, count;  /* of each state its new number, or UINT32_MAX; and of each of these the state */
} renumbering;

static void take(renumbering *n, uint32_t state)
{
  if (n->number[state] != UINT32_MAX)
    return;
  n->number[state] = n->count;
  n->order[n->count++] = state;
}

static renumbering renumber(const tp_machine *m, uint32_t start)
{
  const uint32_t Q = tp_machine_states(m);
  renumbering n = {tp_memory_new(Q, sizeof *n.number), tp_memory_new(Q, sizeof *n.order), 0};
  memset(n.number, 0xff, Q * sizeof *n.number);
  take(&n, start);
  for (size_t t = 0; t < m->transitions; t++)
    take(&n, m->from[t]);
  for (size_t t = 0; t < m->transitions; t++)
    take(&n, m->to[t]);
  for (uint32_t q = 0; q < Q; q++)
    take(&n, q);
  return n;
}

static uint32_t *copy(const uint32_t *from, size_t count)
{
  uint32_t *to = tp_memory_new(count, sizeof *to);
  memcpy(to, from, count * sizeof *to);
  return to;
}

static char *copy_text(const char *text)
{
  return text ? tp_memory_string(text, strlen(text)) : NULL;
}

static void copy_names(tp_machine *to, const tp_machine *m, const renumbering *n)
{
  to->states = to->symbols = (names) {.count = 0};
  to->state_text = to->symbol_text = NULL;
  to->halts = tp_memory_zeroed(n->count, 1);
  for (uint32_t q = n->count; q-- > 0;)
    if ((to->halts[q] = m->halts[n->order[q]]))
      to->halting = q;
  for (uint32_t q = 0; q < n->count; q++)
    tp_names_add(&to->states, m->states.name[n->order[q]], m->states.length[n->order[q]]);
  for (size_t a = 0; a < m->symbols.count; a++)
    tp_names_add(&to->symbols, m->symbols.name[a], m->symbols.length[a]);
  tp_machine_spell(to);
}

static void copy_table(tp_machine *to, const tp_machine *m, const renumbering *n)
{
  const size_t cells = m->transitions * m->tapes;
  to->table = (tp_index_table) {.slots = 0};
  to->from = tp_memory_new(m->transitions, sizeof *to->from);
  to->to = tp_memory_new(m->transitions, sizeof *to->to);
  to->read = copy(m->read, cells);
  to->write = copy(m->write, cells);
  to->move = copy(m->move, cells);
  for (size_t t = 0; t < m->transitions; t++) {
    to->from[t] = n->number[m->from[t]];
    to->to[t] = n->number[m->to[t]];
    tp_machine_index_transition(to, t);
  }
}

/* What is doubtful of states depends on where it starts; it is the last line. */
static char *doubts_of(const tp_machine *to, const tp_machine *m)
{
  const char *old = tp_machine_doubts(m), *of_states = strstr(old, TP_DOUBT_OF_STATES);
  tp_buffer b = {NULL, 0, 0};
  tp_buffer_put(&b, old, of_states ? (size_t) (of_states - old) : strlen(old));
  tp_machine_doubt_states(&b, to);
  char *text = b.length ? tp_memory_string(b.text, b.length) : NULL;
  tp_buffer_clear(&b);
  return text;
}

tp_machine *tp_machine_restart(const tp_machine *m, uint32_t state, uint32_t head)
{
  tp_machine *to = tp_memory_new(1, sizeof *to);
  renumbering n = renumber(m, state);
  *to = *m;
  to->head = head;
  to->without_rule = m->without_rule == UINT32_MAX ? UINT32_MAX : n.number[m->without_rule];
  copy_names(to, m, &n);
  copy_table(to, m, &n);
  to->word = copy_text(m->word);
  to->generator = copy_text(m->generator);
  to->notes = copy_text(m->notes);
  to->chosen = copy_text(m->chosen);
  to->doubts = doubts_of(to, m);
  free(n.number);
  free(n.order);
  return to;
}
