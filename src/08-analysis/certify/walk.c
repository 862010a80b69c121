/* SPDX-License-Identifier: MIT */
/* Theorem "walk" (doc/walk.md): nothing is rounded.  Every error is followed to the logits.  Two of them grow with the depth:
   those of the output offset and those of the walk of head positions; then the search for the last write is a tolerant
   one.  Section numbers are those of that page. */
#include "walk.h"

#include <stdio.h>

#include "tmprec/machine/machine.h"

/* --- Numbers -------------------------------------------------------------------------- */

void tp_walk_add(walk *k, walk_number x, uint64_t factor, walk_number y)
{
  mpfr_t product;
  mpfr_init2(product, k->w->bits);
  mpfr_mul_ui(product, k->x[y], factor, MPFR_RNDU);
  mpfr_add(k->x[x], k->x[x], product, MPFR_RNDU);
  mpfr_clear(product);
}

void tp_walk_set(walk *k, walk_number x, uint64_t factor, walk_number y)
{
  mpfr_mul_ui(k->x[x], k->x[y], factor, MPFR_RNDU);
}

void tp_walk_max(walk *k, walk_number x, walk_number y)
{
  mpfr_max(k->x[x], k->x[x], k->x[y], MPFR_RNDU);
}

void tp_walk_leak(walk *k, walk_number x, uint64_t count, unsigned gap, walk_number less)
{
  mpfr_t lead;
  mpfr_init2(lead, k->w->bits);
  mpfr_ui_sub(lead, gap, k->x[less], MPFR_RNDD);
  if (mpfr_sgn(lead) > 0 && mpfr_number_p(lead)) {
    mpfr_mul(lead, lead, k->w->beta_low, MPFR_RNDD);
    mpfr_neg(lead, lead, MPFR_RNDN);
    mpfr_exp(lead, lead, MPFR_RNDU);
    mpfr_mul_ui(k->x[x], lead, count, MPFR_RNDU);
  } else {
    mpfr_set_inf(k->x[x], 1);
  }
  mpfr_clear(lead);
}

int tp_walk_need(walk *k, walk_number x, unsigned limit, const char *what)
{
  mpfr_t high;
  char text[96];
  mpfr_init2(high, 64);
  mpfr_set_ui(high, limit, MPFR_RNDN);
  snprintf(text, sizeof text, "walk, %s", what);
  int holds = mpfr_less_p(k->x[x], high);              /* 0 of a NaN */
  tp_claim_note_less(k->out, text, k->x[x], high, holds);
  mpfr_clear(high);
  return holds;
}

/* The sum over h = 1 .. b of min(C(b, h), N) e^(-2 h beta (1 - less)): keys whose query and time are positions. */
static void leak_by_distance(walk *k, walk_number x, walk_number less)
{
  uint64_t count = 1;                                  /* C(60, 30) has 57 bits */
  mpfr_t one, power;
  mpfr_inits2(k->w->bits, one, power, (mpfr_ptr) NULL);
  mpfr_ui_sub(one, 1, k->x[less], MPFR_RNDD);
  mpfr_mul_2ui(one, one, 1, MPFR_RNDD);
  mpfr_mul(one, one, k->w->beta_low, MPFR_RNDD);
  mpfr_neg(one, one, MPFR_RNDN);
  mpfr_exp(one, one, MPFR_RNDU);
  mpfr_set_ui(power, 1, MPFR_RNDN);
  mpfr_set_zero(k->x[x], 1);
  for (unsigned h = 1; h <= k->bits; h++) {
    mpfr_t term;
    count = count * (k->bits - h + 1) / h;
    mpfr_init2(term, k->w->bits);
    mpfr_mul(power, power, one, MPFR_RNDU);
    mpfr_mul_ui(term, power, count < k->others ? count : k->others, MPFR_RNDU);
    mpfr_add(k->x[x], k->x[x], term, MPFR_RNDU);
    mpfr_clear(term);
  }
  mpfr_clears(one, power, (mpfr_ptr) NULL);
}

/* --- Leaks (section 2) ------------------------------------------------------------------- */

/* 3 beta E < 1: what `summ` adds to its own position does not make it larger than 1 (section 4.2). */
static int need_small_marker(walk *k)
{
  mpfr_mul(k->x[WALK_X], k->x[WALK_E], k->w->beta_high, MPFR_RNDU);
  mpfr_mul_ui(k->x[WALK_X], k->x[WALK_X], 3, MPFR_RNDU);
  return tp_walk_need(k, WALK_X, 1, "3 beta leaks, at summ");
}

static int measure_leaks(walk *k)
{
  const unsigned r = k->s->r;
  mpfr_set_zero(k->x[WALK_ETA], 1);
  mpfr_set_zero(k->x[WALK_CAP], 1);
  tp_walk_leak(k, WALK_E, k->others, 1, WALK_ETA);
  tp_walk_set(k, WALK_X, 16 > r ? 16 : r, WALK_E);
  if (!tp_walk_need(k, WALK_X, 1, "leaks, 16 or r times"))
    return 0;
  leak_by_distance(k, WALK_ALPHA, WALK_ETA);
  tp_walk_set(k, WALK_UNIT, 1, WALK_E);
  if (!k->is_scot)
    return 1;
  if (!need_small_marker(k))
    return 0;
  tp_walk_leak(k, WALK_ETA, k->others, 1, WALK_E);
  tp_walk_add(k, WALK_UNIT, 1, WALK_ETA);
  tp_walk_set(k, WALK_X, r, WALK_E);                   /* length_cap */
  tp_walk_leak(k, WALK_CAP, k->others, 1, WALK_X);
  tp_walk_add(k, WALK_CAP, 1, WALK_X);
  return 1;
}

/* --- Head positions (sections 3 and 4) ---------------------------------------------------- */

/* CoT: a token's step multiplies what the bits lack of 1 by 2b - 1 at most, and there are r of them. */
static void measure_walk(walk *k)
{
  const unsigned r = k->s->r;
  tp_walk_set(k, WALK_X, 2 * r, WALK_ALPHA);           /* a row on pos, all bits */
  tp_walk_set(k, WALK_HEAD, 1, WALK_X);
  for (unsigned i = 1; i <= r; i++) {
    tp_walk_set(k, WALK_CELL, 1, WALK_HEAD);
    tp_walk_add(k, WALK_CELL, 1, WALK_X);
    tp_walk_set(k, WALK_HEAD, 2 * k->bits - 1, WALK_CELL);
  }
  tp_walk_add(k, WALK_HEAD, 1, WALK_X);                /* pos */
}

/* SCoT: bits exceed 1 too, and what they exceed it by is taken and added where a flag is 0. */
static void measure_walk_and_push(walk *k)
{
  const unsigned r = k->s->r, b = k->bits;
  tp_walk_set(k, WALK_X, 4 * r, WALK_ALPHA);
  tp_walk_set(k, WALK_HEAD, r, WALK_ETA);
  tp_walk_add(k, WALK_HEAD, 1, WALK_X);
  mpfr_set_zero(k->x[WALK_PUSH], 1);
  for (unsigned j = 1; j <= r + 1; j++) {
    tp_walk_set(k, WALK_Y, 1, WALK_PUSH);              /* what prev_head exceeds 1 by */
    tp_walk_max(k, WALK_Y, WALK_HEAD);
    tp_walk_add(k, WALK_Y, r, WALK_ALPHA);
    tp_walk_set(k, WALK_PUSH, r / 2 + 1 + j <= r + 3 ? 4 * b + 1 : 1, WALK_PUSH);
    tp_walk_add(k, WALK_PUSH, 2, WALK_Y);
    tp_walk_set(k, WALK_CELL, 1, WALK_HEAD);
    tp_walk_add(k, WALK_CELL, 1, WALK_X);
    tp_walk_set(k, WALK_HEAD, 2 * b + 1, WALK_CELL);
  }
  tp_walk_set(k, WALK_EXCESS, 1, WALK_PUSH);
  tp_walk_max(k, WALK_EXCESS, WALK_HEAD);
  tp_walk_add(k, WALK_EXCESS, r, WALK_ALPHA);
}

static int measure_heads(walk *k)
{
  const unsigned r = k->s->r;
  const uint64_t steps = ((uint64_t) 6 << r) - 12 + r;
  mpfr_set_zero(k->x[WALK_PUSH], 1);
  mpfr_set_zero(k->x[WALK_EXCESS], 1);
  if (k->is_scot)
    measure_walk_and_push(k);
  else
    measure_walk(k);
  tp_walk_set(k, WALK_OFFSET, steps, WALK_UNIT);
  tp_walk_add(k, WALK_OFFSET, 1, WALK_PUSH);
  tp_walk_set(k, WALK_Y, 1, WALK_OFFSET);
  tp_walk_add(k, WALK_Y, 2, WALK_UNIT);
  int holds = tp_walk_need(k, WALK_HEAD, 1, "errors of a head position, by the walk");
  holds &= tp_walk_need(k, WALK_Y, 1, "errors of a head position, by the offset");
  tp_walk_set(k, WALK_QUERY, 1, WALK_HEAD);
  tp_walk_max(k, WALK_QUERY, WALK_OFFSET);
  return holds;
}

/* What a head position has where it is not set: r times that, with a cell and the rest of a score, is below r - 2; and what
   tokens have in `cell` that is no cell, is below 1 (section 5.1). */
static int need_unset(walk *k)
{
  const unsigned r = k->s->r;
  tp_walk_set(k, WALK_X, 1, WALK_ETA);
  tp_walk_add(k, WALK_X, (uint64_t) (r + 1) * k->largest, WALK_ALPHA);
  tp_walk_add(k, WALK_X, 2 * (r + 1), WALK_EXCESS);
  tp_walk_set(k, WALK_Y, 2, WALK_X);
  int holds = tp_walk_need(k, WALK_Y, 1, "head that is not set, twice");
  mpfr_add_ui(k->x[WALK_Y], k->x[WALK_CELL], 1, MPFR_RNDU);
  mpfr_mul(k->x[WALK_X], k->x[WALK_X], k->x[WALK_Y], MPFR_RNDU);
  tp_walk_set(k, WALK_Y, r, WALK_X);
  tp_walk_add(k, WALK_Y, 3 * r, WALK_E);
  holds &= tp_walk_need(k, WALK_Y, r - 2, "scores of a head that is not set");
  tp_walk_set(k, WALK_X, r, WALK_E);
  tp_walk_add(k, WALK_X, 1, WALK_EXCESS);
  mpfr_add_ui(k->x[WALK_Y], k->x[WALK_QUERY], 1, MPFR_RNDU);
  mpfr_mul(k->x[WALK_Y], k->x[WALK_X], k->x[WALK_Y], MPFR_RNDU);
  tp_walk_add(k, WALK_Y, 3 * r, WALK_E);
  return holds & tp_walk_need(k, WALK_Y, 1, "scores of what is no cell");
}

/* --- The search (section 5) ----------------------------------------------------------------- */

/* All bits of last: each lacks a + 2g, where g is a leak at a gap that has lost what the bits before lack. */
static int measure_search(walk *k)
{
  mpfr_mul(k->x[WALK_SCORE], k->x[WALK_QUERY], k->x[WALK_CELL], MPFR_RNDU);
  tp_walk_add(k, WALK_SCORE, 1, WALK_QUERY);
  tp_walk_add(k, WALK_SCORE, 1, WALK_CELL);
  if (!tp_walk_need(k, WALK_SCORE, 1, "errors of a score of written"))
    return 0;
  tp_walk_leak(k, WALK_WRITTEN, k->is_scot ? 2 : 1, 1, WALK_SCORE);
  tp_walk_leak(k, WALK_GAMMA, k->others, 1, WALK_SCORE);
  tp_walk_set(k, WALK_X, 2, WALK_GAMMA);
  if (!tp_walk_need(k, WALK_X, 1, "written, high, last that are not set, twice"))
    return 0;
  mpfr_set_zero(k->x[WALK_LOST], 1);
  tp_walk_set(k, WALK_X, 1, WALK_SCORE);
  for (unsigned bit = 0; bit < k->s->r && mpfr_cmp_ui(k->x[WALK_X], 1) < 0; bit++) {
    tp_walk_leak(k, WALK_Y, k->others, 1, WALK_X);
    tp_walk_set(k, WALK_BIT, 1, WALK_WRITTEN);
    tp_walk_add(k, WALK_BIT, 2, WALK_Y);
    tp_walk_add(k, WALK_LOST, 1, WALK_BIT);
    tp_walk_set(k, WALK_X, 1, WALK_SCORE);
    tp_walk_add(k, WALK_X, 1, WALK_LOST);
  }
  return tp_walk_need(k, WALK_X, 1, "errors of a score, and of all bits of last");
}

/* read: of a write; of a cell that was not written; and the blank beside either. */
static int measure_read(walk *k)
{
  const unsigned r = k->s->r;
  tp_walk_set(k, WALK_X, r, WALK_GAMMA);
  tp_walk_add(k, WALK_X, 1, WALK_E);
  if (!tp_walk_need(k, WALK_X, 1, "last that is not set, at read"))
    return 0;
  tp_walk_leak(k, WALK_UNREAD, k->others, 1, WALK_X);
  leak_by_distance(k, WALK_READ, WALK_BIT);
  tp_walk_leak(k, WALK_X, 1, r - 1, WALK_LOST);
  tp_walk_add(k, WALK_READ, 1, WALK_X);
  tp_walk_set(k, WALK_Y, 1, WALK_LOST);
  tp_walk_add(k, WALK_Y, r + 1, WALK_E);
  tp_walk_leak(k, WALK_X, k->others, r, WALK_Y);
  tp_walk_add(k, WALK_READ, 1, WALK_X);
  tp_walk_set(k, WALK_READ, 2, WALK_READ);
  tp_walk_add(k, WALK_READ, 1, WALK_WRITTEN);
  tp_walk_set(k, WALK_X, 1, WALK_GAMMA);
  tp_walk_add(k, WALK_X, 1, WALK_E);
  tp_walk_add(k, WALK_X, 1, WALK_UNREAD);
  tp_walk_max(k, WALK_READ, WALK_X);
  tp_walk_set(k, WALK_STATE, 3, WALK_ETA);
  tp_walk_add(k, WALK_STATE, 2 * k->largest, WALK_ALPHA);
  return 1;
}

/* --- The theorem ---------------------------------------------------------------------------- */

static unsigned bits_between(uint64_t positions)
{
  unsigned bits = 0;
  while ((uint64_t) 1 << bits < positions)
    bits++;
  return bits;
}

/* Monotone in beta, which tp_claim_least_beta needs: leaks at exact gaps fall as beta grows (and so does beta E, as 16 E < 1
   and N >= 3 ask for beta > 1).  All other bounds are sums and products of such, and leaks at gaps that grow as these
   fall.  All conditions bound them from above. */
int tp_certify_walk(tp_claim *out, const tp_scope *s, const tp_weighing *w)
{
  walk k = {.out = out, .s = s, .w = w, .is_scot = s->mode == TP_MODE_SCOT, .others = s->n - 2,
            .tapes = s->tapes ? s->tapes : TP_MACHINE_MAX_TAPES, .state_bits = s->state_bits ? s->state_bits : 32,
            .symbol_bits = s->symbol_bits ? s->symbol_bits : 32, .bits = bits_between(s->n - 1),
            .largest = s->mode == TP_MODE_SCOT ? 2 : 1};
  for (int i = 0; i < WALK_NUMBERS; i++) {
    mpfr_init2(k.x[i], w->bits);
    mpfr_set_zero(k.x[i], 1);
  }
  int holds = measure_leaks(&k) && measure_heads(&k) && need_unset(&k) && measure_search(&k) && measure_read(&k)
              && tp_walk_last_step(&k);
  for (int i = 0; i < WALK_NUMBERS; i++)
    mpfr_clear(k.x[i]);
  return holds;
}
