/* SPDX-License-Identifier: MIT */
#ifndef MANUAL_PAGE_H
#define MANUAL_PAGE_H

#include "settings.h"

/* The page tmprec-COMMAND(1) in mdoc, from the tables of commands and options.  The line MANUAL_DESCRIPTION stands where
   build-aux/manual-page.sh puts what man/ says of the command. */
#define MANUAL_DESCRIPTION ".\\\" description"
void manual_page(tp_buffer *out, const command *c);

#endif
