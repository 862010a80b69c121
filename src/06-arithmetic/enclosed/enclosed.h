/* SPDX-License-Identifier: MIT */
/* What the files of the arithmetic by sites in enclosures share. */
#ifndef ENCLOSED_H
#define ENCLOSED_H

#include "../draws.h"
#include "tmprec/numbers/enclosure.h"
#include "../columns/ternary.h"

extern const wide_kind tp_enclosed_numbers;

typedef struct {
  ternary_arithmetic base;
  tp_choice choice;
  int bits;                        /* of all enclosures */
  int rounds_all;                  /* every operation is rounded, as under mpfr */
  int keeps_open;                  /* roundings that are not decided give all candidates */
  unsigned r;
  tp_rounding shared_act;          /* of act if its values share scales; rules say `real` then */
  int names;                       /* real activations may get names: not with the first number of bits, which
                                      mostly decides without them and in three quarters of the time */
} enclosed_arithmetic;

/* The weights of a row, as far as names of them go (masses.c). */
typedef struct known_masses known_masses;

typedef struct {
  tp_workspace base;
  const enclosed_arithmetic *a;
  site_rules rules;
  tp_rounding_place place;         /* of the step at work */
  int names;                       /* 1: activations that are not known exactly get names */
  tp_enclosure beta, unit[3];      /* -1, 0, 1 */
  tp_enclosure_room room;
  tp_enclosure scratch[3], scratch_noise[1];
  tp_enclosure *shaken;            /* disturbed weights */
  size_t shaken_made;
  known_masses **mass;             /* sorted */
  size_t masses, mass_capacity;
} enclosed_work;

typedef struct enclosed_row enclosed_row;

static inline enclosed_work *enclosed_of(tp_workspace *w)
{
  return (enclosed_work *) w;
}

static inline enclosed_row *enclosed_row_of(tp_attention_row *row)
{
  return (enclosed_row *) row;
}

static inline const tp_enclosure *real_at(const enclosed_work *s, const tp_number_column *c, size_t position)
{
  if (c->wide_any)
    return wide_at(c, &tp_enclosed_numbers, position);
  return &s->unit[1 + ternary_at(c, position)];
}

/* What noise makes of a number of a site, in place. */
void tp_enclosed_disturb(enclosed_work *s, int site, tp_enclosure *x, tp_rounding_place place, size_t position, uint64_t element);

/* The weights, or as many that are 1 if there are none, as noise has disturbed them, until
   the next call; NULL if it does not. */
const tp_enclosure *tp_enclosed_shake(enclosed_work *s, const int8_t *weight, size_t count);

/* A dot product of `terms` terms weight x y (y NULL: weight x), each divided by the
   divisor if there is one, as acc says: rounded step by step, or not at all.
   `term` gives the k-th one. */
typedef struct {
  long weight;
  const tp_enclosure *x, *y;
  int is_plain;                    /* no product, which might be rounded itself */
} dot_term;
typedef dot_term (*dot_term_at)(const enclosed_work *s, const void *of, size_t k);
void tp_enclosed_dot(enclosed_work *s, const void *of, dot_term_at term, size_t terms, const tp_enclosure *divisor, size_t position,
                     uint64_t element, tp_enclosure *out);

/* The steps of arithmetic.h, for one row. */
void tp_enclosed_score_row(enclosed_work *s, enclosed_row *row, size_t keys, tp_number_column *const *q, tp_number_column *const *k, size_t i);
/* Scores known to be integers: best - difference[j]. */
void tp_enclosed_set_scores(enclosed_row *row, size_t i, int best, const int16_t *difference);
void tp_enclosed_weigh_row(enclosed_work *s, enclosed_row *row);
/* y, which is x + mix of real weights, not rounded: let it remember that, if it can. */
void tp_enclosed_name_mix(enclosed_work *s, enclosed_row *row, const tp_number_column *v, const tp_enclosure *x, tp_enclosure *y);
void tp_enclosed_forget_masses(enclosed_work *s);
/* x + mix, rounded, in *y. */
void tp_enclosed_mix_row(enclosed_work *s, enclosed_row *row, const tp_number_column *v, const tp_enclosure *x, tp_enclosure *y);

void tp_enclosed_score(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                       tp_number_column *const *q, size_t first);
void tp_enclosed_weigh(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows);
void tp_enclosed_mix(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, tp_number_column *v,
                     tp_number_column *out, tp_number_column *x);
/* Note something that what is known did not decide. */
static inline void enclosed_note(enclosed_work *s, int decided)
{
  if (!decided)
    s->base.undecided |= TP_UNDECIDED_NUMBER;
}

/* Note a rounding, which gave x, in the same way, unless x may go on as all candidates. */
static inline void enclosed_note_rounding(enclosed_work *s, int decided, const tp_enclosure *x)
{
  enclosed_note(s, decided || (s->a->keeps_open && mpfr_number_p(x->low) && mpfr_number_p(x->high)));
}

/* Round x itself; or the sum in the room, over the divisor if there is one, into *out. */
static inline void enclosed_round(enclosed_work *s, const tp_rounding *r, double u, tp_enclosure *x)
{
  enclosed_note_rounding(s, tp_enclosure_round(&s->room, r, u, x, x), x);
}
static inline void enclosed_round_sum(enclosed_work *s, const tp_enclosure *divisor, const tp_rounding *r, double u, tp_enclosure *out)
{
  enclosed_note_rounding(s, tp_enclosure_sum_round(&s->room, divisor, r, u, out), out);
}

enclosed_row *tp_enclosed_row_make(mpfr_prec_t bits);
void tp_enclosed_row_drop(enclosed_row *row);
tp_attention_row *tp_enclosed_row_new(const tp_arithmetic *a);
void tp_enclosed_row_free(const tp_arithmetic *a, tp_attention_row *row);
double tp_enclosed_row_score(tp_workspace *w, const tp_attention_row *row, size_t j);
double tp_enclosed_row_weight(tp_workspace *w, const tp_attention_row *row, size_t j);
int tp_enclosed_row_histogram(tp_workspace *w, const tp_attention_row *row, tp_score_histogram *out);

/* Exact numbers of a row that was weighed: by class. */
const tp_enclosure *tp_enclosed_weight(const enclosed_row *row, size_t j);
const tp_enclosure *tp_enclosed_logit(const enclosed_row *row, size_t j);
const tp_enclosure *tp_enclosed_exponential(const enclosed_row *row, size_t j);
const tp_enclosure *tp_enclosed_total(const enclosed_row *row);

/* A double that stands for a value of a format: itself, or on a grid the value nearest
   to which it is. */
void tp_enclosed_set_value(tp_enclosure *x, tp_format f, double value);

/* Append a number. */
void tp_enclosed_put(enclosed_work *s, tp_number_column *c, const tp_enclosure *x);

#endif
