/* SPDX-License-Identifier: MIT */
/* What may stand where on a command line, for completions. */
#ifndef COMPLETION_WORDS_H
#define COMPLETION_WORDS_H

#include "settings.h"

/* Append the words that an option's argument may be, with blanks between; none: a file, if that is what it takes. */
void option_words(tp_buffer *out, const option *o);
int option_takes_file(const option *o);

/* The same for what is no option. */
void argument_words(tp_buffer *out, const command *c);
int command_takes_file(const command *c);

#endif
