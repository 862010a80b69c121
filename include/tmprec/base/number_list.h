/* SPDX-License-Identifier: MIT */
/* Lists of whole numbers, as options take them. */
#ifndef TMPREC_BASE_NUMBER_LIST_H
#define TMPREC_BASE_NUMBER_LIST_H

#include <stddef.h>

#include "tmprec/base/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* In the order given; owned. */
typedef struct {
  int *value;
  size_t count;
} tp_number_list;

/* What a list may hold: numbers from least to most.  Ranges go up by `step`, or by K where they are a..b:K.  With a step
   of 0 each number of a range is twice the one before. */
typedef struct {
  int least, most, step;
} tp_number_limits;

/* "4..32", "4..32:2" or "2,4,8..16": ranges ascending, no number twice.  Replaces *out, and empties it
   on failure.  Messages say what is wrong with the text; the caller says which text. */
tp_status tp_number_list_parse(tp_number_list *out, const char *text, tp_number_limits limits, tp_error *err);
int tp_number_list_has(const tp_number_list *list, size_t value);    /* an empty list has all */
void tp_number_list_append(tp_number_list *list, int value);
void tp_number_list_clear(tp_number_list *list);

#ifdef __cplusplus
}
#endif

#endif
