/* SPDX-License-Identifier: MIT */
/* A machine's tapes over time, as text. */
#ifndef HISTORY_H
#define HISTORY_H

#include "tmprec/base/buffer.h"
#include "tmprec/machine/simulation.h"

/* Append a line for the start and one for each of the first `shown` steps of m on the
   word, of at most max_steps: its number, the state, the tapes.  If there are more, a
   line of dots, and the last one follow.  No lines if shown is 0.  *s is the simulation
   where it ended, to be cleared by the caller; how it ended is returned. */
tp_simulation_end history_put(tp_buffer *out, tp_simulation *s, const tp_machine *m, const tp_word *input, uint64_t shown, uint64_t max_steps);

/* Append text and blanks to fill `width` characters. */
void history_pad(tp_buffer *out, const char *text, size_t width);

/* The most characters of a symbol's name, and of a state's. */
size_t history_symbol_width(const tp_machine *m);
size_t history_state_width(const tp_machine *m);

#endif
