/* SPDX-License-Identifier: MIT */
#include "numbers.h"

#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/rounded.h"

enum { MOST_FILE = 1 << 26 };

static void append(word_list *list, const char *text, size_t length, const char *file, size_t line)
{
  TP_MEMORY_GROW(list->text, list->capacity, list->count + 1);
  TP_MEMORY_GROW(list->place, list->places, list->count + 1);
  tp_buffer place = {NULL, 0, 0};
  if (file)
    tp_buffer_printf(&place, "%.300s:%zu", strcmp(file, "-") ? file : "(standard input)", line);
  list->text[list->count] = tp_memory_string(text, length);
  list->place[list->count++] = place.text;
}

static int read_words_of(word_list *list, const char *file)
{
  tp_buffer text = {NULL, 0, 0};
  tp_error err;
  int good = tp_buffer_read_file(&text, file, MOST_FILE, &err) == TP_STATUS_OK;
  if (good && text.length && memchr(text.text, '\0', text.length)) {
    tp_error_set(&err, TP_STATUS_REFUSED, "%.300s: a NUL byte: not text", strcmp(file, "-") ? file : "(standard input)");
    good = 0;
  }
  if (!good)
    complain_of(&err);
  size_t line = 1;
  for (const char *at = text.text ? text.text : ""; good && *at;) {
    const size_t length = strcspn(at, " \t\r\n#");
    if (length)
      append(list, at, length, file, line);
    at += length;
    if (*at == '#' && !length)
      at += strcspn(at, "\n");
    else if (*at == '#') {
      complain("%.300s:%zu: a # within a word; a blank goes before a comment", strcmp(file, "-") ? file : "(standard input)", line);
      good = 0;
    }
    line += *at == '\n';
    at += *at != '\0';
  }
  tp_buffer_clear(&text);
  return good;
}

int read_value_words(word_list *out, const settings *s, size_t first)
{
  *out = (word_list) {0};
  int good = 1;
  for (size_t i = first; i < s->arguments && good; i++)
    if (!strcmp(s->argument[i], "-"))
      good = read_words_of(out, "-");
    else
      append(out, s->argument[i], strlen(s->argument[i]), NULL, 0);
  if (good && s->values_file)
    good = read_words_of(out, s->values_file);
  if (good && !out->count) {
    complain("%s: no VALUE; see 'tmprec %s --help'", s->command->name, s->command->name);
    good = 0;
  }
  if (!good)
    word_list_clear(out);
  return good;
}

void word_list_clear(word_list *list)
{
  for (size_t i = 0; i < list->count; i++) {
    free(list->text[i]);
    free(list->place[i]);
  }
  free(list->text);
  free(list->place);
  *list = (word_list) {0};
}

void complain_of_word(const word_list *list, size_t i, tp_error *err)
{
  if (list->place[i])
    tp_error_prefix(err, list->place[i]);
  complain_of(err);
}

/* A number in the place of the formats. */
static int is_number(const char *text)
{
  tp_exact x;
  tp_exact_init(&x);
  const int can = tp_exact_parse(&x, text, NULL) == TP_STATUS_OK;
  tp_exact_clear(&x);
  return can;
}

int read_format_list(format_list *out, const char *text)
{
  *out = (format_list) {0};
  for (const char *at = text;; at++) {
    const size_t length = strcspn(at, ",");
    tp_error err;
    out->name = tp_memory_resize(out->name, out->count + 1, sizeof *out->name);
    out->format = tp_memory_resize(out->format, out->count + 1, sizeof *out->format);
    char *name = out->name[out->count] = tp_memory_string(at, length);
    tp_format *f = out->format + out->count++;
    tp_status s = tp_format_parse(f, name, &err);
    if (s == TP_STATUS_OK && (s = tp_rounded_can(*f, &err)) != TP_STATUS_OK) {
      tp_buffer prefix = {NULL, 0, 0};
      tp_buffer_printf(&prefix, "format '%s'", name);
      tp_error_prefix(&err, prefix.text);
      tp_buffer_clear(&prefix);
    }
    if (s != TP_STATUS_OK) {
      if (is_number(text))
        complain("'%.80s' is a number: FORMAT goes before VALUE", text);
      else
        complain_of(&err);
      format_list_clear(out);
      return 0;
    }
    at += length;
    if (!*at)
      return 1;
  }
}

void format_list_clear(format_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    free(list->name[i]);
  free(list->name);
  free(list->format);
  *list = (format_list) {0};
}

void put_pattern(tp_buffer *hex, tp_buffer *bits, tp_format f, const mpz_t pattern)
{
  static const char digits[] = "0123456789abcdef";
  const int width = tp_format_bits(f);
  tp_buffer_puts(hex, "0x");
  for (int i = (width + 3) / 4 - 1; i >= 0; i--) {
    int digit = 0;
    for (int k = 3; k >= 0; k--)
      digit = 2 * digit + mpz_tstbit(pattern, (mp_bitcnt_t) (4 * i + k));
    tp_buffer_put(hex, digits + digit, 1);
  }
  for (int i = width - 1; i >= 0; i--)
    tp_buffer_puts(bits, mpz_tstbit(pattern, (mp_bitcnt_t) i) ? "1" : "0");
}

void put_and_clear(tp_table *t, tp_buffer *text)
{
  if (text->length)
    tp_table_put_text(t, text->text);
  else
    tp_table_put_nothing(t);
  tp_buffer_clear(text);
}
