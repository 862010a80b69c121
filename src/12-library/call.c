/* SPDX-License-Identifier: MIT */
#include "library.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cancel.h"

typedef struct {
  tp_call call;
  tp_call_work *work;
  void *arguments;
  tp_status status;
  tp_error err;
} running;

static void do_work(void *context)
{
  running *r = context;
  r->status = r->work(&r->call, r->arguments, &r->err);
}

static tmprec_status tell(tmprec_error *error, tmprec_status status, const char *message)
{
  if (error) {
    error->status = status;
    snprintf(error->message, sizeof error->message, "%s", message);
  }
  return status;
}

static tmprec_status tell_no_memory(tmprec_error *error, size_t bytes)
{
  char message[64] = "out of memory";
  if (bytes)
    snprintf(message, sizeof message, "out of memory (%zu bytes more were needed)", bytes);
  return tell(error, TMPREC_NO_MEMORY, message);
}

/* The members that this caller knows; others are 0. */
static tmprec_watch known_of(const tmprec_watch *watch)
{
  tmprec_watch known = {sizeof known, NULL, NULL, NULL, NULL, NULL, NULL};
  if (watch)
    memcpy(&known, watch, watch->size < sizeof known ? watch->size : sizeof known);
  return known;
}

static tmprec_status status_of(const running *r)
{
  if (r->status == TP_STATUS_OK)
    return TMPREC_OK;
  if (r->status == TP_STATUS_INEXACT)
    return TMPREC_NOT_PROVED;
  return r->err.reason == TP_REASON_NO_MEMORY ? TMPREC_NO_MEMORY : TMPREC_REFUSED;
}

int tp_size_is_set(size_t size, size_t first, const char *type, tp_error *err)
{
  if (size >= first)
    return 1;
  tp_error_set(err, TP_STATUS_REFUSED, "the member `size` of a %s is %zu, less than the structure ever had", type, size);
  return 0;
}

tmprec_status tp_call_run(tmprec_error *error, const tmprec_watch *watch, tp_call_work *work, void *arguments)
{
  size_t bytes;
  tp_error unset;
  if (watch && !tp_size_is_set(watch->size, offsetof(tmprec_watch, scores) + sizeof watch->scores, "tmprec_watch", &unset))
    return tell(error, TMPREC_REFUSED, unset.text);
  running r = {.call.watch = known_of(watch), .work = work, .arguments = arguments};
  const tmprec_cancel *cancel = r.call.watch.cancel;
  r.call.caller = tp_mpfr_environment_enter();
  const tp_given_up why = tp_recovery_run(do_work, &r, cancel ? tp_cancel_is_set : NULL, cancel, &bytes);
  tp_mpfr_environment_leave(&r.call.caller);
  switch (why) {
  case TP_GIVEN_UP_MEMORY:
    return tell_no_memory(error, bytes);
  case TP_GIVEN_UP_CANCELLED:
    return tell(error, TMPREC_CANCELLED, "cancelled");
  case TP_GIVEN_UP_NOT:
    break;
  }
  const tmprec_status status = status_of(&r);
  if (status == TMPREC_OK)
    return tell(error, status, "");
  tp_error whole;
  tp_error_set(&whole, r.status, "%.900s%s", r.err.text, tp_call_hint(r.err.reason));
  return tell(error, status, whole.text);
}

tmprec_status tp_call_refuse(tmprec_error *error, const char *why)
{
  return tell(error, TMPREC_REFUSED, why);
}

void tp_call_free(void (*work)(void *object), void *object)
{
  if (object)
    tp_recovery_run(work, object, NULL, NULL, NULL);
}

tp_call_pause tp_call_leave(tp_call *call)
{
  const mpfr_flags_t flags = mpfr_flags_save();
  tp_recovery *left = tp_recovery_leave();
  tp_mpfr_environment_leave(&call->caller);
  return (tp_call_pause) {left, flags};
}

void tp_call_enter_again(tp_call *call, const tp_call_pause *pause, int answer)
{
  call->caller = tp_mpfr_environment_enter();
  tp_recovery_enter_again(pause->left);
  mpfr_flags_restore(pause->flags, MPFR_FLAGS_ALL);
  if (answer)
    tp_recovery_give_up(TP_GIVEN_UP_CANCELLED);
}

void tp_call_tell_progress(tp_call *call, size_t done, size_t all)
{
  const tmprec_watch *w = &call->watch;
  if (w->cancel && tp_cancel_is_set(w->cancel))
    tp_recovery_give_up(TP_GIVEN_UP_CANCELLED);
  if (!w->progress)
    return;
  call->done = done;
  call->all = all;
  const tp_call_pause pause = tp_call_leave(call);
  const int answer = w->progress(w->user, done, all);
  tp_call_enter_again(call, &pause, answer);
}

static void tell_step(void *call, size_t done)
{
  tp_call_tell_progress(call, done, 0);
}

void tp_call_tell_steps(tp_call *call)
{
  tp_recovery_watch(tell_step, call);
}

void tp_call_tell_end(tp_call *call, size_t all)
{
  all = call->all ? call->all : all;
  if (call->done != all || call->all != all)
    tp_call_tell_progress(call, all, all);
}
