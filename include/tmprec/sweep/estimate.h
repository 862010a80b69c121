/* SPDX-License-Identifier: MIT */
/* What a sweep will take, before it begins: which cells a bound decides, and estimates of time and memory. */
#ifndef TMPREC_SWEEP_ESTIMATE_H
#define TMPREC_SWEEP_ESTIMATE_H

#include "tmprec/sweep/grid.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How a cell will be decided, as far as that is known before. */
typedef enum { TP_WAY_BOUND, TP_WAY_DEVIATION, TP_WAY_EVALUATION, TP_WAYS } tp_cell_way;

/* Some cells of a grid. */
typedef struct {
  size_t subjects, cells;
  size_t way[TP_WAYS];             /* cells by way */
  double seconds;                  /* of a processor: an estimate (doc/interface.md says how far off it was) */
} tp_cells_estimate;

enum { TP_ESTIMATE_MOST_R = 60, TP_ESTIMATE_MOST_CLAIMS = 4096 };
typedef struct {
  tp_cells_estimate all;
  tp_cells_estimate family[TP_FAMILIES];
  tp_cells_estimate context[TP_ESTIMATE_MOST_R + 1];      /* by r: contexts of 2^r tokens */
  int is_sampled;                  /* bounds were asked of every so-manieth cell only, and its neighbours taken alike */
} tp_grid_estimate;

/* Of the cells that are not left out, without evaluating one.  Claims (analysis/claim.h) are asked for, of TP_ESTIMATE_MOST_CLAIMS cells at most. */
void tp_grid_estimate_make(tp_grid_estimate *out, const tp_grid *g);

/* The seconds that a cell takes if no claim decides it: an estimate that asks no claim. */
double tp_cell_seconds(const tp_grid_result *r);

/* The bytes that a cell takes by itself, and with its record: an estimate from above. */
double tp_cell_footprint(const tp_grid_result *r, tp_record_rule rule);

/* How the cells that are not left out may be worked on so that it stays within `most` bytes. */
typedef struct {
  unsigned jobs;
  tp_record_rule records;
  double bytes;                    /* that it needs then: an estimate from above (analysis/footprint.h) */
} tp_grid_means;

/* As asked for, with so many threads and records kept for all cells of a subject.  If that is too much: with as many threads
   as fit; if not even one does, with records of one segment at a time; then, for cells of which nobody asks whether activations
   are exact, without records.  What comes out is the same.  0 if all of that is too much: *out is then what
   needs least.  most = INFINITY: no limit. */
int tp_grid_choose_means(tp_grid_means *out, const tp_grid *g, unsigned jobs, double most);

#ifdef __cplusplus
}
#endif

#endif
