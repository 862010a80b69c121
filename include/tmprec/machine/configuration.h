/* A machine's configuration: state, tapes, and heads. */
#ifndef TMPREC_MACHINE_CONFIGURATION_H
#define TMPREC_MACHINE_CONFIGURATION_H

#include "tmprec/machine/machine.h"
#include "tmprec/machine/word.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A one-way tape under its head. */
typedef struct {
  uint32_t *cell;        /* length entries; beyond them all cells are blank (0) */
  size_t length, head;   /* head < length */
  size_t capacity;
} tp_tape;

typedef struct {
  const tp_machine *m;   /* not owned */
  uint32_t state;
  size_t space;          /* cells in use: max(|w|, 1 + every head position so far) */
  tp_tape tape[TP_MACHINE_MAX_TAPES];
} tp_configuration;

/* The start state, the word on the first tape, all heads in cell 0.  The caller
   frees with tp_configuration_clear. */
void tp_configuration_start(tp_configuration *c, const tp_machine *m, const tp_word *input);
void tp_configuration_clear(tp_configuration *c);

/* The symbol in a cell of tape k, 0 .. K-1, also of one that was never reached. */
uint32_t tp_configuration_symbol(const tp_configuration *c, uint32_t k, size_t cell);

/* Take a transition, whatever is read: write, then move (L in cell 0 stays). */
void tp_configuration_take(tp_configuration *c, tp_transition t);

#ifdef __cplusplus
}
#endif

#endif
