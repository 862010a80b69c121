/* SPDX-License-Identifier: MIT */
/* A machine, as the files of this layer see it. */
#ifndef MACHINE_PRIVATE_H
#define MACHINE_PRIVATE_H

#include "names.h"
#include "tmprec/base/buffer.h"
#include "tmprec/machine/machine.h"

/* A halting state that the machine's text calls so, or one because no rule applies in it. */
enum { HALTS_NAMED = 1, HALTS_UNNAMED };

struct tp_machine {
  uint32_t tapes, inputs;
  unsigned char *halts;            /* by state: 0, HALTS_NAMED, HALTS_UNNAMED */
  uint32_t halting;                /* the first that halts */
  int terse, two_way;
  int blank_in_words;              /* words may have blanks */
  uint32_t head, blanks_before;    /* the head of tape 1 starts in this cell; the word after so many blanks */
  int start_is_chosen;             /* its state or that cell: whoever read it chose them */
  int takes_letters;               /* of a word that only wildcards match: they become input symbols */
  int halts_without_rule;          /* by its notation: where no rule applies, it halts */
  uint32_t without_rule;           /* the halting state entered there, or UINT32_MAX */
  size_t written;                  /* transitions that are its own; those after them enter `without_rule` */
  uint32_t zero;                   /* or UINT32_MAX */
  uint32_t folds;                  /* of a folded machine: tape tapes - folds + j is the left half of left_of[j] */
  uint32_t left_of[TP_MACHINE_MAX_TAPES];
  names states, symbols;
  char **state_text, **symbol_text;/* as tokens spell them, where that differs; NULL: nowhere */
  char *notes, *doubts;            /* lines, or NULL */
  char *word;                      /* the input that the text names, or NULL */
  char *generator;                 /* of its words, as the text says, or NULL */
  char *chosen;                    /* how it was read otherwise than its text says, or NULL */
  size_t transitions;
  uint32_t *from, *to;             /* transitions entries */
  uint32_t *read, *write, *move;   /* transitions x tapes entries */
  tp_index_table table;            /* (from, read) -> transition */
};

/* Index the transition whose from and read are filled in; 0 if there is one
   with the same left side already. */
int tp_machine_index_transition(tp_machine *m, size_t index);

/* word.c: a symbol of a word.  Apart, between blanks, a name with blanks is spelt as in tokens. */
void tp_machine_put_symbol(tp_buffer *out, const tp_machine *m, uint32_t symbol, int apart);

/* notation/notes.c: append a line of the states that no transitions lead to, if there are any. */
#define TP_DOUBT_OF_STATES "no rules lead from the start state to"
void tp_machine_doubt_states(tp_buffer *out, const tp_machine *m);

/* start.c: note that a text, a word by letters that are input symbols after the first `inputs`, is a configuration without them. */
void tp_machine_note_hidden_start(tp_buffer *notes, const tp_machine *m, uint32_t inputs, const char *text);

/* escape.c: fill in how the names are spelt, and free that. */
void tp_machine_spell(tp_machine *m);
void tp_machine_clear_spelling(tp_machine *m);

#endif
