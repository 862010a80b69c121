/* SPDX-License-Identifier: MIT */
#include "last_step.h"

#include "spans.h"

typedef struct {
  half_snap *h;
  const tp_weighing *w;
  int is_scot;
  span read, step, blank, now;           /* read; new_*; read_blank, and write_eoutp; for the moment */
  mpfr_t undone;                         /* of the blank: what its neuron has left where something was written */
  mpfr_t excess;                         /* K d_G (read - 1), at most */
  mpfr_t right, wrong;                   /* the right token's logit at least; of one of another class at most */
} last_step;

/* x - 1 of an upper end, clipped and rounded: what a neuron has left that should be 0. */
static void set_rest(last_step *l, mpfr_t out, mpfr_srcptr x, mpfr_srcptr also)
{
  mpfr_add(out, x, also, MPFR_RNDU);
  mpfr_sub_ui(out, out, 1, MPFR_RNDU);
  if (mpfr_sgn(out) < 0)
    mpfr_set_zero(out, 1);
  tp_half_snap_keep(l->h, out, out);
}

/* 1 less up to `literals` times what read lacks, and 1 more up to as often what it exceeds. */
static void set_conjunction(last_step *l, span *out, uint64_t literals)
{
  mpfr_ui_sub(out->low, 1, l->read.low, MPFR_RNDU);
  mpfr_mul_ui(out->low, out->low, literals, MPFR_RNDU);
  mpfr_ui_sub(out->low, 1, out->low, MPFR_RNDD);
  mpfr_sub_ui(out->high, l->read.high, 1, MPFR_RNDU);
  mpfr_mul_ui(out->high, out->high, literals, MPFR_RNDU);
  mpfr_add_ui(out->high, out->high, 1, MPFR_RNDU);
  tp_span_clip(out);
  tp_span_round(out, l->w);
}

/* The blank's neuron is not 0 where something was written, and its bits are added to those that were read. */
static void set_read(last_step *l, mpfr_srcptr written)
{
  mpfr_ui_sub(l->undone, 1, written, MPFR_RNDU);
  if (mpfr_sgn(l->undone) < 0)
    mpfr_set_zero(l->undone, 1);
  tp_half_snap_keep(l->h, l->undone, l->undone);
  mpfr_ui_sub(l->read.low, 1, l->undone, MPFR_RNDD);
  mpfr_add_ui(l->read.high, l->undone, 1, MPFR_RNDU);
  tp_span_round(&l->read, l->w);
}

/* (T4): no transition but the right one fires, nor one that two literals fail to be set for. */
static void need_one_transition(last_step *l)
{
  half_snap *h = l->h;
  mpfr_sub_ui(l->excess, l->read.high, 1, MPFR_RNDU);
  mpfr_mul_ui(l->excess, l->excess, (uint64_t) h->tapes * h->symbol_bits, MPFR_RNDU);
  mpfr_set_d(h->high, 0.5, MPFR_RNDN);
  tp_half_snap_need_less(h, l->excess, h->high, "what read exceeds 1 by, in a transition");
  tp_half_snap_need_less(h, l->excess, l->read.low, "the same, against a symbol that is not read");
}

static void at_least(last_step *l, mpfr_srcptr x)
{
  mpfr_min(l->right, l->right, x, MPFR_RNDD);
}

static void at_most(last_step *l, mpfr_srcptr x, uint64_t times)
{
  mpfr_mul_ui(l->now.high, x, times, MPFR_RNDU);
  mpfr_max(l->wrong, l->wrong, l->now.high, MPFR_RNDU);
}

/* new_*: the neurons that withdraw the step are not 0 where its bits exceed 1, and where the step is withdrawn by one of
   them the others take too much. */
static void measure_steps(last_step *l)
{
  half_snap *h = l->h;
  const unsigned withdrawals = l->is_scot ? 4 : 2;
  const uint64_t bits = h->state_bits + h->tapes * ((uint64_t) h->symbol_bits + 2);
  set_conjunction(l, &l->step, (uint64_t) h->tapes * h->symbol_bits);
  tp_half_snap_keep(h, h->part, h->alpha);
  set_rest(l, l->now.low, l->step.high, h->part);
  mpfr_mul_ui(h->part, l->now.low, withdrawals - 1, MPFR_RNDU);
  tp_half_snap_keep(h, h->part, h->part);
  at_most(l, h->part, bits);
  mpfr_mul_ui(l->now.low, l->now.low, withdrawals, MPFR_RNDU);
  mpfr_sub(l->step.low, l->step.low, l->now.low, MPFR_RNDD);
  tp_span_round(&l->step, l->w);
  mpfr_mul_ui(l->now.low, l->step.low, 4, MPFR_RNDD);          /* a run token has 4 bits or more */
  at_least(l, l->now.low);
  if (h->state_bits > 1 && h->s->kind != TP_SCOPE_ALL)
    return;
  mpfr_set(h->part, l->excess, MPFR_RNDU);                     /* no state, and one neuron that looks for -1 */
  if (l->is_scot)
    mpfr_add(h->part, h->part, h->kept_eta, MPFR_RNDU);
  tp_half_snap_keep(h, h->part, h->part);
  at_most(l, h->part, bits);
}

/* read_blank, write_eoutp, write_sym, out_sym. */
static void measure_output(last_step *l)
{
  half_snap *h = l->h;
  set_conjunction(l, &l->blank, h->symbol_bits);
  at_least(l, l->blank.low);
  mpfr_set_zero(h->part, 1);
  set_rest(l, h->low, l->blank.high, h->part);
  mpfr_mul_2ui(h->low, h->low, 1, MPFR_RNDU);
  tp_half_snap_keep(h, h->low, h->low);
  at_most(l, h->low, 1);
  mpfr_ui_sub(h->part, 1, l->blank.low, MPFR_RNDU);            /* write_sym where eoutp is next */
  if (mpfr_sgn(h->part) < 0)
    mpfr_set_zero(h->part, 1);
  tp_half_snap_keep(h, h->part, h->part);
  set_rest(l, h->low, l->read.high, h->part);
  at_most(l, h->low, h->symbol_bits);
  at_least(l, l->read.low);
}

/* next_cell, and what is said of it. */
static void measure_summary(last_step *l)
{
  half_snap *h = l->h;
  span next;
  tp_span_open(&next, l->w->bits);
  tp_span_set(&next, 1, 1);
  mpfr_sub(next.low, next.low, l->undone, MPFR_RNDD);
  tp_span_round(&next, l->w);
  mpfr_ui_sub(h->part, 1, next.low, MPFR_RNDU);                /* final_state_out where a cell is next */
  tp_half_snap_keep(h, h->part, h->part);
  at_most(l, h->part, h->state_bits);
  mpfr_set_zero(h->part, 1);
  set_rest(l, h->low, l->read.high, h->part);
  mpfr_mul_2ui(h->low, h->low, 1, MPFR_RNDU);
  tp_half_snap_keep(h, h->low, h->low);
  at_most(l, h->low, (uint64_t) h->tapes * h->symbol_bits);
  tp_span_set(&l->now, 1, 1);
  mpfr_sub(l->now.low, next.low, l->now.low, MPFR_RNDD);
  mpfr_add(l->now.low, l->now.low, l->read.low, MPFR_RNDD);    /* next_cell_sym */
  tp_span_clip(&l->now);
  tp_span_round(&l->now, l->w);
  tp_span_round(&l->now, l->w);
  at_least(l, l->now.low);
  tp_span_set(&l->now, 1, 1);
  mpfr_sub(l->now.low, next.low, h->kept_gamma, MPFR_RNDD);    /* next_cell_head */
  tp_span_round(&l->now, l->w);
  mpfr_sub(l->now.low, l->now.low, h->kept_gamma, MPFR_RNDD);
  tp_span_round(&l->now, l->w);
  at_least(l, l->now.low);
  tp_span_close(&next);
}

/* (T5): the right token leads all of other classes.  Within its class it does if its bits have their signs. */
void tp_need_last_step(half_snap *h, mpfr_srcptr written)
{
  last_step l = {.h = h, .w = h->w, .is_scot = h->s->mode == TP_MODE_SCOT};
  span *spans[] = {&l.read, &l.step, &l.blank, &l.now};
  mpfr_inits2(h->w->bits, l.undone, l.excess, l.right, l.wrong, (mpfr_ptr) NULL);
  for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
    tp_span_open(spans[i], h->w->bits);
  mpfr_set_ui(l.right, 1, MPFR_RNDN);
  mpfr_set_zero(l.wrong, 1);
  set_read(&l, written);
  need_one_transition(&l);
  measure_steps(&l);
  measure_output(&l);
  at_most(&l, h->alpha, 2 * (h->s->r - 1) * (uint64_t) h->tapes);
  tp_half_snap_keep(h, h->part, h->alpha);
  at_most(&l, h->part, 1);
  if (l.is_scot)
    measure_summary(&l);
  tp_half_snap_need_less(h, l.wrong, l.right, "logits of other classes, and of the right token");
  for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
    tp_span_close(spans[i]);
  mpfr_clears(l.undone, l.excess, l.right, l.wrong, (mpfr_ptr) NULL);
}
