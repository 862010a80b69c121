/* SPDX-License-Identifier: MIT */
/* The last layers where nothing is rounded (doc/walk.md, sections 6 and 7): the table, what is withdrawn, the output, a
   summary; and the logits. */
#include "walk.h"

typedef struct {
  walk *k;
  mpfr_t lacks;          /* of 1: the right token's logit, at most, but for run tokens */
  mpfr_t wrong;          /* the logit of a token of another class at most */
  mpfr_t kept;           /* 1 less a bit of a step that is kept, at most */
} step;

static void lacks(step *t, walk_number x) { mpfr_max(t->lacks, t->lacks, t->k->x[x], MPFR_RNDU); }

static void at_most(step *t, walk_number x, uint64_t times)
{
  mpfr_t most;
  mpfr_init2(most, t->k->w->bits);
  mpfr_mul_ui(most, t->k->x[x], times, MPFR_RNDU);
  mpfr_max(t->wrong, t->wrong, most, MPFR_RNDU);
  mpfr_clear(most);
}

/* next_bit, write_pos, write_epos, write_summ. */
static void measure_blocks(step *t)
{
  walk *k = t->k;
  const unsigned r = k->s->r;
  tp_walk_set(k, WALK_X, r, WALK_EXCESS);
  tp_walk_add(k, WALK_X, (uint64_t) (r - 1) * k->largest, WALK_ALPHA);
  at_most(t, WALK_X, k->tapes);
  tp_walk_add(k, WALK_X, 1, WALK_HEAD);
  tp_walk_add(k, WALK_X, 2 * k->largest, WALK_ALPHA);
  lacks(t, WALK_X);
  tp_walk_set(k, WALK_X, 1, WALK_ALPHA);
  tp_walk_add(k, WALK_X, 1, WALK_CAP);                 /* write_pos, and more than the others */
  at_most(t, WALK_X, 1);
  lacks(t, WALK_X);
}

/* The table, and the steps that are withdrawn.  0 if more than one transition may fire. */
static int measure_steps(step *t)
{
  walk *k = t->k;
  const unsigned withdrawals = k->is_scot ? 4 : 2;
  const uint64_t bits = k->state_bits + k->tapes * (k->symbol_bits + 2);
  tp_walk_set(k, WALK_Z, k->state_bits, WALK_STATE);
  tp_walk_add(k, WALK_Z, k->tapes * k->symbol_bits, WALK_READ);
  tp_walk_set(k, WALK_X, 1, WALK_STATE);
  tp_walk_max(k, WALK_X, WALK_UNREAD);
  tp_walk_set(k, WALK_Y, 1, WALK_Z);
  tp_walk_add(k, WALK_Y, 2, WALK_X);
  if (!tp_walk_need(k, WALK_Y, 1, "errors of a transition"))
    return 0;
  tp_walk_set(k, WALK_X, 1, WALK_ALPHA);
  tp_walk_add(k, WALK_X, 2, WALK_CAP);                 /* write_pos and write_summ */
  tp_walk_set(k, WALK_Y, withdrawals + 1, WALK_Z);
  tp_walk_add(k, WALK_Y, 1, WALK_X);
  mpfr_set(t->kept, k->x[WALK_Y], MPFR_RNDU);
  tp_walk_set(k, WALK_Y, withdrawals - 1, WALK_Z);
  tp_walk_add(k, WALK_Y, 1, WALK_X);
  at_most(t, WALK_Y, bits);
  if (k->state_bits > 1 && k->s->kind != TP_SCOPE_ALL)
    return 1;
  tp_walk_set(k, WALK_Y, k->tapes * k->symbol_bits, WALK_READ);    /* no state, and one neuron that looks for -1 */
  if (k->is_scot)
    tp_walk_add(k, WALK_Y, 1, WALK_STATE);
  tp_walk_set(k, WALK_Y, withdrawals + 1, WALK_Y);
  tp_walk_add(k, WALK_Y, 1, WALK_X);
  at_most(t, WALK_Y, bits);
  return 1;
}

/* read_blank, write_eoutp, write_sym, out_sym. */
static void measure_output(step *t)
{
  walk *k = t->k;
  tp_walk_set(k, WALK_X, k->symbol_bits, WALK_READ);
  at_most(t, WALK_X, 2);
  tp_walk_add(k, WALK_X, 1, WALK_E);                   /* write_eoutp */
  lacks(t, WALK_X);
  tp_walk_add(k, WALK_X, 1, WALK_READ);                /* out_sym where eoutp is next */
  at_most(t, WALK_X, k->symbol_bits);
  tp_walk_set(k, WALK_X, 1, WALK_READ);
  tp_walk_add(k, WALK_X, 1, WALK_E);
  lacks(t, WALK_X);
}

/* final_head, as sums over the bits, and the score of next_at_head: to WALK_Z what that flag is off by. */
static int measure_final_heads(step *t)
{
  walk *k = t->k;
  const unsigned r = k->s->r;
  tp_walk_set(k, WALK_X, 2, WALK_HEAD);
  tp_walk_add(k, WALK_X, 8 * r, WALK_ALPHA);
  tp_walk_add(k, WALK_X, r, WALK_E);
  mpfr_mul(k->x[WALK_Y], k->x[WALK_X], k->x[WALK_QUERY], MPFR_RNDU);
  tp_walk_add(k, WALK_Y, 1, WALK_X);
  tp_walk_add(k, WALK_Y, 1, WALK_QUERY);
  tp_walk_add(k, WALK_Y, r, WALK_E);
  if (!tp_walk_need(k, WALK_Y, 1, "errors of a score of next_at_head"))
    return 0;
  tp_walk_leak(k, WALK_Z, k->others, 1, WALK_Y);
  tp_walk_add(k, WALK_Z, 1, WALK_E);
  return 1;
}

static int measure_summary(step *t)
{
  walk *k = t->k;
  if (!measure_final_heads(t))
    return 0;
  tp_walk_set(k, WALK_Y, k->tapes, WALK_GAMMA);        /* next_cell */
  tp_walk_add(k, WALK_Y, k->tapes, WALK_Z);
  tp_walk_add(k, WALK_Z, 1, WALK_Y);                   /* next_cell_head */
  tp_walk_add(k, WALK_Z, 1, WALK_E);
  tp_walk_set(k, WALK_Z, 2, WALK_Z);
  tp_walk_set(k, WALK_X, 2, WALK_READ);                /* next_cell_sym */
  tp_walk_add(k, WALK_X, 1, WALK_E);
  tp_walk_add(k, WALK_X, 1, WALK_Y);
  tp_walk_max(k, WALK_Z, WALK_X);
  at_most(t, WALK_Z, k->tapes * (k->symbol_bits + 1));
  lacks(t, WALK_Z);
  tp_walk_set(k, WALK_Z, 3, WALK_E);                   /* final_state, and final_state_out */
  tp_walk_leak(k, WALK_X, k->others, 1, WALK_Z);
  tp_walk_set(k, WALK_X, 2, WALK_X);
  tp_walk_add(k, WALK_X, 2, WALK_ETA);
  tp_walk_add(k, WALK_X, 8, WALK_ALPHA);
  tp_walk_add(k, WALK_X, 1, WALK_E);
  if (!tp_walk_need(k, WALK_X, 1, "final_state"))
    return 0;
  tp_walk_set(k, WALK_X, 2, WALK_X);
  tp_walk_add(k, WALK_X, 1, WALK_E);
  tp_walk_add(k, WALK_X, 1, WALK_Y);
  at_most(t, WALK_X, k->state_bits);
  lacks(t, WALK_X);
  return 1;
}

/* A run token has 4 bits or more. */
static int need_right_token(step *t)
{
  walk *k = t->k;
  mpfr_t right;
  mpfr_init2(right, k->w->bits);
  mpfr_ui_sub(right, 1, t->kept, MPFR_RNDD);
  mpfr_mul_2ui(right, right, 2, MPFR_RNDD);
  mpfr_ui_sub(k->x[WALK_X], 1, t->lacks, MPFR_RNDD);
  mpfr_min(right, right, k->x[WALK_X], MPFR_RNDD);
  int holds = mpfr_less_p(t->wrong, right);
  tp_claim_note_less(k->out, "walk, logits of other classes, and of the right token", t->wrong, right, holds);
  mpfr_clear(right);
  return holds;
}

int tp_walk_last_step(walk *k)
{
  step t = {.k = k};
  mpfr_inits2(k->w->bits, t.lacks, t.wrong, t.kept, (mpfr_ptr) NULL);
  mpfr_set_zero(t.lacks, 1);
  mpfr_set_zero(t.wrong, 1);
  measure_blocks(&t);
  int holds = measure_steps(&t);
  if (holds) {
    measure_output(&t);
    holds = (!k->is_scot || measure_summary(&t)) && need_right_token(&t);
  }
  mpfr_clears(t.lacks, t.wrong, t.kept, (mpfr_ptr) NULL);
  return holds;
}
