/* SPDX-License-Identifier: MIT */
/* A configuration of a machine: state, tapes, and heads. */
#ifndef TMPREC_MACHINE_CONFIGURATION_H
#define TMPREC_MACHINE_CONFIGURATION_H

#include "tmprec/machine/machine.h"
#include "tmprec/machine/word.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A one-way tape and its head. */
typedef struct {
  uint32_t *cell;        /* length entries; all cells after them are blank (0) */
  size_t length, head;   /* head < length */
  size_t capacity;
} tp_tape;

typedef struct {
  const tp_machine *m;   /* not owned */
  uint32_t state;
  size_t space;          /* cells in use: the larger of |w| and 1 + the largest head position so far */
  tp_tape tape[TP_MACHINE_MAX_TAPES];
} tp_configuration;

/* The start configuration: the start state, the word on tape 1 from cell 0 on, all heads in
   cell 0, but that of tape 1 in tp_machine_head.  The caller frees it with tp_configuration_clear. */
void tp_configuration_start(tp_configuration *c, const tp_machine *m, const tp_word *input);
void tp_configuration_clear(tp_configuration *c);

/* The symbol in a cell of tape k, k = 0 .. K-1.  A cell that was never reached is blank. */
uint32_t tp_configuration_symbol(const tp_configuration *c, uint32_t k, size_t cell);

/* The symbols under the heads: K entries. */
void tp_configuration_read(const tp_configuration *c, uint32_t *read);

/* The index of the transition that applies, or SIZE_MAX. */
size_t tp_configuration_next(const tp_configuration *c);

/* Write a symbol in a cell of tape k, and put its head on a cell. */
void tp_configuration_write(tp_configuration *c, uint32_t k, size_t cell, uint32_t symbol);
void tp_configuration_place_head(tp_configuration *c, uint32_t k, size_t cell);

/* The tapes of the machine that was folded, or else of the machine itself.  Tape k of them is printed from
   its leftmost to its rightmost cell that is not blank, in the form of tp_word_print; blanks
   separate symbols if the name of some symbol of the machine, not only of an input symbol, is longer than one character.
   Cells left of cell 0 are those of the left half of a folded tape. */
uint32_t tp_configuration_tapes(const tp_configuration *c);
void tp_configuration_print_tape(tp_buffer *out, const tp_configuration *c, uint32_t k);

/* 1 if all cells of tape k of these tapes left of cell 0 are blank. */
int tp_configuration_is_blank_left(const tp_configuration *c, uint32_t k);

/* Carry out a transition: write, then move.  A move L in cell 0 leaves the head there.  The
   function does not check that the transition applies. */
void tp_configuration_take(tp_configuration *c, tp_transition t);

#ifdef __cplusplus
}
#endif

#endif
