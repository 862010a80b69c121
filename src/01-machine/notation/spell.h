/* A machine's names as another notation spells them. */
#ifndef SPELL_H
#define SPELL_H

#include "../names.h"
#include "tmprec/machine/machine.h"

/* The states' names in order: the machine's own where fits() is true of it, or else `q` and
   a number that no other has.  start and halt, unless NULL, are given to these states,
   and to no other. The caller clears. */
names spell_states(const machine *m, int (*fits)(const char *name), const char *start, const char *halt);

/* The symbol's name; the blank is `_`. */
const char *spell_symbol(const machine *m, uint32_t symbol);

/* Refused, as "NOTATION: ...": tapes with a left end, and more tapes than so many. */
status spell_check_tapes(const machine *m, const char *notation, uint32_t most, error *err);

/* Refused likewise: symbols but the blank that are not one character, or one of `reserved`. */
status spell_check_symbols(const machine *m, const char *notation, const char *reserved, error *err);

#endif
