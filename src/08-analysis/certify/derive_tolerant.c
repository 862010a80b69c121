/* SPDX-License-Identifier: MIT */
/* Tolerant search, stated: names and sections are those of doc/tolerant-search.md. */
#include <stdio.h>

#include "derive.h"

typedef struct {
  tp_derivation *d;
  tp_fact written_low, written_high, high_low, high_high;      /* w-, w+, h-, h+ */
  tp_fact missed;                          /* g */
  tp_fact found_low, found_high, other_low, other_high;        /* a bit of `last`, in magnitude: a 1, a -1 */
  tp_fact lost, gained, most;              /* D, E, d of the bits found so far */
  tp_fact both, one;                       /* for the moment */
} search;

enum { FACTS = 14 };

static void list_facts(search *t, tp_fact *all[FACTS])
{
  tp_fact *list[FACTS] = {&t->written_low, &t->written_high, &t->high_low, &t->high_high, &t->missed, &t->found_low, &t->found_high, &t->other_low,
                          &t->other_high, &t->lost, &t->gained, &t->most, &t->both, &t->one};
  for (int i = 0; i < FACTS; i++)
    all[i] = list[i];
}

static void put_title(tp_derivation *d, const char *of, int bit)
{
  char text[32];
  snprintf(text, sizeof text, bit < 0 ? "%s" : "%s %d", of, bit);
  if (d->text)
    tp_buffer_printf(d->text, "search\t%s\n", text);
  else
    tp_buffer_printf(d->script->out, "\n(* search: %s *)\n", text);
}

/* --- Rows (section 3.1) ------------------------------------------------------------------- */

/* `written` or `high` where hardmax has 1; (T2): at least 1/2. */
static void find(search *t, tp_fact *low, tp_fact *high, const char *name, uint64_t ties)
{
  tp_derivation *d = t->d;
  char label[32];
  tp_derived_row r;
  tp_derived_row_open(d, &r);
  r.row.is_flag = r.row.may_tie = 1;
  tp_derive_keys(d, &r, "sink", LINEAR(1, {-1, &t->lost}), 1, 0);
  tp_derive_keys(d, &r, "others", LINEAR(2, {-2, &t->most}), d->s->n - 2, 1);
  tp_derive_others(d, &r, ties);
  tp_derive_output(d, &r, ties);
  snprintf(label, sizeof label, "T2\t%s", name);
  tp_derive_least(d, low, label, TP_DERIVE_ROUNDED, LINEAR(0, {1, &r.low}), 0.5);
  tp_derive(d, high, name, 1, TP_DERIVE_ROUNDED, LINEAR(0, {1, &r.high}));
  tp_derived_row_close(&r);
}

/* `high` where no key has the bit; (T2): below 1/4. */
static void miss(search *t)
{
  tp_derivation *d = t->d;
  tp_derived_row r;
  tp_derived_row_open(d, &r);
  r.row.value = 0;
  tp_derive_keys(d, &r, "miss", LINEAR(1, {-1, &t->gained}, {-1, &t->most}), d->s->n - 2, 1);
  tp_derive_others(d, &r, 1);
  tp_fact_weight(d, &t->missed, &r);
  tp_derive_less_than(d, &t->missed, "T2\tmissed", TP_DERIVE_ROUNDED, LINEAR(0, {1, &t->missed}), 0.25);
  tp_derived_row_close(&r);
}

/* --- Bits of `last` (section 3.2) ----------------------------------------------------------- */

static int is_at_most_one(const tp_fact *f) { return mpfr_cmp_ui(f->x, 1) <= 0; }

static int is_value(const search *t, mpfr_t x)
{
  mpfr_t y;
  mpfr_init2(y, t->d->w->bits);
  mpfr_set(y, x, MPFR_RNDN);
  tp_rounding_mpfr(&t->d->w->act, y, 0.5);
  int same = mpfr_equal_p(x, y);
  mpfr_clear(y);
  return same;
}

/* All sums of the two neurons are values of act, as in certify_search; `written` and `high` are 1/2 at least. */
static int adds_exactly(const search *t)
{
  const tp_format f = t->d->w->act.format;
  const int below = is_at_most_one(&t->high_high) && is_at_most_one(&t->written_high);
  mpfr_t x;
  if (f.family == TP_FORMAT_GRID || (f.family != TP_FORMAT_FIXED && (f.flushes || !below)))
    return below && f.family == TP_FORMAT_GRID;
  mpfr_init2(x, t->d->w->bits);
  if (f.family == TP_FORMAT_FIXED) {
    mpfr_add(x, t->high_high.x, t->written_high.x, MPFR_RNDU);
    mpfr_sub_ui(x, x, 1, MPFR_RNDU);
  } else {
    mpfr_set_ui_2exp(x, 1, -(mpfr_exp_t) tp_format_significand(f), MPFR_RNDN);
  }
  int exactly = is_value(t, x);
  mpfr_clear(x);
  return exactly;
}

/* h + w - 1, or 2h - 1 where that is less. */
static void state_exact(search *t, tp_fact *out, const tp_fact *h, const tp_fact *w, int up)
{
  const tp_linear sum = {-1, {{1, h}, {1, w}}}, twice = {-1, {{2, h}}};
  if (up)
    tp_derive(t->d, out, "found", 1, TP_DERIVE_ROUNDED, mpfr_less_p(h->x, w->x) ? &twice : &sum);
  else
    tp_derive_all(t->d, out, "found", 0, TP_DERIVE_ROUNDED, CASES(sum, twice));
}

/* The bit where hardmax has 1. */
static void state_found(search *t)
{
  tp_derivation *d = t->d;
  if (adds_exactly(t)) {
    state_exact(t, &t->found_low, &t->high_low, &t->written_low, 0);
    state_exact(t, &t->found_high, &t->high_high, &t->written_high, 1);
    return;
  }
  tp_derive(d, &t->both, "both", 0, TP_DERIVE_NEURON, LINEAR(-1, {1, &t->high_low}, {1, &t->written_low}));
  tp_derive(d, &t->found_high, "both", 1, TP_DERIVE_NEURON, LINEAR(-1, {1, &t->high_high}, {1, &t->written_high}));
  tp_derive(d, &t->one, "one", 1, TP_DERIVE_NEURON, LINEAR(0, {1, &t->written_high}, {-1, &t->high_low}));
  tp_derive(d, &t->found_low, "found", 0, TP_DERIVE_ROUNDED, LINEAR(0, {1, &t->both}, {-1, &t->one}));
  tp_derive(d, &t->found_high, "found", 1, TP_DERIVE_ROUNDED, LINEAR(0, {1, &t->found_high}));
}

/* The bit where hardmax has -1. */
static void state_other(search *t)
{
  tp_derivation *d = t->d;
  const tp_linear low = {0, {{1, &t->written_low}}}, high = {0, {{1, &t->written_high}}}, one = {1, {{0, NULL}}};
  if (mpfr_zero_p(t->missed.x) && (is_at_most_one(&t->written_high) || d->w->act.format.family == TP_FORMAT_FIXED)) {
    tp_derive_all(d, &t->other_low, "other", 0, TP_DERIVE_SUM, CASES(low, one));
    tp_derive(d, &t->other_high, "other", 1, TP_DERIVE_SUM, is_at_most_one(&t->written_high) ? &high : &one);
    return;
  }
  tp_derive(d, &t->both, "both", 1, TP_DERIVE_NEURON, LINEAR(-1, {1, &t->missed}, {1, &t->written_high}));
  tp_derive(d, &t->one, "one", 0, TP_DERIVE_NEURON, LINEAR(0, {1, &t->written_low}, {-1, &t->missed}));
  tp_derive(d, &t->other_low, "other", 0, TP_DERIVE_ROUNDED, LINEAR(0, {1, &t->one}, {-1, &t->both}));
  tp_derive(d, &t->other_high, "other", 1, TP_DERIVE_SUM, &high);
}

/* (T2): what bits lack and exceed. */
static void count_bit(search *t)
{
  tp_derivation *d = t->d;
  mpfr_t one;
  mpfr_init2(one, 2);
  mpfr_set_ui(one, 1, MPFR_RNDN);
  const tp_linear lost[] = {{0, {{1, &t->lost}}}, {1, {{1, &t->lost}, {-1, &t->found_low}}}, {1, {{1, &t->lost}, {-1, &t->other_low}}}};
  const tp_linear most[] = {{0, {{1, &t->most}}}, {1, {{-1, &t->found_low}}}, {1, {{-1, &t->other_low}}}};
  const tp_linear gained[] = {{0, {{1, &t->gained}}}, {-1, {{1, &t->gained}, {1, &t->found_high}}}, {-1, {{1, &t->gained}, {1, &t->other_high}}}};
  tp_derive_less(d, &t->lost, "T2\tlost", lost, 3, one);
  tp_derive_all(d, &t->most, "most", 1, TP_DERIVE_SUM, most, 3);
  tp_derive_all(d, &t->gained, "gained", 1, TP_DERIVE_SUM, gained, 3);
  tp_derive_less_than(d, &t->both, "T2\tgained and most", TP_DERIVE_SUM, LINEAR(0, {1, &t->gained}, {1, &t->most}), 1);
  mpfr_clear(one);
}

static void state_bits(search *t)
{
  const uint64_t ties = t->d->s->ties;
  put_title(t->d, "written", -1);
  find(t, &t->written_low, &t->written_high, "written", ties);
  for (int b = (int) t->d->s->r - 1; b >= 0 && !t->d->fails; b--) {
    const uint64_t most = (uint64_t) 1 << b;
    put_title(t->d, "bit", b);
    miss(t);
    find(t, &t->high_low, &t->high_high, "high", most < ties ? most : ties);
    state_found(t);
    state_other(t);
    count_bit(t);
  }
}

/* --- What is read (section 3.3) --------------------------------------------------------------- */

/* (T3). */
static void need_read(search *t, const tp_row_class *row)
{
  tp_derivation *d = t->d;
  tp_derived_row r;
  char name[32];
  const long best = (long) d->s->r;
  put_title(d, "read", -1);
  tp_derived_row_open(d, &r);
  for (int h = 1; (size_t) h + 2 <= row->kinds; h++) {         /* the last two kinds are the sink and keys without a time */
    snprintf(name, sizeof name, "distance %d", h);
    tp_derive_keys(d, &r, name, LINEAR(2 * h, {-2 * h, &t->most}), row->kind[h - 1].count, 1);
  }
  tp_derive_keys(d, &r, "sink", LINEAR(best - 1, {-1, &t->lost}), 1, 0);
  tp_derive_keys(d, &r, "others", LINEAR(best, {-1, &t->lost}), d->s->n - 2, 1);
  tp_derive_others(d, &r, 1);
  tp_derive_output(d, &r, 1);
  tp_derive_one(d, "T3\tD (read), by bits with errors", LINEAR(0, {1, &r.low}), LINEAR(0, {1, &r.high}));
  tp_derived_row_close(&r);
}

void tp_derive_tolerant(tp_derivation *d, const tp_leaks *g, const tp_row_class *row, size_t rows)
{
  search t = {.d = d};
  tp_fact *all[FACTS];
  size_t i = 0;
  list_facts(&t, all);
  for (int k = 0; k < FACTS; k++)
    tp_fact_open(d, all[k]);
  while (i < rows && (row[i].what[0] != 'D' || !row[i].value))
    i++;
  state_bits(&t);
  if (!d->fails && i < rows)
    need_read(&t, row + i);
  if (!d->fails)
    tp_derive_last_step(d, g, &t.written_low);
  for (int k = 0; k < FACTS; k++)
    tp_fact_close(all[k]);
}
