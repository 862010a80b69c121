/* SPDX-License-Identifier: MIT */
/* Names as a machine may have them. */
#ifndef LEGAL_H
#define LEGAL_H

#include "../names.h"
#include "tmprec/base/buffer.h"

/* Number the names raw->name[order[0 .. count-1]] in that order.  A name that a machine may not
   have, of control characters or too long, is replaced by one that it may and that no other has:
   of a symbol that is one character by one character if that can be.  Each goes into the notes. */
void tp_legal_names(names *out, const names *raw, const uint32_t *order, uint32_t count, int symbols, tp_buffer *notes);

#endif
