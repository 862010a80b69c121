/* Theorem "snap-acc" (doc/bounds.md, section 5.4): snap where partial sums are rounded at acc.  Scores and neurons are
   sums of integers, which are exact.  What a head adds is a sum of weights, rounded in the order that is chosen. */
#include "record.h"
#include "snap.h"

#include <stdlib.h>

#include "../bound/radius.h"
#include "tmprec/machine/machine.h"

enum { MOST_ONE_BY_ONE = 1 << 10 };

typedef struct {
  const tp_scope *s;
  const tp_weighing *w;
  tp_rounding rule;
  tp_summation order;
  int has_bounds;                        /* of sums with other terms: not of compensated ones, and to nearest only */
  mpfr_prec_t bits;
  mpfr_t half;                           /* of a step of acc below 2, at most */
  mpfr_t leaf;                           /* of the least step */
  mpfr_t part_lost;                      /* a value keeps its place beside terms below this part of it; 0 in fixed point */
  mpfr_t growth;                         /* of the magnitude of a sequential sum, at most */
  mpfr_t pairs;                          /* relative error of a pairwise sum, at most */
  int has_relative_errors;               /* of single terms, too */
  mpfr_t low, high;                      /* what a head adds */
  mpfr_t weight_low, weight_high, others, other, end, part;
} partial_sums;

/* --- Sums of equal terms ----------------------------------------------------------------------- */

/* out = R(a + sign b), in the direction; 0 if something was lost before it was rounded. */
static int add(const partial_sums *a, mpfr_t out, mpfr_srcptr x, int sign, mpfr_srcptr y, mpfr_rnd_t toward)
{
  int lost = sign > 0 ? mpfr_add(out, x, y, toward) : mpfr_sub(out, x, y, toward);
  tp_rounding_mpfr(&a->rule, out, 0.5);
  return lost == 0;
}

static void sum_in_order(const partial_sums *a, mpfr_t out, mpfr_srcptr first, mpfr_srcptr term, uint64_t m, mpfr_rnd_t toward)
{
  add(a, out, first, 1, term, toward);
  for (uint64_t i = 1; i < m; i++)
    add(a, out, out, 1, term, toward);
}

static void sum_in_pairs(const partial_sums *a, mpfr_t out, mpfr_srcptr term, uint64_t m, mpfr_rnd_t toward)
{
  mpfr_t other;
  mpfr_init2(other, a->bits);
  if (m == 1) {
    mpfr_set(out, term, toward);
    tp_rounding_mpfr(&a->rule, out, 0.5);
  } else {
    sum_in_pairs(a, out, term, m - m / 2, toward);
    if (m % 2)
      sum_in_pairs(a, other, term, m / 2, toward);
    else
      mpfr_set(other, out, toward);
    add(a, out, out, 1, other, toward);
  }
  mpfr_clear(other);
}

/* y = R(t - c), s' = R(s + y), c = R(R(s' - s) - y).  0 if this is not known exactly. */
static int sum_compensated(const partial_sums *a, mpfr_t out, mpfr_srcptr term, uint64_t m)
{
  mpfr_t c, y, next;
  int exact = 1;
  mpfr_inits2(a->bits, c, y, next, (mpfr_ptr) NULL);
  mpfr_set_zero(c, 1);
  mpfr_set_zero(out, 1);
  for (uint64_t i = 0; i < m; i++) {
    exact &= add(a, y, term, -1, c, MPFR_RNDN);
    exact &= add(a, next, out, 1, y, MPFR_RNDN);
    exact &= add(a, c, next, -1, out, MPFR_RNDN);
    exact &= add(a, c, c, -1, y, MPFR_RNDN);
    mpfr_set(out, next, MPFR_RNDN);
  }
  mpfr_clears(c, y, next, (mpfr_ptr) NULL);
  return exact;
}

/* One term, or its mirror image. */
static void sum_one(partial_sums *a, mpfr_t low, mpfr_t high)
{
  mpfr_set(low, a->weight_low, MPFR_RNDD);
  mpfr_set(high, a->weight_high, MPFR_RNDU);
  for (int sign = 1; sign >= -1; sign -= 2) {
    mpfr_mul_si(a->part, a->weight_low, sign, MPFR_RNDN);
    tp_rounding_mpfr(&a->rule, a->part, 0.5);
    mpfr_mul_si(a->part, a->part, sign, MPFR_RNDN);
    sign > 0 ? mpfr_set(low, a->part, MPFR_RNDD) : mpfr_min(low, low, a->part, MPFR_RNDD);
    mpfr_mul_si(a->part, a->weight_high, sign, MPFR_RNDN);
    tp_rounding_mpfr(&a->rule, a->part, 0.5);
    mpfr_mul_si(a->part, a->part, sign, MPFR_RNDN);
    sign > 0 ? mpfr_set(high, a->part, MPFR_RNDU) : mpfr_max(high, high, a->part, MPFR_RNDU);
  }
}

/* m terms, each between a->weight_low and a->weight_high, and all equal: sums in order and in pairs grow with their
   terms. */
static int sum_equal(partial_sums *a, mpfr_t low, mpfr_t high, uint64_t m)
{
  if (m == 1) {
    sum_one(a, low, high);
    return 1;
  }
  mpfr_set_zero(a->part, 1);
  switch (a->order) {
  case TP_SUM_SEQUENTIAL:
    sum_in_order(a, low, a->part, a->weight_low, m, MPFR_RNDD);
    sum_in_order(a, high, a->part, a->weight_high, m, MPFR_RNDU);
    return 1;
  case TP_SUM_PAIRWISE:
    sum_in_pairs(a, low, a->weight_low, m, MPFR_RNDD);
    sum_in_pairs(a, high, a->weight_high, m, MPFR_RNDU);
    return 1;
  default:
    if (!mpfr_equal_p(a->weight_low, a->weight_high))
      return 0;
    int known = sum_compensated(a, low, a->weight_low, m);
    mpfr_set(high, low, MPFR_RNDN);
    return known;
  }
}

/* --- Rows ----------------------------------------------------------------------------------------- */

/* What a pairwise sum is off by: what single terms lose, and a part of the magnitude of all. */
static void set_pairs_error(partial_sums *a, mpfr_t out, mpfr_srcptr magnitude, uint64_t ties, mpfr_srcptr others)
{
  mpfr_set_zero(a->part, 1);
  if (!a->has_relative_errors) {
    mpfr_mul_ui(a->part, a->leaf, ties, MPFR_RNDU);
    mpfr_add(a->part, a->part, others, MPFR_RNDU);
  }
  mpfr_add(out, magnitude, a->part, MPFR_RNDU);
  mpfr_mul(out, out, a->pairs, MPFR_RNDU);
  mpfr_add(out, out, a->part, MPFR_RNDU);
}

static int output_of_miss(partial_sums *a, const tp_row_class *row)
{
  if (mpfr_zero_p(a->others)) {
    mpfr_set_zero(a->high, 1);
  } else if (!a->has_bounds) {
    return 0;
  } else if (a->order == TP_SUM_SEQUENTIAL) {
    mpfr_mul(a->high, a->others, a->growth, MPFR_RNDU);
  } else {
    set_pairs_error(a, a->end, a->others, 0, a->others);
    mpfr_add(a->high, a->others, a->end, MPFR_RNDU);
  }
  mpfr_neg(a->low, a->high, MPFR_RNDD);
  if (row->is_flag)
    mpfr_set_zero(a->low, 1);
  return 1;
}

/* One best key. */
static int output_of_hit(partial_sums *a)
{
  if (mpfr_zero_p(a->others))
    return sum_equal(a, a->low, a->high, 1);
  if (!a->has_bounds)
    return 0;
  if (a->order == TP_SUM_SEQUENTIAL) {
    mpfr_mul(a->part, a->others, a->growth, MPFR_RNDU);
    add(a, a->low, a->weight_low, -1, a->part, MPFR_RNDD);
    add(a, a->high, a->weight_high, 1, a->part, MPFR_RNDU);
    mpfr_mul_2ui(a->end, a->others, 1, MPFR_RNDU);
  } else {
    mpfr_add(a->high, a->weight_high, a->others, MPFR_RNDU);
    mpfr_sub(a->low, a->weight_low, a->others, MPFR_RNDD);
    set_pairs_error(a, a->end, a->high, 1, a->others);
  }
  mpfr_sub(a->low, a->low, a->end, MPFR_RNDD);
  mpfr_add(a->high, a->high, a->end, MPFR_RNDU);
  return 1;
}

/* The other keys of the value are lost beside each partial sum that has a best key's weight. */
static int is_lost(partial_sums *a)
{
  if (mpfr_zero_p(a->part_lost))
    return mpfr_less_p(a->other, a->half);
  mpfr_set(a->part, a->weight_low, MPFR_RNDD);
  tp_rounding_mpfr(&a->rule, a->part, 0.5);
  mpfr_mul(a->part, a->part, a->part_lost, MPFR_RNDD);
  return mpfr_less_p(a->other, a->part);
}

/* m ties in order: others of the same value only add.  If they are lost, only those count that come first. */
static void output_in_order(partial_sums *a, mpfr_t low, mpfr_t high, uint64_t m)
{
  mpfr_set_zero(a->part, 1);
  sum_in_order(a, low, a->part, a->weight_low, m, MPFR_RNDD);
  mpfr_mul_ui(high, a->half, m, MPFR_RNDU);                    /* m additions of a weight, each off by half a step */
  mpfr_mul_ui(a->part, a->weight_high, m, MPFR_RNDU);
  mpfr_add(high, high, a->part, MPFR_RNDU);
  mpfr_mul_2ui(a->part, a->others, 1, MPFR_RNDU);
  mpfr_add(high, high, a->part, MPFR_RNDU);
  if (!(mpfr_cmp_ui(high, 2) < 0))
    mpfr_set_inf(high, 1);
  if (!is_lost(a))
    return;
  mpfr_mul(a->part, a->others, a->growth, MPFR_RNDU);
  sum_in_order(a, a->end, a->part, a->weight_high, m, MPFR_RNDU);
  mpfr_min(high, high, a->end, MPFR_RNDU);
}

static int output_of_ties(partial_sums *a, mpfr_t low, mpfr_t high, uint64_t m, int all_lost)
{
  if (all_lost)
    return sum_equal(a, low, high, m);
  if (!a->has_bounds)
    return 0;
  if (a->order == TP_SUM_SEQUENTIAL) {
    output_in_order(a, low, high, m);
    return 1;
  }
  mpfr_mul_ui(low, a->weight_low, m, MPFR_RNDD);
  mpfr_mul_ui(high, a->weight_high, m, MPFR_RNDU);
  mpfr_add(high, high, a->others, MPFR_RNDU);
  set_pairs_error(a, a->end, high, m, a->others);
  mpfr_sub(low, low, a->end, MPFR_RNDD);
  mpfr_add(high, high, a->end, MPFR_RNDU);
  return 1;
}

static int output_of_few_ties(partial_sums *a, const tp_others *all, const tp_others *valued)
{
  mpfr_t low, high;
  int known = 1;
  mpfr_inits2(a->bits, low, high, (mpfr_ptr) NULL);
  mpfr_set_inf(a->low, 1);
  mpfr_set_inf(a->high, -1);
  for (uint64_t m = 1; m <= a->s->ties && known; m++) {
    tp_tied_weight(a->weight_low, a->weight_high, a->w, all, m);
    tp_other_weight_up(a->other, a->w, all, m);
    const int all_lost = mpfr_zero_p(a->other) != 0;
    tp_other_weight_up(a->other, a->w, valued, m);
    tp_others_weight_up(a->others, a->w, valued, m);
    known = output_of_ties(a, low, high, m, all_lost) && !mpfr_nan_p(low) && !mpfr_nan_p(high);
    mpfr_min(a->low, a->low, low, MPFR_RNDD);
    mpfr_max(a->high, a->high, high, MPFR_RNDU);
  }
  mpfr_clears(low, high, (mpfr_ptr) NULL);
  return known;
}

/* Of more ties: what is not rounded, and what rounding moves it by. */
static int output_of_many_ties(partial_sums *a, const tp_row_class *row)
{
  if (!a->has_bounds || !tp_row_output(a->low, a->high, a->w, row, a->s->ties))
    return 0;
  if (a->order == TP_SUM_PAIRWISE) {
    set_pairs_error(a, a->end, a->high, a->s->ties, a->others);
  } else {
    mpfr_mul_ui(a->end, a->half, a->s->ties, MPFR_RNDU);
    mpfr_add(a->end, a->end, a->others, MPFR_RNDU);
  }
  mpfr_sub(a->low, a->low, a->end, MPFR_RNDD);
  mpfr_add(a->high, a->high, a->end, MPFR_RNDU);
  return mpfr_cmp_ui(a->high, 2) < 0;
}

static int output(partial_sums *a, const tp_row_class *row)
{
  tp_others all, valued;
  tp_others_open(&all, a->w, row, 0);
  tp_others_open(&valued, a->w, row, 1);
  tp_tied_weight(a->weight_low, a->weight_high, a->w, &all, 1);
  tp_others_weight_up(a->others, a->w, &valued, 1);
  int known = mpfr_number_p(a->others) && mpfr_number_p(a->weight_low) && mpfr_number_p(a->weight_high);
  if (known)
    known = !row->value                          ? output_of_miss(a, row)
            : !row->may_tie                      ? output_of_hit(a)
            : a->s->ties <= MOST_ONE_BY_ONE ? output_of_few_ties(a, &all, &valued)
                                                 : output_of_many_ties(a, row);
  tp_others_close(&all);
  tp_others_close(&valued);
  return known;
}

/* --- The arithmetic ---------------------------------------------------------------------------------- */

/* Scores, and the literals of a neuron: all integers up to there are values. */
static int keeps_integers(const partial_sums *a)
{
  const tp_scope *s = a->s;
  const int tapes = (int) (s->tapes ? s->tapes : TP_MACHINE_MAX_TAPES), states = s->state_bits ? (int) s->state_bits : 32,
            symbols = s->symbol_bits ? (int) s->symbol_bits : 32, r = (int) s->r;
  int most = 2 * r, literals = states + tapes * symbols;
  most = literals > most ? literals : most;
  most = 2 * tapes > most ? 2 * tapes : most;
  for (int i = 1; i <= most; i++)
    if (!tp_radius_keeps(&a->rule, i) || !tp_radius_keeps(&a->rule, -i))
      return 0;
  return 1;
}

static int is_covered(tp_claim *out, const partial_sums *a)
{
  const tp_format f = a->rule.format;
  const size_t before = out->opens;
  if ((f.family != TP_FORMAT_FLOAT && f.family != TP_FORMAT_IEEE && f.family != TP_FORMAT_FIXED) || f.flushes || f.shared)
    tp_claim_open(out, "partial sums rounded at acc into a format of this kind");
  else if (!keeps_integers(a))
    tp_claim_open(out, "partial sums rounded at acc: scores or sums of neurons that are no values");
  return out->opens == before;
}

/* (1 + unit)^times, less `less`. */
static void set_power(const partial_sums *a, mpfr_t out, mpfr_srcptr unit, uint64_t times, unsigned less)
{
  (void) a;
  mpfr_add_ui(out, unit, 1, MPFR_RNDU);
  mpfr_pow_ui(out, out, times, MPFR_RNDU);
  mpfr_sub_ui(out, out, less, MPFR_RNDU);
}

static void measure(partial_sums *a)
{
  const tp_format f = a->rule.format;
  unsigned depth = 0;
  while ((uint64_t) 1 << depth < a->s->n - 1)
    depth++;
  a->has_relative_errors = f.family == TP_FORMAT_FLOAT;
  mpfr_set_ui(a->growth, 2, MPFR_RNDN);
  if (f.family == TP_FORMAT_FIXED) {
    mpfr_set_ui_2exp(a->half, 1, -(mpfr_exp_t) f.b - 1, MPFR_RNDN);
    mpfr_set(a->leaf, a->half, MPFR_RNDN);
    return;
  }
  if (f.family == TP_FORMAT_IEEE)
    mpfr_set_ui_2exp(a->leaf, 1, tp_format_least_step(f) - 1, MPFR_RNDN);
  mpfr_set_ui_2exp(a->half, 1, -(mpfr_exp_t) tp_format_significand(f), MPFR_RNDN);
  mpfr_div_2ui(a->part_lost, a->half, 1, MPFR_RNDN);
  set_power(a, a->pairs, a->half, depth + 1, 1);
  if (!a->has_relative_errors)
    return;
  set_power(a, a->part, a->half, a->s->n - 2, 0);
  mpfr_min(a->growth, a->growth, a->part, MPFR_RNDU);
}

static int certify(tp_claim *out, partial_sums *a)
{
  tp_row_class *row;
  const size_t rows = tp_row_classes(&row, a->s, a->w->logit.format.family != TP_FORMAT_REAL);
  int all_hold = 1;
  measure(a);
  for (size_t i = 0; i < rows; i++) {
    if (!output(a, row + i)) {
      tp_claim_open(out, "%s: not known with partial sums rounded", row[i].what);
      all_hold = 0;
      continue;
    }
    int holds = tp_row_snaps(a->w, row + i, a->low, a->high);
    tp_claim_note(out, row[i].what, a->low, a->high, row[i].value, holds);
    all_hold &= holds;
  }
  free(row);
  return all_hold;
}

int tp_certify_partial_sums(tp_claim *out, const tp_scope *s, const tp_weighing *w, const tp_choice *c)
{
  partial_sums a = {.s = s, .w = w, .rule = tp_choice_rounding(c, TP_SITE_ACC), .order = c->sum};
  mpfr_ptr number[] = {a.half, a.leaf, a.part_lost, a.growth, a.pairs, a.low, a.high, a.weight_low, a.weight_high, a.others, a.other, a.end, a.part};
  int certified;
  a.has_bounds = a.order != TP_SUM_COMPENSATED && tp_mode_is_nearest(a.rule.mode);
  a.bits = w->bits + 2 * tp_format_significand(a.rule.format) + 64;
  for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
    mpfr_init2(number[i], a.bits);
    mpfr_set_zero(number[i], 1);
  }
  certified = is_covered(out, &a) && certify(out, &a);
  for (size_t i = 0; i < sizeof number / sizeof *number; i++)
    mpfr_clear(number[i]);
  return certified;
}

int tp_record_partial_sums(tp_record record, const tp_scope *s, const tp_weighing *w, const tp_choice *c)
{
  (void) record, (void) s, (void) w, (void) c;
  return 0;
}
