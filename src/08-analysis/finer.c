/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/finer.h"

#include <limits.h>
#include <math.h>

#include "tmprec/analysis/reading.h"
#include "tmprec/evaluation/deviation.h"

/* --- Which arithmetics are finer ------------------------------------------------------- */

/* The largest k for which a format has all multiples of 2^-k between -2 and 2. */
static int bits_of_format(tp_format f)
{
  if (f.family == TP_FORMAT_FIXED)
    return f.a >= 1 ? f.b : -1;
  if (f.family == TP_FORMAT_FLOAT)
    return f.a - 1;
  const tp_rounding rule = {.format = f};
  const tp_double_rounding to = tp_double_rounding_make(&rule);
  const int bits = to.precision - 1, least = -ilogb(to.step);
  return to.high < 2 - ldexp(1, -bits) || least < 0 ? -1 : bits < least ? bits : least;
}

int tp_finer_bits(const tp_choice *c)
{
  int bits = INT_MAX;
  if (c->kind != TP_ARITHMETIC_SITES || c->exceptions || tp_choice_has_noise(c) || !tp_choice_is_rounded(c, TP_SITE_ACT))
    return -1;
  for (int i = 0; i < TP_SITES; i++) {
    const tp_format f = c->site[i];
    if (!tp_choice_is_rounded(c, i))
      continue;
    if ((i != TP_SITE_ACT && i != TP_SITE_ATTN) || !tp_mode_is_nearest(c->mode[i]) || f.shared || f.flushes || !tp_format_fits_double(f)
        || (f.family != TP_FORMAT_FIXED && f.family != TP_FORMAT_FLOAT && f.family != TP_FORMAT_IEEE))
      return -1;
    const int own = bits_of_format(f);
    bits = own < bits ? own : bits;
  }
  return bits >= 1 ? bits : -1;
}

/* --- The evaluation ---------------------------------------------------------------------- */

/* Positions are fed in chunks that grow: what stays open mostly shows early.  What is open at a chunk should stay in the
   cache from layer to layer. */
enum { FIRST_CHUNK = 64, MOST_CHUNK = 256 };

static int predictions_are_clear(const tp_deviation *d, const tp_segment *at, size_t from, size_t to, double lead)
{
  size_t p = from < at->prompt_end ? at->prompt_end : from;
  while ((p = tp_deviation_next(d, p, to)) < to && tp_deviation_is_clear(d, p, lead))
    p++;
  return p >= to;
}

static int goes_on(const tp_finer_watch *watch)
{
  return !watch->goes_on || watch->goes_on(watch->context);
}

static int segment_is_exact(tp_deviation *d, tp_hardmax_record *record, const tp_segment *at, size_t g,
                            const tp_finer_watch *watch)
{
  const tp_trajectory *hardmax = tp_hardmax_record_segment(record, g);
  if (!tp_trajectory_is_complete(hardmax) || !(tp_trajectory_lead(hardmax) > 0))
    return 0;
  const tp_hardmax_numbers run = tp_trajectory_numbers(hardmax);
  tp_deviation_begin(d, &run, tp_hardmax_record_best_keys(record, g), TP_NUMBERS_OF_FINER);
  int is_exact = 1;
  for (size_t from = 0, chunk = FIRST_CHUNK, to; from < run.positions && is_exact; from = to) {
    to = run.positions - from < chunk ? run.positions : from + chunk;
    chunk = chunk < MOST_CHUNK ? 2 * chunk : chunk;
    is_exact = goes_on(watch) && tp_deviation_feed(d, to, TP_FEED_ALL)
               && predictions_are_clear(d, at, from, to, tp_trajectory_lead(hardmax));
  }
  return is_exact;
}

int tp_finer_is_exact(const tp_subject *s, tp_hardmax_record *record, int bits, const tp_inverse_temperature *beta,
                      const tp_finer_watch *watch)
{
  tp_choice c = {.kind = TP_ARITHMETIC_SITES, .beta = *beta};
  for (int i = 0; i < TP_SITES; i++)
    c.site[i].family = TP_FORMAT_REAL;
  c.site[TP_SITE_ACT] = c.site[TP_SITE_ATTN] = (tp_format) {.family = TP_FORMAT_FIXED, .a = 1, .b = bits};
  const tp_setup setup = {.choice = &c, .pool = watch->pool};
  tp_deviation *d = tp_deviation_new(s->plan, &setup);
  if (!d)
    return 0;
  tp_reading *reading = tp_reading_new(s);
  const tp_segment *at;
  int is_exact = 1;
  for (size_t g = 0; is_exact && (at = tp_reading_next(reading)); g++)
    is_exact = segment_is_exact(d, record, at, g, watch);
  tp_reading_free(reading);
  tp_deviation_free(d);
  return is_exact;
}

/* So many bits more than r are mostly enough, for r from 4 to 16.  Fewer might be; but the cells that a further evaluation
   would decide take no longer than it does. */
enum { USUAL_BITS = 5, FARTHER = 3, TRIES = 3 };

int tp_finer_least_bits(const tp_subject *s)
{
  return (int) s->t->position_bits + USUAL_BITS;
}

int tp_finer_enough_bits(const tp_subject *s, tp_hardmax_record *record, const tp_inverse_temperature *beta,
                         const tp_finer_watch *watch)
{
  int bits = tp_finer_least_bits(s);
  for (int tries = 0; tries < TRIES && goes_on(watch); tries++, bits += FARTHER)
    if (tp_finer_is_exact(s, record, bits, beta, watch))
      return bits;
  return -1;
}
