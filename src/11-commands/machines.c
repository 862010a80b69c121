#include "output.h"
#include "tmprec/machine/catalog.h"

int perform_machines(settings *s)
{
  (void) s;
  buffer text = {NULL, 0, 0}, name = {NULL, 0, 0};
  for (size_t n = 0; catalog_name(&name, n); n++) {
    buffer_printf(&text, "%s\t", name.text);
    catalog_description(&text, name.text);
    for (size_t i = 0;; i++) {
      buffer input = {NULL, 0, 0};
      int there = catalog_input(&input, name.text, i) == STATUS_OK;
      if (there)
        buffer_printf(&text, "\t%s", input.text);
      buffer_clear(&input);
      if (!there)
        break;
    }
    buffer_puts(&text, "\n");
    name.length = 0;
  }
  print_out(&text);
  buffer_clear(&text);
  buffer_clear(&name);
  return finish_output(EXIT_DONE);
}
