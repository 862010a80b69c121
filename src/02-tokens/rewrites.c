/* SPDX-License-Identifier: MIT */
/* The rewrites of a transcript (doc/precision.md, section 3.1): how many writes of a cell a context
   contains when a head looks at the cell.  A head that looks for writes ties over them
   (doc/construction.md, "What do the heads see"). */
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/machine/machine.h"
#include "tmprec/tokens/transcript.h"

/* How often each cell of a tape was written so far. */
typedef struct {
  size_t *writes, length, capacity, head;
} counted_tape;

typedef struct {
  counted_tape tape[TP_MACHINE_MAX_TAPES];
  uint32_t tapes;
  size_t most;
} count;

static void write_cell(counted_tape *t, size_t cell)
{
  if (cell >= t->length) {
    TP_MEMORY_GROW(t->writes, t->capacity, cell + 1);
    memset(t->writes + t->length, 0, (cell + 1 - t->length) * sizeof *t->writes);
    t->length = cell + 1;
  }
  t->writes[cell]++;
}

static void look_at(count *c, uint32_t k, size_t cell)
{
  const counted_tape *t = c->tape + k;
  if (cell < t->length && t->writes[cell] > c->most)
    c->most = t->writes[cell];
}

static void look_on_all(count *c, size_t cell)
{
  for (uint32_t k = 0; k < c->tapes; k++)
    look_at(c, k, cell);
}

static void look_under_heads(count *c)
{
  for (uint32_t k = 0; k < c->tapes; k++)
    look_at(c, k, c->tape[k].head);
}

/* A token of the prompt, after the first one, that tells a cell of tape 1, or of all tapes. */
static void read_prompt(count *c, const uint32_t *token, size_t cell)
{
  if (token[0] == TP_TOKEN_SYM)
    write_cell(c->tape, cell);
  for (uint32_t k = 0; token[0] == TP_TOKEN_CELL && k < c->tapes; k++) {
    write_cell(c->tape + k, cell);
    if (token[1 + c->tapes + k])
      c->tape[k].head = cell;
  }
}

static void take_step(count *c, const uint32_t *token)
{
  for (uint32_t k = 0; k < c->tapes; k++) {
    counted_tape *t = c->tape + k;
    uint32_t move = token[2 + c->tapes + k];
    write_cell(t, t->head);
    t->head += move == TP_MOVE_R;
    t->head -= move == TP_MOVE_L && t->head;
  }
}

static void count_segment(count *c, const tp_segment *s)
{
  size_t end_part = 0;             /* position of outp or summ, once there */
  for (size_t p = 0; p < s->tokens.length; p++) {
    const uint32_t *token = tp_sequence_token(&s->tokens, p);
    int is_fed = p + 1 < s->tokens.length;
    if (p < s->prompt_end) {
      if (p)                       /* cell i stands at position i + 1 */
        read_prompt(c, token, p - 1);
      continue;
    }
    if (token[0] == TP_TOKEN_RUN)
      take_step(c, token);
    if (token[0] == TP_TOKEN_OUTP || token[0] == TP_TOKEN_SUMM)
      end_part = p;
    if (!is_fed)
      continue;
    if (p == s->prompt_end || token[0] == TP_TOKEN_RUN)
      look_under_heads(c);
    else if (token[0] == TP_TOKEN_OUTP || token[0] == TP_TOKEN_SYM)
      look_at(c, 0, p - end_part);
    else if (token[0] == TP_TOKEN_SUMM || token[0] == TP_TOKEN_CELL)
      look_on_all(c, p - end_part);
  }
}

size_t tp_segment_rewrites(const tp_segment *s)
{
  count c = {.tapes = s->tokens.tapes};
  count_segment(&c, s);
  for (uint32_t k = 0; k < c.tapes; k++)
    free(c.tape[k].writes);
  return c.most;
}

size_t tp_transcript_rewrites(const tp_transcript *t)
{
  size_t most = 0;
  for (size_t i = 0; i < t->segments; i++) {
    const size_t here = tp_segment_rewrites(t->segment + i);
    most = here > most ? here : most;
  }
  return most;
}
