#include "precise.h"

#include <stdlib.h>
#include <string.h>

int can_raise(const arithmetic_choice *c, int what)
{
  if (what == EXCEPT_BETA)
    return c->kind != ARITHMETIC_EXACT && (c->beta.is_auto || strtod(c->beta.decimal, NULL) < strtod(PRECISE_BETA, NULL));
  if (what == EXCEPT_OPERATION)
    return c->kind == ARITHMETIC_MPFR;
  return choice_is_rounded(c, what);
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
  memcpy(room, c->except, c->exceptions * sizeof *room);
  raised.except = room;
  for (int what = 0; what < RAISABLE; what++)
    if (can_raise(c, what))
      room[raised.exceptions++] = raise_in(what, first, last);
  return raised;
}
