/* SPDX-License-Identifier: MIT */
/* The name of the last column of a part of a sweep, which says what it is a part of; in its rows stand the numbers of units. */
#ifndef PART_NAME_H
#define PART_NAME_H

#include "tmprec/report/sweep_table.h"

void tp_part_name_print(tp_buffer *out, const tp_sweep_part *n);

/* The last field of a header, perhaps with its line end. */
int tp_part_name_parse(tp_sweep_part *n, const char *text, size_t length);

#endif
