/* SPDX-License-Identifier: MIT */
/* Options of round. */
#include <stdlib.h>
#include <string.h>

#include "setters.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/rounding.h"

enum { MOST_RANDOM_BITS = 64 };

tp_status set_round_modes(settings *s, const char *text, tp_error *err)
{
  const char *few = strstr(text, "rsr:");
  tp_rounding_mode mode;
  char *plain = tp_memory_string(text, strlen(text));
  tp_status result = TP_STATUS_OK;
  s->mode_bits = 0;
  if (few) {                       /* the list with rsr alone */
    const size_t length = strcspn(few, ",");
    char *at = plain + (few - text) + strlen("rsr");
    if (!tp_rounding_mode_parse(&mode, &s->mode_bits, few, length))
      result = tp_error_set(err, TP_STATUS_REFUSED, "'%.*s': a mode with random bits is rsr:N, with N from 1 to %d",
                            length > 80 ? 80 : (int) length, few, TP_ROUND_MOST_RANDOM_BITS);
    memmove(at, few + length, strlen(few + length) + 1);
  }
  if (result == TP_STATUS_OK)
    result = parse_names(&s->round_modes, plain, (name_set) {tp_rounding_mode_name, TP_ROUNDING_MODES, ","}, err);
  free(plain);
  return result;
}

tp_status set_overflow_rule(settings *s, const char *text, tp_error *err)
{
  return parse_name(&s->overflow, text, (name_set) {tp_overflow_rule_name, TP_OVERFLOW_RULES, ""}, err);
}

tp_status set_random_bits(settings *s, const char *text, tp_error *err)
{
  uint64_t bits = 0;
  tp_status result = parse_count(&bits, text, 1, MOST_RANDOM_BITS, err);
  s->random_bits = (unsigned) bits;
  return result;
}

tp_status set_values_file(settings *s, const char *text, tp_error *err)
{
  (void) err;
  s->values_file = text;
  return TP_STATUS_OK;
}
