/* SPDX-License-Identifier: MIT */
#include "cancel.h"

#include <stdlib.h>

#include "library.h"
#include "tmprec/base/memory.h"

struct tmprec_cancel {
  atomic_int is_set;
};

int tp_cancel_is_set(const void *cancel)
{
  return atomic_load_explicit(&((const tmprec_cancel *) cancel)->is_set, memory_order_relaxed);
}

static tp_status make(tp_call *call, void *arguments, tp_error *err)
{
  (void) call;
  (void) err;
  tmprec_cancel **out = arguments, *c = tp_memory_new(1, sizeof *c);
  atomic_init(&c->is_set, 0);
  *out = c;
  return TP_STATUS_OK;
}

tmprec_status tmprec_cancel_new(tmprec_cancel **out, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, NULL, make, out);
}

void tmprec_cancel_free(tmprec_cancel *cancel)
{
  free(cancel);
}

void tmprec_cancel_set(tmprec_cancel *cancel)
{
  atomic_store_explicit(&cancel->is_set, 1, memory_order_relaxed);
}

void tmprec_cancel_clear(tmprec_cancel *cancel)
{
  atomic_store_explicit(&cancel->is_set, 0, memory_order_relaxed);
}
