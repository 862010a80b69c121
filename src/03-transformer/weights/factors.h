/* SPDX-License-Identifier: MIT */
/* The factors of tokens.  A family has one factor of its own, and one for each value of each of
   its fields.  Factors are numbered family by family: the family's own, then the values of the first field, and so
   on.  A token has the factor of its family and of the value of each field. */
#ifndef FACTORS_H
#define FACTORS_H

#include "tmprec/transformer/vocabulary.h"

/* What a field of a family says. */
typedef enum { FIELD_STATE, FIELD_SYMBOL, FIELD_MOVE, FIELD_BIT, FIELD_MARK, FIELD_KINDS } field_kind;
extern const char *const tp_field_kind_name[FIELD_KINDS];     /* state symbol move bit mark */
field_kind tp_factors_field_kind(uint32_t family, uint32_t field, uint32_t tapes);

/* The first factor of a family, of a field of it, and the number of all. */
uint64_t tp_factors_of_family(const tp_vocabulary *v, uint32_t family);
uint64_t tp_factors_of_field(const tp_vocabulary *v, uint32_t family, uint32_t field);
uint64_t tp_factors_all(const tp_vocabulary *v);

#endif
