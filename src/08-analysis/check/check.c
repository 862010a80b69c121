/* Checking certificates.  Nothing here is shared with what makes them but numbers: formats, roundings, enclosures.
   All numbers of a certificate are rational, and all that is done with them is exact, but for exponentials,
   which are enclosed.  Why the lines below are all that the theorem asks for is in doc/bounds.md. */
#include <stdlib.h>
#include <string.h>

#include "table.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/environment.h"

enum { ONE_BY_ONE = 1024, SHORT_BITS = 640 };

typedef struct {
  int best, next;
  mpq_t most;                      /* e^-(logit of best - logit of next) is at most this, before exp rounds it */
} exponential;

typedef struct {
  tp_certificate_reader in;
  exponential *e;
  size_t exponentials;
} checker;

#define refuse(c, what) tp_certificate_refuse(&(c)->in, what)
#define malformed(c, what) tp_certificate_malformed(&(c)->in, what)
#define next_line(c) tp_certificate_next_line(&(c)->in)
#define is_line(c, ...) tp_certificate_is_line(&(c)->in, __VA_ARGS__)
#define read_number(c, text, out) tp_certificate_number(&(c)->in, text, out)
#define read_bound(c, before, out) tp_certificate_bound(&(c)->in, before, out)
#define round_exactly(c, rule, x) tp_certificate_round(&(c)->in, rule, x)

/* x >= 0, or a little more, of no more bits than rounding can take. */
static void shorten_up(mpq_t x)
{
  mpfr_t y;
  mpfr_init2(y, SHORT_BITS);
  mpfr_set_q(y, x, MPFR_RNDU);
  mpfr_get_q(x, y);
  mpfr_clear(y);
}

/* --- Exponentials -------------------------------------------------------------------------- */

/* The logit of an integer score, between two ends. */
static int enclose_logit(checker *c, tp_enclosure *out, long score)
{
  tp_enclosure beta;
  mpq_t exactly;
  mpfr_t b;
  mpfr_init2(b, 192);
  mpq_init(exactly);
  tp_enclosure_init(&beta, c->in.room.bits);
  tp_choice_beta_weight(b, &c->in.choice, (unsigned) c->in.r, 0.5);
  mpfr_get_q(exactly, b);
  int good = tp_enclosure_set_rational(&beta, exactly);
  tp_enclosure_sum_start(&c->in.room);
  tp_enclosure_sum_add(&c->in.room, score, &beta, NULL);
  good = good && tp_enclosure_sum_round(&c->in.room, NULL, &c->in.logit, 0.5, out);
  tp_enclosure_clear(&beta);
  mpq_clear(exactly);
  mpfr_clear(b);
  return good;
}

/* Of the largest scores and the least, and so of those between. */
static int logits_are_numbers(checker *c)
{
  const long most = (c->in.choice.subtracts_first ? 4 : 2) * c->in.r;
  tp_enclosure x;
  tp_enclosure_init(&x, c->in.room.bits);
  int good = enclose_logit(c, &x, most) && !tp_enclosure_is_nan(&x) && enclose_logit(c, &x, -most) && !tp_enclosure_is_nan(&x);
  tp_enclosure_clear(&x);
  return good ? 1 : refuse(c, "a logit that is no number");
}

static int read_exponential(checker *c)
{
  char number[TP_CERTIFICATE_WORD];
  c->e = tp_memory_resize(c->e, c->exponentials + 1, sizeof *c->e);
  exponential *e = c->e + c->exponentials++;
  mpq_init(e->most);
  if (sscanf(c->in.text, "exp\t%d\t%d\t<=\t%1599s", &e->best, &e->next, number) != 3 || !is_line(c, "exp\t%d\t%d\t<=\t%s", e->best, e->next, number)
      || abs(e->best) > 1000 || abs(e->next) > 1000 || !read_number(c, number, e->most))
    return malformed(c, "not an exponential");
  tp_enclosure end[3], *best = end, *next = end + 1, *power = end + 2;
  for (int i = 0; i < 3; i++)
    tp_enclosure_init(end + i, c->in.room.bits);
  const int first = c->in.choice.subtracts_first;
  int good = enclose_logit(c, best, first ? 0 : e->best) && enclose_logit(c, next, first ? e->next - e->best : e->next)
             && mpfr_number_p(best->low) && mpfr_number_p(best->high);
  if (good)
    tp_enclosure_exp_difference(power, next, best);
  good = good && mpfr_number_p(power->high) && mpfr_cmp_q(power->high, e->most) <= 0;
  for (int i = 0; i < 3; i++)
    tp_enclosure_clear(end + i);
  return good ? 1 : refuse(c, "the exponential may be larger");
}

/* --- Rows ----------------------------------------------------------------------------------- */

/* What a row's other keys come to, in units of a best one's exponential. */
typedef struct {
  mpq_t all, valued, largest;      /* sums of all, and of those with a value; the largest of the latter */
  mpq_t count;                     /* of the latter */
  mpq_t weigh[64];                 /* what the latter weigh beside 2^i best keys, rounded, as stated */
  mpq_t low, high;                 /* the output, as stated */
} others;

/* x / (m + x), or where exp is rounded x over the rounded total of m ones at least. */
static int share(checker *c, mpq_t out, const mpq_t x, uint64_t m)
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
    shorten_up(out);
  }
  mpq_clear(total);
  return good;
}

static int is_nearest(const checker *c) { return tp_mode_is_nearest(c->in.attn.mode); }
static int is_down(const checker *c) { return c->in.attn.mode == TP_ROUND_TOWARD_ZERO || c->in.attn.mode == TP_ROUND_DOWN; }

/* 1 over the least positive value, if all values up to some more are its multiples; else 0. */
static void per_least_value(const checker *c, mpq_t out)
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
static int find_bound(checker *c, mpq_t out, const others *o, uint64_t m, const char *reason)
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

/* The weight of one of m best keys beside others that sum up to `more`, rounded. */
static int one_weight(checker *c, mpq_t out, uint64_t m, const mpq_t more)
{
  mpq_set_ui(out, m, 1);
  mpq_add(out, out, more);
  shorten_up(out);
  if (!round_exactly(c, &c->in.exp, out) || mpq_sgn(out) <= 0)
    return refuse(c, "a total that is no number");
  mpq_inv(out, out);
  return round_exactly(c, &c->in.attn, out);
}

/* From m_low to m_high best keys that weigh `low` to `high` each: is their output within the bounds stated? */
static int covers(checker *c, const others *o, const mpq_t low, uint64_t m_low, const mpq_t high, uint64_t m_high)
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
static int check_relatively(checker *c, const others *o)
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
static int check_blocks(checker *c, const others *o, uint64_t ties)
{
  mpq_t none, low, high;
  mpq_inits(none, low, high, NULL);
  int good = 1;
  for (uint64_t a = 1, b; a <= ties && good; a = b + 1) {
    b = ties - a < a / 1024 ? ties : a + a / 1024;
    good = one_weight(c, low, b, o->all) && one_weight(c, high, a, none) && covers(c, o, low, a, high, b);
  }
  mpq_clears(none, low, high, NULL);
  return good;
}

static int check_ties(checker *c, const others *o)
{
  const tp_format_family family = c->in.attn.format.family;
  int relatively = c->in.ties > ONE_BY_ONE && c->in.exp.format.family == TP_FORMAT_REAL && (family == TP_FORMAT_REAL || family == TP_FORMAT_FLOAT);
  return relatively ? check_relatively(c, o) : check_blocks(c, o, c->in.ties);
}

/* The sums and the largest of a row's other keys. */
static int sum_up(checker *c, const tp_certificate_class *x, others *o)
{
  mpq_t e, n;
  int good = 1;
  mpq_inits(e, n, NULL);
  for (size_t k = 0; k < x->kinds && good; k++) {
    size_t i = 0;
    while (i < c->exponentials && (c->e[i].best != x->kind[k].best || c->e[i].next != x->kind[k].next))
      i++;
    if (i == c->exponentials && !(good = refuse(c, "an exponential is missing")))
      break;
    mpq_set(e, c->e[i].most);
    good = round_exactly(c, &c->in.exp, e);
    if (x->kind[k].has_value && mpq_cmp(e, o->largest) > 0)
      mpq_set(o->largest, e);
    mpq_set_ui(n, x->kind[k].count, 1);
    mpq_mul(e, e, n);
    mpq_add(o->all, o->all, e);
    if (x->kind[k].has_value) {
      mpq_add(o->valued, o->valued, e);
      mpq_add(o->count, o->count, n);
    }
  }
  mpq_set_ui(n, c->in.n - 2, 1);         /* a row has no more other keys, of all kinds together */
  if (mpq_cmp(o->count, n) > 0)
    mpq_set(o->count, n);
  mpq_clears(e, n, NULL);
  return good;
}

static int read_others(checker *c, const tp_certificate_class *x, others *o)
{
  char number[TP_CERTIFICATE_WORD], reason[TP_CERTIFICATE_WORD];
  mpq_t bound;
  int good = 1;
  mpq_init(bound);
  for (unsigned i = 0; good && 1ull << i <= (x->ties ? c->in.ties : 1); i++) {
    good = next_line(c);
    if (good && (sscanf(c->in.text, "others\t%*u\t<=\t%1599s\t%1599[^\n]", number, reason) != 2 || !is_line(c, "others\t%llu\t<=\t%s\t%s", 1ull << i, number, reason)
                 || !read_number(c, number, o->weigh[i])))
      good = malformed(c, "no bound on the others");
    good = good && ((find_bound(c, bound, o, (uint64_t) 1 << i, reason) && mpq_cmp(bound, o->weigh[i]) <= 0) || refuse(c, "the others may weigh more"));
  }
  mpq_clear(bound);
  return good;
}

/* act rounds to + x to `to` + value, and all that with the other sign. */
static int rounds_to(checker *c, int to, const mpq_t x, const tp_certificate_class *of)
{
  mpq_t y, z;
  int good = 1;
  mpq_inits(y, z, NULL);
  for (int sign = 1; good && sign >= (of->is_flag ? 1 : -1); sign -= 2) {
    mpq_set_si(y, to, 1);
    mpq_add(y, y, x);
    mpq_set_si(z, sign, 1);
    mpq_mul(y, y, z);
    good = round_exactly(c, &c->in.act, y) && mpq_cmp_si(y, sign * (to + of->value), 1) == 0;
  }
  mpq_clears(y, z, NULL);
  return good;
}

static int check_output(checker *c, const tp_certificate_class *x, others *o)
{
  if (x->ties)
    return check_ties(c, o);
  mpq_t low, none;
  mpq_inits(low, none, NULL);
  int good = 1;
  if (x->value) {                        /* one best key; the others may have any value */
    good = one_weight(c, low, 1, o->all);
    mpq_sub(low, low, o->weigh[0]);
    good = good && mpq_cmp(o->low, low) <= 0 && one_weight(c, low, 1, none);
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

static int check_row(checker *c, const tp_certificate_class *x)
{
  others o;
  mpq_inits(o.all, o.valued, o.largest, o.count, o.low, o.high, NULL);
  for (int i = 0; i < 64; i++)
    mpq_init(o.weigh[i]);
  int good = is_line(c, "row\t%s", x->what) && sum_up(c, x, &o) && read_others(c, x, &o) && read_bound(c, "output\t>=\t", o.low)
             && read_bound(c, "output\t<=\t", o.high) && check_output(c, x, &o) && next_line(c) && is_line(c, "rounds\t%d", x->value)
             && (!x->added || (next_line(c) && is_line(c, "rounds\t1+\t1")));
  for (int to = 0; good && to <= x->added; to++)
    good = (rounds_to(c, to, o.low, x) && rounds_to(c, to, o.high, x)) || refuse(c, "act rounds the output to something else");
  mpq_clears(o.all, o.valued, o.largest, o.count, o.low, o.high, NULL);
  for (int i = 0; i < 64; i++)
    mpq_clear(o.weigh[i]);
  return good;
}

static int check_lines(checker *c)
{
  tp_certificate_class x;
  if (!tp_certificate_hypotheses(&c->in) || !logits_are_numbers(c) || !next_line(c))
    return 0;
  while (!strncmp(c->in.text, "exp\t", 4))
    if (!read_exponential(c) || !next_line(c))
      return 0;
  for (int i = 0; tp_certificate_row(&c->in, i, &x); i++)
    if (!check_row(c, &x) || !next_line(c))
      return 0;
  return is_line(c, "end") && (c->in.at == c->in.end || malformed(c, "lines after the end"));
}

tp_certificate_result tp_certificate_check(const char *name, const char *text, size_t length, tp_error *err)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  checker c = {.in = {.name = name, .at = text, .end = text + length, .err = err, .result = TP_CERTIFICATE_CONFIRMED}};
  tp_enclosure_room_init(&c.in.room, 1024);
  check_lines(&c);
  for (size_t i = 0; i < c.exponentials; i++)
    mpq_clear(c.e[i].most);
  free(c.e);
  tp_enclosure_room_clear(&c.in.room);
  tp_choice_clear(&c.in.choice);
  tp_mpfr_environment_leave(&caller);
  return c.in.result;
}
