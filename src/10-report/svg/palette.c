/* SPDX-License-Identifier: MIT */
#include "palette.h"

#include <string.h>

const char *tp_palette_ink_on(const char *colour)
{
  static const char *const dark[] = {TP_BLACK, TP_BLUE, TP_VERMILION, TP_GREEN, TP_GREY};
  for (size_t i = 0; i < sizeof dark / sizeof *dark; i++)
    if (!strcmp(colour, dark[i]))
      return "#ffffff";
  return TP_BLACK;
}
