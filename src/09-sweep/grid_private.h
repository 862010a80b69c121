/* SPDX-License-Identifier: MIT */
/* A grid, as the files see it that work on it. */
#ifndef GRID_PRIVATE_H
#define GRID_PRIVATE_H

#include <pthread.h>

#include "tmprec/base/index.h"
#include "tmprec/sweep/grid.h"

/* From which bits on all finer arithmetics are exact at an inverse temperature; -1: none are known. */
typedef struct {
  tp_inverse_temperature beta;
  int bits;
} tp_finer_entry;

typedef struct {
  const tp_subject *s;
  char *machine, *input;
  pthread_mutex_t finer_lock;      /* over this list: */
  tp_finer_entry *finer;
  size_t finers, finer_room;
  pthread_mutex_t lock;            /* over what follows */
  tp_hardmax_record *hardmax;      /* what its cells share, if that is not too large */
  tp_pool **spare;                 /* room that its cells take in turn: one a thread */
  size_t spares, spare_room;
  size_t cells_left;
} tp_grid_subject;

/* A cell (tp_grid_cell), with numbers in place of its arithmetic, and its result. */
typedef struct {
  size_t subject;
  uint32_t choice, beta;
  tp_draw draw;
  tp_bits_family family;
  int bits;
  const char *name;
  size_t index;
  unsigned char certify, plain, only_exact, done, left_out;
  tp_decided_by decided_by;
  tp_claim_verdict certified;
  tp_verification result;
  double certified_beta;
  double seconds, cost;            /* cost: an estimate, in any unit */
} tp_grid_work;

struct tp_grid {
  tp_grid_subject **subject;
  size_t subjects;
  tp_grid_work *cell;
  size_t cells, capacity;
  tp_choice *choice;               /* of the cells, but for beta */
  size_t choices, choice_room;
  tp_inverse_temperature *beta;
  size_t betas, beta_room;
  tp_index_table choice_index, beta_index;
  tp_record_rule records;
  double most_seconds, most_bytes; /* of a cell; 0: no limit */
  pthread_mutex_t lock;            /* over what follows */
  pthread_cond_t changed;
  size_t next, finished;
  size_t *news, fresh;             /* cells done that nobody was told of */
  size_t news_room;
  double cost_done, cost_all;
  size_t left_out;
  int stop;
};

/* grid_cell.c: a cell as a grid keeps it, whose choice it takes over; the cell again, whose choice is the grid's; the end. */
tp_grid_work tp_grid_keep(tp_grid *g, const tp_grid_cell *cell);
tp_grid_cell tp_grid_cell_of(const tp_grid *g, const tp_grid_work *w);
void tp_grid_clear_cells(tp_grid *g);

/* cell_work.c: the result of a cell that has none. */
void tp_grid_work_on(tp_grid *g, tp_grid_work *w);
/* Free what the cells of a subject share. */
void tp_grid_drop_room(tp_grid_subject *e);

/* The time of a step of the subject's evaluation, as a multiple of the time in binary64 (arithmetic/effort.h). */
double tp_subject_step_cost(const tp_subject *s, const tp_choice *c);

#endif
