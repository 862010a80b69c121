#include "ranking.h"

#include <math.h>

ranking tp_rank_keys(tp_workspace *w, const tp_attention_row *row, size_t keys)
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
