/* What errors of `written` do to the last layers and to the logits (doc/tolerant-search.md, sections 1.3, 4 and 5).  Greek
   letters are those of the table there. */
#include "last_step.h"

typedef struct {
  mpq_t undone, read_low, read_high;       /* omega, rho */
  mpq_t excess, step_high, kept;           /* kappa, phi+, n- */
  mpq_t withdrawn, left, stateless;        /* z, zeta, nu */
  mpq_t blank_low, blank_high, eoutp, out_sym;     /* chi, psi, o */
  mpq_t next_cell, no_cell, cells, cell_sym, cell_head;    /* xi; R(1 - xi); the other three of SCoT */
  mpq_t x, limit;                          /* for the moment */
} last_step;

static void last_step_open(last_step *l)
{
  mpq_inits(l->undone, l->read_low, l->read_high, l->excess, l->step_high, l->kept, l->withdrawn, l->left, l->stateless, l->blank_low, l->blank_high,
            l->eoutp, l->out_sym, l->next_cell, l->no_cell, l->cells, l->cell_sym, l->cell_head, l->x, l->limit, NULL);
}

static void last_step_close(last_step *l)
{
  mpq_clears(l->undone, l->read_low, l->read_high, l->excess, l->step_high, l->kept, l->withdrawn, l->left, l->stateless, l->blank_low, l->blank_high,
             l->eoutp, l->out_sym, l->next_cell, l->no_cell, l->cells, l->cell_sym, l->cell_head, l->x, l->limit, NULL);
}

/* The blank beside `read`, and (T4). */
static int read_is_near_one(tp_checker *c, last_step *l, const mpq_t written)
{
  LINEAR(l->undone, 1, {-1, written});
  if (!tp_checker_state_neuron(c, "undone", l->undone, 1))
    return 0;
  LINEAR(l->read_low, 1, {-1, l->undone});
  LINEAR(l->read_high, 1, {1, l->undone});
  if (!tp_checker_state_rounded(c, "read", l->read_low, 0) || !tp_checker_state_rounded(c, "read", l->read_high, 1))
    return 0;
  const long literals = tp_checker_tapes(c) * tp_checker_symbol_bits(c);
  LINEAR(l->excess, -literals, {literals, l->read_high});
  mpq_set_ui(l->limit, 1, 2);
  return tp_checker_need_less(c, "T4\texcess of read, in a transition", l->excess, l->limit)
         && tp_checker_need_less(c, "T4\tthe same, against a symbol that is not read", l->excess, l->read_low);
}

/* The step, kept or withdrawn, and what is there without a state. */
static int read_steps(tp_checker *c, last_step *l, const tp_checker_garbage *g)
{
  const long literals = tp_checker_tapes(c) * tp_checker_symbol_bits(c), neurons = c->in.mode == TP_MODE_SCOT ? 4 : 2;
  LINEAR(l->kept, 1 - literals, {literals, l->read_low});
  LINEAR(l->step_high, 1, {1, l->excess});
  if (!tp_checker_state_neuron(c, "step", l->kept, 0) || !tp_checker_state_neuron(c, "step", l->step_high, 1))
    return 0;
  LINEAR(l->withdrawn, -1, {1, l->step_high}, {1, g->kept_alpha});
  if (!tp_checker_state_neuron(c, "withdrawn", l->withdrawn, 1))
    return 0;
  LINEAR(l->left, 0, {neurons - 1, l->withdrawn});
  LINEAR(l->kept, 0, {1, l->kept}, {-neurons, l->withdrawn});
  LINEAR(l->stateless, 0, {1, l->excess}, {1, g->kept_eta});
  return tp_checker_state_rounded(c, "step withdrawn", l->left, 1) && tp_checker_state_rounded(c, "step kept", l->kept, 0)
         && (!tp_checker_may_have_one_state_bit(c) || tp_checker_state_neuron(c, "step without state", l->stateless, 1));
}

/* `read_blank`, `write_eoutp`, `write_sym`, `out_sym`. */
static int read_outputs(tp_checker *c, last_step *l)
{
  const long literals = tp_checker_symbol_bits(c);
  LINEAR(l->blank_low, 1 - literals, {literals, l->read_low});
  LINEAR(l->blank_high, 1 - literals, {literals, l->read_high});
  if (!tp_checker_state_neuron(c, "blank", l->blank_low, 0) || !tp_checker_state_neuron(c, "blank", l->blank_high, 1))
    return 0;
  LINEAR(l->x, -1, {1, l->blank_high});
  if (!tp_checker_state_neuron(c, "blank, rest", l->x, 1))
    return 0;
  LINEAR(l->eoutp, 0, {2, l->x});
  LINEAR(l->x, 1, {-1, l->blank_low});
  if (!tp_checker_state_rounded(c, "write_eoutp, rest", l->eoutp, 1) || !tp_checker_state_neuron(c, "write_sym, rest", l->x, 1))
    return 0;
  LINEAR(l->out_sym, -1, {1, l->read_high}, {1, l->x});
  return tp_checker_state_neuron(c, "out_sym, rest", l->out_sym, 1);
}

/* `next_cell`, and what is said of it (SCoT). */
static int read_cells(tp_checker *c, last_step *l, const tp_checker_garbage *g)
{
  LINEAR(l->next_cell, 1, {-1, l->undone});
  if (!tp_checker_state_rounded(c, "next_cell", l->next_cell, 0))
    return 0;
  LINEAR(l->no_cell, 1, {-1, l->next_cell});
  LINEAR(l->x, -1, {1, l->read_high});
  if (!tp_checker_state_neuron(c, "final_state_out, rest", l->no_cell, 1) || !tp_checker_state_neuron(c, "read, rest", l->x, 1))
    return 0;
  LINEAR(l->cells, 0, {2, l->x});
  LINEAR(l->cell_sym, -1, {1, l->read_low}, {1, l->next_cell});
  LINEAR(l->x, 0, {1, l->next_cell}, {-1, g->kept_gamma});
  if (!tp_checker_state_rounded(c, "next_cell_sym, rest", l->cells, 1) || !tp_checker_state_neuron(c, "next_cell_sym", l->cell_sym, 0)
      || !tp_checker_state_rounded(c, "next_cell_head, neuron", l->x, 0))
    return 0;
  LINEAR(l->cell_head, 0, {1, l->x}, {-1, g->kept_gamma});
  return tp_checker_state_rounded(c, "next_cell_head", l->cell_head, 0);
}

static void at_least(mpq_t x, long times, const mpq_t y)
{
  mpq_t z;
  mpq_init(z);
  LINEAR(z, 0, {times, y});
  if (mpq_cmp(z, x) < 0)
    mpq_set(x, z);
  mpq_clear(z);
}

static void at_most(mpq_t x, long times, const mpq_t y)
{
  mpq_t z;
  mpq_init(z);
  LINEAR(z, 0, {times, y});
  if (mpq_cmp(z, x) > 0)
    mpq_set(x, z);
  mpq_clear(z);
}

/* (T5): the right token leads all of other classes. */
static int right_token_leads(tp_checker *c, last_step *l, const tp_checker_garbage *g)
{
  const long tapes = tp_checker_tapes(c), states = tp_checker_state_bits(c), symbols = tp_checker_symbol_bits(c);
  mpq_set_ui(l->limit, 1, 1);
  at_least(l->limit, 4, l->kept);
  at_least(l->limit, 1, l->blank_low);
  at_least(l->limit, 1, l->read_low);
  mpq_set_ui(l->x, 0, 1);
  at_most(l->x, 2 * (c->in.r - 1) * tapes, g->alpha);
  at_most(l->x, 1, g->kept_alpha);
  at_most(l->x, states + tapes * (symbols + 2), l->left);
  if (tp_checker_may_have_one_state_bit(c))
    at_most(l->x, states + tapes * (symbols + 2), l->stateless);
  at_most(l->x, 1, l->eoutp);
  at_most(l->x, symbols, l->out_sym);
  if (c->in.mode == TP_MODE_SCOT) {
    at_least(l->limit, 1, l->cell_sym);
    at_least(l->limit, 1, l->cell_head);
    at_most(l->x, states, l->no_cell);
    at_most(l->x, tapes * symbols, l->cells);
  }
  return tp_checker_state(c, "T5\tlogit of the right token", l->limit, 0) && tp_checker_need_less(c, "T5\tlogits of other classes", l->x, l->limit);
}

int tp_checker_last_step(tp_checker *c, const tp_checker_garbage *g, const mpq_t written)
{
  last_step l;
  last_step_open(&l);
  int good = read_is_near_one(c, &l, written) && read_steps(c, &l, g) && read_outputs(c, &l) && (c->in.mode != TP_MODE_SCOT || read_cells(c, &l, g))
             && right_token_leads(c, &l, g);
  last_step_close(&l);
  return good;
}
