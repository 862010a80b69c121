/* SPDX-License-Identifier: MIT */
/* Machine files written in tests: their headers, and how they are read. */
#ifndef MACHINE_TEXT_H
#define MACHINE_TEXT_H

#include <check.h>
#include <string.h>

#include "tmprec/machine/machine.h"

#define ONE "tapes 1\nblank _\ninput a b\nstart q0\nhalt h\n"
#define TWO "tapes 2\nblank _\ninput a b\nstart q0\nhalt h\n"
#define NAME_64 "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"

/* Symbols _ a b (input), q0, q1 and h are states, the symbol of two bytes is none of the input. */
#define SPELLED TWO "q0 a b -> q1 \xc3\xa4 b S S\nq1 a b -> h a b S S\n"

static inline tp_machine *parse(const char *text)
{
  tp_machine *m;
  tp_error err = {.text = ""};
  ck_assert_msg(tp_machine_parse(&m, "m", text, strlen(text), &err) == TP_STATUS_OK, "%s", err.text);
  return m;
}

#endif
