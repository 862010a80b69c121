/* SPDX-License-Identifier: MIT */
/* Machines of notations: two bytes that say how the rest, a text, is read, and into what it is written. */
#ifndef FUZZ_MACHINE_H
#define FUZZ_MACHINE_H

#include "fuzz.h"
#include "tmprec/machine/notation.h"

/* Wildcards stand for a million transitions at most; that many take a second. */
static inline int fuzz_is_small(const char *text)
{
  int wildcards = 0, fields = 0;
  for (; *text; text++) {
    wildcards += *text == '*';
    fields += strchr(",/", *text) != NULL;
  }
  return wildcards <= 4 && fields <= 400;
}

/* What is read can be written, and what is written reads back with as many transitions. */
static inline void fuzz_write(const tp_machine *m, tp_notation n)
{
  tp_buffer text = {NULL, 0, 0}, notes = {NULL, 0, 0};
  tp_machine *again;
  tp_error err;
  if (tp_notation_write_noted(&text, &notes, m, n, &err) == TP_STATUS_OK) {
    if (tp_notation_parse(&again, n, "again", text.text, text.length, &err) != TP_STATUS_OK)
      fprintf(stderr, "%s:\n%s\n", err.text, text.text), abort();
    fuzz_require(tp_machine_transitions(again) >= tp_machine_written(m));
    tp_machine_free(again);
  } else {
    fuzz_require(*err.text && text.length == 0);
  }
  tp_buffer_clear(&text);
  tp_buffer_clear(&notes);
}

static inline int fuzz_machine(const tp_notation *notation, size_t notations, const uint8_t *data, size_t size)
{
  if (size < 2)
    return 0;
  const unsigned how = data[1];
  char *text = fuzz_text(data + 2, size - 2);
  tp_machine *m;
  tp_error err;
  const tp_read_options options = {
    .notation = notation[data[0] % notations], .line = how >> 3 & 1, .no_rule = (tp_no_rule) ((how & 3) % 3),
    .start = how & 4 ? "q0" : NULL, .head = how & 16 ? (how & 8 ? -3 : 3) : 0, .word = how & 32 ? "01 a" : NULL};
  if (fuzz_is_small(text)) {
    if (tp_notation_read(&m, &options, "fuzz", text, size - 2, &err) == TP_STATUS_OK) {
      fuzz_write(m, (tp_notation) (data[0] / 16 % TP_NOTATIONS));
      tp_machine_free(m);
    } else {
      fuzz_require(*err.text && !strchr(err.text, '\n'));
    }
  }
  free(text);
  return 0;
}

#endif
