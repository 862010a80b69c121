/* SPDX-License-Identifier: MIT */
/* Start configurations, as users write them: a word, or a word with a state before the cell that the head of tape 1 is on,
   such as 1100C1100 in the notation of Busy Beavers. */
#ifndef TMPREC_MACHINE_START_H
#define TMPREC_MACHINE_START_H

#include "tmprec/machine/simulation.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Read `text`: the word, and in *other, which the caller frees, the machine that starts so; NULL: m itself.
   A text that is a word is one (tp_word_parse).  Any other is a configuration if it is a word when the name of one state is
   left out: the head is on the cell of the symbol behind it, or on the first cell behind the word.  Where blanks separate
   symbols, they separate the state too.
   Refused: what is neither (with the message of tp_word_parse), what is a configuration in two ways, and a configuration for a
   machine whose start state or head was chosen as it was read (tp_read_options).  On failure the word is empty and *other NULL. */
tp_status tp_start_parse(tp_machine **other, tp_word *out, const tp_machine *m, const char *text, tp_error *err);

/* The machine m, started in that state with the head of tape 1 in that cell.  The caller frees it. */
tp_machine *tp_machine_restart(const tp_machine *m, uint32_t state, uint32_t head);

/* Append the present configuration of a machine of one tape as tp_start_parse reads it, without blanks at its ends.  It is a text
   that makes whoever reads the machine with it (tp_read_options) go on from here.  0, and nothing is appended, if there is no such
   text: of several tapes, or where the tape has symbols that no word has. */
int tp_start_print(tp_buffer *out, const tp_simulation *s);

#ifdef __cplusplus
}
#endif

#endif
