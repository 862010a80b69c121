/* SPDX-License-Identifier: MIT */
#include "csv_scan.h"

#include "tmprec/base/memory.h"

size_t tp_csv_record_end(const char *text, size_t length, size_t at)
{
  int quoted = 0;
  for (; at < length; at++) {
    quoted ^= text[at] == '"';
    if (!quoted && text[at] == '\n')
      return at + 1;
  }
  return length;
}

size_t tp_csv_last_field(const char *text, size_t at, size_t end)
{
  int quoted = 0;
  size_t last = at;
  for (; at < end; at++) {
    quoted ^= text[at] == '"';
    if (!quoted && text[at] == ',')
      last = at + 1;
  }
  return last;
}

size_t tp_csv_field_end(const char *text, size_t at, size_t end)
{
  int quoted = 0;
  for (; at < end && (quoted || text[at] != ','); at++)
    quoted ^= text[at] == '"';
  return at;
}

char *tp_csv_unquoted(const char *text, size_t length)
{
  if (length < 2 || *text != '"')
    return tp_memory_string(text, length);
  char *out = tp_memory_string(text + 1, length - 2);
  size_t to = 0;
  for (size_t from = 0; from < length - 2; from++) {
    out[to++] = out[from];
    from += out[from] == '"';
  }
  out[to] = '\0';
  return out;
}
