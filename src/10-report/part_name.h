/* The name of the last column of a part of a sweep, which says what it is a part of; in its rows stand the numbers of units. */
#ifndef PART_NAME_H
#define PART_NAME_H

#include "tmprec/base/buffer.h"

typedef struct {
  unsigned part, parts;  /* from 1 */
  char fingerprint[33];
  size_t rows;           /* of this part */
} tp_part_name;

void tp_part_name_print(tp_buffer *out, const tp_part_name *n);

/* The last field of a header, perhaps with its line end. */
int tp_part_name_parse(tp_part_name *n, const char *text, size_t length);

#endif
