/* SPDX-License-Identifier: MIT */
#include "tmprec/compiler/theorem.h"

const char *const tp_dimension_name[TP_DIMENSIONS] = {"L", "H", "d_k", "d_v", "d_ff", "d"};

unsigned tp_code_width(uint32_t count)
{
  unsigned width = 1;
  while ((uint64_t) 1 << width < count)
    width++;
  return width;
}

/* d_ff but for the table: layer 1, and the layers that pass head positions along a
   block while they subtract. */
static unsigned long first_neurons(tp_chain_mode mode, unsigned long r)
{
  return mode == TP_MODE_COT ? 18 * r + 2 : 22 * r + 11;
}

static unsigned long passing_neurons(tp_chain_mode mode, unsigned long K, unsigned long r)
{
  return mode == TP_MODE_COT ? 14 * K * r + 2 * r : 18 * K * r + 2 * r + 1;
}

static unsigned long structural_neurons(const tp_machine *m, tp_chain_mode mode, unsigned long r)
{
  unsigned long first = first_neurons(mode, r), passing = passing_neurons(mode, tp_machine_tapes(m), r);
  return first > passing ? first : passing;
}

static unsigned long code_of_symbols(const tp_machine *m)
{
  return tp_code_width(tp_machine_symbols(m));
}

/* The layer of the machine's table. */
static void table_neurons(mpz_t n, const tp_machine *m, tp_chain_mode mode)
{
  unsigned long K = tp_machine_tapes(m);
  mpz_ui_pow_ui(n, tp_machine_symbols(m), K);
  mpz_mul_ui(n, n, tp_machine_states(m));
  mpz_add_ui(n, n, mode == TP_MODE_COT ? 1 : 4 * K * code_of_symbols(m) + 4 * K + 1);
}

size_t tp_theorem_layers(unsigned r)
{
  return 5 * (size_t) r / 2 + 8;
}

void tp_theorem_dimensions(mpz_t promised[TP_DIMENSIONS], const tp_machine *m, tp_chain_mode mode, unsigned bits)
{
  unsigned long K = tp_machine_tapes(m), r = bits;
  unsigned long dQ = tp_code_width(tp_machine_states(m)), dG = code_of_symbols(m);
  unsigned long widest = dQ > dG ? dQ : dG, structural = structural_neurons(m, mode, r);
  unsigned long width = 6 * K * r + 6 * r + 3 * dQ + (3 * K + 1) * dG + 10 * K + 21;
  if (mode == TP_MODE_SCOT)
    width = 7 * K * r + 9 * r + 5 * dQ + (4 * K + 1) * dG + 13 * K + 31;
  mpz_set_ui(promised[TP_DIMENSION_L], tp_theorem_layers(bits));
  mpz_set_ui(promised[TP_DIMENSION_H], mode == TP_MODE_COT ? 3 * K : 3 * K + 2);
  mpz_set_ui(promised[TP_DIMENSION_DK], 4 * r - 1);
  mpz_set_ui(promised[TP_DIMENSION_DV], r > widest ? r : widest);
  mpz_set_ui(promised[TP_DIMENSION_D], width);
  table_neurons(promised[TP_DIMENSION_DFF], m, mode);
  if (mpz_cmp_ui(promised[TP_DIMENSION_DFF], structural) < 0)
    mpz_set_ui(promised[TP_DIMENSION_DFF], structural);
}

size_t tp_dimension_built(const tp_transformer_shape *s, int which)
{
  const size_t built[TP_DIMENSIONS] = {s->layers, s->heads, s->key_width, s->value_width, s->neurons, s->width};
  return built[which];
}

int tp_theorem_holds(const mpz_t promised, size_t built, int which, const tp_machine *m, tp_chain_mode mode, unsigned r)
{
  int order = mpz_cmp_ui(promised, built);
  unsigned long structural = structural_neurons(m, mode, r);
  if (which != TP_DIMENSION_DFF)
    return order == 0;
  if (mpz_cmp_ui(promised, structural) > 0)
    return order >= 0;
  int has_spare = mode == TP_MODE_SCOT && r > 4 && structural > first_neurons(mode, r);
  return mpz_cmp_ui(promised, built + (size_t) has_spare) == 0;
}
