/* A machine's configuration: state, tapes, and heads. */
#ifndef TMPREC_MACHINE_CONFIGURATION_H
#define TMPREC_MACHINE_CONFIGURATION_H

#include "tmprec/machine/machine.h"
#include "tmprec/machine/word.h"

/* A one-way tape under its head. */
typedef struct {
  uint32_t *cell;        /* length entries; beyond them all cells are blank (0) */
  size_t length, head;   /* head < length */
  size_t capacity;
} tape;

typedef struct {
  const machine *m;      /* not owned */
  uint32_t state;
  size_t space;          /* cells in use: max(|w|, 1 + every head position so far) */
  tape tape[MACHINE_MAX_TAPES];
} configuration;

/* The start state, the word on the first tape, all heads in cell 0.  The caller
   frees with configuration_clear. */
void configuration_start(configuration *c, const machine *m, const word *input);
void configuration_clear(configuration *c);

/* The symbol in a cell of tape k, 0 .. K-1, also of one that was never reached. */
uint32_t configuration_symbol(const configuration *c, uint32_t k, size_t cell);

/* Take a transition, whatever is read: write, then move (L in cell 0 stays). */
void configuration_take(configuration *c, transition t);

#endif
