/* SPDX-License-Identifier: MIT */
/* Many verifications at once: the cells of a sweep, worked on by threads.  What
   comes out does not depend on how many there are. */
#ifndef TMPREC_SWEEP_GRID_H
#define TMPREC_SWEEP_GRID_H

#include "tmprec/analysis/claim.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/sweep/family.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tp_grid tp_grid;

typedef struct {
  size_t subject;        /* from tp_grid_add_subject */
  tp_choice choice;      /* owned by the grid once it is added */
  tp_draw draw;
  tp_bits_family family;
  int bits;              /* of the family's format; of a named one 0 if it has no such number */
  const char *name;      /* of a named format (named.h), not owned; else NULL */
  size_t index;          /* its place in a front, whose cells have bits for each site (front.h) */
  int certify;           /* 1: also ask what is certain of the run */
  int plain;             /* 1: evaluate it, whatever is certain */
  int only_exact;        /* 1: nobody asks for exact_act, which may stay unknown */
} tp_grid_cell;

/* What decided `exact`, or the limit that left it unknown. */
typedef enum {
  TP_DECIDED_BY_BOUND, TP_DECIDED_BY_PROFILE, TP_DECIDED_BY_DEVIATION, TP_DECIDED_BY_EVALUATION,
  TP_DECIDED_BY_TIME, TP_DECIDED_BY_MEMORY, TP_DECIDED_BY
} tp_decided_by;
extern const char *const tp_decided_by_name[TP_DECIDED_BY];      /* bound profile deviation evaluation time memory */

typedef struct {
  const char *machine, *input;     /* as the user named them */
  const tp_subject *s;
  tp_grid_cell cell;
  tp_verification result;
  tp_decided_by decided_by;
  double seconds;                  /* processor time of the cell */
  tp_claim_verdict certified;      /* if the cell asks for it: of this run */
  double certified_beta;           /* the least beta from which on `exact` is certified; NaN if none is known */
} tp_grid_result;

tp_grid *tp_grid_new(void);
void tp_grid_free(tp_grid *g);

/* The subject (opened with compile) must outlive the grid; names are copied. */
size_t tp_grid_add_subject(tp_grid *g, const tp_subject *s, const char *name, const char *input);
/* Takes the cell's choice over. */
void tp_grid_add_cell(tp_grid *g, const tp_grid_cell *cell);
size_t tp_grid_cells(const tp_grid *g);
/* Cell i; before the grid has run without a result. */
tp_grid_result tp_grid_at(const tp_grid *g, size_t i);

/* Whether a bound decides `exact` of a cell: then nothing is evaluated, or only up to the first activation that differs. */
int tp_cell_is_claimed(const tp_grid_cell *cell, const tp_subject *s);

/* What becomes of the record of a subject's hardmax run (analysis/trajectory.h): all cells share it, unless it is too
   large (tp_grid_shares_record); each has its own, a segment at a time; likewise, and cells that only ask for `exact` have
   none.  Results do not depend on it, but for exact_act where nobody asks for it, and what decided. */
typedef enum { TP_RECORDS_SHARED, TP_RECORDS_BY_SEGMENT, TP_RECORDS_NONE, TP_RECORD_RULES } tp_record_rule;
int tp_grid_shares_record(const tp_subject *s);
void tp_grid_set_records(tp_grid *g, tp_record_rule rule);      /* before it runs; TP_RECORDS_SHARED by default */
/* Limits of each cell, before the grid runs: seconds of a processor, and bytes beside the subject, by an estimate; 0: none.
   A cell beyond them is unknown. */
void tp_grid_set_limits(tp_grid *g, double seconds, double bytes);
double tp_grid_cell_size(void);                                 /* bytes of a cell in a grid */

/* Before the grid runs: the result of cell i is known, as from a run before.  Of *r only what the cell came to is taken:
   verdicts, predictions, first error, what decided, seconds and what is certified. */
void tp_grid_restore(tp_grid *g, size_t i, const tp_grid_result *r);
/* Before the grid runs: cell i is somebody else's.  It is neither worked on nor told of. */
void tp_grid_leave_out(tp_grid *g, size_t i);
int tp_grid_has(const tp_grid *g, size_t i);            /* 0: it is left out */
int tp_grid_is_done(const tp_grid *g, size_t i);        /* 1: it has a result */

/* Work on cell i alone, in the calling thread.  Of a subject with several cells the record is kept until a cell of another
   subject is worked on. */
void tp_grid_work_alone(tp_grid *g, size_t i);

/* Who watches a grid; each call comes from the thread that runs it, and each function may be NULL. */
typedef struct {
  /* A cell that was worked on, as soon as it is done; its number, and its result.  0: the rest is dropped. */
  int (*done)(void *context, size_t i, const tp_grid_result *r);
  /* Each cell, in their order, once it and all before it are done.  0: the rest is dropped. */
  int (*finished)(void *context, const tp_grid_result *r);
  /* At least about twice a second, and after the others: the cells done, all, and the estimated share of the work, 0 .. 1. */
  void (*tick)(void *context, size_t done, size_t cells, double share);
  void *context;
} tp_grid_watch;

/* Work on all cells with so many threads. */
void tp_grid_run(tp_grid *g, unsigned jobs, const tp_grid_watch *watch);

#ifdef __cplusplus
}
#endif

#endif
