#include "precise.h"

#include <stdlib.h>
#include <string.h>

static int is_low(const inverse_temperature *beta)
{
  return beta->is_auto || strtod(beta->decimal, NULL) < strtod(PRECISE_BETA, NULL);
}

static int can_raise(const arithmetic_choice *c, int what)
{
  int can = what == EXCEPT_BETA ? is_low(&c->beta) : what == EXCEPT_OPERATION ? c->kind == ARITHMETIC_MPFR : choice_is_rounded(c, what);
  for (size_t i = 0; i < c->exceptions && !can; i++) {
    const layer_exception *e = c->except + i;
    can = e->what == what && (what == EXCEPT_BETA ? is_low(&e->beta) : e->format.family != FORMAT_REAL);
  }
  return can;
}

unsigned raisable(const arithmetic_choice *c)
{
  unsigned what = 0;
  for (int i = 0; i < RAISABLE && c->kind != ARITHMETIC_EXACT; i++)
    what |= can_raise(c, i) ? 1u << i : 0;
  return what;
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

arithmetic_choice raise_some(const arithmetic_choice *c, unsigned what, unsigned first, unsigned last, layer_exception *room)
{
  arithmetic_choice raised = *c;
  if (c->exceptions)
    memcpy(room, c->except, c->exceptions * sizeof *room);
  raised.except = room;
  for (int i = 0; i < RAISABLE; i++)
    if (what >> i & 1)
      room[raised.exceptions++] = raise_in(i, first, last);
  return raised;
}
