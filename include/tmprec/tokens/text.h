/* The text form of tokens: one a line (sequence.h shows it). */
#ifndef TMPREC_TOKENS_TEXT_H
#define TMPREC_TOKENS_TEXT_H

#include "tmprec/base/buffer.h"
#include "tmprec/machine/machine.h"
#include "tmprec/tokens/chain.h"

/* Append one token's text, without a newline. */
void token_print(buffer *out, const machine *m, const uint32_t *token);

/* Append a line a token: of a sequence's tokens from the first-th on; of a transcript,
   an empty line between segments. */
void sequence_print(buffer *out, const machine *m, const sequence *s, size_t first);
void transcript_print(buffer *out, const machine *m, const transcript *t);

/* Read a transcript in that form; `name` stands in messages "name:line:column: what is
   wrong".  A chain of thought begins with inp and holds an einp before any run token.
   Summarized, the first segment may begin with summ, the others do, behind a segment
   that ends with a summary, and an esumm may stand for the einp.  *out is initialised
   here; on failure it is empty. */
status transcript_parse(transcript *out, const machine *m, chain_mode mode, const char *name, const char *text, size_t length,
                        error *err);

#endif
