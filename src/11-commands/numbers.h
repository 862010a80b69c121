/* Numbers, lists and ranges as options take them. */
#ifndef NUMBERS_H
#define NUMBERS_H

#include "settings.h"

/* A whole number from `least` on; what: the option, for messages. */
tp_status count_parse(uint64_t *out, const char *what, const char *text, uint64_t least, tp_error *err);

/* "4..32" or "2,4,8..16": whole numbers from least to most, ranges ascending, none
   twice; ranges go up by `step`.  Replaces *out. */
tp_status number_list_parse(number_list *out, const char *what, const char *text, int least, int most, int step,
                            tp_error *err);

#endif
