/* SPDX-License-Identifier: MIT */
#include "tmprec/base/json_text.h"

#include <inttypes.h>
#include <string.h>

#include "tmprec/base/utf8.h"

static void put_escaped(tp_buffer *out, uint32_t point)
{
  static const char known[] = "\b\f\n\r\t", letter[] = "bfnrt";
  const char *at = point && point < 0x20 ? strchr(known, (int) point) : NULL;
  if (at)
    tp_buffer_printf(out, "\\%c", letter[at - known]);
  else
    tp_buffer_printf(out, "\\u%04" PRIx32, point);
}

static int is_escaped(uint32_t point)
{
  return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x2028 || point == 0x2029 || point == 0xfffe || point == 0xffff;
}

void tp_json_put_string(tp_buffer *out, const char *text)
{
  size_t length = strlen(text);
  tp_buffer_puts(out, "\"");
  for (size_t size; length; text += size, length -= size) {
    uint32_t point;
    size = tp_utf8_decode(text, length, &point);
    if (!size) {
      size = 1;
      tp_buffer_puts(out, "\xef\xbf\xbd");
    } else if (is_escaped(point)) {
      put_escaped(out, point);
    } else {
      tp_buffer_printf(out, point == '"' || point == '\\' ? "\\" : "");
      tp_buffer_put(out, text, size);
    }
  }
  tp_buffer_puts(out, "\"");
}
