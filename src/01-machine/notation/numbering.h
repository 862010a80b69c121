/* SPDX-License-Identifier: MIT */
/* Names that rules use, numbered as the machine will number them. */
#ifndef NUMBERING_H
#define NUMBERING_H

#include "rules.h"

/* The names that are used, in the order of their numbers. */
typedef struct {
  uint32_t *number;                /* by name, or UINT32_MAX */
  uint32_t *order;                 /* count names */
  uint32_t count;
} numbering;

numbering tp_number_states(const rules *r);
numbering tp_number_symbols(const rules *r);
void tp_numbering_clear(numbering *n);

#endif
