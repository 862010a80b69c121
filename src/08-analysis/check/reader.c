#include "reader.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* A machine has at most 16 tapes, and 2^32 states and symbols. */
enum { NUMBER_BITS = 4096, MOST_TAPES = 16, MOST_BITS = 32 };

/* --- Lines ---------------------------------------------------------------------------- */

static int fail(tp_certificate_reader *c, tp_certificate_result how, const char *what)
{
  if (c->result == TP_CERTIFICATE_CONFIRMED) {
    tp_error_set(c->err, TP_STATUS_REFUSED, "%s:%zu: %s", c->name, c->line, what);
    c->result = how;
  }
  return 0;
}
int tp_certificate_refuse(tp_certificate_reader *c, const char *what) { return fail(c, TP_CERTIFICATE_REFUSED, what); }
int tp_certificate_malformed(tp_certificate_reader *c, const char *what) { return fail(c, TP_CERTIFICATE_MALFORMED, what); }

int tp_certificate_next_line(tp_certificate_reader *c)
{
  const char *end = c->at < c->end ? memchr(c->at, '\n', (size_t) (c->end - c->at)) : NULL;
  c->line++;
  if (!end || end - c->at >= TP_CERTIFICATE_LINE)
    return tp_certificate_malformed(c, "the file ends within a line, or the line is too long");
  memcpy(c->text, c->at, (size_t) (end - c->at));
  c->text[end - c->at] = '\0';
  c->at = end + 1;
  return 1;
}

/* 1 if the line is this text: what is read from a line is written again, so that there is one way to write it. */
int tp_certificate_is_line(tp_certificate_reader *c, const char *format, ...)
{
  char wanted[TP_CERTIFICATE_LINE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(wanted, sizeof wanted, format, arguments);
  va_end(arguments);
  return !strcmp(wanted, c->text) ? 1 : tp_certificate_malformed(c, "this line should be another");
}

/* A number as %a writes it; the limit on exponents keeps fractions small. */
int tp_certificate_number(tp_certificate_reader *c, const char *text, mpq_t out)
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
  return good ? 1 : tp_certificate_malformed(c, "not a number as %a writes them");
}

/* A line that ends with a number. */
int tp_certificate_bound(tp_certificate_reader *c, const char *before, mpq_t out)
{
  size_t length = strlen(before);
  if (!tp_certificate_next_line(c))
    return 0;
  return !strncmp(c->text, before, length) ? tp_certificate_number(c, c->text + length, out) : tp_certificate_malformed(c, "this line should be another");
}

/* x rounded, in place. */
int tp_certificate_round(tp_certificate_reader *c, const tp_rounding *rule, mpq_t x)
{
  if (rule->format.family == TP_FORMAT_REAL)
    return 1;
  tp_enclosure y;
  tp_enclosure_init(&y, c->room.bits);
  int good = tp_enclosure_set_rational(&y, x) && tp_enclosure_round(&c->room, rule, 0.5, &y, &y) && tp_enclosure_to_rational(x, &y);
  tp_enclosure_clear(&y);
  return good ? 1 : tp_certificate_refuse(c, "a number that cannot be rounded exactly");
}

/* --- Hypotheses --------------------------------------------------------------------------- */

/* One write more than `ties` does not fit into n tokens: one is in the prompt, the others are steps, with
   position blocks between every r of them.  A summary would begin once the trace is three times the prompt. */
static int ties_are_enough(const tp_certificate_reader *c)
{
  unsigned long long r = (unsigned) c->r, steps = c->ties, blocks = (steps - 1) / r, prompt = 3;
  unsigned long long before = steps > 1 ? steps - 1 + (steps - 2) / r * (r + 2) : 0;
  if (c->mode == TP_MODE_SCOT && before / 3 + 2 > prompt)
    prompt = before / 3 + 2;
  return prompt + steps + blocks * (r + 2) + 2 > c->n;
}

static int read_scope(tp_certificate_reader *c)
{
  char scope[TP_CERTIFICATE_WORD], mode[TP_CERTIFICATE_WORD];
  if (!tp_certificate_next_line(c) || sscanf(c->text, "scope\t%1599s", scope) != 1 || !tp_certificate_is_line(c, "scope\t%s", scope))
    return tp_certificate_malformed(c, "no scope");
  int is_run = !strcmp(scope, "run"), is_all = !strcmp(scope, "all");
  c->is_all = is_all;
  if (!is_run && !is_all && strcmp(scope, "machine"))
    return tp_certificate_malformed(c, "no scope");
  if (!tp_certificate_next_line(c) || sscanf(c->text, "mode\t%1599s", mode) != 1)
    return tp_certificate_malformed(c, "no mode");
  c->mode = strcmp(mode, "cot") ? TP_MODE_SCOT : TP_MODE_COT;
  if (!tp_certificate_is_line(c, "mode\t%s", tp_chain_mode_name[c->mode]) || !tp_certificate_next_line(c) || sscanf(c->text, "r\t%d", &c->r) != 1 || !tp_certificate_is_line(c, "r\t%d", c->r)
      || !tp_certificate_next_line(c) || sscanf(c->text, "n\t%llu", &c->n) != 1 || !tp_certificate_is_line(c, "n\t%llu", c->n)
      || !tp_certificate_next_line(c) || sscanf(c->text, "ties\t%llu", &c->ties) != 1 || !tp_certificate_is_line(c, "ties\t%llu", c->ties)
      || !tp_certificate_next_line(c) || sscanf(c->text, "machine\t%u\t%u\t%u", &c->tapes, &c->state_bits, &c->symbol_bits) != 3
      || !tp_certificate_is_line(c, "machine\t%u\t%u\t%u", c->tapes, c->state_bits, c->symbol_bits))
    return tp_certificate_malformed(c, "the scope is not complete");
  if (c->r < 4 || c->r > 60 || c->r % 2 || c->n < 5 || c->n > 1ull << c->r)
    return tp_certificate_refuse(c, "r is even, 4 to 60, and n is 5 to 2^r");
  if (is_all ? c->tapes || c->state_bits || c->symbol_bits : !c->tapes || !c->state_bits || !c->symbol_bits)
    return tp_certificate_refuse(c, "all machines have no K, d_Q and d_G, and one machine has them");
  if (c->tapes > MOST_TAPES || c->state_bits > MOST_BITS || c->symbol_bits > MOST_BITS)
    return tp_certificate_refuse(c, "no machine is so large");
  /* That one machine, or one run, has no more ties than this is a hypothesis. */
  return c->ties >= 1 && c->ties <= c->n && (!is_all || ties_are_enough(c)) ? 1 : tp_certificate_refuse(c, "a context may have more ties");
}

int tp_certificate_keeps_one(tp_certificate_reader *c, const tp_rounding *rule)
{
  mpq_t x;
  mpq_init(x);
  mpq_set_ui(x, 1, 1);
  int kept = tp_certificate_round(c, rule, x) && mpq_cmp_ui(x, 1, 1) == 0;
  mpq_clear(x);
  return kept;
}

/* All biases are integers from -max(r + 2, d_Q + K d_G - 1) to 1, and param has to hold them. */
static int keeps_biases(tp_certificate_reader *c)
{
  const tp_rounding rule = tp_choice_rounding(&c->choice, TP_SITE_PARAM);
  int literals = (int) (c->state_bits + c->tapes * c->symbol_bits) - 1, most = c->r + 2 > literals ? c->r + 2 : literals, kept = 1;
  if (rule.format.family == TP_FORMAT_REAL)
    return 1;
  mpq_t x;
  mpq_init(x);
  for (int bias = -most; bias <= 1 && kept; bias++) {
    mpq_set_si(x, bias, 1);
    kept = tp_certificate_round(c, &rule, x) && mpq_cmp_si(x, bias, 1) == 0;
  }
  mpq_clear(x);
  /* beta is taken in 192 bits */
  return kept && !c->is_all && tp_format_denominator(rule.format) == 1 && tp_format_significand(rule.format) <= 128;
}

/* Where activations keep small errors: act to nearest, no posits, logits and exponentials not rounded; and for
   `tolerant` weights to nearest (doc/half-snapping.md and doc/tolerant-search.md, sections 1.1). */
static int is_for_garbage(const tp_certificate_reader *c)
{
  return tp_mode_is_nearest(c->act.mode) && c->act.format.family != TP_FORMAT_POSIT && c->logit.format.family == TP_FORMAT_REAL
         && c->exp.format.family == TP_FORMAT_REAL
         && (c->theorem != TP_CERTIFICATE_TOLERANT || c->attn.format.family == TP_FORMAT_REAL || tp_mode_is_nearest(c->attn.mode));
}

static int is_rounded(const tp_certificate_reader *c, int site) { return tp_choice_is_rounded(&c->choice, site); }

/* What `walk` is about (doc/walk.md, section 1.1). */
static int rounds_nothing(const tp_certificate_reader *c)
{
  int nothing = 1;
  for (int i = 0; i < TP_SITES; i++)
    nothing &= !is_rounded(c, i);
  return nothing;
}

/* Rounding by sites (doc/bounds.md, section 4.1). */
static int is_by_sites(tp_certificate_reader *c)
{
  const tp_choice *a = &c->choice;
  int covered = is_rounded(c, TP_SITE_ACT) && is_rounded(c, TP_SITE_ACC) == (c->theorem == TP_CERTIFICATE_PARTIAL_SUMS);
  for (int i = 0; i < TP_SITES; i++)
    covered &= !is_rounded(c, i) || (a->mode[i] != TP_ROUND_STOCHASTIC && !a->site[i].shared);
  /* Where all keys tie, the total is n - 1 at most. */
  mpq_t total;
  mpq_init(total);
  mpq_set_ui(total, c->n - 1, 1);
  covered = covered && tp_certificate_keeps_one(c, &c->exp) && tp_certificate_keeps_one(c, &c->attn) && tp_certificate_keeps_one(c, &c->act)
            && tp_certificate_round(c, &c->exp, total) && keeps_biases(c)
            && (c->theorem == TP_CERTIFICATE_SNAP || c->theorem == TP_CERTIFICATE_PARTIAL_SUMS || is_for_garbage(c));
  mpq_clear(total);
  return covered;
}

/* Rounding of every operation (doc/every-operation.md, section 1.1), but for the range of exponents. */
static int is_by_operations(tp_certificate_reader *c)
{
  const tp_choice *a = &c->choice;
  const tp_format f = a->operation;
  c->logit = c->exp = c->attn = c->act = c->acc = (tp_rounding) {f, a->mode[0], a->overflow};
  return a->kind == TP_ARITHMETIC_MPFR && tp_mode_is_nearest(a->mode[0]) && (f.family == TP_FORMAT_FLOAT || f.family == TP_FORMAT_IEEE) && !f.flushes
         && !f.shared && tp_format_significand(f) >= 2;
}

/* The arithmetic of a layer, if the theorem is about it. */
static int take_layer(tp_certificate_reader *c, unsigned layer)
{
  c->choice = tp_choice_at_layer(&c->stated, layer);
  c->logit = tp_choice_rounding(&c->choice, TP_SITE_LOGIT);
  c->exp = tp_choice_rounding(&c->choice, TP_SITE_EXP);
  c->attn = tp_choice_rounding(&c->choice, TP_SITE_ATTN);
  c->act = tp_choice_rounding(&c->choice, TP_SITE_ACT);
  c->acc = tp_choice_rounding(&c->choice, TP_SITE_ACC);
  int covered = !tp_choice_has_noise(&c->choice);
  if (c->theorem == TP_CERTIFICATE_EVERY_OPERATION)
    covered = covered && is_by_operations(c);
  else
    covered = covered && c->choice.kind == TP_ARITHMETIC_SITES && (c->theorem == TP_CERTIFICATE_WALK ? rounds_nothing(c) : is_by_sites(c));
  return covered ? 1 : tp_certificate_refuse(c, "the theorem is not about this arithmetic");
}

static int read_arithmetic(tp_certificate_reader *c)
{
  tp_error err;
  if (!tp_certificate_next_line(c) || strncmp(c->text, "arithmetic\t", 11) || tp_choice_parse(&c->stated, c->text + 11, &err) != TP_STATUS_OK)
    return tp_certificate_malformed(c, "no arithmetic");
  if (c->stated.exceptions)
    return c->theorem == TP_CERTIFICATE_SNAP ? 1 : tp_certificate_refuse(c, "the theorem is not about layers that differ");
  return take_layer(c, 1);
}

int tp_certificate_layers(tp_certificate_reader *c, unsigned *last)
{
  unsigned first = *last + 1, layers = 5 * (unsigned) c->r / 2 + 8;
  int good = tp_certificate_next_line(c) && (sscanf(c->text, "layers\t%*u\t%u\t", last) == 1 || tp_certificate_malformed(c, "no layers"));
  if (good && (*last < first || *last > layers))
    good = tp_certificate_malformed(c, "there are no such layers");
  for (unsigned layer = first; good && layer <= *last; layer++) {
    const tp_choice there = tp_choice_at_layer(&c->stated, layer);
    tp_buffer text = {NULL, 0, 0};
    tp_choice_print(&text, &there);
    good = tp_certificate_is_line(c, "layers\t%u\t%u\t%s", first, *last, text.text);
    tp_buffer_clear(&text);
  }
  return good && take_layer(c, first);
}

static int read_theorem(tp_certificate_reader *c)
{
  static const struct { const char *name, *claim; } theorem[TP_CERTIFICATE_THEOREMS] = {
    {"snap", "exact_act"}, {"snap-acc", "exact_act"}, {"half-snap", "exact"}, {"tolerant", "exact"}, {"every-operation", "exact"}, {"walk", "exact"}};
  char claim[TP_CERTIFICATE_WORD];
  if (!tp_certificate_next_line(c) || sscanf(c->text, "claim\t%1599s", claim) != 1 || !tp_certificate_is_line(c, "claim\t%s", claim) || !tp_certificate_next_line(c))
    return tp_certificate_malformed(c, "no claim");
  for (int i = 0; i < TP_CERTIFICATE_THEOREMS; i++)
    if (!strncmp(c->text, "theorem\t", 8) && !strcmp(c->text + 8, theorem[i].name) && !strcmp(claim, theorem[i].claim)) {
      c->theorem = (tp_certificate_theorem) i;
      return 1;
    }
  return tp_certificate_malformed(c, "no theorem that says so");
}

int tp_certificate_hypotheses(tp_certificate_reader *c)
{
  return tp_certificate_next_line(c) && tp_certificate_is_line(c, "tmprec-certificate 1") && read_theorem(c) && read_scope(c) && read_arithmetic(c);
}
