/* SPDX-License-Identifier: MIT */
/* What the writers of tables share. */
#ifndef TABLE_PRIVATE_H
#define TABLE_PRIVATE_H

#include "tmprec/report/table.h"

size_t tp_table_columns(const tp_table *t);
const char *tp_table_name(const tp_table *t, size_t column);

#endif
