/* SPDX-License-Identifier: MIT */
#include "key_store.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

tp_key_store *tp_key_store_new(const tp_arithmetic *a, size_t coordinates, tp_number_column *const *k)
{
  (void) a;
  tp_key_store *s = tp_memory_zeroed(1, sizeof *s);
  s->coordinates = coordinates;
  s->k = tp_memory_new(coordinates, sizeof *s->k);
  memcpy(s->k, k, coordinates * sizeof *k);
  return s;
}

void tp_key_store_extend(tp_workspace *w, tp_key_store *store, size_t keys)
{
  (void) w;
  store->keys = keys;
}

void tp_key_store_free(const tp_arithmetic *a, tp_key_store *store)
{
  (void) a;
  if (!store)
    return;
  free(store->k);
  free(store);
}
