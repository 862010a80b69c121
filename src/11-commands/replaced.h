/* SPDX-License-Identifier: MIT */
/* What is written must not take the place of what is read: a machine's file, CSV, weights, tokens. */
#ifndef REPLACED_H
#define REPLACED_H

#include "settings.h"

/* Refused if -o or --coq names a file that the command line also has read. */
tp_status check_replaced(const settings *s, tp_error *err);

#endif
