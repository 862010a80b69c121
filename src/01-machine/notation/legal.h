/* Names as `.tm` allows them. */
#ifndef LEGAL_H
#define LEGAL_H

#include "../names.h"

#define LEGAL_NOT "/,^"            /* characters that stand in no name */

/* Number the names raw->name[order[0 .. count-1]] in that order.  A name that is not
   allowed is replaced by one that is and that no other has: of a symbol that is one
   character by one character if that can be. */
void tp_legal_names(names *out, const names *raw, const uint32_t *order, uint32_t count, int symbols);

#endif
