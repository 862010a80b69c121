/* SPDX-License-Identifier: MIT */
/* Numbers of the evaluation of plain.h: how they are rounded, and how they are added up. */
#ifndef PLAIN_SUMS_H
#define PLAIN_SUMS_H

#include <check.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <mpfr.h>

#include "tmprec/analysis/subject.h"
#include "tmprec/arithmetic/choice.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/random.h"

typedef struct {
  const tp_transformer *t;
  const tp_sequence *tokens;
  size_t positions;                /* 0 .. positions-1 are fed */
  const tp_choice *choice;
  size_t block;                    /* of activations that share a scale, in some layer; 0: in none */
  mpfr_prec_t precision;
  mpfr_rnd_t mode;                 /* of operations */
  int is_bounded;                  /* exponents are between MPFR's emin and emax, set by who calls, with subnormals */
  mpfr_t beta, sum, before, most, zero;
  mpfr_t *pool;                    /* terms of dot products, one product after the other */
  size_t pooled;
  mpfr_t **version;                /* each a number a position */
  mpfr_t ***again;                 /* where scales are shared: the same, rounded once more in a later sublayer */
  size_t *agains;
  size_t versions;
  size_t *now;                     /* by coordinate: its last version */
  mpfr_t **hidden;                 /* all neurons, layer after layer */
  size_t neurons;
  size_t absorbed;                 /* terms that had no bits in common with a sum, so that it may be rounded on the wrong side */
} plain;

/* x = call(x, ...), an operation. */
#define PLAIN_OP(e, call, x, ...) \
  do { \
    mpfr_ptr result = (x); \
    plain_finish((e), result, call(result, __VA_ARGS__, (e)->mode)); \
  } while (0)

/* An operation of bounded exponents gives subnormal numbers where it must. */
static inline void plain_finish(const plain *e, mpfr_ptr x, int inexact)
{
  if (e->is_bounded)
    mpfr_subnormalize(x, inexact, e->mode);
}

static inline mpfr_t *plain_numbers(const plain *e)
{
  mpfr_t *x = tp_memory_new(e->positions, sizeof *x);
  for (size_t p = 0; p < e->positions; p++)
    mpfr_init2(x[p], e->precision);
  return x;
}

static inline void plain_numbers_free(const plain *e, mpfr_t *x)
{
  for (size_t p = 0; p < e->positions; p++)
    mpfr_clear(x[p]);
  free(x);
}

static inline mpfr_t *plain_append(plain *e)
{
  e->version = tp_memory_resize(e->version, e->versions + 1, sizeof *e->version);
  e->again = tp_memory_resize(e->again, e->versions + 1, sizeof *e->again);
  e->agains = tp_memory_resize(e->agains, e->versions + 1, sizeof *e->agains);
  e->again[e->versions] = NULL;
  e->agains[e->versions] = 0;
  return e->version[e->versions++] = plain_numbers(e);
}

static inline mpfr_t *plain_stream(const plain *e, const size_t *now, uint32_t coordinate)
{
  size_t v = now[coordinate];
  return e->agains[v] ? e->again[v][e->agains[v] - 1] : e->version[v];
}

/* R_site(x), in place. */
static inline void plain_round(const plain *e, int site, mpfr_t x)
{
  if (e->choice->kind != TP_ARITHMETIC_SITES || e->choice->site[site].shared)
    return;
  tp_rounding rule = tp_choice_rounding(e->choice, site);
  tp_rounding_mpfr(&rule, x, 0.5);
}

/* Numbers that share scales, if those of the site do: count of them, in blocks. */
static inline void plain_share(const plain *e, int site, mpfr_ptr *x, size_t count)
{
  size_t block = tp_choice_is_rounded(e->choice, site) ? (size_t) e->choice->site[site].shared : 0;
  tp_rounding rule = tp_choice_rounding(e->choice, site);
  for (size_t from = 0; block && from < count; from += block) {
    size_t to = from + block < count ? from + block : count;
    mpfr_ptr most = x[from];
    for (size_t i = from; i < to; i++)
      most = mpfr_cmpabs(x[i], most) > 0 ? x[i] : most;
    mpfr_t size;
    mpfr_init2(size, mpfr_get_prec(most));
    mpfr_abs(size, most, MPFR_RNDN);
    const tp_block_scale scale = tp_shared_scale(rule.format, size);
    mpfr_clear(size);
    for (size_t i = from; i < to; i++)
      tp_rounding_mpfr_scaled(&rule, scale, x[i], 0.5);
  }
}

static inline void plain_share_row(const plain *e, int site, mpfr_t *x, size_t count)
{
  mpfr_ptr *pointer = tp_memory_new(count, sizeof *pointer);
  for (size_t i = 0; i < count; i++)
    pointer[i] = x[i];
  plain_share(e, site, pointer, count);
  free(pointer);
}

/* The stream where it is not as it was before a sublayer, block by block.  Numbers are made anew in layers, too, that
   leave them as they are. */
static inline void plain_share_stream(plain *e, const size_t *before)
{
  const size_t block = e->block;
  mpfr_ptr *x = tp_memory_new(e->t->width, sizeof *x);
  for (size_t from = 0; block && from < e->t->width; from += block) {
    size_t count = from + block < e->t->width ? block : e->t->width - from;
    if (!memcmp(before + from, e->now + from, count * sizeof *before))
      continue;
    for (size_t c = from; c < from + count; c++) {
      size_t v = e->now[c];
      if (v != before[c])
        continue;
      mpfr_t *old = plain_stream(e, e->now, (uint32_t) c), *copy = plain_numbers(e);
      for (size_t p = 0; p < e->positions; p++)
        mpfr_set(copy[p], old[p], MPFR_RNDN);
      e->again[v] = tp_memory_resize(e->again[v], e->agains[v] + 1, sizeof *e->again[v]);
      e->again[v][e->agains[v]++] = copy;
    }
    for (size_t p = 0; p < e->positions; p++) {
      for (size_t i = 0; i < count; i++)
        x[i] = plain_stream(e, e->now, (uint32_t) (from + i))[p];
      plain_share(e, TP_SITE_ACT, x, count);
    }
  }
  free(x);
}

/* Terms of a dot product, to be summed as acc says; there is one product at a time. */
/* Before x and y are added where numbers are real in between. */
static inline void plain_note_absorbed(plain *e, mpfr_srcptr x, mpfr_srcptr y)
{
  enum { ROOM = 64 };              /* bits, for what numbers are rounded to */
  if (e->choice->kind == TP_ARITHMETIC_SITES && mpfr_regular_p(x) && mpfr_regular_p(y))
    e->absorbed += labs((long) (mpfr_get_exp(x) - mpfr_get_exp(y))) > (long) e->precision - ROOM;
}

typedef struct {
  plain *e;
  mpfr_t *term;
  size_t terms, others;            /* the last ones are no products */
} plain_dot;

static inline void plain_dot_start(plain_dot *d, plain *e, size_t most)
{
  if (most > e->pooled) {
    e->pool = tp_memory_resize(e->pool, most, sizeof *e->pool);
    for (; e->pooled < most; e->pooled++)
      mpfr_init2(e->pool[e->pooled], e->precision);
  }
  *d = (plain_dot) {e, e->pool, 0, 0};
}

static inline mpfr_ptr plain_dot_next(plain_dot *d)
{
  return d->term[d->terms++];
}

static inline void plain_sum_pairs(const plain_dot *d, size_t from, size_t to, mpfr_t sum)
{
  if (to - from == 1) {
    mpfr_set(sum, d->term[from], MPFR_RNDN);
    plain_round(d->e, TP_SITE_ACC, sum);
    return;
  }
  size_t half = from + (to - from + 1) / 2;
  mpfr_t right;
  mpfr_init2(right, d->e->precision);
  plain_sum_pairs(d, from, half, sum);
  plain_sum_pairs(d, half, to, right);
  mpfr_add(sum, sum, right, MPFR_RNDN);
  plain_round(d->e, TP_SITE_ACC, sum);
  mpfr_clear(right);
}

static inline void plain_sum_compensated(const plain_dot *d, mpfr_t sum)
{
  mpfr_t c, y, t;
  mpfr_inits2(d->e->precision, c, y, t, (mpfr_ptr) NULL);
  mpfr_set_zero(c, 1);
  for (size_t k = 0; k < d->terms; k++) {
    mpfr_sub(y, d->term[k], c, MPFR_RNDN);
    plain_round(d->e, TP_SITE_ACC, y);
    mpfr_add(t, sum, y, MPFR_RNDN);
    plain_round(d->e, TP_SITE_ACC, t);
    mpfr_sub(c, t, sum, MPFR_RNDN);
    plain_round(d->e, TP_SITE_ACC, c);
    mpfr_sub(c, c, y, MPFR_RNDN);
    plain_round(d->e, TP_SITE_ACC, c);
    mpfr_set(sum, t, MPFR_RNDN);
  }
  mpfr_clears(c, y, t, (mpfr_ptr) NULL);
}

/* The weight of the last bit that is kept of finite numbers x, most of them 0 if they all are: 2^this. */
static inline long plain_last_bit(mpfr_t *x, size_t count, mpfr_t also, tp_format f)
{
  long exponent = f.family == TP_FORMAT_IEEE ? tp_format_least_exponent(f) : LONG_MIN / 2;
  for (size_t i = 0; i <= count; i++) {
    mpfr_ptr y = i < count ? x[i] : also;
    if (mpfr_regular_p(y) && mpfr_get_exp(y) - 1 > exponent)
      exponent = mpfr_get_exp(y) - 1;
  }
  return f.family == TP_FORMAT_FIXED ? -f.b : exponent - tp_format_significand(f) + 1;
}

static inline void plain_cut(mpfr_t x, long bit)
{
  if (mpfr_regular_p(x)) {
    mpfr_mul_2si(x, x, -bit, MPFR_RNDN);
    mpfr_trunc(x, x);
    mpfr_mul_2si(x, x, bit, MPFR_RNDN);
  }
}

/* Terms from .. to-1, so many at once; the sum goes where the first of them was. */
static inline void plain_sum_groups(plain_dot *d, const tp_rounding *rule, size_t from, size_t to)
{
  const tp_accumulator *by = &d->e->choice->accumulator;
  const size_t most = by->at_once ? (size_t) by->at_once : 1;
  mpfr_t sum;
  mpfr_init2(sum, d->e->precision);
  mpfr_set_zero(sum, 1);
  for (size_t k = from; k < to; k += most) {
    const size_t end = to - k < most ? to : k + most;
    int is_finite = mpfr_number_p(sum);
    for (size_t i = k; i < end; i++)
      is_finite &= mpfr_number_p(d->term[i]) != 0;
    if (by->cuts && is_finite) {
      const long bit = plain_last_bit(d->term + k, end - k, sum, rule->format) - by->guard;
      for (size_t i = k; i < end; i++)
        plain_cut(d->term[i], bit);
      plain_cut(sum, bit);
    }
    for (size_t i = k; i < end; i++)
      mpfr_add(sum, sum, d->term[i], MPFR_RNDN);
    tp_rounding_mpfr(rule, sum, 0.5);
  }
  mpfr_set(d->term[from], sum, MPFR_RNDN);
  mpfr_clear(sum);
}

/* The terms in the order of the choice: where each one goes is how many keys are less. */
static inline void plain_order(plain_dot *d)
{
  const tp_choice *c = d->e->choice;
  const size_t count = d->terms;
  if (c->sum != TP_SUM_REVERSE && c->sum != TP_SUM_SHUFFLED)
    return;
  mpfr_t *was = tp_memory_new(count, sizeof *was);
  memcpy(was, d->term, count * sizeof *was);
  for (size_t k = 0; k < count; k++) {
    size_t place = 0;
    for (size_t i = 0; i < count && c->sum == TP_SUM_SHUFFLED; i++)
      place += tp_random_key(tp_random_key(0, c->shuffle), i) < tp_random_key(tp_random_key(0, c->shuffle), k);
    *d->term[c->sum == TP_SUM_REVERSE ? count - 1 - k : place] = *was[k];
  }
  free(was);
}

/* What the accumulator makes of the terms before they are added up in order. */
static inline void plain_accumulate(plain_dot *d)
{
  const tp_accumulator *by = &d->e->choice->accumulator;
  const tp_rounding wide = tp_choice_rounding(d->e->choice, TP_SITE_ACC), narrow = {by->narrow, wide.mode, wide.overflow, wide.random_bits};
  const size_t block = (size_t) by->block, count = d->terms;
  if (!tp_choice_is_rounded(d->e->choice, TP_SITE_ACC) || !count)
    return;
  for (size_t k = 0; k < count - d->others && by->rounds_products; k++)
    tp_rounding_mpfr(block ? &narrow : &wide, d->term[k], 0.5);
  plain_order(d);
  if (block) {
    d->terms = 0;
    for (size_t from = 0; from < count; from += block) {
      plain_sum_groups(d, &narrow, from, count - from < block ? count : from + block);
      mpfr_set(d->term[d->terms++], d->term[from], MPFR_RNDN);
    }
  } else if (by->at_once || by->cuts) {
    plain_sum_groups(d, &wide, 0, count);
    d->terms = 1;
  }
}

static inline void plain_dot_take(plain_dot *d, mpfr_t sum)
{
  plain_accumulate(d);
  mpfr_set_zero(sum, 1);
  if (d->e->choice->sum == TP_SUM_PAIRWISE && d->terms) {
    plain_sum_pairs(d, 0, d->terms, sum);
  } else if (d->e->choice->sum == TP_SUM_COMPENSATED) {
    plain_sum_compensated(d, sum);
  } else {
    for (size_t k = 0; k < d->terms; k++) {
      plain_note_absorbed(d->e, sum, d->term[k]);
      PLAIN_OP(d->e, mpfr_add, sum, sum, d->term[k]);
      plain_round(d->e, TP_SITE_ACC, sum);
    }
  }
}

#endif
