/* Everything here but the numbers of exponentials is exact.  Why the bounds hold is in doc/bounds.md, section 4. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

enum { ONE_BY_ONE = 1024 };

/* --- What others weigh ------------------------------------------------------------------------ */

/* x / (m + x), or where exp is rounded x over the rounded total of m ones at least. */
static int share(tp_checker *c, mpq_t out, const mpq_t x, uint64_t m)
{
  mpq_t total;
  mpq_init(total);
  mpq_set_ui(total, m, 1);
  int good = round_exactly(c, &c->in.exp, total);
  if (c->in.exp.format.family == TP_FORMAT_REAL)
    mpq_add(total, total, x);
  good = good && mpq_sgn(total) > 0;
  if (good) {
    mpq_div(out, x, total);
    tp_checker_shorten(out, 1);
  }
  mpq_clear(total);
  return good;
}

static int is_nearest(const tp_checker *c) { return tp_mode_is_nearest(c->in.attn.mode); }
static int is_down(const tp_checker *c) { return c->in.attn.mode == TP_ROUND_TOWARD_ZERO || c->in.attn.mode == TP_ROUND_DOWN; }

/* 1 over the least positive value, if all values up to some more are its multiples; else 0. */
static void per_least_value(const tp_checker *c, mpq_t out)
{
  const tp_format f = c->in.attn.format;
  const int binary = f.family == TP_FORMAT_FIXED || (f.family == TP_FORMAT_IEEE && !f.flushes);
  mpq_set_si(out, f.family == TP_FORMAT_GRID ? tp_format_denominator(f) : binary, 1);
  if (binary)
    (tp_format_least_step(f) < 0 ? mpq_mul_2exp : mpq_div_2exp)(out, out, (mp_bitcnt_t) labs(tp_format_least_step(f)));
}

static void one_and(mpq_t out, int bits)           /* 1 + 2^-bits */
{
  mpq_set_ui(out, 1, 1);
  mpq_div_2exp(out, out, (mp_bitcnt_t) bits);
  mpz_add(mpq_numref(out), mpq_numref(out), mpq_denref(out));
}

/* The bound that `reason` names, for others beside m best keys; 0 if there is none. */
static int find_bound(tp_checker *c, mpq_t out, const tp_checker_row *o, uint64_t m, const char *reason)
{
  const tp_format f = c->in.attn.format;
  const int real = f.family == TP_FORMAT_REAL, halves = is_nearest(c);
  int good = 0;
  mpq_t per_least, part;
  mpq_inits(per_least, part, NULL);
  per_least_value(c, per_least);
  if (!strcmp(reason, "by growth")) {
    good = share(c, out, o->valued, m) && (real || is_down(c) || f.family == TP_FORMAT_FLOAT || (halves && f.family != TP_FORMAT_POSIT));
    one_and(part, f.family == TP_FORMAT_FLOAT ? f.a - !halves : 0);
    if (!real && !is_down(c))
      mpq_mul(out, out, part);
  } else if (!strcmp(reason, "by count")) {
    good = !real && share(c, out, o->largest, m) && round_exactly(c, &c->in.attn, out);
    mpq_mul(out, out, o->count);
  } else if (!strcmp(reason, "by steps")) {
    good = mpq_sgn(per_least) > 0 && share(c, out, o->valued, m);
    one_and(part, f.b + halves);
    if (f.family == TP_FORMAT_IEEE)
      mpq_mul(out, out, part);
    if (good)
      mpq_div(part, o->count, per_least);
    mpq_div_2exp(part, part, (mp_bitcnt_t) halves);
    mpq_add(out, out, part);
  } else if (!strcmp(reason, "by least") && c->in.exp.format.family == TP_FORMAT_REAL && halves && mpq_sgn(o->largest) > 0) {
    mpq_mul(part, o->largest, per_least);
    good = mpq_sgn(part) > 0 && mpq_cmp_ui(part, 3, 2) < 0;
    mpq_set_ui(out, 2, 1);
    if (good)
      mpq_inv(part, part), mpq_sub(out, out, part);
    if (mpq_sgn(out) < 0)
      mpq_set_ui(out, 0, 1);
  }
  mpq_clears(per_least, part, NULL);
  return good;
}

/* --- Outputs ------------------------------------------------------------------------------- */

int tp_checker_best_weight(tp_checker *c, mpq_t out, uint64_t m, const mpq_t more)
{
  mpq_set_ui(out, m, 1);
  mpq_add(out, out, more);
  tp_checker_shorten(out, 1);
  if (!round_exactly(c, &c->in.exp, out) || mpq_sgn(out) <= 0)
    return refuse(c, "a total that is no number");
  mpq_inv(out, out);
  return round_exactly(c, &c->in.attn, out);
}

int tp_checker_other_weight(tp_checker *c, mpq_t out, uint64_t m, const mpq_t e)
{
  return (share(c, out, e, m) && round_exactly(c, &c->in.attn, out)) || refuse(c, "a weight that is no number");
}

/* From m_low to m_high best keys that weigh `low` to `high` each: is their output within the bounds stated? */
static int covers(tp_checker *c, const tp_checker_row *o, const mpq_t low, uint64_t m_low, const mpq_t high, uint64_t m_high)
{
  unsigned power = 0;
  mpq_t end, m;
  mpq_inits(end, m, NULL);
  while (m_low >> power > 1)
    power++;
  mpq_set_ui(m, m_low, 1);
  mpq_mul(end, low, m);
  int good = mpq_cmp(o->low, end) <= 0;
  mpq_set_ui(m, m_high, 1);
  mpq_mul(end, high, m);
  mpq_add(end, end, o->weigh[power]);
  good = good && mpq_cmp(o->high, end) >= 0;
  mpq_clears(end, m, NULL);
  return good ? 1 : refuse(c, "the output may lie outside");
}

/* More ties than that, where a weight is off by a part of it only: not rounded, or with exponents without bound. */
static int check_relatively(tp_checker *c, const tp_checker_row *o)
{
  const tp_format f = c->in.attn.format;
  const int odd = c->in.attn.mode == TP_ROUND_TO_ODD;
  mpq_t off, low, high;
  mpq_inits(off, low, high, NULL);
  if (f.family == TP_FORMAT_FLOAT) {     /* 1/(2^p + 1) to nearest, else 2^(1-p) */
    mpq_set_ui(off, 1, 1);
    mpq_div_2exp(off, off, (mp_bitcnt_t) (f.a - !is_nearest(c)));
    if (is_nearest(c))
      mpz_add(mpq_denref(off), mpq_denref(off), mpq_numref(off));
  }
  mpq_set_ui(high, 1, 1);
  mpq_add(low, high, o->all);
  mpq_inv(low, low);                     /* m/(m + y) is 1/(1 + y) at least */
  if (!is_down(c))
    mpq_add(high, high, off);
  if (is_nearest(c) || is_down(c) || odd) {
    mpq_mul(off, off, low);
    mpq_sub(low, low, off);
  }
  int good = covers(c, o, low, 1, high, 1);
  mpq_clears(off, low, high, NULL);
  return good;
}

/* Else from a to b ties, one at a time up to 1023, then blocks of the ratio 1025/1024 at most: weights fall with the number of ties, so they add up to
   a times the weight of b at least, and to b times the weight of a at most. */
static int check_blocks(tp_checker *c, const tp_checker_row *o, uint64_t ties)
{
  mpq_t none, low, high;
  mpq_inits(none, low, high, NULL);
  int good = 1;
  for (uint64_t a = 1, b; a <= ties && good; a = b + 1) {
    b = ties - a < a / 1024 ? ties : a + a / 1024;
    good = tp_checker_best_weight(c, low, b, o->all) && tp_checker_best_weight(c, high, a, none) && covers(c, o, low, a, high, b);
  }
  mpq_clears(none, low, high, NULL);
  return good;
}

static int check_ties(tp_checker *c, const tp_checker_row *o, uint64_t ties)
{
  const tp_format_family family = c->in.attn.format.family;
  int relatively = ties > ONE_BY_ONE && c->in.exp.format.family == TP_FORMAT_REAL && (family == TP_FORMAT_REAL || family == TP_FORMAT_FLOAT);
  return relatively ? check_relatively(c, o) : check_blocks(c, o, ties);
}

/* --- Reading ---------------------------------------------------------------------------------- */

void tp_checker_row_open(tp_checker_row *o)
{
  mpq_inits(o->all, o->valued, o->largest, o->largest_of_all, o->count, o->low, o->high, NULL);
  for (int i = 0; i < 64; i++)
    mpq_init(o->weigh[i]);
}

void tp_checker_row_close(tp_checker_row *o)
{
  mpq_clears(o->all, o->valued, o->largest, o->largest_of_all, o->count, o->low, o->high, NULL);
  for (int i = 0; i < 64; i++)
    mpq_clear(o->weigh[i]);
}

int tp_checker_row_add(tp_checker *c, tp_checker_row *o, uint64_t count, const mpq_t e, int has_value)
{
  mpq_t each, n;
  mpq_inits(each, n, NULL);
  mpq_set(each, e);
  int good = round_exactly(c, &c->in.exp, each);
  if (has_value && mpq_cmp(each, o->largest) > 0)
    mpq_set(o->largest, each);
  if (mpq_cmp(each, o->largest_of_all) > 0)
    mpq_set(o->largest_of_all, each);
  mpq_set_ui(n, count, 1);
  mpq_mul(each, each, n);
  mpq_add(o->all, o->all, each);
  if (has_value) {
    mpq_add(o->valued, o->valued, each);
    mpq_add(o->count, o->count, n);
  }
  mpq_set_ui(n, c->in.n - 2, 1);         /* a row has no more other keys, of all kinds together */
  if (mpq_cmp(o->count, n) > 0)
    mpq_set(o->count, n);
  mpq_clears(each, n, NULL);
  return good;
}

int tp_checker_row_sum_up(tp_checker *c, tp_checker_row *o, const tp_certificate_class *x)
{
  int good = 1;
  for (size_t k = 0; k < x->kinds && good; k++) {
    size_t i = 0;
    while (i < c->exponentials && (c->e[i].best != x->kind[k].best || c->e[i].next != x->kind[k].next))
      i++;
    good = i < c->exponentials ? tp_checker_row_add(c, o, x->kind[k].count, c->e[i].most, x->kind[k].has_value)
                               : refuse(c, "an exponential is missing");
  }
  return good;
}

int tp_checker_row_other(tp_checker *c, const tp_checker_row *o, uint64_t m, mpq_t out)
{
  char number[TP_CERTIFICATE_WORD], reason[TP_CERTIFICATE_WORD];
  mpq_t bound;
  mpq_init(bound);
  int good = next_line(c);
  if (good && (sscanf(c->in.text, "others\t%*u\t<=\t%1599s\t%1599[^\n]", number, reason) != 2
               || !is_line(c, "others\t%llu\t<=\t%s\t%s", (unsigned long long) m, number, reason) || !read_number(c, number, out)))
    good = malformed(c, "no bound on the others");
  good = good && ((find_bound(c, bound, o, m, reason) && mpq_cmp(bound, out) <= 0) || refuse(c, "the others may weigh more"));
  mpq_clear(bound);
  return good;
}

int tp_checker_row_others(tp_checker *c, tp_checker_row *o, uint64_t ties)
{
  int good = 1;
  for (unsigned i = 0; good && 1ull << i <= ties; i++)
    good = tp_checker_row_other(c, o, (uint64_t) 1 << i, o->weigh[i]);
  return good;
}

int tp_checker_row_output(tp_checker *c, tp_checker_row *o, const tp_certificate_class *x, uint64_t ties)
{
  if (!read_bound(c, "output\t>=\t", o->low) || !read_bound(c, "output\t<=\t", o->high))
    return 0;
  if (x->ties)
    return check_ties(c, o, ties);
  mpq_t low, none;
  mpq_inits(low, none, NULL);
  int good = 1;
  if (x->value) {                        /* one best key; the others may have any value */
    good = tp_checker_best_weight(c, low, 1, o->all);
    mpq_sub(low, low, o->weigh[0]);
    good = good && mpq_cmp(o->low, low) <= 0 && tp_checker_best_weight(c, low, 1, none);
    mpq_add(low, low, o->weigh[0]);
  } else {
    mpq_neg(low, o->weigh[0]);
    good = mpq_cmp(o->low, x->is_flag ? none : low) <= 0;
    mpq_set(low, o->weigh[0]);
  }
  good = good && mpq_cmp(o->high, low) >= 0;
  mpq_clears(low, none, NULL);
  return good || refuse(c, "the output may lie outside");
}
