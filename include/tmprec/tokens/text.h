/* The text form of tokens: one a line (sequence.h shows it). */
#ifndef TMPREC_TOKENS_TEXT_H
#define TMPREC_TOKENS_TEXT_H

#include "tmprec/base/buffer.h"
#include "tmprec/machine/machine.h"
#include "tmprec/tokens/chain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append one token's text, without a newline. */
void tp_token_print(tp_buffer *out, const tp_machine *m, const uint32_t *token);

/* Append a line a token: of a sequence's tokens from the first-th on; of a transcript,
   an empty line between segments. */
void tp_sequence_print(tp_buffer *out, const tp_machine *m, const tp_sequence *s, size_t first);
void tp_transcript_print(tp_buffer *out, const tp_machine *m, const tp_transcript *t);

/* Read a transcript in that form; `name` stands in messages "name:line:column: what is
   wrong".  A chain of thought begins with inp and holds an einp before any run token.
   Summarized, the first segment may begin with summ, the others do, behind a segment
   that ends with a summary, and an esumm may stand for the einp.  *out is initialised
   here; on failure it is empty. */
tp_status tp_transcript_parse(tp_transcript *out, const tp_machine *m, tp_chain_mode mode, const char *name, const char *text, size_t length,
                              tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
