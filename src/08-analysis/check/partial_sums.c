/* Theorem `snap-acc` (doc/bounds.md, section 5.4): snap where partial sums are rounded at acc.  Names are those of that
   section, whose table of output intervals is below, row by row.  What fails is remembered, so functions need not say
   whether they did. */
#include <stdlib.h>

#include "garbage.h"
#include "theorems.h"

enum { ONE_BY_ONE = 1024 };

typedef struct {
  tp_checker *c;
  tp_summation order;
  int has_bounds;                          /* of sums that have other terms */
  mpq_t lost;                              /* u/2: a value stays beside less than this part of it; 0 in fixed point */
  mpq_t h, g, q, a;
  mpq_t low_weight, high_weight, others;   /* w-, w+, W(m) */
  mpq_t x, y;                              /* for the moment */
} sums;

/* --- R -------------------------------------------------------------------------------------------- */

/* out = R(x + y), of ends that are rounded outwards before. */
static void add(sums *t, mpq_t out, const mpq_t x, const mpq_t y, int up)
{
  mpq_add(out, x, y);
  tp_checker_shorten(out, up);
  round_exactly(t->c, &t->c->in.acc, out);
}

static void subtract(sums *t, mpq_t out, const mpq_t x, const mpq_t y, int up)
{
  mpq_t minus;
  mpq_init(minus);
  mpq_neg(minus, y);
  add(t, out, x, minus, up);
  mpq_clear(minus);
}

/* --- The arithmetic ----------------------------------------------------------------------------------- */

/* All integers of at most max(2r, d_Q + K d_G, 2K) in magnitude are values. */
static void need_integers(sums *t)
{
  tp_checker *c = t->c;
  const tp_format f = c->in.acc.format;
  const long literals = tp_checker_state_bits(c) + tp_checker_tapes(c) * tp_checker_symbol_bits(c), flags = 2 * tp_checker_tapes(c);
  long most = 2 * c->in.r;
  int good = (f.family == TP_FORMAT_FLOAT || f.family == TP_FORMAT_IEEE || f.family == TP_FORMAT_FIXED) && !f.flushes;
  most = literals > most ? literals : most;
  most = flags > most ? flags : most;
  for (long i = -most; good && i <= most; i++) {
    mpq_set_si(t->x, i, 1);
    good = round_exactly(c, &c->in.acc, t->x) && mpq_cmp_si(t->x, i, 1) == 0;
  }
  if (!good)
    refuse(c, "the theorem is not about sums in this format");
}

/* `NAME <= X`: (1 + u)^times - less; out = X. */
static void read_power(sums *t, const char *name, const mpq_t u, uint64_t times, unsigned less, mpq_t out)
{
  mpfr_t power;
  mpfr_init2(power, t->c->in.room.bits);
  mpfr_set_q(power, u, MPFR_RNDU);
  mpfr_add_ui(power, power, 1, MPFR_RNDU);
  mpfr_pow_ui(power, power, times, MPFR_RNDU);
  mpfr_sub_ui(power, power, less, MPFR_RNDU);
  if (mpfr_number_p(power))
    mpfr_get_q(out, power);
  else
    refuse(t->c, "a sum that may grow too much");
  mpfr_clear(power);
  tp_checker_state(t->c, name, out, 1);
}

/* h, g, q, a, u/2. */
static void read_format(sums *t)
{
  const tp_format f = t->c->in.acc.format;
  unsigned depth = 0;
  while ((uint64_t) 1 << depth < t->c->in.n - 1)
    depth++;
  mpq_set_ui(t->g, 2, 1);
  if (f.family != TP_FORMAT_FLOAT)
    tp_checker_power(t->a, (int) tp_format_least_step(f) - 1);
  if (f.family == TP_FORMAT_FIXED) {
    mpq_set(t->h, t->a);
    return;
  }
  tp_checker_power(t->h, -tp_format_significand(f));
  mpq_div_2exp(t->lost, t->h, 1);
  if (t->has_bounds && t->order == TP_SUM_PAIRWISE)
    read_power(t, "pairs", t->h, depth + 1, 1, t->q);
  if (t->has_bounds && t->order == TP_SUM_SEQUENTIAL && f.family == TP_FORMAT_FLOAT) {
    read_power(t, "growth", t->h, t->c->in.n - 2, 0, t->x);
    if (mpq_cmp(t->x, t->g) < 0)
      mpq_set(t->g, t->x);
  }
}

/* --- All other weights lost ------------------------------------------------------------------------------ */

/* seq(first, w, m). */
static void sum_in_order(sums *t, mpq_t out, const mpq_t first, const mpq_t w, uint64_t m, int up)
{
  mpq_set(out, first);
  for (uint64_t i = 0; i < m; i++)
    add(t, out, out, w, up);
}

/* The first half, which is the larger one, and the second. */
static void sum_in_pairs(sums *t, mpq_t out, const mpq_t w, uint64_t m, int up)
{
  mpq_t second;
  mpq_init(second);
  if (m > 1) {
    sum_in_pairs(t, out, w, m - m / 2, up);
    sum_in_pairs(t, second, w, m / 2, up);
    add(t, out, out, second, up);
  } else {
    add(t, out, w, second, up);
  }
  mpq_clear(second);
}

/* Nothing is lost before it is rounded: such sums do not grow with their terms. */
static void subtract_exactly(sums *t, mpq_t out, const mpq_t x, const mpq_t y)
{
  mpq_t short_one;
  mpq_init(short_one);
  mpq_sub(out, x, y);
  mpq_set(short_one, out);
  tp_checker_shorten(short_one, 0);
  if (!mpq_equal(short_one, out))
    refuse(t->c, "a compensated sum that is not known");
  round_exactly(t->c, &t->c->in.acc, out);
  mpq_clear(short_one);
}

/* y = R(w - c), s' = R(s + y), c = R(R(s' - s) - y). */
static void sum_compensated(sums *t, mpq_t out, const mpq_t w, uint64_t m)
{
  mpq_t c, y, next;
  mpq_inits(c, y, next, NULL);
  mpq_set_ui(out, 0, 1);
  for (uint64_t i = 0; i < m; i++) {
    subtract_exactly(t, y, w, c);
    mpq_neg(c, y);
    subtract_exactly(t, next, out, c);
    subtract_exactly(t, c, next, out);
    subtract_exactly(t, c, c, y);
    mpq_set(out, next);
  }
  mpq_clears(c, y, next, NULL);
}

/* R(w) and -R(-w): whichever is further out. */
static void sum_one(sums *t, mpq_t out, const mpq_t w, int up)
{
  mpq_t zero, mirror;
  mpq_inits(zero, mirror, NULL);
  add(t, out, w, zero, up);
  subtract(t, mirror, zero, w, !up);
  mpq_neg(mirror, mirror);
  if (up ? mpq_cmp(mirror, out) > 0 : mpq_cmp(mirror, out) < 0)
    mpq_set(out, mirror);
  mpq_clears(zero, mirror, NULL);
}

static void sum_alone(sums *t, mpq_t out, const mpq_t w, uint64_t m, int up)
{
  mpq_t zero;
  mpq_init(zero);
  if (m == 1)
    sum_one(t, out, w, up);
  else if (t->order == TP_SUM_SEQUENTIAL)
    sum_in_order(t, out, zero, w, m, up);
  else if (t->order == TP_SUM_PAIRWISE)
    sum_in_pairs(t, out, w, m, up);
  else if (mpq_equal(t->low_weight, t->high_weight))
    sum_compensated(t, out, w, m);
  else
    refuse(t->c, "a compensated sum that is not known");
  mpq_clear(zero);
}

/* --- Beside others -------------------------------------------------------------------------------------------- */

/* out = x(A, m, W) = (A + B) q + B, B = m a + W, or 0 for p:P. */
static void pairs_error(sums *t, mpq_t out, const mpq_t A, uint64_t m)
{
  mpq_t B;
  mpq_init(B);
  if (t->c->in.acc.format.family != TP_FORMAT_FLOAT)
    LINEAR(B, 0, {(long) m, t->a}, {1, t->others});
  mpq_add(out, A, B);
  mpq_mul(out, out, t->q);
  mpq_add(out, out, B);
  mpq_clear(B);
}

/* v* = 0. */
static void bound_miss(sums *t, mpq_t low, mpq_t high, int is_flag)
{
  if (t->order == TP_SUM_SEQUENTIAL) {
    mpq_mul(high, t->g, t->others);
  } else {
    pairs_error(t, t->x, t->others, 0);
    mpq_add(high, t->others, t->x);
  }
  mpq_neg(low, high);
  if (is_flag)
    mpq_set_ui(low, 0, 1);
}

/* One best key. */
static void bound_hit(sums *t, mpq_t low, mpq_t high)
{
  if (t->order == TP_SUM_SEQUENTIAL) {
    mpq_mul(t->x, t->g, t->others);
    subtract(t, low, t->low_weight, t->x, 0);
    add(t, high, t->high_weight, t->x, 1);
    LINEAR(low, 0, {1, low}, {-2, t->others});
    LINEAR(high, 0, {1, high}, {2, t->others});
  } else {
    mpq_add(high, t->high_weight, t->others);
    pairs_error(t, t->x, high, 1);
    LINEAR(low, 0, {1, t->low_weight}, {-1, t->others}, {-1, t->x});
    mpq_add(high, high, t->x);
  }
}

/* One other weight with a value is below R(w-) u/2; in fixed point, below half a step. */
static int is_lost(sums *t, const tp_checker_row *o, uint64_t m)
{
  mpq_t zero;
  mpq_init(zero);
  add(t, t->x, t->low_weight, zero, 0);
  mpq_mul(t->x, t->x, t->lost);
  if (t->c->in.acc.format.family == TP_FORMAT_FIXED)
    mpq_set(t->x, t->h);
  mpq_clear(zero);
  return tp_checker_other_weight(t->c, t->y, m, o->largest) && mpq_cmp(t->y, t->x) < 0;
}

/* m best keys in order: others only add.  0 if no upper end is known. */
static int bound_in_order(sums *t, mpq_t low, mpq_t high, const tp_checker_row *o, uint64_t m)
{
  mpq_t sum;
  mpq_init(sum);
  sum_in_order(t, low, sum, t->low_weight, m, 0);
  LINEAR(high, 0, {(long) m, t->high_weight}, {(long) m, t->h}, {2, t->others});
  int known = mpq_cmp_ui(high, 2, 1) < 0;
  if (is_lost(t, o, m)) {
    mpq_mul(t->x, t->g, t->others);
    sum_in_order(t, sum, t->x, t->high_weight, m, 1);
    if (!known || mpq_cmp(sum, high) < 0)
      mpq_set(high, sum);
    known = 1;
  }
  mpq_clear(sum);
  return known;
}

static void bound_in_pairs(sums *t, mpq_t low, mpq_t high, uint64_t m)
{
  LINEAR(high, 0, {(long) m, t->high_weight}, {1, t->others});
  pairs_error(t, t->x, high, m);
  LINEAR(low, 0, {(long) m, t->low_weight}, {-1, t->x});
  mpq_add(high, high, t->x);
}

/* m best keys, in any order. */
static void bound_ties(sums *t, mpq_t low, mpq_t high, const tp_checker_row *o, uint64_t m)
{
  tp_checker_other_weight(t->c, t->x, m, o->largest_of_all);
  if (mpq_sgn(t->x) == 0) {
    sum_alone(t, low, t->low_weight, m, 0);
    sum_alone(t, high, t->high_weight, m, 1);
  } else if (!t->has_bounds) {
    refuse(t->c, "a sum that is not known");
  } else if (t->order == TP_SUM_PAIRWISE) {
    bound_in_pairs(t, low, high, m);
  } else if (!bound_in_order(t, low, high, o, m)) {
    refuse(t->c, "a sum that may be 2 or more");
  }
}

/* More than 1024 best keys, from the interval of section 4.1, as it is stated. */
static void bound_many_ties(sums *t, mpq_t low, mpq_t high)
{
  if (t->order == TP_SUM_PAIRWISE)
    pairs_error(t, t->x, high, t->c->in.ties);
  else
    LINEAR(t->x, 0, {(long) t->c->in.ties, t->h}, {1, t->others});
  mpq_sub(low, low, t->x);
  mpq_add(high, high, t->x);
  if (!t->has_bounds || mpq_cmp_ui(high, 2, 1) >= 0)
    refuse(t->c, "a sum that may be 2 or more");
}

/* --- Rows --------------------------------------------------------------------------------------------------------- */

/* `others m`, and the weights of m best keys. */
static int read_weights(sums *t, tp_checker_row *o, uint64_t m)
{
  mpq_t none;
  mpq_init(none);
  int good = tp_checker_row_other(t->c, o, m, t->others) && tp_checker_best_weight(t->c, t->low_weight, m, o->all)
             && tp_checker_best_weight(t->c, t->high_weight, m, none);
  mpq_clear(none);
  return good;
}

/* At most one best key. */
static void read_one(sums *t, tp_checker_row *o, const tp_certificate_class *x)
{
  if (!read_weights(t, o, 1))
    return;
  if (mpq_sgn(t->others) == 0 && x->value) {
    sum_one(t, o->low, t->low_weight, 0);
    sum_one(t, o->high, t->high_weight, 1);
  } else if (mpq_sgn(t->others) != 0 && !t->has_bounds) {
    refuse(t->c, "a sum that is not known");
  } else if (x->value) {
    bound_hit(t, o->low, o->high);
  } else {
    bound_miss(t, o->low, o->high, x->is_flag);
  }
}

/* From 1 to M of them. */
static void read_ties(sums *t, tp_checker_row *o)
{
  mpq_t low, high;
  mpq_inits(low, high, NULL);
  for (uint64_t m = 1; m <= t->c->in.ties && read_weights(t, o, m); m++) {
    bound_ties(t, low, high, o, m);
    if (m == 1 || mpq_cmp(low, o->low) < 0)
      mpq_set(o->low, low);
    if (m == 1 || mpq_cmp(high, o->high) > 0)
      mpq_set(o->high, high);
  }
  mpq_clears(low, high, NULL);
}

static void read_many_ties(sums *t, tp_checker_row *o, const tp_certificate_class *x)
{
  if (!tp_checker_row_others(t->c, o, t->c->in.ties) || !tp_checker_row_output(t->c, o, x, t->c->in.ties))
    return;
  mpq_set(t->others, o->weigh[0]);
  bound_many_ties(t, o->low, o->high);
}

static int read_row(sums *t, const tp_certificate_class *x)
{
  tp_checker *c = t->c;
  tp_checker_row o;
  tp_checker_row_open(&o);
  if (next_line(c) && is_line(c, "row\t%s", x->what) && tp_checker_row_sum_up(c, &o, x)) {
    if (!x->ties)
      read_one(t, &o, x);
    else if (c->in.ties <= ONE_BY_ONE)
      read_ties(t, &o);
    else
      read_many_ties(t, &o, x);
  }
  int good = c->in.result == TP_CERTIFICATE_CONFIRMED && tp_checker_state(c, "sum", o.low, 0) && tp_checker_state(c, "sum", o.high, 1)
             && tp_checker_row_rounds(c, &o, x);
  tp_checker_row_close(&o);
  return good;
}

int tp_checker_partial_sums(tp_checker *c)
{
  sums t = {.c = c, .order = c->in.choice.sum, .has_bounds = c->in.choice.sum != TP_SUM_COMPENSATED && tp_mode_is_nearest(c->in.acc.mode)};
  tp_certificate_class x;
  mpq_inits(t.lost, t.h, t.g, t.q, t.a, t.low_weight, t.high_weight, t.others, t.x, t.y, NULL);
  int good = tp_checker_logits(c) && tp_checker_exponentials(c);
  if (good) {
    need_integers(&t);
    read_format(&t);
  }
  for (int i = 0; good && tp_certificate_row(&c->in, i, &x); i++)
    good = read_row(&t, &x);
  mpq_clears(t.lost, t.h, t.g, t.q, t.a, t.low_weight, t.high_weight, t.others, t.x, t.y, NULL);
  return good && c->in.result == TP_CERTIFICATE_CONFIRMED;
}
