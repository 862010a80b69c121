#include <string.h>

#include "output.h"
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

int perform_machines(settings *s)
{
  tp_buffer text = {NULL, 0, 0}, name = {NULL, 0, 0};
  for (size_t n = 0; tp_catalog_name(&name, n); n++) {
    tp_buffer_printf(&text, "%s\t", name.text);
    tp_catalog_description(&text, name.text);
    for (size_t i = 0;; i++) {
      tp_buffer input = {NULL, 0, 0};
      int there = tp_catalog_input(&input, name.text, i) == TP_STATUS_OK;
      if (there)
        tp_buffer_printf(&text, "\t%s", input.text);
      tp_buffer_clear(&input);
      if (!there)
        break;
    }
    tp_buffer_puts(&text, "\n");
    name.length = 0;
  }
  if (s->pretty)
    make_pretty(&text);
  print_out(&text);
  tp_buffer_clear(&text);
  tp_buffer_clear(&name);
  return finish_output(EXIT_DONE);
}
