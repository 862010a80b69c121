/* SPDX-License-Identifier: MIT */
/* A draw: which random numbers a computation uses.  A random number is a hash of the draw and of
   the place where it is used (doc/precision.md, "Stochastic rounding").  So results depend
   neither on the order of evaluation nor on threads. */
#ifndef TMPREC_ARITHMETIC_DRAW_H
#define TMPREC_ARITHMETIC_DRAW_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  uint64_t seed;
  uint64_t trial;        /* each trial draws anew from the same seed */
  uint64_t segment;      /* of a run in several contexts, from 0; set by the function that evaluates the run */
} tp_draw;

#ifdef __cplusplus
}
#endif

#endif
