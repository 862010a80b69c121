/* SPDX-License-Identifier: MIT */
/* Random machines with a word on which they halt, for the tests that need many
   of them.  The environment says which and how many (random_source.h). */
#ifndef RANDOM_MACHINES_H
#define RANDOM_MACHINES_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "random_source.h"
#include "tmprec/analysis/subject.h"
#include "tmprec/base/buffer.h"
#include "tmprec/tokens/chain.h"

/* What a run, or its telling, may have that others do not test; the last three are
   found in summarized ones only. */
enum {
  RANDOM_THREE_TAPES,
  RANDOM_BLOCKS,
  RANDOM_REWRITES,
  RANDOM_SEGMENTS,
  RANDOM_LONG_SUMMARY,
  RANDOM_HEADS_APART,
  RANDOM_KINDS
};
static const char *const random_kind_name[RANDOM_KINDS] = {
  "3 tapes", "more than 2r steps", "3 rewrites of a cell", "3 segments", "summaries longer than the input", "heads apart",
};

typedef struct {
  tp_buffer text, input;           /* the .tm file and the word, as users write them */
  tp_machine *m;
  tp_chain_mode mode;
  size_t tokens;                   /* of the longest context */
  int is[RANDOM_KINDS];
} random_machine;

static inline void random_machine_clear(random_machine *a)
{
  tp_machine_free(a->m);
  tp_buffer_clear(&a->text);
  tp_buffer_clear(&a->input);
}

/* Assert something about a machine's run; a failure shows both, on standard
   output because Check limits messages.  (And Check itself writes to a file at
   every assertion, too slow for inner loops.) */
#define random_assert(a, condition) ((condition) ? (void) 0 : (random_machine_print(a), ck_abort_msg("%s", #condition)))

static inline void random_machine_print(const random_machine *a)
{
  printf("On the word '%s' of this machine:\n%s", a->input.text, a->text.text);
  fflush(stdout);
}

enum { RANDOM_TAPES = 3, RANDOM_STATES = 6, RANDOM_INPUTS = 4, RANDOM_WORD = 8, RANDOM_TABLE = 300, RANDOM_STEPS = 300 };

typedef struct {
  uint32_t tapes, states, inputs, symbols, entries;
  uint32_t halts;                  /* one in so many transitions halts */
  int terse, partial;
} random_size;

static inline random_size random_draw_size(random_source *s)
{
  random_size z;
  do {
    z.tapes = 1 + random_below(s, RANDOM_TAPES);
    z.states = 1 + random_below(s, RANDOM_STATES);
    z.inputs = 1 + random_below(s, RANDOM_INPUTS);
    z.symbols = 1 + z.inputs + random_below(s, 2) * (1 + random_below(s, 2));
    z.entries = z.states;
    for (uint32_t k = 0; k < z.tapes; k++)
      z.entries *= z.symbols;
  } while (z.entries > RANDOM_TABLE);
  z.halts = 2 + random_below(s, 60);
  z.terse = !random_one_in(s, 4);
  z.partial = random_one_in(s, 3);
  return z;
}

static inline void random_write_symbol(tp_buffer *out, const random_size *z, uint32_t symbol)
{
  tp_buffer_printf(out, z->terse ? " %c" : " sym%c", "_0123xy"[symbol > z->inputs ? symbol - z->inputs + RANDOM_INPUTS : symbol]);
}

/* Tape 1 is mostly left as it is or given input symbols: it must end as a word. */
static inline uint32_t random_written(random_source *s, const random_size *z, uint32_t tape, uint32_t read)
{
  if (tape == 0 && !random_one_in(s, 8))
    return read && random_one_in(s, 2) ? read : 1 + random_below(s, z->inputs);
  return random_below(s, z->symbols);
}

static inline void random_write_transition(random_source *s, tp_buffer *out, const random_size *z, uint32_t entry)
{
  uint32_t read[RANDOM_TAPES];
  tp_buffer_printf(out, "q%" PRIu32, entry % z->states);
  entry /= z->states;
  for (uint32_t k = 0; k < z->tapes; k++, entry /= z->symbols)
    random_write_symbol(out, z, read[k] = entry % z->symbols);
  if (random_one_in(s, z->halts))
    tp_buffer_puts(out, " -> end");
  else
    tp_buffer_printf(out, " -> q%" PRIu32, random_below(s, z->states));
  for (uint32_t k = 0; k < z->tapes; k++)
    random_write_symbol(out, z, random_written(s, z, k, read[k]));
  for (uint32_t k = 0; k < z->tapes; k++)
    tp_buffer_printf(out, " %c", "LSR"[random_below(s, 3)]);
  tp_buffer_puts(out, "\n");
}

/* The lines stand in any order, since numbers follow from it. */
static inline void random_write_sized_machine(random_source *s, tp_buffer *out, const random_size *z)
{
  tp_buffer_printf(out, "tapes %" PRIu32 "\nblank", z->tapes);
  random_write_symbol(out, z, 0);
  tp_buffer_puts(out, "\ninput");
  for (uint32_t a = 1; a <= z->inputs; a++)
    random_write_symbol(out, z, a);
  tp_buffer_puts(out, "\nstart q0\nhalt end\n");
  uint32_t order[RANDOM_TABLE];
  for (uint32_t i = 0; i < z->entries; i++) {
    uint32_t j = random_below(s, i + 1);
    order[i] = order[j];
    order[j] = i;
  }
  for (uint32_t i = 0; i < z->entries; i++)
    if (i == 0 || !z->partial || !random_one_in(s, 8))
      random_write_transition(s, out, z, order[i]);
}

static inline void random_write_machine(random_source *s, tp_buffer *out)
{
  random_size z = random_draw_size(s);
  random_write_sized_machine(s, out, &z);
}

static inline int random_heads_apart(const uint32_t *cell, uint32_t tapes)
{
  int some = 0, all = 1;
  for (uint32_t k = 0; k < tapes; k++) {
    some |= cell[1 + tapes + k] != 0;
    all &= cell[1 + tapes + k] != 0;
  }
  return some && !all;
}

/* Which kinds it is of. */
static inline void random_classify(random_machine *a, const tp_told_run *run, const tp_transcript *t, unsigned r)
{
  a->tokens = tp_transcript_longest(t);
  a->is[RANDOM_THREE_TAPES] = tp_machine_tapes(a->m) == 3;
  a->is[RANDOM_BLOCKS] = run->run->steps > 2 * (size_t) r;
  a->is[RANDOM_REWRITES] = tp_transcript_rewrites(t) >= 3;
  a->is[RANDOM_SEGMENTS] = t->segments >= 3;
  for (size_t g = 1; g < t->segments; g++) {
    const tp_segment *at = t->segment + g;
    a->is[RANDOM_LONG_SUMMARY] |= at->prompt_end - 2 > run->input->length;    /* summ, cells, state, esumm */
    for (size_t i = 1; i + 1 < at->prompt_end; i++)
      a->is[RANDOM_HEADS_APART] |= random_heads_apart(tp_sequence_token(&at->tokens, i), t->tapes);
  }
}

/* Draw a machine and a word; 1 if it halts there, with an output unless any end will do, and no context
   has more than so many tokens. */
static inline int random_draw(random_source *s, random_machine *a, tp_chain_mode mode, size_t most_tokens, int any_end)
{
  tp_error err;
  tp_word input = {NULL, 0};
  tp_machine_run run;
  uint32_t symbol[RANDOM_WORD];
  *a = (random_machine) {.mode = mode};
  random_write_machine(s, &a->text);
  if (tp_machine_parse(&a->m, "random", a->text.text, a->text.length, &err) != TP_STATUS_OK)
    ck_abort_msg("%s", err.text);
  size_t length = random_below(s, RANDOM_WORD + 1);
  for (size_t i = 0; i < length; i++)
    symbol[i] = 1 + random_below(s, tp_machine_inputs(a->m));
  tp_buffer_puts(&a->input, "");
  tp_word_print(&a->input, a->m, symbol, length);
  ck_assert_int_eq(tp_word_parse(&input, a->m, a->input.text, &err), TP_STATUS_OK);
  int halts = tp_run_record(&run, a->m, &input, (tp_run_limits) {.max_steps = RANDOM_STEPS}, &err) == TP_STATUS_OK;
  if (halts && !any_end && !run.has_output) {
    tp_run_clear(&run);
    halts = 0;
  }
  if (halts) {
    const tp_told_run told = {a->m, &input, &run, mode};
    unsigned r = tp_chain_least_bits(&told);
    tp_transcript t;
    tp_chain_transcript(&t, &told, r);
    random_classify(a, &told, &t, r);
    tp_transcript_clear(&t);
    tp_run_clear(&run);
  }
  tp_word_clear(&input);
  if (halts && a->tokens <= most_tokens)
    return 1;
  random_machine_clear(a);
  return 0;
}

/* So many machines are still to come, and at least so many of each kind. */
typedef struct {
  size_t left, wanted[RANDOM_KINDS];
  tp_chain_mode mode;
  int any_end;                     /* runs without an output too */
} random_quota;

/* The next of quota->left machines: any while there is room for it beside those
   that are wanted, even if no machine is of two kinds. */
static inline void random_next(random_source *s, random_machine *a, size_t most_tokens, random_quota *quota)
{
  for (;;) {
    if (!random_draw(s, a, quota->mode, most_tokens, quota->any_end))
      continue;
    random_quota rest = *quota;
    size_t reserved = 0;
    rest.left--;
    for (int kind = 0; kind < RANDOM_KINDS; kind++) {
      rest.wanted[kind] -= a->is[kind] && rest.wanted[kind];
      reserved += rest.wanted[kind];
    }
    if (reserved <= rest.left) {
      *quota = rest;
      return;
    }
    random_machine_clear(a);
  }
}

/* The same, compiled. */
static inline void random_next_subject(random_source *source, random_machine *a, tp_subject *s, size_t most_tokens,
                                       random_quota *quota)
{
  tp_error err;
  const tp_subject_options options = {.mode = quota->mode, .limits = {.max_steps = RANDOM_STEPS}};
  random_next(source, a, most_tokens, quota);
  random_assert(a, tp_subject_open(s, a->m, a->input.text, &options, 1, &err) == TP_STATUS_OK);
  random_assert(a, tp_transcript_longest(&s->told) == a->tokens);
}

#endif
