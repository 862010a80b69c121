/* SPDX-License-Identifier: MIT */
#include "history.h"

#include <inttypes.h>
#include <string.h>

#include "tmprec/base/utf8.h"

enum { LINE = 100, LEAST_CELLS = 5 };      /* characters for all tapes; cells of one */

/* What is seen of a tape: the cells least .. most, or so many around the head. */
typedef struct {
  int64_t least, most, cells;
} window;

typedef struct {
  const tp_machine *m;
  size_t symbol, state, number;    /* widths */
  window tape[TP_MACHINE_MAX_TAPES];
} layout;

static size_t widest(const tp_machine *m, uint32_t count, const char *(*name)(const tp_machine *m, uint32_t number))
{
  size_t width = 0;
  for (uint32_t i = 0; i < count; i++) {
    size_t length = tp_utf8_count(name(m, i), strlen(name(m, i)));
    width = length > width ? length : width;
  }
  return width;
}

size_t history_symbol_width(const tp_machine *m) { return widest(m, tp_machine_symbols(m), tp_machine_symbol_text); }
size_t history_state_width(const tp_machine *m) { return widest(m, tp_machine_states(m), tp_machine_state_text); }

/* On a tape nothing has to be told apart from separators: symbols stand there as they are, also a
   blank that is one; but nothing that would not be seen. */
static const char *symbol_on_tape(const tp_machine *m, uint32_t symbol)
{
  const char *name = tp_machine_symbol_name(m, symbol);
  uint32_t point;
  for (const char *at = name; *at; at += tp_utf8_decode(at, strlen(at), &point))
    if (tp_utf8_decode(at, strlen(at), &point) && point != ' ' && !tp_utf8_is_printable(point))
      return tp_machine_symbol_text(m, symbol);
  return name;
}

void history_pad(tp_buffer *out, const char *text, size_t width)
{
  size_t length = tp_utf8_count(text, strlen(text));
  tp_buffer_printf(out, "%s%*s", text, (int) (width > length ? width - length : 0), "");
}

/* All cells that the word or a head has been on, if there is room. */
static void lay_out(layout *l, const tp_simulation *s, const tp_word *input)
{
  uint32_t K = tp_machine_tapes(s->m);
  int64_t room = (int64_t) (LINE / K / (l->symbol + 1));
  for (uint32_t k = 0; k < K; k++) {
    window *w = l->tape + k;
    w->least = tp_simulation_leftmost(s, k);
    w->most = tp_simulation_rightmost(s, k);
    if (k == 0 && w->most < (int64_t) input->length - 1)
      w->most = (int64_t) input->length - 1;
    w->cells = w->most - w->least + 1;
    if (w->cells > room)
      w->cells = room < LEAST_CELLS ? LEAST_CELLS : room;
  }
}

static int is_cut(const window *w) { return w->cells < w->most - w->least + 1; }

/* What stands left of a symbol: a blank, or one of the head's brackets; left of cell 0 also
   a bar. */
static const char *mark(int64_t cell, int64_t head, int is_first)
{
  if (cell == head)
    return cell ? "[" : "|[";
  if (cell == head + 1 && !is_first)
    return cell ? "]" : "]|";
  return cell ? " " : "| ";
}

/* Dots stand where cells are left out. */
static void put_tape(tp_buffer *out, const layout *l, const tp_simulation *s, uint32_t k)
{
  const window *w = l->tape + k;
  int64_t head = tp_simulation_head(s, k), first = w->least, last = w->most;
  int cut = is_cut(w);
  if (cut) {
    first = head - w->cells / 2 < first ? first : head - w->cells / 2;
    first = first + w->cells - 1 > last ? last - w->cells + 1 : first;
    last = first + w->cells - 1;
    tp_buffer_puts(out, first > w->least ? ".." : "  ");
  }
  for (int64_t cell = first; cell <= last; cell++) {
    tp_buffer_puts(out, mark(cell, head, cell == first));
    history_pad(out, symbol_on_tape(l->m, tp_simulation_symbol(s, k, cell)), l->symbol);
  }
  tp_buffer_puts(out, last == head ? "]" : " ");
  if (cut)
    tp_buffer_puts(out, last < w->most ? ".." : "  ");
  if (cut && (first > 0 || last < 0))
    tp_buffer_puts(out, " ");      /* where others have the bar */
}

/* Without blanks at its end. */
static void end_line(tp_buffer *out)
{
  while (out->length && out->text[out->length - 1] == ' ')
    out->text[--out->length] = '\0';
  tp_buffer_puts(out, "\n");
}

static size_t number_width(uint64_t number)
{
  int width = snprintf(NULL, 0, "%" PRIu64, number);
  return (size_t) width < strlen("step") ? strlen("step") : (size_t) width;
}

static void put_row(tp_buffer *out, const layout *l, const tp_simulation *s)
{
  tp_buffer_printf(out, "  %*" PRIu64 "  ", (int) l->number, s->steps);
  history_pad(out, tp_machine_state_text(l->m, s->state), l->state);
  for (uint32_t k = 0; k < tp_machine_tapes(l->m); k++) {
    tp_buffer_puts(out, "  ");
    put_tape(out, l, s, k);
  }
  end_line(out);
}

static size_t tape_width(const layout *l, uint32_t k)
{
  const window *w = l->tape + k;
  return (size_t) w->cells * (l->symbol + 1) + 2 + (is_cut(w) ? 4 : 0);
}

static void put_heading(tp_buffer *out, const layout *l)
{
  tp_buffer_printf(out, "  %*s  ", (int) l->number, "step");
  history_pad(out, "state", l->state);
  for (uint32_t k = 0; k < tp_machine_tapes(l->m); k++) {
    char name[32];
    snprintf(name, sizeof name, "tape %" PRIu32, k + 1);
    tp_buffer_puts(out, "  ");
    history_pad(out, name, tape_width(l, k));
  }
  end_line(out);
}

/* The cells that the lines need. */
static layout lay_out_beginning(const tp_machine *m, const tp_word *input, uint64_t shown)
{
  layout l = {.m = m, .symbol = history_symbol_width(m), .state = history_state_width(m)};
  tp_simulation s;
  tp_simulation_start(&s, m, input);
  tp_simulation_run(&s, shown);
  lay_out(&l, &s, input);
  l.number = number_width(s.steps);
  l.state = l.state < strlen("state") ? strlen("state") : l.state;
  tp_simulation_clear(&s);
  return l;
}

tp_simulation_end history_put(tp_buffer *out, tp_simulation *s, const tp_machine *m, const tp_word *input, uint64_t shown, uint64_t max_steps)
{
  uint64_t first = shown < max_steps ? shown : max_steps;
  layout l = lay_out_beginning(m, input, first);
  tp_simulation_start(s, m, input);
  tp_simulation_end end = tp_simulation_run(s, 0);
  if (shown) {
    put_heading(out, &l);
    put_row(out, &l, s);
  }
  while (end == TP_SIMULATION_GOES_ON && s->steps < first) {
    end = tp_simulation_run(s, 1);
    put_row(out, &l, s);
  }
  if (end != TP_SIMULATION_GOES_ON || first == max_steps)
    return end;
  end = tp_simulation_run(s, max_steps - first);
  if (shown) {
    lay_out(&l, s, input);
    tp_buffer_printf(out, "  %*s\n", (int) l.number, "...");
    put_row(out, &l, s);
  }
  return end;
}
