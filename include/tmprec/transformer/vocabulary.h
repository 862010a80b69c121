/* SPDX-License-Identifier: MIT */
/* How tokens enter and leave the residual stream.

   The vocabulary is a list of families.  The tokens of a family are all combinations of the
   values of its fields.  Embedding and unembedding are sums of placements.  A placement says:
   write row v of this codebook at these coordinates, where v is the value of that field or a
   constant.  The vocabulary may be huge: there are Q x G^K x 3^K run tokens.  Placements avoid
   a list of all tokens, and the argmax over them separates by field. */
#ifndef TMPREC_TRANSFORMER_VOCABULARY_H
#define TMPREC_TRANSFORMER_VOCABULARY_H

#include <stddef.h>
#include <stdint.h>

#include "tmprec/tokens/sequence.h"

#ifdef __cplusplus
extern "C" {
#endif

/* rows x width numbers, row by row; each is -1, 0 or 1. */
typedef struct {
  uint32_t rows, width;
  int8_t *entry;
} tp_codebook;

#define TP_PLACEMENT_CONSTANT UINT32_MAX

typedef struct {
  uint32_t field;        /* index of the field that selects the row, or TP_PLACEMENT_CONSTANT */
  uint32_t row;          /* the row, if it is constant */
  uint32_t book;         /* index of the codebook */
  uint32_t at;           /* first of the `width` coordinates of the stream */
} tp_placement;

typedef struct {
  int present;           /* 0: the vocabulary has no such token */
  uint32_t fields;
  uint32_t *first;       /* fields entries: values are first .. first + count - 1 */
  uint32_t *count;
  tp_placement *embed, *unembed;
  size_t embeds, unembeds;
} tp_token_family;

/* An empty vocabulary is all zero.  The owner clears it. */
typedef struct {
  uint32_t tapes;        /* as in sequence.h */
  tp_codebook *book;
  size_t books;
  tp_token_family family[TP_TOKEN_FAMILIES];
} tp_vocabulary;

void tp_vocabulary_clear(tp_vocabulary *v);

/* Add a codebook.  The entries are copied.  The result is its index. */
uint32_t tp_vocabulary_add_book(tp_vocabulary *v, uint32_t rows, uint32_t width, const int8_t *entry);

/* Make a family present, with the given number of fields.  To be called once for a family.
   Each field then gets its range with tp_vocabulary_set_field.  The other two add a placement
   to the embedding or the unembedding of the family. */
void tp_vocabulary_add_family(tp_vocabulary *v, uint32_t family, uint32_t fields);
void tp_vocabulary_set_field(tp_vocabulary *v, uint32_t family, uint32_t field, uint32_t first, uint32_t count);
void tp_vocabulary_embed(tp_vocabulary *v, uint32_t family, tp_placement p);
void tp_vocabulary_unembed(tp_vocabulary *v, uint32_t family, tp_placement p);

/* 1 if the family of the token is present and its fields are in range. */
int tp_vocabulary_has(const tp_vocabulary *v, const uint32_t *token);

/* 1 if both have the same tapes, families, fields and values. */
int tp_vocabulary_equal(const tp_vocabulary *a, const tp_vocabulary *b);

/* The row of the codebook that the placement selects for a token with these fields. */
const int8_t *tp_placement_row(const tp_vocabulary *v, const tp_placement *p, const uint32_t *field);

#ifdef __cplusplus
}
#endif

#endif
