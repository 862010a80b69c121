#include "tmprec/compiler/theorem.h"

const char *const dimension_name[DIMENSIONS] = {"L", "H", "d_k", "d_v", "d_ff", "d"};

unsigned code_width(uint32_t count)
{
  unsigned width = 1;
  while ((uint64_t) 1 << width < count)
    width++;
  return width;
}

/* d_ff but for the table: layer 1, and the layers that pass head positions along a
   block while they subtract. */
static unsigned long first_neurons(chain_mode mode, unsigned long r)
{
  return mode == MODE_COT ? 18 * r + 2 : 22 * r + 11;
}

static unsigned long passing_neurons(chain_mode mode, unsigned long K, unsigned long r)
{
  return mode == MODE_COT ? 14 * K * r + 2 * r : 18 * K * r + 2 * r + 1;
}

static unsigned long structural_neurons(const machine *m, chain_mode mode, unsigned long r)
{
  unsigned long first = first_neurons(mode, r), passing = passing_neurons(mode, machine_tapes(m), r);
  return first > passing ? first : passing;
}

static unsigned long code_of_symbols(const machine *m)
{
  return code_width(machine_symbols(m));
}

/* The layer of the machine's table. */
static void table_neurons(mpz_t n, const machine *m, chain_mode mode)
{
  unsigned long K = machine_tapes(m);
  mpz_ui_pow_ui(n, machine_symbols(m), K);
  mpz_mul_ui(n, n, machine_states(m));
  mpz_add_ui(n, n, mode == MODE_COT ? 1 : 4 * K * code_of_symbols(m) + 4 * K + 1);
}

void theorem_dimensions(mpz_t promised[DIMENSIONS], const machine *m, chain_mode mode, unsigned bits)
{
  unsigned long K = machine_tapes(m), r = bits;
  unsigned long dQ = code_width(machine_states(m)), dG = code_of_symbols(m);
  unsigned long widest = dQ > dG ? dQ : dG, structural = structural_neurons(m, mode, r);
  unsigned long width = 6 * K * r + 6 * r + 3 * dQ + (3 * K + 1) * dG + 10 * K + 21;
  if (mode == MODE_SCOT)
    width = 7 * K * r + 9 * r + 5 * dQ + (4 * K + 1) * dG + 13 * K + 31;
  mpz_set_ui(promised[DIMENSION_L], 5 * r / 2 + 8);
  mpz_set_ui(promised[DIMENSION_H], mode == MODE_COT ? 3 * K : 3 * K + 2);
  mpz_set_ui(promised[DIMENSION_DK], 4 * r - 1);
  mpz_set_ui(promised[DIMENSION_DV], r > widest ? r : widest);
  mpz_set_ui(promised[DIMENSION_D], width);
  table_neurons(promised[DIMENSION_DFF], m, mode);
  if (mpz_cmp_ui(promised[DIMENSION_DFF], structural) < 0)
    mpz_set_ui(promised[DIMENSION_DFF], structural);
}

size_t dimension_built(const transformer_shape *s, int which)
{
  const size_t built[DIMENSIONS] = {s->layers, s->heads, s->key_width, s->value_width, s->neurons, s->width};
  return built[which];
}

int theorem_holds(const mpz_t promised, size_t built, int which, const machine *m, chain_mode mode, unsigned r)
{
  int order = mpz_cmp_ui(promised, built);
  unsigned long structural = structural_neurons(m, mode, r);
  if (which != DIMENSION_DFF)
    return order == 0;
  if (mpz_cmp_ui(promised, structural) > 0)
    return order >= 0;
  int has_spare = mode == MODE_SCOT && r > 4 && structural > first_neurons(mode, r);
  return mpz_cmp_ui(promised, built + (size_t) has_spare) == 0;
}
