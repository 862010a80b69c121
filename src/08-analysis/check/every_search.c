/* (E4): ties, the bits of `last`, and scores, where every operation is rounded (doc/every-operation.md, sections 5 and 6).
   What fails is remembered, so functions need not say whether they did. */
#include "every.h"

#include <string.h>

/* --- Ties (section 5) ------------------------------------------------------------------------------------- */

/* c(m): R(1/m), added m times one after the other. */
static void sum_ties(tp_checker_every *t, mpq_t sum, uint64_t m)
{
  mpq_set_ui(t->x, 1, m);
  round_exactly(t->c, &t->c->in.act, t->x);
  mpq_set(sum, t->x);
  for (uint64_t i = 1; i < m; i++)
    tp_checker_add(t->c, sum, sum, t->x);
}

/* From 1 to m ties: between which numbers their sum is.  If there are many, 1 - m 2^-P and 1 + m 2^-P, by the lemma. */
static void bound_ties(tp_checker_every *t, tp_checker_ends *x, uint64_t m)
{
  LINEAR(x->low, 1, {t->ties ? 0 : -2 * (long) m, t->kappa});
  LINEAR(x->high, 1, {t->ties ? 0 : 2 * (long) m, t->kappa});
  for (uint64_t i = 0; i < m && i < t->ties; i++) {
    tp_checker_lower(x->low, t->tie[i]);
    tp_checker_raise(x->high, t->tie[i]);
  }
}

/* At most 2^b tokens have times that agree above bit b and have a 1 in it. */
static void read_ties(tp_checker_every *t)
{
  tp_checker *c = t->c;
  char label[16];
  for (uint64_t m = 1; m <= t->ties; m++)
    sum_ties(t, t->tie[m - 1], m);
  for (int b = 0; b < c->in.r; b++) {
    bound_ties(t, t->high + b, (uint64_t) 1 << b < c->in.ties ? (uint64_t) 1 << b : c->in.ties);
    snprintf(label, sizeof label, "high\t%d", b);
    tp_checker_state(c, label, t->high[b].low, 0);
    tp_checker_state(c, label, t->high[b].high, 1);
  }
  bound_ties(t, &t->all, c->in.ties);
  mpq_set(t->least_written, t->all.low);
  mpq_set_ui(t->x, 1, 2);
  tp_checker_need_above(c, "E4\twritten", t->least_written, t->x);
}

/* --- Scores (section 6) --------------------------------------------------------------------------------------- */

/* A score: an integer and then the bits from .. r-1 of `last`, at least or at most; one of them may be negative. */
static void sum_bits(tp_checker_every *t, mpq_t out, long before, int from, int most, int negative)
{
  mpq_set_si(out, before, 1);
  for (int i = from; i < t->c->in.r; i++) {
    const tp_checker_ends *bit = t->bit + i;
    if (i == negative)
      tp_checker_subtract(t->c, out, out, bit->low);
    else
      tp_checker_add(t->c, out, out, most ? bit->high : bit->low);
  }
}

/* A key that agrees in all these bits, after `before`; and any other: it differs in one of them, or has no more than `lower`
   before them (0: there is no such key), or 0 in all. */
static void read_scores(tp_checker_every *t, long before, int from, long lower)
{
  sum_bits(t, t->match, before, from, 0, -1);
  sum_bits(t, t->match_high, before, from, 1, -1);
  mpq_set_ui(t->rival, 0, 1);
  if (lower) {
    sum_bits(t, t->x, lower, from, 1, -1);
    tp_checker_raise(t->rival, t->x);
  }
  for (int i = from; i < t->c->in.r; i++) {
    sum_bits(t, t->x, before, from, 1, i);
    tp_checker_raise(t->rival, t->x);
  }
  mpq_set_ui(t->x, 2 * (unsigned) t->c->in.r + 2, 1);
  tp_checker_state(t->c, "score\tmatch", t->match, 0);
  tp_checker_need_within(t->c, "score\tmatch", t->match_high, t->x);
  tp_checker_state(t->c, "score\trival", t->rival, 1);
}

/* (E2) of a row that finds something: N rivals with a value, and the sink. */
static void read_hit(tp_checker_every *t, long sink, long factor)
{
  mpq_t all, score;
  mpq_inits(all, score, NULL);
  tp_checker_every_exponential(t, "hit", t->match, t->rival, t->x);
  LINEAR(all, 0, {(long) t->c->in.n - 2, t->x});
  LINEAR(t->x, 0, {factor, all});
  tp_checker_every_need_grown(t, "E4\tvalued", t->x, t->kappa);
  mpq_set_si(score, sink, 1);
  tp_checker_every_exponential(t, "sink", t->match, score, t->x);
  LINEAR(all, 0, {1, all}, {1, t->x});
  tp_checker_every_need_grown(t, "E4\tall", all, t->two_kappa);
  mpq_clears(all, score, NULL);
}

/* `high` where nothing is found: less than kappa/2. */
static void read_miss(tp_checker_every *t, long sink)
{
  mpq_t score;
  mpq_init(score);
  mpq_set_si(score, sink, 1);
  tp_checker_every_exponential(t, "miss", score, t->rival, t->x);
  LINEAR(t->x, 0, {(long) t->c->in.n - 2, t->x});
  mpq_div_2exp(t->y, t->kappa, 1);
  tp_checker_every_need_grown(t, "E4\tmissed", t->x, t->y);
  mpq_clear(score);
}

/* --- Bits of `last` (section 6) ------------------------------------------------------------------------------- */

/* out = R( R(R(w + h) - 1)+ - R(w' - h)+ ), where `high` is 1 under hardmax. */
static void find_bit(tp_checker_every *t, mpq_t out, const mpq_t h, const mpq_t w, const mpq_t other_w)
{
  tp_checker_add(t->c, out, w, h);
  tp_checker_add_integer(t->c, out, out, -1);
  tp_checker_clip(out);
  tp_checker_subtract(t->c, t->y, other_w, h);
  tp_checker_clip(t->y);
  tp_checker_subtract(t->c, out, out, t->y);
}

/* out = R( w - R(w' - 1)+ ), where it is 0: the bit is the negative of that. */
static void miss_bit(tp_checker_every *t, mpq_t out, const mpq_t w, const mpq_t other_w)
{
  tp_checker_add_integer(t->c, t->y, other_w, -1);
  tp_checker_clip(t->y);
  tp_checker_subtract(t->c, out, w, t->y);
}

static void read_bit(tp_checker_every *t, int b)
{
  tp_checker_ends *bit = t->bit + b;
  const tp_checker_ends *h = t->high + b, *w = &t->written;
  find_bit(t, bit->low, h->low, w->low, w->high);
  find_bit(t, bit->high, h->high, w->high, w->low);
  miss_bit(t, t->x, w->low, w->high);
  tp_checker_lower(bit->low, t->x);
  miss_bit(t, t->x, w->high, w->low);
  tp_checker_raise(bit->high, t->x);
  mpq_set_ui(t->x, 0, 1);
  tp_checker_need_above(t->c, "E4\tbit", bit->low, t->x);
  tp_checker_state(t->c, "bit", bit->high, 1);
}

/* --- Searches (section 6) --------------------------------------------------------------------------------------- */

static int is_title(tp_checker_every *t, const char *title) { return next_line(t->c) && is_line(t->c, "search\t%s", title); }

/* The numbers of ties whose sum is `written`, as it is stated here, have a search; or all of them if they are many. */
static void read_written(tp_checker_every *t)
{
  tp_checker_ends *w = &t->written;
  if (!read_bound(t->c, "written\t>=\t", w->low) || !read_bound(t->c, "written\t<=\t", w->high))
    return;
  for (uint64_t i = 0; i < t->ties; i++)
    t->is_searched[i] |= mpq_cmp(w->low, t->tie[i]) <= 0 && mpq_cmp(t->tie[i], w->high) <= 0;
  if (!t->ties)
    t->is_searched[0] |= mpq_cmp(w->low, t->all.low) <= 0 && mpq_cmp(t->all.high, w->high) <= 0;
}

static void read_search(tp_checker_every *t)
{
  tp_checker *c = t->c;
  const int r = c->in.r;
  char title[16];
  for (int b = r - 1; b >= 0; b--) {
    snprintf(title, sizeof title, "bit %d", b);
    if (!is_title(t, title))
      return;
    read_scores(t, r + 1, b + 1, r - 1);
    read_hit(t, r + r - 1 - b, 4);
    read_miss(t, r + r - 1 - b);
    read_bit(t, b);
  }
  if (!is_title(t, "read"))
    return;
  read_scores(t, 0, 0, 0);
  read_hit(t, 1, 1);
}

static void read_searches(tp_checker_every *t)
{
  tp_checker *c = t->c;
  const char first[] = "search\twritten\n";
  const uint64_t count = t->ties ? t->ties : 1;
  while (c->in.result == TP_CERTIFICATE_CONFIRMED && (size_t) (c->in.end - c->in.at) >= sizeof first && !memcmp(c->in.at, first, sizeof first - 1)) {
    next_line(c);
    read_written(t);
    read_search(t);
  }
  for (uint64_t i = 0; i < count; i++)
    if (!t->is_searched[i])
      refuse(c, "a number of ties has no search");
}

void tp_checker_every_search(tp_checker_every *t)
{
  read_ties(t);
  read_searches(t);
}
