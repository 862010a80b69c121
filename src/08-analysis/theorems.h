/* SPDX-License-Identifier: MIT */
/* The theorems that certificates are checked by (data/theorems), as build-aux/embed.sh embeds them; the last one has no
   name. */
#ifndef THEOREMS_H
#define THEOREMS_H

#include <stddef.h>

extern const struct tp_theorem_file { const char *name, *text; size_t length; } tp_theorem_files[];

#endif
