/* SPDX-License-Identifier: MIT */
/* How much memory the data of an arithmetic take: columns, key stores and rows.  The numbers are estimates from
   above: blocks that grow are counted with what they leave behind.  They are for the first effort of a choice
   where only verdicts count (effort.h): what is evaluated again with more bits takes more. */
#ifndef TMPREC_ARITHMETIC_FOOTPRINT_H
#define TMPREC_ARITHMETIC_FOOTPRINT_H

#include "tmprec/arithmetic/choice.h"

#ifdef __cplusplus
extern "C" {
#endif

/* In bytes. */
typedef struct {
  double column;         /* of an empty column */
  double number;         /* of a number in a column, further to that */
  double stored_key;     /* of a key in a key store */
  double row, row_key;   /* of a row with no keys, and of each of its keys */
  double workspace;      /* of a workspace and its arithmetic */
} tp_arithmetic_footprint;

/* Of a choice, with the arithmetics of all its `layers` layers.  Dot products q.k have at most `keys` terms.
   ternary: 1 if all numbers are known to be -1, 0 or 1, as in the hardmax run; 0: numbers are taken to be others. */
tp_arithmetic_footprint tp_arithmetic_footprint_of(const tp_choice *c, size_t keys, size_t layers, int ternary);

#ifdef __cplusplus
}
#endif

#endif
