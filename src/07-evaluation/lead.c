/* SPDX-License-Identifier: MIT */
/* How far the logit of one token is above the logits of all others, computed field by field. */
#include <math.h>

#include "evaluator_private.h"

static double add_row(tp_evaluator *e, size_t position, const tp_placement *p, uint32_t row)
{
  const tp_codebook *b = &e->plan->t->vocabulary.book[p->book];
  double sum = 0, slack;
  for (uint32_t c = 0; c < b->width; c++) {
    int sign = b->entry[(size_t) row * b->width + c];
    if (sign)
      sum += sign * tp_evaluator_coordinate(e, p->at + c, position, &slack);
  }
  return sum;
}

/* The larger of two; a NaN is not left out. */
static double larger(double a, double b)
{
  return a > b || isnan(a) ? a : b;
}

/* What a field's value adds to the logit; TP_PLACEMENT_CONSTANT: what all tokens have. */
static double part_of(tp_evaluator *e, size_t position, const tp_token_family *f, uint32_t field, uint32_t value)
{
  double sum = 0;
  for (size_t i = 0; i < f->unembeds; i++)
    if (f->unembed[i].field == field)
      sum += add_row(e, position, f->unembed + i, field == TP_PLACEMENT_CONSTANT ? f->unembed[i].row : value);
  return sum;
}

/* The best value of a field, `skip` left out. */
static double best_part(tp_evaluator *e, size_t position, const tp_token_family *f, uint32_t field, uint32_t skip)
{
  double best = -INFINITY;
  for (uint32_t v = f->first[field]; v - f->first[field] < f->count[field]; v++)
    if (v != skip)
      best = larger(best, part_of(e, position, f, field, v));
  return best;
}

/* The best logit of a family; of the token's own, the best of another token: it differs
   in some field, where the best other value stands beside the best ones elsewhere. */
static double best_logit(tp_evaluator *e, size_t position, const tp_token_family *f, const uint32_t *but)
{
  double all = part_of(e, position, f, TP_PLACEMENT_CONSTANT, 0), loss = INFINITY;
  for (uint32_t field = 0; field < f->fields; field++) {
    double best = best_part(e, position, f, field, UINT32_MAX);
    all += best;
    if (but)
      loss = fmin(loss, best - best_part(e, position, f, field, but[field]));
  }
  return but ? all - loss : all;
}

double tp_evaluator_lead(tp_evaluator *e, size_t position, const uint32_t *token)
{
  const tp_token_family *family = e->plan->t->vocabulary.family, *own = family + token[0];
  tp_evaluator_begin_reading(e);
  double logit = part_of(e, position, own, TP_PLACEMENT_CONSTANT, 0), other = -INFINITY;
  for (uint32_t field = 0; field < own->fields; field++)
    logit += part_of(e, position, own, field, token[1 + field]);
  for (uint32_t i = 0; i < TP_TOKEN_FAMILIES; i++)
    if (family[i].present)
      other = larger(other, best_logit(e, position, family + i, family + i == own ? token + 1 : NULL));
  return logit - other;
}

int tp_evaluator_is_silent(tp_evaluator *e, size_t position)
{
  const tp_vocabulary *v = &e->plan->t->vocabulary;
  int is_silent = 1;
  tp_evaluator_begin_reading(e);
  for (uint32_t i = 0; i < TP_TOKEN_FAMILIES; i++)
    for (size_t u = 0; v->family[i].present && u < v->family[i].unembeds; u++)
      for (uint32_t c = 0; c < v->book[v->family[i].unembed[u].book].width && is_silent; c++) {
        double slack, x = tp_evaluator_coordinate(e, v->family[i].unembed[u].at + c, position, &slack);
        is_silent = x == 0 && slack == 0;
      }
  return is_silent;
}
