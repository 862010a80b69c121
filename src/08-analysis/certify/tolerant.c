/* SPDX-License-Identifier: MIT */
/* Theorem "tolerant" (doc/tolerant-search.md): ties need not be rounded to 1.  Then `written` and `high` have errors,
   and with them the bits of `last`; a search loses some of its gap to them, and what is read is exact again.  Section
   numbers are those of that page; the rest is as in half-snap. */
#include "half_snap.h"
#include "last_step.h"
#include "spans.h"
#include "ties.h"

typedef struct {
  half_snap *h;
  const tp_weighing *w;
  span written, high, bit, other;        /* magnitudes where hardmax has 1 or -1 */
  mpfr_t missed;                         /* `high` where hardmax has 0, at most */
  mpfr_t lost, gained, most;             /* of the bits found so far: sums of what they lack and exceed, the most one lacks */
  mpfr_t gap, part;
} search;

/* --- Rows ------------------------------------------------------------------------------ */

/* To others: `count` keys whose gap is at least t->gap; with infinitely many in their place if there is none. */
static void add_others(search *t, tp_others *o, uint64_t count)
{
  if (!(mpfr_sgn(t->gap) > 0) || !mpfr_number_p(t->gap)) {
    mpfr_set_inf(t->part, 1);
  } else {
    mpfr_mul(t->part, t->gap, t->w->beta_low, MPFR_RNDD);
    mpfr_neg(t->part, t->part, MPFR_RNDN);
    mpfr_exp(t->part, t->part, MPFR_RNDU);
  }
  mpfr_max(o->largest, o->largest, t->part, MPFR_RNDU);
  mpfr_mul_ui(t->part, t->part, count, MPFR_RNDU);
  mpfr_add(o->sum, o->sum, t->part, MPFR_RNDU);
  o->count += count;
}

static void open_others(const search *t, tp_others *o)
{
  o->count = 0;
  mpfr_inits2(t->w->bits, o->sum, o->largest, (mpfr_ptr) NULL);
  mpfr_set_zero(o->sum, 1);
  mpfr_set_zero(o->largest, 1);
}

/* `written` or `high` in a match with 1 to `ties` best keys: the sink is behind by 1 - lost, other keys by
   2 (1 - most) (section 3.1).  0 if this is not known. */
static int find(search *t, span *out, uint64_t ties)
{
  tp_others all, same;
  const uint64_t others = t->h->s->n - 2;
  open_others(t, &all);
  open_others(t, &same);
  mpfr_ui_sub(t->gap, 1, t->most, MPFR_RNDD);
  mpfr_mul_2ui(t->gap, t->gap, 1, MPFR_RNDD);
  add_others(t, &all, others);
  add_others(t, &same, others);
  mpfr_ui_sub(t->gap, 1, t->lost, MPFR_RNDD);
  add_others(t, &all, 1);
  int known = mpfr_number_p(all.sum) && tp_tied_output(out->low, out->high, t->w, &all, &same, ties);
  if (known)
    tp_span_round(out, t->w);
  tp_others_close(&all);
  tp_others_close(&same);
  return known;
}

/* `high` where no key has the bit: the sink is ahead by 1 - gained - most (section 3.1). */
static void miss(search *t)
{
  tp_others o;
  open_others(t, &o);
  mpfr_add(t->gap, t->gained, t->most, MPFR_RNDU);
  mpfr_ui_sub(t->gap, 1, t->gap, MPFR_RNDD);
  add_others(t, &o, t->h->s->n - 2);
  if (mpfr_number_p(o.sum))
    tp_others_weight_up(t->missed, t->w, &o, 1);
  else
    mpfr_set_inf(t->missed, 1);
  tp_half_snap_keep(t->h, t->missed, t->missed);
  tp_others_close(&o);
}

/* --- Bits of `last` --------------------------------------------------------------------- */

/* 1 if the neurons of a match, and their difference, are values of act whatever values of act `written` and `high` are:
   multiples of one step, in the range of the format (section 3.2). */
static int adds_exactly(search *t)
{
  const tp_format f = t->w->act.format;
  int below = mpfr_cmp_ui(t->high.high, 1) <= 0 && mpfr_cmp_ui(t->written.high, 1) <= 0;
  if (f.family == TP_FORMAT_GRID)
    return below;
  if (f.family == TP_FORMAT_FIXED) {
    mpfr_add(t->gap, t->high.high, t->written.high, MPFR_RNDU);
    mpfr_sub_ui(t->gap, t->gap, 1, MPFR_RNDU);
    mpfr_set(t->part, t->gap, MPFR_RNDU);
    tp_rounding_mpfr(&t->w->act, t->part, 0.5);
    return mpfr_equal_p(t->part, t->gap);
  }
  if (f.flushes || !below || mpfr_cmp_d(t->high.low, 0.5) < 0 || mpfr_cmp_d(t->written.low, 0.5) < 0)
    return 0;
  mpfr_set_ui_2exp(t->gap, 1, -(mpfr_exp_t) tp_format_significand(f), MPFR_RNDN);
  mpfr_set(t->part, t->gap, MPFR_RNDN);
  tp_rounding_mpfr(&t->w->act, t->part, 0.5);
  return mpfr_equal_p(t->part, t->gap);
}

/* (h + w - 1) - relu(w - h) = min(h + w - 1, 2h - 1), which grows with both. */
static void set_found_end(search *t, mpfr_t out, mpfr_srcptr h, mpfr_srcptr w, mpfr_rnd_t toward)
{
  mpfr_add(out, h, w, toward);
  mpfr_sub_ui(out, out, 1, toward);
  mpfr_mul_2ui(t->part, h, 1, toward);
  mpfr_sub_ui(t->part, t->part, 1, toward);
  mpfr_min(out, out, t->part, toward);
}

/* The bit where `high` is 1 under hardmax. */
static void set_found(search *t)
{
  if (adds_exactly(t)) {
    set_found_end(t, t->bit.low, t->high.low, t->written.low, MPFR_RNDD);
    set_found_end(t, t->bit.high, t->high.high, t->written.high, MPFR_RNDU);
  } else {
    mpfr_add(t->bit.low, t->high.low, t->written.low, MPFR_RNDD);
    mpfr_sub_ui(t->bit.low, t->bit.low, 1, MPFR_RNDD);
    mpfr_add(t->bit.high, t->high.high, t->written.high, MPFR_RNDU);
    mpfr_sub_ui(t->bit.high, t->bit.high, 1, MPFR_RNDU);
    tp_span_clip(&t->bit);
    tp_span_round(&t->bit, t->w);
    mpfr_set_zero(t->other.low, 1);
    mpfr_sub(t->other.high, t->written.high, t->high.low, MPFR_RNDU);
    tp_span_clip(&t->other);
    tp_span_round(&t->other, t->w);
    mpfr_sub(t->bit.low, t->bit.low, t->other.high, MPFR_RNDD);
  }
  tp_span_round(&t->bit, t->w);
}

/* The magnitude of the bit, to t->other, where `high` is 0 under hardmax, and at most t->missed. */
static void set_missed(search *t)
{
  int is_zero = mpfr_zero_p(t->missed), below = mpfr_cmp_ui(t->written.high, 1) <= 0;
  if (is_zero && (below || t->w->act.format.family == TP_FORMAT_FIXED)) {        /* min(w, 1), exactly */
    mpfr_set(t->other.low, t->written.low, MPFR_RNDD);
    mpfr_set(t->other.high, t->written.high, MPFR_RNDU);
    if (mpfr_cmp_ui(t->other.low, 1) > 0)
      mpfr_set_ui(t->other.low, 1, MPFR_RNDN);
    if (!below)
      mpfr_set_ui(t->other.high, 1, MPFR_RNDN);
    return;
  }
  span against;
  tp_span_open(&against, t->w->bits);
  mpfr_set_zero(against.low, 1);
  mpfr_add(against.high, t->missed, t->written.high, MPFR_RNDU);
  mpfr_sub_ui(against.high, against.high, 1, MPFR_RNDU);
  tp_span_clip(&against);
  tp_span_round(&against, t->w);
  mpfr_sub(t->other.low, t->written.low, t->missed, MPFR_RNDD);
  mpfr_set(t->other.high, t->written.high, MPFR_RNDU);
  tp_span_clip(&t->other);
  tp_span_round(&t->other, t->w);
  mpfr_sub(t->other.low, t->other.low, against.high, MPFR_RNDD);
  tp_span_round(&t->other, t->w);
  tp_span_close(&against);
}

/* One more bit: what it lacks or exceeds, whether it is 1 or -1. */
static void count_bit(search *t)
{
  mpfr_min(t->part, t->bit.low, t->other.low, MPFR_RNDD);
  mpfr_ui_sub(t->part, 1, t->part, MPFR_RNDU);
  if (mpfr_sgn(t->part) > 0) {
    mpfr_add(t->lost, t->lost, t->part, MPFR_RNDU);
    mpfr_max(t->most, t->most, t->part, MPFR_RNDU);
  }
  mpfr_max(t->part, t->bit.high, t->other.high, MPFR_RNDU);
  mpfr_sub_ui(t->part, t->part, 1, MPFR_RNDU);
  if (mpfr_sgn(t->part) > 0)
    mpfr_add(t->gained, t->gained, t->part, MPFR_RNDU);
}

/* (T2): every search has a gap, and the sum of the errors of all bits is below 1.  0, and the search is given up, if not. */
static int is_ordered(search *t)
{
  mpfr_add(t->part, t->gained, t->most, MPFR_RNDU);
  return mpfr_cmp_ui(t->lost, 1) < 0 && mpfr_cmp_ui(t->part, 1) < 0;
}

/* At most 2^b tokens have times that agree above bit b and have a 1 in it. */
static int find_bits(search *t)
{
  const uint64_t ties = t->h->s->ties;
  if (!find(t, &t->written, ties) || mpfr_cmp_d(t->written.low, 0.5) < 0)
    return 0;
  for (unsigned left = t->h->s->r; left-- > 0; ) {
    uint64_t most = left < 63 && (uint64_t) 1 << left < ties ? (uint64_t) 1 << left : ties;
    miss(t);
    if (!mpfr_number_p(t->missed) || mpfr_cmp_d(t->missed, 0.25) >= 0 || !find(t, &t->high, most)
        || mpfr_cmp_d(t->high.low, 0.5) < 0)
      return 0;
    set_found(t);
    set_missed(t);
    count_bit(t);
    if (!is_ordered(t))
      return 0;
  }
  return 1;
}

/* --- What is read ------------------------------------------------------------------------- */

/* (T3): the head of `read` finds exactly what was written.  Keys at distance h are behind by 2h (1 - most), the sink and
   those without a time by what they were, less all that the bits lack (section 3.3). */
static void need_read(search *t)
{
  half_snap *h = t->h;
  tp_others all, valued;
  open_others(t, &all);
  open_others(t, &valued);
  for (size_t i = 0; i < h->rows; i++) {
    const tp_row_class *row = h->row + i;
    if (row->what[0] != 'D' || !row->value)
      continue;
    for (size_t k = 0; k < row->kinds; k++) {
      const tp_row_kind *kind = row->kind + k;
      if (k + 2 < row->kinds) {
        mpfr_ui_sub(t->gap, 1, t->most, MPFR_RNDD);
        mpfr_mul_si(t->gap, t->gap, kind->best - kind->next, MPFR_RNDD);
      } else {
        mpfr_si_sub(t->gap, kind->best - kind->next, t->lost, MPFR_RNDD);
      }
      add_others(t, &all, kind->count);
      if (kind->value != TP_OTHERS_ZERO)
        add_others(t, &valued, kind->count);
    }
    valued.count = valued.count < row->others ? valued.count : row->others;
  }
  tp_tied_weight(h->low, h->high, t->w, &all, 1);
  tp_others_weight_up(t->part, t->w, &valued, 1);
  mpfr_sub(h->low, h->low, t->part, MPFR_RNDD);
  mpfr_add(h->high, h->high, t->part, MPFR_RNDU);
  tp_half_snap_need_one(h, "D (read), by bits with errors");
  tp_others_close(&all);
  tp_others_close(&valued);
}

/* --- The theorem ---------------------------------------------------------------------------- */

static void certify_search(half_snap *h)
{
  search t = {.h = h, .w = h->w};
  mpfr_ptr number[] = {t.missed, t.lost, t.gained, t.most, t.gap, t.part};
  span *spans[] = {&t.written, &t.high, &t.bit, &t.other};
  for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
    mpfr_init2(number[i], h->w->bits);
    mpfr_set_zero(number[i], 1);
  }
  for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
    tp_span_open(spans[i], h->w->bits);
  h->holds = find_bits(&t);
  if (h->holds) {
    mpfr_set_ui(h->high, 1, MPFR_RNDN);
    tp_half_snap_need_less(h, t.lost, h->high, "errors of all bits of last");
    mpfr_add(t.gained, t.gained, t.most, MPFR_RNDU);
    tp_half_snap_need_less(h, t.gained, h->high, "errors of bits of last, towards keys");
    need_read(&t);
    tp_need_last_step(h, t.written.low);
  }
  for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
    tp_span_close(spans[i]);
  for (size_t i = 0; i < sizeof number / sizeof *number; i++)
    mpfr_clear(number[i]);
}

/* Monotone in beta, which tp_claim_least_beta needs: leaks fall as beta grows, and so by induction over the bits every
   interval here is part of the one at a smaller beta: gaps grow as errors shrink, and the exact forms of section 3.2
   apply where they applied, and lie within the others.  All conditions bound the ends of these intervals. */
int tp_certify_tolerant(tp_claim *out, const tp_scope *s, const tp_weighing *w)
{
  half_snap h;
  if (w->attn.format.family != TP_FORMAT_REAL && !tp_mode_is_nearest(w->attn.mode))
    return 0;
  if (!tp_half_snap_open(&h, out, s, w, "tolerant", 1))
    return 0;
  tp_half_snap_hypotheses(&h);
  if (h.holds)
    certify_search(&h);
  tp_half_snap_close(&h);
  return h.holds;
}
