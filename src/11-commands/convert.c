/* SPDX-License-Identifier: MIT */
#include "output.h"
#include "tmprec/machine/catalog.h"

int perform_convert(settings *s)
{
  tp_machine *m;
  tp_error err;
  tp_buffer text = {NULL, 0, 0};
  s->reading.no_rule = TP_NO_RULE_REFUSE;        /* only rules that are written */
  if (!open_machine(s, &m))
    return EXIT_REFUSED;
  int code = EXIT_DONE;
  tp_buffer notes = {NULL, 0, 0};
  if (tp_notation_write_noted(&text, &notes, m, s->to, &err) != TP_STATUS_OK) {
    complain_of(&err);
    code = EXIT_REFUSED;
  } else {
    print_notes(s, notes.length ? notes.text : "", "in the text written, ");
  }
  tp_buffer_clear(&notes);
  tp_machine_free(m);
  print_out(&text);
  tp_buffer_clear(&text);
  return finish_output(code);
}
