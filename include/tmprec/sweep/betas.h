/* SPDX-License-Identifier: MIT */
/* The inverse temperatures of a sweep: lists of numbers, of ranges with a step, and
   of `auto`. */
#ifndef TMPREC_SWEEP_BETAS_H
#define TMPREC_SWEEP_BETAS_H

#include "tmprec/arithmetic/choice.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TP_BETA_LIST_MOST = 10000 };   /* numbers of a list, those of its ranges included */

/* In the order given. */
typedef struct {
  tp_inverse_temperature *value;
  size_t count;
} tp_beta_list;

/* "auto,10,12.5" or "auto,1..12:0.5": none twice; a range goes up by its step, in
   decimals without error, and has to meet its end.  Replaces *out.  Messages say what is wrong
   with the text; the caller says which text. */
tp_status tp_beta_list_parse(tp_beta_list *out, const char *text, tp_error *err);

/* As the binary64 nearest to it, for r bits of position. */
double tp_beta_number(const tp_inverse_temperature *beta, unsigned r);

#ifdef __cplusplus
}
#endif

#endif
