/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "library.h"
#include "tmprec/analysis/certificate.h"
#include "tmprec/base/memory.h"
#include "tmprec/compiler/theorem.h"

enum { LEAST_TOKENS = 5 };

struct tmprec_claim {
  tp_scope scope;
  tp_claim claim;
  double least_beta;
  char *certificate;               /* or NULL */
  char **reason;
  size_t reasons;
};

static void release(void *object)
{
  tmprec_claim *c = object;
  tp_claim_clear(&c->claim);
  free(c->certificate);
  for (size_t i = 0; i < c->reasons; i++)
    free(c->reason[i]);
  free(c->reason);
  free(c);
}

void tmprec_claim_free(tmprec_claim *claim)
{
  tp_call_free(release, claim);
}

/* --- Making ------------------------------------------------------------------------- */

typedef struct {
  tmprec_claim **out;
  const tmprec_machine *machine;           /* or NULL */
  const tmprec_simulation *simulation;     /* or NULL */
  tmprec_mode mode;
  unsigned r;
  uint64_t n;
  const tmprec_arithmetic *arithmetic;
} claiming;

static tp_status find_scope(tp_scope *out, const claiming *a, tp_error *err)
{
  if (a->simulation) {
    *out = tp_scope_run(&a->simulation->s);
    return TP_STATUS_OK;
  }
  if (a->mode != TMPREC_COT && a->mode != TMPREC_SCOT)
    return tp_error_set(err, TP_STATUS_REFUSED, "mode %d is neither cot nor scot", (int) a->mode);
  if (a->r < TP_POSITION_BITS_MIN || a->r > TP_POSITION_BITS_MAX || a->r % 2)
    return tp_error_set(err, TP_STATUS_REFUSED, "r %u is not an even number from %u to %u", a->r, TP_POSITION_BITS_MIN, TP_POSITION_BITS_MAX);
  const uint64_t most = (uint64_t) 1 << a->r, n = a->n ? a->n : most;
  if (n < LEAST_TOKENS || n > most)
    return tp_error_set(err, TP_STATUS_REFUSED, "n %llu is not from %d to 2^%u", (unsigned long long) n, LEAST_TOKENS, a->r);
  const tp_chain_mode mode = a->mode == TMPREC_SCOT ? TP_MODE_SCOT : TP_MODE_COT;
  *out = a->machine ? tp_scope_machine(a->machine->shared->m, mode, a->r, n) : tp_scope_all(mode, a->r, n);
  return TP_STATUS_OK;
}

/* A certificate is checked before it is given away: it has fewer bits than the numbers of the claim. */
static char *certificate_of(const tp_claim *claim, const tp_scope *scope, const tp_choice *choice)
{
  tp_error why;
  tp_buffer text = {NULL, 0, 0};
  if (claim->verdict != TP_CLAIM_NONE && tp_certificate_print(&text, claim, scope, choice, &why) == TP_STATUS_OK
      && tp_certificate_check("certificate", text.text, text.length, &why) == TP_CERTIFICATE_CONFIRMED)
    return tp_text_taken(&text);
  tp_buffer_clear(&text);
  return NULL;
}

static void put_inequality(tp_buffer *out, const tp_inequality *q)
{
  tp_buffer_printf(out, "%s\t%.17g\t%.17g\t%s", q->what, q->low, q->high, q->holds ? "" : "not known to be ");
  if (q->kind == TP_INEQUALITY_LESS)
    tp_buffer_puts(out, "less");
  else
    tp_buffer_printf(out, "rounded to %d", q->value);
}

static void note_reasons(tmprec_claim *c)
{
  const tp_claim *of = &c->claim;
  const int is_proved = of->verdict != TP_CLAIM_NONE;
  c->reason = tp_memory_new(of->opens + of->becauses, sizeof *c->reason);
  for (size_t i = 0; i < of->opens && !is_proved; i++)
    c->reason[c->reasons++] = tp_text_copy(of->open[i]);
  for (size_t i = 0; i < of->becauses; i++)
    if (of->because[i].holds == is_proved) {
      tp_buffer text = {NULL, 0, 0};
      put_inequality(&text, of->because + i);
      c->reason[c->reasons++] = tp_text_taken(&text);
    }
}

static tp_status make_claim(tp_call *call, void *arguments, tp_error *err)
{
  const claiming *a = arguments;
  const tp_choice *choice = tp_arithmetic_setup(a->arithmetic).choice;
  tp_scope scope;
  tp_status result = find_scope(&scope, a, err);
  if (result == TP_STATUS_OK)
    result = tp_arithmetic_check(a->arithmetic, tp_theorem_layers(scope.r), 0, err);
  if (result == TP_STATUS_OK && tp_choice_has_noise(choice))
    result = tp_error_set(err, TP_STATUS_REFUSED, "nothing is proved of noise");
  if (result != TP_STATUS_OK)
    return result;
  tp_call_tell_steps(call);
  tmprec_claim *c = tp_memory_zeroed(1, sizeof *c);
  c->scope = scope;
  tp_claim_make(&c->claim, &scope, choice);
  const tp_claim_verdict wanted = c->claim.verdict == TP_CLAIM_NONE ? TP_CLAIM_EXACT : c->claim.verdict;
  if (!tp_claim_least_beta(&c->least_beta, &scope, choice, wanted))
    c->least_beta = (double) NAN;
  tp_recovery_watch(NULL, NULL);           /* lines of its own certificate are not layers */
  c->certificate = certificate_of(&c->claim, &scope, choice);
  note_reasons(c);
  tp_call_tell_end(call, tp_theorem_layers(scope.r));
  *a->out = c;
  return TP_STATUS_OK;
}

tmprec_status tmprec_bound_all(tmprec_claim **out, tmprec_mode mode, unsigned r, uint64_t n, const tmprec_arithmetic *arithmetic, const tmprec_watch *watch, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, watch, make_claim, &(claiming) {out, NULL, NULL, mode, r, n, arithmetic});
}

tmprec_status tmprec_bound_machine(tmprec_claim **out, const tmprec_machine *machine, tmprec_mode mode, unsigned r, uint64_t n,
                                   const tmprec_arithmetic *arithmetic, const tmprec_watch *watch, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, watch, make_claim, &(claiming) {out, machine, NULL, mode, r, n, arithmetic});
}

tmprec_status tmprec_bound_run(tmprec_claim **out, const tmprec_simulation *simulation, const tmprec_arithmetic *arithmetic, const tmprec_watch *watch, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, watch, make_claim, &(claiming) {out, NULL, simulation, TMPREC_COT, 0, 0, arithmetic});
}

/* --- What is claimed ------------------------------------------------------------------ */

const char *tmprec_claim_verdict(const tmprec_claim *claim)
{
  return tp_claim_name[claim->claim.verdict];
}

const char *tmprec_claim_theorem(const tmprec_claim *claim)
{
  return claim->claim.theorem;
}

uint64_t tmprec_claim_tokens(const tmprec_claim *claim)
{
  return claim->scope.n;
}

uint64_t tmprec_claim_ties(const tmprec_claim *claim)
{
  return claim->scope.ties;
}

const char *tmprec_claim_reason(const tmprec_claim *claim, size_t i)
{
  return i < claim->reasons ? claim->reason[i] : NULL;
}

double tmprec_claim_least_beta(const tmprec_claim *claim)
{
  return claim->least_beta;
}

const char *tmprec_claim_certificate(const tmprec_claim *claim)
{
  return claim->certificate;
}

/* --- Checking ------------------------------------------------------------------------- */

typedef struct {
  const char *name, *text;
  size_t length;
} checking;

static size_t count_lines(const char *text, size_t length)
{
  size_t lines = 0;
  for (size_t i = 0; i < length; i++)
    lines += text[i] == '\n';
  return lines;
}

static tp_status check(tp_call *call, void *arguments, tp_error *err)
{
  const checking *c = arguments;
  tp_call_tell_steps(call);
  char *text = tp_memory_string(c->text, c->length);       /* with a 0 after it */
  const tp_certificate_result result = tp_certificate_check(c->name, text, c->length, err);
  free(text);
  if (result == TP_CERTIFICATE_CONFIRMED)
    tp_call_tell_end(call, count_lines(c->text, c->length));
  switch (result) {
  case TP_CERTIFICATE_CONFIRMED: return TP_STATUS_OK;
  case TP_CERTIFICATE_REFUSED: return TP_STATUS_INEXACT;
  case TP_CERTIFICATE_MALFORMED: break;
  }
  return TP_STATUS_REFUSED;
}

tmprec_status tmprec_check(const char *name, const char *certificate, size_t length, const tmprec_watch *watch, tmprec_error *error)
{
  return tp_call_run(error, watch, check, &(checking) {name, certificate, length});
}
