#include "tmprec/compiler/theorem.h"

const char *const dimension_name[DIMENSIONS] = {"L", "H", "d_k", "d_v", "d_ff", "d"};

unsigned code_width(uint32_t count)
{
  unsigned width = 1;
  while ((uint64_t) 1 << width < count)
    width++;
  return width;
}

/* The two terms of d_ff that do not depend on the transitions. */
static unsigned long structural_neurons(unsigned long K, unsigned long r)
{
  unsigned long first = 18 * r + 2, passing = 14 * K * r + 2 * r;
  return first > passing ? first : passing;
}

static void table_neurons(mpz_t n, const machine *m)
{
  mpz_ui_pow_ui(n, machine_symbols(m), machine_tapes(m));
  mpz_mul_ui(n, n, machine_states(m));
  mpz_add_ui(n, n, 1);
}

void theorem_cot(mpz_t promised[DIMENSIONS], const machine *m, unsigned bits)
{
  unsigned long K = machine_tapes(m), r = bits;
  unsigned long dQ = code_width(machine_states(m)), dG = code_width(machine_symbols(m));
  unsigned long widest = dQ > dG ? dQ : dG, structural = structural_neurons(K, r);
  mpz_set_ui(promised[DIMENSION_L], 5 * r / 2 + 8);
  mpz_set_ui(promised[DIMENSION_H], 3 * K);
  mpz_set_ui(promised[DIMENSION_DK], 4 * r - 1);
  mpz_set_ui(promised[DIMENSION_DV], r > widest ? r : widest);
  mpz_set_ui(promised[DIMENSION_D], 6 * K * r + 6 * r + 3 * dQ + (3 * K + 1) * dG + 10 * K + 21);
  table_neurons(promised[DIMENSION_DFF], m);
  if (mpz_cmp_ui(promised[DIMENSION_DFF], structural) < 0)
    mpz_set_ui(promised[DIMENSION_DFF], structural);
}

size_t dimension_built(const transformer_shape *s, int which)
{
  const size_t built[DIMENSIONS] = {s->layers, s->heads, s->key_width, s->value_width, s->neurons, s->width};
  return built[which];
}

int theorem_holds(const mpz_t promised, size_t built, int which, const machine *m, unsigned r)
{
  int order = mpz_cmp_ui(promised, built);
  int table_leads = which == DIMENSION_DFF && mpz_cmp_ui(promised, structural_neurons(machine_tapes(m), r)) > 0;
  return table_leads ? order >= 0 : order == 0;
}
