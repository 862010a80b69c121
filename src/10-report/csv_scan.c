/* SPDX-License-Identifier: MIT */
#include "csv_scan.h"

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
