/* SPDX-License-Identifier: MIT */
/* An evaluation of the library, compared with one straight from the definition (plain.h). */
#ifndef PLAIN_COMPARE_H
#define PLAIN_COMPARE_H

#include "plain.h"

/* What an evaluation of the library is compared with. */
typedef struct {
  const plain *with;
  size_t layer, before;            /* neurons before the current layer */
  size_t *seen;                    /* by version: how often it was compared */
  size_t versions, hidden;         /* compared so far, copies left out */
  size_t different;                /* numbers */
  mpfr_t low, high, scaled;
  mpz_t denominator;
} plain_comparison;

/* x is what the library says of the number, which may be a fraction. */
static inline int plain_is_same(plain_comparison *c, tp_workspace *w, tp_number_column *column, size_t p, mpfr_srcptr x)
{
  w->a->op->bounds(w, column, p, c->low, c->high, c->denominator);
  if (mpfr_nan_p(c->low))
    return mpfr_nan_p(x);
  if (mpz_cmp_ui(c->denominator, 1) > 0) {
    mpfr_mul_z(c->scaled, x, c->denominator, MPFR_RNDN);
    /* A fraction is not a binary number: the nearest one stands for it in x. */
    if (mpfr_number_p(c->scaled))
      mpfr_rint(c->scaled, c->scaled, MPFR_RNDN);
    x = c->scaled;
  }
  if (mpfr_lessequal_p(c->low, x) && mpfr_lessequal_p(x, c->high))
    return 1;
  /* Where nothing rounds activations, the bits of the definition are all that is known of them. */
  if (tp_choice_is_rounded(c->with->choice, TP_SITE_ACT) || !mpfr_number_p(x))
    return 0;
  mpfr_sub(c->scaled, x, mpfr_less_p(x, c->low) ? c->low : c->high, MPFR_RNDN);
  return mpfr_zero_p(c->scaled) || mpfr_get_exp(c->scaled) < -mpfr_get_prec(c->scaled) / 2;
}

static inline void plain_compare(plain_comparison *c, tp_workspace *w, tp_number_column *column, mpfr_t *x, size_t from, size_t to)
{
  for (size_t p = from; p < to; p++)
    c->different += !plain_is_same(c, w, column, p, x[p]);
}

static inline void plain_compare_activation(void *context, tp_workspace *w, size_t version, tp_number_column *column, size_t from, size_t to)
{
  plain_comparison *c = context;
  size_t seen = c->seen[version]++;
  ck_assert_uint_le(seen, c->with->agains[version]);
  plain_compare(c, w, column, seen ? c->with->again[version][seen - 1] : c->with->version[version], from, to);
  c->versions += seen == 0;
}

static inline void plain_compare_hidden(void *context, tp_workspace *w, size_t layer, size_t neuron, tp_number_column *column, size_t from,
                                 size_t to)
{
  plain_comparison *c = context;
  for (; c->layer < layer; c->layer++)
    c->before += c->layer ? c->with->t->layer[c->layer - 1].mlp.neurons : 0;
  plain_compare(c, w, column, c->with->hidden[c->before + neuron], from, to);
  c->hidden++;
}

/* Evaluate the same in the library's arithmetic, with so many bits between roundings, and
   compare every number; returns how many differ, and in *undecided what the arithmetic could
   not decide. */
static inline size_t plain_differences(const plain *mine, const tp_subject *s, const tp_choice *choice, int bits, int *undecided)
{
  plain_comparison c = {.with = mine, .seen = tp_memory_zeroed(mine->versions, sizeof(size_t))};
  mpfr_inits2(64, c.low, c.high, (mpfr_ptr) NULL);
  mpfr_init2(c.scaled, mine->precision);
  mpz_init(c.denominator);
  const tp_observer watch = {.context = &c, .activation = plain_compare_activation, .hidden = plain_compare_hidden};
  tp_pass *p = tp_pass_new(s->plans, &(tp_setup) {.choice = choice, .effort.bits = bits}, 0);
  tp_pass_begin(p, 0, &watch);
  tp_pass_feed(p, mine->tokens, mine->positions, mine->positions);
  ck_assert_uint_eq(tp_plan_versions(tp_pass_plan(p)), mine->versions);
  ck_assert_uint_eq(c.versions, mine->versions);
  ck_assert_uint_eq(c.hidden, mine->neurons);
  *undecided = tp_pass_undecided(p);
  tp_pass_free(p);
  mpfr_clears(c.low, c.high, c.scaled, (mpfr_ptr) NULL);
  mpz_clear(c.denominator);
  free(c.seen);
  return c.different;
}

#endif
