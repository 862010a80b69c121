/* Deterministic multi-tape Turing machines with one-way tapes
   (doc/construction.md, "Machine").

   Numbers, as the construction uses them: states 0 .. states-1 are the start
   state, then the sources of transitions in file order, then their targets,
   then the halting state, each where its name first comes up.  Symbols
   0 .. symbols-1 are the blank, the input symbols (1 .. inputs), then the
   symbols read, then those written.  Moves are TP_MOVE_L, TP_MOVE_S, TP_MOVE_R.  Wildcards
   count as the transitions that they stand for. */
#ifndef TMPREC_MACHINE_MACHINE_H
#define TMPREC_MACHINE_MACHINE_H

#include <stddef.h>
#include <stdint.h>

#include "tmprec/base/error.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TP_MOVE_L, TP_MOVE_S, TP_MOVE_R };

/* What a machine file may hold at most. */
#define TP_MACHINE_MAX_TAPES 16u
#define TP_MACHINE_MAX_STATES 65536u
#define TP_MACHINE_MAX_SYMBOLS 4096u
#define TP_MACHINE_MAX_TRANSITIONS 1000000u
#define TP_MACHINE_MAX_NAME 64u                 /* bytes of a state's or symbol's name */
#define TP_MACHINE_MAX_LINE 65536u              /* bytes */
#define TP_MACHINE_MAX_FILE ((size_t) 64 << 20) /* bytes */

typedef struct tp_machine tp_machine;

/* One line of the table.  The arrays hold one entry a tape and belong to the
   machine. */
typedef struct {
  uint32_t from, to;
  const uint32_t *read, *write, *move;
} tp_transition;

/* Read a machine from the text of a `.tm` file; `name` stands in messages:
   "name:line:column: what is wrong", lines and columns counted from 1, columns
   in characters.  On success the caller owns *out. */
tp_status tp_machine_parse(tp_machine **out, const char *name, const char *text, size_t length, tp_error *err);
void tp_machine_free(tp_machine *m);

uint32_t tp_machine_tapes(const tp_machine *m);      /* K, 1 .. TP_MACHINE_MAX_TAPES */
uint32_t tp_machine_states(const tp_machine *m);     /* |Q| */
uint32_t tp_machine_symbols(const tp_machine *m);    /* |G|, blank included */
uint32_t tp_machine_inputs(const tp_machine *m);     /* input symbols: 1 .. this */
uint32_t tp_machine_halting(const tp_machine *m);    /* the halting state; the start state is 0 */
const char *tp_machine_state_name(const tp_machine *m, uint32_t state);
const char *tp_machine_symbol_name(const tp_machine *m, uint32_t symbol);

/* 1 if every input symbol's name is one character: words need no blanks then. */
int tp_machine_is_terse(const tp_machine *m);

/* 1 if the tapes have no left end: then the machine is one with one-way tapes only
   on runs in which no head leaves cell 0 to the left. */
int tp_machine_is_two_way(const tp_machine *m);

/* The symbol that means a blank beside the blank itself, or UINT32_MAX: what is
   counted as non-zero is neither of them. */
uint32_t tp_machine_zero(const tp_machine *m);

/* Number of a name, or UINT32_MAX. */
uint32_t tp_machine_find_state(const tp_machine *m, const char *name, size_t length);
uint32_t tp_machine_find_symbol(const tp_machine *m, const char *name, size_t length);

/* The table, in file order. */
size_t tp_machine_transitions(const tp_machine *m);
tp_transition tp_machine_transition(const tp_machine *m, size_t index);

/* Index of the transition that applies, or SIZE_MAX: stuck. */
size_t tp_machine_lookup(const tp_machine *m, uint32_t state, const uint32_t *read);

#ifdef __cplusplus
}
#endif

#endif
