/* Scores and weights of a row. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "sites_private.h"
#include "tmprec/base/memory.h"

/* score[j] of a row that is not all integers, and a bound on its error. */
static void whole_scores(attention_row *row, size_t left)
{
  size_t n = row->i + 1;
  double magnitude = 0;
  MEMORY_GROW(row->whole, row->whole_capacity, n);
  for (size_t j = 0; j < n; j++)
    row->whole[j] = row->score[j];
  for (size_t c = 0; c < left; c++) {
    double query = double_at(row->q[row->rest[c]], row->i), largest = 1;
    const number_column *key = row->k[row->rest[c]];
    double *restrict sum = row->whole;
    if (key->wide_any) {
      const double *restrict value = (const double *) (const void *) key->wide;
      for (size_t j = 0; j < n; j++) {
        sum[j] += query * value[j];
        largest = fabs(value[j]) > largest ? fabs(value[j]) : largest;
      }
    } else {
      for (size_t j = 0; j < n; j++)
        sum[j] += query * key->small[j];
    }
    magnitude += fabs(query) * largest;
  }
  row->score_slack = DBL_EPSILON * (double) (left + 1) * (magnitude + (double) row->keys);
}

static void score_row(attention_row *row, size_t keys, number_column *const *q, number_column *const *k, size_t i)
{
  row->i = i;
  row->keys = keys;
  MEMORY_GROW(row->q, row->key_capacity, 2 * keys);
  row->k = row->q + keys;
  memcpy(row->q, q, keys * sizeof *q);
  memcpy(row->k, k, keys * sizeof *k);
  MEMORY_GROW(row->score, row->score_capacity, i + 1);
  MEMORY_GROW(row->rest, row->rest_capacity, keys);
  size_t left = ternary_scores(row->score, keys, q, k, i, row->rest);
  row->is_whole = left > 0;
  row->is_nan = row->is_weighed = 0;
  if (left)
    whole_scores(row, left);
}

void sites_score(arithmetic *a, attention_row *const *row, size_t rows, size_t keys, number_column *const *q,
                 number_column *const *k, size_t first)
{
  (void) a;
  for (size_t n = 0; n < rows; n++)
    score_row(row[n], keys, q, k, first + n);
}

/* Round a weight known to a relative error; 0 if undecided. */
static int round_attn(const sites_state *s, double w, double relative, double *rounded)
{
  *rounded = double_rounding_apply(&s->to_attn, w * (1 - relative));
  return relative == 0 || *rounded == double_rounding_apply(&s->to_attn, w * (1 + relative));
}

/* Weights by difference d; the keys whose weight is not 0 are `live`. */
static void weigh_integers(sites_state *s, attention_row *row)
{
  size_t n = row->i + 1, range;
  int16_t most = row->score[0], least = row->score[0];
  for (size_t j = 1; j < n; j++) {
    most = row->score[j] > most ? row->score[j] : most;
    least = row->score[j] < least ? row->score[j] : least;
  }
  range = row->range = (size_t) (most - least) + 1;
  row->best = most;
  MEMORY_GROW(row->count, row->count_capacity, range);
  MEMORY_GROW(row->weight, row->weight_capacity, range);
  memset(row->count, 0, range * sizeof *row->count);
  for (size_t j = 0; j < n; j++)
    row->count[row->score[j] = (int16_t) (most - row->score[j])]++;
  row->total = 0;
  for (size_t d = range; d-- > 0;)
    row->total += row->count[d] * s->power[d];
  row->relative = DBL_EPSILON * (double) (range + 4);
  int tied = row->count[0] == n;
  for (size_t d = 0; d < range; d++) {
    double e = row->count[d] ? s->power[d] : 0;
    if (e < DBL_MIN && row->count[d])
      row->has_vanished = 1;
    if (s->attn.family == FORMAT_REAL)
      row->weight[d] = e;
    else if (!round_attn(s, e / row->total, tied ? 0 : row->relative, &row->weight[d]))
      row->weight[d] = resolve_weight(row, d);
  }
  row->lives = 0;
  for (size_t j = 0; j < n; j++) {
    row->live[row->lives] = (uint32_t) j;
    row->lives += row->weight[row->score[j]] != 0;
  }
}

/* Weights by key. */
static void weigh_whole(sites_state *s, attention_row *row)
{
  size_t n = row->i + 1;
  double most = row->whole[0];
  for (size_t j = 0; j < n; j++) {
    row->is_nan |= isnan(row->whole[j]);
    most = row->whole[j] > most ? row->whole[j] : most;
  }
  row->is_nan |= isinf(most);
  row->lives = 0;
  if (row->is_nan)
    return;
  MEMORY_GROW(row->weight, row->weight_capacity, n);
  /* In fixed point and narrow floating point what is far below the smallest
     step is 0, and its share of the total is in the bound on the error. */
  double floor = s->weight_floor;
  row->total = 0;
  for (size_t j = 0; j < n; j++) {
    double t = s->beta * (row->whole[j] - most);
    row->weight[j] = t > floor ? exp(t) : 0;
    row->total += row->weight[j];
    if (row->weight[j] < DBL_MIN)
      row->has_vanished = 1;
  }
  double slack = 2 * s->beta * row->score_slack;
  row->relative = 2 * (slack + DBL_EPSILON * (double) (2 * n + 8));
  if (!(slack < 0.01))
    s->unreliable = 1;
  for (size_t j = 0; j < n; j++) {
    double t = s->beta * (row->whole[j] - most), relative = row->relative + 2 * DBL_EPSILON * (fabs(t) + 4);
    if (s->attn.family != FORMAT_REAL && row->weight[j] != 0
        && !round_attn(s, row->weight[j] / row->total, relative, &row->weight[j]))
      row->weight[j] = resolve_weight(row, j);
    row->live[row->lives] = (uint32_t) j;
    row->lives += row->weight[j] != 0;
  }
}

static void weigh_row(sites_state *s, attention_row *row)
{
  row->is_weighed = 1;
  row->has_vanished = 0;
  MEMORY_GROW(row->live, row->live_capacity, row->i + 1);
  fine_row_free(row->fine);
  row->fine = NULL;
  if (row->is_whole)
    weigh_whole(s, row);
  else
    weigh_integers(s, row);
}

void sites_weigh(arithmetic *a, attention_row *const *row, size_t rows)
{
  for (size_t n = 0; n < rows; n++)
    weigh_row(sites_of(a), row[n]);
}

