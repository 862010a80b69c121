#include "layers.h"

/* Layer 1: which summary is it, the prompt or the one that ends the context?  The
   prompt's first token plays inp.  And where does the prompt end? */
static void layer_1(transformer *t, const stream *s)
{
  transformer_add_purpose(t, 1, 1, "is this summary the prompt, or the one that ends the context?");
  head(t, 1, LIST(s->one), LIST(s->is_einp), s->is_einp, s->seen_einp);
  head(t, 1, LIST(s->one), LIST(s->is_esumm), s->is_esumm, s->seen_esumm);
  list summ = LIST(s->is_summ, s->seen_einp, s->seen_esumm), cell = LIST(s->is_cell, s->seen_einp, s->seen_esumm);
  MAP(t, 1, summ, LIST(s->final_summ), {PATTERN(1, 1, 0), PATTERN(1)}, {PATTERN(1, 0, 1), PATTERN(1)},
      {PATTERN(1, 1, 1), PATTERN(1)});
  MAP(t, 1, summ, LIST(s->is_inp), {PATTERN(1, 0, 0), PATTERN(1)});
  MAP(t, 1, summ, LIST(s->not_inp), {PATTERN(1, 0, 0), PATTERN(-1)});
  MAP(t, 1, cell, LIST(s->cell_init), {PATTERN(1, 0, 0), PATTERN(1)});
  MAP(t, 1, cell, LIST(s->cell_final), {PATTERN(1, 1, 0), PATTERN(1)}, {PATTERN(1, 0, 1), PATTERN(1)},
      {PATTERN(1, 1, 1), PATTERN(1)});
  copy(t, 1, s->pos, s->prompt_end, WHEN(yes(s->is_einp)));
  copy(t, 1, s->pos, s->prompt_end, WHEN(yes(s->is_esumm)));
}

/* Layers 2 to 4: where the prompt ended; its cells' places and times; is this
   position four times the prompt's end, or was there such a one? */
static void measure_prompt(transformer *t, const stream *s)
{
  transformer_add_purpose(t, 2, 4, "where did the prompt end, and is the context four times as long?");
  head(t, 2, LIST(span_times(s->one, 2), span_times(s->is_einp, 2), span_times(s->is_esumm, 2)),
       LIST(s->is_einp, s->is_esumm, span_times(s->is_inp, 4)), s->prompt_end, s->prompt_end);
  EACH_TAPE(s) {
    sub(t, 2, s->pos, 0, s->cell[k], WHEN(yes(s->cell_init)));
    copy(t, 2, s->pos, s->wtime[k], WHEN(yes(s->cell_init)));
  }
  for (uint32_t bit = 0; bit < s->r - 2; bit++)
    MAP(t, 2, LIST(span_bit(s->pos, bit + 2), span_bit(s->prompt_end, bit)), LIST(span_bit(s->eq, bit)),
        {PATTERN(1, 1), PATTERN(1)}, {PATTERN(-1, -1), PATTERN(1)});
  copy(t, 2, s->pos, s->summ_pos, WHEN(yes(s->final_summ)));
  neuron n = {0};
  for (uint32_t bit = 0; bit < s->r - 2; bit++)
    neuron_need(&n, span_bit(s->eq, bit).offset, 1);
  for (uint32_t bit = 0; bit < 2; bit++) {
    neuron_need(&n, span_bit(s->pos, bit).offset, -1);
    neuron_need(&n, span_bit(s->prompt_end, s->r - 2 + bit).offset, -1);
  }
  neuron_give(&n, s->length_cap.offset, 1);
  neuron_emit(&n, t, 3, 1);
  neuron_clear(&n);
  head(t, 4, LIST(s->one, span_times(s->length_cap, 2)), LIST(s->length_cap, span_times(s->is_inp, 2)), s->length_cap,
       s->length_cap);
  MAP(t, 4, LIST(s->is_run, s->length_cap, s->halted), LIST(s->write_summ), {PATTERN(1, 1, 0), PATTERN(1)});
}

/* Layer 3: esumm takes heads and state from its summary. */
static void start_from_summary(transformer *t, const stream *s)
{
  transformer_add_purpose(t, 3, 3, "esumm takes heads and state from its summary");
  EACH_TAPE(s)
    head(t, 3, LIST(span_times(s->is_esumm, 2), s->one), LIST(span_times(s->at_head[k], 2), s->is_inp), s->cell[k], s->head[k]);
  head(t, 3, LIST(span_times(s->is_esumm, 2), s->one), LIST(span_times(s->is_state, 2), s->is_inp), s->state, s->state);
}

/* Layers 3 to r+3: how far is it from the final summ, and so which cell is next? */
static void count_cells(transformer *t, const stream *s)
{
  transformer_add_purpose(t, 3, s->r + 3, "in a summary: the cell is the distance from summ, a bit a layer");
  head(t, 3, LIST(s->one, span_times(s->final_summ, 2)), LIST(s->final_summ, span_times(s->is_inp, 2)), s->summ_pos, s->summ_pos);
  const span whens[2] = {s->final_summ, s->cell_final};
  for (int i = 0; i < 2; i++)
    EACH_TAPE(s)
      copy(t, 3, s->pos, s->head[k], WHEN(yes(whens[i])));
  for (int i = 0; i < 2; i++)
    EACH_TAPE(s)
      subreg(t, 4, s->head[k], s->summ_pos, yes(whens[i]));
}

/* Layers L2 to L2+4: the final summ takes state and heads from the step before; the
   next token is a cell if that was written or a head is there, else the state. */
static void decide_summary(transformer *t, const stream *s, uint32_t L2)
{
  transformer_add_purpose(t, L2, L2 + 4, "in a summary: takes state and heads from the step before; is there another cell?");
  head(t, L2, LIST(s->prev), LIST(s->pos), s->state, s->final_state);
  EACH_TAPE(s)
    head(t, L2, LIST(s->prev), LIST(s->pos), s->head[k], s->final_head[k]);
  zero(t, L2 + 1, s->final_state, WHEN(no(s->final_summ)));
  EACH_TAPE(s)
    zero(t, L2 + 1, s->final_head[k], WHEN(no(s->final_summ)));
  head(t, L2 + 2, LIST(s->one, span_times(s->final_summ, 2)), LIST(s->final_summ, span_times(s->is_inp, 2)), s->final_state,
       s->final_state);
  EACH_TAPE(s)
    head(t, L2 + 2, LIST(s->head[k], span_times(s->one, s->r - 1)), LIST(s->final_head[k], span_times(s->is_inp, s->r - 1)),
         s->not_inp, s->next_at_head[k]);
  neuron n = {0};
  neuron_give(&n, s->next_cell.offset, 1);
  neuron_emit(&n, t, L2 + 3, 1);
  EACH_TAPE(s)
    neuron_need(&n, s->written[k].offset, 0);
  EACH_TAPE(s)
    neuron_need(&n, s->next_at_head[k].offset, 0);
  neuron_give(&n, s->next_cell.offset, -1);
  neuron_emit(&n, t, L2 + 3, 1);
  neuron_clear(&n);
  copy(t, L2 + 4, s->final_state, s->final_state_out, WHEN(yes(s->final_summ), no(s->next_cell)));
  copy(t, L2 + 4, s->final_state, s->final_state_out, WHEN(yes(s->cell_final), no(s->next_cell)));
}

/* Layers L2+r and L3+1, L3+2: no position block or step before a summary; the cell. */
static void write_summary(transformer *t, const stream *s, uint32_t L2, uint32_t L3)
{
  transformer_add_purpose(t, L3 + 1, L3 + 1, "in a summary: the next cell's symbol, and whether a head is on it");
  zero(t, L2 + s->r, s->write_pos, WHEN(yes(s->write_summ)));
  const span whens[2] = {s->final_summ, s->cell_final};
  for (int i = 0; i < 2; i++)
    EACH_TAPE(s) {
      copy(t, L3 + 1, s->read[k], s->next_cell_sym[k], WHEN(yes(whens[i]), yes(s->next_cell)));
      MAP(t, L3 + 1, LIST(s->next_at_head[k], whens[i], s->next_cell), LIST(s->next_cell_head[k]),
          {PATTERN(0, 1, 1), PATTERN(-1)}, {PATTERN(1, 1, 1), PATTERN(1)});
    }
  zero_next_step(t, s, L3 + 2, s->write_summ);
  zero_next_step(t, s, L3 + 2, s->is_state);
}

void summary_layers(transformer *t, const stream *s, uint32_t L2, uint32_t L3)
{
  layer_1(t, s);
  measure_prompt(t, s);
  start_from_summary(t, s);
  count_cells(t, s);
  decide_summary(t, s, L2);
  write_summary(t, s, L2, L3);
}
