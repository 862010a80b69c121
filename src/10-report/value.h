/* SPDX-License-Identifier: MIT */
/* A typed value, of a cell of a table or of a fact, and how it is written. */
#ifndef VALUE_H
#define VALUE_H

#include "tmprec/report/json.h"
#include "tmprec/report/table.h"

typedef struct {
  int is_there;
  union {
    char *text;          /* owned; of a list each text ends with a line end */
    uint64_t integer;
    double number;
    tp_verdict verdict;
  } as;
} value;

/* Text of the value is a copy. */
value tp_value_of_text(const char *text);
value tp_value_of_list(const char *const *text, size_t count);
void tp_value_clear(value *v, const tp_column *c);

int tp_value_is_text(const tp_column *c);       /* put as text */
int tp_value_is_number(const tp_column *c);     /* put as a number */

/* Nothing for an empty value; of a list, the texts with tabs between them. */
void tp_value_print(tp_buffer *out, const value *v, const tp_column *c);

/* The value that is printed so; 0 if the column has none.  No list. */
int tp_value_parse(value *v, const char *text, const tp_column *c);

/* null for an empty value; its name is the column's, or NULL. */
void tp_value_json(tp_json *j, const char *name, const value *v, const tp_column *c);

#endif
