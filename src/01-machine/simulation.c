/* SPDX-License-Identifier: MIT */
#include "tmprec/machine/simulation.h"

#include <stdlib.h>
#include <string.h>

#include "machine_private.h"
#include "run_private.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/recovery.h"

/* With more entries a table of all configurations takes longer to fill than it saves. */
#define TABLE_MOST ((uint64_t) 1 << 20)

enum { TAPE_LEAST = 64 };          /* cells at the start */

/* Entries of the table, or 0 if they are too many. */
static uint64_t table_size(const tp_machine *m)
{
  uint64_t size = tp_machine_states(m);
  for (uint32_t k = 0; k < m->tapes; k++) {
    size *= tp_machine_symbols(m);
    if (size > TABLE_MOST)
      return 0;
  }
  return size;
}

static uint32_t *new_table(const tp_machine *m)
{
  uint64_t size = table_size(m);
  if (!size)
    return NULL;
  uint32_t *table = tp_memory_new(size, sizeof *table);
  memset(table, 0xff, size * sizeof *table);
  for (size_t t = 0; t < m->transitions; t++) {
    size_t at = m->from[t];
    for (uint32_t k = 0; k < m->tapes; k++)
      at = at * tp_machine_symbols(m) + m->read[t * m->tapes + k];
    table[at] = (uint32_t) t;
  }
  return table;
}

void tp_simulation_start(tp_simulation *s, const tp_machine *m, const tp_word *input)
{
  *s = (tp_simulation) {.m = m, .table = new_table(m)};
  for (uint32_t k = 0; k < m->tapes; k++) {
    tp_simulated_tape *t = s->tape + k;
    size_t written = k ? 0 : input->length, head = k ? 0 : m->head, used = written > head ? written : head + 1;
    t->length = used < TAPE_LEAST ? TAPE_LEAST : used;
    t->head = t->last = head;
    t->cell = tp_memory_zeroed(t->length, sizeof *t->cell);
    if (written)
      memcpy(t->cell, input->symbol, written * sizeof *t->cell);
  }
}

void tp_simulation_clear(tp_simulation *s)
{
  for (uint32_t k = 0; k < TP_MACHINE_MAX_TAPES; k++)
    free(s->tape[k].cell);
  free(s->table);
  *s = (tp_simulation) {0};
}

/* Double the tape; the new cells go to the left, or else to the right. */
static void grow(tp_simulated_tape *t, int left)
{
  size_t more = t->length, shift = left ? more : 0;
  t->cell = tp_memory_resize(t->cell, t->length + more, sizeof *t->cell);
  memmove(t->cell + shift, t->cell, t->length * sizeof *t->cell);
  memset(t->cell + (left ? 0 : t->length), 0, more * sizeof *t->cell);
  t->length += more;
  t->origin += shift;
  t->head += shift;
  t->first += shift;
  t->last += shift;
}

static void move_left(tp_simulated_tape *t, int two_way)
{
  if (t->head == 0) {
    if (!two_way)                  /* cell 0 is entry 0 */
      return;
    grow(t, 1);
  }
  t->head--;
  if (t->head < t->first)
    t->first = t->head;
}

static void move_right(tp_simulated_tape *t)
{
  if (t->head + 1 == t->length)
    grow(t, 0);
  t->head++;
  if (t->head > t->last)
    t->last = t->head;
}

static void read_symbols(const tp_simulation *s, uint32_t *read)
{
  for (uint32_t k = 0; k < s->m->tapes; k++)
    read[k] = s->tape[k].cell[s->tape[k].head];
}

/* The transition that applies, or UINT32_MAX. */
static uint32_t find(const tp_simulation *s)
{
  const tp_machine *m = s->m;
  if (!s->table) {
    uint32_t read[TP_MACHINE_MAX_TAPES];
    read_symbols(s, read);
    return (uint32_t) tp_machine_lookup(m, s->state, read);    /* SIZE_MAX becomes UINT32_MAX */
  }
  size_t at = s->state, symbols = m->symbols.count;
  for (uint32_t k = 0; k < m->tapes; k++)
    at = at * symbols + s->tape[k].cell[s->tape[k].head];
  return s->table[at];
}

tp_simulation_end tp_simulation_run(tp_simulation *s, uint64_t steps)
{
  const tp_machine *m = s->m;
  for (uint64_t left = steps; !m->halts[s->state]; left--) {
    uint32_t found = find(s);
    if (found == UINT32_MAX)
      return TP_SIMULATION_STUCK;
    if (!left)
      return TP_SIMULATION_GOES_ON;
    s->state = m->to[found];
    if (++s->steps % TP_RECOVERY_STEPS == 0)
      tp_recovery_tell(s->steps);
    for (uint32_t k = 0; k < m->tapes; k++) {
      tp_simulated_tape *t = s->tape + k;
      t->cell[t->head] = m->write[(size_t) found * m->tapes + k];
      uint32_t move = m->move[(size_t) found * m->tapes + k];
      if (move == TP_MOVE_L)
        move_left(t, m->two_way);
      else if (move == TP_MOVE_R)
        move_right(t);
    }
  }
  return TP_SIMULATION_HALTED;
}

static int64_t cell_of(const tp_simulated_tape *t, size_t entry)
{
  return (int64_t) entry - (int64_t) t->origin;
}

int64_t tp_simulation_head(const tp_simulation *s, uint32_t k) { return cell_of(s->tape + k, s->tape[k].head); }
int64_t tp_simulation_leftmost(const tp_simulation *s, uint32_t k) { return cell_of(s->tape + k, s->tape[k].first); }
int64_t tp_simulation_rightmost(const tp_simulation *s, uint32_t k) { return cell_of(s->tape + k, s->tape[k].last); }

uint32_t tp_simulation_symbol(const tp_simulation *s, uint32_t k, int64_t cell)
{
  const tp_simulated_tape *t = s->tape + k;
  int64_t entry = cell + (int64_t) t->origin;
  return entry < 0 || entry >= (int64_t) t->length ? 0 : t->cell[entry];
}

uint64_t tp_simulation_nonzero(const tp_simulation *s, uint32_t k)
{
  const tp_simulated_tape *t = s->tape + k;
  uint64_t count = 0;
  for (size_t i = 0; i < t->length; i++)
    count += t->cell[i] != 0 && t->cell[i] != s->m->zero;
  return count;
}

tp_status tp_simulation_output(tp_word *out, const tp_simulation *s, tp_error *err)
{
  const tp_simulated_tape *t = s->tape;
  return tp_run_take_output(out, s->m, t->cell + t->origin, t->length - t->origin, err);
}

tp_status tp_simulation_stuck(const tp_simulation *s, tp_error *err)
{
  uint32_t read[TP_MACHINE_MAX_TAPES];
  read_symbols(s, read);
  return tp_run_stuck(s->m, s->state, read, s->steps, err);
}
