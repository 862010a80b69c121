/* SPDX-License-Identifier: MIT */
/* The cells of a sweep, in the order of its rows, and the key of each. */
#ifndef TMPREC_SWEEP_CELLS_H
#define TMPREC_SWEEP_CELLS_H

#include "tmprec/sweep/grid.h"
#include "tmprec/sweep/specification.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A machine, or an input with a mode and an r, of a sweep that goes on without it. */
typedef struct tp_sweep_refusal {
  size_t before;         /* cells that come before its row */
  char *machine, *input; /* as the user named them; no input: NULL */
  int mode;              /* of tp_chain_mode, or -1: it is about all modes */
  tp_error why;
} tp_sweep_refusal;

typedef struct {
  tp_grid *g;
  tp_machine **machine;  /* of the grid's subjects */
  size_t machines;
  tp_subject **subject;  /* of the grid */
  size_t subjects;
  unsigned without;      /* families that have no format for some of the bits, and no cells there: bit i for family i */
  struct tp_sweep_refusal *refused;
  size_t refusals;
  int is_item;           /* 1: they could not be opened for a machine or an input that a sweep can go on without */
  tp_buffer notes;       /* lines: for which wanted contexts there is no input of its own */
} tp_sweep_cells;

/* All cells of a completed specification.  The cells of a curve or a front stand side by
   side.  To be closed, also on failure. */
tp_status tp_sweep_cells_open(tp_sweep_cells *w, const tp_sweep *s, tp_error *err);
void tp_sweep_cells_close(tp_sweep_cells *w);

/* Append the key of a cell.  Two cells have the same key if and only if they are the same
   computation; their results are then equal.  The key is one line of fields with a tab
   between them:

     MACHINE  INPUT  MODE  rR  ARITHMETIC

   MACHINE and INPUT are what the user named (a file is known by its name alone), with \\,
   \t, \n and \r for those characters.  MODE is cot or scot.  R is the number of bits of position.  ARITHMETIC is the canonical text
   of the choice (tp_choice_print).  Further fields stand only where they matter: how the machine
   was read (tp_machine_chosen), such as `start=q no-rule=halt`; `steps=N` for
   a run that was cut after N steps, `folded` for a folded machine, and `seed=N` and `trial=N`
   where anything is random.  Neither the result nor the time has a part in it. */
void tp_cell_key(tp_buffer *out, const tp_grid_result *cell);

/* Append those further fields alone, each with that character before it. */
void tp_cell_details(tp_buffer *out, const tp_grid_result *cell, char before);

#ifdef __cplusplus
}
#endif

#endif
