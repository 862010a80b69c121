/* SPDX-License-Identifier: MIT */
/* The rules of the sites, with the random numbers that stochastic ones take: keyed by
   (seed, trial, segment, token, layer, site, element, step) as doc/precision.md, "Stochastic
   rounding", says. */
#ifndef DRAWS_H
#define DRAWS_H

#include "tmprec/arithmetic/arithmetic.h"
#include "tmprec/numbers/random.h"

typedef struct {
  tp_rounding rule[TP_SITES];
  int is_real[TP_SITES];
  int is_stochastic[TP_SITES];
  tp_site_noise noise[TP_SITES];
  uint64_t key;                    /* of seed, trial and segment */
} site_rules;

static inline uint64_t draw_key(const tp_draw *d)
{
  return tp_random_key(tp_random_key(tp_random_key(0, d->seed), d->trial), d->segment);
}

static inline site_rules site_rules_make(const tp_choice *c, const tp_draw *d)
{
  site_rules s = {.key = draw_key(d)};
  for (int i = 0; i < TP_SITES; i++) {
    s.rule[i] = tp_choice_rounding(c, i);
    s.is_real[i] = !tp_choice_is_rounded(c, i);
    s.noise[i] = c->noise[i];
    s.is_stochastic[i] = !s.is_real[i] && c->mode[i] == TP_ROUND_STOCHASTIC;
  }
  return s;
}

/* What all elements at a site have in common, where the arithmetic is at `place`, for the token at a position. */
static inline uint64_t site_key_of_place(uint64_t key, int site, tp_rounding_place place, size_t position)
{
  key = tp_random_key(tp_random_key(tp_random_key(key, position), place.layer), (uint64_t) site);
  return tp_random_key(tp_random_key(key, (uint64_t) place.part), place.index);
}

/* A key for element `element`, and of a sum or a draw for step `step`. */
static inline uint64_t site_key(const site_rules *s, int site, tp_rounding_place place, size_t position, uint64_t element, uint64_t step)
{
  return tp_random_key(tp_random_key(site_key_of_place(s->key, site, place, position), element), step);
}

/* The number for element `element` (and of a sum, step `step`) at a site, where the
   arithmetic is at `place`, for the token at a position. */
static inline double site_random(const site_rules *s, int site, tp_rounding_place place, size_t position, uint64_t element,
                                 uint64_t step)
{
  if (!s->is_stochastic[site])
    return 0.5;
  return tp_random_unit(site_key(s, site, place, position, element, step));
}

/* The step at which a number that noise has disturbed is rounded, and those of the noise
   itself: none that a sum takes. */
enum { NOISE_STEP = 1000000, NOISE_DRAW, NOISE_SECOND_DRAW };

/* Steps of a dot product: roundings of its sum count from 0, those of sums of its blocks from here on; product k, rounded
   itself, is the k-th step from there on. */
#define BLOCK_STEPS (UINT64_C(1) << 41)
#define PRODUCT_STEPS (UINT64_C(1) << 40)

/* Elements of weights: a coordinate of q.k or an input has its own number, a bias and a
   head's output this. */
enum { WEIGHT_ALONE = 1000000 };

/* What noise adds to an element, by the key of its place. */
static inline double noise_by_key(const tp_site_noise *noise, uint64_t key, uint64_t element)
{
  if (noise->kind == TP_NOISE_NONE)
    return 0;
  key = tp_random_key(key, element);
  double u = tp_random_unit(tp_random_key(key, NOISE_DRAW));
  if (noise->kind == TP_NOISE_UNIFORM)
    return noise->size * (2 * u - 1);
  return noise->size * tp_random_normal(u, tp_random_unit(tp_random_key(key, NOISE_SECOND_DRAW)));
}

/* What noise adds there; 0 if there is none. */
static inline double site_noise_at(const site_rules *s, int site, tp_rounding_place place, size_t position, uint64_t element)
{
  return noise_by_key(s->noise + site, site_key_of_place(s->key, site, place, position), element);
}

#endif
