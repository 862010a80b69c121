/* SPDX-License-Identifier: MIT */
/* The families of formats that a sweep runs through.  Of most of them a number of bits means one
   format of the family (doc/precision.md, "Formats"); the formats of one are named (named.h). */
#ifndef TMPREC_SWEEP_FAMILY_H
#define TMPREC_SWEEP_FAMILY_H

#include "tmprec/arithmetic/choice.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  TP_FAMILY_FIXED, TP_FAMILY_FLOAT, TP_FAMILY_MPFR, TP_BITS_FAMILIES,      /* by a number of bits */
  TP_FAMILY_NAMED = TP_BITS_FAMILIES, TP_FAMILIES
} tp_bits_family;

extern const char *const tp_family_name[TP_FAMILIES];    /* fixed float mpfr named */
extern const int tp_family_least_bits[TP_FAMILIES];      /* of the smallest format: 2 4 1, and 0 for named */

/* The family's format of so many bits, of a family by bits; refused if it has none. */
tp_status tp_family_format(tp_buffer *out, tp_bits_family family, int bits, tp_error *err);

/* Set that format at the sites of the mask (bit i: site i), leaving the other
   sites; mpfr takes every operation, whatever the mask. */
tp_status tp_family_choose(tp_choice *c, tp_bits_family family, int bits, unsigned sites, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
