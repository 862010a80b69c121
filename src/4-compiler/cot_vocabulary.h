/* Embedding and unembedding of the chain of thought's tokens. */
#ifndef COT_VOCABULARY_H
#define COT_VOCABULARY_H

#include "stream.h"

/* Moves in two bits: L (-,-), S (+,-), R (+,+). */
extern const int8_t move_code[3][2];

/* states, symbols: binary_code of all of them. */
void cot_vocabulary(transformer *t, const stream *s, const machine *m, const int8_t *states, const int8_t *symbols);

#endif
