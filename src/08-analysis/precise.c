/* SPDX-License-Identifier: MIT */
#include "precise.h"

#include <stdlib.h>
#include <string.h>

static int is_low(const tp_inverse_temperature *beta)
{
  return beta->is_auto || strtod(beta->decimal, NULL) < strtod(PRECISE_BETA, NULL);
}

static int can_raise(const tp_choice *c, int what)
{
  int can = what == TP_EXCEPT_BETA ? is_low(&c->beta) : what == TP_EXCEPT_OPERATION ? c->kind == TP_ARITHMETIC_MPFR : tp_choice_is_rounded(c, what);
  for (size_t i = 0; i < c->exceptions && !can; i++) {
    const tp_layer_exception *e = c->except + i;
    can = e->what == what && (what == TP_EXCEPT_BETA ? is_low(&e->beta) : e->format.family != TP_FORMAT_REAL);
  }
  return can;
}

unsigned tp_raisable(const tp_choice *c)
{
  unsigned what = 0;
  for (int i = 0; i < RAISABLE && c->kind != TP_ARITHMETIC_EXACT; i++)
    what |= can_raise(c, i) ? 1u << i : 0;
  return what;
}

tp_layer_exception tp_raise_in(int what, unsigned first, unsigned last)
{
  tp_layer_exception e = {.first = first, .last = last, .what = what, .format = {.family = TP_FORMAT_REAL}};
  if (what == TP_SITE_ACT)         /* steps that leaks vanish between, in binary64 */
    e.format = (tp_format) {.family = TP_FORMAT_FIXED, .a = 7, .b = 24};
  if (what == TP_EXCEPT_OPERATION)
    e.format = (tp_format) {.family = TP_FORMAT_FLOAT, .a = 256};
  if (what == TP_EXCEPT_BETA)
    strcpy(e.beta.decimal, PRECISE_BETA);
  return e;
}

tp_choice tp_raise_some(const tp_choice *c, unsigned what, unsigned first, unsigned last)
{
  tp_choice raised = tp_choice_copy(c);
  for (int i = 0; i < RAISABLE; i++)
    if (what >> i & 1) {
      const tp_layer_exception e = tp_raise_in(i, first, last);
      tp_choice_add_exception(&raised, &e);
    }
  return raised;
}
