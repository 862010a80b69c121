/* A front of a sweep: each site, and each group of layers, with bits of its own; of the
   cells that are exact those that no other exact one undercuts. */
#ifndef FRONT_H
#define FRONT_H

#include "settings.h"

enum { FRONT_MOST_CELLS = 20000, FRONT_MOST_KINDS = 64 };

/* What has bits of its own: site after site, and of each the groups of layers in order. */
typedef struct {
  const settings *s;
  size_t kinds;                    /* sites x groups */
  size_t size;                     /* cells: every choice of bits for every kind; 0: too many */
  size_t filled;
  tp_grid_result *cell;            /* those that came in */
} front;

front front_new(const settings *s);
void front_clear(front *f);

/* The bits of kind `kind` in cell `index` of a front; the first kind changes slowest. */
int front_bits(const front *f, size_t index, size_t kind);
int front_site(const front *f, size_t kind);

/* Layers of group `group`, from 1. */
void front_layers(const front *f, size_t layers, size_t group, unsigned *first, unsigned *last);

/* Add the next cell (its `bits` is the index), the first of another front if this one is
   full; 1 if it is full now. */
int front_add(front *f, const tp_grid_result *r);

/* Whether cell i of a full front belongs to it: it is exact, and no other one that is has at
   most as many bits everywhere. */
int front_has(const front *f, size_t i);

void front_put_bits(tp_buffer *out, const front *f, const tp_grid_result *r);
void front_put_total(tp_buffer *out, const front *f, const tp_grid_result *r);
void front_put_unknown(tp_buffer *out, const front *f);

#endif
