/* SPDX-License-Identifier: MIT */
#include "deviant.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

void tp_deviant_clear(deviant *d)
{
  free(d->at);
  free(d->before);
  free(d->value);
  *d = (deviant) {.first = SIZE_MAX, .first_open = SIZE_MAX, .most = 1};
}

void tp_deviant_restart(deviant *d, const int8_t *hardmax)
{
  tp_deviant_clear(d);
  d->hardmax = hardmax;
}

void tp_deviant_append(deviant *d, size_t positions, size_t position, const number *value)
{
  const size_t words = positions / 64 + 1;
  if (!d->at) {
    d->at = tp_memory_zeroed(words, sizeof *d->at);
    d->before = tp_memory_new(words, sizeof *d->before);
    d->first = position;
  }
  if (!d->at[position / 64])
    d->before[position / 64] = (uint32_t) d->count;
  d->at[position / 64] |= UINT64_C(1) << position % 64;
  TP_MEMORY_GROW(d->value, d->capacity, d->count + 1);
  d->value[d->count] = *value;
  d->value[d->count++].hardmax = d->hardmax[position];
  if (!isfinite(value->low) || !isfinite(value->high))
    d->has_infinite = 1;
  if (!number_is_exact(value) && d->first_open == SIZE_MAX)
    d->first_open = position;
  const double size = fabs(value->low) > fabs(value->high) ? fabs(value->low) : fabs(value->high),
               away = number_away(d->value + d->count - 1) * (1 + 2 * DBL_EPSILON);
  d->most = size > d->most ? size : d->most;
  d->away = away > d->away ? away : d->away;
  if (d->has_infinite)             /* of a NaN nothing is larger */
    d->most = d->away = INFINITY;
}
