/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "print_document.h"
#include "tmprec/base/memory.h"
#include "tmprec/machine/catalog.h"
#include "wrap.h"

/* The name on a line of its own, and blanks for tabs. */
static void make_pretty(tp_buffer *text)
{
  tp_buffer out = {NULL, 0, 0};
  for (char *line = strtok(text->text, "\n"); line; line = strtok(NULL, "\n")) {
    char *tab = strchr(line, '\t');
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

static void put_inputs(tp_table *t, const char *name)
{
  char **input = NULL;
  size_t count = 0, capacity = 0;
  for (tp_buffer one = {NULL, 0, 0}; tp_catalog_input(&one, name, count) == TP_STATUS_OK; one.length = 0, one.text = NULL, one.capacity = 0) {
    TP_MEMORY_GROW(input, capacity, count + 1);
    input[count++] = one.text ? one.text : tp_memory_string("", 0);
  }
  tp_table_put_list(t, (const char *const *) input, count);
  while (count)
    free(input[--count]);
  free(input);
}

int perform_machines(settings *s)
{
  tp_table *t = tp_table_new(columns, sizeof columns / sizeof *columns);
  tp_buffer name = {NULL, 0, 0};
  for (size_t n = 0; tp_catalog_name(&name, n); n++) {
    tp_buffer about = {NULL, 0, 0};
    tp_catalog_description(&about, name.text);
    tp_table_put_text(t, name.text);
    tp_table_put_text(t, about.text ? about.text : "");
    put_inputs(t, name.text);
    tp_buffer_clear(&about);
    name.length = 0;
  }
  tp_buffer_clear(&name);
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
