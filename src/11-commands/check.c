/* SPDX-License-Identifier: MIT */
/* Does a certificate hold? */
#include "output.h"
#include "print_document.h"

#include "tmprec/analysis/certificate.h"

enum { MOST_BYTES = 1 << 26 };

static void print_result(const settings *s, int confirmed, const tp_error *err)
{
  tp_document *d = tp_document_new();
  tp_buffer word = {NULL, 0, 0};
  if (confirmed)
    tp_buffer_puts(&word, "confirmed\n");
  tp_document_prose(d, &word);
  tp_document_boolean(d, "confirmed", confirmed), tp_document_hide(d);
  tp_document_text(d, "why", confirmed ? NULL : err->text), tp_document_hide(d);
  print_document(s, d);
}

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
  if (result != TP_CERTIFICATE_MALFORMED)
    print_result(s, result == TP_CERTIFICATE_CONFIRMED, &err);
  if (result != TP_CERTIFICATE_CONFIRMED)
    complain_of(&err);
  return finish_output(code[result]);
}
