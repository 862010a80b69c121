/* Theorem `every-operation` (doc/every-operation.md): integers absorb garbage where every operation is rounded, and a
   search keeps its order beside sums of ties (every_search.c).  Names and sections are those of that page.  All numbers that are rounded
   are rounded exactly.  What fails is remembered, so functions need not say whether they did. */
#include "every.h"

#include <stdlib.h>

#include "theorems.h"
#include "tmprec/base/memory.h"

enum { ONE_BY_ONE = 1024 };

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
static void need_range(tp_checker_every *t)
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
static void need_integers(tp_checker_every *t)
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
static void read_growth(tp_checker_every *t)
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

void tp_checker_every_exponential(tp_checker_every *t, const char *name, const mpq_t best, const mpq_t next, mpq_t out)
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
static void read_row(tp_checker_every *t, const tp_certificate_class *class, mpq_t all, mpq_t valued)
{
  char name[32];
  mpq_t best, next;
  mpq_inits(best, next, NULL);
  for (size_t k = 0; k < class->kinds; k++) {
    mpq_set_si(best, class->kind[k].best, 1);
    mpq_set_si(next, class->kind[k].next, 1);
    snprintf(name, sizeof name, "%d\t%d", class->kind[k].best, class->kind[k].next);
    tp_checker_every_exponential(t, name, best, next, t->x);
    LINEAR(all, 0, {1, all}, {(long) class->kind[k].count, t->x});
    if (class->kind[k].has_value)
      LINEAR(valued, 0, {1, valued}, {(long) class->kind[k].count, t->x});
  }
  mpq_clears(best, next, NULL);
}

void tp_checker_every_need_grown(tp_checker_every *t, const char *label, mpq_t x, const mpq_t limit)
{
  mpq_mul(x, x, t->growth);
  tp_checker_need_less(t->c, label, x, limit);
}

static void state_leak(tp_checker_every *t, const char *label, mpq_t x, mpq_t leak)
{
  mpq_mul(x, x, t->growth);
  tp_checker_state(t->c, label, x, 1);
  tp_checker_raise(leak, x);
}

/* The classes of rows: (E2) where something is found, else what is added.  Where nothing was written `read` has a row of
   its own, by the garbage of its query. */
static void read_rows(tp_checker_every *t)
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
      tp_checker_every_need_grown(t, "E2\tall", all, t->two_kappa);
      tp_checker_every_need_grown(t, "E2\tvalued", valued, t->kappa);
    } else {
      state_leak(t, label[kind], valued, t->leak[kind]);
    }
  }
  mpq_set_ui(all, 1, 1);
  LINEAR(valued, 0, {2 * t->c->in.r, t->leak[2]});
  tp_checker_every_exponential(t, "delta", all, valued, t->x);
  LINEAR(valued, 0, {(long) t->c->in.n - 2, t->x});
  state_leak(t, label[3], valued, t->leak[3]);
  mpq_clears(all, valued, NULL);
}

/* (E3): garbage is absorbed. */
static void need_absorbed(tp_checker_every *t, const char *label, long times, const mpq_t x, long more, const mpq_t y)
{
  LINEAR(t->x, 0, {times, x}, {more, y});
  tp_checker_need_less(t->c, label, t->x, t->kappa);
}

static void read_garbage(tp_checker_every *t)
{
  const mpq_t *const leak = (const mpq_t *) t->leak;
  need_absorbed(t, "E3\tB (marker), at the marker", 1, leak[1], 0, leak[1]);
  need_absorbed(t, "E3\twritten, high that are not set", t->c->in.mode == TP_MODE_SCOT ? 4 * tp_checker_tapes(t->c) : 1, leak[2], 0, leak[2]);
  need_absorbed(t, "E3\tread that is not set", 1, leak[3], 0, leak[3]);
  need_absorbed(t, "E3\thead that is not set", 1, leak[4], 2, leak[0]);
  need_absorbed(t, "E3\tnext_bit that is not set", 2 * (t->c->in.r - 1), leak[0], 0, leak[0]);
}

/* --- The theorem --------------------------------------------------------------------------------------------------- */

static void open_ends(tp_checker_ends *x) { mpq_inits(x->low, x->high, NULL); }
static void close_ends(tp_checker_ends *x) { mpq_clears(x->low, x->high, NULL); }

static void every_open(tp_checker_every *t)
{
  tp_checker *c = t->c;
  const int P = tp_format_significand(c->in.act.format);
  mpfr_t beta;
  mpq_inits(t->beta, t->growth, t->kappa, t->two_kappa, t->least_written, t->match, t->match_high, t->rival, t->x, t->y, t->z, NULL);
  for (int i = 0; i < 5; i++)
    mpq_init(t->leak[i]);
  open_ends(&t->written);
  open_ends(&t->all);
  for (int b = 0; b < TP_CHECKER_BITS; b++) {
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

static void every_close(tp_checker_every *t)
{
  mpq_clears(t->beta, t->growth, t->kappa, t->two_kappa, t->least_written, t->match, t->match_high, t->rival, t->x, t->y, t->z, NULL);
  for (int i = 0; i < 5; i++)
    mpq_clear(t->leak[i]);
  close_ends(&t->written);
  close_ends(&t->all);
  for (int b = 0; b < TP_CHECKER_BITS; b++) {
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
  tp_checker_every t = {.c = c};
  every_open(&t);
  read_growth(&t);
  need_integers(&t);
  if (c->in.act.format.family == TP_FORMAT_IEEE)
    need_range(&t);
  read_rows(&t);
  read_garbage(&t);
  tp_checker_every_search(&t);
  if (c->in.result == TP_CERTIFICATE_CONFIRMED)
    tp_checker_every_last_step(c, t.leak[0], t.leak[4], t.least_written);
  every_close(&t);
  return c->in.result == TP_CERTIFICATE_CONFIRMED;
}
