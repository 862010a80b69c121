/* SPDX-License-Identifier: MIT */
/* Parts of a sweep, for several machines.  Together they have each cell once. */
#ifndef TMPREC_SWEEP_SHARD_H
#define TMPREC_SWEEP_SHARD_H

#include "tmprec/sweep/grid.h"
#include "tmprec/sweep/specification.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TP_SHARDS_MOST = 100000 };

/* How many neighbouring cells, from this one on, are a unit: what makes rows together.  One cell; or those of a curve; or
   those of a front. */
size_t tp_sweep_unit(const tp_sweep *s, const tp_grid_result *first);

/* Leave out all cells but those of part k of n, k from 1.  A unit belongs to one part.  Parts take about the same time, by an
   estimate: the longest unit left goes to the part that has least so far.  The choice depends on the sweep alone. */
void tp_shard_choose(tp_grid *g, const tp_sweep *s, unsigned k, unsigned n);

#ifdef __cplusplus
}
#endif

#endif
