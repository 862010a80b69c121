/* SPDX-License-Identifier: MIT */
/* The forward pass by whole parts of layers, while all numbers are trits (trits.h). */
#ifndef BY_TRITS_H
#define BY_TRITS_H

#include "evaluator_private.h"

/* 0 if somebody watches, or if it is not hardmax in exact arithmetic. */
int tp_by_trits_may(const tp_evaluator *e);
/* NULL if the evaluation has to go number by number. */
by_trits *tp_by_trits_new(const tp_evaluator *e);
void tp_by_trits_free(by_trits *b);

/* The last chunk; 0: something in it is no trit. */
int tp_by_trits_feed(tp_evaluator *e, const tp_sequence *s);
/* A number of the stream after the last layer. */
int tp_by_trits_read(by_trits *b, uint32_t coordinate, size_t position);

#endif
