#include "tmprec/sweep/shard.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"
#include "tmprec/sweep/estimate.h"
#include "tmprec/sweep/front.h"

size_t tp_sweep_unit(const tp_sweep *s)
{
  if (s->rows == TP_ROWS_CELLS)
    return 1;
  if (s->rows != TP_ROWS_FRONT)
    return s->rows == TP_ROWS_BETA ? s->betas.count : s->bits.count;
  tp_front f = tp_front_new(s);
  const size_t size = f.size;
  tp_front_clear(&f);
  return size ? size : 1;
}

typedef struct {
  size_t number;
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

static piece *list_units(const tp_grid *g, size_t unit, size_t units)
{
  piece *of = tp_memory_new(units, sizeof *of);
  for (size_t u = 0; u < units; u++) {
    of[u] = (piece) {u, 0};
    for (size_t i = u * unit; i < (u + 1) * unit && i < tp_grid_cells(g); i++) {
      const tp_grid_result r = tp_grid_at(g, i);
      of[u].seconds += tp_cell_seconds(&r);
    }
  }
  qsort(of, units, sizeof *of, compare_pieces);
  return of;
}

void tp_shard_choose(tp_grid *g, size_t unit, unsigned k, unsigned n)
{
  const size_t cells = tp_grid_cells(g), units = (cells + unit - 1) / unit;
  piece *of = list_units(g, unit, units), *heap = tp_memory_new(n, sizeof *heap);
  for (unsigned i = 0; i < n; i++)
    heap[i] = (piece) {i, 0};
  for (size_t u = 0; u < units; u++) {
    if (heap->number + 1 != k)
      for (size_t i = of[u].number * unit; i < (of[u].number + 1) * unit && i < cells; i++)
        tp_grid_leave_out(g, i);
    heap->seconds += of[u].seconds;
    sink(heap, n);
  }
  free(of);
  free(heap);
}
