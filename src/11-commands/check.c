/* SPDX-License-Identifier: MIT */
/* Does a certificate hold? */
#include "output.h"
#include "print_document.h"

#include "tmprec.h"

enum { MOST_BYTES = 1 << 26 };

static void print_result(const settings *s, const tmprec_error *err)
{
  const int confirmed = err->status == TMPREC_OK;
  tp_document *d = tp_document_new();
  tp_buffer word = {NULL, 0, 0};
  if (confirmed)
    tp_buffer_puts(&word, "confirmed\n");
  tp_document_prose(d, &word);
  tp_document_boolean(d, "confirmed", confirmed), tp_document_hide(d);
  tp_document_text(d, "why", confirmed ? NULL : err->message), tp_document_hide(d);
  print_document(s, d);
}

int perform_check(settings *s)
{
  tp_buffer text = {NULL, 0, 0};
  tp_error unread;
  tmprec_error err;
  const char *path = s->argument[0], *name = path[0] == '-' && !path[1] ? "(standard input)" : path;
  if (tp_buffer_read_file(&text, path, MOST_BYTES, &unread) != TP_STATUS_OK) {
    complain_of(&unread);
    tp_buffer_clear(&text);
    return EXIT_REFUSED;
  }
  const tmprec_status status = tmprec_check(name, text.text, text.length, NULL, &err);
  tp_buffer_clear(&text);
  if (status == TMPREC_OK || status == TMPREC_NOT_PROVED)
    print_result(s, &err);
  if (status != TMPREC_OK)
    complain("%s", err.message);
  return finish_output(status == TMPREC_OK ? EXIT_DONE : status == TMPREC_NOT_PROVED ? EXIT_INEXACT : EXIT_REFUSED);
}
