/* SPDX-License-Identifier: MIT */
/* Parts of a sweep, with a byte 1 between them, as merge reads them, and their values, as merge --json does. */
#include "fuzz_file.h"
#include "tmprec/report/merge.h"

enum { PARTS = 4 };

static void read_values(const tp_merge *m)
{
  tp_merge_values *v;
  tp_error err = {.text = ""};
  tp_status s = tp_merge_values_new(&v, m, &err);
  fuzz_require((s == TP_STATUS_OK) == (v != NULL));
  for (size_t i = 0; i < tp_merge_rows(m) && s == TP_STATUS_OK; i++) {
    s = tp_merge_values_put(v, i, &err);
    if (s == TP_STATUS_OK) {
      fuzz_require(tp_table_rows(tp_merge_values_table(v)) == 1);
      tp_table_drop_rows(tp_merge_values_table(v));
    }
  }
  fuzz_require(s == TP_STATUS_OK || *err.text);
  tp_merge_values_free(v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static fuzz_file file[PARTS];
  static FILE *nowhere;
  char *path[PARTS];
  size_t parts = 0;
  if (!nowhere)
    nowhere = fopen("/dev/null", "wb");
  for (const uint8_t *end = data + size, *next; parts < PARTS; data = next + 1) {
    next = size ? memchr(data, 1, (size_t) (end - data)) : NULL;
    fuzz_file_fill(file + parts, data, (size_t) ((next ? next : end) - data));
    path[parts] = file[parts].path;
    parts++;
    if (!next)
      break;
  }
  tp_merge *m;
  tp_error err = {.text = ""};
  if (tp_merge_read(&m, path, parts, &err) == TP_STATUS_OK) {
    fuzz_require(tp_merge_write(m, nowhere));
    read_values(m);
  } else {
    fuzz_require(*err.text && !m);
  }
  tp_merge_free(m);
  return 0;
}
