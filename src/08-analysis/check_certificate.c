/* Checking certificates.  Nothing here is shared with what makes them but the numbers: formats, roundings and
   enclosures, and the text of a choice.  All numbers of a certificate are rational, and all that is done with
   them is exact, but for exponentials, which are enclosed.  Why the lines below are all that the theorem asks
   for is in doc/bounds.md. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/analysis/certificate.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/enclosure.h"
#include "tmprec/numbers/environment.h"

enum { LINE = 2000, WORD = 1600, ONE_BY_ONE = 1024, LEAST_VALUES = 512, NUMBER_BITS = 4096, SHORT_BITS = 640 };

typedef struct {
  int best, next;
  mpq_t most;                      /* e^-(logit of best - logit of next) is at most this, before exp rounds it */
} exponential;

typedef struct {
  const char *name, *at, *end;     /* of the text; the next line */
  size_t line;
  char text[LINE];                 /* the line read last */
  tp_error *err;
  tp_certificate_result result;
  int mode, r;
  unsigned long long n, ties;
  tp_choice choice;
  tp_rounding logit, exp, attn, act;
  tp_enclosure_room room;
  exponential *e;
  size_t exponentials;
} checker;

/* --- Lines ---------------------------------------------------------------------------- */

static int fail(checker *c, tp_certificate_result how, const char *what)
{
  if (c->result == TP_CERTIFICATE_CONFIRMED) {
    tp_error_set(c->err, TP_STATUS_REFUSED, "%s:%zu: %s", c->name, c->line, what);
    c->result = how;
  }
  return 0;
}
static int refuse(checker *c, const char *what) { return fail(c, TP_CERTIFICATE_REFUSED, what); }
static int malformed(checker *c, const char *what) { return fail(c, TP_CERTIFICATE_MALFORMED, what); }

static int next_line(checker *c)
{
  const char *end = c->at < c->end ? memchr(c->at, '\n', (size_t) (c->end - c->at)) : NULL;
  c->line++;
  if (!end || end - c->at >= LINE)
    return malformed(c, "the file ends within a line, or the line is too long");
  memcpy(c->text, c->at, (size_t) (end - c->at));
  c->text[end - c->at] = '\0';
  c->at = end + 1;
  return 1;
}

/* 1 if the line is this text: what is read from a line is written again, so that there is one way to write it. */
static int TP_PRINTF(2, 3) is_line(checker *c, const char *format, ...)
{
  char wanted[LINE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(wanted, sizeof wanted, format, arguments);
  va_end(arguments);
  return !strcmp(wanted, c->text) ? 1 : malformed(c, "this line should be another");
}

/* A number as %a writes it; the limit on exponents keeps fractions small. */
static int read_number(checker *c, const char *text, mpq_t out)
{
  char *end;
  mpfr_t x;
  mpfr_init2(x, NUMBER_BITS);
  int inexact = mpfr_strtofr(x, text, &end, 16, MPFR_RNDN);
  int good = !inexact && end != text && !*end && !strncmp(text + (*text == '-'), "0x", 2) && mpfr_number_p(x)
             && (mpfr_zero_p(x) || labs(mpfr_get_exp(x)) < 100000);
  if (good)
    mpfr_get_q(out, x);
  mpfr_clear(x);
  return good ? 1 : malformed(c, "not a number as %a writes them");
}

/* A line that ends with a number. */
static int read_bound(checker *c, const char *before, mpq_t out)
{
  size_t length = strlen(before);
  if (!next_line(c))
    return 0;
  return !strncmp(c->text, before, length) ? read_number(c, c->text + length, out) : malformed(c, "this line should be another");
}

/* x >= 0, or a little more, of no more bits than rounding can take. */
static void shorten_up(mpq_t x)
{
  mpfr_t y;
  mpfr_init2(y, SHORT_BITS);
  mpfr_set_q(y, x, MPFR_RNDU);
  mpfr_get_q(x, y);
  mpfr_clear(y);
}

/* x rounded, in place. */
static int round_exactly(checker *c, const tp_rounding *rule, mpq_t x)
{
  if (rule->format.family == TP_FORMAT_REAL)
    return 1;
  tp_enclosure y;
  tp_enclosure_init(&y, c->room.bits);
  int good = tp_enclosure_set_rational(&y, x) && tp_enclosure_round(&c->room, rule, 0.5, &y, &y) && tp_enclosure_to_rational(x, &y);
  tp_enclosure_clear(&y);
  return good ? 1 : refuse(c, "a number that cannot be rounded exactly");
}

/* --- Hypotheses --------------------------------------------------------------------------- */

/* One write more than `ties` does not fit into n tokens: one is in the prompt, the others are steps, with
   position blocks between every r of them.  A summary would begin once the trace is three times the prompt. */
static int ties_are_enough(const checker *c)
{
  unsigned long long r = (unsigned) c->r, steps = c->ties, blocks = (steps - 1) / r, prompt = 3;
  unsigned long long before = steps > 1 ? steps - 1 + (steps - 2) / r * (r + 2) : 0;
  if (c->mode == TP_MODE_SCOT && before / 3 + 2 > prompt)
    prompt = before / 3 + 2;
  return prompt + steps + blocks * (r + 2) + 2 > c->n;
}

static int read_scope(checker *c)
{
  char scope[WORD], mode[WORD];
  unsigned k, states, symbols;
  if (!next_line(c) || sscanf(c->text, "scope\t%1599s", scope) != 1 || !is_line(c, "scope\t%s", scope))
    return malformed(c, "no scope");
  int is_run = !strcmp(scope, "run"), is_all = !strcmp(scope, "all");
  if (!is_run && !is_all && strcmp(scope, "machine"))
    return malformed(c, "no scope");
  if (!next_line(c) || sscanf(c->text, "mode\t%1599s", mode) != 1)
    return malformed(c, "no mode");
  c->mode = strcmp(mode, "cot") ? TP_MODE_SCOT : TP_MODE_COT;
  if (!is_line(c, "mode\t%s", tp_chain_mode_name[c->mode]) || !next_line(c) || sscanf(c->text, "r\t%d", &c->r) != 1 || !is_line(c, "r\t%d", c->r)
      || !next_line(c) || sscanf(c->text, "n\t%llu", &c->n) != 1 || !is_line(c, "n\t%llu", c->n)
      || !next_line(c) || sscanf(c->text, "ties\t%llu", &c->ties) != 1 || !is_line(c, "ties\t%llu", c->ties)
      || !next_line(c) || sscanf(c->text, "machine\t%u\t%u\t%u", &k, &states, &symbols) != 3 || !is_line(c, "machine\t%u\t%u\t%u", k, states, symbols))
    return malformed(c, "the scope is not complete");
  if (c->r < 4 || c->r > 60 || c->r % 2 || c->n < 5 || c->n > 1ull << c->r || is_all != !(k && states && symbols))
    return refuse(c, "r is even, 4 to 60, and n is 5 to 2^r; all machines have no K, d_Q and d_G");
  /* That a run has no more tokens and ties than this is a hypothesis. */
  return c->ties >= 1 && c->ties <= c->n && (is_run || ties_are_enough(c)) ? 1 : refuse(c, "a context may have more ties");
}

static int keeps_one(checker *c, const tp_rounding *rule)
{
  mpq_t x;
  mpq_init(x);
  mpq_set_ui(x, 1, 1);
  int kept = round_exactly(c, rule, x) && mpq_cmp_ui(x, 1, 1) == 0;
  mpq_clear(x);
  return kept;
}

static int read_arithmetic(checker *c)
{
  tp_error err;
  if (!next_line(c) || strncmp(c->text, "arithmetic\t", 11) || tp_choice_parse(&c->choice, c->text + 11, &err) != TP_STATUS_OK)
    return malformed(c, "no arithmetic");
  const tp_choice *a = &c->choice;
  c->logit = tp_choice_rounding(a, TP_SITE_LOGIT);
  c->exp = tp_choice_rounding(a, TP_SITE_EXP);
  c->attn = tp_choice_rounding(a, TP_SITE_ATTN);
  c->act = tp_choice_rounding(a, TP_SITE_ACT);
  int covered = a->kind == TP_ARITHMETIC_SITES && !a->exceptions && !tp_choice_has_noise(a) && tp_choice_is_rounded(a, TP_SITE_ACT)
                && !tp_choice_is_rounded(a, TP_SITE_ACC) && !tp_choice_is_rounded(a, TP_SITE_PARAM);
  for (int i = 0; i < TP_SITES; i++)
    covered &= !tp_choice_is_rounded(a, i) || (a->mode[i] != TP_ROUND_STOCHASTIC && !a->site[i].shared);
  return covered && keeps_one(c, &c->exp) && keeps_one(c, &c->act) ? 1 : refuse(c, "the theorem is not about this arithmetic");
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
  tp_enclosure_init(&beta, c->room.bits);
  tp_choice_beta_weight(b, &c->choice, (unsigned) c->r, 0.5);
  mpfr_get_q(exactly, b);
  int good = tp_enclosure_set_rational(&beta, exactly);
  tp_enclosure_sum_start(&c->room);
  tp_enclosure_sum_add(&c->room, score, &beta, NULL);
  good = good && tp_enclosure_sum_round(&c->room, NULL, &c->logit, 0.5, out);
  tp_enclosure_clear(&beta);
  mpq_clear(exactly);
  mpfr_clear(b);
  return good;
}

static int read_exponential(checker *c)
{
  char number[WORD];
  c->e = tp_memory_resize(c->e, c->exponentials + 1, sizeof *c->e);
  exponential *e = c->e + c->exponentials++;
  mpq_init(e->most);
  if (sscanf(c->text, "exp\t%d\t%d\t<=\t%1599s", &e->best, &e->next, number) != 3 || !is_line(c, "exp\t%d\t%d\t<=\t%s", e->best, e->next, number)
      || abs(e->best) > 1000 || abs(e->next) > 1000 || !read_number(c, number, e->most))
    return malformed(c, "not an exponential");
  tp_enclosure best, next, power;
  tp_enclosure_init(&best, c->room.bits);
  tp_enclosure_init(&next, c->room.bits);
  tp_enclosure_init(&power, c->room.bits);
  int first = c->choice.subtracts_first;
  int good = enclose_logit(c, &best, first ? 0 : e->best) && enclose_logit(c, &next, first ? e->next - e->best : e->next)
             && mpfr_number_p(best.low) && mpfr_number_p(best.high);
  if (good)
    tp_enclosure_exp_difference(&power, &next, &best);
  good = good && mpfr_number_p(power.high) && mpfr_cmp_q(power.high, e->most) <= 0;
  tp_enclosure_clear(&best);
  tp_enclosure_clear(&next);
  tp_enclosure_clear(&power);
  return good ? 1 : refuse(c, "the exponential may be larger");
}

/* --- Rows ----------------------------------------------------------------------------------- */

/* A class of rows: v*, and kinds of other keys. */
typedef struct {
  char what[64];
  int value, is_flag, ties, added; /* is_flag: values are 0 and 1; ties: any number of best keys up to `ties`; added: to 1 or -1 too */
  struct { uint64_t count; int best, next, has_value; } kind[64];
  size_t kinds;
} row;

/* What a row's other keys come to, in units of a best one's exponential. */
typedef struct {
  mpq_t all, valued, largest;      /* sums of all, and of those with a value; the largest of the latter */
  mpq_t count;                     /* of the latter */
  mpq_t weigh[64];                 /* what the latter weigh beside 2^i best keys, rounded, as stated */
  mpq_t low, high;                 /* the output, as stated */
} others;

static void keys(row *x, uint64_t count, int best, int next, int has_value)
{
  x->kind[x->kinds].count = count;
  x->kind[x->kinds].best = best;
  x->kind[x->kinds].next = next;
  x->kind[x->kinds++].has_value = has_value;
}

/* Positions 0 .. n-2 that differ in h bits: as many as binomial coefficients say, and at most N. */
static void distances(const checker *c, row *x)
{
  unsigned long bits = 0;
  mpz_t count;
  mpz_init(count);
  while ((uint64_t) 1 << bits < c->n - 1)
    bits++;
  for (unsigned long h = 1; h <= bits; h++) {
    mpz_bin_uiui(count, bits, h);
    keys(x, mpz_cmp_ui(count, c->n - 2) < 0 ? mpz_get_ui(count) : c->n - 2, c->r, c->r - 2 * (int) h, 1);
  }
  mpz_clear(count);
}

/* The class of this number (doc/bounds.md, the table of rows); 0 after the last one. */
static int find_row(const checker *c, int number, row *x)
{
  const int r = c->r, highs = c->logit.format.family == TP_FORMAT_REAL ? 0 : r, last = 6 + 2 * highs;
  const uint64_t N = c->n - 2;
  static const char *const fixed[] = {"A (position), set", "A (position), not set", "B (marker), set", "B (marker), at the marker",
                                      "D (read), written", "D (read), not written", "E (esumm), at esumm", "E (esumm), elsewhere"};
  *x = (row) {.value = number % 2 == 0};
  if (number >= 4 && number < last) {
    int j = (number - 6) / 2, match = number < 6 ? r : r + j + 1;
    char what[24] = "written";
    if (number >= 6)
      snprintf(what, sizeof what, "high, bit %d", r - 1 - j);
    snprintf(x->what, sizeof x->what, "C (%s), %smatched", what, x->value ? "" : "not ");
    x->is_flag = 1;
    x->ties = x->value;
    if (x->value)
      keys(x, 1, match, match - 1, 0);
    keys(x, N, x->value ? match : match - 1, match - 2, 1);
    return 1;
  }
  int other = number < 4 ? number : number - last + 4;
  if (other >= (c->mode == TP_MODE_SCOT ? 8 : 6))
    return 0;
  snprintf(x->what, sizeof x->what, "%s", fixed[other]);
  if (other < 2 || other == 4)
    distances(c, x);
  if (other == 2 || other == 5 || other == 7)
    keys(x, N, 1, 0, other != 2);
  x->added = other == 3 || other == 7;
  if (other == 3 || other == 6) {
    keys(x, 1, 2, 1, other == 3);
    keys(x, N, 2, 0, 1);
  }
  if (other == 4) {
    keys(x, 1, r, 1, 0);
    keys(x, N, r, 0, 1);
  }
  return 1;
}

/* x / (m + x), or where exp is rounded x over the rounded total of m ones at least. */
static int share(checker *c, mpq_t out, const mpq_t x, uint64_t m)
{
  mpq_t total;
  mpq_init(total);
  mpq_set_ui(total, m, 1);
  int good = round_exactly(c, &c->exp, total);
  if (c->exp.format.family == TP_FORMAT_REAL)
    mpq_add(total, total, x);
  good = good && mpq_sgn(total) > 0;
  if (good) {
    mpq_div(out, x, total);
    shorten_up(out);
  }
  mpq_clear(total);
  return good;
}

static int is_nearest(const checker *c) { return c->attn.mode == TP_ROUND_NEAREST_EVEN || c->attn.mode == TP_ROUND_NEAREST_AWAY; }
static int is_down(const checker *c) { return c->attn.mode == TP_ROUND_TOWARD_ZERO || c->attn.mode == TP_ROUND_DOWN; }

/* 1 over the least positive value, if all values up to some more are its multiples; else 0. */
static void per_least_value(const checker *c, mpq_t out)
{
  const tp_format f = c->attn.format;
  mpq_set_ui(out, 0, 1);
  if (f.family == TP_FORMAT_GRID)
    mpq_set_si(out, tp_format_denominator(f), 1);
  else if (f.family == TP_FORMAT_FIXED || (f.family == TP_FORMAT_IEEE && !f.flushes))
    mpq_set_ui(out, 1, 1), (tp_format_least_step(f) < 0 ? mpq_mul_2exp : mpq_div_2exp)(out, out, (mp_bitcnt_t) labs(tp_format_least_step(f)));
}

/* 1 + 2^-bits */
static void one_and(mpq_t out, int bits)
{
  mpq_set_ui(out, 1, 1);
  mpq_div_2exp(out, out, (mp_bitcnt_t) bits);
  mpz_add(mpq_numref(out), mpq_numref(out), mpq_denref(out));
}

/* The bound that `reason` names, for others beside m best keys; 0 if there is none. */
static int find_bound(checker *c, mpq_t out, const others *o, uint64_t m, const char *reason)
{
  const tp_format f = c->attn.format;
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
    good = !real && share(c, out, o->largest, m) && round_exactly(c, &c->attn, out);
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
  } else if (!strcmp(reason, "by least") && c->exp.format.family == TP_FORMAT_REAL && halves && mpq_sgn(o->largest) > 0) {
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
  if (!round_exactly(c, &c->exp, out) || mpq_sgn(out) <= 0)
    return refuse(c, "a total that is no number");
  mpq_inv(out, out);
  return round_exactly(c, &c->attn, out);
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

static int check_each(checker *c, const others *o, uint64_t ties)
{
  mpq_t none, low, high;
  mpq_inits(none, low, high, NULL);
  int good = 1;
  for (uint64_t m = 1; m <= ties && good; m++)
    good = one_weight(c, low, m, o->all) && one_weight(c, high, m, none) && covers(c, o, low, m, high, m);
  mpq_clears(none, low, high, NULL);
  return good;
}

/* More ties than can be looked at one by one.  A weight is k times the least value s only if 1/(m + y) lies
   between (k - below) s and (k + above) s; a larger one is off by a part of it. */
static int check_many(checker *c, const others *o, uint64_t ties)
{
  const tp_format f = c->attn.format;
  const int real = f.family == TP_FORMAT_REAL, nearest = is_nearest(c), odd = c->attn.mode == TP_ROUND_TO_ODD;
  const int below2 = nearest ? 1 : is_down(c) ? 0 : 2, above2 = nearest ? 1 : is_down(c) || odd ? 2 : 0;      /* twice */
  unsigned long steps = f.family == TP_FORMAT_IEEE && f.b < 8 ? (2ul << f.b) - 1 : LEAST_VALUES;
  int good = c->exp.format.family == TP_FORMAT_REAL && f.family != TP_FORMAT_POSIT && keeps_one(c, &c->attn);
  mpq_t per_least, value, low, high;
  mpz_t from, to;
  mpq_inits(per_least, value, low, high, NULL);
  mpz_inits(from, to, NULL);
  per_least_value(c, per_least);
  steps = mpq_sgn(per_least) ? steps : 0;
  good = good && (one_weight(c, low, ties, o->all), mpq_sgn(low) > 0 || mpq_sgn(o->low) <= 0);
  for (unsigned long k = 1; k <= steps && good; k++) {
    mpq_set_ui(value, 2, 2 * k + (unsigned) above2);
    mpq_canonicalize(value);
    mpq_mul(value, value, per_least);
    mpq_sub(value, value, o->all);
    mpz_cdiv_q(from, mpq_numref(value), mpq_denref(value));
    if (mpz_sgn(from) <= 0)
      mpz_set_ui(from, 1);
    mpz_set_ui(to, ties);
    if (2 * k > (unsigned) below2) {
      mpq_set_ui(value, 2, 2 * k - (unsigned) below2);
      mpq_canonicalize(value);
      mpq_mul(value, value, per_least);
      mpz_fdiv_q(to, mpq_numref(value), mpq_denref(value));
    }
    mpz_set_ui(from, mpz_cmp_ui(from, ties) > 0 ? ties + 1 : mpz_get_ui(from));
    mpz_set_ui(to, mpz_cmp_ui(to, ties) > 0 ? ties : mpz_get_ui(to));
    mpq_set_ui(value, k, 1);
    mpq_div(value, value, per_least);
    good = mpz_cmp(from, to) > 0 || covers(c, o, value, mpz_get_ui(from), value, mpz_get_ui(to));
  }
  if (steps) {                           /* beyond them: 1/(2 steps + 1), or 1/(steps + 1) and more */
    mpq_set_ui(value, 2, (nearest ? 2 : 1) * (2 * steps + 2 - (unsigned) below2));
    mpq_canonicalize(value);
  }
  if (f.family == TP_FORMAT_FLOAT || f.family == TP_FORMAT_IEEE) {
    mpq_set_ui(low, 1, 1);
    mpq_div_2exp(low, low, (mp_bitcnt_t) (tp_format_significand(f) - !nearest));
    if (nearest)
      mpz_add(mpq_denref(low), mpq_denref(low), mpq_numref(low));
    if (mpq_cmp(low, value) > 0)
      mpq_set(value, low);
  }
  mpq_set_ui(low, 1, 1);
  mpq_set_ui(high, 1, 1);
  if (!real && (nearest || is_down(c) || odd))
    mpq_sub(low, low, value);
  if (!real && !is_down(c))
    mpq_add(high, high, value);
  mpq_set_ui(value, 1, 1);
  mpq_add(value, value, o->all);
  mpq_div(low, low, value);
  good = good && covers(c, o, low, 1, high, 1);
  mpq_clears(per_least, value, low, high, NULL);
  mpz_clears(from, to, NULL);
  return good ? 1 : refuse(c, "the output may lie outside");
}

/* The sums and the largest of a row's other keys. */
static int sum_up(checker *c, const row *x, others *o)
{
  mpq_t e, n;
  int good = 1;
  mpq_inits(e, n, NULL);
  for (size_t k = 0; k < x->kinds && good; k++) {
    size_t i = 0;
    while (i < c->exponentials && (c->e[i].best != x->kind[k].best || c->e[i].next != x->kind[k].next))
      i++;
    if (i == c->exponentials) {
      good = refuse(c, "an exponential is missing");
      break;
    }
    mpq_set(e, c->e[i].most);
    good = round_exactly(c, &c->exp, e);
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
  mpq_clears(e, n, NULL);
  return good;
}

static int read_others(checker *c, const row *x, others *o)
{
  char number[WORD], reason[WORD];
  mpq_t bound;
  int good = 1;
  mpq_init(bound);
  for (unsigned i = 0; good && 1ull << i <= (x->ties ? c->ties : 1); i++) {
    good = next_line(c);
    if (good && (sscanf(c->text, "others\t%*u\t<=\t%1599s\t%1599[^\n]", number, reason) != 2 || !is_line(c, "others\t%llu\t<=\t%s\t%s", 1ull << i, number, reason)
                 || !read_number(c, number, o->weigh[i])))
      good = malformed(c, "no bound on the others");
    good = good && ((find_bound(c, bound, o, (uint64_t) 1 << i, reason) && mpq_cmp(bound, o->weigh[i]) <= 0) || refuse(c, "the others may weigh more"));
  }
  mpq_clear(bound);
  return good;
}

/* act rounds to + x to `to` + value, and all that with the other sign. */
static int rounds_to(checker *c, int to, const mpq_t x, const row *of)
{
  mpq_t y, z;
  int good = 1;
  mpq_inits(y, z, NULL);
  for (int sign = 1; good && sign >= (of->is_flag ? 1 : -1); sign -= 2) {
    mpq_set_si(y, to, 1);
    mpq_add(y, y, x);
    mpq_set_si(z, sign, 1);
    mpq_mul(y, y, z);
    good = round_exactly(c, &c->act, y) && mpq_cmp_si(y, sign * (to + of->value), 1) == 0;
  }
  mpq_clears(y, z, NULL);
  return good;
}

static int check_output(checker *c, const row *x, others *o)
{
  if (x->ties)
    return c->ties <= ONE_BY_ONE ? check_each(c, o, c->ties) : check_many(c, o, c->ties);
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
  return good ? 1 : refuse(c, "the output may lie outside");
}

static int check_row(checker *c, const row *x)
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
  row x;
  if (!next_line(c) || !is_line(c, "tmprec-certificate 1") || !next_line(c) || !is_line(c, "claim\texact_act") || !next_line(c)
      || !is_line(c, "theorem\tsnap") || !read_scope(c) || !read_arithmetic(c) || !next_line(c))
    return 0;
  while (!strncmp(c->text, "exp\t", 4))
    if (!read_exponential(c) || !next_line(c))
      return 0;
  for (int i = 0; find_row(c, i, &x); i++)
    if (!check_row(c, &x) || !next_line(c))
      return 0;
  return is_line(c, "end") && (c->at == c->end || malformed(c, "lines after the end"));
}

tp_certificate_result tp_certificate_check(const char *name, const char *text, size_t length, tp_error *err)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  checker c = {.name = name, .at = text, .end = text + length, .err = err, .result = TP_CERTIFICATE_CONFIRMED};
  tp_enclosure_room_init(&c.room, 1024);
  check_lines(&c);
  for (size_t i = 0; i < c.exponentials; i++)
    mpq_clear(c.e[i].most);
  free(c.e);
  tp_enclosure_room_clear(&c.room);
  tp_choice_clear(&c.choice);
  tp_mpfr_environment_leave(&caller);
  return c.result;
}
