/* SPDX-License-Identifier: MIT */
/* What a user can do about a refusal: the library says why, and only commands know options. */
#ifndef HINTS_H
#define HINTS_H

#include "settings.h"

/* Hints name only what this command takes.  Until then there are none. */
void hints_are_for(const command *c);

/* "; try ...", to follow the library's text, or "". */
const char *hint_at(tp_reason reason);

/* "; ...": what stands for an option that this command does not take, or "". */
const char *hint_instead(const command *c, const char *option_name, size_t length);

/* Whether the command takes an INPUT beside its MACHINE. */
int hints_know_input(void);

/* Whether the command takes an option of this long name. */
int command_takes(const command *c, const char *option_name);

#endif
