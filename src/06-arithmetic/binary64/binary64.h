/* What the files of the arithmetic by sites in binary64 share. */
#ifndef SITES_PRIVATE_H
#define SITES_PRIVATE_H

#include "../columns/doubles.h"
#include "../draws.h"

typedef struct {
  ternary_arithmetic base;
  arithmetic_choice choice;
  unsigned r;
  site_rules rules;
  double_rounding to[SITES];
  int grid;                        /* 1: some site's values are no binary numbers, but the nearest to them */
  int acc_holds;                   /* integers from -this to this are values of acc, or it is real */
  double beta, weight_floor;
  int bound;                       /* integer scores lie in -bound .. bound */
  double *power;                   /* exp(-beta d) for every integer difference d, to nearest */
  double *logit;                   /* if that is rounded: of every integer score from -bound, or of every
                                      difference from -2 bound where the largest is subtracted first */
  int32_t *value_sum;              /* V_d of the mix at work */
  double *shaken;                  /* the disturbed weights of the sum or the score at work */
  size_t shaken_capacity;
  double *term;                    /* the exact terms of the sum at work */
  size_t terms, term_capacity;
  double sum, low, lost;           /* the exact sum is sum + low, but for at most `lost` */
  int seen_infinite;               /* an infinity or NaN was stored */
  int undecided;                   /* UNDECIDED_NUMBER: a number that binary64 cannot answer for */
  struct resolver *resolver;       /* made when first needed */
} sites_state;

struct attention_row {
  sites_state *s;
  size_t i, keys;
  number_column **q, **k;          /* keys entries each, in one allocation at q */
  rounding_place place;            /* where its scores were asked for */
  int16_t *score;                  /* integer part; once weighed, of an integer row: the difference d */
  int is_weighed;
  int is_whole;                    /* scores are not all integers, or keys draw random numbers: */
  double *whole;                   /*   these are */
  double score_slack;              /*   and this bounds their error */
  size_t *rest;
  int best;                        /* integer row: best score; d = 0 .. range-1 */
  size_t range;
  uint32_t *count;                 /* keys with difference d */
  double *weight;                  /* by d, or by key if is_whole; not divided by total if
                                      attn is not rounded */
  double total, relative;          /* sum of exponentials; bound on the relative error of weights */
  int is_nan;
  int has_vanished;                /* an exponential below the range of binary64 */
  uint32_t *live;                  /* keys with a weight that is not 0 */
  size_t lives;
  attention_row *fine;             /* the resolver's, made when first needed */
  size_t key_capacity, score_capacity, whole_capacity, rest_capacity, count_capacity, weight_capacity, live_capacity;
};

static inline sites_state *sites_of(arithmetic *a)
{
  return (sites_state *) a;
}

/* The weight of key j, to be divided by the total if attn is not rounded. */
static inline double sites_weight(const attention_row *row, size_t j)
{
  return row->is_whole ? row->weight[j] : row->weight[row->score[j]];
}

static inline double sites_random(const sites_state *s, int site, size_t position, uint64_t element, uint64_t step)
{
  return site_random(&s->rules, site, s->base.base.place, position, element, step);
}

/* Append a number of act, once noise has done with it; `position` is its token's. */
void sites_put(sites_state *s, number_column *c, double y, size_t position);
/* What noise makes of a number of a site. */
double sites_disturb(const sites_state *s, int site, double y, rounding_place place, size_t position, uint64_t element);
/* Round what is known to lie within `slack` of y; 0 if undecided. */
int sites_round(const sites_state *s, int site, double y, double slack, double u, double *rounded);

/* 1 if weights are disturbed, and a weight then. */
static inline int sites_shakes_weights(const sites_state *s)
{
  return s->rules.noise[SITE_PARAM].kind != NOISE_NONE;
}

static inline double sites_weight_of(const sites_state *s, double weight, uint64_t element)
{
  return sites_disturb(s, SITE_PARAM, weight, s->base.base.place, 0, element);
}

/* A sum of values of sites and products of two: start, add, and round, always decided. */
void sites_sum_start(sites_state *s);
void sites_sum_add(sites_state *s, double term);
void sites_sum_add_product(sites_state *s, double x, double y);
double sites_sum_round(sites_state *s, int site, double u);

/* The steps of arithmetic.h. */
void sites_neuron(arithmetic *a, number_column *hidden, size_t inputs, number_column *const *x, const int8_t *weight,
                  int32_t bias, size_t from, size_t to);
void sites_add(arithmetic *a, number_column *out, number_column *x, size_t terms, number_column *const *hidden,
               const int8_t *weight, size_t from, size_t to);
void sites_score(arithmetic *a, attention_row *const *row, size_t rows, size_t keys, number_column *const *q,
                 number_column *const *k, size_t first);
void sites_weigh(arithmetic *a, attention_row *const *row, size_t rows);
void sites_mix(arithmetic *a, attention_row *const *row, size_t rows, number_column *v, number_column *out, number_column *x);

/* What binary64 leaves open, by the arithmetic in enclosures (resolve.c). */

/* The sum weight . columns + bias (+ x, if there is one) at a position, as neuron and
   add round it. */
double resolve_columns(sites_state *s, size_t count, number_column *const *column, const int8_t *weight,
                       const number_column *x, int32_t bias, size_t position);
/* The logit of key j; of index `index` (a difference d, or a key if row->is_whole) the
   exponential; its weight; all rounded. */
double resolve_logit(attention_row *row, size_t j);
double resolve_exponential(attention_row *row, size_t index);
double resolve_total(attention_row *row);
double resolve_weight(attention_row *row, size_t index);
/* x + the mix of v, rounded into act. */
double resolve_mix(attention_row *row, const number_column *v, double x);
void resolve_drop_row(attention_row *row);
void resolver_free(sites_state *s);

#endif
