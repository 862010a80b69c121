/* SPDX-License-Identifier: MIT */
/* Tapes over time: where everything stands. */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../figure/rows.h"
#include "cells.h"
#include "palette.h"
#include "svg.h"
#include "tmprec/base/memory.h"
#include "tmprec/report/drawing.h"

enum { NARROW = 480, CELL = 22, ROW = 18, LEAST_ROW = 13, LABEL = 12, GAP = 24, TICKS = 8, WIDE = 6 };

typedef struct {
  int64_t least, most;
  long left;
} tape_place;

typedef struct {
  const tp_drawn_run *run;
  uint64_t steps, every; /* of the run; of which every so many are a row */
  tp_simulation_end end;
  uint32_t state;        /* at its end */
  tape_place tape[TP_MACHINE_MAX_TAPES];
  int64_t group;         /* cells a column */
  size_t rows;
  long cell, row;        /* units of a column and of a row */
  long step_right, state_left, width, top;
  int has_rows, has_text;          /* each row has its step and state beside it; each cell its symbol in it */
} plan;

/* --- How long the run is, and where its heads go ------------------------------------------ */

static void survey(plan *p)
{
  tp_simulation s;
  tp_simulation_start(&s, p->run->m, p->run->input);
  p->end = tp_simulation_run(&s, p->run->steps);
  p->steps = s.steps;
  p->state = s.state;
  for (uint32_t k = 0; k < tp_machine_tapes(p->run->m); k++)
    p->tape[k] = (tape_place) {tp_simulation_leftmost(&s, k), tp_simulation_rightmost(&s, k), 0};
  if (p->tape[0].most < (int64_t) p->run->input->length - 1)
    p->tape[0].most = (int64_t) p->run->input->length - 1;
  tp_simulation_clear(&s);
}

/* --- How large everything is ---------------------------------------------------------------- */

static long widest_name(const tp_machine *m, uint32_t count, const char *(*name)(const tp_machine *, uint32_t), long size)
{
  long width = 0;
  for (uint32_t i = 0; i < count; i++) {
    const long here = tp_svg_width(name(m, i), size);
    width = here > width ? here : width;
  }
  return width;
}

static int64_t columns_of(const tape_place *t, int64_t group) { return (t->most - t->least) / group + 1; }

static int64_t all_columns(const plan *p, int64_t group)
{
  int64_t columns = 0;
  for (uint32_t k = 0; k < tp_machine_tapes(p->run->m); k++)
    columns += columns_of(p->tape + k, group);
  return columns;
}

static void scale(plan *p)
{
  const tp_machine *m = p->run->m;
  const int64_t room = tp_machine_tapes(m) > 1 ? TP_DRAWN_COLUMNS : NARROW;
  const int64_t cells = all_columns(p, 1);
  p->group = cells <= room ? 1 : (cells + room - 1) / room;
  while (all_columns(p, p->group) > room)      /* a column more for each tape, at most */
    p->group++;
  const int64_t columns = all_columns(p, p->group);
  assert(columns > 0);                         /* there is a tape */
  p->cell = (long) (room / columns);
  p->cell = p->cell > CELL ? CELL : p->cell;
  p->every = 1 + p->steps / TP_DRAWN_ROWS;
  p->rows = (size_t) (p->steps / p->every + 1 + (p->steps % p->every != 0));
  p->row = (long) (TP_DRAWN_ROWS / (p->rows < TP_DRAWN_ROWS ? p->rows : TP_DRAWN_ROWS));
  p->row = p->row > ROW ? ROW : p->row;
  p->has_rows = p->row >= LEAST_ROW;
  p->has_text = p->has_rows && p->group == 1 && p->cell >= widest_name(m, tp_machine_symbols(m), tp_machine_symbol_name, LABEL) + 4;
}

static void place(plan *p)
{
  const tp_machine *m = p->run->m;
  char last[32];
  snprintf(last, sizeof last, "%" PRIu64, p->steps);
  p->step_right = TP_SVG_EDGE + tp_svg_width(last, LABEL) + 12;
  p->state_left = p->step_right + 10;
  long left = p->step_right + 12;
  if (p->has_rows) {
    const long width = widest_name(m, tp_machine_states(m), tp_machine_state_name, LABEL), most = 150;
    left = p->state_left + (width < most ? width : most) + 10;
  }
  for (uint32_t k = 0; k < tp_machine_tapes(m); k++) {
    p->tape[k].left = left;
    left += p->cell * (long) columns_of(p->tape + k, p->group) + GAP;
  }
  p->width = left - GAP + 2 * TP_SVG_EDGE;
}

static plan plan_of(const tp_drawn_run *run)
{
  plan p = {.run = run};
  survey(&p);
  scale(&p);
  place(&p);
  return p;
}

/* --- What is said above the tapes ------------------------------------------------------------- */

static void say_title(tp_buffer *title, const plan *p)
{
  tp_buffer_printf(title, "%s: ", p->run->title);
  if (p->end == TP_SIMULATION_GOES_ON)
    tp_buffer_puts(title, "the first ");
  tp_rows_put_count(title, (double) p->steps);
  tp_buffer_puts(title, p->steps == 1 ? " step" : " steps");
  if (p->end == TP_SIMULATION_HALTED)
    tp_buffer_printf(title, ", halted in %s", tp_machine_state_name(p->run->m, p->state));
  else if (p->end == TP_SIMULATION_STUCK)
    tp_buffer_printf(title, ", stuck in %s", tp_machine_state_name(p->run->m, p->state));
}

static void say_scale(tp_buffer *note, const plan *p)
{
  tp_buffer_puts(note, "Time goes downwards. ");
  if (p->every == 1)
    tp_buffer_puts(note, "A row is the tape after a step. ");
  else {
    tp_buffer_puts(note, "Every ");
    tp_rows_put_count(note, (double) p->every);
    tp_buffer_puts(note, "th step has a row, and the last: the tape exactly after it. ");
  }
  if (p->group == 1)
    tp_buffer_puts(note, "A column is a cell.");
  else {
    tp_buffer_puts(note, "A column is ");
    tp_rows_put_count(note, (double) p->group);
    tp_buffer_puts(note, " cells: the symbol that most of those that are not blank hold, the paler the fewer these are, in quarters.");
  }
  int is_left = 0;
  for (uint32_t k = 0; k < tp_machine_tapes(p->run->m); k++)
    is_left |= p->tape[k].least < 0;
  if (is_left)
    tp_buffer_puts(note, " The line stands left of cell 0.");
}

static long put_legend(tp_buffer *out, const plan *p, long top, long width)
{
  const tp_machine *m = p->run->m;
  tp_svg_legend l = {out, TP_SVG_EDGE, top, width};
  tp_buffer name = {NULL, 0, 0};
  tp_buffer_printf(&name, "%s (blank)", tp_machine_symbol_text(m, 0));
  tp_svg_legend_entry(&l, "#ffffff", TP_BORDER, "", name.text);
  const uint32_t symbols = tp_machine_symbols(m), own = symbols <= TP_CELL_COLOURS + 1 ? symbols : TP_CELL_COLOURS;
  for (uint32_t symbol = 1; symbol < own; symbol++)
    tp_svg_legend_entry(&l, tp_cell_colour(symbol), NULL, "", tp_machine_symbol_text(m, symbol));
  if (own < symbols)
    tp_svg_legend_entry(&l, tp_cell_colour(symbols - 1), NULL, "", "any other symbol");
  tp_svg_legend_entry(&l, p->has_text ? "#ffffff" : TP_VERMILION, p->has_text ? TP_VERMILION : NULL, "", "head");
  tp_buffer_clear(&name);
  return tp_svg_legend_end(&l) + 6;
}

/* --- The tapes ------------------------------------------------------------------------------------ */

static void put_row_label(tp_buffer *out, const plan *p, const tp_simulation *s, size_t row)
{
  char step[32];
  const long y = p->top + p->row * (long) row + p->row / 2 + 4;
  snprintf(step, sizeof step, "%" PRIu64, s->steps);
  tp_svg_text(out, p->step_right, y, (tp_svg_type) {.size = LABEL, .anchor = TP_SVG_END, .colour = TP_INK}, step);
  if (p->has_rows)
    tp_svg_text(out, p->state_left, y, (tp_svg_type) {.size = LABEL, .most = 24}, tp_machine_state_name(p->run->m, s->state));
}

static void put_symbols(tp_buffer *out, const plan *p, const tp_simulation *s, uint32_t k, size_t row)
{
  const tape_place *t = p->tape + k;
  const long top = p->top + p->row * (long) row;
  for (int64_t cell = t->least; cell <= t->most; cell++) {
    const uint32_t symbol = tp_simulation_symbol(s, k, cell);
    const char *ink = symbol ? tp_palette_ink_on(tp_cell_colour(symbol)) : TP_NOTE;
    tp_svg_text(out, t->left + p->cell * (long) (cell - t->least) + p->cell / 2, top + p->row / 2 + 4,
                (tp_svg_type) {.size = LABEL, .anchor = TP_SVG_MIDDLE, .colour = ink}, tp_machine_symbol_name(p->run->m, symbol));
  }
  tp_buffer_printf(out, "<rect x=\"%ld\" y=\"%ld\" width=\"%ld\" height=\"%ld\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n",
                   t->left + p->cell * (long) (tp_simulation_head(s, k) - t->least) + 1, top + 1, p->cell - 2, p->row - 2, TP_VERMILION);
}

/* Which rows have their step beside them: all, or some that are as far apart as text needs. */
static int has_label(const plan *p, size_t row)
{
  const size_t between = p->rows / TICKS + 1;
  if (p->has_rows || row + 1 == p->rows)
    return 1;
  return row % between == 0 && (long) (p->rows - 1 - row) * p->row >= ROW;
}

/* Row after row of the run; `above` gets what stands on the areas of the cells. */
static void draw_rows(tp_buffer *beside, tp_buffer *above, const plan *p, tp_cells *cells)
{
  const uint32_t tapes = tp_machine_tapes(p->run->m);
  tp_simulation s;
  tp_simulation_start(&s, p->run->m, p->run->input);
  for (size_t row = 0; row < p->rows; row++) {
    const uint64_t at = row * p->every < p->steps ? row * p->every : p->steps;
    tp_simulation_run(&s, at - s.steps);
    if (has_label(p, row))
      put_row_label(beside, p, &s, row);
    for (uint32_t k = 0; k < tapes; k++) {
      tp_cells_add(cells + k, &s);
      if (p->has_text)
        put_symbols(above, p, &s, k, row);
    }
  }
  tp_simulation_clear(&s);
}

static void put_areas(tp_buffer *out, const plan *p, tp_cells *c)
{
  const tape_place *t = p->tape + c->tape;
  tp_cells_end(c);
  tp_buffer_printf(out, "<g transform=\"translate(%ld %ld) scale(%ld %ld)\" shape-rendering=\"crispEdges\">\n", t->left, p->top, p->cell, p->row);
  for (int kind = 0; kind < TP_CELL_KINDS; kind++) {
    if (!c->path[kind].length)
      continue;
    tp_buffer_printf(out, "<path fill=\"%s\"", tp_cell_colour((uint32_t) (kind / TP_CELL_LEVELS + 1)));
    if (kind % TP_CELL_LEVELS + 1 < TP_CELL_LEVELS)
      tp_buffer_printf(out, " fill-opacity=\".%d\"", 25 * (kind % TP_CELL_LEVELS + 1));
    tp_buffer_printf(out, " d=\"%s\"/>\n", c->path[kind].text);
  }
  if (!p->has_text)
    tp_buffer_printf(out, "<path fill=\"%s\" d=\"%s\"/>\n", TP_VERMILION, c->head.text);
  tp_buffer_puts(out, "</g>\n");
}

/* Numbers of cells below the tape: the first, cell 0 and the last, as far as there is room. */
static void put_cell_numbers(tp_buffer *out, const plan *p, const tp_cells *c, long bottom)
{
  const int64_t at[] = {0, c->least, c->most};
  long free_from[2] = {-1000, -1000}, free_to[2] = {-1000, -1000};
  for (int i = 0, kept = 0; i < 3; i++) {
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, at[i]);
    const long x = p->tape[c->tape].left + p->cell * (long) tp_cells_column(c, at[i]) + p->cell / 2, half = tp_svg_width(text, LABEL) / 2 + 2;
    int is_free = 1;
    for (int j = 0; j < kept; j++)
      is_free &= x + half < free_from[j] || x - half > free_to[j];
    if (!is_free)
      continue;
    if (kept < 2)
      free_from[kept] = x - half, free_to[kept] = x + half;
    kept++;
    tp_svg_text(out, x, bottom + 15, (tp_svg_type) {.size = LABEL, .anchor = TP_SVG_MIDDLE, .colour = TP_INK}, text);
  }
}

static void put_frame(tp_buffer *out, const plan *p, const tp_cells *c)
{
  const tape_place *t = p->tape + c->tape;
  const long width = p->cell * (long) c->columns, bottom = p->top + p->row * (long) p->rows;
  tp_svg_rectangle(out, t->left, p->top, width, bottom - p->top, NULL, TP_BORDER);
  if (t->least < 0) {
    const long x = t->left + p->cell * (long) tp_cells_column(c, 0);
    tp_svg_line(out, x, p->top - 4, x, bottom + 4, TP_NOTE);
  }
  if (tp_machine_tapes(p->run->m) > 1) {
    char name[32];
    snprintf(name, sizeof name, "tape %" PRIu32, c->tape + 1);
    tp_svg_text(out, t->left, p->top - 6, (tp_svg_type) {.size = LABEL, .colour = TP_INK}, name);
  }
  put_cell_numbers(out, p, c, bottom);
}

/* One run from `top` on; the result is where it ends. */
static long draw_run(tp_buffer *out, plan *p, long top, long width)
{
  const uint32_t tapes = tp_machine_tapes(p->run->m);
  tp_buffer title = {NULL, 0, 0}, note = {NULL, 0, 0}, above = {NULL, 0, 0};
  say_title(&title, p);
  say_scale(&note, p);
  top = tp_svg_heading(out, top, width, title.text, note.text);
  p->top = put_legend(out, p, top, width) + 18;
  tp_svg_text(out, p->step_right, p->top - (p->has_rows ? 6 : 12), (tp_svg_type) {.size = LABEL, .anchor = TP_SVG_END, .colour = TP_INK}, "step");
  if (p->has_rows)
    tp_svg_text(out, p->state_left, p->top - 6, (tp_svg_type) {.size = LABEL, .colour = TP_INK}, "state");
  tp_cells *cells = tp_memory_new(tapes, sizeof *cells);
  for (uint32_t k = 0; k < tapes; k++)
    tp_cells_open(cells + k, p->run->m, k, p->tape[k].least, p->tape[k].most, p->group);
  for (uint32_t k = 0; k < tapes; k++)
    cells[k].is_wide = p->cell >= WIDE;
  draw_rows(out, &above, p, cells);
  for (uint32_t k = 0; k < tapes; k++) {
    put_areas(out, p, cells + k);
    put_frame(out, p, cells + k);
    tp_cells_close(cells + k);
  }
  if (above.length)
    tp_buffer_put(out, above.text, above.length);
  free(cells);
  tp_buffer_clear(&title);
  tp_buffer_clear(&note);
  tp_buffer_clear(&above);
  return p->top + p->row * (long) p->rows + 2 * TP_SVG_LINE;
}

void tp_draw_tapes(tp_buffer *out, const tp_drawn_run *run, size_t runs)
{
  plan *p = tp_memory_new(runs, sizeof *p);
  tp_buffer body = {NULL, 0, 0};
  long width = 420, top = TP_SVG_EDGE;
  for (size_t i = 0; i < runs; i++) {
    p[i] = plan_of(run + i);
    width = p[i].width > width ? p[i].width : width;
  }
  for (size_t i = 0; i < runs; i++)
    top = draw_run(&body, p + i, top, width);
  tp_buffer title = {NULL, 0, 0};
  tp_buffer_puts(&title, "Tapes over time: ");
  for (size_t i = 0; i < runs; i++)
    tp_buffer_printf(&title, "%s%s", i ? ", " : "", run[i].title);
  tp_svg_put(out, width, top, title.text, &body);
  tp_buffer_clear(&title);
  tp_buffer_clear(&body);
  free(p);
}
