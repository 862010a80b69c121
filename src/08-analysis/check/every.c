/* Theorem `every-operation` (doc/every-operation.md): integers absorb garbage where every operation is rounded, and a
   search keeps its order beside sums of ties.  Names and sections are those of that page.  All numbers that are rounded
   are rounded exactly.  What fails is remembered, so functions need not say whether they did. */
#include "every.h"

#include <stdlib.h>
#include <string.h>

#include "theorems.h"
#include "tmprec/base/memory.h"

enum { ONE_BY_ONE = 1024, MOST_BITS = 60 };

typedef struct { mpq_t low, high; } ends;

typedef struct {
  tp_checker *c;
  mpq_t beta, growth, kappa, two_kappa;    /* growth: phi of section 2 */
  mpq_t leak[5];                           /* of heads of kinds A to E: alpha, mu, gamma, delta, eta */
  uint64_t ties;                           /* counted one by one; 0 if there are more */
  mpq_t *tie;                              /* c(m) of section 5, from m = 1 on */
  char *is_searched;                       /* the certificate has a search for this m */
  ends all, written;                       /* `written`, of all numbers of ties and of those at work */
  ends high[MOST_BITS], bit[MOST_BITS];    /* in magnitude */
  mpq_t least_written;
  mpq_t match, match_high, rival;          /* scores */
  mpq_t x, y, z;                           /* for the moment */
} every;

/* --- Operations ------------------------------------------------------------------------------------ */

static void round_here(tp_checker *c, mpq_t x) { round_exactly(c, &c->in.act, x); }

void tp_checker_add(tp_checker *c, mpq_t out, const mpq_t a, const mpq_t b)
{
  mpq_add(out, a, b);
  round_here(c, out);
}

void tp_checker_subtract(tp_checker *c, mpq_t out, const mpq_t a, const mpq_t b)
{
  mpq_sub(out, a, b);
  round_here(c, out);
}

void tp_checker_add_integer(tp_checker *c, mpq_t out, const mpq_t a, long integer)
{
  LINEAR(out, integer, {1, a});
  round_here(c, out);
}

void tp_checker_clip(mpq_t x)
{
  if (mpq_sgn(x) < 0)
    mpq_set_ui(x, 0, 1);
}

void tp_checker_raise(mpq_t x, const mpq_t y)
{
  if (mpq_cmp(y, x) > 0)
    mpq_set(x, y);
}

void tp_checker_lower(mpq_t x, const mpq_t y)
{
  if (mpq_cmp(y, x) < 0)
    mpq_set(x, y);
}

/* --- The arithmetic (section 1.1) and (E1) ------------------------------------------------------------ */

/* Where exponents are bounded: 1/4 and 1/M are normal, logits are finite, and their differences are not NaN. */
static void need_range(every *t)
{
  tp_checker *c = t->c;
  tp_enclosure y;
  mpfr_t least;
  mpfr_init2(least, 64);
  tp_enclosure_init(&y, c->in.room.bits);
  int good = tp_format_least_normal(c->in.act.format, least) != 0;
  mpq_set_ui(t->x, 1, c->in.ties > 4 ? c->in.ties : 4);
  good = good && mpfr_cmp_q(least, t->x) <= 0;
  for (int sign = -1; sign <= 1; sign += 2) {
    LINEAR(t->x, 0, {sign * (2 * c->in.r + 2), t->beta});
    LINEAR(t->y, 0, {2, t->x});
    good = good && round_exactly(c, &c->in.act, t->x) && tp_enclosure_set_rational(&y, t->y)
           && tp_enclosure_round(&c->in.room, &c->in.act, 0.5, &y, &y) && !tp_enclosure_is_nan(&y);
  }
  tp_enclosure_clear(&y);
  mpfr_clear(least);
  if (!good)
    refuse(c, "the theorem is not about a format of this range");
}

/* (E1): scores, sums of literals, and ties are exact. */
static void need_integers(every *t)
{
  tp_checker *c = t->c;
  const long literals = tp_checker_state_bits(c) + tp_checker_tapes(c) * tp_checker_symbol_bits(c), flags = 2 * tp_checker_tapes(c);
  mpq_set_ui(t->x, 2 * (unsigned) c->in.r + 2, 1);
  LINEAR(t->y, literals, {0, t->x});
  tp_checker_raise(t->x, t->y);
  LINEAR(t->y, flags, {0, t->x});
  tp_checker_raise(t->x, t->y);
  mpq_set_ui(t->y, c->in.ties, 1);
  tp_checker_raise(t->x, t->y);
  tp_checker_power(t->y, tp_format_significand(c->in.act.format));
  tp_checker_need_within(c, "E1\tthe largest integer that is summed", t->x, t->y);
  mpq_set(t->y, t->x);
  round_here(c, t->y);
  if (!mpq_equal(t->x, t->y))
    refuse(c, "an integer that is no value");
}

/* phi: 2; or (1 + 2^-P)^N where exponents have no bound. */
static void read_growth(every *t)
{
  mpfr_t power;
  mpfr_init2(power, t->c->in.room.bits);
  mpq_set_ui(t->growth, 2, 1);
  if (t->c->in.act.format.family == TP_FORMAT_FLOAT) {
    mpfr_set_ui_2exp(power, 1, -(mpfr_exp_t) tp_format_significand(t->c->in.act.format), MPFR_RNDU);
    mpfr_add_ui(power, power, 1, MPFR_RNDU);
    mpfr_pow_ui(power, power, t->c->in.n - 2, MPFR_RNDU);
    if (mpfr_cmp_ui(power, 2) < 0)
      mpfr_get_q(t->growth, power);
  }
  mpfr_clear(power);
  tp_checker_state(t->c, "growth", t->growth, 1);
}

/* --- What heads leak (section 1.2) ------------------------------------------------------------------------ */

/* `exp NAME <= X`: X is e^( R( R(beta next) - R(beta best) ) ) at least; out = R(X). */
static void read_exponential(every *t, const char *name, const mpq_t best, const mpq_t next, mpq_t out)
{
  tp_checker *c = t->c;
  char before[64];
  tp_enclosure lead, power, none;
  tp_enclosure *all[] = {&lead, &power, &none};
  snprintf(before, sizeof before, "exp\t%s\t<=\t", name);
  if (!read_bound(c, before, out))
    return;
  for (int i = 0; i < 3; i++)
    tp_enclosure_init(all[i], c->in.room.bits);
  mpq_mul(t->y, t->beta, best);
  mpq_mul(t->z, t->beta, next);
  int good = round_exactly(c, &c->in.act, t->y) && round_exactly(c, &c->in.act, t->z);
  mpq_sub(t->z, t->z, t->y);
  good = good && tp_enclosure_set_rational(&lead, t->z) && tp_enclosure_round(&c->in.room, &c->in.act, 0.5, &lead, &lead);
  tp_enclosure_exp_difference(&power, &lead, &none);
  if (!good || !mpfr_number_p(power.high) || mpfr_cmp_q(power.high, out) > 0)
    refuse(c, "the exponential may be larger");
  for (int i = 0; i < 3; i++)
    tp_enclosure_clear(all[i]);
  round_here(c, out);
}

/* `exp`, of each kind of other keys; Sigma and Sigma', before they grow. */
static void read_row(every *t, const tp_certificate_class *class, mpq_t all, mpq_t valued)
{
  char name[32];
  mpq_t best, next;
  mpq_inits(best, next, NULL);
  for (size_t k = 0; k < class->kinds; k++) {
    mpq_set_si(best, class->kind[k].best, 1);
    mpq_set_si(next, class->kind[k].next, 1);
    snprintf(name, sizeof name, "%d\t%d", class->kind[k].best, class->kind[k].next);
    read_exponential(t, name, best, next, t->x);
    LINEAR(all, 0, {1, all}, {(long) class->kind[k].count, t->x});
    if (class->kind[k].has_value)
      LINEAR(valued, 0, {1, valued}, {(long) class->kind[k].count, t->x});
  }
  mpq_clears(best, next, NULL);
}

/* x grows by phi, is stated, and is below the limit. */
static void need_grown(every *t, const char *label, mpq_t x, const mpq_t limit)
{
  mpq_mul(x, x, t->growth);
  tp_checker_need_less(t->c, label, x, limit);
}

static void state_leak(every *t, const char *label, mpq_t x, mpq_t leak)
{
  mpq_mul(x, x, t->growth);
  tp_checker_state(t->c, label, x, 1);
  tp_checker_raise(leak, x);
}

/* The classes of rows: (E2) where something is found, else what is added.  Where nothing was written `read` has a row of
   its own, by the garbage of its query. */
static void read_rows(every *t)
{
  static const char *const label[] = {"leak\talpha", "leak\tmu", "leak\tgamma", "leak\tdelta", "leak\teta"};
  tp_certificate_class class;
  mpq_t all, valued;
  mpq_inits(all, valued, NULL);
  for (int i = 0; tp_certificate_row(&t->c->in, i, &class); i++) {
    const int kind = class.what[0] - 'A';
    if (kind == 'D' - 'A' && !class.value)
      continue;
    if (!next_line(t->c) || !is_line(t->c, "row\t%s", class.what))
      break;
    mpq_set_ui(all, 0, 1);
    mpq_set_ui(valued, 0, 1);
    read_row(t, &class, all, valued);
    LINEAR(valued, 0, {class.ties ? 4 : 1, valued});
    if (class.value) {
      need_grown(t, "E2\tall", all, t->two_kappa);
      need_grown(t, "E2\tvalued", valued, t->kappa);
    } else {
      state_leak(t, label[kind], valued, t->leak[kind]);
    }
  }
  mpq_set_ui(all, 1, 1);
  LINEAR(valued, 0, {2 * t->c->in.r, t->leak[2]});
  read_exponential(t, "delta", all, valued, t->x);
  LINEAR(valued, 0, {(long) t->c->in.n - 2, t->x});
  state_leak(t, label[3], valued, t->leak[3]);
  mpq_clears(all, valued, NULL);
}

/* (E3): garbage is absorbed. */
static void need_absorbed(every *t, const char *label, long times, const mpq_t x, long more, const mpq_t y)
{
  LINEAR(t->x, 0, {times, x}, {more, y});
  tp_checker_need_less(t->c, label, t->x, t->kappa);
}

static void read_garbage(every *t)
{
  const mpq_t *const leak = (const mpq_t *) t->leak;
  need_absorbed(t, "E3\tB (marker), at the marker", 1, leak[1], 0, leak[1]);
  need_absorbed(t, "E3\twritten, high that are not set", t->c->in.mode == TP_MODE_SCOT ? 4 * tp_checker_tapes(t->c) : 1, leak[2], 0, leak[2]);
  need_absorbed(t, "E3\tread that is not set", 1, leak[3], 0, leak[3]);
  need_absorbed(t, "E3\thead that is not set", 1, leak[4], 2, leak[0]);
  need_absorbed(t, "E3\tnext_bit that is not set", 2 * (t->c->in.r - 1), leak[0], 0, leak[0]);
}

/* --- Ties (section 5) ------------------------------------------------------------------------------------- */

/* c(m): R(1/m), added m times one after the other. */
static void sum_ties(every *t, mpq_t sum, uint64_t m)
{
  mpq_set_ui(t->x, 1, m);
  round_here(t->c, t->x);
  mpq_set(sum, t->x);
  for (uint64_t i = 1; i < m; i++)
    tp_checker_add(t->c, sum, sum, t->x);
}

/* From 1 to m ties: between which numbers their sum is.  If there are many, 1 - m 2^-P and 1 + m 2^-P, by the lemma. */
static void bound_ties(every *t, ends *x, uint64_t m)
{
  LINEAR(x->low, 1, {t->ties ? 0 : -2 * (long) m, t->kappa});
  LINEAR(x->high, 1, {t->ties ? 0 : 2 * (long) m, t->kappa});
  for (uint64_t i = 0; i < m && i < t->ties; i++) {
    tp_checker_lower(x->low, t->tie[i]);
    tp_checker_raise(x->high, t->tie[i]);
  }
}

/* At most 2^b tokens have times that agree above bit b and have a 1 in it. */
static void read_ties(every *t)
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
static void sum_bits(every *t, mpq_t out, long before, int from, int most, int negative)
{
  mpq_set_si(out, before, 1);
  for (int i = from; i < t->c->in.r; i++)
    if (i == negative)
      tp_checker_subtract(t->c, out, out, t->bit[i].low);
    else
      tp_checker_add(t->c, out, out, most ? t->bit[i].high : t->bit[i].low);
}

/* A key that agrees in all these bits, after `before`; and any other: it differs in one of them, or has no more than `else`
   before them, or 0 in all. */
static void read_scores(every *t, long before, int from, long lower)
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
static void read_hit(every *t, long sink, long factor)
{
  mpq_t all, score;
  mpq_inits(all, score, NULL);
  read_exponential(t, "hit", t->match, t->rival, t->x);
  LINEAR(all, 0, {(long) t->c->in.n - 2, t->x});
  LINEAR(t->x, 0, {factor, all});
  need_grown(t, "E4\tvalued", t->x, t->kappa);
  mpq_set_si(score, sink, 1);
  read_exponential(t, "sink", t->match, score, t->x);
  LINEAR(all, 0, {1, all}, {1, t->x});
  need_grown(t, "E4\tall", all, t->two_kappa);
  mpq_clears(all, score, NULL);
}

/* `high` where nothing is found: less than kappa/2. */
static void read_miss(every *t, long sink)
{
  mpq_t score;
  mpq_init(score);
  mpq_set_si(score, sink, 1);
  read_exponential(t, "miss", score, t->rival, t->x);
  LINEAR(t->x, 0, {(long) t->c->in.n - 2, t->x});
  mpq_div_2exp(t->y, t->kappa, 1);
  need_grown(t, "E4\tmissed", t->x, t->y);
  mpq_clear(score);
}

/* --- Bits of `last` (section 6) ------------------------------------------------------------------------------- */

/* out = R( R(R(w + h) - 1)+ - R(w' - h)+ ), where `high` is 1 under hardmax. */
static void find_bit(every *t, mpq_t out, const mpq_t h, const mpq_t w, const mpq_t other_w)
{
  tp_checker_add(t->c, out, w, h);
  tp_checker_add_integer(t->c, out, out, -1);
  tp_checker_clip(out);
  tp_checker_subtract(t->c, t->y, other_w, h);
  tp_checker_clip(t->y);
  tp_checker_subtract(t->c, out, out, t->y);
}

/* out = R( w - R(w' - 1)+ ), where it is 0: the bit is the negative of that. */
static void miss_bit(every *t, mpq_t out, const mpq_t w, const mpq_t other_w)
{
  tp_checker_add_integer(t->c, t->y, other_w, -1);
  tp_checker_clip(t->y);
  tp_checker_subtract(t->c, out, w, t->y);
}

static void read_bit(every *t, int b)
{
  ends *bit = t->bit + b;
  const ends *h = t->high + b, *w = &t->written;
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

static int is_title(every *t, const char *title) { return next_line(t->c) && is_line(t->c, "search\t%s", title); }

/* The numbers of ties whose sum is `written`, as it is stated here, have a search; or all of them if they are many. */
static void read_written(every *t)
{
  ends *w = &t->written;
  if (!read_bound(t->c, "written\t>=\t", w->low) || !read_bound(t->c, "written\t<=\t", w->high))
    return;
  for (uint64_t i = 0; i < t->ties; i++)
    t->is_searched[i] |= mpq_cmp(w->low, t->tie[i]) <= 0 && mpq_cmp(t->tie[i], w->high) <= 0;
  if (!t->ties)
    t->is_searched[0] |= mpq_cmp(w->low, t->all.low) <= 0 && mpq_cmp(t->all.high, w->high) <= 0;
}

static void read_search(every *t)
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

static void read_searches(every *t)
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

/* --- The theorem --------------------------------------------------------------------------------------------------- */

static void open_ends(ends *x) { mpq_inits(x->low, x->high, NULL); }
static void close_ends(ends *x) { mpq_clears(x->low, x->high, NULL); }

static void every_open(every *t)
{
  tp_checker *c = t->c;
  const int P = tp_format_significand(c->in.act.format);
  mpfr_t beta;
  mpq_inits(t->beta, t->growth, t->kappa, t->two_kappa, t->least_written, t->match, t->match_high, t->rival, t->x, t->y, t->z, NULL);
  for (int i = 0; i < 5; i++)
    mpq_init(t->leak[i]);
  open_ends(&t->written);
  open_ends(&t->all);
  for (int b = 0; b < MOST_BITS; b++) {
    open_ends(t->high + b);
    open_ends(t->bit + b);
  }
  t->ties = c->in.ties <= ONE_BY_ONE ? c->in.ties : 0;
  t->tie = tp_memory_new(t->ties + 1, sizeof *t->tie);
  t->is_searched = tp_memory_zeroed(t->ties + 1, 1);
  for (uint64_t i = 0; i < t->ties; i++)
    mpq_init(t->tie[i]);
  tp_checker_power(t->two_kappa, -P);
  tp_checker_power(t->kappa, -P - 1);
  mpfr_init2(beta, P);
  tp_choice_beta_operation(beta, &c->in.choice, (unsigned) c->in.r);
  if (mpfr_number_p(beta) && mpfr_sgn(beta) > 0)
    mpfr_get_q(t->beta, beta);
  else
    refuse(c, "beta is no positive number");
  mpfr_clear(beta);
}

static void every_close(every *t)
{
  mpq_clears(t->beta, t->growth, t->kappa, t->two_kappa, t->least_written, t->match, t->match_high, t->rival, t->x, t->y, t->z, NULL);
  for (int i = 0; i < 5; i++)
    mpq_clear(t->leak[i]);
  close_ends(&t->written);
  close_ends(&t->all);
  for (int b = 0; b < MOST_BITS; b++) {
    close_ends(t->high + b);
    close_ends(t->bit + b);
  }
  for (uint64_t i = 0; i < t->ties; i++)
    mpq_clear(t->tie[i]);
  free(t->tie);
  free(t->is_searched);
}

int tp_checker_every_operation(tp_checker *c)
{
  every t = {.c = c};
  every_open(&t);
  read_growth(&t);
  need_integers(&t);
  if (c->in.act.format.family == TP_FORMAT_IEEE)
    need_range(&t);
  read_rows(&t);
  read_garbage(&t);
  read_ties(&t);
  read_searches(&t);
  if (c->in.result == TP_CERTIFICATE_CONFIRMED)
    tp_checker_every_last_step(c, t.leak[0], t.leak[4], t.least_written);
  every_close(&t);
  return c->in.result == TP_CERTIFICATE_CONFIRMED;
}
