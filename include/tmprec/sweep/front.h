/* SPDX-License-Identifier: MIT */
/* A Pareto front of a sweep: each site, and each group of layers, has bits of its own.  The
   front holds the exact cells that no other exact cell undercuts. */
#ifndef TMPREC_SWEEP_FRONT_H
#define TMPREC_SWEEP_FRONT_H

#include "tmprec/sweep/grid.h"
#include "tmprec/sweep/specification.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TP_FRONT_MOST_CELLS = 20000, TP_FRONT_MOST_KINDS = 64 };

/* What has bits of its own: site after site, and of each the groups of layers in order. */
typedef struct {
  const tp_sweep *s;
  size_t kinds;                    /* sites x groups */
  size_t size;                     /* cells: every choice of bits for every kind; 0: too many */
  size_t filled;
  tp_grid_result *cell;            /* the cells that came in */
} tp_front;

tp_front tp_front_new(const tp_sweep *s);
void tp_front_clear(tp_front *f);

/* The bits of kind `kind` in cell `index` of a front; the first kind changes slowest. */
int tp_front_bits(const tp_front *f, size_t index, size_t kind);
int tp_front_site(const tp_front *f, size_t kind);

/* Layers of group `group`, from 1. */
void tp_front_layers(const tp_front *f, size_t layers, size_t group, unsigned *first, unsigned *last);

/* Add the next cell, the first of another front if this one is full; 1 if it is full now. */
int tp_front_add(tp_front *f, const tp_grid_result *r);

/* Whether cell i of a full front belongs to it: it is exact, and no other exact cell has at
   most as many bits everywhere. */
int tp_front_has(const tp_front *f, size_t i);

/* What has how many bits in a cell, as act=4/5+attn=3: sites, and of each the groups. */
void tp_front_put_bits(tp_buffer *out, const tp_front *f, const tp_grid_result *r);
int tp_front_total(const tp_front *f, const tp_grid_result *r);     /* their sum */
size_t tp_front_unknown(const tp_front *f);                         /* cells without a verdict */

#ifdef __cplusplus
}
#endif

#endif
