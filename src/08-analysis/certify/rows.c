/* SPDX-License-Identifier: MIT */
#include "rows.h"

#include <stdio.h>

#include "tmprec/base/memory.h"

typedef struct {
  tp_row_class *row;
  size_t rows, capacity;
  int r;
  uint64_t others;       /* N: keys beside the best one */
  unsigned bits;         /* in which two positions of the context differ at most */
} listing;

static tp_row_class *begin(listing *l, int value, const char *what)
{
  TP_MEMORY_GROW(l->row, l->capacity, l->rows + 1);
  tp_row_class *row = l->row + l->rows++;
  *row = (tp_row_class) {.value = value, .others = l->others};
  snprintf(row->what, sizeof row->what, "%s", what);
  return row;
}

static void add(tp_row_class *row, uint64_t count, int best, int next, tp_others_value value)
{
  row->kind[row->kinds++] = (tp_row_kind) {count, best, next, value};
}

/* Keys at Hamming distance 1, 2, .. of a position: binomial coefficients, up to C(60, 30). */
static void add_by_distance(const listing *l, tp_row_class *row)
{
  uint64_t count = 1;
  for (unsigned h = 1; h <= l->bits; h++) {
    /* count (bits - h + 1) / h, exactly and below 2^63: first what divides without a rest */
    uint64_t whole = count / h * (l->bits - h + 1), rest = count % h * (l->bits - h + 1) / h;
    count = whole + rest;
    add(row, count < l->others ? count : l->others, l->r, l->r - 2 * (int) h, TP_OTHERS_ANY);
  }
}

/* A row of v* = 0 whose output is added to coordinates that may be set. */
static tp_row_class *begin_beside_bits(listing *l, const char *what)
{
  tp_row_class *row = begin(l, 0, what);
  row->meets_bit = 1;
  return row;
}

/* A: heads on `pos`.  `next_bit` is set at `pos`, and at a bit once it is found. */
static void list_positions(listing *l)
{
  add_by_distance(l, begin(l, 1, "A (position), set"));
  add_by_distance(l, begin_beside_bits(l, "A (position), not set"));
}

/* B: heads that look for one marker.  At the marker itself, whose own bits are set, the sink wins. */
static void list_markers(listing *l)
{
  add(begin(l, 1, "B (marker), set"), l->others, 1, 0, TP_OTHERS_ZERO);
  tp_row_class *at = begin_beside_bits(l, "B (marker), at the marker");
  add(at, 1, 2, 1, TP_OTHERS_ANY);
  add(at, l->others, 2, 0, TP_OTHERS_ANY);
}

/* C: `written`, `high` of bit j, `next_at_head`: a match has score `match`, the sink one less. */
static void list_writes(listing *l, int match, const char *what)
{
  char text[64];
  snprintf(text, sizeof text, "C (%s), matched", what);
  tp_row_class *row = begin(l, 1, text);
  row->is_flag = row->may_tie = 1;
  add(row, 1, match, match - 1, TP_OTHERS_ZERO);
  add(row, l->others, match, match - 2, TP_OTHERS_SAME);
  snprintf(text, sizeof text, "C (%s), not matched", what);
  row = begin(l, 0, text);
  row->is_flag = 1;
  add(row, l->others, match - 1, match - 2, TP_OTHERS_ANY);
}

/* D: `read` looks for the time of a write; without one the sink wins. */
static void list_reads(listing *l)
{
  tp_row_class *row = begin(l, 1, "D (read), written");
  add_by_distance(l, row);
  add(row, 1, l->r, 1, TP_OTHERS_ZERO);
  add(row, l->others, l->r, 0, TP_OTHERS_ANY);
  add(begin(l, 0, "D (read), not written"), l->others, 1, 0, TP_OTHERS_ANY);
}

/* E: what `esumm` takes from its summary.  Elsewhere `head` and `state` may be set. */
static void list_summaries(listing *l)
{
  tp_row_class *row = begin(l, 1, "E (esumm), at esumm");
  add(row, 1, 2, 1, TP_OTHERS_ZERO);
  add(row, 2, 2, 0, TP_OTHERS_ZERO);     /* esumm; and the state, or it is the best key and all cells are such */
  add(row, l->others > 3 ? l->others - 3 : 0, 2, 0, TP_OTHERS_ANY);
  add(begin_beside_bits(l, "E (esumm), elsewhere"), l->others, 1, 0, TP_OTHERS_ANY);
}

/* Positions 0 .. n-2 are fed. */
static unsigned differing_bits(uint64_t n)
{
  unsigned bits = 0;
  while ((uint64_t) 1 << bits < n - 1)
    bits++;
  return bits;
}

size_t tp_row_classes(tp_row_class **out, const tp_scope *s, int by_score)
{
  listing l = {.r = (int) s->r, .others = s->n - 2, .bits = differing_bits(s->n)};
  list_positions(&l);
  list_markers(&l);
  list_writes(&l, l.r, "written");
  for (int j = 0; j < l.r && by_score; j++) {
    char what[32];
    snprintf(what, sizeof what, "high, bit %d", l.r - 1 - j);
    list_writes(&l, l.r + j + 1, what);
  }
  list_reads(&l);
  if (s->mode == TP_MODE_SCOT)
    list_summaries(&l);
  *out = l.row;
  return l.rows;
}
