/* SPDX-License-Identifier: MIT */
/* What every arithmetic keeps of the keys of a row set. */
#ifndef KEY_STORE_H
#define KEY_STORE_H

#include "tmprec/arithmetic/arithmetic.h"

/* The operations of arithmetic.h for stores that know the columns and how far they reach. */
tp_key_store *tp_key_store_new(const tp_arithmetic *a, size_t coordinates, tp_number_column *const *k);
void tp_key_store_extend(tp_workspace *w, tp_key_store *store, size_t keys);
void tp_key_store_free(const tp_arithmetic *a, tp_key_store *store);

#endif
