/* SPDX-License-Identifier: MIT */
/* Sequences of tokens: a byte for machine and mode, and the text.  What is read prints as a text that reads the same. */
#include "fuzz.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/tokens/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const char *const name[] = {"add", "parity", "reverse", "bb2"};
  static tp_machine *machine[4];
  if (!size)
    return 0;
  tp_error err;
  const unsigned which = data[0] & 3;
  if (!machine[which])
    fuzz_require(tp_catalog_open(machine + which, name[which], &err) == TP_STATUS_OK);
  const tp_machine *m = machine[which];
  const tp_chain_mode mode = data[0] & 4 ? TP_MODE_SCOT : TP_MODE_COT;
  char *text = fuzz_text(data + 1, size - 1);
  tp_transcript t, again;
  if (tp_transcript_parse(&t, m, mode, "fuzz", text, size - 1, &err) == TP_STATUS_OK) {
    tp_buffer first = {NULL, 0, 0}, second = {NULL, 0, 0};
    tp_transcript_print(&first, m, &t);
    fuzz_require(tp_transcript_parse(&again, m, mode, "again", first.text, first.length, &err) == TP_STATUS_OK);
    tp_transcript_print(&second, m, &again);
    fuzz_require(!strcmp(first.text, second.text));
    tp_buffer_clear(&first);
    tp_buffer_clear(&second);
    tp_transcript_clear(&again);
  } else {
    fuzz_require(*err.text && !strchr(err.text, '\n'));
  }
  tp_transcript_clear(&t);
  free(text);
  return 0;
}
