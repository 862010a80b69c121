/* A curve of a sweep: the cells that differ in one swept number only, its bits or
   its inverse temperature, from small to large; and from where on they are exact. */
#ifndef MINIMUM_H
#define MINIMUM_H

#include "settings.h"

typedef struct {
  minimum_of of;
  int activations;       /* the verdict is exact_act instead of exact */
  size_t size, filled;   /* cells of a curve, and those there are already */
  double *value;         /* the swept number of each, ascending */
  tp_verdict *found;
  double seconds;        /* of all of them */
} curve;

curve curve_new(minimum_of of, int activations, size_t size);
void curve_clear(curve *c);

/* Add the next cell, the first of another curve if this one is full; 1 if it is
   full now. */
int curve_add(curve *c, const tp_grid_result *r);

/* Of a full curve: the least number that is exact; the one from which on all are;
   those above the least that are not; those of which it is not known. */
void curve_put_least(tp_buffer *out, const curve *c);
void curve_put_from(tp_buffer *out, const curve *c);
void curve_put_holes(tp_buffer *out, const curve *c);
void curve_put_unknown(tp_buffer *out, const curve *c);

#endif
