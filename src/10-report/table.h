/* What the writers of tables share. */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "tmprec/report/table.h"

size_t table_columns(const tp_table *t);
const char *table_name(const tp_table *t, size_t column);

#endif
