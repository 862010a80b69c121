/* SPDX-License-Identifier: MIT */
/* What a run is refused for, wherever it is run. */
#ifndef RUN_PRIVATE_H
#define RUN_PRIVATE_H

#include "tmprec/machine/word.h"

/* Sets the error: no transition applies after so many steps.  read: K entries */
tp_status tp_run_stuck(const tp_machine *m, uint32_t state, const uint32_t *read, uint64_t step, tp_error *err);

/* The output of a halted run, from the first `length` cells of tape 1, behind which
   all are blank.  Refused if it holds a blank or a symbol that is not an input symbol. */
tp_status tp_run_take_output(tp_word *out, const tp_machine *m, const uint32_t *cell, size_t length, tp_error *err);

#endif
