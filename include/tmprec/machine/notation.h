/* The ways in which machines are written, here and elsewhere (doc/interface.md, "Machines
   from elsewhere"). */
#ifndef TMPREC_MACHINE_NOTATION_H
#define TMPREC_MACHINE_NOTATION_H

#include "tmprec/base/buffer.h"
#include "tmprec/machine/machine.h"

typedef enum {
  NOTATION_TM,           /* `.tm` files */
  NOTATION_TMSIM,        /* turingmachinesimulator.com */
  NOTATION_MORPHETT,     /* morphett.info/turing */
  NOTATION_BB,           /* bbchallenge.org: 1RB1LC_... */
  NOTATION_TMIO,         /* turingmachine.io */
  NOTATIONS              /* for notation_parse: as the text looks */
} notation;

extern const char *const notation_name[NOTATIONS];

/* What a text looks like; NOTATION_TM if it looks like nothing. */
notation notation_recognise(const char *text, size_t length);

/* 1 if the text by itself is a machine of the Busy Beaver notation, perhaps a wrong one. */
int notation_is_bb(const char *text, size_t length);

/* Read a machine; messages and ownership as in machine_parse, which is this for
   NOTATION_TM.  Machines from elsewhere have tapes without a left end
   (machine_is_two_way), and all symbols but the blank are input symbols; names that
   `.tm` does not allow are replaced. */
status notation_parse(machine **out, notation n, const char *name, const char *text, size_t length, error *err);

/* Append the machine in that notation.  Read again it has the same transitions, if by other names
   where the notation prescribes some.  Refused, with nothing appended: what it cannot hold. */
status notation_write(buffer *out, const machine *m, notation n, error *err);

#endif
