/* Lists of whole numbers, as a sweep takes them. */
#ifndef TMPREC_SWEEP_NUMBERS_H
#define TMPREC_SWEEP_NUMBERS_H

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

/* What a list may hold: numbers from least to most; ranges go up by `step`.  With a step of 0 each number of a range is twice
   the one before, or "a..b:K" says the step. */
typedef struct {
  int least, most, step;
} tp_number_limits;

/* "4..32" or "2,4,8..16": ranges ascending, no number twice.  Replaces *out, and empties it
   on failure.  Messages say what is wrong with the text; the caller says which text. */
tp_status tp_number_list_parse(tp_number_list *out, const char *text, tp_number_limits limits, tp_error *err);
void tp_number_list_append(tp_number_list *list, int value);
void tp_number_list_clear(tp_number_list *list);

#ifdef __cplusplus
}
#endif

#endif
