/* SPDX-License-Identifier: MIT */
#include "tmprec/numbers/rounding.h"

const char *const tp_rounding_mode_name[TP_ROUNDING_MODES] = {"rne", "rna", "rtz", "raz", "rup", "rdn", "rto", "rsr"};
const char *const tp_rounding_mode_about[TP_ROUNDING_MODES] = {
  "to nearest, ties to even", "to nearest, ties away from zero", "toward zero", "away from zero",
  "toward +infinity", "toward -infinity", "to odd", "stochastic",
};
const char *const tp_overflow_rule_name[TP_OVERFLOW_RULES] = {"auto", "inf", "saturate", "nan"};

int tp_mode_is_nearest(tp_rounding_mode mode)
{
  return mode == TP_ROUND_NEAREST_EVEN || mode == TP_ROUND_NEAREST_AWAY;
}
