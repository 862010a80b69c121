/* SPDX-License-Identifier: MIT */
#include "tmprec/base/utf8.h"

#include <string.h>

size_t tp_utf8_decode(const char *text, size_t length, uint32_t *point)
{
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (!length)
    return 0;
  unsigned char lead = (unsigned char) text[0];
  size_t size = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
  if (!size || size > length)
    return 0;
  uint32_t value = size == 1 ? lead : lead & (0x7fu >> size);
  for (size_t i = 1; i < size; i++) {
    unsigned char next = (unsigned char) text[i];
    if (next >> 6 != 2)
      return 0;
    value = value << 6 | (next & 0x3fu);
  }
  if (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
    return 0;
  *point = value;
  return size;
}

size_t tp_utf8_count(const char *text, size_t length)
{
  size_t count = 0;
  for (size_t at = 0; at < length; count++) {
    uint32_t point;
    size_t size = tp_utf8_decode(text + at, length - at, &point);
    at += size ? size : 1;
  }
  return count;
}

void tp_utf8_make_line(char *text)
{
  size_t length = strlen(text), size;
  uint32_t point;
  char *to = text;
  for (size_t at = 0; at < length; at += size ? size : 1) {
    size = tp_utf8_decode(text + at, length - at, &point);
    if (!size || point < ' ' || (point >= 0x7f && point < 0xa0)) {
      *to++ = '?';
    } else {
      memmove(to, text + at, size);
      to += size;
    }
  }
  *to = '\0';
}

int tp_utf8_is_printable_elsewhere(uint32_t c)
{
  if (c <= 0xa0)
    return 0;
  if (c == 0x1680 || (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f)
      || (c >= 0x205f && c <= 0x2064) || c == 0x3000 || c == 0xfeff)
    return 0;
  return (c & 0xfffe) != 0xfffe && !(c >= 0xfdd0 && c <= 0xfdef);
}
