/* SPDX-License-Identifier: MIT */
/* What is certain of every run of a scope. */
#include "hints.h"
#include "output.h"
#include "print_document.h"

#include <stdio.h>
#include <string.h>

#include "tmprec/analysis/certificate.h"
#include "tmprec/compiler/theorem.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/machine/fold.h"

enum { MOST_BITS = 128 };

/* r and n from what was given of them: contexts of 2^r tokens, or the least r for n. */
static int settle_context(const settings *s, unsigned *r, uint64_t *n)
{
  *r = s->subject.r;
  *n = s->context;
  if (!*r && !*n) {
    complain("bound needs -r, -n, or a machine and an input");
    return 0;
  }
  for (unsigned bits = TP_POSITION_BITS_MIN; !*r; bits += 2)
    *r = *n <= (uint64_t) 1 << bits ? bits : 0;
  if (!*n)
    *n = (uint64_t) 1 << *r;
  if (*n > (uint64_t) 1 << *r) {
    complain("-n %llu: more than 2^%u tokens; without -r the context holds them", (unsigned long long) *n, *r);
    return 0;
  }
  return 1;
}

static int scope_of_run(settings *s, tp_scope *out)
{
  tp_machine *m;
  tp_subject at;
  if (s->context) {
    complain("-n is for all inputs; the run of one input has as many tokens as it has");
    return 0;
  }
  s->subject.unwritten = 1;
  if (!open_subject(s, 0, &m, &at))
    return 0;
  *out = tp_scope_run(&at);
  tp_subject_close(&at);
  tp_machine_free(m);
  return 1;
}

static int scope_of_machine(const settings *s, tp_scope *out)
{
  tp_machine *m, *folded = NULL;
  tp_error err;
  unsigned r;
  uint64_t n;
  if (!settle_context(s, &r, &n) || !open_machine(s, &m))
    return 0;
  tp_status result = TP_STATUS_OK;
  if (s->subject.two_way == TP_TWO_WAY_FOLD)
    result = tp_machine_fold_for(&folded, m, NULL, s->subject.limits, &err);
  if (result == TP_STATUS_OK)
    *out = tp_scope_machine(folded ? folded : m, s->subject.mode, r, n);
  else
    complain_of(&err);
  tp_machine_free(folded);
  tp_machine_free(m);
  return result == TP_STATUS_OK;
}

static int find_scope(settings *s, tp_scope *out)
{
  unsigned r;
  uint64_t n;
  if (s->arguments == 2)
    return scope_of_run(s, out);
  if (s->arguments == 1)
    return scope_of_machine(s, out);
  if (!settle_context(s, &r, &n))
    return 0;
  *out = tp_scope_all(s->subject.mode, r, n);
  return 1;
}

static const tp_column columns[] = {
  {"what", TP_COLUMN_TEXT, 0}, {"low", TP_COLUMN_SHORTEST, 0}, {"high", TP_COLUMN_SHORTEST, 0}, {"claim", TP_COLUMN_TEXT, 0},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void put_inequality(tp_table *t, const tp_inequality *q)
{
  tp_buffer claim = {NULL, 0, 0};
  tp_buffer_puts(&claim, q->holds ? "" : "not known to be ");
  if (q->kind == TP_INEQUALITY_LESS)
    tp_buffer_puts(&claim, "less");
  else
    tp_buffer_printf(&claim, "rounded to %d", q->value);
  tp_table_put_text(t, q->what);
  tp_table_put_number(t, q->low);
  tp_table_put_number(t, q->high);
  tp_table_put_text(t, claim.text);
  tp_buffer_clear(&claim);
}

static void put_open(tp_table *t, const char *what)
{
  tp_table_put_text(t, what);
  for (int i = 1; i < COLUMNS; i++)
    tp_table_put_nothing(t);
}

/* What the verdict rests on; or what is open, where there is none. */
static void put_reasons(tp_document *d, const tp_claim *c)
{
  tp_table *open = tp_table_new(columns, COLUMNS), *because = tp_table_new(columns, COLUMNS);
  for (size_t i = 0; i < c->opens && c->verdict != TP_CLAIM_EXACT_ACT; i++)
    put_open(open, c->open[i]);
  for (size_t i = 0; i < c->becauses; i++)
    if (c->because[i].holds == (c->verdict != TP_CLAIM_NONE))
      put_inequality(c->because[i].holds ? because : open, c->because + i);
  tp_document_table(d, "open", open, TP_STYLE_NAMED);
  tp_document_table(d, "because", because, TP_STYLE_NAMED);
}

static void put_beta(tp_document *d, const char *name, int is_there, double beta)
{
  const tp_column column = {name, TP_COLUMN_SHORTEST, 0};
  if (is_there)
    tp_document_number(d, &column, beta);
  else
    tp_document_nothing(d, name);
}

static void put_betas(tp_document *d, const tp_scope *s, const tp_choice *c, tp_claim_verdict verdict)
{
  double least = 0;
  const tp_claim_verdict wanted = verdict == TP_CLAIM_NONE ? TP_CLAIM_EXACT : verdict;
  const int has_beta = c->kind != TP_ARITHMETIC_EXACT, has_least = tp_claim_least_beta(&least, s, c, wanted);
  put_beta(d, "beta", has_beta, has_beta ? tp_choice_beta(c, s->r) : 0);
  put_beta(d, "least_beta", has_least, least);
}

static const char *text_or_nothing(const char *text) { return *text ? text : NULL; }

static void put_arithmetic(tp_document *d, const tp_choice *c)
{
  tp_buffer text = {NULL, 0, 0};
  tp_choice_print(&text, c);
  tp_document_text(d, "arithmetic", text.text);
  tp_buffer_clear(&text);
}

static void put_least_bits(tp_document *d, int is_asked, int bits)
{
  if (bits)
    tp_document_integer(d, "least_bits", (uint64_t) bits);
  else
    tp_document_nothing(d, "least_bits");
  if (!is_asked)
    tp_document_hide(d);
}

static void print_claim(const settings *by, const tp_scope *s, int bits, const tp_claim *claim)
{
  tp_document *d = tp_document_new();
  tp_document_boolean(d, "certified", claim->verdict != TP_CLAIM_NONE);
  tp_document_text(d, "scope", tp_scope_name[s->kind]);
  tp_document_text(d, "mode", tp_chain_mode_name[s->mode]);
  tp_document_integer(d, "r", s->r);
  tp_document_integer(d, "n", s->n);
  put_betas(d, s, &by->choice, claim->verdict);
  tp_document_text(d, "verdict", text_or_nothing(tp_claim_name[claim->verdict]));
  tp_document_text(d, "theorem", text_or_nothing(claim->theorem));
  tp_document_integer(d, "ties", s->ties);
  put_arithmetic(d, &by->choice);
  put_least_bits(d, by->least == LEAST_BITS, bits);
  put_reasons(d, claim);
  print_document(by, d);
}

static int put_into(const char *path, tp_buffer *text)
{
  const int good = put_text_to(path, text);
  tp_buffer_clear(text);
  return good;
}

static int write_coq(const char *path, const tp_claim *claim, const tp_scope *scope, const tp_choice *c)
{
  tp_buffer text = {NULL, 0, 0};
  tp_error err;
  if (tp_certificate_coq(&text, claim, scope, c, &err) == TP_STATUS_OK)
    return put_into(path, &text);
  complain_of(&err);
  return 0;
}

/* The certificate is checked before it is written: it has fewer bits than the numbers of the claim. */
static int write_certificate(const char *path, const tp_claim *claim, const tp_scope *scope, const tp_choice *c)
{
  tp_buffer text = {NULL, 0, 0};
  tp_error err;
  int good = tp_certificate_print(&text, claim, scope, c, &err) == TP_STATUS_OK
             && tp_certificate_check(path, text.text, text.length, &err) == TP_CERTIFICATE_CONFIRMED;
  if (good)
    return put_into(path, &text);
  complain_of(&err);
  tp_buffer_clear(&text);
  return 0;
}

static int is_certified(const tp_scope *scope, const tp_choice *c)
{
  tp_claim claim;
  tp_claim_make(&claim, scope, c);
  int certified = claim.verdict != TP_CLAIM_NONE;
  tp_claim_clear(&claim);
  return certified;
}

/* The format of so many bits, at the sites; 0 if there is none that goes with the rest. */
static int choose_bits(const settings *s, tp_choice *c, int bits, tp_error *err)
{
  unsigned sites = s->sweep.sites ? s->sweep.sites : 1u << TP_SITE_ACT | 1u << TP_SITE_ATTN;
  tp_bits_family family = TP_FAMILY_FIXED;
  while (s->sweep.families && !(s->sweep.families >> family & 1))
    family++;
  return tp_family_choose(c, family, bits, sites, err) == TP_STATUS_OK && tp_choice_check(c, err) == TP_STATUS_OK;
}

/* From which number of bits on all up to MOST_BITS are certified; 0 if none is.  The choice is left there. */
static int find_least_bits(settings *s, const tp_scope *scope)
{
  int least = 0;
  tp_error err;
  for (int bits = MOST_BITS; bits > 0; bits--) {
    if (!choose_bits(s, &s->choice, bits, &err) || !is_certified(scope, &s->choice))
      break;
    least = bits;
  }
  choose_bits(s, &s->choice, least ? least : MOST_BITS, &err);
  return least;
}

static int choose_least(settings *s, const tp_scope *scope)
{
  double beta;
  if (s->least == LEAST_BITS)
    return find_least_bits(s, scope);
  if (s->least == LEAST_BETA && tp_claim_least_beta(&beta, scope, &s->choice, TP_CLAIM_EXACT)) {
    s->choice.beta.is_auto = 0;
    snprintf(s->choice.beta.decimal, sizeof s->choice.beta.decimal, "%.17g", beta);
  }
  return 0;
}

static int is_standard_output(const char *path) { return path && !strcmp(path, "-"); }

/* Options that would have no effect, or of which one is meant. */
static int options_agree(const settings *s)
{
  const unsigned families = s->sweep.families;
  const int has_limits = s->subject.limits.cut || s->subject.limits.max_steps != TP_RUN_DEFAULT_MAX_STEPS;
  tp_choice most = tp_choice_copy(&s->choice);
  tp_error err;
  const int goes = s->least != LEAST_BITS || choose_bits(s, &most, MOST_BITS, &err);
  tp_choice_clear(&most);
  if (!goes)
    complain_of(&err);
  else if (has_limits && s->arguments < 2)
    complain("--steps and --max-steps are for the run of one input: bound needs MACHINE and INPUT with them");
  else if (s->least != LEAST_BITS && (families || s->sweep.sites))
    complain("--family and --sites go with --least bits");
  else if (families & (families - 1))
    complain("--least bits takes one --family");
  else if (s->json && (is_standard_output(s->output) || is_standard_output(s->coq)))
    complain("--json: standard output is for JSON; -o and --coq need a FILE");
  else
    return 1;
  return 0;
}

int perform_bound(settings *s)
{
  tp_scope scope;
  tp_claim claim;
  tp_error err;
  if (!options_agree(s) || !find_scope(s, &scope))
    return EXIT_REFUSED;
  if (tp_choice_check_layers(&s->choice, tp_theorem_layers(scope.r), &err) != TP_STATUS_OK) {
    complain("--at %s%s", err.text, hint_at(err.reason));
    return EXIT_REFUSED;
  }
  int bits = choose_least(s, &scope);
  tp_claim_make(&claim, &scope, &s->choice);
  if (!is_standard_output(s->output) && !is_standard_output(s->coq))
    print_claim(s, &scope, bits, &claim);
  int code = claim.verdict != TP_CLAIM_NONE ? EXIT_DONE : EXIT_INEXACT;
  if (s->output && claim.verdict != TP_CLAIM_NONE && !write_certificate(s->output, &claim, &scope, &s->choice))
    code = EXIT_REFUSED;
  if (s->coq && claim.verdict != TP_CLAIM_NONE && !write_coq(s->coq, &claim, &scope, &s->choice))
    code = EXIT_REFUSED;
  tp_claim_clear(&claim);
  return finish_output(code);
}
