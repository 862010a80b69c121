/* SPDX-License-Identifier: MIT */
/* What the files of the arithmetic by sites in binary64 share. */
#ifndef BINARY64_H
#define BINARY64_H

#include <math.h>

#include "../columns/doubles.h"
#include "../draws.h"

typedef struct {
  ternary_arithmetic base;
  tp_choice choice;
  unsigned r;
  tp_double_rounding to[TP_SITES];
  int grid;                        /* 1: some site's values are no binary numbers, but the nearest to them */
  int acc_holds;                   /* integers from -this to this are values of acc, or it is real */
  double weight_floor;
  int bound;                       /* integer scores lie in -bound .. bound */
  int draws_beta;                  /* param is rounded by chance: a workspace has a beta of its own */
  double beta;                     /* what follows is for this beta */
  double *power;                   /* exp(-beta d) for every integer difference d, to nearest */
  double *logit;                   /* if that is rounded: of every integer score from -bound, or of every
                                      difference from -2 bound where the largest is subtracted first */
} binary64_arithmetic;

typedef struct {
  tp_workspace base;
  const binary64_arithmetic *a;
  const tp_double_rounding *to;    /* the arithmetic's */
  site_rules rules;
  tp_rounding_place place;         /* of the step at work */
  double beta;
  const double *power, *logit;     /* the arithmetic's, or for its own beta: */
  double *own_power, *own_logit;
  int32_t *value_sum;              /* V_d of the mix at work */
  double *shaken;                  /* the disturbed weights of the sum or the score at work */
  size_t shaken_capacity;
  double *term;                    /* the exact terms of the sum at work */
  size_t terms, term_capacity;
  double sum, low, lower, lost;    /* the exact sum is sum + low + lower, but for at most `lost`, */
  int has_tiny;                    /* unless a product was too small for an exact one */
  uint16_t *number;                /* of each live key's score, of the row at work */
  size_t number_capacity;
  struct resolver *resolver;       /* made when first needed */
} binary64_work;

/* The values of a mix. */
typedef struct {
  const tp_number_column *v;
  double most;                     /* the largest magnitude at least, and 1; infinity if one is no finite number */
  size_t zeros;                    /* so many of the first are 0 */
} binary64_values;

/* Keys of a row in the order of their weights, but for shells of them, as many as were asked for (near.c). */
enum { BINARY64_SHELLS = 24 };
typedef struct {
  int is_made, is_done;            /* done: no further shell */
  uint32_t *key;
  double *weight;                  /* like those of the row, with a total and a bound of their own */
  size_t shells, end[BINARY64_SHELLS];
  double far[BINARY64_SHELLS];     /* behind a shell: what the weights of all other keys add up to at most */
  double top, floor;               /* scores that are no integers: the best one; keys whose exponential is above exp(floor) are there */
  double total, relative;
  size_t key_capacity, weight_capacity;
} binary64_near;

typedef struct {
  binary64_work *s;                /* that worked on it last */
  size_t i, keys;
  tp_number_column **q, **k;       /* keys entries each, in one allocation at q */
  tp_rounding_place place;         /* where its scores were asked for */
  int16_t *score;                  /* integer part; once weighed, of an integer row: the difference d */
  int is_weighed;
  int is_whole;                    /* scores are not all integers, or keys draw random numbers: */
  double *whole;                   /*   these are */
  double score_slack;              /*   and this bounds their error */
  size_t *rest;                    /* coordinates that are not all ternary, */
  double *query;                   /* and the query there */
  int best;                        /* integer row: best score; d = 0 .. range-1 */
  size_t range;
  uint32_t *count;                 /* keys with difference d */
  double *weight;                  /* by d, or by key if is_whole; not divided by total if
                                      attn is not rounded */
  double *key_weight;              /* the same by key, if has_key_weight */
  int has_key_weight;
  double total, relative;          /* sum of exponentials; bound on the relative error of weights */
  double weight_slack;             /* with noise on weights that are not rounded: each is off by this at most; else 0 */
  int is_nan;
  int has_infinite;                /* a weight is an infinity or NaN */
  int has_vanished;                /* an exponential below the range of binary64 */
  uint32_t *live;                  /* keys with a weight that is not 0 */
  size_t lives;
  binary64_near near;
  int is_complete;                 /* weights of all keys are there (tp_binary64_complete); else of near ones only */
  uint64_t fine;                   /* how the resolver of s names it in enclosures; 0: not at all */
  size_t key_capacity, score_capacity, whole_capacity, rest_capacity, query_capacity, count_capacity, weight_capacity, key_weight_capacity, live_capacity;
} binary64_row;

static inline binary64_work *binary64_of(tp_workspace *w)
{
  return (binary64_work *) w;
}

static inline binary64_row *binary64_row_of(tp_attention_row *row)
{
  return (binary64_row *) row;
}

/* The weight of key j of a row that is complete, to be divided by the total if attn is not rounded. */
static inline double binary64_weight(const binary64_row *row, size_t j)
{
  return row->is_whole ? row->weight[j] : row->weight[row->score[j]];
}

/* Keys of equal score do not share their weights if each draws its own numbers. */
static inline int binary64_draws_by_key(const binary64_work *s)
{
  return s->rules.is_stochastic[TP_SITE_LOGIT] || s->rules.is_stochastic[TP_SITE_EXP] || s->rules.is_stochastic[TP_SITE_ATTN]
         || s->rules.noise[TP_SITE_LOGIT].kind != TP_NOISE_NONE || s->rules.noise[TP_SITE_ATTN].kind != TP_NOISE_NONE;
}

/* A site whose numbers are not rounded, though noise makes each a number of its own. */
static inline int binary64_is_unrounded(const binary64_work *s, int site)
{
  return s->rules.rule[site].format.family == TP_FORMAT_REAL;
}

static inline double binary64_random(const binary64_work *s, int site, size_t position, uint64_t element, uint64_t step)
{
  return site_random(&s->rules, site, s->place, position, element, step);
}

/* Products of two numbers with magnitudes like this stay far inside the range of binary64. */
static inline int binary64_is_safe(double y)
{
  return y == 0 || isinf(y) || isnan(y) || (fabs(y) >= 0x1p-450 && fabs(y) <= 0x1p450);
}

/* Numbers may be so small, and still be normal when they are multiplied by small integers.  Their products may be too small
   for binary64. */
#define BINARY64_LEAST 0x1p-1000

/* Of two doubles that are not 0 the product, as binary64 has it, and its rest are together the exact one, if it is not less. */
#define TINY_PRODUCT 0x1p-960
static inline int binary64_is_tiny(double product) { return fabs(product) < TINY_PRODUCT; }

/* Append a number of act, once noise has done with it; `position` is its token's. */
void tp_binary64_put(binary64_work *s, tp_number_column *c, double y, size_t position);
/* What noise makes of a number of a site. */
double tp_binary64_disturb(const binary64_work *s, int site, double y, tp_rounding_place place, size_t position, uint64_t element);
/* Round what is known to lie within `slack` of y; 0 if undecided. */
int tp_binary64_round(const binary64_work *s, int site, double y, double slack, double u, double *rounded);

/* 1 if weights are disturbed, and a weight then. */
static inline int binary64_shakes_weights(const binary64_work *s)
{
  return s->rules.noise[TP_SITE_PARAM].kind != TP_NOISE_NONE;
}

static inline double binary64_weight_of(const binary64_work *s, double weight, uint64_t element)
{
  return tp_binary64_disturb(s, TP_SITE_PARAM, weight, s->place, 0, element);
}

/* A sum of values of sites and products of two: start, add, and round, always decided, unless the sum has_tiny. */
void tp_binary64_sum_start(binary64_work *s);
void tp_binary64_sum_add(binary64_work *s, double term);
void tp_binary64_sum_add_product(binary64_work *s, double x, double y);
/* The double nearest to the three, and the rest of them, of which the sign is right. */
double tp_binary64_sum_nearest(const binary64_work *s, double *rest);
/* 1 if the three decide how the sum is rounded.  Else its terms are needed. */
int tp_binary64_sum_is_held(const binary64_work *s, int site);
double tp_binary64_sum_round(binary64_work *s, int site, double u);

/* The steps of arithmetic.h. */
void tp_binary64_neuron(tp_workspace *w, tp_rounding_place at, tp_number_column *hidden, size_t inputs, tp_number_column *const *x,
                        const int8_t *weight, int32_t bias, size_t from, size_t to);
void tp_binary64_add(tp_workspace *w, tp_rounding_place at, tp_number_column *out, tp_number_column *x, size_t terms,
                     tp_number_column *const *hidden, const int8_t *weight, size_t from, size_t to);
void tp_binary64_score(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, const tp_key_store *store,
                       tp_number_column *const *q, size_t first);
void tp_binary64_weigh(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows);
void tp_binary64_mix(tp_workspace *w, tp_rounding_place at, tp_attention_row *const *row, size_t rows, tp_number_column *v,
                     tp_number_column *out, tp_number_column *x);
/* Weights of all keys, where only near ones were needed so far. */
void tp_binary64_complete(binary64_work *s, binary64_row *row);

/* Steps of weighing by key (weights.c).  Where exponentials are not rounded, those of keys whose is not above exp(floor) are
   left out, and have no weight. */
void tp_binary64_weigh_whole(binary64_work *s, binary64_row *row, double floor);
/* beta times the difference of a score that is no integer, unrounded, to the largest, and a bound on its error. */
double tp_binary64_logit(const binary64_work *s, const binary64_row *row, size_t j, double top, double *slack);
/* R_attn(e / total), both known to a relative error together; 0 if undecided. */
int tp_binary64_round_weight(const binary64_work *s, double e, double total, double relative, double u, double *rounded);
/* No value of the site is too small for its exponents. */
int tp_binary64_is_boundless(const binary64_work *s, int site);

/* Keys with almost all the weight (near.c).  1 if they are few, and weighed instead of all. */
int tp_binary64_weigh_near(binary64_work *s, binary64_row *row);
/* x + mix from them; 0 if that does not decide how it is rounded. */
int tp_binary64_mix_near(binary64_work *s, binary64_row *row, const binary64_values *of, double x, double u, double *y);

int tp_binary64_known_weights(tp_workspace *w, const tp_known_row *row, tp_known_weights *out);
int tp_binary64_known_mix(tp_workspace *w, const tp_known_row *row, const tp_known_weights *weights, double *low, double *high);
int tp_binary64_distance_weights(tp_workspace *w, int best, size_t range, const uint32_t *count, double *weight);
void tp_binary64_act(const tp_workspace *w, double x, double *low, double *high);
int tp_binary64_keeps(const tp_workspace *w, double low, double high);

/* What binary64 leaves open, by the arithmetic in enclosures (resolve.c). */

/* The sum weight . columns + bias (+ x, if there is one) at a position, as neuron and
   add round it. */
double tp_resolve_columns(binary64_work *s, size_t count, tp_number_column *const *column, const int8_t *weight,
                          const tp_number_column *x, int32_t bias, size_t position);
/* The logit of key j; of index `index` (a difference d, or a key if row->is_whole) the
   exponential; its weight; all rounded. */
double tp_resolve_logit(binary64_row *row, size_t j);
double tp_resolve_exponential(binary64_row *row, size_t index);
double tp_resolve_total(binary64_row *row);
double tp_resolve_weight(binary64_row *row, size_t index);
/* x + the mix of v, rounded into act. */
double tp_resolve_mix(binary64_row *row, const tp_number_column *v, double x);
void tp_resolver_free(binary64_work *s);

#endif
