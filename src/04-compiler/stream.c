/* SPDX-License-Identifier: MIT */
#include "stream.h"

#include "tmprec/base/memory.h"
#include "tmprec/compiler/theorem.h"

static span add(tp_transformer *t, const char *name, uint32_t tape, uint32_t width, int is_flag)
{
  return (span) {tp_transformer_add_register(t, name, tape, width, is_flag), width, 1};
}

stream tp_stream_layout(tp_transformer *t, const tp_machine *m, tp_chain_mode mode)
{
  uint32_t r = t->position_bits, K = tp_machine_tapes(m);
  uint32_t dQ = tp_code_width(tp_machine_states(m)), dG = tp_code_width(tp_machine_symbols(m));
  stream s = {.r = r, .K = K, .dQ = dQ, .dG = dG};
#define ADD_ONE(name, width) s.name = add(t, #name, 0, width, is_flag);
#define ADD_EACH(name, width)         \
  for (uint32_t k = 1; k <= K; k++)   \
    s.name[k] = add(t, #name, k, width, is_flag);
  int is_flag = 0;
  COT_REGISTERS(ADD_ONE, ADD_EACH)
  is_flag = 1;
  COT_FLAGS(ADD_ONE, ADD_EACH)
  if (mode == TP_MODE_SCOT) {
    is_flag = 0;
    SUMMARY_REGISTERS(ADD_ONE, ADD_EACH)
    is_flag = 1;
    SUMMARY_FLAGS(ADD_ONE, ADD_EACH)
  }
  t->position_at = s.pos.offset;
  return s;
}

int8_t *tp_binary_code(uint32_t rows, uint32_t width)
{
  int8_t *code = tp_memory_new((size_t) rows * width, 1);
  for (uint32_t row = 0; row < rows; row++)
    for (uint32_t bit = 0; bit < width; bit++)
      code[(size_t) row * width + bit] = row >> bit & 1 ? 1 : -1;
  return code;
}
