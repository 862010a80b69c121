/* SPDX-License-Identifier: MIT */
#include "layers.h"

/* Layer 1: which summary is it, the prompt or the one that ends the context?  The
   prompt's first token plays inp.  And where does the prompt end? */
static void layer_1(tp_transformer *t, const stream *s)
{
  tp_transformer_add_purpose(t, 1, 1, "is this summary the prompt, or the one that ends the context?");
  tp_head(t, 1, LIST(s->one), LIST(s->is_einp), s->is_einp, s->seen_einp);
  tp_head(t, 1, LIST(s->one), LIST(s->is_esumm), s->is_esumm, s->seen_esumm);
  list summ = LIST(s->is_summ, s->seen_einp, s->seen_esumm), cell = LIST(s->is_cell, s->seen_einp, s->seen_esumm);
  MAP(t, 1, summ, LIST(s->final_summ), {PATTERN(1, 1, 0), PATTERN(1)}, {PATTERN(1, 0, 1), PATTERN(1)},
      {PATTERN(1, 1, 1), PATTERN(1)});
  MAP(t, 1, summ, LIST(s->is_inp), {PATTERN(1, 0, 0), PATTERN(1)});
  MAP(t, 1, summ, LIST(s->not_inp), {PATTERN(1, 0, 0), PATTERN(-1)});
  MAP(t, 1, cell, LIST(s->cell_init), {PATTERN(1, 0, 0), PATTERN(1)});
  MAP(t, 1, cell, LIST(s->cell_final), {PATTERN(1, 1, 0), PATTERN(1)}, {PATTERN(1, 0, 1), PATTERN(1)},
      {PATTERN(1, 1, 1), PATTERN(1)});
  tp_copy(t, 1, s->pos, s->prompt_end, WHEN(tp_yes(s->is_einp)));
  tp_copy(t, 1, s->pos, s->prompt_end, WHEN(tp_yes(s->is_esumm)));
}

/* Layers 2 to 4: where the prompt ended; its cells' places and times; is this
   position four times the prompt's end, or was there such a one? */
static void measure_prompt(tp_transformer *t, const stream *s)
{
  tp_transformer_add_purpose(t, 2, 4, "where did the prompt end, and is the context four times as long?");
  tp_head(t, 2, LIST(tp_span_times(s->one, 2), tp_span_times(s->is_einp, 2), tp_span_times(s->is_esumm, 2)),
          LIST(s->is_einp, s->is_esumm, tp_span_times(s->is_inp, 4)), s->prompt_end, s->prompt_end);
  EACH_TAPE(s) {
    tp_sub(t, 2, s->pos, 0, s->cell[k], WHEN(tp_yes(s->cell_init)));
    tp_copy(t, 2, s->pos, s->wtime[k], WHEN(tp_yes(s->cell_init)));
  }
  for (uint32_t bit = 0; bit < s->r - 2; bit++)
    MAP(t, 2, LIST(tp_span_bit(s->pos, bit + 2), tp_span_bit(s->prompt_end, bit)), LIST(tp_span_bit(s->eq, bit)),
        {PATTERN(1, 1), PATTERN(1)}, {PATTERN(-1, -1), PATTERN(1)});
  tp_copy(t, 2, s->pos, s->summ_pos, WHEN(tp_yes(s->final_summ)));
  neuron n = {.operation = tp_made_for_map};
  for (uint32_t bit = 0; bit < s->r - 2; bit++)
    tp_neuron_need(&n, tp_span_bit(s->eq, bit).offset, 1);
  for (uint32_t bit = 0; bit < 2; bit++) {
    tp_neuron_need(&n, tp_span_bit(s->pos, bit).offset, -1);
    tp_neuron_need(&n, tp_span_bit(s->prompt_end, s->r - 2 + bit).offset, -1);
  }
  tp_neuron_give(&n, s->length_cap.offset, 1);
  tp_neuron_emit(&n, t, 3, 1);
  tp_neuron_clear(&n);
  tp_head(t, 4, LIST(s->one, tp_span_times(s->length_cap, 2)), LIST(s->length_cap, tp_span_times(s->is_inp, 2)), s->length_cap,
          s->length_cap);
  MAP(t, 4, LIST(s->is_run, s->length_cap, s->halted), LIST(s->write_summ), {PATTERN(1, 1, 0), PATTERN(1)});
}

/* Layer 3: esumm takes heads and state from its summary. */
static void start_from_summary(tp_transformer *t, const stream *s)
{
  tp_transformer_add_purpose(t, 3, 3, "esumm takes heads and state from its summary");
  EACH_TAPE(s)
    tp_head(t, 3, LIST(tp_span_times(s->is_esumm, 2), s->one), LIST(tp_span_times(s->at_head[k], 2), s->is_inp), s->cell[k], s->head[k]);
  tp_head(t, 3, LIST(tp_span_times(s->is_esumm, 2), s->one), LIST(tp_span_times(s->is_state, 2), s->is_inp), s->state, s->state);
}

/* Layers 3 to r+3: how far is it from the final summ, and so which cell is next? */
static void count_cells(tp_transformer *t, const stream *s)
{
  tp_transformer_add_purpose(t, 3, s->r + 3, "in a summary: the cell is the distance from summ, a bit a layer");
  tp_head(t, 3, LIST(s->one, tp_span_times(s->final_summ, 2)), LIST(s->final_summ, tp_span_times(s->is_inp, 2)), s->summ_pos, s->summ_pos);
  const span whens[2] = {s->final_summ, s->cell_final};
  for (int i = 0; i < 2; i++)
    EACH_TAPE(s)
      tp_copy(t, 3, s->pos, s->head[k], WHEN(tp_yes(whens[i])));
  for (int i = 0; i < 2; i++)
    EACH_TAPE(s)
      tp_subreg(t, 4, s->head[k], s->summ_pos, tp_yes(whens[i]));
}

/* Layers L2 to L2+4: the final summ takes state and heads from the step before; the
   next token is a cell if that was written or a head is there, else the state. */
static void decide_summary(tp_transformer *t, const stream *s, uint32_t L2)
{
  tp_transformer_add_purpose(t, L2, L2 + 4, "in a summary: takes state and heads from the step before; is there another cell?");
  tp_head(t, L2, LIST(s->prev), LIST(s->pos), s->state, s->final_state);
  EACH_TAPE(s)
    tp_head(t, L2, LIST(s->prev), LIST(s->pos), s->head[k], s->final_head[k]);
  tp_zero(t, L2 + 1, s->final_state, WHEN(tp_no(s->final_summ)));
  EACH_TAPE(s)
    tp_zero(t, L2 + 1, s->final_head[k], WHEN(tp_no(s->final_summ)));
  tp_head(t, L2 + 2, LIST(s->one, tp_span_times(s->final_summ, 2)), LIST(s->final_summ, tp_span_times(s->is_inp, 2)), s->final_state,
          s->final_state);
  EACH_TAPE(s)
    tp_head(t, L2 + 2, LIST(s->head[k], tp_span_times(s->one, s->r - 1)), LIST(s->final_head[k], tp_span_times(s->is_inp, s->r - 1)),
            s->not_inp, s->next_at_head[k]);
  neuron n = {.operation = tp_made_for_map};
  tp_neuron_give(&n, s->next_cell.offset, 1);
  tp_neuron_emit(&n, t, L2 + 3, 1);
  EACH_TAPE(s)
    tp_neuron_need(&n, s->written[k].offset, 0);
  EACH_TAPE(s)
    tp_neuron_need(&n, s->next_at_head[k].offset, 0);
  tp_neuron_give(&n, s->next_cell.offset, -1);
  tp_neuron_emit(&n, t, L2 + 3, 1);
  tp_neuron_clear(&n);
  tp_copy(t, L2 + 4, s->final_state, s->final_state_out, WHEN(tp_yes(s->final_summ), tp_no(s->next_cell)));
  tp_copy(t, L2 + 4, s->final_state, s->final_state_out, WHEN(tp_yes(s->cell_final), tp_no(s->next_cell)));
}

/* Layers L2+r and L3+1, L3+2: no position block or step before a summary; the cell. */
static void write_summary(tp_transformer *t, const stream *s, uint32_t L2, uint32_t L3)
{
  tp_transformer_add_purpose(t, L3 + 1, L3 + 1, "in a summary: the next cell's symbol, and whether a head is on it");
  tp_zero(t, L2 + s->r, s->write_pos, WHEN(tp_yes(s->write_summ)));
  const span whens[2] = {s->final_summ, s->cell_final};
  for (int i = 0; i < 2; i++)
    EACH_TAPE(s) {
      tp_copy(t, L3 + 1, s->read[k], s->next_cell_sym[k], WHEN(tp_yes(whens[i]), tp_yes(s->next_cell)));
      MAP(t, L3 + 1, LIST(s->next_at_head[k], whens[i], s->next_cell), LIST(s->next_cell_head[k]),
          {PATTERN(0, 1, 1), PATTERN(-1)}, {PATTERN(1, 1, 1), PATTERN(1)});
    }
  tp_zero_next_step(t, s, L3 + 2, s->write_summ);
  tp_zero_next_step(t, s, L3 + 2, s->is_state);
}

void tp_summary_layers(tp_transformer *t, const stream *s, uint32_t L2, uint32_t L3)
{
  layer_1(t, s);
  measure_prompt(t, s);
  start_from_summary(t, s);
  count_cells(t, s);
  decide_summary(t, s, L2);
  write_summary(t, s, L2, L3);
}
