/* SPDX-License-Identifier: MIT */
/* What a command has to say: facts (a name and a value), tables, and prose, in order.  It can be written as
   text, and as the members of a JSON object.

     tp_document *d = tp_document_new();
     tp_document_integer(d, "tokens", 51);
     tp_document_text(d, "halted", "q"), tp_document_hide(d);
     tp_document_table(d, "rows", t, TP_STYLE_TABS);
     tp_document_write_text(&out, d);
     tp_document_free(d);

   As text a fact is a line of its name, a tab and its value, which may be empty; in JSON an empty value is null.
   Prose is text alone; what is hidden is JSON alone.  Names are not copied. */
#ifndef TMPREC_REPORT_DOCUMENT_H
#define TMPREC_REPORT_DOCUMENT_H

#include "tmprec/report/json.h"
#include "tmprec/report/table.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How a table is written as text. */
typedef enum {
  TP_STYLE_CSV,
  TP_STYLE_TABS,         /* with a header line */
  TP_STYLE_ROWS,         /* the same without it */
  TP_STYLE_ALIGNED,      /* aligned, - for what is empty */
  TP_STYLE_PRETTY,       /* aligned, without columns that are empty */
  TP_STYLE_NAMED         /* as facts: each row after the table's name, without empty fields at its end */
} tp_table_style;

typedef struct tp_document tp_document;

tp_document *tp_document_new(void);
void tp_document_free(tp_document *d);

/* Facts.  NULL: empty. */
void tp_document_text(tp_document *d, const char *name, const char *text);
void tp_document_integer(tp_document *d, const char *name, uint64_t value);
void tp_document_verdict(tp_document *d, const char *name, tp_verdict verdict);
void tp_document_boolean(tp_document *d, const char *name, int value);           /* as text 0 or 1 */
void tp_document_number(tp_document *d, const tp_column *as, double value);      /* its name and type */
void tp_document_nothing(tp_document *d, const char *name);

/* A table, which becomes the document's: in JSON an array of objects; of a list, which has one column and the style
   TP_STYLE_NAMED, an array of its values. */
void tp_document_table(tp_document *d, const char *name, tp_table *t, tp_table_style style);
void tp_document_list(tp_document *d, const char *name, tp_table *t);

/* Text that is written as it is, and becomes the document's. */
void tp_document_prose(tp_document *d, tp_buffer *text);

/* What was put last is not written as text. */
void tp_document_hide(tp_document *d);

void tp_document_write_text(tp_buffer *out, const tp_document *d);
void tp_document_write_json(tp_json *j, const tp_document *d);      /* into the object that is open */

#ifdef __cplusplus
}
#endif

#endif
