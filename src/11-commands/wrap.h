/* SPDX-License-Identifier: MIT */
/* Lines that fit a page. */
#ifndef WRAP_H
#define WRAP_H

#include "tmprec/base/buffer.h"

enum { WRAP_MOST = 80 };

/* Break lines of more than WRAP_MOST bytes at blanks; what follows is indented.  A word that is longer than a line shows how
   it begins, and how long it is. */
void wrap_lines(tp_buffer *text);

#endif
