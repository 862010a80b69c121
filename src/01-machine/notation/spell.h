/* SPDX-License-Identifier: MIT */
/* A machine's names as another notation spells them. */
#ifndef SPELL_H
#define SPELL_H

#include "../names.h"
#include "tmprec/base/buffer.h"
#include "tmprec/machine/machine.h"

/* The states' names in order: the machine's own where fits() is true of it, or else `q` and
   a number that no other has.  start and halt, unless NULL, are given to these states,
   and to no other.  Names that differ go into the notes.  The caller clears. */
names tp_spell_states(const tp_machine *m, int (*fits)(const char *name), const char *start, const char *halt, tp_buffer *notes);

/* A line for the notes, unless the two names are the same. */
void tp_spell_note(tp_buffer *notes, int is_symbol, const char *name, const char *written);

/* 1 if all characters of the name print: blanks do not separate it. */
int tp_spell_prints(const char *name);

/* 1 if XML has all characters of the name: it has neither U+FFFE nor U+FFFF. */
int tp_spell_is_in_xml(const char *name);

/* The symbol's name; the blank is `_`. */
const char *tp_spell_symbol(const tp_machine *m, uint32_t symbol);

/* Refused, as "NOTATION: ...": tapes with a left end, and more tapes than so many. */
tp_status tp_spell_check_tapes(const tp_machine *m, const char *notation, uint32_t most, tp_error *err);

/* Refused likewise: symbols but the blank that are not one character, or one of `reserved`; a blank
   there stands for all characters that do not print. */
tp_status tp_spell_check_symbols(const tp_machine *m, const char *notation, const char *reserved, tp_error *err);

/* The transitions by state, in their order: those of state q are order[first[q] .. first[q + 1] - 1]. */
typedef struct {
  size_t *first, *order;
} tp_grouped;

tp_grouped tp_spell_group(const tp_machine *m);
void tp_spell_group_clear(tp_grouped *g);

#endif
