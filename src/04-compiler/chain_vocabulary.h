/* SPDX-License-Identifier: MIT */
/* Embedding and unembedding of the tokens. */
#ifndef CHAIN_VOCABULARY_H
#define CHAIN_VOCABULARY_H

#include "stream.h"

/* Moves in two bits: L (-,-), S (+,-), R (+,+). */
extern const int8_t tp_move_code[3][2];

/* states, symbols: tp_binary_code of all of them. */
void tp_chain_vocabulary(tp_transformer *t, const stream *s, const tp_machine *m, tp_chain_mode mode, const int8_t *states,
                         const int8_t *symbols);

#endif
