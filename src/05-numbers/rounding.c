#include "tmprec/numbers/rounding.h"

const char *const rounding_mode_name[ROUNDING_MODES] = {"rne", "rna", "rtz", "raz", "rup", "rdn", "rto", "rsr"};
const char *const rounding_mode_about[ROUNDING_MODES] = {
  "to nearest, ties to even", "to nearest, ties away from zero", "toward zero", "away from zero",
  "toward +infinity", "toward -infinity", "to odd", "stochastic",
};
const char *const overflow_rule_name[OVERFLOW_RULES] = {"auto", "inf", "saturate", "nan"};
