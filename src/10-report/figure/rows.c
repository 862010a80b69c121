/* SPDX-License-Identifier: MIT */
#include "rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/index.h"
#include "tmprec/base/memory.h"

void tp_rows_open(tp_rows *r, const tp_csv *csv)
{
  const size_t refused = tp_csv_find(csv, "refused"), all = tp_csv_rows(csv);
  *r = (tp_rows) {.csv = csv, .row = tp_memory_new(all, sizeof *r->row)};
  for (size_t i = 0; i < all; i++)
    if (!*tp_csv_field(csv, i, refused))
      r->row[r->count++] = i;
  r->refused = all - r->count;
}

void tp_rows_close(tp_rows *r) { free(r->row); }

const char *tp_rows_field(const tp_rows *r, size_t i, const char *column)
{
  return tp_csv_field(r->csv, r->row[i], tp_csv_find(r->csv, column));
}

int tp_rows_number(const tp_rows *r, size_t i, const char *column, double *number)
{
  return tp_csv_number(r->csv, r->row[i], tp_csv_find(r->csv, column), number);
}

void tp_rows_name_columns(tp_buffer *out, const tp_csv *csv)
{
  for (size_t i = 0; i < tp_csv_columns(csv); i++)
    tp_buffer_printf(out, "%s%s", i ? "," : "", tp_csv_name(csv, i));
}

tp_status tp_rows_refuse_column(const tp_csv *csv, const char *missing, tp_error *err)
{
  tp_buffer names = {NULL, 0, 0};
  tp_rows_name_columns(&names, csv);
  const tp_status s = tp_error_set(err, TP_STATUS_REFUSED, "there is no column '%.80s'; there are %.600s", missing, names.text);
  tp_buffer_clear(&names);
  return s;
}

tp_key tp_key_with(const tp_rows *r, tp_key k, const char *column)
{
  for (size_t i = 0; i < k.columns; i++)
    if (!strcmp(k.column[i], column))
      return k;
  if (tp_csv_find(r->csv, column) != TP_CSV_NONE && k.columns < TP_ROWS_KEY)
    k.column[k.columns++] = column;
  return k;
}

tp_key tp_key_of(const tp_rows *r, const char *const *column, size_t columns)
{
  tp_key k = {.columns = 0};
  for (size_t i = 0; i < columns; i++)
    k = tp_key_with(r, k, column[i]);
  return k;
}

/* --- Groups ----------------------------------------------------------------------------------- */

typedef struct {
  const tp_rows *r;
  size_t column[TP_ROWS_KEY], columns;
  const size_t *first;
} keyed;

static const char *field_of(const keyed *k, size_t row, size_t c) { return tp_csv_field(k->r->csv, k->r->row[row], k->column[c]); }

static uint64_t hash_row(const keyed *k, size_t row)
{
  uint64_t hash = TP_INDEX_SEED;
  for (size_t c = 0; c < k->columns; c++)
    hash = tp_index_hash(hash, field_of(k, row, c), strlen(field_of(k, row, c)) + 1);
  return hash;
}

static uint64_t hash_group(const void *owner, uint32_t group)
{
  const keyed *k = owner;
  return hash_row(k, k->first[group]);
}

static int is_in_group(const void *owner, uint32_t group, const void *row)
{
  const keyed *k = owner;
  for (size_t c = 0; c < k->columns; c++)
    if (strcmp(field_of(k, k->first[group], c), field_of(k, *(const size_t *) row, c)))
      return 0;
  return 1;
}

void tp_groups_open(tp_groups *g, const tp_rows *r, const tp_key *k)
{
  *g = (tp_groups) {tp_memory_new(r->count, sizeof *g->of), tp_memory_new(r->count, sizeof *g->first), 0};
  keyed by = {.r = r, .columns = k->columns, .first = g->first};
  for (size_t c = 0; c < k->columns; c++)
    by.column[c] = tp_csv_find(r->csv, k->column[c]);
  tp_index_table index = {NULL, 0, 0};
  for (size_t i = 0; i < r->count; i++) {
    const uint64_t hash = hash_row(&by, i);
    uint32_t found = tp_index_find(&index, hash, is_in_group, &by, &i);
    if (found == UINT32_MAX) {
      found = (uint32_t) g->count;
      g->first[g->count++] = i;
      tp_index_add(&index, found, hash_group, &by);
    }
    g->of[i] = found;
  }
  tp_index_clear(&index);
}

void tp_groups_close(tp_groups *g)
{
  free(g->of);
  free(g->first);
}

static size_t count_groups(const tp_rows *r, const tp_key *k)
{
  tp_groups g;
  tp_groups_open(&g, r, k);
  const size_t count = g.count;
  tp_groups_close(&g);
  return count;
}

int tp_rows_differ(const tp_rows *r, const tp_key *k, const char *column)
{
  const tp_key more = tp_key_with(r, *k, column);
  return more.columns > k->columns && count_groups(r, k) < count_groups(r, &more);
}

/* --- Words ------------------------------------------------------------------------------------ */

void tp_rows_describe(tp_buffer *out, const tp_rows *r, const tp_key *k, size_t i)
{
  double number;
  const size_t start = out->length;
  tp_buffer_puts(out, "");
  for (size_t c = 0; c < k->columns; c++) {
    const char *field = tp_rows_field(r, i, k->column[c]);
    if (!*field)
      continue;
    tp_buffer_puts(out, out->length > start ? " " : "");
    if (strcmp(k->column[c], "input") && strcmp(k->column[c], "machine") && tp_rows_number(r, i, k->column[c], &number))
      tp_buffer_printf(out, "%s=", k->column[c]);
    tp_buffer_puts(out, field);
  }
}

void tp_rows_add_runs(tp_series *s, double x, const char *runs)
{
  while (*runs) {
    char *end;
    const double low = strtod(runs, &end);
    if (end == runs)
      return;
    if (end[-1] == '.')  /* of 6..9 it takes 6. */
      end--;
    double high = low;
    if (!strncmp(end, "..", 2))
      high = strtod(end + 2, &end);
    tp_series_add_range(s, x, low, high);
    if (*end != ';')
      return;
    runs = end + 1;
  }
}

/* Larger numbers are not counts; their digits would say more than is known. */
static const double most_count = 1e15;

void tp_rows_put_count(tp_buffer *out, double count)
{
  char digits[40];
  if (!(fabs(count) < most_count)) {
    tp_buffer_printf(out, "%g", count);
    return;
  }
  const int length = snprintf(digits, sizeof digits, "%.0f", count);
  for (int i = 0; i < length; i++) {
    if (i && (length - i) % 3 == 0 && digits[i - 1] != '-')
      tp_buffer_puts(out, ",");
    tp_buffer_put(out, digits + i, 1);
  }
}

void tp_rows_note(tp_figure *f, const tp_rows *r, const char *text)
{
  tp_buffer_puts(&f->note, text);
  if (r->refused)
    tp_buffer_printf(&f->note, "%s%zu row%s refused by the sweep %s not drawn", *text ? "; " : "", r->refused, r->refused == 1 ? "" : "s",
                     r->refused == 1 ? "is" : "are");
}
