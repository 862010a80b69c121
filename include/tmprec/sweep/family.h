/* The families of formats that a sweep runs through: a number of bits means one
   format of the family (doc/precision.md, "Formats"). */
#ifndef TMPREC_SWEEP_FAMILY_H
#define TMPREC_SWEEP_FAMILY_H

#include "tmprec/arithmetic/choice.h"

typedef enum { FAMILY_FIXED, FAMILY_FLOAT, FAMILY_MPFR, FAMILIES } bits_family;

extern const char *const family_name[FAMILIES];          /* fixed float mpfr */
extern const int family_least_bits[FAMILIES];            /* of the smallest format: 2 4 1 */

/* The family's format of so many bits; refused if it has none. */
status family_format(buffer *out, bits_family family, int bits, error *err);

/* Set that format at the sites of the mask (bit i: site i), leaving the other
   sites; mpfr takes every operation, whatever the mask. */
status family_choose(arithmetic_choice *c, bits_family family, int bits, unsigned sites, error *err);

#endif
