/* From `read` on: (T4) and (T5) of doc/tolerant-search.md. */
#ifndef LAST_STEP_H
#define LAST_STEP_H

#include "garbage.h"

/* Where hardmax has 1, `written` is at least so much. */
int tp_checker_last_step(tp_checker *c, const tp_checker_garbage *g, const mpq_t written);

#endif
