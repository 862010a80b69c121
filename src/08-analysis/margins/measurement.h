/* SPDX-License-Identifier: MIT */
/* Margins at work: what the files that measure them share. */
#ifndef MEASUREMENT_H
#define MEASUREMENT_H

#include "../bound/tolerance.h"
#include "../ranking.h"
#include "tmprec/analysis/margins.h"
#include "tmprec/analysis/trajectory.h"
#include "tmprec/evaluation/row_walk.h"

/* The heads of each row of a plan: head[start[row]] .. head[start[row + 1] - 1], numbered over all layers. */
typedef struct {
  size_t rows;
  size_t *start, *head;
} heads_by_row;

/* One segment at work: hardmax's run goes ahead by a chunk, the other follows. */
typedef struct {
  tp_margins *out;
  const tp_subject *s;
  int asks_disturbance;
  tp_pass *ahead, *behind;         /* hardmax's, and the arithmetic's, which may share scales */
  const tp_plan *plan;             /* hardmax's, whose versions number those of both */
  heads_by_row heads, run_heads;   /* of hardmax's plan, and of the arithmetic's */
  tp_hardmax_record *record;
  const tp_trajectory *hardmax;
  tolerance *needs;                /* by layer; where all are alike, those of layer 1 */
  size_t tolerances;
  size_t *first_head;              /* by layer: heads in all layers before it */
  size_t **value, **result;        /* by head: versions read and written, coordinate by coordinate */
  size_t token;                    /* of position 0, counted over all segments */
  size_t keys;                     /* positions of the segment */
  size_t chunk, from;              /* first position of the chunk */
  /* Where rows are evaluated, else NULL: */
  unsigned char *best;             /* rows x chunk x keys: 1 where hardmax attends */
  unsigned char *own;              /* the other run's rows x chunk x keys: 1 where a row has its best score */
  double *need;                    /* heads x chunk: the gap needed; NaN where that is not known */
  double *score, *weight;          /* keys: of the row at work */
  unsigned char *set, *run_set;    /* versions x keys: 1 where hardmax's, the arithmetic's number is not 0 */
  int has_blocks;                  /* activations share scales */
} measurement;

/* What one coordinate of the values is, in a row of hardmax. */
typedef struct {
  size_t nonzero;                  /* best keys with a value that is not 0, */
  size_t all;                      /* and keys at all */
  head_output output;
  int is_one;                      /* the best keys have one value */
} row_value;

/* A row of hardmax's: softmax would give `leak` to all keys but the best. */
typedef struct {
  size_t head, position;
  ranking ranks;
  double leak;
  /* Results of tp_margins_note_row: */
  double need;                     /* the gap needed; NaN where that is not known */
  size_t nonzero;                  /* most best keys with a value that is not 0 */
} hardmax_row;

/* What does not depend on segments, for a measurement whose out, s and plan are set. */
void tp_margins_open(measurement *m, const tp_choice *c);
void tp_margins_close(measurement *m);

/* A NaN is worse than all numbers. */
void tp_margins_note_least(tp_extreme *e, double value, size_t token);
void tp_margins_note_most(tp_extreme *e, double value, size_t token);
/* What softmax would give to all keys but the best, of which keys[d] are d behind.  Rows with the same keys, in whatever
   order, have the same leak. */
double tp_margins_leak(double beta, const uint32_t *keys, size_t range);
/* A row of hardmax's; `value` says what each coordinate is. */
void tp_margins_note_row(measurement *m, hardmax_row *row, void (*value)(const void *context, size_t c, row_value *out), const void *context);
static inline tolerance *tolerance_of(const measurement *m, size_t layer)
{
  return m->needs + (m->tolerances > 1 ? layer - 1 : 0);
}

static inline const tp_attention_head *measured_head(const measurement *m, size_t head)
{
  const tp_head_margin *h = m->out->head + head;
  return m->s->t->layer[h->layer - 1].head + h->head;
}

static inline unsigned char *tp_margins_marks_of(const measurement *m, size_t head, size_t position)
{
  const size_t row = tp_plan_row(m->plan, m->out->head[head].layer, m->out->head[head].head);
  return m->best + (row * m->chunk + position - m->from) * m->keys;
}

static inline double *tp_margins_need_of(const measurement *m, size_t head, size_t position)
{
  return m->need + head * m->chunk + position - m->from;
}

/* Both runs by evaluation (seen.c): observers.  Heads share no rows in that of hardmax. */
tp_observer tp_margins_watch_hardmax(measurement *m);
tp_observer tp_margins_watch_run(measurement *m);
/* Which values the other run attends to, of the chunk up to `to`; not where scales shared anew change values without
   notice to the observer. */
void tp_margins_note_run_values(measurement *m, size_t to);

/* Hardmax's rows by counts (counted.c), of a segment whose record is complete; weigh: beside them, the rows of a run in
   which all numbers are hardmax's.  0 if some weight of those is not known: then nothing of the run is to be relied on. */
int tp_margins_count(measurement *m, tp_workspace *weigh);
/* The same of the first of several measurements, which differ in their tolerances only, and of the others beside it, whose rows
   are not walked through again. */
void tp_margins_count_beside(measurement *m, size_t count);
/* The same of a chunk, with marks of the best keys and needs, by walks of all rows of the plan. */
typedef struct margin_walks margin_walks;
margin_walks *tp_margins_walks_new(measurement *m);
void tp_margins_walks_free(margin_walks *w);
void tp_margins_walk_to(margin_walks *w, size_t to);

#endif
