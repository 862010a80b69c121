/* SPDX-License-Identifier: MIT */
/* Half-snapping, stated: names are those of doc/half-snapping.md, section 1. */
#include <stdio.h>

#include "derive.h"

void tp_leaks_open(const tp_derivation *d, tp_leaks *g)
{
  tp_fact *all[] = {&g->alpha, &g->mu, &g->gamma, &g->delta, &g->eta, &g->kept_alpha, &g->kept_gamma, &g->kept_delta, &g->kept_eta};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    tp_fact_open(d, all[i]);
}

void tp_leaks_close(tp_leaks *g)
{
  tp_fact *all[] = {&g->alpha, &g->mu, &g->gamma, &g->delta, &g->eta, &g->kept_alpha, &g->kept_gamma, &g->kept_delta, &g->kept_eta};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    tp_fact_close(all[i]);
}

/* Rows of kinds A, B, C, E that find nothing. */
static void measure_misses(tp_derivation *d, tp_leaks *g, const tp_row_class *row, size_t rows)
{
  tp_fact *of[] = {&g->alpha, &g->mu, &g->gamma, NULL, &g->eta};
  for (size_t i = 0; i < rows; i++) {
    tp_fact *most = of[row[i].what[0] - 'A'];
    tp_derived_row r;
    if (row[i].value || !most)
      continue;
    tp_derived_row_open(d, &r);
    tp_derive_class(d, &r, row + i);
    tp_derive_others(d, &r, 1);
    tp_derive_output(d, &r, 1);
    mpfr_set(most->x, r.high.x, MPFR_RNDU);
    snprintf(most->name, sizeof most->name, "%s", r.high.name);
    tp_derived_row_close(&r);
  }
}

/* delta: the sink is ahead by 1 - r R(gamma). */
static void measure_reads(tp_derivation *d, tp_leaks *g)
{
  tp_derived_row r;
  tp_derived_row_open(d, &r);
  tp_derive_keys(d, &r, "delta", LINEAR(1, {-(long) d->s->r, &g->kept_gamma}), d->s->n - 2, 1);
  tp_derive_others(d, &r, 1);
  tp_fact_weight(d, &g->delta, &r);
  tp_derive(d, &g->kept_delta, "kept\tdelta", 1, TP_DERIVE_ROUNDED, LINEAR(0, {1, &g->delta}));
  tp_derived_row_close(&r);
}

/* (H1). */
static void need_found(tp_derivation *d, const tp_leaks *g, const tp_row_class *row, size_t rows, uint64_t ties)
{
  char label[80];
  for (size_t i = 0; i < rows; i++) {
    const long beside = row[i].what[0] == 'A' ? 2 * ((long) d->s->r - 1) : 0;
    const uint64_t most = row[i].may_tie ? ties : 1;
    tp_derived_row r;
    if (!row[i].value)
      continue;
    tp_derived_row_open(d, &r);
    tp_derive_class(d, &r, row + i);
    tp_derive_others(d, &r, most);
    tp_derive_output(d, &r, most);
    snprintf(label, sizeof label, "H1\t%s", row[i].what);
    tp_derive_one(d, label, LINEAR(0, {1, &r.low}, {-beside, &g->alpha}), LINEAR(0, {1, &r.high}, {beside, &g->alpha}));
    tp_derived_row_close(&r);
  }
}

/* (H2). */
static void need_kept(tp_derivation *d, const tp_leaks *g)
{
  const tp_fact *larger = mpfr_greater_p(g->eta.x, g->kept_eta.x) ? &g->eta : &g->kept_eta;
  tp_derive_one(d, "H2\tA (position), added to a bit", LINEAR(1, {-1, &g->alpha}), LINEAR(1, {1, &g->alpha}));
  tp_derive_one(d, "H2\tB (marker), at the marker", LINEAR(1, {-1, &g->mu}), LINEAR(1, {1, &g->mu}));
  tp_derive_one(d, "H2\tnew_*, beside write_pos", LINEAR(1, {-1, &g->kept_alpha}), LINEAR(1, {0, NULL}));
  tp_derive_one(d, "H2\t1 - written, 1 - high", LINEAR(1, {-1, &g->kept_gamma}), LINEAR(1, {0, NULL}));
  tp_derive_one(d, "H2\tthe blank, beside read", LINEAR(1, {-1, &g->kept_delta}), LINEAR(1, {1, &g->kept_delta}));
  if (d->s->mode != TP_MODE_SCOT)
    return;
  tp_derive_one(d, "H2\tE (esumm), added to a bit", LINEAR(1, {-1, larger}), LINEAR(1, {1, larger}));
  tp_derive_one(d, "H2\t1 - written - next_at_head, of all tapes", LINEAR(1, {-2 * (long) d->tapes, &g->kept_gamma}), LINEAR(1, {0, NULL}));
}

/* (H3), (H4). */
static void need_harmless(tp_derivation *d, const tp_leaks *g)
{
  tp_fact x;
  tp_fact_open(d, &x);
  tp_derive_less_than(d, &x, "H3\thead that is not set", TP_DERIVE_SUM, LINEAR(0, {2 * ((long) d->s->r + 1), &g->alpha}, {1, &g->kept_eta}), 0.25);
  tp_derive_less_than(d, &x, "H3\twritten, high, last that are not set", TP_DERIVE_SUM, LINEAR(0, {1, &g->kept_gamma}), 0.25);
  tp_derive_less_than(d, &x, "H3\tread that is not set", TP_DERIVE_SUM, LINEAR(0, {1, &g->kept_delta}), 0.25);
  tp_derive_less_than(d, &x, "H4\tlogit of a bit: token", TP_DERIVE_SUM, LINEAR(0, {2 * ((long) d->s->r - 1) * d->tapes, &g->alpha}), 1);
  if (d->s->mode == TP_MODE_SCOT && d->s->state_bits < 2)
    tp_derive_less_than(d, &x, "H4\tlogit of a run: token", TP_DERIVE_SUM, LINEAR(0, {1 + (long) d->tapes * (d->symbol_bits + 2l), &g->kept_eta}), 1);
  tp_fact_close(&x);
}

void tp_derive_hypotheses(tp_derivation *d, tp_leaks *g, const tp_row_class *row, size_t rows, uint64_t ties)
{
  measure_misses(d, g, row, rows);
  tp_derive(d, &g->kept_alpha, "kept\talpha", 1, TP_DERIVE_ROUNDED, LINEAR(0, {1, &g->alpha}));
  tp_derive(d, &g->kept_gamma, "kept\tgamma", 1, TP_DERIVE_ROUNDED, LINEAR(0, {1, &g->gamma}));
  if (d->s->mode == TP_MODE_SCOT)
    tp_derive(d, &g->kept_eta, "kept\teta", 1, TP_DERIVE_ROUNDED, LINEAR(0, {1, &g->eta}));
  measure_reads(d, g);
  need_found(d, g, row, rows, ties);
  need_kept(d, g);
  need_harmless(d, g);
}
