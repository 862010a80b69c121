#include "output.h"
#include "tmprec/machine/catalog.h"

int perform_convert(settings *s)
{
  machine *m;
  error err;
  buffer text = {NULL, 0, 0};
  if (catalog_open_as(&m, s->argument[0], s->from, &err) != STATUS_OK) {
    complain("%s", err.text);
    return EXIT_REFUSED;
  }
  int code = EXIT_DONE;
  if (notation_write(&text, m, s->to, &err) != STATUS_OK) {
    complain("%s", err.text);
    code = EXIT_REFUSED;
  }
  machine_free(m);
  print_out(&text);
  buffer_clear(&text);
  return finish_output(code);
}
