/* SPDX-License-Identifier: MIT */
/* A machine, to look at, as JSON. */
#ifndef MACHINE_JSON_H
#define MACHINE_JSON_H

#include "settings.h"
#include "tmprec/report/json.h"

/* Members of the object that is open.  input: NULL if there is none.  Names are the names themselves, without
   escapes. */
void json_machine(tp_json *j, const settings *s, const tp_machine *m, int folded, const tp_word *input);

#endif
