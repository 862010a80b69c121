#include "tmprec/tokens/cot.h"

size_t cot_length(const word *input, const machine_run *run, unsigned r)
{
  size_t blocks = run->steps ? (run->steps - 1) / r : 0;
  return 2 + input->length + run->steps + blocks * (r + 2) + (run->halted ? 2 + run->output.length : 0);
}

unsigned cot_least_bits(const word *input, const machine_run *run)
{
  unsigned r = POSITION_BITS_MIN;
  while (r < POSITION_BITS_MAX && cot_length(input, run, r) > (size_t) 1 << r)
    r += 2;
  return r;
}

static void append_symbols(sequence *out, const word *w)
{
  for (size_t i = 0; i < w->length; i++)
    sequence_append(out, TOKEN_SYM)[0] = w->symbol[i];
}

static void append_position_block(sequence *out, const uint64_t *head, unsigned r)
{
  sequence_append(out, TOKEN_POS);
  for (unsigned bit = 0; bit < r; bit++) {
    uint32_t *field = sequence_append(out, TOKEN_BIT);
    for (uint32_t k = 0; k < out->tapes; k++)
      field[k] = (uint32_t) (head[k] >> bit & 1);
  }
  sequence_append(out, TOKEN_EPOS);
}

void cot_sequence(sequence *out, const machine *m, const word *input, const machine_run *run, unsigned r)
{
  uint32_t K = machine_tapes(m);
  uint64_t head[MACHINE_MAX_TAPES] = {0};
  sequence_init(out, K);
  sequence_append(out, TOKEN_INP);
  append_symbols(out, input);
  sequence_append(out, TOKEN_EINP);
  for (size_t i = 0; i < run->steps; i++) {
    if (i && i % r == 0)
      append_position_block(out, head, r);
    transition t = machine_transition(m, run->taken[i]);
    uint32_t *field = sequence_append(out, TOKEN_RUN);
    field[0] = t.to;
    for (uint32_t k = 0; k < K; k++) {
      field[1 + k] = t.write[k];
      field[1 + K + k] = t.move[k];
      head[k] += t.move[k] == MOVE_R;
      head[k] -= t.move[k] == MOVE_L && head[k];
    }
  }
  if (!run->halted)
    return;
  sequence_append(out, TOKEN_OUTP);
  append_symbols(out, &run->output);
  sequence_append(out, TOKEN_EOUTP);
}
