/* SPDX-License-Identifier: MIT */
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

/* What a machine does where no rule applies: its run is refused; or it halts there, as a last step
   that leaves all as it is; or what is usual in its notation.  Usual is to halt, but in `.tm`
   only with the header `no-rule halt`. */
typedef enum { TP_NO_RULE_REFUSE, TP_NO_RULE_HALT, TP_NO_RULE_USUAL, TP_NO_RULES } tp_no_rule;
extern const char *const tp_no_rule_name[2];           /* refuse halt */

/* How a machine is read. */
typedef struct {
  tp_notation notation;  /* TP_NOTATIONS: recognise it */
  size_t line;           /* of a list in TP_NOTATION_BB, from 1; 0: the text is one machine */
  tp_no_rule no_rule;
  const char *start;     /* the start state; NULL: that of the text */
  int64_t head;          /* the cell, counted from the first symbol of the word, in which the head of tape 1 starts, at most
                            TP_MACHINE_MAX_HEAD to either side.  Left of the word, blanks are put before the word. */
  const char *word;      /* an input, as in tp_word_parse, or NULL: that of the text.  Letters that only wildcards match
                            become input symbols, unless the text lists those. */
} tp_read_options;

/* Read a machine so.  With TP_NO_RULE_HALT a state that is entered and that no rule leaves is a
   halting state.  Of the others, configurations without a rule get a transition to a halting state
   more.  That is `reject` in TP_NOTATION_TMSIM and `no-rule` in others, or a name like it that is
   free.  They are left out if they are too many for a machine.  Refused also: a start state that
   the machine does not have, and a line of another notation. */
tp_status tp_notation_read(tp_machine **out, const tp_read_options *how, const char *name, const char *text, size_t length, tp_error *err);

/* Recognise the notation of a text, by all of its lines.  TP_NOTATIONS if none fits. */
tp_notation tp_notation_recognise(const char *text, size_t length);

/* 1 if the text by itself looks like a machine of the Busy Beaver notation.  The machine may
   still be faulty. */
int tp_notation_is_bb(const char *text, size_t length);

/* As tp_notation_read with TP_NO_RULE_REFUSE, nothing else chosen.  Messages and ownership are those of tp_machine_parse,
   which is this function for TP_NOTATION_TM.  Machines in the other notations have tapes
   without a left end (tp_machine_is_two_way), and all their symbols except the blank are input
   symbols, unless the notation names those.  A name of control characters, or of more than
   TP_MACHINE_MAX_NAME bytes, is replaced, and tp_machine_notes say so. */
tp_status tp_notation_parse(tp_machine **out, tp_notation n, const char *name, const char *text, size_t length, tp_error *err);

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
