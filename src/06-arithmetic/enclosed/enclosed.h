/* What the files of the arithmetic by sites in enclosures share. */
#ifndef REALS_H
#define REALS_H

#include "../draws.h"
#include "tmprec/numbers/enclosure.h"
#include "../columns/ternary.h"

extern const wide_kind real_numbers;

typedef struct {
  ternary_arithmetic base;
  site_rules rules;
  rounding shared_act;             /* of act if its values share scales; rules say `real` then */
  summation sum;
  int subtracts_first;
  real beta, unit[3];              /* -1, 0, 1 */
  real_room room;
  real scratch[3], scratch_noise[1];
  real *shaken;                    /* disturbed weights */
  size_t shaken_made;
  int undecided;
} reals_state;

static inline reals_state *reals_of(arithmetic *a)
{
  return (reals_state *) a;
}

static inline const real *real_at(const reals_state *s, const number_column *c, size_t position)
{
  if (c->wide_any)
    return wide_at(c, &real_numbers, position);
  return &s->unit[1 + ternary_at(c, position)];
}

/* What noise makes of a number of a site, in place. */
void reals_disturb(reals_state *s, int site, real *x, rounding_place place, size_t position, uint64_t element);

/* The weights, or as many that are 1 if there are none, as noise has disturbed them, until
   the next call; NULL if it does not. */
const real *reals_shake(reals_state *s, const int8_t *weight, size_t count);

/* A dot product of `terms` terms weight x y (y NULL: weight x), each divided by the
   divisor if there is one, as acc says: rounded step by step, or not at all.
   `term` gives the k-th one. */
typedef struct {
  long weight;
  const real *x, *y;
} dot_term;
typedef dot_term (*dot_term_at)(const reals_state *s, const void *of, size_t k);
void reals_dot(reals_state *s, const void *of, dot_term_at term, size_t terms, const real *divisor, size_t position,
               uint64_t element, real *out);

/* The steps of arithmetic.h, for one row. */
void reals_score_row(reals_state *s, attention_row *row, size_t keys, number_column *const *q, number_column *const *k, size_t i);
/* Scores known to be integers: best - difference[j]. */
void reals_set_scores(attention_row *row, size_t i, int best, const int16_t *difference);
void reals_weigh_row(reals_state *s, attention_row *row);
/* x + mix, rounded, in *y. */
void reals_mix_row(reals_state *s, attention_row *row, const number_column *v, const real *x, real *y);

void reals_score(arithmetic *a, attention_row *const *row, size_t rows, size_t keys, number_column *const *q,
                 number_column *const *k, size_t first);
void reals_weigh(arithmetic *a, attention_row *const *row, size_t rows);
void reals_mix(arithmetic *a, attention_row *const *row, size_t rows, number_column *v, number_column *out, number_column *x);
/* Note a rounding that what is known did not decide. */
static inline void reals_note(reals_state *s, int decided)
{
  if (!decided)
    s->undecided |= UNDECIDED_NUMBER;
}

attention_row *reals_row_new(arithmetic *a);
void reals_row_free(arithmetic *a, attention_row *row);
double reals_row_score(arithmetic *a, attention_row *row, size_t j);
double reals_row_weight(arithmetic *a, attention_row *row, size_t j);

/* Exact numbers of a row that was weighed: by class. */
const real *reals_weight(const attention_row *row, size_t j);
const real *reals_logit(const attention_row *row, size_t j);
const real *reals_exponential(const attention_row *row, size_t j);
const real *reals_total(const attention_row *row);

/* A double that stands for a value of a format: itself, or on a grid the value nearest
   to which it is. */
void reals_set_value(real *x, format f, double value);

/* Append a number. */
void reals_put(reals_state *s, number_column *c, const real *x);

#endif
