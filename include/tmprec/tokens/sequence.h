/* Tokens as data.  A token is a family and that family's fields:

     family            fields (values)                          text
     inp einp outp eoutp pos epos summ esumm   none             the name
     sym               symbol (1 .. input symbols)              sym:a
     run               state, K symbols, K moves                run:q1/b,_/R,S
     bit               K bits (0, 1)                            bit:+-
     cell              K symbols, K marks (1: head here)        cell:a^,b
     state             state                                    state:q1

   State and symbol numbers are the machine's, moves 0 L, 1 S, 2 R.  Nothing
   here knows a machine: the evaluation reads tokens through the transformer's
   vocabulary only. */
#ifndef TMPREC_TOKENS_SEQUENCE_H
#define TMPREC_TOKENS_SEQUENCE_H

#include <stddef.h>
#include <stdint.h>

enum {
  TOKEN_INP, TOKEN_EINP, TOKEN_OUTP, TOKEN_EOUTP, TOKEN_POS, TOKEN_EPOS, TOKEN_SUMM, TOKEN_ESUMM,
  TOKEN_SYM, TOKEN_RUN, TOKEN_BIT, TOKEN_CELL, TOKEN_STATE,
  TOKEN_FAMILIES
};

extern const char *const token_family_name[TOKEN_FAMILIES];

/* Numbers a token takes at most: its family, and the 1 + 2K fields of `run`. */
#define TOKEN_STRIDE(tapes) (2 + 2 * (size_t) (tapes))

/* Fields of a family's tokens on so many tapes. */
size_t token_fields(uint32_t family, uint32_t tapes);

typedef struct {
  uint32_t tapes;
  size_t length;         /* tokens */
  size_t capacity;       /* numbers allocated */
  uint32_t *number;      /* length x TOKEN_STRIDE(tapes); unused fields are 0 */
} sequence;

void sequence_init(sequence *s, uint32_t tapes);
void sequence_clear(sequence *s);

/* Append a token of the family, fields all 0; returns its fields to be set. */
uint32_t *sequence_append(sequence *s, uint32_t family);
void sequence_append_token(sequence *s, const uint32_t *token);

/* The i-th token: family first, then fields. */
const uint32_t *sequence_token(const sequence *s, size_t i);

int token_equal(const uint32_t *a, const uint32_t *b, uint32_t tapes);

/* Position of the prompt's last token (the first einp, or an esumm that stands
   before any run token), from which on tokens are predicted; SIZE_MAX if none. */
size_t sequence_prompt_end(const sequence *s);

#endif
