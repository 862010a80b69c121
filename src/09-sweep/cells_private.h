/* SPDX-License-Identifier: MIT */
/* The cells of a sweep, as the files see them that add them. */
#ifndef CELLS_PRIVATE_H
#define CELLS_PRIVATE_H

#include "tmprec/sweep/cells.h"

/* inputs.c: all inputs of a machine. */
tp_status tp_cells_add_inputs(tp_sweep_cells *w, const tp_sweep *s, const tp_machine *m, const tp_sweep_item *item, tp_error *err);

/* cells.c: the cells of an input, in the modes of a mask (bit i: mode i), for each r. */
tp_status tp_cells_add_input(tp_sweep_cells *w, const tp_sweep *s, const tp_machine *m, const char *name, const char *input, unsigned modes,
                             tp_error *err);

/* cells.c: what is refused either ends all, or gets a row that says so. */
tp_status tp_cells_take_refusal(tp_sweep_cells *w, const tp_sweep *s, const char *machine, const char *input, int mode, tp_error *err);

#endif
