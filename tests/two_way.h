/* SPDX-License-Identifier: MIT */
/* A plain run of a two-way machine, and random two-way machines. */
#ifndef TWO_WAY_H
#define TWO_WAY_H

#include <check.h>
#include <string.h>

#include "machine_text.h"
#include "random_machines.h"

enum { STEPS = 80, REACH = STEPS + RANDOM_WORD, CELLS = 2 * REACH + 1 };

/* Cell i of a tape is cell[REACH + i]. */
typedef struct {
  const tp_machine *m;
  uint32_t state, cell[RANDOM_TAPES][CELLS];
  int head[RANDOM_TAPES], least[RANDOM_TAPES], most[RANDOM_TAPES];
} plain_run;

static inline void plain_start(plain_run *p, const tp_machine *m, const tp_word *input)
{
  memset(p, 0, sizeof *p);
  p->m = m;
  for (size_t i = 0; i < input->length; i++)
    p->cell[0][REACH + i] = input->symbol[i];
}

/* The first transition of the table that fits, or NULL. */
static inline int plain_find(const plain_run *p, tp_transition *t)
{
  for (size_t i = 0; i < tp_machine_transitions(p->m); i++) {
    int fits = 1;
    *t = tp_machine_transition(p->m, i);
    for (uint32_t k = 0; k < tp_machine_tapes(p->m); k++)
      fits &= t->read[k] == p->cell[k][REACH + p->head[k]];
    if (fits && t->from == p->state)
      return 1;
  }
  return 0;
}

static inline void plain_take(plain_run *p, tp_transition t)
{
  p->state = t.to;
  for (uint32_t k = 0; k < tp_machine_tapes(p->m); k++) {
    p->cell[k][REACH + p->head[k]] = t.write[k];
    p->head[k] += (int) t.move[k] - TP_MOVE_S;
    p->least[k] = p->head[k] < p->least[k] ? p->head[k] : p->least[k];
    p->most[k] = p->head[k] > p->most[k] ? p->head[k] : p->most[k];
  }
}

/* Would a step take a head of these tapes left of cell 0? */
static inline int plain_leaves(const plain_run *p, tp_transition t, uint32_t tapes)
{
  for (uint32_t k = 0; k < tp_machine_tapes(p->m); k++)
    if (tapes >> k & 1 && p->head[k] == 0 && t.move[k] == TP_MOVE_L)
      return 1;
  return 0;
}

typedef struct {
  random_machine of;               /* its text, the word, the machine */
  tp_word input;
} two_way_machine;

/* With `symbols` more input symbols, that no word has. */
static inline two_way_machine draw(random_source *s, uint32_t symbols)
{
  two_way_machine a = {.of = {.m = NULL}};
  tp_buffer text = {NULL, 0, 0};
  uint32_t symbol[RANDOM_WORD];
  tp_error err;
  random_write_machine(s, &text);
  char *inputs = strstr(text.text, "\ninput") + strlen("\ninput");
  tp_buffer_puts(&a.of.text, "two-way\n");
  tp_buffer_put(&a.of.text, text.text, (size_t) (inputs - text.text) + strcspn(inputs, "\n"));
  tp_machine *small = parse(text.text);
  uint32_t used = tp_machine_inputs(small);
  tp_machine_free(small);
  for (uint32_t i = 0; i < symbols; i++)
    tp_buffer_printf(&a.of.text, " more%" PRIu32, i);
  tp_buffer_puts(&a.of.text, inputs + strcspn(inputs, "\n"));
  a.of.m = parse(a.of.text.text);
  size_t length = random_below(s, RANDOM_WORD + 1);
  for (size_t i = 0; i < length; i++)
    symbol[i] = 1 + random_below(s, used);
  tp_buffer_puts(&a.of.input, "");
  tp_word_print(&a.of.input, a.of.m, symbol, length);
  ck_assert(tp_word_parse(&a.input, a.of.m, a.of.input.text, &err) == TP_STATUS_OK);
  tp_buffer_clear(&text);
  return a;
}

static inline void two_way_clear(two_way_machine *a)
{
  random_machine_clear(&a->of);
  tp_word_clear(&a->input);
}

#endif
