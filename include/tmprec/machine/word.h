/* SPDX-License-Identifier: MIT */
/* Words over the input alphabet, as users write them. */
#ifndef TMPREC_MACHINE_WORD_H
#define TMPREC_MACHINE_WORD_H

#include "tmprec/base/buffer.h"
#include "tmprec/machine/machine.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TP_WORD_MAX_LENGTH ((size_t) 1 << 24)    /* symbols */

typedef struct {
  uint32_t *symbol;      /* length entries */
  size_t length;
} tp_word;

/* Read `text`.  If tp_machine_is_terse, every character is a symbol.  Otherwise symbols are
   separated by blanks or tabs.  If tp_machine_words_have_blanks, the blank is a symbol too; a
   machine that is terse then also takes ' ' for it.  Refused: text that is not an input symbol,
   and more than TP_WORD_MAX_LENGTH symbols.  Before it stand
   tp_machine_blanks_before blanks.  The caller frees *out with tp_word_clear.  On failure it is
   empty. */
tp_status tp_word_parse(tp_word *out, const tp_machine *m, const char *text, tp_error *err);
void tp_word_clear(tp_word *w);

/* 1 if the text has a blank of the machine as a symbol. */
int tp_word_has_blank(const tp_machine *m, const char *text);

/* Append the word in the form that tp_word_parse reads. */
void tp_word_print(tp_buffer *out, const tp_machine *m, const uint32_t *symbol, size_t length);

#ifdef __cplusplus
}
#endif

#endif
