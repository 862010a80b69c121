/* How tokens meet the residual stream.

   The vocabulary is a list of families; a family's tokens are all combinations
   of its fields' values.  Embedding and unembedding are sums of placements:
   "write row v of this codebook at these coordinates, v being the value of that
   field (or a constant)".  So the vocabulary, which may be huge (run tokens are
   Q x G^K x 3^K), is never materialised, and its argmax separates by field. */
#ifndef TMPREC_TRANSFORMER_VOCABULARY_H
#define TMPREC_TRANSFORMER_VOCABULARY_H

#include <stddef.h>
#include <stdint.h>

#include "tmprec/tokens/sequence.h"

#ifdef __cplusplus
extern "C" {
#endif

/* rows x width numbers, all -1, 0 or 1. */
typedef struct {
  uint32_t rows, width;
  int8_t *entry;
} tp_codebook;

#define TP_PLACEMENT_CONSTANT UINT32_MAX

typedef struct {
  uint32_t field;        /* index of the field that selects the row, or TP_PLACEMENT_CONSTANT */
  uint32_t row;          /* the row if constant */
  uint32_t book;         /* index of the codebook */
  uint32_t at;           /* first of `width` coordinates of the stream */
} tp_placement;

typedef struct {
  int present;           /* 0: no such token in this vocabulary */
  uint32_t fields;
  uint32_t *first;       /* fields entries: values are first .. first + count - 1 */
  uint32_t *count;
  tp_placement *embed, *unembed;
  size_t embeds, unembeds;
} tp_token_family;

typedef struct {
  uint32_t tapes;        /* as in sequence.h */
  tp_codebook *book;
  size_t books;
  tp_token_family family[TP_TOKEN_FAMILIES];
} tp_vocabulary;

void tp_vocabulary_clear(tp_vocabulary *v);

/* Add a codebook (entries copied); its index. */
uint32_t tp_vocabulary_add_book(tp_vocabulary *v, uint32_t rows, uint32_t width, const int8_t *entry);

/* Make the family present with the given number of fields, all to be given
   their range with tp_vocabulary_set_field. */
void tp_vocabulary_add_family(tp_vocabulary *v, uint32_t family, uint32_t fields);
void tp_vocabulary_set_field(tp_vocabulary *v, uint32_t family, uint32_t field, uint32_t first, uint32_t count);
void tp_vocabulary_embed(tp_vocabulary *v, uint32_t family, tp_placement p);
void tp_vocabulary_unembed(tp_vocabulary *v, uint32_t family, tp_placement p);

/* 1 if the token's family is present and its fields are in range. */
int tp_vocabulary_has(const tp_vocabulary *v, const uint32_t *token);

/* Row of the placement's codebook for this token (fields as in sequence.h). */
const int8_t *tp_placement_row(const tp_vocabulary *v, const tp_placement *p, const uint32_t *field);

#ifdef __cplusplus
}
#endif

#endif
