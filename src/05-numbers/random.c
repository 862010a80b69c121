/* SPDX-License-Identifier: MIT */
#include "tmprec/numbers/random.h"

#include <math.h>

double tp_random_normal(double u, double v)
{
  return sqrt(-2 * log(u)) * cos(2 * 3.14159265358979323846 * v);
}
