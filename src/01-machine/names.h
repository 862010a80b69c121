/* SPDX-License-Identifier: MIT */
/* A set of names, numbered in the order in which they are added. */
#ifndef NAMES_H
#define NAMES_H

#include "tmprec/base/index.h"

typedef struct {
  char **name;
  size_t *length;
  size_t count, capacity, lengths;
  tp_index_table index;
} names;

uint32_t tp_names_find(const names *n, const char *name, size_t length);  /* or UINT32_MAX */
uint32_t tp_names_add(names *n, const char *name, size_t length);         /* the old number if it is known */
void tp_names_clear(names *n);

#endif
