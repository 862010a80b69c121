/* Embedding and unembedding of the tokens. */
#ifndef CHAIN_VOCABULARY_H
#define CHAIN_VOCABULARY_H

#include "stream.h"

/* Moves in two bits: L (-,-), S (+,-), R (+,+). */
extern const int8_t move_code[3][2];

/* states, symbols: binary_code of all of them. */
void chain_vocabulary(transformer *t, const stream *s, const machine *m, chain_mode mode, const int8_t *states,
                      const int8_t *symbols);

#endif
