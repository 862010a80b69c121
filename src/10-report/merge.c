/* SPDX-License-Identifier: MIT */
#include "merge_private.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "csv_scan.h"
#include "part_name.h"
#include "tmprec/base/memory.h"

static const size_t most_bytes = (size_t) 1 << 34;

/* --- Reading ------------------------------------------------------------------------------ */

static tp_status read_header(part *p, tp_error *err)
{
  const char *text = p->text.length ? p->text.text : "";
  const size_t end = tp_csv_record_end(text, p->text.length, 0), last = tp_csv_last_field(text, 0, end);
  if (!last || !tp_part_name_parse(&p->name, text + last, end - last))
    return tp_error_set(err, TP_STATUS_REFUSED, "%.300s:1:1: not a part of a sweep", p->path);
  p->begin = end;
  p->end = last - 1;
  return TP_STATUS_OK;
}

/* The row's unit stands in its last field. */
static tp_status read_row(tp_merge *m, const part *p, size_t number, size_t at, size_t end, tp_error *err)
{
  const char *text = p->text.text;
  const size_t last = tp_csv_last_field(text, at, end);
  char *stop;
  const size_t unit = last > at && text[last] >= '0' && text[last] <= '9' ? (size_t) strtoull(text + last, &stop, 10) : SIZE_MAX;
  if (unit == SIZE_MAX || stop + 2 != text + end || memcmp(stop, "\r\n", 2))
    return tp_error_refuse(err, TP_REASON_MISSING_PART, "%.300s: row %zu is damaged or cut short", p->path, number);
  TP_MEMORY_GROW(m->row, m->room, m->rows + 1);
  m->row[m->rows] = (row) {unit, m->rows, text + at, last - 1 - at};
  m->rows++;
  return TP_STATUS_OK;
}

static tp_status read_rows(tp_merge *m, const part *p, tp_error *err)
{
  const size_t before = m->rows;
  for (size_t at = p->begin, end; at < p->text.length; at = end) {
    end = tp_csv_record_end(p->text.text, p->text.length, at);
    if (read_row(m, p, m->rows - before + 1, at, end, err) != TP_STATUS_OK)
      return TP_STATUS_REFUSED;
  }
  if (m->rows - before != p->name.rows)
    return tp_error_refuse(err, TP_REASON_MISSING_PART, "%.300s: has %zu rows, not %zu", p->path, m->rows - before, p->name.rows);
  return TP_STATUS_OK;
}

static tp_status check_alike(const part *a, const part *b, tp_error *err)
{
  if (strcmp(a->name.fingerprint, b->name.fingerprint) || a->name.parts != b->name.parts)
    return tp_error_set(err, TP_STATUS_REFUSED, "%.300s: a part of another sweep than %.300s", b->path, a->path);
  if (a->end != b->end || memcmp(a->text.text, b->text.text, a->end))
    return tp_error_set(err, TP_STATUS_REFUSED, "%.300s: has other columns than %.300s", b->path, a->path);
  return TP_STATUS_OK;
}

static tp_status check_complete(const tp_merge *m, tp_error *err)
{
  const unsigned parts = m->of->name.parts;
  const part **found = tp_memory_zeroed(parts, sizeof *found);
  tp_status s = TP_STATUS_OK;
  for (size_t i = 0; i < m->parts && s == TP_STATUS_OK; i++) {
    const part *p = m->of + i, **here = found + (p->name.part - 1);
    if (*here)
      s = tp_error_set(err, TP_STATUS_REFUSED, "%.300s: part %u of %u again, after %.300s; give one of the two", p->path, p->name.part, parts, (*here)->path);
    *here = p;
  }
  for (unsigned k = 0; k < parts && s == TP_STATUS_OK; k++)
    if (!found[k])
      s = tp_error_refuse(err, TP_REASON_MISSING_PART, "part %u of %u is missing", k + 1, parts);
  free(found);
  return s;
}

static int compare_rows(const void *a, const void *b)
{
  const row *x = a, *y = b;
  if (x->unit != y->unit)
    return x->unit < y->unit ? -1 : 1;
  return x->order < y->order ? -1 : x->order > y->order;
}

static tp_status read_all(tp_merge *m, char *const *path, tp_error *err)
{
  tp_status s = TP_STATUS_OK;
  for (size_t i = 0; i < m->parts && s == TP_STATUS_OK; i++) {
    part *p = m->of + i;
    p->path = path[i];
    s = tp_buffer_read_file(&p->text, p->path, most_bytes, err);
    if (s == TP_STATUS_OK)
      s = read_header(p, err);
    if (s == TP_STATUS_OK)
      s = check_alike(m->of, p, err);
    if (s == TP_STATUS_OK)
      s = read_rows(m, p, err);
  }
  return s == TP_STATUS_OK ? check_complete(m, err) : s;
}

tp_status tp_merge_read(tp_merge **out, char *const *path, size_t paths, tp_error *err)
{
  tp_merge *m = tp_memory_zeroed(1, sizeof *m);
  m->parts = paths;
  m->of = tp_memory_zeroed(paths, sizeof *m->of);
  const tp_status s = read_all(m, path, err);
  if (s == TP_STATUS_OK && m->rows)
    qsort(m->row, m->rows, sizeof *m->row, compare_rows);
  if (s != TP_STATUS_OK) {
    tp_merge_free(m);
    m = NULL;
  }
  *out = m;
  return s;
}

void tp_merge_free(tp_merge *m)
{
  if (!m)
    return;
  for (size_t i = 0; i < m->parts; i++)
    tp_buffer_clear(&m->of[i].text);
  free(m->of);
  free(m->row);
  free(m);
}

/* --- Writing ------------------------------------------------------------------------------- */

static int write_line(FILE *out, const char *text, size_t length)
{
  return fwrite(text, 1, length, out) == length && fwrite("\r\n", 1, 2, out) == 2;
}

int tp_merge_write(const tp_merge *m, FILE *out)
{
  int ok = write_line(out, m->of->text.text, m->of->end);
  for (size_t i = 0; i < m->rows && ok; i++)
    ok = write_line(out, m->row[i].text, m->row[i].length);
  return ok;
}
