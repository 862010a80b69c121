/* SPDX-License-Identifier: MIT */
/* The residual stream: every register and flag of doc/construction.md, in its
   order, which is the order of summation.  What a summarized chain of thought needs
   besides comes after that. */
#ifndef STREAM_H
#define STREAM_H

#include "operations.h"
#include "tmprec/tokens/chain.h"

/* ONE(name, width): one for all tapes; EACH(name, width): one a tape. */
#define COT_REGISTERS(ONE, EACH)                                                  \
  ONE(pos, r) EACH(bit, 1) ONE(state, dQ) EACH(sym, dG) EACH(move, 2) ONE(one, 1) \
  EACH(head, r) EACH(cell, r) ONE(outp_pos, r) ONE(ptr_a, r) ONE(ptr_b, r)        \
  EACH(bit_a, 1) EACH(bit_b, 1) ONE(prev, r) EACH(prev_head, r) EACH(wtime, r)    \
  EACH(last, r) EACH(read, dG) EACH(block_head, r) ONE(ptr_c, r) EACH(next_bit, 1) \
  ONE(block_state, dQ) ONE(new_state, dQ) EACH(new_sym, dG) EACH(new_move, 2)     \
  ONE(out_sym, dG)

#define COT_FLAGS(ONE, EACH)                                                      \
  ONE(is_inp, 1) ONE(is_einp, 1) ONE(is_outp, 1) ONE(is_eoutp, 1) ONE(is_pos, 1)  \
  ONE(is_epos, 1) ONE(is_run, 1) ONE(is_sym, 1) ONE(is_bit, 1) ONE(not_inp, 1)    \
  ONE(halted, 1) ONE(seen_outp, 1) ONE(in_input, 1) ONE(in_output, 1)             \
  ONE(rth_run, 1) ONE(write_pos, 1) ONE(write_epos, 1) ONE(read_blank, 1)         \
  ONE(write_eoutp, 1) ONE(write_sym, 1) EACH(written, 1) EACH(high, 1)

#define SUMMARY_REGISTERS(ONE, EACH)                                              \
  ONE(prompt_end, r) ONE(summ_pos, r) ONE(final_state, dQ) ONE(final_state_out, dQ) \
  EACH(final_head, r) EACH(next_cell_sym, dG) EACH(next_cell_head, 1)

#define SUMMARY_FLAGS(ONE, EACH)                                                  \
  ONE(is_summ, 1) ONE(is_esumm, 1) ONE(is_cell, 1) ONE(is_state, 1)               \
  EACH(at_head, 1) ONE(seen_einp, 1) ONE(seen_esumm, 1) ONE(final_summ, 1)        \
  ONE(cell_init, 1) ONE(cell_final, 1) ONE(length_cap, 1) ONE(write_summ, 1)      \
  ONE(next_cell, 1) EACH(next_at_head, 1) ONE(eq, r - 2)

#define STREAM_ONE(name, width) span name;
#define STREAM_EACH(name, width) span name[TP_MACHINE_MAX_TAPES + 1];    /* 1 .. K */
typedef struct {
  uint32_t r, K, dQ, dG;
  COT_REGISTERS(STREAM_ONE, STREAM_EACH)
  COT_FLAGS(STREAM_ONE, STREAM_EACH)
  SUMMARY_REGISTERS(STREAM_ONE, STREAM_EACH)         /* these only if the chain is summarized */
  SUMMARY_FLAGS(STREAM_ONE, STREAM_EACH)
} stream;
#define EACH_TAPE(s) for (uint32_t k = 1; k <= (s)->K; k++)

/* Lay the stream out in t and say where everything is. */
stream tp_stream_layout(tp_transformer *t, const tp_machine *m, tp_chain_mode mode);

/* The numbers 0 .. rows-1 in `width` bits, low first, 1 as +1 and 0 as -1. */
int8_t *tp_binary_code(uint32_t rows, uint32_t width);

#endif
