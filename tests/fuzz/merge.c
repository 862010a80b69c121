/* SPDX-License-Identifier: MIT */
/* Parts of a sweep, with a byte 1 between them, as merge reads them. */
#include "fuzz_file.h"
#include "tmprec/report/merge.h"

enum { PARTS = 4 };

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
  if (tp_merge_read(&m, path, parts, &err) == TP_STATUS_OK)
    fuzz_require(tp_merge_write(m, nowhere));
  else
    fuzz_require(*err.text && !m);
  tp_merge_free(m);
  return 0;
}
