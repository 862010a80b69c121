/* SPDX-License-Identifier: MIT */
#include "factors.h"

const char *const tp_field_kind_name[FIELD_KINDS] = {"state", "symbol", "move", "bit", "mark"};

field_kind tp_factors_field_kind(uint32_t family, uint32_t field, uint32_t tapes)
{
  switch (family) {
  case TP_TOKEN_SYM: return FIELD_SYMBOL;
  case TP_TOKEN_BIT: return FIELD_BIT;
  case TP_TOKEN_CELL: return field < tapes ? FIELD_SYMBOL : FIELD_MARK;
  case TP_TOKEN_RUN: return field == 0 ? FIELD_STATE : field <= tapes ? FIELD_SYMBOL : FIELD_MOVE;
  default: return FIELD_STATE;
  }
}

/* How many factors the family has for its first fields, and for itself. */
static uint64_t count(const tp_token_family *f, uint32_t fields)
{
  uint64_t n = 1;
  for (uint32_t i = 0; i < fields; i++)
    n += f->count[i];
  return n;
}

uint64_t tp_factors_of_family(const tp_vocabulary *v, uint32_t family)
{
  uint64_t at = 0;
  for (uint32_t f = 0; f < family; f++)
    if (v->family[f].present)
      at += count(v->family + f, v->family[f].fields);
  return at;
}

uint64_t tp_factors_of_field(const tp_vocabulary *v, uint32_t family, uint32_t field)
{
  return tp_factors_of_family(v, family) + count(v->family + family, field);
}

uint64_t tp_factors_all(const tp_vocabulary *v)
{
  return tp_factors_of_family(v, TP_TOKEN_FAMILIES);
}
