/* SPDX-License-Identifier: MIT */
/* The text form of tokens: one token per line (sequence.h shows the form). */
#ifndef TMPREC_TOKENS_TEXT_H
#define TMPREC_TOKENS_TEXT_H

#include "tmprec/base/buffer.h"
#include "tmprec/machine/machine.h"
#include "tmprec/tokens/chain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append the text of one token, without a newline. */
void tp_token_print(tp_buffer *out, const tp_machine *m, const uint32_t *token);

/* Append one line per token: the tokens of a sequence from position `first` on, or all tokens
   of a transcript with an empty line between segments. */
void tp_sequence_print(tp_buffer *out, const tp_machine *m, const tp_sequence *s, size_t first);
void tp_transcript_print(tp_buffer *out, const tp_machine *m, const tp_transcript *t);

/* Read a transcript in this form.  Messages are "name:line:column: what is wrong".  *out is
   initialised here; on failure it is empty.  What is required:

     CoT     one segment.  It begins with inp, and an einp comes before any run token.
     SCoT    the first segment begins with inp or summ, every other segment with summ.  In each
             an einp or esumm comes before any run token.  Every segment except the last ends
             with a summary. */
tp_status tp_transcript_parse(tp_transcript *out, const tp_machine *m, tp_chain_mode mode, const char *name, const char *text, size_t length,
                              tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
