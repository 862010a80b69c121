/* SPDX-License-Identifier: MIT */
/* Maps of exactness: a mark for each cell of a sweep. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rows.h"
#include "tmprec/base/memory.h"
#include "tmprec/tokens/chain.h"

typedef struct {
  const tp_rows *r;
  const char *x, *y;
  tp_key panel_key;
  int is_of_depth;       /* r and n of the same questions at several r: bits tell panels apart */
  int is_of_names;       /* n and formats that have names, which stand along y */
  tp_groups names;       /* those formats */
} map;

static const char *const subject[] = {"machine", "input", "mode", "r", "sites", "family", "round", "format", "details", "bits"};

/* All that makes two rows the same question but for r, on which beta depends. */
static const char *const question[] = {"machine", "input", "mode", "sites", "family", "format", "bits", "round", "details"};

static int has_depths(const map *m)
{
  const tp_key alike = tp_key_of(m->r, question, sizeof question / sizeof *question);
  return tp_rows_differ(m->r, &alike, "r");
}

/* Formats of the family `named`, several of them. */
static int has_names(const map *m)
{
  for (size_t i = 0; i < m->r->count; i++)
    if (strcmp(tp_rows_field(m->r, i, "family"), "named"))
      return 0;
  const tp_key none = {.columns = 0};
  return tp_rows_differ(m->r, &none, "format");
}

/* Bits and beta if a subject has several betas; else r and contexts if a run has several r; else formats that have names
   against contexts; else bits against contexts; else the contexts themselves. */
static void choose_axes(map *m)
{
  const tp_key none = {.columns = 0}, alike = tp_key_of(m->r, subject, sizeof subject / sizeof *subject);
  if (tp_rows_differ(m->r, &alike, "beta")) {
    m->x = "bits";
    m->y = "beta";
    return;
  }
  if (has_depths(m)) {
    m->x = "r";
    m->y = "n";
    m->is_of_depth = 1;
    return;
  }
  if (has_names(m)) {
    m->x = "n";
    m->y = "format";
    m->is_of_names = 1;
    return;
  }
  m->x = !tp_rows_differ(m->r, &none, "n") && tp_rows_differ(m->r, &none, "r") ? "r" : "n";
  m->y = "bits";
  if (!tp_rows_differ(m->r, &none, "bits")) {
    m->x = "r";
    m->y = "n";
  }
}

static void choose_panels(map *m)
{
  static const char *const settings[] = {"mode", "sites", "round", "details", "r", "input"};
  static const char *const first[] = {"machine", "family"};
  m->panel_key = tp_key_of(m->r, first, 2);
  tp_key all = m->panel_key;
  const int of_beta = !strcmp(m->y, "beta");
  if (m->is_of_depth)
    m->panel_key = tp_key_with(m->r, m->panel_key, "bits");
  tp_key named = tp_key_with(m->r, m->panel_key, "bits");
  if (!m->is_of_names && tp_rows_differ(m->r, &named, "format"))
    m->panel_key = tp_key_with(m->r, m->panel_key, "format");
  all = m->panel_key;
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    const int goes_along = !strcmp(settings[i], "r") || !strcmp(settings[i], "input");
    if ((of_beta || !goes_along) && tp_rows_differ(m->r, &all, settings[i])) {
      m->panel_key = tp_key_with(m->r, m->panel_key, settings[i]);
      all = tp_key_with(m->r, all, settings[i]);
    }
  }
}

static tp_mark mark_of(const tp_rows *r, size_t i)
{
  const char *exact = tp_rows_field(r, i, "exact");
  if (!strcmp(exact, "0"))
    return TP_MARK_NO;
  if (strcmp(exact, "1"))
    return TP_MARK_UNKNOWN;
  return strcmp(tp_rows_field(r, i, "certified"), "1") ? TP_MARK_YES : TP_MARK_CERTIFIED;
}

/* The one of two marks that says less good. */
static tp_mark worse(tp_mark a, tp_mark b)
{
  static const int rank[TP_MARKS] = {[TP_MARK_NO] = 4, [TP_MARK_UNKNOWN] = 3, [TP_MARK_YES] = 2, [TP_MARK_CERTIFIED] = 1};
  return rank[a] >= rank[b] ? a : b;
}

/* Rows at one place of a panel get one mark: their worst. */
static tp_mark *marks_of(const map *m, const tp_groups *places)
{
  tp_mark *mark = tp_memory_new(places->count, sizeof *mark);
  for (size_t i = 0; i < places->count; i++)
    mark[i] = TP_MARK_CERTIFIED;
  for (size_t i = 0; i < m->r->count; i++)
    mark[places->of[i]] = worse(mark[places->of[i]], mark_of(m->r, i));
  return mark;
}

static void put_title(tp_buffer *out, const map *m, const tp_groups *panels, size_t panel)
{
  size_t cells = 0, exact = 0, unknown = 0;
  for (size_t i = 0; i < m->r->count; i++) {
    if (panels->of[i] != panel)
      continue;
    const tp_mark mark = mark_of(m->r, i);
    cells++;
    exact += mark == TP_MARK_YES || mark == TP_MARK_CERTIFIED;
    unknown += mark == TP_MARK_UNKNOWN;
  }
  tp_rows_describe(out, m->r, &m->panel_key, panels->first[panel]);
  tp_buffer_printf(out, ": %zu of %zu cells exact", exact, cells);
  if (unknown)
    tp_buffer_printf(out, ", %zu unknown", unknown);
}

static const char *label_of(const char *column)
{
  return !strcmp(column, "n") ? TP_TOKENS_LABEL : !strcmp(column, "bits") ? "bits" : !strcmp(column, "r") ? "r, bits of a position" : column;
}

/* Where contexts end, a line is drawn from r to r: each has to be one that a context has. */
static tp_status check_depths(const map *m, tp_error *err)
{
  for (size_t i = 0; i < m->r->count; i++) {
    double r;
    if (tp_rows_number(m->r, i, "r", &r) && (r < TP_POSITION_BITS_MIN || r > TP_POSITION_BITS_MAX || fmod(r, 2) != 0))
      return tp_error_set(err, TP_STATUS_REFUSED, "row %zu: r is %.80s, not an even number from %u to %u", m->r->row[i] + 1,
                          tp_rows_field(m->r, i, "r"), TP_POSITION_BITS_MIN, TP_POSITION_BITS_MAX);
  }
  return TP_STATUS_OK;
}

/* Where contexts end: the line n = 2^r, over the r of the panel. */
static void add_border(const map *m, tp_panel *p, const tp_groups *panels, size_t panel)
{
  int least = TP_POSITION_BITS_MAX, most = 0;
  for (size_t i = 0; i < m->r->count; i++) {
    double r;
    if (panels->of[i] != panel || !tp_rows_number(m->r, i, "r", &r))
      continue;
    least = r < least ? (int) r : least;
    most = r > most ? (int) r : most;
  }
  tp_series *s = tp_panel_add_series(p, "2^r", TP_MARK_LINE, 0);
  for (int r = least; r <= most; r += 2)
    tp_series_add(s, r, ldexp(1, r));
}

/* Where the format of row i stands: those of fewer bits below, and those without bits on top. */
static double height_of(const map *m, size_t i)
{
  const size_t *first = m->names.first, own = m->names.of[i];
  double bits = HUGE_VAL, height = 0;
  tp_rows_number(m->r, first[own], "bits", &bits);
  for (size_t g = 0; g < m->names.count; g++) {
    double other = HUGE_VAL;
    tp_rows_number(m->r, first[g], "bits", &other);
    height += other < bits || (other == bits && g < own);
  }
  return height;
}

static void add_names(const map *m, tp_panel *p)
{
  p->ticks_along_y = 1;
  for (size_t g = 0; g < m->names.count; g++)
    tp_panel_add_tick(p, height_of(m, m->names.first[g]), tp_rows_field(m->r, m->names.first[g], "format"));
}

static int value_along_y(const map *m, size_t i, double *y)
{
  if (!m->is_of_names)
    return tp_rows_number(m->r, i, m->y, y);
  *y = height_of(m, i);
  return 1;
}

static void add_panel(const map *m, tp_figure *f, const tp_groups *panels, size_t panel, const tp_groups *places, const tp_mark *mark)
{
  tp_buffer title = {NULL, 0, 0};
  put_title(&title, m, panels, panel);
  tp_panel *p = tp_figure_add_panel(f, title.text, label_of(m->x), m->is_of_names ? "" : label_of(m->y));
  p->log_x = strcmp(m->x, "n") ? 0 : 2;
  p->log_y = strcmp(m->y, "n") ? 0 : 2;
  for (size_t g = 0; g < places->count; g++) {
    const size_t i = places->first[g];
    double x, y;
    if (panels->of[i] != panel || !tp_rows_number(m->r, i, m->x, &x) || !value_along_y(m, i, &y))
      continue;
    if ((p->log_x && x <= 0) || (p->log_y && y <= 0))
      continue;
    tp_series_add(tp_panel_marks(p, mark[g]), x, y);
  }
  if (m->is_of_depth)
    add_border(m, p, panels, panel);
  if (m->is_of_names)
    add_names(m, p);
  tp_buffer_clear(&title);
}

tp_status tp_figure_map(tp_figure *f, const tp_csv *rows, const tp_figure_choice *choice, tp_error *err)
{
  (void) choice;
  tp_rows r;
  tp_rows_open(&r, rows);
  map m = {.r = &r};
  choose_axes(&m);
  choose_panels(&m);
  const tp_key name = tp_key_with(&r, (tp_key) {.columns = 0}, "format");
  tp_groups_open(&m.names, &r, &name);
  const tp_key place_key = tp_key_with(&r, tp_key_with(&r, m.panel_key, m.x), m.y);
  tp_groups panels, places;
  tp_groups_open(&panels, &r, &m.panel_key);
  tp_groups_open(&places, &r, &place_key);
  tp_mark *mark = marks_of(&m, &places);
  tp_buffer_puts(&f->title, "Which cells are exact");
  tp_status s = tp_figure_check_size(panels.count, 1, err);
  if (s == TP_STATUS_OK && m.is_of_depth)
    s = check_depths(&m, err);
  for (size_t i = 0; i < panels.count && s == TP_STATUS_OK; i++)
    add_panel(&m, f, &panels, i, &places, mark);
  tp_rows_note(f, &r, places.count < r.count ? "where several runs have one place, the worst is shown" : "");
  f->legend[TP_MARK_YES] = "exact";
  f->legend[TP_MARK_NO] = "not exact";
  f->legend[TP_MARK_UNKNOWN] = "unknown";
  f->legend[TP_MARK_LINE] = "a context of 2^r tokens";
  f->legend[TP_MARK_CERTIFIED] = tp_csv_find(rows, "certified") == TP_CSV_NONE ? NULL : "exact and certified";
  free(mark);
  tp_groups_close(&m.names);
  tp_groups_close(&panels);
  tp_groups_close(&places);
  tp_rows_close(&r);
  return s;
}
