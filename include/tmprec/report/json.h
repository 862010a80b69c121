/* SPDX-License-Identifier: MIT */
/* JSON (RFC 8259), written value by value.

     tp_json j = tp_json_to(&out);
     tp_json_begin(&j, NULL, TP_JSON_OBJECT);
     tp_json_text(&j, "name", "value");
     tp_json_end(&j);

   In an object each value has a name; in an array, and outside of all, it has NULL.  What is written may be taken
   out of the buffer at any time.  A NULL text is null.

   A number is a JSON number where binary64 holds it exactly, or where it is the shortest decimal of a binary64
   number.  Any other number is a string of the same digits: readers that know binary64 alone lose none. */
#ifndef TMPREC_REPORT_JSON_H
#define TMPREC_REPORT_JSON_H

#include <stdint.h>

#include "tmprec/base/buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TP_JSON_MOST_DEPTH 16

typedef struct {
  tp_buffer *out;
  int depth;                           /* objects and arrays that are open */
  int in_line;                         /* the outermost of them that stands in one line, from 1; 0: none */
  struct {
    int is_array, members;
  } open[TP_JSON_MOST_DEPTH];
} tp_json;

/* ..._LINE: with all that it contains in one line; the others have a line for each member. */
typedef enum { TP_JSON_OBJECT, TP_JSON_ARRAY, TP_JSON_OBJECT_LINE, TP_JSON_ARRAY_LINE } tp_json_kind;

tp_json tp_json_to(tp_buffer *out);

/* Begin an object or an array, and end the last one that is open; that of depth 1 ends with a line end. */
void tp_json_begin(tp_json *j, const char *name, tp_json_kind kind);
void tp_json_end(tp_json *j);

/* Text: what is no UTF-8 becomes U+FFFD, byte by byte. */
void tp_json_text(tp_json *j, const char *name, const char *text);
void tp_json_integer(tp_json *j, const char *name, uint64_t value);
void tp_json_signed(tp_json *j, const char *name, int64_t value);
void tp_json_boolean(tp_json *j, const char *name, int value);
void tp_json_null(tp_json *j, const char *name);

/* A number by its text: a decimal, or inf, -inf, nan and whatever else there is instead, as a string.
   rounded: the text is what a binary64 number was rounded to, and so a number, whatever its digits. */
void tp_json_decimal(tp_json *j, const char *name, const char *text);
void tp_json_rounded(tp_json *j, const char *name, const char *text);

#ifdef __cplusplus
}
#endif

#endif
