/* SPDX-License-Identifier: MIT */
#include "tmprec/transformer/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

uint32_t tp_vocabulary_add_book(tp_vocabulary *v, uint32_t rows, uint32_t width, const int8_t *entry)
{
  size_t size = (size_t) rows * width;
  v->book = tp_memory_resize(v->book, v->books + 1, sizeof *v->book);
  tp_codebook *b = v->book + v->books;
  *b = (tp_codebook) {rows, width, tp_memory_new(size, 1)};
  memcpy(b->entry, entry, size);
  return (uint32_t) v->books++;
}

void tp_vocabulary_add_family(tp_vocabulary *v, uint32_t family, uint32_t fields)
{
  tp_token_family *f = v->family + family;
  f->present = 1;
  f->fields = fields;
  f->first = tp_memory_zeroed(fields, sizeof *f->first);
  f->count = tp_memory_zeroed(fields, sizeof *f->count);
}

void tp_vocabulary_set_field(tp_vocabulary *v, uint32_t family, uint32_t field, uint32_t first, uint32_t count)
{
  v->family[family].first[field] = first;
  v->family[family].count[field] = count;
}

void tp_vocabulary_embed(tp_vocabulary *v, uint32_t family, tp_placement p)
{
  tp_token_family *f = v->family + family;
  f->embed = tp_memory_resize(f->embed, f->embeds + 1, sizeof p);
  f->embed[f->embeds++] = p;
}

void tp_vocabulary_unembed(tp_vocabulary *v, uint32_t family, tp_placement p)
{
  tp_token_family *f = v->family + family;
  f->unembed = tp_memory_resize(f->unembed, f->unembeds + 1, sizeof p);
  f->unembed[f->unembeds++] = p;
}

int tp_vocabulary_has(const tp_vocabulary *v, const uint32_t *token)
{
  if (token[0] >= TP_TOKEN_FAMILIES || !v->family[token[0]].present)
    return 0;
  const tp_token_family *f = v->family + token[0];
  for (uint32_t i = 0; i < f->fields; i++)
    if (token[1 + i] < f->first[i] || token[1 + i] - f->first[i] >= f->count[i])
      return 0;
  return 1;
}

int tp_vocabulary_equal(const tp_vocabulary *a, const tp_vocabulary *b)
{
  int equal = a->tapes == b->tapes;
  for (uint32_t family = 0; family < TP_TOKEN_FAMILIES && equal; family++) {
    const tp_token_family *x = a->family + family, *y = b->family + family;
    equal = x->present == y->present && x->fields == y->fields;
    for (uint32_t i = 0; i < x->fields && equal; i++)
      equal = x->first[i] == y->first[i] && x->count[i] == y->count[i];
  }
  return equal;
}

const int8_t *tp_placement_row(const tp_vocabulary *v, const tp_placement *p, const uint32_t *field)
{
  const tp_codebook *b = v->book + p->book;
  return b->entry + (size_t) (p->field == TP_PLACEMENT_CONSTANT ? p->row : field[p->field]) * b->width;
}

void tp_vocabulary_clear(tp_vocabulary *v)
{
  for (size_t i = 0; i < v->books; i++)
    free(v->book[i].entry);
  free(v->book);
  for (uint32_t f = 0; f < TP_TOKEN_FAMILIES; f++) {
    free(v->family[f].first);
    free(v->family[f].count);
    free(v->family[f].embed);
    free(v->family[f].unembed);
  }
  memset(v, 0, sizeof *v);
}
