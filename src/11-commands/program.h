/* SPDX-License-Identifier: MIT */
/* Running another program, with text in and text out. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "tmprec/base/buffer.h"

typedef struct {
  char *const *argument;           /* its name, which is looked for in PATH, and what follows; then NULL */
  const char *const *unset;        /* variables of the environment that it must not see; then NULL */
  const char *package;             /* of Debian, that has it */
} program;

/* Feed it the input, and append what it writes to its standard output.  `directory`: where it runs, or
   NULL.  It sees no locale, and a date that is always the same, for what it may put into its output.
   Refused: it is not there, or fails; *is_missing, if it is not NULL, says whether it is not there. */
tp_status program_run(tp_buffer *out, const program *p, const tp_buffer *input, const char *directory, int *is_missing, tp_error *err);

#endif
