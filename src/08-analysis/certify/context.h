/* Tokens and steps of a context (doc/construction.md, sections 2 and 9.1). */
#ifndef CONTEXT_H
#define CONTEXT_H

#include <stdint.h>

/* Tokens of a trace of so many steps that goes on: position blocks between every r steps. */
uint64_t tp_trace_length(unsigned r, uint64_t steps);
/* The most steps whose trace has at most so many tokens. */
uint64_t tp_steps_in_trace(unsigned r, uint64_t tokens);
/* Steps of a segment until its summary begins: the least whose trace has 3 (prompt - 1) tokens. */
uint64_t tp_steps_to_summary(unsigned r, uint64_t prompt);

#endif
