/* SPDX-License-Identifier: MIT */
/* Options of all commands: what is refused has a message of one line. */
#include "fuzz_arguments.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  fuzz_arguments a = fuzz_split(data, size);
  if (a.command) {
    settings s;
    tp_error err = {.text = ""};
    if (settings_read(&s, a.command, a.words, a.word, &err) != TP_STATUS_OK)
      fuzz_require(*err.text && !strchr(err.text, '\n'));
    settings_clear(&s);
  }
  free(a.text);
  return 0;
}
