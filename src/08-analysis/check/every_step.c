/* From `read` on where every operation is rounded: (E5) and (E6), sections 7 and 8 of doc/every-operation.md, by the letters
   of that page. */
#include "every.h"

typedef struct {
  tp_checker *c;
  mpq_t undone, read_low, read_high;       /* omega, rho */
  mpq_t fires_low, fires_high;             /* phi: a transition that fires */
  mpq_t blank_low, blank_high;             /* chi: `read_blank` */
  mpq_t other;                             /* a neuron that should not fire, before it is clipped */
  mpq_t stateless;                         /* nu, where d_Q may be 1 */
  mpq_t rest, left, kept;                  /* z, zeta, n- */
  mpq_t right, wrong;                      /* logits: of the right token at least, of other classes at most */
  mpq_t x, y, one, two;
} last_step;

static void at_least(last_step *l, const mpq_t x) { tp_checker_lower(l->right, x); }

static void at_most(last_step *l, long times, const mpq_t x)
{
  LINEAR(l->y, 0, {times, x});
  tp_checker_raise(l->wrong, l->y);
}

/* R(R(x + y) - less), clipped. */
static void neuron(last_step *l, mpq_t out, const mpq_t x, const mpq_t y, long less)
{
  tp_checker_add(l->c, out, x, y);
  tp_checker_add_integer(l->c, out, out, -less);
  tp_checker_clip(out);
}

/* The blank beside `read`. */
static void read_blank(last_step *l, const mpq_t written)
{
  tp_checker_subtract(l->c, l->undone, l->one, written);
  tp_checker_clip(l->undone);
  tp_checker_state(l->c, "undone", l->undone, 1);
  tp_checker_subtract(l->c, l->read_low, l->one, l->undone);
  tp_checker_add(l->c, l->read_high, l->one, l->undone);
  tp_checker_state(l->c, "read", l->read_low, 0);
  tp_checker_state(l->c, "read", l->read_high, 1);
}

/* --- Conjunctions ------------------------------------------------------------------------------------------ */

/* Sums of the literals of a conjunction, as far as they are summed up: `exact` ones, and then bits of `read`. */
typedef struct {
  mpq_t low, high;                         /* all hold */
  mpq_t state_fails, bit_fails;            /* one fails: an exact one, a bit of `read`; at most */
  mpq_t no_state;                          /* the exact ones are garbage; at most */
} sums;

static void start(sums *s, long exact, const mpq_t eta)
{
  mpq_inits(s->low, s->high, s->state_fails, s->bit_fails, s->no_state, NULL);
  mpq_set_si(s->low, exact, 1);
  mpq_set_si(s->high, exact, 1);
  mpq_set_si(s->state_fails, exact - 2, 1);
  LINEAR(s->no_state, 0, {2 * exact, eta});
}

/* One bit more.  One that fails is this one, beside others at their most, or one before. */
static void add_bit(last_step *l, sums *s, int is_first)
{
  tp_checker_subtract(l->c, l->x, s->high, l->read_low);
  tp_checker_add(l->c, s->bit_fails, s->bit_fails, l->read_high);
  if (is_first)
    mpq_set(s->bit_fails, l->x);
  tp_checker_raise(s->bit_fails, l->x);
  tp_checker_add(l->c, s->low, s->low, l->read_low);
  tp_checker_add(l->c, s->high, s->high, l->read_high);
  tp_checker_add(l->c, s->state_fails, s->state_fails, l->read_high);
  tp_checker_add(l->c, s->no_state, s->no_state, l->read_high);
}

/* The bias is added to a sum of this number of literals, and what it comes to is at most, or at least, what is found. */
static void finish(last_step *l, mpq_t found, const mpq_t sum, long literals, int up)
{
  tp_checker_add_integer(l->c, l->x, sum, 1 - literals);
  (up ? tp_checker_raise : tp_checker_lower)(found, l->x);
}

/* Conjunctions of so many exact literals and up to `bits` bits of `read`; all numbers of these, or the last. */
static void read_conjunctions(last_step *l, long exact, long bits, const mpq_t eta, mpq_t low, mpq_t high)
{
  sums s;
  start(&s, exact, eta);
  for (long i = 1; i <= bits; i++) {
    add_bit(l, &s, i == 1);
    if (!l->c->in.is_all && i < bits)
      continue;
    finish(l, low, s.low, exact + i, 0);
    finish(l, high, s.high, exact + i, 1);
    finish(l, l->other, s.bit_fails, exact + i, 1);
    if (exact)
      finish(l, l->other, s.state_fails, exact + i, 1);
    if (exact)
      finish(l, exact == 1 ? l->stateless : l->other, s.no_state, exact + i, 1);
  }
  mpq_clears(s.low, s.high, s.state_fails, s.bit_fails, s.no_state, NULL);
}

/* (E5): transitions, and `read_blank`; of all machines, of all sizes. */
static void one_transition_fires(last_step *l, const mpq_t eta)
{
  tp_checker *c = l->c;
  const long states = tp_checker_state_bits(c), symbols = tp_checker_symbol_bits(c);
  mpq_set_si(l->other, -1000, 1);
  for (long exact = c->in.is_all ? 1 : states; exact <= states; exact++)
    read_conjunctions(l, exact, tp_checker_tapes(c) * symbols, eta, l->fires_low, l->fires_high);
  read_conjunctions(l, 0, symbols, eta, l->blank_low, l->blank_high);
  tp_checker_state(c, "fires", l->fires_low, 0);
  tp_checker_state(c, "fires", l->fires_high, 1);
  tp_checker_state(c, "blank", l->blank_low, 0);
  tp_checker_state(c, "blank", l->blank_high, 1);
  tp_checker_state(c, "stateless", l->stateless, 1);
  mpq_set_ui(l->y, 0, 1);
  tp_checker_need_less(c, "E5\ta neuron that should not fire, and 0", l->other, l->y);
  mpq_set(l->x, l->fires_high);
  tp_checker_raise(l->x, l->blank_high);
  mpq_set_ui(l->y, 5, 4);
  tp_checker_need_less(c, "E5\ta transition that fires, read_blank, and 5/4", l->x, l->y);
}

/* --- What follows (section 7) --------------------------------------------------------------------------------- */

/* Withdrawing: what it leaves, and what it takes where it should not. */
static void read_steps(last_step *l)
{
  tp_checker *c = l->c;
  const int neurons = c->in.mode == TP_MODE_SCOT ? 4 : 2, P = tp_format_significand(c->in.act.format);
  tp_checker_add_integer(c, l->rest, l->fires_high, -1);
  tp_checker_clip(l->rest);
  tp_checker_power(l->x, 1 - P);
  LINEAR(l->x, 0, {neurons - 1, l->rest}, {neurons, l->x});
  if (!mpq_equal(l->fires_low, l->one) || !mpq_equal(l->fires_high, l->one))
    tp_checker_add_integer(c, l->left, l->x, 0);
  mpq_set_ui(l->x, 0, 1);
  for (int i = 0; i < neurons; i++)
    tp_checker_add(c, l->x, l->x, l->rest);
  tp_checker_subtract(c, l->kept, l->fires_low, l->x);
  tp_checker_state(c, "step withdrawn", l->left, 1);
  tp_checker_state(c, "step kept", l->kept, 0);
}

/* `write_eoutp`, `write_sym`, `out_sym`. */
static void read_output(last_step *l)
{
  tp_checker *c = l->c;
  tp_checker_add(c, l->x, l->one, l->blank_low);
  tp_checker_add_integer(c, l->x, l->x, -1);
  tp_checker_state(c, "write_eoutp", l->x, 0);
  at_least(l, l->x);                       /* chi'- */
  tp_checker_subtract(c, l->x, l->one, l->x);
  tp_checker_clip(l->x);
  tp_checker_state(c, "write_sym, rest", l->x, 1);       /* sigma */
  neuron(l, l->y, l->read_high, l->x, 1);
  mpq_set(l->x, l->y);
  tp_checker_state(c, "out_sym, rest", l->x, 1);
  at_most(l, tp_checker_symbol_bits(c), l->x);           /* o */
  tp_checker_add(c, l->x, l->read_low, l->one);
  tp_checker_add_integer(c, l->x, l->x, -1);
  tp_checker_state(c, "out_sym", l->x, 0);
  at_least(l, l->x);                       /* o- */
  tp_checker_add_integer(c, l->x, l->blank_high, -1);
  tp_checker_clip(l->x);
  tp_checker_add(c, l->x, l->x, l->x);
  tp_checker_state(c, "write_eoutp, rest", l->x, 1);
  at_most(l, 1, l->x);                     /* psi */
}

/* `next_cell`, and what is said of it (SCoT). */
static void read_cells(last_step *l)
{
  tp_checker *c = l->c;
  const long states = tp_checker_state_bits(c), cells = tp_checker_tapes(c) * tp_checker_symbol_bits(c);
  mpq_t next;                              /* xi */
  mpq_init(next);
  tp_checker_subtract(c, next, l->one, l->undone);
  tp_checker_state(c, "next_cell", next, 0);
  tp_checker_subtract(c, l->x, l->two, next);
  tp_checker_add_integer(c, l->x, l->x, -1);
  tp_checker_clip(l->x);
  tp_checker_state(c, "final_state_out, rest", l->x, 1);
  at_most(l, states, l->x);
  neuron(l, l->x, l->read_high, l->one, 2);
  tp_checker_add(c, l->x, l->x, l->x);
  tp_checker_state(c, "next_cell_sym, rest", l->x, 1);
  at_most(l, cells, l->x);
  tp_checker_add(c, l->x, l->read_low, l->one);
  tp_checker_add(c, l->x, l->x, next);
  tp_checker_add_integer(c, l->x, l->x, -2);
  tp_checker_state(c, "next_cell_sym", l->x, 0);
  at_least(l, l->x);
  tp_checker_add(c, l->x, l->one, next);
  tp_checker_add_integer(c, l->x, l->x, -1);
  tp_checker_state(c, "next_cell_head of -1", l->x, 0);
  at_least(l, l->x);
  tp_checker_add(c, l->x, l->one, next);
  tp_checker_add(c, l->x, l->x, l->one);
  tp_checker_add_integer(c, l->x, l->x, -2);
  tp_checker_state(c, "next_cell_head of 1", l->x, 0);
  at_least(l, l->x);
  mpq_clear(next);
}

/* --- Predictions (section 8) ------------------------------------------------------------------------------------ */

/* (E6): the right token leads all of other classes. */
static void right_token_leads(last_step *l, const mpq_t alpha)
{
  tp_checker *c = l->c;
  const long tapes = tp_checker_tapes(c), bits = tp_checker_state_bits(c) + tapes * (tp_checker_symbol_bits(c) + 2);
  LINEAR(l->x, 0, {4, l->kept});
  at_least(l, l->x);
  at_most(l, 1, alpha);
  at_most(l, 2 * (c->in.r - 1) * tapes, alpha);
  at_most(l, bits, l->left);
  at_most(l, bits, l->stateless);
  tp_checker_state(c, "E6\tlogit of the right token", l->right, 0);
  tp_checker_need_less(c, "E6\tlogits of other classes, and of the right token", l->wrong, l->right);
}

void tp_checker_every_last_step(tp_checker *c, const mpq_t alpha, const mpq_t eta, const mpq_t written)
{
  last_step l = {.c = c};
  mpq_inits(l.undone, l.read_low, l.read_high, l.fires_low, l.fires_high, l.blank_low, l.blank_high, l.other, l.stateless, l.rest, l.left, l.kept,
            l.right, l.wrong, l.x, l.y, l.one, l.two, NULL);
  mpq_ptr ones[] = {l.fires_low, l.fires_high, l.blank_low, l.blank_high, l.right, l.one};
  for (int i = 0; i < 6; i++)
    mpq_set_ui(ones[i], 1, 1);
  mpq_set_ui(l.two, 2, 1);
  read_blank(&l, written);
  one_transition_fires(&l, eta);
  read_steps(&l);
  read_output(&l);
  if (c->in.mode == TP_MODE_SCOT)
    read_cells(&l);
  right_token_leads(&l, alpha);
  mpq_clears(l.undone, l.read_low, l.read_high, l.fires_low, l.fires_high, l.blank_low, l.blank_high, l.other, l.stateless, l.rest, l.left, l.kept,
             l.right, l.wrong, l.x, l.y, l.one, l.two, NULL);
}
