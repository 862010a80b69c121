/* A machine, as the files of this layer see it. */
#ifndef MACHINE_PRIVATE_H
#define MACHINE_PRIVATE_H

#include "names.h"
#include "tmprec/machine/machine.h"

struct tp_machine {
  uint32_t tapes, inputs, halting;
  int terse, two_way;
  uint32_t zero;                   /* or UINT32_MAX */
  names states, symbols;
  char *word;                      /* the input that the text names, or NULL */
  size_t transitions;
  uint32_t *from, *to;             /* transitions entries */
  uint32_t *read, *write, *move;   /* transitions x tapes entries */
  tp_index_table table;            /* (from, read) -> transition */
};

/* Index the transition whose from and read are filled in; 0 if there is one
   with the same left side already. */
int tp_machine_index_transition(tp_machine *m, size_t index);

#endif
