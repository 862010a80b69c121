/* The ways in which machines are written, here and elsewhere (doc/interface.md, "Machines
   from elsewhere"). */
#ifndef TMPREC_MACHINE_NOTATION_H
#define TMPREC_MACHINE_NOTATION_H

#include "tmprec/base/buffer.h"
#include "tmprec/machine/machine.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  TP_NOTATION_TM,        /* `.tm` files */
  TP_NOTATION_TMSIM,     /* turingmachinesimulator.com */
  TP_NOTATION_MORPHETT,  /* morphett.info/turing */
  TP_NOTATION_BB,        /* bbchallenge.org: 1RB1LC_... */
  TP_NOTATION_TMIO,      /* turingmachine.io */
  TP_NOTATIONS           /* for tp_notation_parse: as the text looks */
} tp_notation;

extern const char *const tp_notation_name[TP_NOTATIONS];

/* What a text looks like; TP_NOTATION_TM if it looks like nothing. */
tp_notation tp_notation_recognise(const char *text, size_t length);

/* 1 if the text by itself is a machine of the Busy Beaver notation, perhaps a wrong one. */
int tp_notation_is_bb(const char *text, size_t length);

/* Read a machine; messages and ownership as in tp_machine_parse, which is this for
   TP_NOTATION_TM.  Machines from elsewhere have tapes without a left end
   (tp_machine_is_two_way), and all symbols but the blank are input symbols; names that
   `.tm` does not allow are replaced. */
tp_status tp_notation_parse(tp_machine **out, tp_notation n, const char *name, const char *text, size_t length, tp_error *err);

/* Append the machine in that notation.  Read again it has the same transitions, if by other names
   where the notation prescribes some.  Refused, with nothing appended: what it cannot hold. */
tp_status tp_notation_write(tp_buffer *out, const tp_machine *m, tp_notation n, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
