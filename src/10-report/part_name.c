/* SPDX-License-Identifier: MIT */
#include "part_name.h"

#include <stdio.h>
#include <string.h>

#include "tmprec/sweep/shard.h"

void tp_part_name_print(tp_buffer *out, const tp_sweep_part *n)
{
  tp_buffer_printf(out, "shard_%u_of_%u_of_sweep_%s_with_%zu_rows", n->part, n->parts, n->fingerprint, n->rows);
}

/* What is read is right if it is printed the same. */
int tp_part_name_parse(tp_sweep_part *n, const char *text, size_t length)
{
  char copy[200];
  tp_buffer again = {NULL, 0, 0};
  while (length && strchr("\r\n", text[length - 1]))
    length--;
  if (length >= sizeof copy)
    return 0;
  memcpy(copy, text, length);
  copy[length] = '\0';
  if (sscanf(copy, "shard_%u_of_%u_of_sweep_%32[0-9a-f]_with_%zu_rows", &n->part, &n->parts, n->fingerprint, &n->rows) != 4)
    return 0;
  tp_part_name_print(&again, n);
  const int same = !strcmp(again.text, copy);
  tp_buffer_clear(&again);
  return same && n->part >= 1 && n->part <= n->parts && n->parts <= TP_SHARDS_MOST;
}
