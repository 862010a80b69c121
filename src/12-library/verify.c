/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/verify.h"

#include <stdlib.h>

#include "library.h"
#include "tmprec/base/memory.h"
#include "tmprec/tokens/text.h"

struct tmprec_verification {
  tp_verification v;
  char *expected, *predicted;      /* where `exact` is no, else NULL */
};

static void release(void *object)
{
  tmprec_verification *v = object;
  tp_verify_clear(&v->v);
  free(v->expected);
  free(v->predicted);
  free(v);
}

void tmprec_verification_free(tmprec_verification *verification)
{
  tp_call_free(release, verification);
}

typedef struct {
  tmprec_verification **out;
  const tmprec_simulation *simulation;
  const tmprec_arithmetic *arithmetic;
  int activations;
} verifying;

static void show(void *context, const tp_verify_state *at)
{
  tp_call_tell_progress(context, at->position, at->positions);
}

/* Activations are compared with a record of the hardmax run; without that question, it makes the rest quicker where it fits. */
static tp_hardmax_record *record_of(tp_subject *at, const tp_setup *setup, int activations)
{
  if (!activations && (!tp_deviation_covers(at->plan, setup) || tp_hardmax_record_size(at) > TP_HARDMAX_RECORD_MOST))
    return NULL;
  tp_subject_write(at);
  return tp_hardmax_record_new(at, 0);
}

static char *token_text(const tp_machine *m, const uint32_t *token)
{
  tp_buffer text = {NULL, 0, 0};
  tp_token_print(&text, m, token);
  return tp_text_taken(&text);
}

static tp_status verify(tp_call *call, void *arguments, tp_error *err)
{
  const verifying *a = arguments;
  if (tp_arithmetic_check(a->arithmetic, a->simulation->s.t->layers, 1, err) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  const tp_setup setup = tp_arithmetic_setup(a->arithmetic);
  tmprec_verification *out = tp_memory_zeroed(1, sizeof *out);
  tp_subject at = tp_simulation_at_work(a->simulation);
  tp_hardmax_record *record = record_of(&at, &setup, a->activations);
  tp_verify_with_progress(&out->v, &at, &setup, record, show, call);
  tp_hardmax_record_free(record);
  tp_call_tell_end(call, at.size.longest);
  if (!a->activations && out->v.exact != TP_VERDICT_NO)
    out->v.exact_act = TP_VERDICT_UNKNOWN;
  if (out->v.exact == TP_VERDICT_NO) {
    out->expected = token_text(at.m, out->v.expected);
    out->predicted = out->v.ties > 0 ? token_text(at.m, out->v.predicted) : NULL;
  }
  tp_simulation_clear_work(&at);
  *a->out = out;
  return TP_STATUS_OK;
}

tmprec_status tmprec_verify(tmprec_verification **out, const tmprec_simulation *simulation, const tmprec_arithmetic *arithmetic, int activations,
                            const tmprec_watch *watch, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, watch, verify, &(verifying) {out, simulation, arithmetic, activations});
}

/* --- What was found ------------------------------------------------------------------ */

static tmprec_verdict verdict_of(tp_verdict v)
{
  return v == TP_VERDICT_NO ? TMPREC_NO : v == TP_VERDICT_YES ? TMPREC_YES : TMPREC_UNKNOWN;
}

tmprec_verdict tmprec_verification_exact(const tmprec_verification *verification)
{
  return verdict_of(verification->v.exact);
}

tmprec_verdict tmprec_verification_exact_activations(const tmprec_verification *verification)
{
  return verdict_of(verification->v.exact_act);
}

size_t tmprec_verification_predictions(const tmprec_verification *verification)
{
  return verification->v.predictions;
}

static size_t of_error(const tmprec_verification *v, size_t number)
{
  return v->v.exact == TP_VERDICT_NO ? number : SIZE_MAX;
}

size_t tmprec_verification_first_error(const tmprec_verification *verification)
{
  return of_error(verification, verification->v.first_error);
}

size_t tmprec_verification_token(const tmprec_verification *verification)
{
  return of_error(verification, verification->v.token);
}

size_t tmprec_verification_segment(const tmprec_verification *verification)
{
  return of_error(verification, verification->v.segment);
}

size_t tmprec_verification_position(const tmprec_verification *verification)
{
  return of_error(verification, verification->v.position);
}

const char *tmprec_verification_expected(const tmprec_verification *verification)
{
  return verification->expected;
}

const char *tmprec_verification_predicted(const tmprec_verification *verification)
{
  return verification->predicted;
}

double tmprec_verification_ties(const tmprec_verification *verification)
{
  return verification->v.exact == TP_VERDICT_NO ? verification->v.ties : 0;
}
