/* SPDX-License-Identifier: MIT */
/* From `read` on where every operation is rounded: what errors of `written` do to the last layers and to the logits
   (doc/every-operation.md, sections 7 and 8). */
#include "every.h"

typedef struct {
  every_operation *e;
  mpfr_t undone;                         /* of the blank: what its neuron has left where something was written */
  mpfr_t read_low, read_high;            /* bits of `read` */
  mpfr_t fires_low, fires_high;          /* a transition that fires */
  mpfr_t blank_low, blank_high;          /* `read_blank` */
  mpfr_t other;                          /* the pre-activation of a neuron that must not fire, at most */
  mpfr_t stateless;                      /* of a transition, where there is no state and d_Q = 1, at most */
  mpfr_t right, wrong;                   /* the right token's logit at least; of one of another class at most */
  mpfr_t low, high, rival, start, part;
} last_step;

static void at_least(last_step *l, mpfr_srcptr x) { tp_record_lower(&l->e->record, l->right, x); }

static void at_most(last_step *l, mpfr_srcptr x, uint64_t times)
{
  tp_every_times(l->e, l->part, times, x);
  tp_record_raise(&l->e->record, l->wrong, l->part);
}

/* Values, which are stated as they are. */
static void state(const last_step *l, const char *label, int up, mpfr_t x)
{
  tp_record_state(&l->e->record, label, up, x);
}

/* out = R(R(a + b) - less), in the direction; a neuron of two literals and its bias. */
static void set_neuron(last_step *l, mpfr_t out, mpfr_srcptr a, mpfr_srcptr b, unsigned less, mpfr_rnd_t toward)
{
  tp_every_add(l->e, out, a, b, toward);
  tp_every_add_integer(l->e, out, out, -(long) less, toward);
}

/* out = R(1 - x), in the direction. */
static void set_rest_of_one(last_step *l, mpfr_t out, mpfr_srcptr x, mpfr_rnd_t toward)
{
  mpfr_set_ui(l->part, 1, MPFR_RNDN);
  tp_every_subtract(l->e, out, l->part, x, toward);
}

/* The blank's neuron is not 0 where something was written, and its bits are added to those that were read. */
static void set_read(last_step *l, mpfr_srcptr written)
{
  set_rest_of_one(l, l->undone, written, MPFR_RNDU);
  tp_every_clip(l->undone);
  set_rest_of_one(l, l->read_low, l->undone, MPFR_RNDD);
  tp_every_add_integer(l->e, l->read_high, l->undone, 1, MPFR_RNDU);
  state(l, "undone", 1, l->undone);
  state(l, "read", 0, l->read_low);
  state(l, "read", 1, l->read_high);
}

/* --- Conjunctions ------------------------------------------------------------------------------ */

/* x less the other literals of `exact` and `bits` of read: after the bias, as a pre-activation. */
static void set_after_bias(last_step *l, mpfr_t out, mpfr_srcptr x, uint64_t literals, mpfr_rnd_t toward)
{
  tp_every_add_integer(l->e, out, x, 1 - (long) literals, toward);
}

/* A conjunction of `exact` literals that hold exactly, and of bits of read, after each number of them that may be asked
   about.  least and most: where all hold.  One that fails, in an exact literal or in a bit of read, goes to l->other; one
   whose exact literals are garbage to l->other, or to l->stateless if there is one of them. */
static void fold(last_step *l, unsigned exact, uint64_t bits, int each, mpfr_t least, mpfr_t most)
{
  const every_operation *e = l->e;
  mpfr_t wrong;
  mpfr_init2(wrong, e->bits);
  mpfr_set_ui(l->low, exact, MPFR_RNDN);
  mpfr_set_ui(l->high, exact, MPFR_RNDN);
  mpfr_set_si(wrong, (long) exact - 2, MPFR_RNDN);
  tp_every_times(e, l->start, 2 * (uint64_t) exact, e->eta);
  mpfr_set_inf(l->rival, -1);
  for (uint64_t i = 1; i <= bits; i++) {
    tp_every_subtract(e, l->part, l->high, l->read_low, MPFR_RNDU);
    if (i > 1)
      tp_every_add(e, l->rival, l->rival, l->read_high, MPFR_RNDU);
    tp_record_raise(&e->record, l->rival, l->part);
    tp_every_add(e, l->low, l->low, l->read_low, MPFR_RNDD);
    tp_every_add(e, l->high, l->high, l->read_high, MPFR_RNDU);
    tp_every_add(e, wrong, wrong, l->read_high, MPFR_RNDU);
    tp_every_add(e, l->start, l->start, l->read_high, MPFR_RNDU);
    if (!each && i < bits)
      continue;
    set_after_bias(l, l->part, l->low, exact + i, MPFR_RNDD);
    tp_record_lower(&e->record, least, l->part);
    set_after_bias(l, l->part, l->high, exact + i, MPFR_RNDU);
    tp_record_raise(&e->record, most, l->part);
    set_after_bias(l, l->part, l->rival, exact + i, MPFR_RNDU);
    tp_record_raise(&e->record, l->other, l->part);
    if (!exact)
      continue;
    set_after_bias(l, l->part, wrong, exact + i, MPFR_RNDU);
    tp_record_raise(&e->record, l->other, l->part);
    set_after_bias(l, l->part, l->start, exact + i, MPFR_RNDU);
    if (exact > 1)
      tp_record_raise(&e->record, l->other, l->part);
    else
      tp_record_raise(&e->record, l->stateless, l->part);
  }
  mpfr_clear(wrong);
}

/* (E5): transitions, and `read_blank`.  Of a machine that is not known, of all sizes. */
static void need_one_transition(last_step *l)
{
  every_operation *e = l->e;
  const int all = e->s->kind == TP_SCOPE_ALL;
  for (unsigned exact = all ? 1 : e->state_bits; exact <= e->state_bits; exact++)
    fold(l, exact, e->tapes * (uint64_t) e->symbol_bits, all, l->fires_low, l->fires_high);
  fold(l, 0, e->symbol_bits, all, l->blank_low, l->blank_high);
  state(l, "fires", 0, l->fires_low);
  state(l, "fires", 1, l->fires_high);
  state(l, "blank", 0, l->blank_low);
  state(l, "blank", 1, l->blank_high);
  state(l, "stateless", 1, l->stateless);
  mpfr_set_zero(e->high, 1);
  tp_every_need_stated(e, "E5", l->other, e->high, "a neuron that should not fire, and 0");
  mpfr_set(e->low, l->fires_high, MPFR_RNDU);
  tp_record_raise(&e->record, e->low, l->blank_high);
  mpfr_set_d(e->high, 1.25, MPFR_RNDN);
  tp_every_need_stated(e, "E5", e->low, e->high, "a transition that fires, read_blank, and 5/4");
}

/* --- The step ------------------------------------------------------------------------------------- */

/* zeta: (withdrawals - 1) l->high, and withdrawals times 2^(1-P). */
static void set_withdrawn(last_step *l, unsigned withdrawals)
{
  every_operation *e = l->e;
  mpfr_mul_ui(l->low, l->high, withdrawals - 1, MPFR_RNDU);
  mpfr_mul_ui(l->start, e->half, 4 * withdrawals, MPFR_RNDU);
  mpfr_add(l->low, l->low, l->start, MPFR_RNDU);
  tp_every_round(e, l->low);
  tp_record_rounding(&e->record, &e->rule, l->low, 1, "$ * # + $ * #", (unsigned long long) withdrawals - 1, l->high, 4ull * withdrawals, e->half);
}

/* new_*: withdrawing takes a little where it should not, and leaves a little where the step is withdrawn. */
static void measure_steps(last_step *l)
{
  every_operation *e = l->e;
  const unsigned withdrawals = e->is_scot ? 4 : 2;
  const uint64_t bits = e->state_bits + e->tapes * ((uint64_t) e->symbol_bits + 2);
  const int is_exact = mpfr_cmp_ui(l->fires_low, 1) == 0 && mpfr_cmp_ui(l->fires_high, 1) == 0;
  tp_every_add_integer(e, l->high, l->fires_high, -1, MPFR_RNDU);
  tp_every_clip(l->high);
  mpfr_set_zero(l->low, 1);
  if (!is_exact)
    set_withdrawn(l, withdrawals);
  state(l, "step withdrawn", 1, l->low);
  at_most(l, l->low, bits);
  at_most(l, l->stateless, bits);
  mpfr_set_zero(l->start, 1);
  for (unsigned i = 0; i < withdrawals; i++)
    tp_every_add(e, l->start, l->start, l->high, MPFR_RNDU);
  tp_every_subtract(e, l->low, l->fires_low, l->start, MPFR_RNDD);
  state(l, "step kept", 0, l->low);
  mpfr_mul_ui(l->part, l->low, 4, MPFR_RNDD);                  /* a run token has 4 bits or more */
  tp_record_bound(&e->record, l->part, 0, "4 * #", l->low);
  at_least(l, l->part);
}

/* --- The output ------------------------------------------------------------------------------------ */

/* Twice what is left of x - 1, or R(x + one) - 2, as two neurons add it up. */
static void add_to_itself(last_step *l, const char *label)
{
  tp_every_clip(l->high);
  tp_every_add(l->e, l->high, l->high, l->high, MPFR_RNDU);
  state(l, label, 1, l->high);
}

/* write_eoutp, write_sym, out_sym. */
static void measure_output(last_step *l)
{
  every_operation *e = l->e;
  mpfr_t one;
  mpfr_init2(one, e->bits);
  mpfr_set_ui(one, 1, MPFR_RNDN);
  set_neuron(l, l->low, one, l->blank_low, 1, MPFR_RNDD);
  state(l, "write_eoutp", 0, l->low);
  at_least(l, l->low);
  set_rest_of_one(l, l->start, l->low, MPFR_RNDU);
  tp_every_clip(l->start);
  state(l, "write_sym, rest", 1, l->start);                    /* where it should be 0 */
  set_neuron(l, l->high, l->read_high, l->start, 1, MPFR_RNDU);
  tp_every_clip(l->high);
  state(l, "out_sym, rest", 1, l->high);
  at_most(l, l->high, e->symbol_bits);
  set_neuron(l, l->low, l->read_low, one, 1, MPFR_RNDD);
  state(l, "out_sym", 0, l->low);
  at_least(l, l->low);
  tp_every_add_integer(e, l->high, l->blank_high, -1, MPFR_RNDU);
  add_to_itself(l, "write_eoutp, rest");
  at_most(l, l->high, 1);
  mpfr_clear(one);
}

/* --- Summaries -------------------------------------------------------------------------------------- */

/* next_cell, and what is said of it. */
static void measure_summary(last_step *l)
{
  every_operation *e = l->e;
  mpfr_t next, one;
  mpfr_inits2(e->bits, next, one, (mpfr_ptr) NULL);
  mpfr_set_ui(one, 1, MPFR_RNDN);
  tp_every_subtract(e, next, one, l->undone, MPFR_RNDD);
  state(l, "next_cell", 0, next);
  mpfr_set_ui(l->start, 2, MPFR_RNDN);
  tp_every_subtract(e, l->high, l->start, next, MPFR_RNDU);    /* where a cell is next */
  tp_every_add_integer(e, l->high, l->high, -1, MPFR_RNDU);
  tp_every_clip(l->high);
  state(l, "final_state_out, rest", 1, l->high);
  at_most(l, l->high, e->state_bits);
  set_neuron(l, l->high, l->read_high, one, 2, MPFR_RNDU);
  add_to_itself(l, "next_cell_sym, rest");
  at_most(l, l->high, e->tapes * (uint64_t) e->symbol_bits);
  tp_every_add(e, l->low, l->read_low, one, MPFR_RNDD);
  set_neuron(l, l->low, l->low, next, 2, MPFR_RNDD);
  state(l, "next_cell_sym", 0, l->low);
  at_least(l, l->low);
  set_neuron(l, l->low, one, next, 1, MPFR_RNDD);
  state(l, "next_cell_head of -1", 0, l->low);
  at_least(l, l->low);
  tp_every_add(e, l->low, one, next, MPFR_RNDD);
  set_neuron(l, l->low, l->low, one, 2, MPFR_RNDD);
  state(l, "next_cell_head of 1", 0, l->low);
  at_least(l, l->low);
  mpfr_clears(next, one, (mpfr_ptr) NULL);
}

/* (E6): the right token leads all of other classes.  Within its class it does if its bits have their signs. */
static void need_right_token(last_step *l)
{
  every_operation *e = l->e;
  measure_steps(l);
  measure_output(l);
  at_most(l, e->alpha, 2 * (e->s->r - 1) * (uint64_t) e->tapes);
  if (e->is_scot)
    measure_summary(l);
  state(l, "E6\tlogit of the right token", 0, l->right);
  tp_every_need_stated(e, "E6", l->wrong, l->right, "logits of other classes, and of the right token");
}

void tp_every_last_step(every_operation *e, mpfr_srcptr written)
{
  last_step l = {.e = e};
  mpfr_ptr number[] = {l.undone, l.read_low, l.read_high, l.fires_low, l.fires_high, l.blank_low, l.blank_high, l.other, l.stateless,
                       l.right, l.wrong, l.low, l.high, l.rival, l.start, l.part};
  for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
    mpfr_init2(number[i], e->bits);
    mpfr_set_zero(number[i], 1);
  }
  mpfr_set_ui(l.fires_low, 1, MPFR_RNDN);
  mpfr_set_ui(l.fires_high, 1, MPFR_RNDN);
  mpfr_set_ui(l.blank_low, 1, MPFR_RNDN);
  mpfr_set_ui(l.blank_high, 1, MPFR_RNDN);
  mpfr_set_ui(l.right, 1, MPFR_RNDN);
  mpfr_set_inf(l.other, -1);
  set_read(&l, written);
  need_one_transition(&l);
  if (tp_every_goes_on(e))
    need_right_token(&l);
  for (size_t i = 0; i < sizeof number / sizeof *number; i++)
    mpfr_clear(number[i]);
}
