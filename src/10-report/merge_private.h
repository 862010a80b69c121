/* SPDX-License-Identifier: MIT */
/* Parts of a sweep as they were read. */
#ifndef MERGE_PRIVATE_H
#define MERGE_PRIVATE_H

#include "tmprec/base/buffer.h"
#include "tmprec/report/merge.h"
#include "tmprec/report/sweep_table.h"

typedef struct {
  const char *path;
  tp_buffer text;
  size_t begin, end;     /* of the header without its last column */
  tp_sweep_part name;
} part;

typedef struct {
  size_t unit, order;    /* order: as the rows were read, from the first part on */
  const char *text;
  size_t length;         /* without the last column */
} row;

struct tp_merge {
  part *of;
  size_t parts;
  row *row;
  size_t rows, room;
};

#endif
