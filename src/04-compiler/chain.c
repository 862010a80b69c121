/* SPDX-License-Identifier: MIT */
/* The layers, in the order of doc/construction.md, section 6.  The neurons of a layer are summed in
   the order in which they are added here.  The layers of summaries are in summary.c. */
#include <stdlib.h>
#include <string.h>

#include "chain_vocabulary.h"
#include "layers.h"
#include "tmprec/base/memory.h"
#include "tmprec/compiler/compiler.h"
#include "tmprec/compiler/theorem.h"

/* Input or output symbol?  Where would each stand on the tape?  And pointers. */
static void layer_1(tp_transformer *t, const stream *s)
{
  tp_transformer_add_purpose(t, 1, 1, "tells input symbols from output symbols; points at the tokens before");
  tp_head(t, 1, LIST(s->one), LIST(s->is_outp), s->is_outp, s->seen_outp);
  MAP(t, 1, LIST(s->is_sym, s->seen_outp), LIST(s->in_output, s->in_input),
      {PATTERN(1, 1), PATTERN(1, 0)}, {PATTERN(1, 0), PATTERN(0, 1)});
  tp_sub(t, 1, s->pos, 0, s->cell[1], WHEN(tp_yes(s->is_sym), tp_no(s->seen_outp)));
  tp_copy(t, 1, s->pos, s->outp_pos, WHEN(tp_yes(s->is_outp)));
  tp_sub(t, 1, s->pos, 0, s->ptr_a, ALWAYS);
  tp_sub(t, 1, s->pos, 1, s->ptr_b, ALWAYS);
  tp_sub(t, 1, s->pos, 0, s->prev, ALWAYS);
}

/* Where is outp?  When was each cell written? */
static void layer_2(tp_transformer *t, const stream *s)
{
  tp_transformer_add_purpose(t, 2, 2, "finds outp; notes when each cell was written");
  tp_head(t, 2, LIST(s->one, tp_span_times(s->is_outp, 2)), LIST(s->is_outp, tp_span_times(s->is_inp, 2)), s->outp_pos, s->outp_pos);
  tp_copy(t, 2, s->pos, s->head[1], WHEN(tp_yes(s->in_output)));
  EACH_TAPE(s)
    tp_copy(t, 2, s->pos, s->wtime[k], WHEN(tp_yes(s->is_run)));
  tp_copy(t, 2, s->pos, s->wtime[1], WHEN(tp_yes(s->in_input)));
}

/* Layers 2 .. r/2+1: epos collects the head positions that its block spells,
   two bits a layer, walking back from the highest. */
static void collect_block(tp_transformer *t, const stream *s)
{
  uint32_t r = s->r;
  tp_transformer_add_purpose(t, 2, r / 2 + 1, "at epos: collects the head positions that its block spells, two bits a layer");
  for (uint32_t j = 1; j <= r / 2; j++) {
    EACH_TAPE(s) {
      tp_head(t, j + 1, LIST(s->ptr_a), LIST(s->pos), s->bit[k], s->bit_a[k]);
      tp_head(t, j + 1, LIST(s->ptr_b), LIST(s->pos), s->bit[k], s->bit_b[k]);
    }
    EACH_TAPE(s) {
      tp_copy(t, j + 1, s->bit_a[k], tp_span_bit(s->head[k], r - 2 * j + 1), WHEN(tp_yes(s->is_epos)));
      tp_copy(t, j + 1, s->bit_b[k], tp_span_bit(s->head[k], r - 2 * j), WHEN(tp_yes(s->is_epos)));
      tp_zero(t, j + 1, s->bit_a[k], ALWAYS);
      tp_zero(t, j + 1, s->bit_b[k], ALWAYS);
    }
    tp_sub_in_place(t, j + 1, s->ptr_a, 1, ALWAYS);
    tp_sub_in_place(t, j + 1, s->ptr_b, 1, ALWAYS);
  }
}

/* Layers L1+1 .. L1+r+1: head positions travel along a block, a token a layer. */
static void pass_heads(tp_transformer *t, const stream *s, uint32_t L1)
{
  tp_transformer_add_purpose(t, L1 + 1, L1 + s->r + 1, "takes the head positions from the token before, and moves the heads");
  for (uint32_t j = 1; j <= s->r + 1; j++)
    EACH_TAPE(s) {
      uint32_t layer = L1 + j;
      tp_head(t, layer, LIST(s->prev), LIST(s->pos), s->head[k], s->prev_head[k]);
      tp_move_head(t, layer, s->prev_head[k], s->move[k], s->head[k], tp_yes(s->is_run));
      tp_zero(t, layer, s->head[k], WHEN(tp_yes(s->is_pos)));
      tp_copy(t, layer, s->prev_head[k], s->head[k], WHEN(tp_yes(s->is_pos)));
      if (j <= s->r)
        tp_zero(t, layer, s->prev_head[k], ALWAYS);
    }
}

/* Layer L2: a run token writes the cell where its head stood before; pos holds
   the positions that its block is to spell. */
static void layer_L2(tp_transformer *t, const stream *s, uint32_t L2)
{
  tp_transformer_add_purpose(t, L2, L2, "a step writes the cell where its head stood before; pos keeps the positions to spell");
  EACH_TAPE(s) {
    tp_zero(t, L2, s->cell[k], WHEN(tp_yes(s->is_run)));
    tp_copy(t, L2, s->prev_head[k], s->cell[k], WHEN(tp_yes(s->is_run)));
  }
  EACH_TAPE(s) {
    tp_copy(t, L2, s->head[k], s->block_head[k], WHEN(tp_yes(s->is_pos)));
    tp_copy(t, L2, tp_span_bit(s->head[k], 0), s->next_bit[k], WHEN(tp_yes(s->is_pos)));
  }
  tp_sub(t, L2, s->pos, 0, s->ptr_c, ALWAYS);
}

/* Layers L2+1 .. L2+r: was the cell under the head ever written, and when last?
   Binary search over the writes' times, highest bit first. */
static void search_last_write(tp_transformer *t, const stream *s, uint32_t L2)
{
  uint32_t r = s->r;
  tp_transformer_add_purpose(t, L2 + 1, L2 + 1, "was the cell under the head ever written?");
  tp_transformer_add_purpose(t, L2 + 1, L2 + r, "when last? one bit of that time a layer, the highest first");
  EACH_TAPE(s)
    tp_head(t, L2 + 1, LIST(s->head[k], tp_span_times(s->one, r - 1)), LIST(s->cell[k], tp_span_times(s->is_inp, r - 1)),
            s->not_inp, s->written[k]);
  for (uint32_t j = 0; j < r; j++) {
    uint32_t layer = L2 + 1 + j, b = r - 1 - j;
    EACH_TAPE(s) {
      tp_head(t, layer, LIST(s->head[k], tp_span_times(s->one, r + j), s->one, tp_span_bits(s->last[k], b + 1, j)),
              LIST(s->cell[k], tp_span_times(s->is_inp, r + j), tp_span_bits(s->wtime[k], b, j + 1)), s->not_inp, s->high[k]);
      MAP(t, layer, LIST(s->high[k], s->written[k]), LIST(tp_span_bit(s->last[k], b)),
          {PATTERN(1, 1), PATTERN(1)}, {PATTERN(0, 1), PATTERN(-1)});
      tp_zero(t, layer, s->high[k], ALWAYS);
    }
  }
}

/* Layers L2+1 .. L2+r: one pointer walks back a token a layer.  It brings a
   position block's next bit, and tells when a block begins and ends. */
static void walk_block(tp_transformer *t, const stream *s, uint32_t L2)
{
  uint32_t r = s->r;
  tp_transformer_add_purpose(t, L2 + 1, L2 + r - 1, "fetches the next bit of a position block");
  tp_transformer_add_purpose(t, L2 + r - 1, L2 + r - 1, "is it time for a position block?");
  tp_transformer_add_purpose(t, L2 + r, L2 + r, "does the position block end here?");
  for (uint32_t p = 1; p <= r - 1; p++) {
    EACH_TAPE(s)
      tp_head(t, L2 + p, LIST(s->ptr_c), LIST(s->pos), tp_span_bit(s->block_head[k], p), s->next_bit[k]);
    tp_sub_in_place(t, L2 + p, s->ptr_c, 0, ALWAYS);
  }
  tp_head(t, L2 + r - 1, LIST(s->ptr_c), LIST(s->pos), s->is_run, s->rth_run);
  MAP(t, L2 + r - 1, LIST(s->rth_run, s->is_run, s->halted), LIST(s->write_pos), {PATTERN(1, 1, 0), PATTERN(1)});
  tp_head(t, L2 + r, LIST(s->ptr_c), LIST(s->pos), s->is_pos, s->write_epos);
  tp_sub_in_place(t, L2 + r, s->ptr_c, 1, ALWAYS);
}

/* Layer L3: the symbols under the heads; the state before a position block. */
static void layer_L3(tp_transformer *t, const stream *s, uint32_t L3, const int8_t *blank)
{
  tp_transformer_add_purpose(t, L3, L3, "reads the symbols under the heads; epos takes the state from before its block");
  EACH_TAPE(s) {
    tp_head(t, L3, LIST(s->last[k], s->one), LIST(s->wtime[k], s->is_inp), s->sym[k], s->read[k]);
    MAP(t, L3, LIST(s->written[k], s->is_pos, s->is_bit, s->in_input), LIST(s->read[k]), {PATTERN(0, 0, 0, 0), blank});
  }
  tp_head(t, L3, LIST(s->ptr_c), LIST(s->pos), s->state, s->block_state);
  tp_zero(t, L3, s->state, WHEN(tp_yes(s->is_epos)));
  tp_copy(t, L3, s->block_state, s->state, WHEN(tp_yes(s->is_epos)));
}

static void need_code(neuron *n, span at, const int8_t *code)
{
  for (uint32_t c = 0; c < at.width; c++)
    tp_neuron_need(n, at.offset + c, code[c]);
}

static void give_code(neuron *n, span at, const int8_t *code)
{
  for (uint32_t c = 0; c < at.width; c++)
    tp_neuron_give(n, at.offset + c, code[c]);
}

/* Layer L3+1: the machine's table, a neuron a transition. */
static void transitions(tp_transformer *t, const stream *s, uint32_t layer, const tp_machine *m, const int8_t *states,
                        const int8_t *symbols)
{
  neuron n = {.operation = tp_made_for_table};
  tp_transformer_add_purpose(t, layer, layer, "looks up the next step in the table of the machine");
  for (size_t i = 0; i < tp_machine_transitions(m); i++) {
    tp_transition at = tp_machine_transition(m, i);
    need_code(&n, s->state, states + (size_t) at.from * s->dQ);
    EACH_TAPE(s)
      need_code(&n, s->read[k], symbols + (size_t) at.read[k - 1] * s->dG);
    give_code(&n, s->new_state, states + (size_t) at.to * s->dQ);
    EACH_TAPE(s)
      give_code(&n, s->new_sym[k], symbols + (size_t) at.write[k - 1] * s->dG);
    EACH_TAPE(s)
      give_code(&n, s->new_move[k], tp_move_code[at.move[k - 1]]);
    tp_neuron_emit(&n, t, layer, 1);
  }
  tp_neuron_clear(&n);
  MAP(t, layer, LIST(s->read[1]), LIST(s->read_blank), {symbols, PATTERN(1)});
}

void tp_zero_next_step(tp_transformer *t, const stream *s, uint32_t layer, span flag)
{
  tp_zero(t, layer, s->new_state, WHEN(tp_yes(flag)));
  EACH_TAPE(s)
    tp_zero(t, layer, s->new_sym[k], WHEN(tp_yes(flag)));
  EACH_TAPE(s)
    tp_zero(t, layer, s->new_move[k], WHEN(tp_yes(flag)));
}

/* Layers L3+2 .. L3+4: no step after the halt or before a position block; end
   the output at the first blank, else emit the symbol read. */
static void decide_output(tp_transformer *t, const stream *s, uint32_t L3)
{
  tp_transformer_add_purpose(t, L3 + 2, L3 + 2, "no step after the halt or before a position block; does the output end here?");
  tp_transformer_add_purpose(t, L3 + 3, L3 + 3, "or is there another output symbol?");
  tp_transformer_add_purpose(t, L3 + 4, L3 + 4, "takes the symbol read as output symbol");
  tp_zero_next_step(t, s, L3 + 2, s->halted);
  tp_zero_next_step(t, s, L3 + 2, s->write_pos);
  MAP(t, L3 + 2, LIST(s->in_output, s->is_outp, s->read_blank), LIST(s->write_eoutp),
      {PATTERN(1, 0, 1), PATTERN(1)}, {PATTERN(0, 1, 1), PATTERN(1)});
  MAP(t, L3 + 3, LIST(s->seen_outp, s->write_eoutp), LIST(s->write_sym), {PATTERN(1, 0), PATTERN(1)});
  tp_zero(t, L3 + 4, s->out_sym, WHEN(tp_yes(s->write_sym)));
  tp_copy(t, L3 + 4, s->read[1], s->out_sym, WHEN(tp_yes(s->write_sym)));
}

tp_transformer *tp_compile_chain(const tp_machine *m, tp_chain_mode mode, unsigned r)
{
  uint32_t L1 = r / 2 + 1, L2 = L1 + r + 2, L3 = L2 + r + 1;
  tp_transformer *t = tp_transformer_new(r, L3 + 4);
  stream s = tp_stream_layout(t, m, mode);
  int8_t *states = tp_binary_code(tp_machine_states(m), s.dQ), *symbols = tp_binary_code(tp_machine_symbols(m), s.dG);
  tp_chain_vocabulary(t, &s, m, mode, states, symbols);
  layer_1(t, &s);
  layer_2(t, &s);
  tp_transformer_add_purpose(t, 3, r + 2, "at output symbols: the cell is the distance from outp, a bit a layer");
  tp_subreg(t, 3, s.head[1], s.outp_pos, tp_yes(s.in_output));
  collect_block(t, &s);
  pass_heads(t, &s, L1);
  layer_L2(t, &s, L2);
  search_last_write(t, &s, L2);
  walk_block(t, &s, L2);
  layer_L3(t, &s, L3, symbols);
  transitions(t, &s, L3 + 1, m, states, symbols);
  decide_output(t, &s, L3);
  if (mode == TP_MODE_SCOT)
    tp_summary_layers(t, &s, L2, L3);
  free(states);
  free(symbols);
  return t;
}
