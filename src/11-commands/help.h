/* SPDX-License-Identifier: MIT */
/* --help, from the tables of commands and options. */
#ifndef HELP_H
#define HELP_H

#include "settings.h"

void help_all(tp_buffer *out);                       /* tmprec --help */
void help_command(tp_buffer *out, const command *c); /* tmprec COMMAND --help */

#endif
