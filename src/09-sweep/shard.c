/* SPDX-License-Identifier: MIT */
#include "tmprec/sweep/shard.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"
#include "tmprec/sweep/curve.h"
#include "tmprec/sweep/estimate.h"
#include "tmprec/sweep/front.h"

size_t tp_sweep_unit(const tp_sweep *s, const tp_grid_result *first)
{
  if (s->rows == TP_ROWS_CELLS)
    return 1;
  if (s->rows != TP_ROWS_FRONT)
    return tp_curve_size(s, first->cell.family);
  tp_front f = tp_front_new(s);
  const size_t size = f.size;
  tp_front_clear(&f);
  return size;
}

/* A unit, by the number of its first cell; or a part. */
typedef struct {
  size_t number, cells;
  double seconds;
} piece;

static int compare_pieces(const void *a, const void *b)
{
  const piece *x = a, *y = b;
  if (x->seconds != y->seconds)
    return x->seconds < y->seconds ? 1 : -1;
  return x->number < y->number ? -1 : x->number > y->number;
}

/* Parts in a heap: none has less to do than the one at half its place.  Of equals the one with the lesser number is less. */
static int is_less(const piece *a, const piece *b)
{
  return a->seconds < b->seconds || (a->seconds == b->seconds && a->number < b->number);
}

static void sink(piece *heap, size_t count)
{
  for (size_t at = 0;;) {
    size_t least = at;
    for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
      if (is_less(heap + child, heap + least))
        least = child;
    if (least == at)
      return;
    const piece moved = heap[at];
    heap[at] = heap[least];
    heap[least] = moved;
    at = least;
  }
}

static piece *list_units(const tp_grid *g, const tp_sweep *s, size_t *units)
{
  const size_t cells = tp_grid_cells(g);
  piece *of = tp_memory_new(cells, sizeof *of);
  *units = 0;
  for (size_t i = 0; i < cells; ++*units) {
    tp_grid_result r = tp_grid_at(g, i);
    piece *p = of + *units;
    *p = (piece) {i, tp_sweep_unit(s, &r), 0};
    for (const size_t end = i + p->cells; i < end; i++) {
      r = tp_grid_at(g, i);
      p->seconds += tp_cell_seconds(&r);
    }
  }
  qsort(of, *units, sizeof *of, compare_pieces);
  return of;
}

void tp_shard_choose(tp_grid *g, const tp_sweep *s, unsigned k, unsigned n)
{
  size_t units;
  piece *of = list_units(g, s, &units), *heap = tp_memory_new(n, sizeof *heap);
  for (unsigned i = 0; i < n; i++)
    heap[i] = (piece) {i, 0, 0};
  for (size_t u = 0; u < units; u++) {
    if (heap->number + 1 != k)
      for (size_t i = of[u].number; i < of[u].number + of[u].cells; i++)
        tp_grid_leave_out(g, i);
    heap->seconds += of[u].seconds;
    sink(heap, n);
  }
  free(of);
  free(heap);
}
