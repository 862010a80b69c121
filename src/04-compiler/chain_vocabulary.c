/* SPDX-License-Identifier: MIT */
#include "chain_vocabulary.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"

const int8_t tp_move_code[3][2] = {{-1, -1}, {1, -1}, {1, 1}};

typedef struct {
  tp_vocabulary *v;
  const stream *s;
  uint32_t states, symbols, moves, bits, flag, halting, start;   /* codebooks */
} books;

static void embed(books *b, uint32_t family, uint32_t field, uint32_t row, uint32_t book, span at)
{
  tp_vocabulary_embed(b->v, family, (tp_placement) {field, row, book, at.offset});
}

static void unembed(books *b, uint32_t family, uint32_t field, uint32_t book, span at)
{
  tp_vocabulary_unembed(b->v, family, (tp_placement) {field, 0, book, at.offset});
}

/* A new family whose tokens all carry `one`, `not_inp` and their kind's flag. */
static void add_family(books *b, uint32_t family, uint32_t fields, span kind)
{
  tp_vocabulary_add_family(b->v, family, fields);
  embed(b, family, TP_PLACEMENT_CONSTANT, 1, b->flag, b->s->one);
  embed(b, family, TP_PLACEMENT_CONSTANT, 1, b->flag, kind);
  if (family != TP_TOKEN_INP)
    embed(b, family, TP_PLACEMENT_CONSTANT, 1, b->flag, b->s->not_inp);
}

/* A marker whose logit is the flag that calls for it. */
static void add_marker(books *b, uint32_t family, span kind, const span *logit)
{
  add_family(b, family, 0, kind);
  if (logit)
    tp_vocabulary_unembed(b->v, family, (tp_placement) {TP_PLACEMENT_CONSTANT, 1, b->flag, logit->offset});
}

static void add_run(books *b, const tp_machine *m)
{
  const stream *s = b->s;
  uint32_t K = s->K, state = 0;
  add_family(b, TP_TOKEN_RUN, 1 + 2 * K, s->is_run);
  tp_vocabulary_set_field(b->v, TP_TOKEN_RUN, state, 0, tp_machine_states(m));
  embed(b, TP_TOKEN_RUN, state, 0, b->states, s->state);
  embed(b, TP_TOKEN_RUN, state, 0, b->halting, s->halted);
  unembed(b, TP_TOKEN_RUN, state, b->states, s->new_state);
  EACH_TAPE(s) {
    uint32_t symbol = k, move = K + k;
    tp_vocabulary_set_field(b->v, TP_TOKEN_RUN, symbol, 0, tp_machine_symbols(m));
    tp_vocabulary_set_field(b->v, TP_TOKEN_RUN, move, 0, 3);
    embed(b, TP_TOKEN_RUN, symbol, 0, b->symbols, s->sym[k]);
    embed(b, TP_TOKEN_RUN, move, 0, b->moves, s->move[k]);
    unembed(b, TP_TOKEN_RUN, symbol, b->symbols, s->new_sym[k]);
    unembed(b, TP_TOKEN_RUN, move, b->moves, s->new_move[k]);
  }
}

static void add_bit(books *b)
{
  add_family(b, TP_TOKEN_BIT, b->s->K, b->s->is_bit);
  EACH_TAPE(b->s) {
    tp_vocabulary_set_field(b->v, TP_TOKEN_BIT, k - 1, 0, 2);
    embed(b, TP_TOKEN_BIT, k - 1, 0, b->bits, b->s->bit[k]);
    unembed(b, TP_TOKEN_BIT, k - 1, b->bits, b->s->next_bit[k]);
  }
}

static void add_sym(books *b, const tp_machine *m)
{
  add_family(b, TP_TOKEN_SYM, 1, b->s->is_sym);
  const uint32_t blank = (uint32_t) tp_machine_words_have_blanks(m);
  tp_vocabulary_set_field(b->v, TP_TOKEN_SYM, 0, 1 - blank, tp_machine_inputs(m) + blank);
  embed(b, TP_TOKEN_SYM, 0, 0, b->symbols, b->s->sym[1]);
  unembed(b, TP_TOKEN_SYM, 0, b->symbols, b->s->out_sym);
}

static void add_cell(books *b, const tp_machine *m)
{
  const stream *s = b->s;
  add_family(b, TP_TOKEN_CELL, 2 * s->K, s->is_cell);
  EACH_TAPE(s) {
    uint32_t symbol = k - 1, mark = s->K + k - 1;
    tp_vocabulary_set_field(b->v, TP_TOKEN_CELL, symbol, 0, tp_machine_symbols(m));
    tp_vocabulary_set_field(b->v, TP_TOKEN_CELL, mark, 0, 2);
    embed(b, TP_TOKEN_CELL, symbol, 0, b->symbols, s->sym[k]);
    embed(b, TP_TOKEN_CELL, mark, 0, b->flag, s->at_head[k]);
    unembed(b, TP_TOKEN_CELL, symbol, b->symbols, s->next_cell_sym[k]);
    unembed(b, TP_TOKEN_CELL, mark, b->bits, s->next_cell_head[k]);
  }
}

static void add_state(books *b, const tp_machine *m)
{
  add_family(b, TP_TOKEN_STATE, 1, b->s->is_state);
  tp_vocabulary_set_field(b->v, TP_TOKEN_STATE, 0, 0, tp_machine_states(m));
  embed(b, TP_TOKEN_STATE, 0, 0, b->states, b->s->state);
  unembed(b, TP_TOKEN_STATE, 0, b->states, b->s->final_state_out);
}

static void add_summary(books *b, const tp_machine *m)
{
  add_marker(b, TP_TOKEN_SUMM, b->s->is_summ, &b->s->write_summ);
  add_marker(b, TP_TOKEN_ESUMM, b->s->is_esumm, &b->s->is_state);
  add_cell(b, m);
  add_state(b, m);
}

void tp_chain_vocabulary(tp_transformer *t, const stream *s, const tp_machine *m, tp_chain_mode mode, const int8_t *states,
                         const int8_t *symbols)
{
  tp_vocabulary *v = &t->vocabulary;
  uint32_t Q = tp_machine_states(m);
  int8_t *halting = tp_memory_zeroed(Q, 1), *start = tp_memory_new(2 * s->r, 1);   /* cell 0, and where the head of tape 1 starts */
  for (uint32_t q = 0; q < Q; q++)
    halting[q] = (int8_t) tp_machine_halts(m, q);
  for (uint32_t i = 0; i < s->r; i++)
    start[i] = -1, start[s->r + i] = (uint64_t) tp_machine_head(m) >> i & 1 ? 1 : -1;
  v->tapes = s->K;
  books b = {
    .v = v,
    .s = s,
    .states = tp_vocabulary_add_book(v, Q, s->dQ, states),
    .symbols = tp_vocabulary_add_book(v, tp_machine_symbols(m), s->dG, symbols),
    .moves = tp_vocabulary_add_book(v, 3, 2, tp_move_code[0]),
    .bits = tp_vocabulary_add_book(v, 2, 1, (const int8_t[]) {-1, 1}),
    .flag = tp_vocabulary_add_book(v, 2, 1, (const int8_t[]) {0, 1}),
    .halting = tp_vocabulary_add_book(v, Q, 1, halting),
    .start = tp_vocabulary_add_book(v, 2, s->r, start),
  };
  free(halting);
  free(start);
  add_marker(&b, TP_TOKEN_INP, s->is_inp, NULL);
  add_marker(&b, TP_TOKEN_EINP, s->is_einp, NULL);
  add_marker(&b, TP_TOKEN_OUTP, s->is_outp, &s->halted);
  add_marker(&b, TP_TOKEN_EOUTP, s->is_eoutp, &s->write_eoutp);
  add_marker(&b, TP_TOKEN_POS, s->is_pos, &s->write_pos);
  add_marker(&b, TP_TOKEN_EPOS, s->is_epos, &s->write_epos);
  add_sym(&b, m);
  add_run(&b, m);
  add_bit(&b);
  if (mode == TP_MODE_SCOT)
    add_summary(&b, m);
  /* The run starts in the start state with all heads in cell 0, perhaps but that of
     tape 1; reading the output starts in cell 0 of tape 1. */
  embed(&b, TP_TOKEN_EINP, TP_PLACEMENT_CONSTANT, 0, b.states, s->state);
  EACH_TAPE(s)
    embed(&b, TP_TOKEN_EINP, TP_PLACEMENT_CONSTANT, k == 1, b.start, s->head[k]);
  embed(&b, TP_TOKEN_OUTP, TP_PLACEMENT_CONSTANT, 0, b.start, s->head[1]);
}
