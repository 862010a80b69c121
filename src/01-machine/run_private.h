/* What a run is refused for, wherever it is run. */
#ifndef RUN_PRIVATE_H
#define RUN_PRIVATE_H

#include "tmprec/machine/word.h"

/* Sets the error: no transition applies after so many steps.  read: K entries */
status run_stuck(const machine *m, uint32_t state, const uint32_t *read, uint64_t step, error *err);

/* The output of a halted run, from the first `length` cells of tape 1, behind which
   all are blank.  Refused if it holds a blank or a symbol that is not an input symbol. */
status run_take_output(word *out, const machine *m, const uint32_t *cell, size_t length, error *err);

#endif
