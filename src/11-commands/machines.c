#include "output.h"
#include "tmprec/machine/catalog.h"

int perform_machines(settings *s)
{
  (void) s;
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
  print_out(&text);
  tp_buffer_clear(&text);
  tp_buffer_clear(&name);
  return finish_output(EXIT_DONE);
}
