/* SPDX-License-Identifier: MIT */
/* Journals, as --resume reads them.  A line that ends with a tab gets its check, which no fuzzer would find. */
#include <inttypes.h>

#include "fuzz_file.h"
#include "tmprec/sweep/journal.h"
#include "tmprec/transformer/transformer.h"

enum { CELLS = 4 };

/* FNV-1a, as journal.h says. */
static uint32_t check_of(const char *text, size_t length)
{
  uint32_t h = 0x811c9dc5;
  for (size_t i = 0; i < length; i++)
    h = (h ^ (unsigned char) text[i]) * 0x01000193;
  return h;
}

static void put_checked(tp_buffer *out, const uint8_t *data, size_t size)
{
  for (const uint8_t *end = data + size, *newline; size && data < end; data = newline + 1) {
    newline = memchr(data, '\n', (size_t) (end - data));
    const size_t length = (size_t) ((newline ? newline : end) - data);
    tp_buffer_put(out, (const char *) data, length);
    if (!newline)
      return;
    if (length && data[length - 1] == '\t' && out->length > length)
      tp_buffer_printf(out, "%08" PRIx32, check_of((const char *) data, length));
    tp_buffer_put(out, "\n", 1);
  }
}

/* What a line says is written as a line that says the same. */
static void check_line(const char *text, size_t length)
{
  tp_grid_result r, s;
  size_t i, j;
  if (!tp_journal_read_cell(&i, &r, text, length))
    return;
  tp_buffer first = {NULL, 0, 0}, second = {NULL, 0, 0};
  tp_journal_print_cell(&first, i, &r);
  fuzz_require(tp_journal_read_cell(&j, &s, first.text, first.length - 1) && i == j);
  tp_journal_print_cell(&second, j, &s);
  fuzz_require(!strcmp(first.text, second.text));
  tp_buffer_clear(&first);
  tp_buffer_clear(&second);
}

/* What a journal that is whole has is read again from it. */
static size_t resume(fuzz_file *file)
{
  static tp_transformer nothing;
  static tp_subject subject;
  subject.t = &nothing;
  tp_grid *g = tp_grid_new();
  tp_grid_add_subject(g, &subject, "fuzz", "");
  for (int i = 0; i < CELLS; i++)
    tp_grid_add_cell(g, &(tp_grid_cell) {.subject = 0, .choice.beta.is_auto = 1});
  tp_grid_leave_out(g, CELLS - 1);
  tp_journal *j;
  tp_error err = {.text = ""};
  size_t restored, done = 0;
  const tp_status s = tp_journal_resume(&j, file->path, &(tp_journal_head) {"0123456789abcdef0123456789abcdef", CELLS, 1, 1}, g, &restored, &err);
  fuzz_require(s == TP_STATUS_OK ? j != NULL : *err.text && !j);
  for (size_t i = 0; i < CELLS; i++)
    done += tp_grid_has(g, i) && tp_grid_is_done(g, i);
  fuzz_require(done == restored);
  tp_journal_close(j, 0);
  tp_grid_free(g);
  return s == TP_STATUS_OK ? restored : SIZE_MAX;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static fuzz_file file;
  tp_buffer text = {NULL, 0, 0};
  put_checked(&text, data, size);
  for (const char *at = text.text, *end; at && (end = strchr(at, '\n')); at = end + 1)
    check_line(at, (size_t) (end - at));
  fuzz_file_fill(&file, (const uint8_t *) (text.text ? text.text : ""), text.length);
  tp_buffer_clear(&text);
  const size_t first = resume(&file);
  fuzz_require(first == SIZE_MAX || resume(&file) == first);
  return 0;
}
