#include "output.h"
#include "tmprec/machine/catalog.h"

int perform_convert(settings *s)
{
  tp_machine *m;
  tp_error err;
  tp_buffer text = {NULL, 0, 0};
  if (tp_catalog_open_as(&m, s->argument[0], s->reading.notation, &err) != TP_STATUS_OK) {
    complain_of(&err);
    return EXIT_REFUSED;
  }
  int code = EXIT_DONE;
  if (tp_notation_write(&text, m, s->to, &err) != TP_STATUS_OK) {
    complain_of(&err);
    code = EXIT_REFUSED;
  }
  tp_machine_free(m);
  print_out(&text);
  tp_buffer_clear(&text);
  return finish_output(code);
}
