/* SPDX-License-Identifier: MIT */
#include "tmprec/tokens/chain.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"
#include "tmprec/base/recovery.h"
#include "tmprec/machine/configuration.h"

const char *const tp_chain_mode_name[TP_CHAIN_MODES] = {"cot", "scot"};

struct tp_teller {
  tp_told_run of;
  unsigned r;
  tp_configuration at;
  size_t steps;                    /* told so far */
  int is_done;                     /* the last segment is told */
  /* Of the segment at work: */
  tp_sequence *out;                /* NULL: its tokens are only counted */
  size_t length, prompt;           /* tokens so far, and those of its prompt */
  size_t in_block;                 /* run tokens since the prompt or the last position block */
  uint32_t unwritten[TP_TOKEN_STRIDE(TP_MACHINE_MAX_TAPES)];
};

/* Append a token; its fields are to be set. */
static uint32_t *put(tp_teller *t, uint32_t family)
{
  t->length++;
  return t->out ? tp_sequence_append(t->out, family) : t->unwritten;
}

static void put_symbols(tp_teller *t, const tp_word *w)
{
  for (size_t i = 0; i < w->length; i++)
    put(t, TP_TOKEN_SYM)[0] = w->symbol[i];
}

static void put_input(tp_teller *t)
{
  put(t, TP_TOKEN_INP);
  put_symbols(t, t->of.input);
  put(t, TP_TOKEN_EINP);
}

static void put_output(tp_teller *t)
{
  put(t, TP_TOKEN_OUTP);
  put_symbols(t, &t->of.run->output);
  put(t, TP_TOKEN_EOUTP);
}

/* The machine makes the step that it made in the run. */
static void put_step(tp_teller *t)
{
  const uint32_t K = tp_machine_tapes(t->at.m);
  const tp_transition step = tp_machine_transition(t->at.m, tp_configuration_next(&t->at));
  uint32_t *field = put(t, TP_TOKEN_RUN);
  field[0] = step.to;
  for (uint32_t k = 0; k < K; k++) {
    field[1 + k] = step.write[k];
    field[1 + K + k] = step.move[k];
  }
  t->in_block++;
  t->steps++;
  tp_configuration_take(&t->at, step);
}

static void put_position_block(tp_teller *t)
{
  put(t, TP_TOKEN_POS);
  for (unsigned bit = 0; bit < t->r; bit++) {
    uint32_t *field = put(t, TP_TOKEN_BIT);
    for (uint32_t k = 0; k < tp_machine_tapes(t->at.m); k++)
      field[k] = (uint32_t) ((uint64_t) t->at.tape[k].head >> bit & 1);
  }
  put(t, TP_TOKEN_EPOS);
  t->in_block = 0;
}

static void put_summary(tp_teller *t)
{
  const uint32_t K = tp_machine_tapes(t->at.m);
  put(t, TP_TOKEN_SUMM);
  for (size_t cell = 0; cell < t->at.space; cell++) {
    uint32_t *field = put(t, TP_TOKEN_CELL);
    for (uint32_t k = 0; k < K; k++) {
      field[k] = tp_configuration_symbol(&t->at, k, cell);
      field[K + k] = t->at.tape[k].head == cell;
    }
  }
  put(t, TP_TOKEN_STATE)[0] = t->at.state;
  put(t, TP_TOKEN_ESUMM);
}

/* After a step that is not the last.  With p the number of tokens of the prompt, a summary follows if
   3 (p - 1) or more tokens come after the prompt.  Else a position block follows if r run tokens
   are in a row. */
static int is_summary_due(const tp_teller *t)
{
  return t->of.mode == TP_MODE_SCOT && t->length - t->prompt >= 3 * (t->prompt - 1);
}

static void begin_segment(tp_teller *t, tp_sequence *out)
{
  t->out = out;
  t->length = t->in_block = 0;
  if (t->steps)
    put_summary(t);
  else
    put_input(t);
  t->prompt = t->length;
}

/* The next segment; 0 if there is none.  With more than `enough` tokens it counts as the last. */
static int tell_segment(tp_teller *t, tp_sequence *out, size_t enough)
{
  const tp_machine_run *run = t->of.run;
  if (t->is_done)
    return 0;
  begin_segment(t, out);
  while (t->steps < run->steps && t->length <= enough) {
    put_step(t);
    if (t->steps % TP_RECOVERY_STEPS == 0)
      tp_recovery_tell(run->steps);
    if (t->steps == run->steps)
      break;
    if (is_summary_due(t)) {
      put_summary(t);
      t->is_done = t->length > enough;
      return 1;
    }
    if (t->in_block == t->r)
      put_position_block(t);
  }
  t->is_done = 1;
  if (run->has_output)
    put_output(t);
  return 1;
}

static void start(tp_teller *t, const tp_told_run *c, unsigned r)
{
  *t = (tp_teller) {.of = *c, .r = r};
  tp_configuration_start(&t->at, c->m, c->input);
}

tp_teller *tp_teller_new(const tp_told_run *c, unsigned r)
{
  tp_teller *t = tp_memory_new(1, sizeof *t);
  start(t, c, r);
  return t;
}

void tp_teller_free(tp_teller *t)
{
  if (!t)
    return;
  tp_configuration_clear(&t->at);
  free(t);
}

int tp_teller_next(tp_teller *t, tp_segment *s)
{
  if (t->is_done)
    return 0;
  s->tokens.length = 0;
  tell_segment(t, &s->tokens, SIZE_MAX);
  s->prompt_end = t->prompt - 1;
  return 1;
}

static tp_told_size count(const tp_told_run *c, unsigned r, size_t enough)
{
  tp_told_size size = {.segments = 0};
  tp_teller t;
  start(&t, c, r);
  while (tell_segment(&t, NULL, enough))
    tp_told_size_add(&size, t.length, t.prompt);
  tp_configuration_clear(&t.at);
  return size;
}

static size_t plain_length(const tp_told_run *c, unsigned r)
{
  const tp_machine_run *run = c->run;
  return 2 + c->input->length + run->steps + (run->steps - 1) / r * (r + 2) + (run->has_output ? 2 + run->output.length : 0);
}

tp_told_size tp_chain_size(const tp_told_run *c, unsigned r, size_t enough)
{
  tp_told_size size = {.segments = 0};
  if (c->mode == TP_MODE_SCOT)
    return count(c, r, enough);
  tp_told_size_add(&size, plain_length(c, r), 2 + c->input->length);
  return size;
}

size_t tp_chain_longest(const tp_told_run *c, unsigned r, size_t enough)
{
  return tp_chain_size(c, r, enough).longest;
}

size_t tp_chain_cells(const tp_told_run *c)
{
  const size_t head = c->m ? tp_machine_head(c->m) : 0;
  return head ? head + 1 + c->run->steps : 0;
}

unsigned tp_chain_least_bits(const tp_told_run *c)
{
  unsigned r = TP_POSITION_BITS_MIN;
  while (r < TP_POSITION_BITS_MAX && tp_chain_cells(c) > (size_t) 1 << r)
    r += 2;
  while (r < TP_POSITION_BITS_MAX && tp_chain_longest(c, r, (size_t) 1 << r) > (size_t) 1 << r)
    r += 2;
  return r;
}

void tp_chain_transcript(tp_transcript *out, const tp_told_run *c, unsigned r)
{
  tp_transcript_init(out, tp_machine_tapes(c->m));
  tp_teller *t = tp_teller_new(c, r);
  while (!t->is_done)
    tp_teller_next(t, tp_transcript_append(out));
  tp_teller_free(t);
}
