/* SPDX-License-Identifier: MIT */
/* The command that evaluates a row again. */
#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "tmprec/base/memory.h"

static void put_word(tp_buffer *out, const char *text)
{
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/,+-";
  if (*text && strspn(text, plain) == strlen(text)) {
    tp_buffer_puts(out, text);
    return;
  }
  tp_buffer_puts(out, "'");
  for (; *text; text++)
    tp_buffer_printf(out, *text == '\'' ? "'\\''" : "%c", *text);
  tp_buffer_puts(out, "'");
}

static const char *field(const tp_csv *rows, size_t row, const char *column) { return tp_csv_field(rows, row, tp_csv_find(rows, column)); }

/* A word of the column `details`, such as steps=5 or folded, as an option; 0 if it is none. */
static int put_detail(tp_buffer *out, const char *word)
{
  static const char *const known[] = {"from", "line", "start", "head", "no-rule", "steps", "seed"};
  if (!strcmp(word, "folded")) {
    tp_buffer_puts(out, " --two-way fold");
    return 1;
  }
  const char *value = strchr(word, '=');
  if (!strncmp(word, "trial=", 6)) {
    tp_buffer_puts(out, " --draw ");
    put_word(out, value + 1);
    return 1;
  }
  for (size_t i = 0; value && i < sizeof known / sizeof *known; i++)
    if (strlen(known[i]) == (size_t) (value - word) && !strncmp(known[i], word, (size_t) (value - word))) {
      tp_buffer_printf(out, " --%s ", known[i]);
      put_word(out, value + 1);
      return 1;
    }
  return 0;
}

static int put_details(tp_buffer *out, const char *details)
{
  char *words = tp_memory_string(details, strlen(details)), *rest = words;
  int known = 1;
  while (*rest && known) {
    const size_t length = strcspn(rest, " "), more = rest[length] == ' ';
    rest[length] = '\0';
    known = put_detail(out, rest);
    rest += length + more;
  }
  free(words);
  return known;
}

int put_row_command(tp_buffer *out, const tp_csv *rows, size_t row)
{
  double r;
  if (!*field(rows, row, "machine") || !*field(rows, row, "arithmetic") || tp_csv_find(rows, "input") == TP_CSV_NONE
      || !tp_csv_number(rows, row, tp_csv_find(rows, "r"), &r) || strchr(field(rows, row, "arithmetic"), '*'))
    return 0;                        /* a row of a curve stands for many cells */
  tp_buffer line = {NULL, 0, 0};
  tp_buffer_puts(&line, "tmprec verify");
  if (*field(rows, row, "mode") && strcmp(field(rows, row, "mode"), "cot")) {
    tp_buffer_puts(&line, " --mode ");
    put_word(&line, field(rows, row, "mode"));
  }
  tp_buffer_puts(&line, " -r ");
  put_word(&line, field(rows, row, "r"));
  tp_buffer_puts(&line, " --arithmetic ");
  put_word(&line, field(rows, row, "arithmetic"));
  const int ok = put_details(&line, field(rows, row, "details"));
  tp_buffer_puts(&line, " -- ");
  put_word(&line, field(rows, row, "machine"));
  tp_buffer_puts(&line, " ");
  put_word(&line, field(rows, row, "input"));
  if (ok)
    tp_buffer_puts(out, line.text);
  tp_buffer_clear(&line);
  return ok;
}
