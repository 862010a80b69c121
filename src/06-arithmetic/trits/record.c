/* SPDX-License-Identifier: MIT */
#include "record.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "turn.h"

/* Sheets of the ring: a power of two. */
static size_t ring_of(size_t positions)
{
  size_t sheets = SHEETS;
  while (sheets * TRITS_WORD < positions)
    sheets *= 2;
  return sheets;
}

record tp_record_new(size_t words, tp_pool *pool, size_t at_work, size_t block, size_t known)
{
  enum { MANY = 1 << 24 };         /* whatever is larger is no ring */
  const int is_ring = known < MANY && at_work < MANY / block;
  return (record) {.words = words, .pool = pool, .known = is_ring ? known : SIZE_MAX,
                   .mask = is_ring ? ring_of(at_work * block + known) - 1 : SIZE_MAX};
}

void tp_record_clear(record *r)
{
  free(r->page);
  free(r->is_rows);
}

void tp_record_reserve(record *r, size_t end)
{
  while (r->pages * SHEETS * TRITS_WORD < end && r->pages * SHEETS <= r->mask) {
    TP_MEMORY_GROW(r->page, r->page_room, r->pages + 1);
    TP_MEMORY_GROW(r->is_rows, r->sheet_room, (r->pages + 1) * SHEETS);
    memset(r->is_rows + r->pages * SHEETS, 0, SHEETS);
    r->page[r->pages++] = tp_pool_keep(r->pool, SHEETS * 2 * planes_of(r), sizeof **r->page);
  }
}

/* Rows of a sheet and its planes, either way: word `from` of each is the square of word n at n * stride. */
void tp_record_turn(record *r, size_t slot)
{
  const size_t words = r->words, size = 2 * planes_of(r);
  uint64_t *at = sheet_at(r, slot), *had = memcpy(tp_memory_new(size, sizeof *had), at, size * sizeof *at);
  const int to_rows = !r->is_rows[slot];
  for (size_t word = 0; word < 2 * words; word++) {
    uint64_t square[TRITS_WORD];
    for (size_t n = 0; n < TRITS_WORD; n++)
      square[n] = had[to_rows ? word * TRITS_WORD + n : n * 2 * words + word];
    tp_turn(square);
    for (size_t n = 0; n < TRITS_WORD; n++)
      at[to_rows ? n * 2 * words + word : word * TRITS_WORD + n] = square[n];
  }
  r->is_rows[slot] = (unsigned char) to_rows;
  r->planes_end = to_rows && slot < r->planes_end ? slot : r->planes_end;
  free(had);
}

void tp_record_begin_rows(record *r, size_t first, size_t end)
{
  for (size_t sheet = words_for(first); sheet * TRITS_WORD < end; sheet++) {
    const size_t slot = sheet & r->mask;
    memset(sheet_at(r, slot), 0, 2 * planes_of(r) * sizeof(uint64_t));
    r->is_rows[slot] = 1;
    r->planes_end = slot < r->planes_end ? slot : r->planes_end;
  }
}

void tp_record_begin_planes(record *r)
{
  for (; r->planes_end < r->pages * SHEETS; r->planes_end++)
    if (r->is_rows[r->planes_end])
      tp_record_turn(r, r->planes_end);
}
