/* Does a certificate hold? */
#include "output.h"

#include "tmprec/analysis/certificate.h"

enum { MOST_BYTES = 1 << 26 };

int perform_check(settings *s)
{
  static const int code[] = {[TP_CERTIFICATE_CONFIRMED] = EXIT_DONE, [TP_CERTIFICATE_REFUSED] = EXIT_INEXACT, [TP_CERTIFICATE_MALFORMED] = EXIT_REFUSED};
  tp_buffer text = {NULL, 0, 0};
  tp_error err;
  const char *path = s->argument[0], *name = path[0] == '-' && !path[1] ? "(standard input)" : path;
  if (tp_buffer_read_file(&text, path, MOST_BYTES, &err) != TP_STATUS_OK) {
    complain_of(&err);
    tp_buffer_clear(&text);
    return EXIT_REFUSED;
  }
  tp_certificate_result result = tp_certificate_check(name, text.text ? text.text : "", text.length, &err);
  tp_buffer_clear(&text);
  if (result == TP_CERTIFICATE_CONFIRMED)
    puts("confirmed");
  else
    complain_of(&err);
  return finish_output(code[result]);
}
