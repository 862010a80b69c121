/* SPDX-License-Identifier: MIT */
/* Theorem "snap" (doc/bounds.md): if the output of every head, on right inputs, is rounded to the
   right activation, then by induction over the sublayers every activation is right. */
#include "snap.h"

#include <stdlib.h>

#include "ties.h"

/* to + x, in the direction, is rounded to to + value; or the mirror image of both, if sign is -1. */
static int is_rounded_to(const tp_weighing *w, int to, mpfr_srcptr x, mpfr_rnd_t toward, int value, int sign)
{
  mpfr_t y;
  mpfr_init2(y, mpfr_get_prec(x));
  mpfr_add_si(y, x, to, toward);
  mpfr_mul_si(y, y, sign, MPFR_RNDN);
  tp_rounding_mpfr(&w->act, y, 0.5);
  int same = !mpfr_nan_p(y) && mpfr_cmp_si(y, sign * (to + value)) == 0;
  mpfr_clear(y);
  return same;
}

/* Rounding is monotone: both ends decide. */
static int is_interval_rounded(const tp_weighing *w, int to, mpfr_srcptr low, mpfr_srcptr high, int value, int sign)
{
  return is_rounded_to(w, to, low, MPFR_RNDD, value, sign) && is_rounded_to(w, to, high, MPFR_RNDU, value, sign);
}

/* What a head adds to is 0, or it may be a bit that stays set. */
int tp_row_snaps(const tp_weighing *w, const tp_row_class *row, mpfr_srcptr low, mpfr_srcptr high)
{
  for (int to = 0; to <= row->meets_bit; to++)
    for (int sign = 1; sign >= (row->is_flag ? 1 : -1); sign -= 2)
      if (!is_interval_rounded(w, to, low, high, row->value, sign))
        return 0;
  return 1;
}

int tp_row_output(mpfr_t low, mpfr_t high, const tp_weighing *w, const tp_row_class *row, uint64_t ties)
{
  tp_others all, with_value;
  mpfr_t also;
  int known = 1;
  mpfr_init2(also, w->bits);
  tp_others_open(&all, w, row, 0);
  tp_others_open(&with_value, w, row, 1);
  tp_others_weight_up(also, w, &with_value, 1);
  if (!row->value) {
    mpfr_neg(low, also, MPFR_RNDD);
    mpfr_set(high, also, MPFR_RNDU);
    if (row->is_flag)
      mpfr_set_zero(low, 1);
  } else if (row->may_tie) {
    known = tp_tied_output(low, high, w, &all, &with_value, ties);
  } else {
    tp_tied_weight(low, high, w, &all, 1);
    mpfr_sub(low, low, also, MPFR_RNDD);
    mpfr_add(high, high, also, MPFR_RNDU);
  }
  tp_others_close(&all);
  tp_others_close(&with_value);
  mpfr_clear(also);
  return known;
}

int tp_certify_snap(tp_claim *out, const tp_scope *s, const tp_weighing *w)
{
  tp_row_class *row;
  size_t rows = tp_row_classes(&row, s, w->logit.format.family != TP_FORMAT_REAL);
  int all_hold = 1;
  mpfr_t low, high;
  mpfr_inits2(w->bits, low, high, (mpfr_ptr) NULL);
  for (size_t i = 0; i < rows; i++) {
    if (!tp_row_output(low, high, w, row + i, s->ties)) {
      tp_claim_open(out, "%s: too many ties for rounded exponentials", row[i].what);
      all_hold = 0;
      continue;
    }
    int holds = tp_row_snaps(w, row + i, low, high);
    tp_claim_note(out, row[i].what, low, high, row[i].value, holds);
    all_hold &= holds;
  }
  mpfr_clears(low, high, (mpfr_ptr) NULL);
  free(row);
  return all_hold;
}
