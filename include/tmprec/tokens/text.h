/* The text form of tokens: one a line (sequence.h shows it). */
#ifndef TMPREC_TOKENS_TEXT_H
#define TMPREC_TOKENS_TEXT_H

#include "tmprec/base/buffer.h"
#include "tmprec/machine/machine.h"
#include "tmprec/tokens/sequence.h"

/* Append one token's text, without a newline. */
void token_print(buffer *out, const machine *m, const uint32_t *token);

/* Append a line a token. */
void sequence_print(buffer *out, const machine *m, const sequence *s);

/* Read a sequence of a chain of thought in text form; `name` stands in messages
   "name:line:column: what is wrong".  It must begin with inp and hold an einp
   before any run token.  *out is initialised here; on failure it is empty. */
status sequence_parse(sequence *out, const machine *m, const char *name, const char *text, size_t length, error *err);

#endif
