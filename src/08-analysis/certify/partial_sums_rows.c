/* SPDX-License-Identifier: MIT */
/* What heads add where partial sums are rounded: the table of output intervals of doc/bounds.md, section 5.4. */
#include "partial_sums.h"

#include <stdio.h>

#include "ties.h"

enum { MOST_ONE_BY_ONE = 1 << 10 };

/* --- Bounds ---------------------------------------------------------------------------------------- */

/* out = x OP y, which is + - or *: at most (up), or at least. */
static void bound(const partial_sums *a, mpfr_t out, int up, mpfr_srcptr x, char op, mpfr_srcptr y)
{
  const mpfr_rnd_t toward = up ? MPFR_RNDU : MPFR_RNDD;
  const char expression[] = {'#', ' ', op, ' ', '#', '\0'};
  mpfr_t value;
  mpfr_init2(value, a->bits);
  (op == '+' ? mpfr_add : op == '-' ? mpfr_sub : mpfr_mul)(value, x, y, toward);
  tp_record_bound(&a->record, value, up, expression, x, y);
  mpfr_set(out, value, toward);
  mpfr_clear(value);
}

static void times(const partial_sums *a, mpfr_t out, int up, uint64_t count, mpfr_srcptr x)
{
  mpfr_t number;
  mpfr_init2(number, 64);
  mpfr_set_ui(number, count, MPFR_RNDN);
  bound(a, out, up, number, '*', x);
  mpfr_clear(number);
}

/* --- Weights ----------------------------------------------------------------------------------------- */

/* a->others: what the other keys with a value weigh beside m best ones, as it is stated. */
static void state_others(partial_sums *a, const tp_others *valued, uint64_t m)
{
  char label[32];
  tp_others_reason reason = tp_others_weight_up(a->others, a->w, valued, m);
  if (a->record.script)
    tp_script_others(a->record.script, valued, m, a->others, reason);
  mpfr_set(a->part, a->others, MPFR_RNDU);
  snprintf(label, sizeof label, "others\t%llu", (unsigned long long) m);
  tp_record_line(&a->record, "by\t%s", tp_others_reason_name[reason]);
  tp_record_state(&a->record, label, 1, a->others);
  tp_record_bound(&a->record, a->others, 1, "#", a->part);
}

/* a->weight_low, a->weight_high: the weight of each of m best keys. */
static void set_weights(partial_sums *a, const tp_others *all, uint64_t m)
{
  tp_tied_weight(a->weight_low, a->weight_high, a->w, all, m);
  tp_record_rounding(&a->record, &a->w->attn, a->weight_low, 0, "1 / ($ + #)", (unsigned long long) m, all->sum);
  tp_record_rounding(&a->record, &a->w->attn, a->weight_high, 1, "1 / $", (unsigned long long) m);
}

/* a->other: the weight of any of them at most. */
static void set_other(partial_sums *a, const tp_others *of, uint64_t m)
{
  tp_other_weight_up(a->other, a->w, of, m);
  tp_record_rounding(&a->record, &a->w->attn, a->other, 1, "# / ($ + #)", of->largest, (unsigned long long) m, of->largest);
}

/* --- Rows ---------------------------------------------------------------------------------------------- */

/* What a pairwise sum is off by: what single terms lose, and a part of the magnitude of all. */
static void set_pairs_error(partial_sums *a, mpfr_t out, mpfr_srcptr magnitude, uint64_t ties, mpfr_srcptr others)
{
  mpfr_set_zero(a->part, 1);
  if (!a->has_relative_errors) {
    times(a, a->part, 1, ties, a->leaf);
    bound(a, a->part, 1, a->part, '+', others);
  }
  bound(a, out, 1, magnitude, '+', a->part);
  bound(a, out, 1, out, '*', a->pairs);
  bound(a, out, 1, out, '+', a->part);
}

static int output_of_miss(partial_sums *a, const tp_row_class *row)
{
  if (mpfr_zero_p(a->others)) {
    mpfr_set_zero(a->high, 1);
  } else if (!a->has_bounds) {
    return 0;
  } else if (a->order == TP_SUM_SEQUENTIAL) {
    bound(a, a->high, 1, a->others, '*', a->growth);
  } else {
    set_pairs_error(a, a->end, a->others, 0, a->others);
    bound(a, a->high, 1, a->others, '+', a->end);
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
    return tp_partial_sum_equal(a, a->low, a->high, 1);
  if (!a->has_bounds)
    return 0;
  if (a->order == TP_SUM_SEQUENTIAL) {
    bound(a, a->part, 1, a->others, '*', a->growth);
    tp_partial_add(a, a->low, a->weight_low, -1, a->part, MPFR_RNDD);
    tp_partial_add(a, a->high, a->weight_high, 1, a->part, MPFR_RNDU);
    times(a, a->end, 1, 2, a->others);
  } else {
    bound(a, a->high, 1, a->weight_high, '+', a->others);
    bound(a, a->low, 0, a->weight_low, '-', a->others);
    set_pairs_error(a, a->end, a->high, 1, a->others);
  }
  bound(a, a->low, 0, a->low, '-', a->end);
  bound(a, a->high, 1, a->high, '+', a->end);
  return 1;
}

/* The other keys of the value are lost beside each partial sum that has a best key's weight. */
static int is_lost(partial_sums *a)
{
  mpfr_set(a->end, a->half, MPFR_RNDD);
  if (!mpfr_zero_p(a->part_lost)) {
    mpfr_set_zero(a->part, 1);
    tp_partial_add(a, a->end, a->weight_low, 1, a->part, MPFR_RNDD);
    bound(a, a->end, 0, a->end, '*', a->part_lost);
  }
  const int lost = mpfr_less_p(a->other, a->end);
  if (lost)
    tp_record_less(&(tp_record) {.script = a->record.script}, a->other, a->end);
  return lost;
}

/* m ties in order: others of the same value only add.  If they are lost, only those count that come first. */
static void output_in_order(partial_sums *a, mpfr_t low, mpfr_t high, uint64_t m)
{
  mpfr_set_zero(a->part, 1);
  tp_partial_sum_in_order(a, low, a->part, a->weight_low, m, MPFR_RNDD);
  times(a, high, 1, m, a->half);                               /* m additions of a weight, each off by half a step */
  times(a, a->part, 1, m, a->weight_high);
  bound(a, high, 1, high, '+', a->part);
  times(a, a->part, 1, 2, a->others);
  bound(a, high, 1, high, '+', a->part);
  if (!(mpfr_cmp_ui(high, 2) < 0))
    mpfr_set_inf(high, 1);
  if (!is_lost(a))
    return;
  bound(a, a->part, 1, a->others, '*', a->growth);
  tp_partial_sum_in_order(a, a->end, a->part, a->weight_high, m, MPFR_RNDU);
  mpfr_min(high, high, a->end, MPFR_RNDU);
}

static int output_of_ties(partial_sums *a, mpfr_t low, mpfr_t high, uint64_t m, int all_lost)
{
  if (all_lost)
    return tp_partial_sum_equal(a, low, high, m);
  if (!a->has_bounds)
    return 0;
  if (a->order == TP_SUM_SEQUENTIAL) {
    output_in_order(a, low, high, m);
    return 1;
  }
  times(a, low, 0, m, a->weight_low);
  times(a, high, 1, m, a->weight_high);
  bound(a, high, 1, high, '+', a->others);
  set_pairs_error(a, a->end, high, m, a->others);
  bound(a, low, 0, low, '-', a->end);
  bound(a, high, 1, high, '+', a->end);
  return 1;
}

/* The first number of ties has been weighed already. */
static int output_of_few_ties(partial_sums *a, const tp_others *all, const tp_others *valued)
{
  mpfr_t low, high;
  int known = 1;
  mpfr_inits2(a->bits, low, high, (mpfr_ptr) NULL);
  for (uint64_t m = 1; m <= a->s->ties && known; m++) {
    if (m > 1) {
      state_others(a, valued, m);
      set_weights(a, all, m);
    }
    set_other(a, all, m);
    const int all_lost = mpfr_zero_p(a->other) != 0;
    if (!all_lost)
      set_other(a, valued, m);
    known = output_of_ties(a, low, high, m, all_lost) && !mpfr_nan_p(low) && !mpfr_nan_p(high);
    if (m == 1) {
      mpfr_set(a->low, low, MPFR_RNDD);
      mpfr_set(a->high, high, MPFR_RNDU);
    }
    tp_record_lower(&a->record, a->low, low);
    tp_record_raise(&a->record, a->high, high);
  }
  mpfr_clears(low, high, (mpfr_ptr) NULL);
  return known;
}

/* The interval of section 4.1, for many ties; in a certificate by blocks, and beside others as they are stated. */
static int tied_output(partial_sums *a, const tp_others *all, const tp_others *valued)
{
  mpfr_t once;
  if (!tp_tied_output(a->low, a->high, a->w, all, valued, a->s->ties))
    return 0;
  mpfr_init2(once, a->bits);
  mpfr_set(once, a->others, MPFR_RNDU);
  if (a->record.text) {
    for (uint64_t m = 2; m <= a->s->ties; m *= 2)
      state_others(a, valued, m);
    tp_tied_blocks(a->low, a->high, a->w, all, valued, a->s->ties);
    mpfr_mul_2si(a->part, once, 1 - (long) a->record.bits, MPFR_RNDU);         /* by how much others are stated too large */
    mpfr_add(a->high, a->high, a->part, MPFR_RNDU);
  }
  mpfr_set(a->others, once, MPFR_RNDU);
  mpfr_clear(once);
  tp_record_state(&a->record, "output", 0, a->low);
  tp_record_state(&a->record, "output", 1, a->high);
  return 1;
}

/* Of more ties: what is not rounded, and what rounding moves it by. */
static int output_of_many_ties(partial_sums *a, const tp_others *all, const tp_others *valued)
{
  if (!a->has_bounds || !tied_output(a, all, valued))
    return 0;
  if (a->order == TP_SUM_PAIRWISE) {
    set_pairs_error(a, a->end, a->high, a->s->ties, a->others);
  } else {
    times(a, a->end, 1, a->s->ties, a->half);
    bound(a, a->end, 1, a->end, '+', a->others);
  }
  bound(a, a->low, 0, a->low, '-', a->end);
  bound(a, a->high, 1, a->high, '+', a->end);
  return mpfr_cmp_ui(a->high, 2) < 0;
}

/* --- Of a class ------------------------------------------------------------------------------------------ */

/* The row, and in a script what its other keys are in units of the best one's exponential. */
static void begin(partial_sums *a, const tp_row_class *row, const tp_others *all, const tp_others *valued)
{
  tp_script *script = a->record.script;
  tp_record_line(&a->record, "row\t%s", row->what);
  if (!script)
    return;
  script->row = row;
  script->number++;
  script->has_sums = 0;
  for (size_t i = 0; i < row->kinds; i++)
    tp_script_exponential(script, i, row->kind + i);
  tp_script_sum(script, "all", all, 0);
  tp_script_sum(script, "valued", valued, 1);
  script->has_sums = 1;
}

/* Both ends, as they are stated. */
static void state_output(partial_sums *a)
{
  mpfr_ptr end[] = {a->low, a->high};
  for (int up = 0; up < 2; up++) {
    mpfr_set(a->part, end[up], up ? MPFR_RNDU : MPFR_RNDD);
    tp_record_state(&a->record, "sum", up, end[up]);
    tp_record_bound(&a->record, end[up], up, "#", a->part);
  }
}

static int measure(partial_sums *a, const tp_row_class *row, const tp_others *all, const tp_others *valued)
{
  begin(a, row, all, valued);
  state_others(a, valued, 1);
  set_weights(a, all, 1);
  if (!mpfr_number_p(a->others) || !mpfr_number_p(a->weight_low) || !mpfr_number_p(a->weight_high))
    return 0;
  int known = !row->value                     ? output_of_miss(a, row)
              : !row->may_tie                 ? output_of_hit(a)
              : a->s->ties <= MOST_ONE_BY_ONE ? output_of_few_ties(a, all, valued)
                                              : output_of_many_ties(a, all, valued);
  if (known)
    state_output(a);
  return known;
}

int tp_partial_output(partial_sums *a, const tp_row_class *row)
{
  tp_others all, valued;
  tp_others_open(&all, a->w, row, 0);
  tp_others_open(&valued, a->w, row, 1);
  int known = measure(a, row, &all, &valued);
  tp_others_close(&all);
  tp_others_close(&valued);
  return known;
}
