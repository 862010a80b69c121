#include "precise.h"

#include <stdlib.h>
#include <string.h>

static int is_low(const inverse_temperature *beta)
{
  return beta->is_auto || strtod(beta->decimal, NULL) < strtod(PRECISE_BETA, NULL);
}

int can_raise(const arithmetic_choice *c, int what)
{
  if (c->kind == ARITHMETIC_EXACT)
    return 0;
  int can = what == EXCEPT_BETA ? is_low(&c->beta) : what == EXCEPT_OPERATION ? c->kind == ARITHMETIC_MPFR : choice_is_rounded(c, what);
  for (size_t i = 0; i < c->exceptions && !can; i++) {
    const layer_exception *e = c->except + i;
    can = e->what == what && (what == EXCEPT_BETA ? is_low(&e->beta) : e->format.family != FORMAT_REAL);
  }
  return can;
}

layer_exception raise_in(int what, unsigned first, unsigned last)
{
  layer_exception e = {.first = first, .last = last, .what = what, .format = {.family = FORMAT_REAL}};
  if (what == SITE_ACT)            /* steps that leaks vanish between, in binary64 */
    e.format = (format) {.family = FORMAT_FIXED, .a = 7, .b = 24};
  if (what == EXCEPT_OPERATION)
    e.format = (format) {.family = FORMAT_FLOAT, .a = 256};
  if (what == EXCEPT_BETA)
    strcpy(e.beta.decimal, PRECISE_BETA);
  return e;
}

arithmetic_choice raise_all(const arithmetic_choice *c, unsigned first, unsigned last, layer_exception *room)
{
  arithmetic_choice raised = *c;
  if (c->exceptions)
    memcpy(room, c->except, c->exceptions * sizeof *room);
  raised.except = room;
  for (int what = 0; what < RAISABLE; what++)
    if (can_raise(c, what))
      room[raised.exceptions++] = raise_in(what, first, last);
  return raised;
}
