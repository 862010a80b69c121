/* SPDX-License-Identifier: MIT */
/* The text of a machine, line by line, and messages that say where in it. */
#ifndef SOURCE_H
#define SOURCE_H

#include <stddef.h>

#include "tmprec/base/error.h"

/* A piece of the text; line and column from 1, the column in characters. */
typedef struct {
  const char *text;
  size_t length, line, column;
} field;

typedef struct {
  field *at;
  size_t count, capacity;
} field_list;

typedef struct {
  const char *name;                /* stands in messages */
  const char *text;
  size_t length;
  size_t next;                     /* where the next line begins */
  size_t line;                     /* the current one, from 1; 0 before the first */
  size_t only;                     /* the line that a machine is wanted from, or 0 */
  tp_error *err;
} source;

/* The next line without its end (LF or CR LF); 0 after the last. */
int tp_source_next(source *s, field *line);

/* Refused: a line that is too long, is not UTF-8 or holds control characters. */
tp_status tp_source_check(const source *s, const field *line);
tp_status tp_source_refuse_long(const source *s, size_t line);

/* All lines, however long, for notations in which a line means nothing.  The last is then the current one. */
tp_status tp_source_check_all(source *s);

/* "name:line:column: what is wrong", and followed by the field. */
tp_status tp_source_refuse(const source *s, size_t line, size_t column, const char *what, ...) TP_PRINTF(4, 5);
tp_status tp_source_refuse_field(const source *s, const field *f, const char *what);

/* What stands between characters that do not print, blanks above all, or between
   commas, without those around it. The list is overwritten.  The line has passed
   tp_source_check. */
void tp_fields_between_blanks(field_list *out, const field *line);
void tp_fields_between_commas(field_list *out, const field *line);
void tp_fields_clear(field_list *f);

field tp_field_trim(field f);
size_t tp_field_characters(const field *f);
int tp_field_is(const field *f, const char *text);
int tp_field_begins(const field *f, const char *text);    /* in upper or lower case */
int tp_field_equal(const field *a, const field *b);

#endif
