/* SPDX-License-Identifier: MIT */
#include "ranking.h"

#include <math.h>

static ranking rank_one_by_one(tp_workspace *w, const tp_attention_row *row, size_t keys)
{
  ranking k = {-INFINITY, -INFINITY, 0};
  for (size_t j = 0; j < keys; j++) {
    double score = w->a->op->row_score(w, row, j);
    if (score > k.best)
      k = (ranking) {score, k.best, 1};
    else if (score == k.best)
      k.ties++;
    else if (score > k.next)
      k.next = score;
  }
  return k;
}

ranking tp_rank_keys(tp_workspace *w, const tp_attention_row *row, size_t keys)
{
  tp_score_histogram h = {.count = 0};
  if (!w->a->op->row_histogram(w, row, &h))
    return rank_one_by_one(w, row, keys);
  const ranking k = {h.score[0], h.count > 1 ? h.score[1] : -(double) INFINITY, h.keys[0]};
  tp_score_histogram_clear(&h);
  return k;
}
