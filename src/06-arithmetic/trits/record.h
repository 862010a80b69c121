/* SPDX-License-Identifier: MIT */
/* The record: numbers of earlier positions that heads attend to by position.

   It stands in sheets of 64 positions.  A sheet is planes, one word for each number recorded, where many positions are
   evaluated; or rows, one bit for each number recorded, where positions are evaluated alone.

   Heads that attend by position mostly look back a little.  So the record may be a ring: a sheet takes the slot of
   the one that is a power of two before it. */
#ifndef TRITS_RECORD_H
#define TRITS_RECORD_H

#include "tmprec/base/pool.h"
#include "words.h"

enum { SHEETS = 16 };              /* in a page */

typedef struct {
  size_t words;                    /* of one bit for each number recorded */
  tp_pool *pool;                   /* for pages */
  size_t known;                    /* a position may ask for so many before its block; SIZE_MAX: for all */
  size_t mask;                     /* of the number of a sheet: its slot */
  uint64_t **page;
  unsigned char *is_rows;          /* by slot */
  size_t pages, page_room, sheet_room;
  size_t planes_end;               /* the sheets in all slots before are planes */
} record;

/* A record of numbers of so many words, in which each of `at_work` blocks of so many positions, one after the other, knows
   `known` positions before it. */
record tp_record_new(size_t words, tp_pool *pool, size_t at_work, size_t block, size_t known);

void tp_record_clear(record *r);
/* Room for positions up to end-1. */
void tp_record_reserve(record *r, size_t end);
/* Before positions are recorded as rows, first .. end-1: those of new sheets are 0. */
void tp_record_begin_rows(record *r, size_t first, size_t end);
/* Before positions are recorded as planes: all sheets become planes. */
void tp_record_begin_planes(record *r);
/* The sheet in a slot: planes become rows, and rows planes. */
void tp_record_turn(record *r, size_t slot);

static inline uint64_t *sheet_at(const record *r, size_t slot)
{
  return r->page[slot / SHEETS] + slot % SHEETS * 2 * TRITS_WORD * r->words;
}

static inline uint64_t *sheet_of(const record *r, size_t sheet) { return sheet_at(r, sheet & r->mask); }

/* The first position that those from `first` on may ask for, where a block begins there. */
static inline size_t oldest_known(const record *r, size_t first) { return first > r->known ? first - r->known : 0; }

/* Where numbers are that are not 0, in a sheet of planes; and, a number of planes after it, where they are -1. */
static inline size_t planes_of(const record *r) { return TRITS_WORD * r->words; }
static inline uint64_t *record_plane(const record *r, size_t sheet, uint32_t bit) { return sheet_of(r, sheet) + bit; }

/* Words that say which numbers of a position are not 0, and as many that say which are -1. */
static inline uint64_t *record_row(record *r, size_t position)
{
  const size_t slot = position / TRITS_WORD & r->mask;
  if (!r->is_rows[slot])
    tp_record_turn(r, slot);
  return sheet_at(r, slot) + position % TRITS_WORD * 2 * r->words;
}

#endif
