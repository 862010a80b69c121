/* SPDX-License-Identifier: MIT */
/* Options of round. */
#include "setters.h"
#include "tmprec/numbers/rounding.h"

enum { MOST_RANDOM_BITS = 64 };

tp_status set_round_modes(settings *s, const char *text, tp_error *err)
{
  return parse_names(&s->round_modes, text, (name_set) {tp_rounding_mode_name, TP_ROUNDING_MODES, ","}, err);
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
