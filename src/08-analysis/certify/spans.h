/* SPDX-License-Identifier: MIT */
/* Intervals of numbers that are not negative, and what act makes of them.  Both ends are rounded outwards. */
#ifndef SPANS_H
#define SPANS_H

#include "weights.h"

typedef struct { mpfr_t low, high; } span;

void tp_span_open(span *x, mpfr_prec_t bits);
void tp_span_close(span *x);
void tp_span_set(span *x, int low, int high);

/* Rounded by act, in place; so are the mirror images, of which the magnitudes are taken.  What becomes no number is
   everything. */
void tp_span_round(span *x, const tp_weighing *w);

/* Of a neuron: what is below 0 becomes 0. */
void tp_span_clip(span *x);

#endif
