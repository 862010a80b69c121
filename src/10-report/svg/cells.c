/* SPDX-License-Identifier: MIT */
#include "cells.h"

#include <stdlib.h>

#include "palette.h"
#include "tmprec/base/memory.h"

/* From those that differ most in lightness on. */
static const char *const colour[TP_CELL_COLOURS] = {TP_BLACK, TP_ORANGE, TP_BLUE, TP_PURPLE, TP_GREEN, TP_SKY, TP_GREY};

static int colour_of(uint32_t symbol) { return (int) (symbol < TP_CELL_COLOURS ? symbol : TP_CELL_COLOURS) - 1; }

const char *tp_cell_colour(uint32_t symbol) { return colour[colour_of(symbol)]; }

void tp_cells_open(tp_cells *c, const tp_machine *m, uint32_t tape, int64_t least, int64_t most, int64_t group)
{
  *c = (tp_cells) {.tape = tape, .least = least, .most = most, .group = group};
  c->columns = (size_t) ((most - least) / group + 1);
  c->value = tp_memory_zeroed(c->columns, sizeof *c->value);
  c->open = tp_memory_zeroed(c->columns, sizeof *c->open);
  c->count = tp_memory_zeroed(tp_machine_symbols(m), sizeof *c->count);
}

void tp_cells_close(tp_cells *c)
{
  free(c->value);
  free(c->open);
  free(c->count);
  for (int i = 0; i < TP_CELL_KINDS; i++)
    tp_buffer_clear(c->path + i);
  tp_buffer_clear(&c->head);
}

size_t tp_cells_column(const tp_cells *c, int64_t cell) { return (size_t) ((cell - c->least) / c->group); }

/* Of the cells first .. last, which are a column (drawing.h). */
static int value_of(const tp_cells *c, const tp_simulation *s, int64_t first, int64_t last)
{
  uint32_t best = 0;
  int64_t written = 0;
  for (int64_t cell = first; cell <= last; cell++) {
    const uint32_t symbol = tp_simulation_symbol(s, c->tape, cell);
    if (!symbol)
      continue;
    written++;
    c->count[symbol]++;
    if (!best || c->count[symbol] > c->count[best] || (symbol < best && c->count[symbol] == c->count[best]))
      best = symbol;
  }
  for (int64_t cell = first; cell <= last; cell++)
    c->count[tp_simulation_symbol(s, c->tape, cell)] = 0;
  if (!written)
    return 0;
  const int64_t cells = last - first + 1, level = (TP_CELL_LEVELS * written + cells - 1) / cells;
  return 1 + colour_of(best) * TP_CELL_LEVELS + (int) level - 1;
}

static void read_row(tp_cells *c, const tp_simulation *s)
{
  for (size_t i = 0; i < c->columns; i++) {
    const int64_t first = c->least + (int64_t) i * c->group, end = first + c->group - 1;
    c->value[i] = value_of(c, s, first, end < c->most ? end : c->most);
  }
}

static void write_area(tp_cells *c, size_t column)
{
  tp_open_area *a = c->open + column;
  const size_t width = a->end - column;
  tp_buffer_printf(c->path + a->value - 1, "M%zu %zuh%zuv%zuh-%zuz", column, a->top, width, c->rows - a->top, width);
  a->end = 0;
}

/* The areas that go on in this row stay open, others are written, and new ones begin. */
static void take_row(tp_cells *c)
{
  for (size_t i = 0, end; i < c->columns; i++)
    if (c->open[i].end) {
      for (end = i; end < c->columns && c->value[end] == c->open[i].value; end++)
        ;
      if (end != c->open[i].end || (i && c->value[i - 1] == c->open[i].value))
        write_area(c, i);
    }
  for (size_t i = 0, end; i < c->columns; i = end) {
    for (end = i + 1; end < c->columns && c->value[end] == c->value[i]; end++)
      ;
    if (c->value[i] && !c->open[i].end)
      c->open[i] = (tp_open_area) {c->value[i], end, c->rows};
  }
}

void tp_cells_add(tp_cells *c, const tp_simulation *s)
{
  read_row(c, s);
  take_row(c);
  tp_buffer_printf(&c->head, c->is_wide ? "M%zu.3 %zuh.4v1h-.4z" : "M%zu %zuh1v1h-1z",
                   tp_cells_column(c, tp_simulation_head(s, c->tape)), c->rows);
  c->rows++;
}

void tp_cells_end(tp_cells *c)
{
  for (size_t i = 0; i < c->columns; i++)
    if (c->open[i].end)
      write_area(c, i);
}
