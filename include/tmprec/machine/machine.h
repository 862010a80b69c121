/* SPDX-License-Identifier: MIT */
/* Deterministic multi-tape Turing machines with one-way tapes
   (doc/construction.md, section 1).

   States and symbols have the numbers that the construction uses.  They are numbered where
   their names first come up, in this order:

     states    the start state; the states that transitions leave, in file order; the states
               that they enter, in file order; the halting states that are left
     symbols   the blank (0); the input symbols (1 .. inputs); the symbols read; the symbols
               written

   Moves are TP_MOVE_L, TP_MOVE_S, TP_MOVE_R.  A rule with wildcards counts as the transitions
   that it stands for. */
#ifndef TMPREC_MACHINE_MACHINE_H
#define TMPREC_MACHINE_MACHINE_H

#include <stddef.h>
#include <stdint.h>

#include "tmprec/base/error.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TP_MOVE_L, TP_MOVE_S, TP_MOVE_R };

/* Limits of a machine file. */
#define TP_MACHINE_MAX_TAPES 16u
#define TP_MACHINE_MAX_STATES 65536u
#define TP_MACHINE_MAX_SYMBOLS 4096u
#define TP_MACHINE_MAX_TRANSITIONS 1000000u
#define TP_MACHINE_MAX_NAME 64u                 /* bytes of the name of a state or symbol, without escapes */
#define TP_MACHINE_MAX_LINE 65536u              /* bytes */
#define TP_MACHINE_MAX_FILE ((size_t) 64 << 20) /* bytes */

typedef struct tp_machine tp_machine;

/* One transition of the table.  Each array has one entry per tape and belongs to the
   machine. */
typedef struct {
  uint32_t from, to;
  const uint32_t *read, *write, *move;
} tp_transition;

/* Read a machine from the text of a `.tm` file.  On success the caller owns *out; on failure
   it is NULL.  Messages are "name:line:column: what is wrong".  Lines and columns are counted
   from 1, columns in characters. */
tp_status tp_machine_parse(tp_machine **out, const char *name, const char *text, size_t length, tp_error *err);
void tp_machine_free(tp_machine *m);

uint32_t tp_machine_tapes(const tp_machine *m);      /* K, 1 .. TP_MACHINE_MAX_TAPES */
uint32_t tp_machine_states(const tp_machine *m);     /* |Q| */
uint32_t tp_machine_symbols(const tp_machine *m);    /* |G|, including the blank */
uint32_t tp_machine_inputs(const tp_machine *m);     /* number of input symbols, which are 1 .. this number */
uint32_t tp_machine_halting(const tp_machine *m);    /* the first halting state; the start state is 0 */
int tp_machine_halts(const tp_machine *m, uint32_t state);       /* 1: it is a halting state */
int tp_machine_is_named_halt(const tp_machine *m, uint32_t state);   /* 1: and the machine's text calls it so */
uint32_t tp_machine_halting_states(const tp_machine *m);         /* how many there are, at least 1 */
const char *tp_machine_state_name(const tp_machine *m, uint32_t state);
const char *tp_machine_symbol_name(const tp_machine *m, uint32_t symbol);

/* The names as `.tm` files and tokens spell them, where blanks, '/', ',' and '^' separate: '%'
   and two digits of base 16 for each byte that would be taken for something else. */
const char *tp_machine_state_text(const tp_machine *m, uint32_t state);
const char *tp_machine_symbol_text(const tp_machine *m, uint32_t symbol);

/* 1 if the name of every input symbol is one character.  Words then need no blanks. */
int tp_machine_is_terse(const tp_machine *m);

/* 1 if the tapes have no left end.  Such a machine does what a machine with one-way tapes does
   only on runs in which no head leaves cell 0 to the left. */
int tp_machine_is_two_way(const tp_machine *m);

/* 1 if by its notation a machine halts where no rule applies.  If it was read so (notation.h),
   its table has transitions for these configurations after those written, which are the first
   tp_machine_written.  They leave all as it is and enter tp_machine_without_rule, a halting
   state.  That is UINT32_MAX if there are none. */
int tp_machine_halts_without_rule(const tp_machine *m);
uint32_t tp_machine_without_rule(const tp_machine *m);
size_t tp_machine_written(const tp_machine *m);

/* 1 if input words may have blanks. */
int tp_machine_words_have_blanks(const tp_machine *m);

/* Where the head of tape 1 starts, from cell 0 on, and how many blanks are put before each word
   (tp_read_options, head).  At most one of them is not 0. */
#define TP_MACHINE_MAX_HEAD 1048576
uint32_t tp_machine_head(const tp_machine *m);
uint32_t tp_machine_blanks_before(const tp_machine *m);

/* The symbol that means a blank in addition to the blank itself, or UINT32_MAX.  Neither of the
   two counts as non-zero (tp_simulation_nonzero). */
uint32_t tp_machine_zero(const tp_machine *m);

/* Names of the machine's text that were replaced; and what in it is perhaps a mistake: a halting state
   that no transition enters, states that none lead to, symbols that no tape can hold.  Each line ends
   with a newline; no lines: "". */
const char *tp_machine_notes(const tp_machine *m);
const char *tp_machine_doubts(const tp_machine *m);

/* The input word that the machine's text names, as users write words, or NULL. */
const char *tp_machine_word(const tp_machine *m);

/* How its input words are made, if its text says so (generator.h), or NULL. */
const char *tp_machine_generator(const tp_machine *m);

/* What was chosen when it was read (tp_read_options), as `line=2 start=q head=-1 no-rule=halt`, each only where
   it makes a difference, states as `.tm` spells them; else "". */
const char *tp_machine_chosen(const tp_machine *m);

/* The number of a name, or UINT32_MAX if the machine does not have it. */
uint32_t tp_machine_find_state(const tp_machine *m, const char *name, size_t length);
uint32_t tp_machine_find_symbol(const tp_machine *m, const char *name, size_t length);
uint32_t tp_machine_find_state_text(const tp_machine *m, const char *text, size_t length);
uint32_t tp_machine_find_symbol_text(const tp_machine *m, const char *text, size_t length);

/* The table, in file order: the number of transitions, and one of them. */
size_t tp_machine_transitions(const tp_machine *m);
tp_transition tp_machine_transition(const tp_machine *m, size_t index);

/* The index of the transition that applies.  `read` has one symbol per tape.  SIZE_MAX: no
   transition applies, the machine is stuck. */
size_t tp_machine_lookup(const tp_machine *m, uint32_t state, const uint32_t *read);

#ifdef __cplusplus
}
#endif

#endif
