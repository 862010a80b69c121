#include "tmprec/transformer/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

uint32_t vocabulary_add_book(vocabulary *v, uint32_t rows, uint32_t width, const int8_t *entry)
{
  size_t size = (size_t) rows * width;
  v->book = memory_resize(v->book, v->books + 1, sizeof *v->book);
  codebook *b = v->book + v->books;
  *b = (codebook) {rows, width, memory_new(size, 1)};
  memcpy(b->entry, entry, size);
  return (uint32_t) v->books++;
}

void vocabulary_add_family(vocabulary *v, uint32_t family, uint32_t fields)
{
  token_family *f = v->family + family;
  f->present = 1;
  f->fields = fields;
  f->first = memory_zeroed(fields, sizeof *f->first);
  f->count = memory_zeroed(fields, sizeof *f->count);
}

void vocabulary_set_field(vocabulary *v, uint32_t family, uint32_t field, uint32_t first, uint32_t count)
{
  v->family[family].first[field] = first;
  v->family[family].count[field] = count;
}

void vocabulary_embed(vocabulary *v, uint32_t family, placement p)
{
  token_family *f = v->family + family;
  f->embed = memory_resize(f->embed, f->embeds + 1, sizeof p);
  f->embed[f->embeds++] = p;
}

void vocabulary_unembed(vocabulary *v, uint32_t family, placement p)
{
  token_family *f = v->family + family;
  f->unembed = memory_resize(f->unembed, f->unembeds + 1, sizeof p);
  f->unembed[f->unembeds++] = p;
}

int vocabulary_has(const vocabulary *v, const uint32_t *token)
{
  if (token[0] >= TOKEN_FAMILIES || !v->family[token[0]].present)
    return 0;
  const token_family *f = v->family + token[0];
  for (uint32_t i = 0; i < f->fields; i++)
    if (token[1 + i] < f->first[i] || token[1 + i] - f->first[i] >= f->count[i])
      return 0;
  return 1;
}

const int8_t *placement_row(const vocabulary *v, const placement *p, const uint32_t *field)
{
  const codebook *b = v->book + p->book;
  return b->entry + (size_t) (p->field == PLACEMENT_CONSTANT ? p->row : field[p->field]) * b->width;
}

void vocabulary_clear(vocabulary *v)
{
  for (size_t i = 0; i < v->books; i++)
    free(v->book[i].entry);
  free(v->book);
  for (uint32_t f = 0; f < TOKEN_FAMILIES; f++) {
    free(v->family[f].first);
    free(v->family[f].count);
    free(v->family[f].embed);
    free(v->family[f].unembed);
  }
  memset(v, 0, sizeof *v);
}
