/* SPDX-License-Identifier: MIT */
#include "tmprec/arithmetic/row_draws.h"

#include "draws.h"

tp_row_draws tp_row_draws_at(const tp_choice *c, const tp_draw *d, int site, size_t layer, size_t head, size_t position)
{
  const tp_rounding_place at = {layer, TP_PART_ATTENTION, head};
  return (tp_row_draws) {site_key_of_place(draw_key(d), site, at, position),
                         tp_choice_is_rounded(c, site) && c->mode[site] == TP_ROUND_STOCHASTIC, c->noise[site]};
}

static double unit_of(const tp_row_draws *r, size_t j, uint64_t step)
{
  return r->is_stochastic ? tp_random_unit(tp_random_key(tp_random_key(r->key, j), step)) : 0.5;
}

double tp_row_draws_rounding(const tp_row_draws *r, size_t j) { return unit_of(r, j, 0); }
double tp_row_draws_noise(const tp_row_draws *r, size_t j) { return noise_by_key(&r->noise, r->key, j); }
double tp_row_draws_second_rounding(const tp_row_draws *r, size_t j) { return unit_of(r, j, NOISE_STEP); }

/* sqrt(-2 log u) <= sqrt(106 log 2) < 8.58 for u >= 2^-53. */
double tp_noise_most(const tp_site_noise *noise)
{
  switch (noise->kind) {
  case TP_NOISE_UNIFORM: return noise->size;
  case TP_NOISE_NORMAL: return 8.6 * noise->size;
  default: return 0;
  }
}
