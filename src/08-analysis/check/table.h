/* The classes of rows that a certificate of theorem `snap` has, as doc/bounds.md lists them. */
#ifndef TABLE_H
#define TABLE_H

#include "reader.h"

/* A class of rows: v*, and kinds of other keys. */
typedef struct {
  char what[64];
  int value, is_flag, ties, added; /* is_flag: values are 0 and 1; ties: any number of best keys up to `ties`; added: to 1 or -1 too */
  struct { uint64_t count; int best, next, has_value; } kind[64];
  size_t kinds;
} tp_certificate_class;

/* The class of this number, from 0; 0 after the last one. */
int tp_certificate_row(const tp_certificate_reader *c, int number, tp_certificate_class *x);

#endif
