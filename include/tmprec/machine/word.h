/* Words over the input alphabet, as users write them. */
#ifndef TMPREC_MACHINE_WORD_H
#define TMPREC_MACHINE_WORD_H

#include "tmprec/base/buffer.h"
#include "tmprec/machine/machine.h"

#define WORD_MAX_LENGTH ((size_t) 1 << 24)      /* symbols */

typedef struct {
  uint32_t *symbol;      /* length entries */
  size_t length;
} word;

/* Read `text`: one character a symbol if machine_is_terse, else symbols
   separated by blanks.  The caller frees with word_clear. */
status word_parse(word *out, const machine *m, const char *text, error *err);
void word_clear(word *w);

/* Append the word as word_parse would read it. */
void word_print(buffer *out, const machine *m, const uint32_t *symbol, size_t length);

#endif
