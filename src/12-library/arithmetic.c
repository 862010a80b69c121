/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "library.h"
#include "tmprec/base/memory.h"

struct tmprec_arithmetic {
  tp_choice choice;
  tp_draw draw;
  char *text;
};

static void release(void *object)
{
  tmprec_arithmetic *a = object;
  tp_choice_clear(&a->choice);
  free(a->text);
  free(a);
}

void tmprec_arithmetic_free(tmprec_arithmetic *arithmetic)
{
  tp_call_free(release, arithmetic);
}

typedef struct {
  tmprec_arithmetic **out;
  const char *text;
  tp_draw draw;
} making;

static tp_status make(tp_call *call, void *arguments, tp_error *err)
{
  (void) call;
  const making *m = arguments;
  tmprec_arithmetic *a = tp_memory_zeroed(1, sizeof *a);
  tp_buffer text = {NULL, 0, 0};
  if (tp_choice_parse(&a->choice, m->text, err) != TP_STATUS_OK) {
    free(a);
    return TP_STATUS_REFUSED;
  }
  tp_choice_print(&text, &a->choice);
  a->text = tp_text_taken(&text);
  a->draw = m->draw;
  *m->out = a;
  return TP_STATUS_OK;
}

tmprec_status tmprec_arithmetic_new(tmprec_arithmetic **out, const char *text, uint64_t seed, uint64_t trial, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, NULL, make, &(making) {out, text, {seed, trial, 0}});
}

const char *tmprec_arithmetic_text(const tmprec_arithmetic *arithmetic)
{
  return arithmetic->text;
}

tp_setup tp_arithmetic_setup(const tmprec_arithmetic *a)
{
  return (tp_setup) {.choice = &a->choice, .draw = a->draw};
}

tp_status tp_arithmetic_check(const tmprec_arithmetic *a, size_t layers, int any_order, tp_error *err)
{
  if (a->choice.sum == TP_SUM_ANY && !any_order)
    return tp_error_set(err, TP_STATUS_REFUSED, "sum=any is about every order of sums: it is for verifications");
  return tp_choice_check_layers(&a->choice, layers, err);
}
