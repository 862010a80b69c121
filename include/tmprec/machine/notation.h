/* Notations of machines, of this project and of others
   (doc/interface.md, "Machines from elsewhere"). */
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
  TP_NOTATION_FT,        /* ft_turing of the 42 schools: JSON */
  TP_NOTATION_NJU,       /* headers #Q = {..} and others, five fields a line */
  TP_NOTATION_JFF,       /* JFLAP */
  TP_NOTATIONS           /* for tp_notation_parse: recognise the notation */
} tp_notation;

extern const char *const tp_notation_name[TP_NOTATIONS];

/* Recognise the notation of a text, by all of its lines.  TP_NOTATIONS if none fits. */
tp_notation tp_notation_recognise(const char *text, size_t length);

/* 1 if the text by itself looks like a machine of the Busy Beaver notation.  The machine may
   still be faulty. */
int tp_notation_is_bb(const char *text, size_t length);

/* Read a machine in the notation n.  Messages and ownership are those of tp_machine_parse,
   which is this function for TP_NOTATION_TM.  Machines in the other notations have tapes
   without a left end (tp_machine_is_two_way), and all their symbols except the blank are input
   symbols, unless the notation names those.  A name of control characters, or of more than
   TP_MACHINE_MAX_NAME bytes, is replaced, and tp_machine_notes say so. */
tp_status tp_notation_parse(tp_machine **out, tp_notation n, const char *name, const char *text, size_t length, tp_error *err);

/* The same for the machine in that line, from 1, of a list in TP_NOTATION_BB.  Refused: another notation. */
tp_status tp_notation_parse_line(tp_machine **out, tp_notation n, const char *name, const char *text, size_t length, size_t line,
                                 tp_error *err);

/* Append the machine in the notation n.  The text reads back as a machine with the same
   transitions.  Their names are different where the notation prescribes other names.  Refused:
   a machine that the notation cannot represent; nothing is appended then. */
tp_status tp_notation_write(tp_buffer *out, const tp_machine *m, tp_notation n, tp_error *err);

/* The same; appends to `notes` one line for each name that is another in the text. */
tp_status tp_notation_write_noted(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_notation n, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
