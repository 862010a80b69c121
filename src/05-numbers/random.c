/* SPDX-License-Identifier: MIT */
#include "tmprec/numbers/random.h"

#include <math.h>

#include "tmprec/numbers/elementary.h"

double tp_random_normal(double u, double v)
{
  return sqrt(-2 * tp_elementary_log(u)) * tp_elementary_cos_turns(v);
}
