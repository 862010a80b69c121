/* SPDX-License-Identifier: MIT */
#include "tmprec/numbers/rounding.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const tp_rounding_mode_name[TP_ROUNDING_MODES] = {"rne", "rna", "rtz", "raz", "rup", "rdn", "rto", "rsr"};
const char *const tp_rounding_mode_about[TP_ROUNDING_MODES] = {
  "to nearest, ties to even", "to nearest, ties away from zero", "toward zero", "away from zero",
  "toward +infinity", "toward -infinity", "to odd", "stochastic",
};
const char *const tp_overflow_rule_name[TP_OVERFLOW_RULES] = {"auto", "inf", "saturate", "nan"};

int tp_rounding_mode_parse(tp_rounding_mode *mode, int *random_bits, const char *text, size_t length)
{
  const char *colon = memchr(text, ':', length);
  const size_t name = colon ? (size_t) (colon - text) : length, digits = colon ? length - name - 1 : 0;
  int found = 0;
  *random_bits = 0;
  for (int i = 0; i < TP_ROUNDING_MODES && !found; i++)
    if (strlen(tp_rounding_mode_name[i]) == name && !strncasecmp(tp_rounding_mode_name[i], text, name)) {
      *mode = (tp_rounding_mode) i;
      found = 1;
    }
  if (!found || !colon)
    return found;
  if (*mode != TP_ROUND_STOCHASTIC || !digits || digits > 2 || strspn(colon + 1, "0123456789") < digits)
    return 0;
  *random_bits = (int) strtol(colon + 1, NULL, 10);
  return *random_bits >= 1 && *random_bits <= TP_ROUND_MOST_RANDOM_BITS;
}

void tp_rounding_mode_print(tp_buffer *out, tp_rounding_mode mode, int random_bits)
{
  tp_buffer_puts(out, tp_rounding_mode_name[mode]);
  if (mode == TP_ROUND_STOCHASTIC && random_bits)
    tp_buffer_printf(out, ":%d", random_bits);
}

int tp_mode_is_nearest(tp_rounding_mode mode)
{
  return mode == TP_ROUND_NEAREST_EVEN || mode == TP_ROUND_NEAREST_AWAY;
}
