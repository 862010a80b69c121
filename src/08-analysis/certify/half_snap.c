/* SPDX-License-Identifier: MIT */
/* Theorem "half-snap" (doc/half-snapping.md): activations that are 1 or -1 under hardmax stay exact, and what
   the others carry, their garbage, is never amplified and decides nothing.  The names of the bounds are those
   of that page. */
#include "half_snap.h"

#include <stdio.h>
#include <stdlib.h>

#include "../bound/radius.h"
#include "tmprec/machine/machine.h"

/* --- Inequalities ------------------------------------------------------------------- */

static int is_rounded_to_one(const half_snap *h, mpfr_srcptr x, int sign)
{
  mpfr_t y;
  mpfr_init2(y, mpfr_get_prec(x));
  mpfr_mul_si(y, x, sign, MPFR_RNDN);
  tp_rounding_mpfr(&h->w->act, y, 0.5);
  int same = !mpfr_nan_p(y) && mpfr_cmp_si(y, sign) == 0;
  mpfr_clear(y);
  return same;
}

/* All from h->low to h->high is rounded to 1, since rounding is monotone, and with the other sign to -1. */
void tp_half_snap_need_one(half_snap *h, const char *what)
{
  char text[96];
  snprintf(text, sizeof text, "%s, %s", h->theorem, what);
  int holds = is_rounded_to_one(h, h->low, 1) && is_rounded_to_one(h, h->high, 1) && is_rounded_to_one(h, h->low, -1)
              && is_rounded_to_one(h, h->high, -1);
  tp_claim_note(h->out, text, h->low, h->high, 1, holds);
  h->holds &= holds;
}

/* The same of 1 - x .. 1 + x; of 1 - x .. 1 where x is only taken away. */
static void need_one_beside(half_snap *h, mpfr_srcptr x, int is_taken, const char *what)
{
  mpfr_ui_sub(h->low, 1, x, MPFR_RNDD);
  mpfr_add_ui(h->high, x, 1, MPFR_RNDU);
  if (is_taken)
    mpfr_set_ui(h->high, 1, MPFR_RNDN);
  tp_half_snap_need_one(h, what);
}

void tp_half_snap_need_less(half_snap *h, mpfr_srcptr low, mpfr_srcptr high, const char *what)
{
  char text[96];
  snprintf(text, sizeof text, "%s, %s", h->theorem, what);
  int holds = mpfr_less_p(low, high);                  /* 0 of a NaN */
  tp_claim_note_less(h->out, text, low, high, holds);
  h->holds &= holds;
}

/* factor x < 1/divisor. */
static void need_small(half_snap *h, uint64_t factor, mpfr_srcptr x, unsigned divisor, const char *what)
{
  mpfr_mul_ui(h->low, x, factor, MPFR_RNDU);
  mpfr_set_d(h->high, 1.0 / divisor, MPFR_RNDN);       /* a power of two */
  tp_half_snap_need_less(h, h->low, h->high, what);
}

/* --- Garbage --------------------------------------------------------------------------- */

void tp_half_snap_keep(half_snap *h, mpfr_t kept, mpfr_srcptr x)
{
  mpfr_set(kept, x, MPFR_RNDU);
  if (mpfr_number_p(kept))
    tp_weighing_round(&h->w->act, kept, MPFR_RNDU);
  if (mpfr_nan_p(kept))
    mpfr_set_inf(kept, 1);
}

/* What a head of each kind adds where it finds nothing: rows whose best key is the sink or has no value. */
static void measure_misses(half_snap *h, const tp_row_class *row, size_t rows)
{
  for (size_t i = 0; i < rows; i++) {
    mpfr_t *of[] = {&h->alpha, &h->mu, &h->gamma, NULL, &h->eta};    /* D: measure_reads */
    mpfr_t *most = of[row[i].what[0] - 'A'];
    if (row[i].value || !most)
      continue;
    tp_row_output(h->low, h->high, h->w, row + i, 1);
    mpfr_set(*most, h->high, MPFR_RNDU);
  }
  tp_half_snap_keep(h, h->kept_gamma, h->gamma);
  tp_half_snap_keep(h, h->kept_eta, h->eta);
}

/* `read` where nothing was written: each of the r bits of `last` is garbage of at most gamma, so the sink is
   ahead of N other keys by 1 - r gamma. */
static void measure_reads(half_snap *h)
{
  tp_others o = {.count = h->s->n - 2};
  mpfr_inits2(h->w->bits, o.sum, o.largest, (mpfr_ptr) NULL);
  mpfr_mul_ui(o.largest, h->kept_gamma, h->s->r, MPFR_RNDU);
  mpfr_ui_sub(o.largest, 1, o.largest, MPFR_RNDD);
  if (mpfr_sgn(o.largest) > 0 && mpfr_number_p(o.largest)) {
    mpfr_mul(o.largest, o.largest, h->w->beta_low, MPFR_RNDD);
    mpfr_neg(o.largest, o.largest, MPFR_RNDN);
    mpfr_exp(o.largest, o.largest, MPFR_RNDU);
    mpfr_mul_ui(o.sum, o.largest, o.count, MPFR_RNDU);
    tp_others_weight_up(h->delta, h->w, &o, 1);
  } else {
    mpfr_set_inf(h->delta, 1);
  }
  tp_half_snap_keep(h, h->kept_delta, h->delta);
  tp_others_close(&o);
}

/* --- The hypotheses -------------------------------------------------------------------- */

/* (H1): what is found is rounded to what it is.  `next_bit` may have been garbage of up to
   2 (r - 1) alpha before.  Where ties are tolerated, rows of one best key only are asked for. */
static void need_found(half_snap *h, const tp_row_class *row, size_t rows)
{
  for (size_t i = 0; i < rows; i++) {
    if (!row[i].value)
      continue;
    if (!tp_row_output(h->low, h->high, h->w, row + i, h->ties)) {
      tp_claim_open(h->out, "%s, %s: not known with so many ties", h->theorem, row[i].what);
      h->holds = 0;
      continue;
    }
    if (row[i].what[0] == 'A') {
      mpfr_mul_ui(h->part, h->alpha, 2 * (h->s->r - 1), MPFR_RNDU);
      mpfr_sub(h->low, h->low, h->part, MPFR_RNDD);
      mpfr_add(h->high, h->high, h->part, MPFR_RNDU);
    }
    tp_half_snap_need_one(h, row[i].what);
  }
}

/* (H2): what is 1 or -1 stays so where a head finds nothing, and beside garbage. */
static void need_kept(half_snap *h)
{
  need_one_beside(h, h->alpha, 0, "A (position), added to a bit");
  need_one_beside(h, h->mu, 0, "B (marker), at the marker");
  tp_half_snap_keep(h, h->part, h->alpha);
  need_one_beside(h, h->part, 1, "new_*, beside write_pos");
  need_one_beside(h, h->kept_gamma, 1, "1 - written, 1 - high");
  need_one_beside(h, h->kept_delta, 0, "the blank, beside read");
  if (h->s->mode != TP_MODE_SCOT)
    return;
  mpfr_max(h->part, h->eta, h->kept_eta, MPFR_RNDU);
  need_one_beside(h, h->part, 0, "E (esumm), added to a bit");
  mpfr_mul_ui(h->part, h->kept_gamma, 2 * h->tapes, MPFR_RNDU);
  need_one_beside(h, h->part, 1, "1 - written - next_at_head, of all tapes");
}

/* (H3): garbage is small where neurons and queries read it. */
static void need_harmless(half_snap *h)
{
  mpfr_mul_ui(h->part, h->alpha, 2 * (h->s->r + 1), MPFR_RNDU);
  if (h->s->mode == TP_MODE_SCOT)
    mpfr_add(h->part, h->part, h->kept_eta, MPFR_RNDU);
  need_small(h, 1, h->part, 4, "head that is not set");
  need_small(h, 1, h->kept_gamma, 4, "written, high, last that are not set");
  need_small(h, 1, h->kept_delta, 4, "read that is not set");
}

/* (H4): no token of another class has a logit of 1.  Only where d_Q = 1 a single literal is not set in a
   transition. */
static void need_right_class(half_snap *h)
{
  need_small(h, 2 * (h->s->r - 1) * (uint64_t) h->tapes, h->alpha, 1, "logit of a bit: token");
  if (h->s->mode == TP_MODE_SCOT && h->s->state_bits < 2)
    need_small(h, 1 + h->tapes * ((uint64_t) h->symbol_bits + 2), h->kept_eta, 1, "logit of a run: token");
}

/* --- The theorem ------------------------------------------------------------------------- */

/* What the proof uses of the arithmetic beside what certify() asks for. */
static int is_covered(const half_snap *h)
{
  const tp_weighing *w = h->w;
  size_t before = h->out->opens;
  if (!tp_mode_is_nearest(w->act.mode))
    tp_claim_open(h->out, "%s: act not to nearest", h->theorem);
  if (w->act.format.family == TP_FORMAT_POSIT)
    tp_claim_open(h->out, "%s: act in posits", h->theorem);
  if (w->logit.format.family != TP_FORMAT_REAL)
    tp_claim_open(h->out, "%s: logits rounded", h->theorem);
  if (w->exp.format.family != TP_FORMAT_REAL)
    tp_claim_open(h->out, "%s: exponentials rounded", h->theorem);
  if (!tp_radius_keeps(&w->attn, 1))
    tp_claim_open(h->out, "%s: weights in a format without 1", h->theorem);
  return h->out->opens == before;
}

/* A machine that is not known has at most TP_MACHINE_MAX_TAPES tapes and 2^32 states and symbols, as all have. */
int tp_half_snap_open(half_snap *h, tp_claim *out, const tp_scope *s, const tp_weighing *w, const char *theorem, uint64_t ties)
{
  *h = (half_snap) {.out = out, .s = s, .w = w, .theorem = theorem, .ties = ties, .holds = 1,
                    .tapes = s->tapes ? s->tapes : TP_MACHINE_MAX_TAPES, .state_bits = s->state_bits ? s->state_bits : 32,
                    .symbol_bits = s->symbol_bits ? s->symbol_bits : 32};
  if (!is_covered(h))
    return 0;
  h->rows = tp_row_classes(&h->row, s, 0);
  mpfr_inits2(w->bits, h->alpha, h->mu, h->gamma, h->delta, h->eta, h->kept_gamma, h->kept_delta, h->kept_eta, h->low, h->high, h->part, (mpfr_ptr) NULL);
  return 1;
}

void tp_half_snap_close(half_snap *h)
{
  mpfr_clears(h->alpha, h->mu, h->gamma, h->delta, h->eta, h->kept_gamma, h->kept_delta, h->kept_eta, h->low, h->high, h->part, (mpfr_ptr) NULL);
  free(h->row);
}

void tp_half_snap_hypotheses(half_snap *h)
{
  measure_misses(h, h->row, h->rows);
  measure_reads(h);
  need_found(h, h->row, h->rows);
  need_kept(h);
  need_harmless(h);
  need_right_class(h);
}

int tp_certify_half_snap(tp_claim *out, const tp_scope *s, const tp_weighing *w)
{
  half_snap h;
  if (!tp_half_snap_open(&h, out, s, w, "half-snap", s->ties))
    return 0;
  tp_half_snap_hypotheses(&h);
  tp_half_snap_close(&h);
  return h.holds;
}
