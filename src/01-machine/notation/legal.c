/* SPDX-License-Identifier: MIT */
#include "legal.h"

#include <inttypes.h>
#include <string.h>

#include "tmprec/base/buffer.h"
#include "tmprec/base/utf8.h"
#include "tmprec/machine/machine.h"

/* What may stand for a symbol that is a control character: the first that is no symbol. */
static const char spare[] = "_%|;~$&@!?=+:.<>";

static int is_allowed(uint32_t point)
{
  return point >= 0x20 && !(point >= 0x7f && point < 0xa0);
}

static int is_legal(const char *name, size_t length)
{
  uint32_t point;
  if (!length || length > TP_MACHINE_MAX_NAME)
    return 0;
  for (size_t at = 0, size; at < length; at += size)
    if (!(size = tp_utf8_decode(name + at, length - at, &point)) || !is_allowed(point))
      return 0;
  return 1;
}

/* Every character that is not allowed becomes `_`; no more than so many bytes. */
static void mend(tp_buffer *out, const char *name, size_t length, size_t most)
{
  uint32_t point;
  out->length = 0;
  for (size_t at = 0, size; at < length; at += size) {
    size = tp_utf8_decode(name + at, length - at, &point);
    int allowed = size && is_allowed(point);
    size = size ? size : 1;
    if (out->length + (allowed ? size : 1) > most)
      break;
    tp_buffer_put(out, allowed ? name + at : "_", allowed ? size : 1);
  }
  if (!is_legal(out->length ? out->text : "", out->length)) {
    out->length = 0;
    tp_buffer_puts(out, "_");
  }
}

static int is_free(const names *taken, const char *name, size_t length)
{
  return tp_names_find(taken, name, length) == UINT32_MAX;
}

static int choose_character(tp_buffer *out, const names *taken)
{
  out->length = 0;
  for (size_t i = 0; i + 1 < sizeof spare && !out->length; i++)
    if (is_free(taken, spare + i, 1))
      tp_buffer_put(out, spare + i, 1);
  return out->length > 0;
}

/* The name, mended, followed by a number if it is taken; numbers only grow. */
static void choose_word(tp_buffer *out, const names *taken, const char *name, size_t length, unsigned *number)
{
  tp_buffer tail = {NULL, 0, 0};
  mend(out, name, length, TP_MACHINE_MAX_NAME);
  while (!is_free(taken, out->text, out->length)) {
    tail.length = 0;
    tp_buffer_printf(&tail, "_%u", ++*number);
    mend(out, name, length, TP_MACHINE_MAX_NAME - tail.length);
    tp_buffer_put(out, tail.text, tail.length);
  }
  tp_buffer_clear(&tail);
}

void tp_legal_names(names *out, const names *raw, const uint32_t *order, uint32_t count, int symbols, tp_buffer *notes)
{
  names taken = {0};
  tp_buffer chosen = {NULL, 0, 0};
  unsigned number = 1;
  for (uint32_t i = 0; i < count; i++)
    if (is_legal(raw->name[order[i]], raw->length[order[i]]))
      tp_names_add(&taken, raw->name[order[i]], raw->length[order[i]]);
  for (uint32_t i = 0; i < count; i++) {
    const char *name = raw->name[order[i]];
    size_t length = raw->length[order[i]];
    if (is_legal(name, length)) {
      tp_names_add(out, name, length);
      continue;
    }
    if (!symbols || tp_utf8_count(name, length) != 1 || !choose_character(&chosen, &taken))
      choose_word(&chosen, &taken, name, length, &number);
    tp_names_add(&taken, chosen.text, chosen.length);
    tp_names_add(out, chosen.text, chosen.length);
    tp_buffer_printf(notes, "%s %" PRIu32 ", a name of control characters or more than 64 bytes, becomes '%s'\n",
                     symbols ? "symbol" : "state", i, chosen.text);
  }
  tp_names_clear(&taken);
  tp_buffer_clear(&chosen);
}
