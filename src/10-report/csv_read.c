/* SPDX-License-Identifier: MIT */
/* Reading CSV files: records, fields, and rows of several files together. */
#include "tmprec/report/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "csv_scan.h"
#include "tmprec/base/buffer.h"
#include "tmprec/base/memory.h"

static const size_t most_bytes = (size_t) 1 << 32;

struct tp_csv {
  char **field;          /* the header, then row after row; each owned */
  size_t fields, room;
  size_t columns, files;
};

typedef struct {
  const char *path, *text;
  size_t length, line;   /* line: of the record at work, from 1 */
} source;

static tp_status refuse(const source *in, size_t column, tp_error *err, const char *what)
{
  return tp_error_set(err, TP_STATUS_REFUSED, "%.300s:%zu:%zu: %s", in->path, in->line, column, what);
}

static void add_field(tp_csv *c, char *field)
{
  TP_MEMORY_GROW(c->field, c->room, c->fields + 1);
  c->field[c->fields++] = field;
}

/* Add the fields of the record from `at` to `end`, which stands before its line end; their number. */
static size_t add_record(tp_csv *c, const char *text, size_t at, size_t end)
{
  size_t count = 0;
  for (;; at++) {
    const size_t stop = tp_csv_field_end(text, at, end);
    add_field(c, tp_csv_unquoted(text + at, stop - at));
    count++;
    at = stop;
    if (at >= end)
      return count;
  }
}

static size_t without_line_end(const char *text, size_t at, size_t end)
{
  end -= end > at && text[end - 1] == '\n';
  return end - (end > at && text[end - 1] == '\r');
}

/* The first `columns` fields are the header that all files share. */
static tp_status take_header(tp_csv *c, const source *in, size_t count, tp_error *err)
{
  if (!c->columns) {
    c->columns = count;
    return TP_STATUS_OK;
  }
  int same = count == c->columns;
  for (size_t i = 0; i < count && same; i++)
    same = !strcmp(c->field[i], c->field[c->fields - count + i]);
  while (count--)
    free(c->field[--c->fields]);
  return same ? TP_STATUS_OK : refuse(in, 1, err, "other columns than in the first file");
}

static tp_status take_row(const tp_csv *c, const source *in, size_t count, size_t width, tp_error *err)
{
  char what[100];
  snprintf(what, sizeof what, "the row has %zu fields, the header %zu", count, c->columns);
  return count == c->columns ? TP_STATUS_OK : refuse(in, count < c->columns ? width + 1 : 1, err, what);
}

static int has_open_quote(const char *text, size_t at, size_t end)
{
  int quoted = 0;
  for (; at < end; at++)
    quoted ^= text[at] == '"';
  return quoted;
}

static tp_status read_record(tp_csv *c, source *in, size_t at, size_t end, tp_error *err)
{
  const size_t stop = without_line_end(in->text, at, end);
  if (has_open_quote(in->text, at, end))
    return refuse(in, stop - at + 1, err, "a quote is not closed: cut short?");
  if (in->text[end - 1] != '\n')
    return refuse(in, stop - at + 1, err, "the last row has no line end: cut short?");
  const size_t count = add_record(c, in->text, at, stop);
  const tp_status s = in->line == 1 ? take_header(c, in, count, err) : take_row(c, in, count, stop - at, err);
  for (; at < end; at++)
    in->line += in->text[at] == '\n';
  return s;
}

static tp_status read_file(tp_csv *c, const char *path, tp_error *err)
{
  tp_buffer text = {NULL, 0, 0};
  tp_status s = tp_buffer_read_file(&text, path, most_bytes, err);
  source in = {strcmp(path, "-") ? path : "(standard input)", text.text, text.length, 1};
  if (s == TP_STATUS_OK && !text.length)
    s = tp_error_set(err, TP_STATUS_REFUSED, "%.300s: empty: no header, no rows", in.path);
  if (s == TP_STATUS_OK && memchr(text.text, '\0', text.length))
    s = tp_error_set(err, TP_STATUS_REFUSED, "%.300s: not CSV: it has a NUL byte", in.path);
  for (size_t at = 0, end; s == TP_STATUS_OK && at < text.length; at = end) {
    end = tp_csv_record_end(text.text, text.length, at);
    s = read_record(c, &in, at, end, err);
  }
  tp_buffer_clear(&text);
  return s;
}

tp_status tp_csv_read(tp_csv **out, char *const *path, size_t paths, tp_error *err)
{
  tp_csv *c = tp_memory_zeroed(1, sizeof *c);
  tp_status s = TP_STATUS_OK;
  for (size_t i = 0; i < paths && s == TP_STATUS_OK; i++)
    s = read_file(c, path[i], err);
  c->files = paths;
  if (s == TP_STATUS_OK && !tp_csv_rows(c))
    s = tp_error_set(err, TP_STATUS_REFUSED, "%.300s: no rows", strcmp(path[0], "-") ? path[0] : "(standard input)");
  if (s != TP_STATUS_OK) {
    tp_csv_free(c);
    c = NULL;
  }
  *out = c;
  return s;
}

void tp_csv_free(tp_csv *c)
{
  if (!c)
    return;
  for (size_t i = 0; i < c->fields; i++)
    free(c->field[i]);
  free(c->field);
  free(c);
}

size_t tp_csv_files(const tp_csv *c) { return c->files; }
size_t tp_csv_columns(const tp_csv *c) { return c->columns; }
size_t tp_csv_rows(const tp_csv *c) { return c->columns ? c->fields / c->columns - 1 : 0; }
const char *tp_csv_name(const tp_csv *c, size_t column) { return c->field[column]; }

size_t tp_csv_find(const tp_csv *c, const char *name)
{
  for (size_t i = 0; i < c->columns; i++)
    if (!strcmp(c->field[i], name))
      return i;
  return TP_CSV_NONE;
}

const char *tp_csv_field(const tp_csv *c, size_t row, size_t column)
{
  return column == TP_CSV_NONE ? "" : c->field[(row + 1) * c->columns + column];
}

int tp_csv_number(const tp_csv *c, size_t row, size_t column, double *number)
{
  const char *text = tp_csv_field(c, row, column);
  char *end;
  if (!strchr("+-.0123456789", *text) || !*text)
    return 0;
  const double x = strtod(text, &end);
  if (*end || !isfinite(x))
    return 0;
  *number = x;
  return 1;
}
