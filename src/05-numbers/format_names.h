/* SPDX-License-Identifier: MIT */
/* Formats by name, also by the names that other programs have for them. */
#ifndef FORMAT_NAMES_H
#define FORMAT_NAMES_H

#include "tmprec/numbers/format.h"

/* The format that a name in small letters means, or NULL. */
const tp_named_format *tp_format_named(const char *name);

/* Refuse what is no format; name the one that was perhaps meant. */
tp_status tp_format_unknown(const char *text, tp_error *err);

#endif
