/* SPDX-License-Identifier: MIT */
/* Sequence and output of a machine, found without the library's run.c and chain.c. */
#ifndef NAIVE_RUN_H
#define NAIVE_RUN_H

#include <check.h>

#include "random_machines.h"
#include "tmprec/base/memory.h"

typedef struct {
  const tp_machine *m;
  uint32_t cell[RANDOM_TAPES][RANDOM_STEPS + RANDOM_WORD + 1];
  size_t writes[RANDOM_TAPES][RANDOM_STEPS + RANDOM_WORD + 1];      /* in this context */
  size_t head[RANDOM_TAPES];
  uint32_t state;
  size_t steps, rewrites;          /* rewrites: most writes of a cell before it is looked at */
  size_t space;                    /* cells that the input has or a head was in */
  tp_buffer text;                  /* the sequence, a token a line */
} simulation;

static inline tp_transition find_transition(const simulation *s)
{
  tp_transition found = {0};
  size_t matches = 0;
  for (size_t i = 0; i < tp_machine_transitions(s->m); i++) {
    tp_transition t = tp_machine_transition(s->m, i);
    int applies = t.from == s->state;
    for (uint32_t k = 0; k < tp_machine_tapes(s->m); k++)
      applies &= t.read[k] == s->cell[k][s->head[k]];
    if (applies)
      found = t;
    matches += (size_t) applies;
  }
  ck_assert_uint_eq(matches, 1);
  return found;
}

static inline void write_position_block(simulation *s, unsigned r)
{
  tp_buffer_puts(&s->text, "pos\n");
  for (size_t place = 1; place < (size_t) 1 << r; place *= 2) {
    tp_buffer_puts(&s->text, "bit:");
    for (uint32_t k = 0; k < tp_machine_tapes(s->m); k++)
      tp_buffer_puts(&s->text, s->head[k] / place % 2 ? "+" : "-");
    tp_buffer_puts(&s->text, "\n");
  }
  tp_buffer_puts(&s->text, "epos\n");
}

static inline void look_at(simulation *s, uint32_t tape, size_t cell)
{
  if (s->writes[tape][cell] > s->rewrites)
    s->rewrites = s->writes[tape][cell];
}

static inline void take_step(simulation *s)
{
  const uint32_t K = tp_machine_tapes(s->m);
  tp_transition t = find_transition(s);
  tp_buffer_printf(&s->text, "run:%s", tp_machine_state_name(s->m, t.to));
  for (uint32_t k = 0; k < K; k++) {
    s->cell[k][s->head[k]] = t.write[k];
    s->writes[k][s->head[k]]++;
    tp_buffer_printf(&s->text, "%c%s", k ? ',' : '/', tp_machine_symbol_name(s->m, t.write[k]));
  }
  for (uint32_t k = 0; k < K; k++) {
    if (t.move[k] == TP_MOVE_R)
      s->head[k]++;
    else if (t.move[k] == TP_MOVE_L && s->head[k] > 0)
      s->head[k]--;
    if (s->head[k] >= s->space)
      s->space = s->head[k] + 1;
    look_at(s, k, s->head[k]);
    tp_buffer_printf(&s->text, "%c%c", k ? ',' : '/', t.move[k] == TP_MOVE_L ? 'L' : t.move[k] == TP_MOVE_R ? 'R' : 'S');
  }
  tp_buffer_puts(&s->text, "\n");
  s->state = t.to;
  s->steps++;
}

static inline size_t output_length(const simulation *s)
{
  size_t length = sizeof s->cell[0] / sizeof *s->cell[0];
  while (length && s->cell[0][length - 1] == 0)
    length--;
  return length;
}

/* Input symbols only, no blank inside. */
static inline int has_output(const simulation *s)
{
  for (size_t i = 0; i < output_length(s); i++)
    if (s->cell[0][i] == 0 || s->cell[0][i] > tp_machine_inputs(s->m))
      return 0;
  return 1;
}

static inline void write_symbols(simulation *s, size_t length)
{
  for (size_t i = 0; i < length; i++)
    tp_buffer_printf(&s->text, "sym:%s\n", tp_machine_symbol_name(s->m, s->cell[0][i]));
}

static inline void write_summary(simulation *s)
{
  tp_buffer_puts(&s->text, "summ\n");
  for (size_t i = 0; i < s->space; i++)
    for (uint32_t k = 0; k < tp_machine_tapes(s->m); k++)
      tp_buffer_printf(&s->text, "%s%s%s%s", k ? "," : "cell:", tp_machine_symbol_name(s->m, s->cell[k][i]),
                       s->head[k] == i ? "^" : "", k + 1 < tp_machine_tapes(s->m) ? "" : "\n");
  tp_buffer_printf(&s->text, "state:%s\nesumm\n", tp_machine_state_name(s->m, s->state));
}

/* The summary's tokens look at one cell after the other; in the context that begins
   with it, each of them was written once. */
static inline void summarize(simulation *s)
{
  write_summary(s);
  tp_buffer_puts(&s->text, "\n");
  write_summary(s);
  for (uint32_t k = 0; k < tp_machine_tapes(s->m); k++)
    for (size_t i = 0; i < s->space; i++) {
      look_at(s, k, i);
      s->writes[k][i] = 1;
    }
  for (uint32_t k = 0; k < tp_machine_tapes(s->m); k++)
    look_at(s, k, s->head[k]);
}

/* After each step: a summary, a position block, or nothing. */
static inline void write_run(simulation *s, tp_chain_mode mode, size_t prompt, unsigned r)
{
  size_t trace = 0, since = 0, before;
  while (before = s->rewrites, take_step(s), trace++, since++, s->state != tp_machine_halting(s->m)) {
    ck_assert_uint_lt(s->steps, RANDOM_STEPS);
    if (mode == TP_MODE_SCOT && trace >= 3 * (prompt - 1)) {
      summarize(s);
      prompt = s->space + 3;
      trace = since = 0;
    } else if (since == r) {
      write_position_block(s, r);
      trace += r + 2;
      since = 0;
    }
  }
  if (!has_output(s))              /* the last step is not fed, and does not look */
    s->rewrites = before;
}

static inline simulation *simulate(const tp_machine *m, const tp_word *input, tp_chain_mode mode, unsigned r)
{
  simulation *s = tp_memory_zeroed(1, sizeof *s);
  s->m = m;
  for (size_t i = 0; i < input->length; i++) {
    s->cell[0][i] = input->symbol[i];
    s->writes[0][i] = 1;
  }
  s->space = input->length ? input->length : 1;
  for (uint32_t k = 0; k < tp_machine_tapes(m); k++)
    look_at(s, k, 0);
  tp_buffer_puts(&s->text, "inp\n");
  write_symbols(s, input->length);
  tp_buffer_puts(&s->text, "einp\n");
  write_run(s, mode, input->length + 2, r);
  if (!has_output(s))
    return s;
  tp_buffer_puts(&s->text, "outp\n");
  write_symbols(s, output_length(s));
  tp_buffer_puts(&s->text, "eoutp\n");
  for (size_t i = 0; i <= output_length(s); i++)     /* outp looks at cell 0, and so on */
    look_at(s, 0, i);
  return s;
}

#endif
