/* SPDX-License-Identifier: MIT */
#include "histogram.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

static void add_score(tp_score_histogram *h, int score, size_t keys)
{
  if (h->count == h->capacity) {
    h->capacity = h->capacity ? 2 * h->capacity : 16;
    h->score = tp_memory_resize(h->score, h->capacity, sizeof *h->score);
    h->keys = tp_memory_resize(h->keys, h->capacity, sizeof *h->keys);
  }
  h->score[h->count] = score;
  h->keys[h->count++] = keys;
}

void tp_histogram_of_counts(tp_score_histogram *h, int best, size_t range, const uint32_t *count)
{
  h->count = 0;
  for (size_t d = 0; d < range; d++)
    if (count[d])
      add_score(h, best - (int) d, count[d]);
}

void tp_histogram_of_scores(tp_score_histogram *h, const int16_t *score, size_t keys)
{
  int16_t most = score[0], least = score[0];
  for (size_t j = 1; j < keys; j++) {
    most = score[j] > most ? score[j] : most;
    least = score[j] < least ? score[j] : least;
  }
  size_t range = (size_t) (most - least) + 1;
  uint32_t stack[256] = {0}, *count = range <= 256 ? stack : tp_memory_zeroed(range, sizeof *count);
  for (size_t j = 0; j < keys; j++)
    count[most - score[j]]++;
  tp_histogram_of_counts(h, most, range, count);
  if (count != stack)
    free(count);
}

void tp_score_histogram_clear(tp_score_histogram *h)
{
  free(h->score);
  free(h->keys);
  *h = (tp_score_histogram) {.count = 0};
}
