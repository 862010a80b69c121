/* SPDX-License-Identifier: MIT */
#include "at_bits.h"
#include "output.h"
#include "tmprec/machine/fold.h"

typedef int perform_at(const settings *s, const tp_machine *m, tp_chain_mode mode, unsigned r);

/* For the bits of position that the input needs. */
static int for_input(settings *s, perform_at *perform)
{
  tp_machine *m;
  tp_subject at;
  s->subject.unwritten = 1;
  if (!open_subject(s, 0, &m, &at))
    return EXIT_REFUSED;
  int code = perform(s, at.m, at.mode, at.r);
  tp_subject_close(&at);
  tp_machine_free(m);
  return code;
}

/* For those asked for, and any input. */
static int for_bits(const settings *s, perform_at *perform)
{
  tp_machine *m, *folded = NULL;
  tp_error err;
  int code = EXIT_REFUSED;
  if (!open_machine(s, &m))
    return EXIT_REFUSED;
  if (!s->subject.r)
    complain("%s needs INPUT or -r", s->command->name);
  else if (s->subject.two_way == TP_TWO_WAY_FOLD && tp_machine_fold_for(&folded, m, NULL, s->subject.limits, &err) != TP_STATUS_OK)
    complain_of(&err);
  else
    code = perform(s, folded ? folded : m, s->subject.mode, s->subject.r);
  tp_machine_free(folded);
  tp_machine_free(m);
  return code;
}

int at_bits(settings *s, perform_at *perform)
{
  return s->arguments < 2 ? for_bits(s, perform) : for_input(s, perform);
}
