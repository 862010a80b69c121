/* Theorem `half-snap` (doc/half-snapping.md): what is 1 or -1 stays exact, and what garbage the rest carries decides
   nothing.  Names of bounds and hypotheses are those of that page. */
#include <stdlib.h>

#include "garbage.h"
#include "theorems.h"

void tp_checker_garbage_open(tp_checker_garbage *g)
{
  mpq_inits(g->alpha, g->mu, g->gamma, g->delta, g->eta, g->kept_alpha, g->kept_gamma, g->kept_delta, g->kept_eta, NULL);
}

void tp_checker_garbage_close(tp_checker_garbage *g)
{
  mpq_clears(g->alpha, g->mu, g->gamma, g->delta, g->eta, g->kept_alpha, g->kept_gamma, g->kept_delta, g->kept_eta, NULL);
}

long tp_checker_tapes(const tp_checker *c) { return c->in.is_all ? 16 : (long) c->in.tapes; }
long tp_checker_state_bits(const tp_checker *c) { return c->in.is_all ? 32 : (long) c->in.state_bits; }
long tp_checker_symbol_bits(const tp_checker *c) { return c->in.is_all ? 32 : (long) c->in.symbol_bits; }
int tp_checker_may_have_one_state_bit(const tp_checker *c) { return c->in.is_all || c->in.state_bits == 1; }

/* --- What heads leak (section 1.2) -------------------------------------------------------------- */

static int read_row(tp_checker *c, const tp_certificate_class *x, tp_checker_row *o, uint64_t ties)
{
  return next_line(c) && is_line(c, "row\t%s", x->what) && tp_checker_row_sum_up(c, o, x) && tp_checker_row_others(c, o, ties)
         && tp_checker_row_output(c, o, x, ties);
}

/* Rows that find nothing, of kinds A, B, C and E; the row of D has gaps of its own. */
static int measure_misses(tp_checker *c, tp_checker_garbage *g)
{
  mpq_ptr of[] = {g->alpha, g->mu, g->gamma, NULL, g->eta};
  tp_certificate_class x;
  int good = 1;
  for (int i = 0; good && tp_certificate_row(&c->in, i, &x); i++) {
    if (x.value || x.what[0] == 'D')
      continue;
    tp_checker_row o;
    tp_checker_row_open(&o);
    good = read_row(c, &x, &o, 1);
    mpq_set(of[x.what[0] - 'A'], o.high);
    tp_checker_row_close(&o);
  }
  return good;
}

/* What `read` adds where nothing was written: the sink is ahead of N keys by 1 - r R(gamma). */
static int measure_reads(tp_checker *c, tp_checker_garbage *g)
{
  tp_checker_row o;
  mpq_t gap, e;
  mpq_inits(gap, e, NULL);
  tp_checker_row_open(&o);
  LINEAR(gap, 1, {-c->in.r, g->kept_gamma});
  int good = tp_checker_state(c, "gap\tdelta", gap, 0) && (mpq_sgn(gap) > 0 || refuse(c, "the sink is not ahead"))
             && tp_checker_exponential_of_gap(c, "delta", gap, e) && tp_checker_row_add(c, &o, c->in.n - 2, e, 1) && tp_checker_row_others(c, &o, 1);
  mpq_set(g->delta, o.weigh[0]);
  mpq_set(g->kept_delta, g->delta);
  tp_checker_row_close(&o);
  mpq_clears(gap, e, NULL);
  return good && tp_checker_state_rounded(c, "kept\tdelta", g->kept_delta, 1);
}

static int measure(tp_checker *c, tp_checker_garbage *g)
{
  if (!measure_misses(c, g))
    return 0;
  mpq_set(g->kept_alpha, g->alpha);
  mpq_set(g->kept_gamma, g->gamma);
  mpq_set(g->kept_eta, g->eta);
  return tp_checker_state_rounded(c, "kept\talpha", g->kept_alpha, 1) && tp_checker_state_rounded(c, "kept\tgamma", g->kept_gamma, 1)
         && (c->in.mode != TP_MODE_SCOT || tp_checker_state_rounded(c, "kept\teta", g->kept_eta, 1)) && measure_reads(c, g);
}

/* --- Hypotheses (section 1.3) --------------------------------------------------------------------- */

/* (H1): what is found is rounded to what it is; A beside garbage of up to 2 (r - 1) alpha. */
static int found_is_exact(tp_checker *c, const tp_checker_garbage *g, uint64_t ties)
{
  tp_certificate_class x;
  char label[80];
  int good = 1;
  for (int i = 0; good && tp_certificate_row(&c->in, i, &x); i++) {
    if (!x.value)
      continue;
    tp_checker_row o;
    const long beside = x.what[0] == 'A' ? 2 * (c->in.r - 1) : 0;
    tp_checker_row_open(&o);
    snprintf(label, sizeof label, "H1\t%s", x.what);
    good = read_row(c, &x, &o, x.ties ? ties : 1);
    LINEAR(o.low, 0, {1, o.low}, {-beside, g->alpha});
    LINEAR(o.high, 0, {1, o.high}, {beside, g->alpha});
    good = good && tp_checker_need_one(c, label, o.low, o.high);
    tp_checker_row_close(&o);
  }
  return good;
}

/* All of 1 - x .. 1 + x; or of 1 - x .. 1 if x is only taken away. */
static int one_stays(tp_checker *c, const char *label, long times, const mpq_t x, int is_taken)
{
  mpq_t low, high;
  mpq_inits(low, high, NULL);
  LINEAR(low, 1, {-times, x});
  LINEAR(high, 1, {is_taken ? 0 : times, x});
  int good = tp_checker_need_one(c, label, low, high);
  mpq_clears(low, high, NULL);
  return good;
}

/* (H2): what is set stays. */
static int set_stays(tp_checker *c, const tp_checker_garbage *g)
{
  mpq_srcptr larger = mpq_cmp(g->eta, g->kept_eta) > 0 ? g->eta : g->kept_eta;
  return one_stays(c, "H2\tA (position), added to a bit", 1, g->alpha, 0) && one_stays(c, "H2\tB (marker), at the marker", 1, g->mu, 0)
         && one_stays(c, "H2\tnew_*, beside write_pos", 1, g->kept_alpha, 1) && one_stays(c, "H2\t1 - written, 1 - high", 1, g->kept_gamma, 1)
         && one_stays(c, "H2\tthe blank, beside read", 1, g->kept_delta, 0)
         && (c->in.mode != TP_MODE_SCOT
             || (one_stays(c, "H2\tE (esumm), added to a bit", 1, larger, 0)
                 && one_stays(c, "H2\t1 - written - next_at_head, of all tapes", 2 * tp_checker_tapes(c), g->kept_gamma, 1)));
}

/* (H3): garbage is small. */
static int garbage_is_small(tp_checker *c, const tp_checker_garbage *g)
{
  mpq_t x, quarter;
  mpq_inits(x, quarter, NULL);
  mpq_set_ui(quarter, 1, 4);
  LINEAR(x, 0, {2 * (c->in.r + 1), g->alpha}, {1, g->kept_eta});
  int good = tp_checker_need_less(c, "H3\thead that is not set", x, quarter);
  mpq_set(x, g->kept_gamma);
  good = good && tp_checker_need_less(c, "H3\twritten, high, last that are not set", x, quarter);
  mpq_set(x, g->kept_delta);
  good = good && tp_checker_need_less(c, "H3\tread that is not set", x, quarter);
  mpq_clears(x, quarter, NULL);
  return good;
}

/* (H4): garbage does not decide. */
static int garbage_loses(tp_checker *c, const tp_checker_garbage *g)
{
  const long tapes = tp_checker_tapes(c);
  mpq_t x, one;
  mpq_inits(x, one, NULL);
  mpq_set_ui(one, 1, 1);
  LINEAR(x, 0, {2 * (c->in.r - 1) * tapes, g->alpha});
  int good = tp_checker_need_less(c, "H4\tlogit of a bit: token", x, one);
  LINEAR(x, 0, {1 + tapes * (tp_checker_symbol_bits(c) + 2), g->kept_eta});
  if (c->in.mode == TP_MODE_SCOT && tp_checker_may_have_one_state_bit(c))
    good = good && tp_checker_need_less(c, "H4\tlogit of a run: token", x, one);
  mpq_clears(x, one, NULL);
  return good;
}

/* --- The theorem ---------------------------------------------------------------------------------- */

int tp_checker_hypotheses(tp_checker *c, tp_checker_garbage *g, uint64_t ties)
{
  return tp_checker_exponentials(c) && measure(c, g) && found_is_exact(c, g, ties) && set_stays(c, g) && garbage_is_small(c, g)
         && garbage_loses(c, g);
}

int tp_checker_half_snap(tp_checker *c)
{
  tp_checker_garbage g;
  tp_checker_garbage_open(&g);
  int good = tp_checker_hypotheses(c, &g, c->in.ties);
  tp_checker_garbage_close(&g);
  return good;
}
