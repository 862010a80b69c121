/* SPDX-License-Identifier: MIT */
#include "deviant.h"

#include <float.h>
#include <string.h>

void tp_deviant_restart(deviant *d, const int8_t *hardmax)
{
  *d = (deviant) {.hardmax = hardmax, .first = SIZE_MAX, .first_open = SIZE_MAX, .most = 1};
}

/* A word of positions has few numbers, or room for one at each. */
enum { FEW = 8, WORD = 64 };

/* Room for one more number of a word that has `count`.  A version that deviates often mostly goes on so. */
static number *room_in_word(deviant *d, tp_pool *pool, size_t word, unsigned count)
{
  const int was_full = word && d->at[word - 1] && d->room[word - 1] == WORD;
  number *of = d->of_word[word];
  if (count && count < d->room[word])
    return of + count;
  d->room[word] = count || was_full ? WORD : FEW;
  d->of_word[word] = d->room[word] == WORD ? tp_pool_keep(pool, WORD, sizeof *of) : tp_pool_take(pool, FEW, sizeof *of);
  if (count) {
    memcpy(d->of_word[word], of, count * sizeof *of);
    tp_pool_give(pool, of, FEW, sizeof *of);
  }
  return d->of_word[word] + count;
}

void tp_deviant_append(deviant *d, tp_pool *pool, size_t positions, size_t position, const number *value)
{
  const size_t words = positions / 64 + 1;
  if (!d->at) {
    d->at = tp_pool_keep(pool, words, sizeof *d->at);
    memset(d->at, 0, words * sizeof *d->at);
    d->of_word = tp_pool_keep(pool, words, sizeof *d->of_word);
    d->room = tp_pool_keep(pool, words, 1);
    d->first = position;
  }
  const size_t word = position / 64;
  number *to = room_in_word(d, pool, word, (unsigned) __builtin_popcountll(d->at[word]));
  d->at[word] |= UINT64_C(1) << position % 64;
  *to = *value;
  to->hardmax = d->hardmax[position];
  if (!isfinite(value->low) || !isfinite(value->high))
    d->has_infinite = 1;
  if (!number_is_exact(value) && d->first_open == SIZE_MAX)
    d->first_open = position;
  const double size = fabs(value->low) > fabs(value->high) ? fabs(value->low) : fabs(value->high),
               away = number_away(to) * (1 + 2 * DBL_EPSILON);
  d->most = size > d->most ? size : d->most;
  d->away = away > d->away ? away : d->away;
  if (d->has_infinite)             /* of a NaN nothing is larger */
    d->most = d->away = INFINITY;
}
