/* SPDX-License-Identifier: MIT */
/* Tokens as data.  A token is a family and the fields of that family:

     family            fields (values)                          text
     inp einp outp eoutp pos epos summ esumm   none             the name
     sym               symbol (1 .. input symbols)              sym:a
     run               state, K symbols, K moves                run:q1/b,_/R,S
     bit               K bits (0, 1)                            bit:+-
     cell              K symbols, K marks (1: head here)        cell:a^,b
     state             state                                    state:q1

   State and symbol numbers are those of the machine.  Moves are 0 L, 1 S, 2 R.  Nothing here
   knows a machine: the evaluation reads tokens only through the vocabulary of the
   transformer. */
#ifndef TMPREC_TOKENS_SEQUENCE_H
#define TMPREC_TOKENS_SEQUENCE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  TP_TOKEN_INP, TP_TOKEN_EINP, TP_TOKEN_OUTP, TP_TOKEN_EOUTP, TP_TOKEN_POS, TP_TOKEN_EPOS, TP_TOKEN_SUMM, TP_TOKEN_ESUMM,
  TP_TOKEN_SYM, TP_TOKEN_RUN, TP_TOKEN_BIT, TP_TOKEN_CELL, TP_TOKEN_STATE,
  TP_TOKEN_FAMILIES
};

extern const char *const tp_token_family_name[TP_TOKEN_FAMILIES];

/* The largest number of entries of a token: its family, and the 1 + 2K fields of `run`. */
#define TP_TOKEN_STRIDE(tapes) (2 + 2 * (size_t) (tapes))

/* The number of fields of a token of the family, on so many tapes. */
size_t tp_token_fields(uint32_t family, uint32_t tapes);

typedef struct {
  uint32_t tapes;
  size_t length;         /* tokens */
  size_t capacity;       /* numbers allocated */
  uint32_t *number;      /* length x TP_TOKEN_STRIDE(tapes); unused fields are 0 */
} tp_sequence;

/* An empty sequence.  The owner clears it. */
void tp_sequence_init(tp_sequence *s, uint32_t tapes);
void tp_sequence_clear(tp_sequence *s);

/* Append a token of the family with all fields 0.  The result points to its fields, which the
   caller sets.  It is valid until the next token is appended. */
uint32_t *tp_sequence_append(tp_sequence *s, uint32_t family);
/* Append a copy of a token, which must not be in s itself. */
void tp_sequence_append_token(tp_sequence *s, const uint32_t *token);

/* The i-th token: the family, then the fields. */
const uint32_t *tp_sequence_token(const tp_sequence *s, size_t i);

int tp_token_equal(const uint32_t *a, const uint32_t *b, uint32_t tapes);

/* The position of the last token of the prompt: the first einp or esumm, if no run token comes
   before it.  All tokens after it are predicted.  SIZE_MAX if there is none. */
size_t tp_sequence_prompt_end(const tp_sequence *s);

#ifdef __cplusplus
}
#endif

#endif
