/* SPDX-License-Identifier: MIT */
#include "tmprec/arithmetic/choice.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

const char *const tp_site_name[TP_SITES] = {"act", "attn", "logit", "exp", "acc", "param"};
const char *const tp_site_about[TP_SITES] = {
  "activations and hidden values", "attention weights", "logits", "exponentials and their sum",
  "partial sums of dot products", "weights: biases and beta",
};
const char *const tp_summation_name[TP_SUM_ANY + 1] = {"sequential", "pairwise", "compensated", "reverse", "shuffled", "any"};

const char *const tp_product_name[2] = {"exact", "rounded"};

const char *const tp_noise_name[TP_NOISES] = {"none", "uniform", "normal"};

tp_choice tp_choice_copy(const tp_choice *c)
{
  tp_choice copy = *c;
  copy.except = NULL;
  copy.exceptions = 0;
  for (size_t i = 0; i < c->exceptions; i++)
    tp_choice_add_exception(&copy, c->except + i);
  return copy;
}

void tp_choice_clear(tp_choice *c)
{
  free(c->except);
  c->except = NULL;
  c->exceptions = 0;
}

void tp_choice_add_exception(tp_choice *c, const tp_layer_exception *e)
{
  c->except = tp_memory_resize(c->except, c->exceptions + 1, sizeof *c->except);
  c->except[c->exceptions++] = *e;
}

tp_rounding tp_choice_rounding(const tp_choice *c, int site)
{
  return (tp_rounding) {c->site[site], c->mode[site], c->overflow, c->random_bits[site]};
}

tp_rounding tp_choice_narrow_rounding(const tp_choice *c)
{
  return (tp_rounding) {c->accumulator.narrow, c->mode[TP_SITE_ACC], c->overflow, c->random_bits[TP_SITE_ACC]};
}

int tp_accumulator_equal(const tp_accumulator *a, const tp_accumulator *b)
{
  return a->rounds_products == b->rounds_products && a->block == b->block && (!a->block || tp_format_equal(a->narrow, b->narrow))
         && a->at_once == b->at_once && a->cuts == b->cuts && a->guard == b->guard;
}

int tp_choice_accumulates_plainly(const tp_choice *c)
{
  const tp_accumulator *a = &c->accumulator;
  return !a->rounds_products && !a->block && !a->at_once && !a->cuts;
}

int tp_choice_sums_in_theorems(const tp_choice *c)
{
  return tp_choice_accumulates_plainly(c) && c->sum <= TP_SUM_COMPENSATED;
}

int tp_choice_is_rounded(const tp_choice *c, int site)
{
  return c->kind == TP_ARITHMETIC_SITES && c->site[site].family != TP_FORMAT_REAL;
}

int tp_choice_has_noise(const tp_choice *c)
{
  for (int i = 0; i < TP_SITES; i++)
    if (c->noise[i].kind != TP_NOISE_NONE)
      return 1;
  return 0;
}

void tp_choice_print_sites(tp_buffer *out, const tp_choice *c)
{
  if (c->kind == TP_ARITHMETIC_MPFR) {
    tp_buffer_puts(out, "all");
    return;
  }
  int first = 1;
  for (int i = 0; i < TP_SITES; i++)
    if (tp_choice_is_rounded(c, i)) {
      tp_buffer_printf(out, "%s%s", first ? "" : "+", tp_site_name[i]);
      first = 0;
    }
}

void tp_choice_print_modes(tp_buffer *out, const tp_choice *c)
{
  int first = -1, same = 1;
  for (int i = 0; i < TP_SITES; i++)
    if (tp_choice_is_rounded(c, i)) {
      first = first < 0 ? i : first;
      same &= c->mode[i] == c->mode[first] && c->random_bits[i] == c->random_bits[first];
    }
  if (same) {
    tp_rounding_mode_print(out, c->mode[first < 0 ? 0 : first], c->random_bits[first < 0 ? 0 : first]);
    return;
  }
  for (int i = first; i < TP_SITES; i++)
    if (tp_choice_is_rounded(c, i)) {
      tp_buffer_printf(out, "%s%s:", i == first ? "" : "+", tp_site_name[i]);
      tp_rounding_mode_print(out, c->mode[i], c->random_bits[i]);
    }
}
