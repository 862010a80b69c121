/* SPDX-License-Identifier: MIT */
#include "print_document.h"


#include "output.h"
#include "tmprec/tokens/text.h"

tp_json json_begin(tp_buffer *out, const settings *s)
{
  tp_json j = tp_json_to(out);
  tp_json_begin(&j, NULL, TP_JSON_OBJECT);
  tp_json_text(&j, "tmprec", PACKAGE_VERSION);
  tp_json_integer(&j, "schema", JSON_SCHEMA);
  tp_json_text(&j, "command", s->command->name);
  tp_json_begin(&j, "arguments", TP_JSON_ARRAY_LINE);
  for (size_t i = 0; i < s->arguments; i++)
    tp_json_text(&j, NULL, s->argument[i]);
  tp_json_end(&j);
  tp_json_begin(&j, "data", TP_JSON_OBJECT);
  return j;
}

void json_end(tp_json *j)
{
  while (j->depth)
    tp_json_end(j);
}

void json_tokens(tp_json *j, const tp_machine *m, const tp_sequence *s, size_t first)
{
  tp_json_begin(j, NULL, TP_JSON_ARRAY_LINE);
  for (size_t i = first; i < s->length; i++) {
    tp_buffer token = {NULL, 0, 0};
    tp_token_print(&token, m, tp_sequence_token(s, i));
    tp_json_text(j, NULL, token.text);
    tp_buffer_clear(&token);
  }
  tp_json_end(j);
}

int print_document(const settings *s, tp_document *d)
{
  tp_buffer text = {NULL, 0, 0};
  if (s->json) {
    tp_json j = json_begin(&text, s);
    tp_document_write_json(&j, d);
    json_end(&j);
  } else {
    tp_document_write_text(&text, d);
  }
  const int good = print_out(&text);
  tp_buffer_clear(&text);
  tp_document_free(d);
  return good;
}
