/* SPDX-License-Identifier: MIT */
/* Dot products, each partial sum rounded at the site acc, in the order chosen.  Where every
   operation is rounded, products are, too. */
#include "enclosed.h"

typedef struct {
  enclosed_work *s;
  const void *of;
  dot_term_at term;
  const tp_enclosure *divisor;     /* of the terms, or NULL */
  size_t position, step;
  uint64_t element;
} dot_product;

static double random_step(dot_product *d)
{
  return site_random(&d->s->rules, TP_SITE_ACC, d->s->place, d->position, d->element, d->step++);
}

/* R(x + sign y) */
static void round_two(dot_product *d, const tp_enclosure *x, int sign, const tp_enclosure *y, tp_enclosure *out)
{
  enclosed_work *s = d->s;
  tp_enclosure_sum_start(&s->room);
  tp_enclosure_sum_add(&s->room, 1, x, NULL);
  tp_enclosure_sum_add(&s->room, sign, y, NULL);
  enclosed_round_sum(s, NULL, &s->rules.rule[TP_SITE_ACC], random_step(d), out);
}

static void start_term(dot_product *d, size_t k)
{
  dot_term t = d->term(d->s, d->of, k);
  tp_enclosure_sum_start(&d->s->room);
  tp_enclosure_sum_add(&d->s->room, t.weight, t.x, t.y);
}

/* out = R(out + R(t_k)): the product t_k is rounded itself. */
static void add_rounded(dot_product *d, size_t k, tp_enclosure *out)
{
  enclosed_work *s = d->s;
  const dot_term t = d->term(s, d->of, k);
  tp_enclosure product;
  tp_enclosure_init(&product, s->room.bits);
  tp_enclosure_sum_start(&s->room);
  tp_enclosure_sum_add(&s->room, t.weight, t.x, t.y);
  if (t.is_plain)
    tp_enclosure_sum_take(&s->room, NULL, &product);
  else
    enclosed_round_sum(s, NULL, &s->rules.rule[TP_SITE_ACC], 0.5, &product);
  round_two(d, out, 1, &product, out);
  tp_enclosure_clear(&product);
}

/* R(t_k + sign x); x may be NULL.  Over the common divisor that is exact if all is
   known exactly; else a term that is small beside x shows by itself. */
static void round_term(dot_product *d, size_t k, int sign, const tp_enclosure *x, tp_enclosure *out)
{
  enclosed_work *s = d->s;
  const tp_rounding *acc = &s->rules.rule[TP_SITE_ACC];
  double u = random_step(d);
  tp_enclosure before, term;
  start_term(d, k);
  const tp_enclosure *divisor = s->room.terms ? d->divisor : NULL;    /* of a term that is not 0 */
  if (!x || !divisor) {
    if (x)
      tp_enclosure_sum_add(&s->room, sign, x, NULL);
    enclosed_round_sum(s, divisor, acc, u, out);
    return;
  }
  tp_enclosure_init(&before, s->room.bits);
  tp_enclosure_set(&before, x);
  tp_enclosure_sum_add(&s->room, sign, &before, d->divisor);
  if (!tp_enclosure_sum_round(&s->room, d->divisor, acc, u, out)) {
    tp_enclosure_init(&term, s->room.bits);
    start_term(d, k);
    tp_enclosure_sum_take(&s->room, d->divisor, &term);
    tp_enclosure_sum_start(&s->room);
    tp_enclosure_sum_add(&s->room, 1, &term, NULL);
    tp_enclosure_sum_add(&s->room, sign, &before, NULL);
    enclosed_round_sum(s, NULL, acc, u, out);
    tp_enclosure_clear(&term);
  }
  tp_enclosure_clear(&before);
}

static void sum_in_order(dot_product *d, size_t terms, tp_enclosure *out)
{
  tp_enclosure_set_int(out, 0);
  for (size_t k = 0; k < terms; k++)
    if (d->s->a->rounds_all)
      add_rounded(d, k, out);
    else
      round_term(d, k, 1, out, out);
}

static void sum_in_pairs(dot_product *d, size_t from, size_t to, tp_enclosure *out)
{
  tp_enclosure_set_int(out, 0);
  if (to == from)
    return;
  if (to - from == 1) {
    round_term(d, from, 1, NULL, out);
    return;
  }
  size_t middle = from + (to - from + 1) / 2;
  tp_enclosure other;
  tp_enclosure_init(&other, d->s->room.bits);
  sum_in_pairs(d, from, middle, out);
  sum_in_pairs(d, middle, to, &other);
  round_two(d, out, 1, &other, out);
  tp_enclosure_clear(&other);
}

/* y = R(t - c), s' = R(s + y), c = R(R(s' - s) - y) */
static void sum_compensated(dot_product *d, size_t terms, tp_enclosure *out)
{
  tp_enclosure c, y, next;
  tp_enclosure_init(&c, d->s->room.bits);
  tp_enclosure_init(&y, d->s->room.bits);
  tp_enclosure_init(&next, d->s->room.bits);
  tp_enclosure_set_int(out, 0);
  for (size_t k = 0; k < terms; k++) {
    round_term(d, k, -1, &c, &y);
    round_two(d, out, 1, &y, &next);
    round_two(d, &next, -1, out, &c);
    round_two(d, &c, -1, &y, &c);
    tp_enclosure_set(out, &next);
  }
  tp_enclosure_clear(&c);
  tp_enclosure_clear(&y);
  tp_enclosure_clear(&next);
}

void tp_enclosed_dot(enclosed_work *s, const void *of, dot_term_at term, size_t terms, const tp_enclosure *divisor, size_t position,
                     uint64_t element, tp_enclosure *out)
{
  dot_product d = {s, of, term, divisor, position, 0, element};
  if (s->rules.is_real[TP_SITE_ACC]) {
    tp_enclosure_sum_start(&s->room);
    for (size_t k = 0; k < terms; k++) {
      dot_term t = term(s, of, k);
      tp_enclosure_sum_add(&s->room, t.weight, t.x, t.y);
    }
    tp_enclosure_sum_round(&s->room, divisor, &s->rules.rule[TP_SITE_ACC], 0, out);
    return;
  }
  switch (s->a->choice.sum) {
  case TP_SUM_PAIRWISE: sum_in_pairs(&d, 0, terms, out); break;
  case TP_SUM_COMPENSATED: sum_compensated(&d, terms, out); break;
  default: sum_in_order(&d, terms, out); break;
  }
}
