/* SPDX-License-Identifier: MIT */
#include "tmprec/tokens/final.h"

/* A token of the prompt; cell i stands at position i + 1. */
static void take_prompt(tp_configuration *c, const uint32_t *token, size_t position)
{
  const uint32_t K = tp_machine_tapes(c->m), *field = token + 1;
  if (token[0] == TP_TOKEN_SYM)
    tp_configuration_write(c, 0, position - 1, field[0]);
  if (token[0] == TP_TOKEN_STATE)
    c->state = field[0];
  for (uint32_t k = 0; k < K && token[0] == TP_TOKEN_CELL; k++) {
    tp_configuration_write(c, k, position - 1, field[k]);
    if (field[K + k])
      tp_configuration_place_head(c, k, position - 1);
  }
}

static void take_step(tp_configuration *c, const uint32_t *token)
{
  const uint32_t *field = token + 1;
  tp_configuration_take(c, (tp_transition) {.to = field[0], .write = field + 1, .move = field + 1 + tp_machine_tapes(c->m)});
}

void tp_chain_final(tp_configuration *out, const tp_machine *m, const tp_transcript *t)
{
  const tp_segment *last = t->segment + t->segments - 1;
  const tp_word none = {NULL, 0};
  tp_configuration_start(out, m, &none);
  tp_configuration_place_head(out, 0, tp_sequence_token(&last->tokens, 0)[0] == TP_TOKEN_INP ? tp_machine_head(m) : 0);
  for (size_t p = 1; p < last->tokens.length; p++) {
    const uint32_t *token = tp_sequence_token(&last->tokens, p);
    if (p <= last->prompt_end)
      take_prompt(out, token, p);
    else if (token[0] == TP_TOKEN_RUN)
      take_step(out, token);
  }
}
