/* SPDX-License-Identifier: MIT */
/* What the files of this arithmetic share: mpfr:P and mpfr:FORMAT in MPFR itself. */
#ifndef MPFR_ARITHMETIC_H
#define MPFR_ARITHMETIC_H

#include "../backends.h"
#include "tmprec/numbers/environment.h"

typedef struct {
  size_t first, end, capacity;
  mpfr_t *number;                  /* capacity of them, initialised */
} mpfr_column;

typedef struct {
  size_t i, made;
  mpfr_t *score, *weight;          /* made entries */
} mpfr_row;

typedef struct {
  tp_arithmetic base;
  tp_rounding rule;                /* of every operation */
  int is_direct;                   /* MPFR rounds so itself: to `precision` bits, as `mode` says */
  mpfr_rnd_t mode;
  mpfr_prec_t precision;           /* of numbers; if not direct two more than the rule's */
  mpfr_t beta;
  long bound;                      /* what comes of integer scores in -bound .. bound is remembered */
} mpfr_arithmetic;

typedef struct {
  tp_workspace base;
  const mpfr_arithmetic *a;
  mpfr_t sum, product, most, total;
  mpfr_t *power;                   /* (2 bound + 1)^2: exp(beta s - beta most), by (most, s) */
  unsigned char *power_made;
  mpfr_t *quotient;                /* 2 bound + 1: of the current row, by s */
  unsigned char *quotient_made;
} mpfr_work;

static inline mpfr_work *mpfr_work_of(tp_workspace *w) { return (mpfr_work *) w; }
static inline mpfr_column *mpfr_column_of(tp_number_column *c) { return (mpfr_column *) c; }
static inline mpfr_row *mpfr_row_of(tp_attention_row *row) { return (mpfr_row *) row; }

static inline mpfr_srcptr mpfr_at(const tp_number_column *of, size_t position)
{
  const mpfr_column *c = (const mpfr_column *) of;
  return c->number[position - c->first];
}

/* Room for one more number, for the caller to fill. */
mpfr_ptr tp_mpfr_append(const mpfr_arithmetic *a, tp_number_column *to);

/* Leave the environment of a step: exponents are unbounded by definition, MPFR's reach to 2^62.
   A step that leaves even that range leaves its numbers undecided. */
void tp_mpfr_leave(mpfr_work *m, const tp_mpfr_environment *caller);

/* What a call of MPFR with the arithmetic's mode left in x, made the rule's. */
void tp_mpfr_finish(const mpfr_work *m, mpfr_ptr x, int inexact);

/* x = R(call(x, ...)) */
#define ROUNDED(m, call, x, ...) tp_mpfr_finish((m), (x), call((x), __VA_ARGS__, (m)->a->mode))

/* 1 if x is a value of the rule, surely: then a product with 1 or -1 rounds nothing.  Another
   layer's numbers may have more bits, also in the same precision, or lie out of range. */
static inline int mpfr_is_own(const mpfr_work *m, mpfr_srcptr x)
{
  const tp_format f = m->a->rule.format;
  if (mpfr_get_prec(x) != m->a->precision || (!m->a->is_direct && mpfr_regular_p(x) && mpfr_min_prec(x) > tp_format_significand(f)))
    return 0;
  if (f.family == TP_FORMAT_FLOAT || !mpfr_regular_p(x))
    return 1;
  return mpfr_get_exp(x) - 1 > tp_format_least_exponent(f) && mpfr_get_exp(x) - 1 < tp_format_top_exponent(f);
}

/* Steps of arithmetic.h. */
void tp_mpfr_score(tp_workspace *w, tp_rounding_place place, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                   tp_number_column *const *q, size_t first);
void tp_mpfr_weigh(tp_workspace *w, tp_rounding_place place, tp_attention_row *const *row, size_t rows);
void tp_mpfr_mix(tp_workspace *w, tp_rounding_place place, tp_attention_row *const *row, size_t rows, tp_number_column *v,
                 tp_number_column *out, tp_number_column *x);

#endif
