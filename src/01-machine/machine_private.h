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
  char **state_text, **symbol_text;/* as tokens spell them, where that differs; NULL: nowhere */
  char *notes, *doubts;            /* lines, or NULL */
  char *word;                      /* the input that the text names, or NULL */
  size_t transitions;
  uint32_t *from, *to;             /* transitions entries */
  uint32_t *read, *write, *move;   /* transitions x tapes entries */
  tp_index_table table;            /* (from, read) -> transition */
};

/* Index the transition whose from and read are filled in; 0 if there is one
   with the same left side already. */
int tp_machine_index_transition(tp_machine *m, size_t index);

/* escape.c: fill in how the names are spelt, and free that. */
void tp_machine_spell(tp_machine *m);
void tp_machine_clear_spelling(tp_machine *m);

#endif
