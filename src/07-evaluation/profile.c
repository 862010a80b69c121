#include "tmprec/evaluation/profile.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/index.h"
#include "tmprec/base/memory.h"

typedef struct {
  tp_profile_row row;
  size_t times;
  tp_profile_place first;
} entry;

struct tp_profile {
  entry *entry;
  size_t entries, capacity;
  tp_index_table index;
};

tp_profile *tp_profile_new(void)
{
  return tp_memory_zeroed(1, sizeof(tp_profile));
}

void tp_profile_free(tp_profile *p)
{
  if (!p)
    return;
  for (size_t i = 0; i < p->entries; i++)
    free(p->entry[i].row.bin);
  free(p->entry);
  tp_index_clear(&p->index);
  free(p);
}

/* Field by field: padding is not part of a row. */
static uint64_t hash_row(const tp_profile_row *r)
{
  const size_t place[] = {r->layer, r->bins};
  const int activation[] = {r->before, r->result};
  uint64_t hash = tp_index_hash(TP_INDEX_SEED, place, sizeof place);
  hash = tp_index_hash(hash, activation, sizeof activation);
  for (size_t b = 0; b < r->bins; b++) {
    hash = tp_index_hash(hash, &r->bin[b].below, sizeof r->bin[b].below);
    hash = tp_index_hash(hash, &r->bin[b].keys, sizeof r->bin[b].keys);
    hash = tp_index_hash(hash, &r->bin[b].sum, sizeof r->bin[b].sum);
  }
  return hash;
}

static uint64_t hash_of(const void *owner, uint32_t number)
{
  const tp_profile *p = owner;
  return hash_row(&p->entry[number].row);
}

static int equal(const void *owner, uint32_t number, const void *key)
{
  const tp_profile *p = owner;
  const tp_profile_row *a = &p->entry[number].row, *b = key;
  if (a->layer != b->layer || a->before != b->before || a->result != b->result || a->bins != b->bins)
    return 0;
  for (size_t i = 0; i < a->bins; i++)
    if (a->bin[i].below != b->bin[i].below || a->bin[i].keys != b->bin[i].keys || a->bin[i].sum != b->bin[i].sum)
      return 0;
  return 1;
}

void tp_profile_add(tp_profile *p, const tp_profile_row *row, tp_profile_place at)
{
  uint32_t number = tp_index_find(&p->index, hash_row(row), equal, p, row);
  if (number == UINT32_MAX) {
    TP_MEMORY_GROW(p->entry, p->capacity, p->entries + 1);
    number = (uint32_t) p->entries++;
    p->entry[number] = (entry) {*row, 0, at};
    p->entry[number].row.bin = tp_memory_new(row->bins, sizeof *row->bin);
    memcpy(p->entry[number].row.bin, row->bin, row->bins * sizeof *row->bin);
    tp_index_add(&p->index, number, hash_of, p);
  }
  p->entry[number].times++;
}

size_t tp_profile_rows(const tp_profile *p)
{
  return p->entries;
}

const tp_profile_row *tp_profile_at(const tp_profile *p, size_t i, size_t *times, tp_profile_place *first)
{
  *times = p->entry[i].times;
  *first = p->entry[i].first;
  return &p->entry[i].row;
}
