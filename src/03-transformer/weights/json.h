/* SPDX-License-Identifier: MIT */
/* Reading JSON text (RFC 8259) into a tree. */
#ifndef JSON_H
#define JSON_H

#include <stddef.h>
#include <stdint.h>

#include "tmprec/base/error.h"

typedef enum { JSON_NULL, JSON_BOOLEAN, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } json_kind;

typedef struct json_value {
  json_kind kind;
  char *name;                      /* of a member of an object, else NULL */
  char *text;                      /* of a string, decoded; of a number, as it is written */
  int is_true;
  struct json_value *item;         /* of arrays and objects */
  size_t items, capacity;
} json_value;

/* All of the text is one value.  Refused: what is no JSON, members of an object with one name, U+0000, and more than
   64 levels.  The caller clears *out; on failure there is nothing to clear. */
tp_status tp_json_read(json_value *out, const char *text, size_t length, tp_error *err);
void tp_json_clear(json_value *v);

/* The member of an object of this name and kind, or NULL. */
const json_value *tp_json_member(const json_value *v, const char *name, json_kind kind);

/* 1: the value is a whole number up to `most`, written in digits. */
int tp_json_count(const json_value *v, uint64_t *out, uint64_t most);

#endif
