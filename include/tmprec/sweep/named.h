/* SPDX-License-Identifier: MIT */
/* Formats that a sweep runs through by their names, as a family of cells (doc/precision.md, "Formats"). */
#ifndef TMPREC_SWEEP_NAMED_H
#define TMPREC_SWEEP_NAMED_H

#include "tmprec/arithmetic/choice.h"

#ifdef __cplusplus
extern "C" {
#endif

/* In the order given; owned.  A name is `exact`, `real`, `mpfr:P`, `mpfr:FORMAT`, or a format of sites. */
typedef struct {
  char **name;
  size_t count;
} tp_name_list;

/* "e4m3fn,posit8,exact": no name twice.  Replaces *out, and empties it on failure.  Refused: what is no format. */
tp_status tp_name_list_parse(tp_name_list *out, const char *text, tp_error *err);
void tp_name_list_clear(tp_name_list *list);

/* Whether the name means hardmax, which has neither beta nor anything rounded. */
int tp_named_is_exact(const char *name);

/* Set the format at the sites of the mask (bit i: site i), leaving the other sites.  `mpfr:..` takes every operation,
   whatever the mask.  `exact` is hardmax, whatever the choice was. */
tp_status tp_named_choose(tp_choice *c, const char *name, unsigned sites, tp_error *err);

/* The bits of a value in that format, as `tp_format_bits` counts them; 0 for `exact` and `real`, which have no such number. */
int tp_named_bits(const char *name);

#ifdef __cplusplus
}
#endif

#endif
