/* SPDX-License-Identifier: MIT */
/* Dot products, each partial sum rounded at the site acc, by the accumulator and in the order chosen.  Where every
   operation is rounded, products are, too. */
#include <stdlib.h>

#include "enclosed.h"
#include "tmprec/base/memory.h"

typedef struct {
  enclosed_work *s;
  const void *of;
  dot_term_at term;
  const tp_enclosure *divisor;     /* of the terms, or NULL */
  size_t position;
  uint64_t element, step, block_step;   /* of the next rounding of the sum, and of a block's */
  const size_t *order;             /* of the terms; NULL: as they are */
  const tp_accumulator *by;
  int rounds_products;
  tp_rounding narrow;              /* of sums of blocks */
} dot_product;

/* A sum by one rule: of successive terms, or of sums of blocks of them. */
typedef struct {
  dot_product *d;
  const tp_rounding *rule;
  uint64_t *step;
  size_t from, to;                 /* terms */
  size_t block;                    /* > 0: so many terms are a summand */
} partial_sum;

static void sum_in_order(const partial_sum *p, tp_enclosure *out);

static double random_at(const dot_product *d, uint64_t step)
{
  return site_random(&d->s->rules, TP_SITE_ACC, d->s->place, d->position, d->element, step);
}

static size_t summands(const partial_sum *p)
{
  const size_t terms = p->to - p->from;
  return p->block ? (terms + p->block - 1) / p->block : terms;
}

static size_t index_of(const dot_product *d, size_t k)
{
  return d->order ? d->order[k] : k;
}

static void add_term(const dot_product *d, size_t k)
{
  const dot_term t = d->term(d->s, d->of, index_of(d, k));
  tp_enclosure_sum_add(&d->s->room, t.weight, t.x, t.y);
}

/* Round the sum in the room, over the divisor if there is one. */
static void round_sum(const partial_sum *p, const tp_enclosure *divisor, tp_enclosure *out)
{
  enclosed_round_sum(p->d->s, divisor, p->rule, random_at(p->d, (*p->step)++), out);
}

/* R(x + sign y) */
static void round_two(const partial_sum *p, const tp_enclosure *x, int sign, const tp_enclosure *y, tp_enclosure *out)
{
  tp_enclosure_room *room = &p->d->s->room;
  tp_enclosure_sum_start(room);
  tp_enclosure_sum_add(room, 1, x, NULL);
  tp_enclosure_sum_add(room, sign, y, NULL);
  round_sum(p, NULL, out);
}

/* Summand k as a number: the sum of a block, or a product, rounded or exact. */
static void make_summand(const partial_sum *p, size_t k, tp_enclosure *out)
{
  static const tp_rounding exact = {.format = {.family = TP_FORMAT_REAL}};
  dot_product *d = p->d;
  if (p->block) {
    const size_t from = p->from + k * p->block, to = from + p->block;
    const partial_sum block = {d, &d->narrow, &d->block_step, from, to < p->to ? to : p->to, 0};
    sum_in_order(&block, out);
    return;
  }
  tp_enclosure_room *room = &d->s->room;
  tp_enclosure_sum_start(room);
  add_term(d, p->from + k);
  const tp_enclosure *divisor = room->terms ? d->divisor : NULL;    /* of a term that is not 0 */
  const size_t index = index_of(d, p->from + k);
  if (d->rounds_products && !d->term(d->s, d->of, index).is_plain)
    enclosed_round_sum(d->s, divisor, p->rule, random_at(d, PRODUCT_STEPS + index), out);
  else
    tp_enclosure_sum_round(room, divisor, &exact, 0, out);
}

/* R(sum of count summands from k on + sign x), where summands are numbers of their own, and may be cut. */
static void round_numbers(const partial_sum *p, size_t k, size_t count, int sign, const tp_enclosure *x, int cuts, tp_enclosure *out)
{
  dot_product *d = p->d;
  tp_enclosure *number = tp_memory_new(count + 1, sizeof *number), **each = tp_memory_new(count + 1, sizeof *each);
  for (size_t i = 0; i <= count; i++)
    tp_enclosure_init(each[i] = number + i, d->s->room.bits);
  if (x)
    tp_enclosure_set(number + count, x);
  for (size_t i = 0; i < count; i++)
    make_summand(p, k + i, number + i);
  if (cuts)
    tp_enclosure_cut(each, count + 1, p->rule->format, d->by->guard);
  tp_enclosure_sum_start(&d->s->room);
  for (size_t i = 0; i <= count; i++)
    tp_enclosure_sum_add(&d->s->room, i < count ? 1 : sign, number + i, NULL);
  round_sum(p, NULL, out);
  for (size_t i = 0; i <= count; i++)
    tp_enclosure_clear(number + i);
  free(number);
  free(each);
}

/* R(sum of count products from k on + sign x); x may be NULL.  Over the common divisor that is exact if all is
   known exactly; else a term that is small beside x shows by itself. */
static void round_products(const partial_sum *p, size_t k, size_t count, int sign, const tp_enclosure *x, tp_enclosure *out)
{
  dot_product *d = p->d;
  enclosed_work *s = d->s;
  tp_enclosure before;
  tp_enclosure_sum_start(&s->room);
  for (size_t i = 0; i < count; i++)
    add_term(d, p->from + k + i);
  const tp_enclosure *divisor = s->room.terms ? d->divisor : NULL;
  if (!x || !divisor) {
    if (x)
      tp_enclosure_sum_add(&s->room, sign, x, NULL);
    round_sum(p, divisor, out);
    return;
  }
  tp_enclosure_init(&before, s->room.bits);
  tp_enclosure_set(&before, x);
  tp_enclosure_sum_add(&s->room, sign, &before, d->divisor);
  if (tp_enclosure_sum_round(&s->room, d->divisor, p->rule, random_at(d, *p->step), out))
    ++*p->step;
  else
    round_numbers(p, k, count, sign, &before, 0, out);
  tp_enclosure_clear(&before);
}

static void round_summands(const partial_sum *p, size_t k, size_t count, int sign, const tp_enclosure *x, int cuts, tp_enclosure *out)
{
  if (p->block || p->d->rounds_products || cuts)
    round_numbers(p, k, count, sign, x, cuts, out);
  else
    round_products(p, k, count, sign, x, out);
}

/* Sums of blocks are added one by one. */
static void sum_in_order(const partial_sum *p, tp_enclosure *out)
{
  const tp_accumulator *by = p->d->by;
  const size_t count = summands(p), most = p->block || !by->at_once ? 1 : (size_t) by->at_once;
  tp_enclosure_set_int(out, 0);
  for (size_t k = 0; k < count; k += most)
    round_summands(p, k, count - k < most ? count - k : most, 1, out, by->cuts && !p->block, out);
}

static void sum_in_pairs(const partial_sum *p, size_t from, size_t to, tp_enclosure *out)
{
  tp_enclosure_set_int(out, 0);
  if (to == from)
    return;
  if (to - from == 1) {
    round_summands(p, from, 1, 1, NULL, 0, out);
    return;
  }
  size_t middle = from + (to - from + 1) / 2;
  tp_enclosure other;
  tp_enclosure_init(&other, p->d->s->room.bits);
  sum_in_pairs(p, from, middle, out);
  sum_in_pairs(p, middle, to, &other);
  round_two(p, out, 1, &other, out);
  tp_enclosure_clear(&other);
}

/* y = R(t - c), s' = R(s + y), c = R(R(s' - s) - y) */
static void sum_compensated(const partial_sum *p, tp_enclosure *out)
{
  const mpfr_prec_t bits = p->d->s->room.bits;
  tp_enclosure c, y, next;
  tp_enclosure_init(&c, bits);
  tp_enclosure_init(&y, bits);
  tp_enclosure_init(&next, bits);
  tp_enclosure_set_int(out, 0);
  for (size_t k = 0; k < summands(p); k++) {
    round_summands(p, k, 1, -1, &c, 0, &y);
    round_two(p, out, 1, &y, &next);
    round_two(p, &next, -1, out, &c);
    round_two(p, &c, -1, &y, &c);
    tp_enclosure_set(out, &next);
  }
  tp_enclosure_clear(&c);
  tp_enclosure_clear(&y);
  tp_enclosure_clear(&next);
}

/* Everything that the terms may add up to, in whatever order. */
static void sum_in_any_order(const partial_sum *p, tp_enclosure *out)
{
  const size_t terms = summands(p);
  tp_enclosure *number = tp_memory_new(terms, sizeof *number), **each = tp_memory_new(terms, sizeof *each);
  for (size_t i = 0; i < terms; i++) {
    tp_enclosure_init(each[i] = number + i, p->d->s->room.bits);
    make_summand(p, i, number + i);
  }
  enclosed_note(p->d->s, tp_enclosure_sum_any_order(&p->d->s->room, each, terms, p->rule, out));
  for (size_t i = 0; i < terms; i++)
    tp_enclosure_clear(number + i);
  free(number);
  free(each);
}

typedef struct {
  uint64_t key;
  size_t term;
} drawn_place;

static int by_key(const void *a, const void *b)
{
  const drawn_place *x = a, *y = b;
  return x->key != y->key ? x->key < y->key ? -1 : 1 : (x->term > y->term) - (x->term < y->term);
}

/* The order that the choice asks for; NULL: as terms are. */
static size_t *make_order(const tp_choice *c, size_t terms)
{
  if (c->sum != TP_SUM_REVERSE && c->sum != TP_SUM_SHUFFLED)
    return NULL;
  size_t *order = tp_memory_new(terms, sizeof *order);
  drawn_place *place = tp_memory_new(terms, sizeof *place);
  for (size_t k = 0; k < terms; k++)
    place[k] = (drawn_place) {c->sum == TP_SUM_REVERSE ? terms - k : tp_random_key(tp_random_key(0, c->shuffle), k), k};
  if (terms)
    qsort(place, terms, sizeof *place, by_key);
  for (size_t k = 0; k < terms; k++)
    order[k] = place[k].term;
  free(place);
  return order;
}

void tp_enclosed_dot(enclosed_work *s, const void *of, dot_term_at term, size_t terms, const tp_enclosure *divisor, size_t position,
                     uint64_t element, tp_enclosure *out)
{
  const tp_accumulator *by = &s->a->choice.accumulator;
  dot_product d = {s, of, term, divisor, position, element, 0, BLOCK_STEPS, NULL, by, s->a->rounds_all || by->rounds_products,
                   tp_choice_narrow_rounding(&s->a->choice)};
  const partial_sum all = {&d, &s->rules.rule[TP_SITE_ACC], &d.step, 0, terms, (size_t) by->block};
  if (s->rules.is_real[TP_SITE_ACC]) {
    tp_enclosure_sum_start(&s->room);
    for (size_t k = 0; k < terms; k++)
      add_term(&d, k);
    tp_enclosure_sum_round(&s->room, divisor, all.rule, 0, out);
    return;
  }
  size_t *order = make_order(&s->a->choice, terms);
  d.order = order;
  switch (s->a->choice.sum) {
  case TP_SUM_PAIRWISE: sum_in_pairs(&all, 0, summands(&all), out); break;
  case TP_SUM_COMPENSATED: sum_compensated(&all, out); break;
  case TP_SUM_ANY: sum_in_any_order(&all, out); break;
  default: sum_in_order(&all, out); break;
  }
  free(order);
}
