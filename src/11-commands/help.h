#ifndef HELP_H
#define HELP_H

#include "settings.h"

void help_all(buffer *out);                          /* tmprec --help */
void help_command(buffer *out, const command *c);    /* tmprec COMMAND --help */

#endif
