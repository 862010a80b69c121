/* SPDX-License-Identifier: MIT */
/* Which operation makes which version. */
#ifndef ORIGINS_H
#define ORIGINS_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/evaluation/evaluator.h"

/* Versions as evaluator.h numbers them. */
typedef struct {
  size_t layer;
  tp_layer_part part;
  uint32_t coordinate;
} origin;

static inline origin *list_origins(const tp_transformer *t, size_t versions)
{
  origin *list = tp_memory_zeroed(versions, sizeof *list);
  unsigned char *written = tp_memory_new(t->width, 1);
  size_t n = t->width;
  for (size_t l = 0; l < t->layers; l++) {
    const tp_transformer_layer *at = t->layer + l;
    for (size_t h = 0; h < at->heads; h++)
      for (uint32_t c = 0; c < at->head[h].values; c++)
        list[n++] = (origin) {l + 1, TP_PART_ATTENTION, at->head[h].out[c]};
    memset(written, 0, t->width);
    for (size_t i = 0; at->mlp.neurons && i < at->mlp.out_start[at->mlp.neurons]; i++)
      written[at->mlp.out[i]] = 1;
    for (uint32_t c = 0; c < t->width; c++)
      if (written[c])
        list[n++] = (origin) {l + 1, TP_PART_SUM, c};
  }
  ck_assert_uint_eq(n, versions);
  free(written);
  return list;
}

#endif
