/* SPDX-License-Identifier: MIT */
#include "crc.h"

void tp_crc_begin(crc_sum *s)
{
  s->crc = 0;
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t c = i;
    for (int b = 0; b < 8; b++)
      c = c >> 1 ^ (c & 1 ? 0xedb88320u : 0);
    s->table[i] = c;
  }
}

void tp_crc_add(crc_sum *s, const unsigned char *bytes, size_t length)
{
  uint32_t c = ~s->crc;
  for (size_t i = 0; i < length; i++)
    c = c >> 8 ^ s->table[(c ^ bytes[i]) & 0xff];
  s->crc = ~c;
}
