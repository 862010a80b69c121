/* SPDX-License-Identifier: MIT */
/* --memory: what is refused before it begins. */
#include "output.h"

#include <math.h>

void put_size(tp_buffer *out, double bytes)
{
  static const char *const units[] = {"kB", "MB", "GB", "TB"};
  size_t unit = 0;
  for (bytes /= 1024; bytes >= 1024 && unit + 1 < sizeof units / sizeof *units; unit++)
    bytes /= 1024;
  tp_buffer_printf(out, "%.*f %s", bytes < 10 ? 1 : 0, bytes, units[unit]);
}

int fits_memory(const settings *s, double bytes)
{
  if (!s->memory || bytes <= (double) s->memory)
    return 1;
  tp_buffer needed = {NULL, 0, 0}, limit = {NULL, 0, 0};
  put_size(&needed, bytes);
  put_size(&limit, (double) s->memory);
  complain("up to %s of memory may be needed, and --memory allows %s; try --memory %.0fM", needed.text, limit.text, ceil(bytes / (1 << 20)));
  tp_buffer_clear(&needed);
  tp_buffer_clear(&limit);
  return 0;
}
