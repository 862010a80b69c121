/* SPDX-License-Identifier: MIT */
/* The record: numbers of earlier positions that heads attend to by position.

   It stands in sheets of 64 positions.  A sheet is planes, one word for each number recorded, where many positions are
   evaluated; or rows, one bit for each number recorded, where positions are evaluated alone. */
#ifndef TRITS_RECORD_H
#define TRITS_RECORD_H

#include "tmprec/base/pool.h"
#include "words.h"

enum { SHEETS = 16 };              /* in a page */

typedef struct {
  size_t words;                    /* of one bit for each number recorded */
  tp_pool *pool;                   /* for pages */
  uint64_t **page;
  unsigned char *is_rows;          /* by sheet */
  size_t pages, page_room, sheet_room;
  size_t planes_end;               /* all sheets before are planes */
} record;

void tp_record_clear(record *r);
/* Room for positions up to end-1. */
void tp_record_reserve(record *r, size_t end);
/* Before positions are recorded as rows, first .. end-1: those of new sheets are 0. */
void tp_record_begin_rows(record *r, size_t first, size_t end);
/* Before positions are recorded as planes: all sheets become planes. */
void tp_record_begin_planes(record *r);
/* A sheet of planes becomes one of rows. */
void tp_record_turn(record *r, size_t sheet);

static inline uint64_t *sheet_of(const record *r, size_t sheet)
{
  return r->page[sheet / SHEETS] + sheet % SHEETS * 2 * TRITS_WORD * r->words;
}

/* Where numbers are that are not 0, in a sheet of planes; and, a number of planes after it, where they are -1. */
static inline size_t planes_of(const record *r) { return TRITS_WORD * r->words; }
static inline uint64_t *record_plane(const record *r, size_t sheet, uint32_t bit) { return sheet_of(r, sheet) + bit; }

/* Words that say which numbers of a position are not 0, and as many that say which are -1. */
static inline uint64_t *record_row(record *r, size_t position)
{
  const size_t sheet = position / TRITS_WORD;
  if (!r->is_rows[sheet])
    tp_record_turn(r, sheet);
  return sheet_of(r, sheet) + position % TRITS_WORD * 2 * r->words;
}

#endif
