/* SPDX-License-Identifier: MIT */
/* How the entries of arrays are held: types, and integers in them. */
#ifndef ENTRIES_H
#define ENTRIES_H

#include "tmprec/transformer/weights.h"

/* The types of arrays: those of entries, then of indices, and of text. */
enum { ARRAY_INT32 = TP_ENTRY_TYPES, ARRAY_UINT8, ARRAY_TYPES };

typedef struct {
  const char *safetensors, *npy;       /* their names there; NULL: not there */
  unsigned bytes;
  unsigned exponent, fraction;         /* bits of a float; 0: an integer */
} array_type;
extern const array_type tp_array_types[ARRAY_TYPES];

/* Put the value, lowest byte first.  0 if the type does not have it exactly. */
int tp_entry_encode(unsigned char *out, int type, int64_t value);

#endif
