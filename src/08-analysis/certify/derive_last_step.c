/* SPDX-License-Identifier: MIT */
/* (T4) and (T5) of doc/tolerant-search.md, stated. */
#include "derive.h"

typedef struct {
  tp_derivation *d;
  const tp_leaks *g;
  tp_fact undone, read_low, read_high;     /* omega, rho */
  tp_fact excess, step_high, kept;         /* kappa, phi+, n- */
  tp_fact withdrawn, left, stateless;      /* z, zeta, nu */
  tp_fact blank_low, blank_high, eoutp, out_sym;     /* chi, psi, o */
  tp_fact next_cell, no_cell, cells, cell_sym, cell_head;    /* xi; R(1 - xi); the other three of SCoT */
  tp_fact rest, right;
} last_step;

enum { FACTS = 20 };

static void list_facts(last_step *l, tp_fact *all[FACTS])
{
  tp_fact *list[FACTS] = {&l->undone, &l->read_low, &l->read_high, &l->excess, &l->step_high, &l->kept, &l->withdrawn, &l->left, &l->stateless,
                          &l->blank_low, &l->blank_high, &l->eoutp, &l->out_sym, &l->next_cell, &l->no_cell, &l->cells, &l->cell_sym, &l->cell_head,
                          &l->rest, &l->right};
  for (int i = 0; i < FACTS; i++)
    all[i] = list[i];
}

static void neuron(last_step *l, tp_fact *out, const char *label, int up, const tp_linear *of)
{
  tp_derive(l->d, out, label, up, TP_DERIVE_NEURON, of);
}

static void rounded(last_step *l, tp_fact *out, const char *label, int up, const tp_linear *of)
{
  tp_derive(l->d, out, label, up, TP_DERIVE_ROUNDED, of);
}

/* The blank beside `read`, and (T4). */
static void state_read(last_step *l, const tp_fact *written)
{
  const long literals = (long) l->d->tapes * l->d->symbol_bits;
  const tp_linear excess = {-literals, {{literals, &l->read_high}}};
  neuron(l, &l->undone, "undone", 1, LINEAR(1, {-1, written}));
  rounded(l, &l->read_low, "read", 0, LINEAR(1, {-1, &l->undone}));
  rounded(l, &l->read_high, "read", 1, LINEAR(1, {1, &l->undone}));
  tp_derive_less_than(l->d, &l->excess, "T4\texcess of read, in a transition", TP_DERIVE_SUM, &excess, 0.5);
  tp_derive_less(l->d, &l->excess, "T4\tthe same, against a symbol that is not read", LINEAR(0, {1, &l->excess}), 1, l->read_low.x);
}

static int may_have_one_state_bit(const last_step *l) { return l->d->s->state_bits < 2; }

static void state_steps(last_step *l)
{
  const long literals = (long) l->d->tapes * l->d->symbol_bits, neurons = l->d->s->mode == TP_MODE_SCOT ? 4 : 2;
  neuron(l, &l->kept, "step", 0, LINEAR(1 - literals, {literals, &l->read_low}));
  neuron(l, &l->step_high, "step", 1, LINEAR(1, {1, &l->excess}));
  neuron(l, &l->withdrawn, "withdrawn", 1, LINEAR(-1, {1, &l->step_high}, {1, &l->g->kept_alpha}));
  rounded(l, &l->left, "step withdrawn", 1, LINEAR(0, {neurons - 1, &l->withdrawn}));
  rounded(l, &l->kept, "step kept", 0, LINEAR(0, {1, &l->kept}, {-neurons, &l->withdrawn}));
  if (may_have_one_state_bit(l))
    neuron(l, &l->stateless, "step without state", 1, LINEAR(0, {1, &l->excess}, {1, &l->g->kept_eta}));
}

/* `read_blank`, `write_eoutp`, `write_sym`, `out_sym`. */
static void state_outputs(last_step *l)
{
  const long literals = l->d->symbol_bits;
  neuron(l, &l->blank_low, "blank", 0, LINEAR(1 - literals, {literals, &l->read_low}));
  neuron(l, &l->blank_high, "blank", 1, LINEAR(1 - literals, {literals, &l->read_high}));
  neuron(l, &l->rest, "blank, rest", 1, LINEAR(-1, {1, &l->blank_high}));
  rounded(l, &l->eoutp, "write_eoutp, rest", 1, LINEAR(0, {2, &l->rest}));
  neuron(l, &l->rest, "write_sym, rest", 1, LINEAR(1, {-1, &l->blank_low}));
  neuron(l, &l->out_sym, "out_sym, rest", 1, LINEAR(-1, {1, &l->read_high}, {1, &l->rest}));
}

/* `next_cell`, and what is said of it (SCoT). */
static void state_cells(last_step *l)
{
  rounded(l, &l->next_cell, "next_cell", 0, LINEAR(1, {-1, &l->undone}));
  neuron(l, &l->no_cell, "final_state_out, rest", 1, LINEAR(1, {-1, &l->next_cell}));
  neuron(l, &l->rest, "read, rest", 1, LINEAR(-1, {1, &l->read_high}));
  rounded(l, &l->cells, "next_cell_sym, rest", 1, LINEAR(0, {2, &l->rest}));
  neuron(l, &l->cell_sym, "next_cell_sym", 0, LINEAR(-1, {1, &l->read_low}, {1, &l->next_cell}));
  rounded(l, &l->rest, "next_cell_head, neuron", 0, LINEAR(0, {1, &l->next_cell}, {-1, &l->g->kept_gamma}));
  rounded(l, &l->cell_head, "next_cell_head", 0, LINEAR(0, {1, &l->rest}, {-1, &l->g->kept_gamma}));
}

/* (T5): the right token leads all of other classes.  What is 0 in CoT, or with more than one bit of the state, counts as that. */
static void need_right_token(last_step *l)
{
  const long tapes = l->d->tapes, states = l->d->state_bits, symbols = l->d->symbol_bits, bits = states + tapes * (symbols + 2);
  const tp_linear right[] = {{1, {{0, NULL}}}, {0, {{4, &l->kept}}}, {0, {{1, &l->blank_low}}}, {0, {{1, &l->read_low}}},
                             {0, {{1, &l->cell_sym}}}, {0, {{1, &l->cell_head}}}};
  const tp_linear wrong[] = {{0, {{2 * ((long) l->d->s->r - 1) * tapes, &l->g->alpha}}}, {0, {{1, &l->g->kept_alpha}}}, {0, {{bits, &l->left}}},
                             {0, {{bits, &l->stateless}}}, {0, {{1, &l->eoutp}}}, {0, {{symbols, &l->out_sym}}},
                             {0, {{states, &l->no_cell}}}, {0, {{tapes * symbols, &l->cells}}}};
  const int is_scot = l->d->s->mode == TP_MODE_SCOT;
  tp_derive_all(l->d, &l->right, "T5\tlogit of the right token", 0, TP_DERIVE_SUM, right, is_scot ? 6 : 4);
  tp_derive_less(l->d, &l->rest, "T5\tlogits of other classes", wrong, is_scot ? 8 : 6, l->right.x);
}

void tp_derive_last_step(tp_derivation *d, const tp_leaks *g, const tp_fact *written)
{
  last_step l = {.d = d, .g = g};
  tp_fact *all[FACTS];
  list_facts(&l, all);
  for (int i = 0; i < FACTS; i++)
    tp_fact_open(d, all[i]);
  state_read(&l, written);
  state_steps(&l);
  state_outputs(&l);
  if (d->s->mode == TP_MODE_SCOT)
    state_cells(&l);
  need_right_token(&l);
  for (int i = 0; i < FACTS; i++)
    tp_fact_close(all[i]);
}
