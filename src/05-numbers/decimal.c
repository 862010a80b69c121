/* SPDX-License-Identifier: MIT */
#include "tmprec/numbers/decimal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tp_print_shortest(tp_buffer *out, double x)
{
  char text[40];
  int digits = 0, exponent;
  if (!isfinite(x)) {
    tp_buffer_puts(out, isnan(x) ? "nan" : x > 0 ? "inf" : "-inf");
    return;
  }
  do
    snprintf(text, sizeof text, "%.*e", digits, x);
  while (strtod(text, NULL) != x && digits++ < 16);
  /* As many digits as that took, but no exponent where the number is short without. */
  exponent = atoi(strchr(text, 'e') + 1);
  snprintf(text, sizeof text, "%.*g", exponent > digits && exponent < 17 ? exponent + 1 : digits + 1, x);
  tp_buffer_puts(out, text);
}
