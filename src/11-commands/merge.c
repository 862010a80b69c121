/* SPDX-License-Identifier: MIT */
/* Parts of a sweep, joined. */
#include "output.h"

#include <string.h>

#include "print_document.h"
#include "tmprec/report/merge.h"

typedef struct {
  const settings *s;
  const tp_merge *m;
  tp_merge_values *v;
} merged;

static int write_text(FILE *out, tp_buffer *text)
{
  const int good = out == stdout ? print_out(text) : fwrite(text->text, 1, text->length, out) == text->length;
  tp_buffer_clear(text);
  return good;
}

/* Rows have been put once before: none is refused. */
static int write_json(const merged *w, FILE *out)
{
  tp_error err;
  tp_buffer text = {NULL, 0, 0};
  tp_json j = json_begin(&text, w->s);
  tp_json_begin(&j, "rows", TP_JSON_ARRAY);
  int good = 1;
  for (size_t i = 0; i < tp_merge_rows(w->m) && good; i++) {
    tp_merge_values_put(w->v, i, &err);
    tp_table_write_json(&j, tp_merge_values_table(w->v));
    tp_table_drop_rows(tp_merge_values_table(w->v));
    good = write_text(out, &text);
  }
  json_end(&j);
  return write_text(out, &text) && good;
}

static int write_merged(void *context, FILE *out)
{
  const merged *w = context;
  return w->v ? write_json(w, out) : tp_merge_write(w->m, out);
}

/* Before anything is written. */
static tp_status check_values(const merged *w, tp_error *err)
{
  tp_status s = TP_STATUS_OK;
  for (size_t i = 0; i < tp_merge_rows(w->m) && s == TP_STATUS_OK; i++) {
    s = tp_merge_values_put(w->v, i, err);
    if (s == TP_STATUS_OK)
      tp_table_drop_rows(tp_merge_values_table(w->v));
  }
  return s;
}

static int write_where_asked(merged *w)
{
  const char *path = w->s->output;
  return path && strcmp(path, "-") ? write_file(path, write_merged, w) : write_merged(w, stdout);
}

int perform_merge(settings *s)
{
  tp_merge *m;
  merged w = {.s = s};
  tp_error err;
  tp_status status = tp_merge_read(&m, s->argument, s->arguments, &err);
  w.m = m;
  if (status == TP_STATUS_OK && s->json)
    status = tp_merge_values_new(&w.v, m, &err);
  if (status == TP_STATUS_OK && s->json)
    status = check_values(&w, &err);
  if (status != TP_STATUS_OK)
    complain_of(&err);
  const int ok = status == TP_STATUS_OK && write_where_asked(&w);
  tp_merge_values_free(w.v);
  tp_merge_free(m);
  return finish_output(ok ? EXIT_DONE : EXIT_REFUSED);
}
