/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "print_document.h"
#include "tmprec.h"
#include "tmprec/base/memory.h"
#include "wrap.h"

/* The name on a line of its own, and blanks for tabs. */
static void make_pretty(tp_buffer *text)
{
  tp_buffer out = {NULL, 0, 0};
  for (char *line = strtok(text->text, "\n"); line; line = strtok(NULL, "\n")) {
    char *tab = line + strcspn(line, "\t");
    tp_buffer_put(&out, line, (size_t) (tab - line));
    tp_buffer_puts(&out, "\n   ");
    for (; (tab = strchr(tab, '\t')); *tab = ' ')
      ;
    tp_buffer_printf(&out, "%s\n", line + strcspn(line, " "));
  }
  tp_buffer_clear(text);
  *text = out;
  wrap_lines(text);
}

static const tp_column columns[] = {{"name", TP_COLUMN_TEXT, 0}, {"about", TP_COLUMN_TEXT, 0}, {"inputs", TP_COLUMN_LIST, 0}};

/* Each input of the machine; as many as *count, owned by the caller. */
static tmprec_status read_inputs(tmprec_text ***input, size_t *count, const char *name, tmprec_error *err)
{
  size_t capacity = 0;
  tmprec_text *one;
  tmprec_status status;
  while ((status = tmprec_catalog_input(&one, name, *count, err)) == TMPREC_OK && one) {
    TP_MEMORY_GROW(*input, capacity, *count + 1);
    (*input)[(*count)++] = one;
  }
  return status;
}

static tmprec_status put_machine(tp_table *t, const char *name, tmprec_error *err)
{
  tmprec_text *about, **input = NULL;
  size_t count = 0;
  tmprec_status status = tmprec_catalog_about(&about, name, err);
  if (status == TMPREC_OK)
    status = read_inputs(&input, &count, name, err);
  if (status == TMPREC_OK) {
    const char **word = tp_memory_new(count, sizeof *word);
    for (size_t i = 0; i < count; i++)
      word[i] = tmprec_text_data(input[i]);
    tp_table_put_text(t, name);
    tp_table_put_text(t, tmprec_text_data(about));
    tp_table_put_list(t, word, count);
    free(word);
  }
  while (count)
    tmprec_text_free(input[--count]);
  free(input);
  tmprec_text_free(about);
  return status;
}

int perform_machines(settings *s)
{
  tp_table *t = tp_table_new(columns, sizeof columns / sizeof *columns);
  tmprec_text *name;
  tmprec_error err;
  tmprec_status status = TMPREC_OK;
  for (size_t n = 0; status == TMPREC_OK && (status = tmprec_catalog_name(&name, n, &err)) == TMPREC_OK && name; n++) {
    status = put_machine(t, tmprec_text_data(name), &err);
    tmprec_text_free(name);
  }
  if (status != TMPREC_OK) {
    complain("%s", err.message);
    tp_table_free(t);
    return EXIT_REFUSED;
  }
  if (s->pretty) {
    tp_buffer text = {NULL, 0, 0};
    tp_table_write_tabs(&text, t);
    tp_table_free(t);
    make_pretty(&text);
    print_out(&text);
    tp_buffer_clear(&text);
    return finish_output(EXIT_DONE);
  }
  tp_document *d = tp_document_new();
  tp_document_table(d, "machines", t, TP_STYLE_ROWS);
  print_document(s, d);
  return finish_output(EXIT_DONE);
}
