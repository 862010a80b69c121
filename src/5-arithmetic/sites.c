/* Softmax, rounded at the sites act and attn only, in binary64 in between.

   What is rounded is first computed with a bound on its error; if the bound
   does not decide the rounding, it is computed again from the same operands in
   MPFR (resolve.c).  So a rounded number is the one that the definition asks
   for, not the one that binary64 happens to give.  Where act is not rounded
   there is no such protection: errors of binary64 remain.

   As long as queries and keys are ternary, scores are integers: then a row
   needs one exponential per difference d = (best score) - (score), and how
   often d occurs. */
#include <math.h>
#include <stdlib.h>

#include "backends.h"
#include "sites_private.h"
#include "tmprec/base/memory.h"

static void destroy(arithmetic *a)
{
  sites_state *s = sites_of(a);
  free(s->term);
  free(s->power);
  free(s->value_sum);
  free(s);
}

static attention_row *row_new(arithmetic *a)
{
  attention_row *row = memory_zeroed(1, sizeof *row);
  row->s = sites_of(a);
  return row;
}

static void row_free(arithmetic *a, attention_row *row)
{
  (void) a;
  fine_row_free(row->fine);
  free(row->q);
  free(row->score);
  free(row->whole);
  free(row->rest);
  free(row->count);
  free(row->weight);
  free(row->live);
  free(row);
}

static double row_score(arithmetic *a, attention_row *row, size_t j)
{
  (void) a;
  if (row->is_whole)
    return row->whole[j];
  return row->is_weighed ? row->best - row->score[j] : row->score[j];
}

static double row_weight(arithmetic *a, attention_row *row, size_t j)
{
  sites_state *s = sites_of(a);
  if (row->is_nan)
    return NAN;
  return sites_weight(row, j) / (s->attn.family == FORMAT_REAL ? row->total : 1);
}

static int reliable(arithmetic *a)
{
  return !sites_of(a)->unreliable;
}

static const arithmetic_operations operations = {
  destroy, ternary_column_new, ternary_column_free, ternary_column_restart, ternary_set, sites_neuron, sites_add,
  row_new, row_free, sites_score, sites_weigh, sites_mix,
  doubles_compare, doubles_approximate, doubles_exact, row_score, row_weight, reliable,
};

/* Below exp(floor) a weight is 0 in the format, by far. */
static double weight_floor(format attn)
{
  switch (attn.family) {
  case FORMAT_FIXED: return -0.7 * (attn.b + 80);
  case FORMAT_IEEE: return -0.7 * ((1 << (attn.a - 1)) + attn.b + 80);
  default: return -745;
  }
}

arithmetic *sites_arithmetic(const arithmetic_choice *c, unsigned r, size_t keys)
{
  sites_state *s = memory_zeroed(1, sizeof *s);
  s->base = (ternary_arithmetic) {{&operations}, &doubles};
  s->act = c->site[SITE_ACT];
  s->attn = c->site[SITE_ATTN];
  s->to_act = double_rounding_make(s->act);
  s->to_attn = double_rounding_make(s->attn);
  s->beta = choice_beta(c, r);
  s->weight_floor = weight_floor(s->attn);
  size_t range = 2 * keys + 1;
  s->power = memory_new(range, sizeof *s->power);
  s->value_sum = memory_new(range, sizeof *s->value_sum);
  resolve_powers(s->power, range, s->beta);
  return &s->base.base;
}
