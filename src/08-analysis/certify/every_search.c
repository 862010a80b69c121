/* Ties and searches where every operation is rounded (doc/every-operation.md, sections 5 and 6): `written` and `high` are
   sums of rounded weights, the bits of `last` are made of them, and scores are rounded sums of these. */
#include "every.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"

enum { MOST_ONE_BY_ONE = 1 << 10 };

typedef struct { mpfr_t low, high; } ends;

typedef struct {
  every_operation *e;
  unsigned r;
  ends *written;                         /* the values that `written` may have, where hardmax has 1; or one interval */
  size_t count, capacity;
  ends *high;                            /* of each bit: `high` where hardmax has 1 */
  ends *bit;                             /* of `last`: magnitudes */
  mpfr_t least_bit, miss, all, valued;   /* the worst that occur */
  mpfr_t match, match_high, rival, best, next, part;       /* scores, and for the moment */
} search;

/* --- Ties ------------------------------------------------------------------------------------ */

static void open_ends(ends *x, mpfr_prec_t bits) { mpfr_inits2(bits, x->low, x->high, (mpfr_ptr) NULL); }
static void close_ends(ends *x) { mpfr_clears(x->low, x->high, (mpfr_ptr) NULL); }

static void add_written(search *t, mpfr_srcptr low, mpfr_srcptr high)
{
  for (size_t i = 0; i < t->count; i++)
    if (mpfr_equal_p(t->written[i].low, low) && mpfr_equal_p(t->written[i].high, high))
      return;
  TP_MEMORY_GROW(t->written, t->capacity, t->count + 1);
  ends *added = t->written + t->count++;
  open_ends(added, t->e->bits);
  mpfr_set(added->low, low, MPFR_RNDD);
  mpfr_set(added->high, high, MPFR_RNDU);
}

/* m times R(1/m), added one after the other. */
static void sum_ties(search *t, mpfr_t sum, uint64_t m)
{
  mpfr_set_ui(t->part, 1, MPFR_RNDN);
  mpfr_div_ui(t->part, t->part, m, MPFR_RNDZ);
  if (mpfr_cmp_ui(t->part, 0) > 0 && (m & (m - 1)))            /* 1/m goes on without an end: beyond what was cut off */
    mpfr_nextabove(t->part);
  tp_every_round(t->e, t->part);
  mpfr_set(sum, t->part, MPFR_RNDN);
  for (uint64_t i = 1; i < m; i++)
    tp_every_add(t->e, sum, sum, t->part, MPFR_RNDN);          /* exact before it is rounded */
}

static void reach(ends *x, mpfr_srcptr to)
{
  mpfr_min(x->low, x->low, to, MPFR_RNDD);
  mpfr_max(x->high, x->high, to, MPFR_RNDU);
}

/* At most 2^b tokens have times that agree above bit b and have a 1 in it. */
static void measure_few_ties(search *t, uint64_t ties)
{
  mpfr_t sum;
  mpfr_init2(sum, t->e->bits);
  for (uint64_t m = 1; m <= ties; m++) {
    sum_ties(t, sum, m);
    add_written(t, sum, sum);
    for (unsigned b = 0; b < t->r; b++)
      if (b >= 63 || m <= (uint64_t) 1 << b)
        reach(t->high + b, sum);
  }
  mpfr_clear(sum);
}

/* 1 - m 2^-P .. 1 + m 2^-P. */
static void set_around(const search *t, ends *x, uint64_t m)
{
  mpfr_mul_ui(x->low, t->e->half, 2, MPFR_RNDU);
  mpfr_mul_ui(x->low, x->low, m, MPFR_RNDU);
  mpfr_add_ui(x->high, x->low, 1, MPFR_RNDU);
  mpfr_ui_sub(x->low, 1, x->low, MPFR_RNDD);
}

static void measure_many_ties(search *t, uint64_t ties)
{
  ends all;
  open_ends(&all, t->e->bits);
  set_around(t, &all, ties);
  add_written(t, all.low, all.high);
  close_ends(&all);
  for (unsigned b = 0; b < t->r; b++)
    set_around(t, t->high + b, b < 63 && (uint64_t) 1 << b < ties ? (uint64_t) 1 << b : ties);
}

/* --- Scores ------------------------------------------------------------------------------------ */

/* Of a query on the bits `from` .. r-1 of `last`, in this order: the score of a key that agrees in all of them, between
   t->match and t->match_high, after what came before them; and that of one that differs in some, at most t->rival. */
static void add_bits(search *t, long before, unsigned from)
{
  mpfr_t low, other;
  mpfr_inits2(t->e->bits, low, other, (mpfr_ptr) NULL);
  mpfr_set_si(t->match, before, MPFR_RNDN);
  mpfr_set_si(t->match_high, before, MPFR_RNDN);
  mpfr_set_inf(t->rival, -1);
  for (unsigned i = from; i < t->r; i++) {
    tp_every_subtract(t->e, other, t->match_high, t->bit[i].low, MPFR_RNDU);
    if (i > from)
      tp_every_add(t->e, t->rival, t->rival, t->bit[i].high, MPFR_RNDU);
    mpfr_max(t->rival, t->rival, other, MPFR_RNDU);
    tp_every_add(t->e, t->match, t->match, t->bit[i].low, MPFR_RNDD);
    tp_every_add(t->e, t->match_high, t->match_high, t->bit[i].high, MPFR_RNDU);
  }
  mpfr_clears(low, other, (mpfr_ptr) NULL);
}

/* Exponentials of `count` keys at t->next, beside t->best, as they may add up. */
static void set_exponentials(search *t, mpfr_t out, uint64_t count)
{
  tp_every_exponential(t->e, out, t->best, t->next);
  mpfr_mul_ui(out, out, count, MPFR_RNDU);
  mpfr_mul(out, out, t->e->growth, MPFR_RNDU);
}

/* A row that finds something at t->match or above: N rivals with a value, and a sink without one.  Logits of scores of up
   to 2r + 2 are numbers. */
static void measure_hit(search *t, long sink, unsigned factor)
{
  if (!(mpfr_cmp_ui(t->match_high, 2 * t->r + 2) <= 0))
    mpfr_set_inf(t->all, 1);
  mpfr_set(t->best, t->match, MPFR_RNDD);
  mpfr_set(t->next, t->rival, MPFR_RNDU);
  set_exponentials(t, t->part, t->e->s->n - 2);
  mpfr_mul_ui(t->best, t->part, factor, MPFR_RNDU);
  mpfr_max(t->valued, t->valued, t->best, MPFR_RNDU);
  mpfr_set(t->best, t->match, MPFR_RNDD);
  mpfr_set_si(t->next, sink, MPFR_RNDN);
  set_exponentials(t, t->next, 1);
  mpfr_add(t->part, t->part, t->next, MPFR_RNDU);
  mpfr_max(t->all, t->all, t->part, MPFR_RNDU);
}

/* `high`: a key of another cell, or with a 0 in this bit, has r - 1 and the bits found at most. */
static void measure_high(search *t, unsigned b)
{
  const long r = (long) t->r, found = r - 1 - (long) b;
  mpfr_t lower;
  mpfr_init2(lower, t->e->bits);
  add_bits(t, r - 1, b + 1);
  mpfr_set(lower, t->match_high, MPFR_RNDU);
  add_bits(t, r + 1, b + 1);
  mpfr_max(t->rival, t->rival, lower, MPFR_RNDU);
  if (mpfr_sgn(t->rival) < 0)
    mpfr_set_zero(t->rival, 1);
  measure_hit(t, r + found, 4);
  mpfr_set_si(t->best, r + found, MPFR_RNDN);
  mpfr_set(t->next, t->rival, MPFR_RNDU);
  set_exponentials(t, t->part, t->e->s->n - 2);
  mpfr_max(t->miss, t->miss, t->part, MPFR_RNDU);
  mpfr_clear(lower);
}

static void measure_read(search *t)
{
  add_bits(t, 0, 0);
  if (mpfr_sgn(t->rival) < 0)
    mpfr_set_zero(t->rival, 1);
  measure_hit(t, 1, 1);
}

/* --- Bits of `last` ------------------------------------------------------------------------------ */

/* R(R(high + written) - 1), clipped. */
static void set_both(search *t, mpfr_t out, mpfr_srcptr high, mpfr_srcptr written, mpfr_rnd_t toward)
{
  tp_every_add(t->e, out, high, written, toward);
  mpfr_sub_ui(out, out, 1, toward);
  tp_every_round(t->e, out);
  tp_every_clip(out);
}

/* Where `high` is 1 under hardmax: one end, by both neurons. */
static void set_found(search *t, mpfr_t out, mpfr_srcptr high, mpfr_srcptr written, mpfr_srcptr other_written, mpfr_rnd_t toward)
{
  set_both(t, out, high, written, toward);
  tp_every_subtract(t->e, t->part, other_written, high, toward == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD);
  tp_every_clip(t->part);
  tp_every_subtract(t->e, out, out, t->part, toward);
}

/* Where it is 0: the neurons have written - 1, clipped, and written. */
static void set_missed(search *t, mpfr_t out, mpfr_srcptr written, mpfr_srcptr other_written, mpfr_rnd_t toward)
{
  mpfr_sub_ui(t->part, other_written, 1, toward == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD);
  tp_every_round(t->e, t->part);
  tp_every_clip(t->part);
  tp_every_subtract(t->e, out, written, t->part, toward);
}

static void set_bit(search *t, unsigned b, const ends *w)
{
  ends *bit = t->bit + b;
  const ends *h = t->high + b;
  set_found(t, bit->low, h->low, w->low, w->high, MPFR_RNDD);
  set_found(t, bit->high, h->high, w->high, w->low, MPFR_RNDU);
  set_missed(t, t->best, w->low, w->high, MPFR_RNDD);
  mpfr_min(bit->low, bit->low, t->best, MPFR_RNDD);
  set_missed(t, t->best, w->high, w->low, MPFR_RNDU);
  mpfr_max(bit->high, bit->high, t->best, MPFR_RNDU);
  mpfr_min(t->least_bit, t->least_bit, bit->low, MPFR_RNDD);
}

/* One search, for one number of ties or all of them. */
static void measure_search(search *t, const ends *w)
{
  for (unsigned left = t->r; left-- > 0; ) {
    measure_high(t, left);
    set_bit(t, left, w);
    if (mpfr_sgn(t->least_bit) <= 0)
      return;
  }
  measure_read(t);
}

/* --- (E4) ------------------------------------------------------------------------------------------ */

static void need_search(search *t)
{
  every_operation *e = t->e;
  mpfr_set_zero(e->low, 1);
  tp_every_need_less(e, e->low, t->least_bit, "0, and what is left of a bit of last");
  if (!e->holds)
    return;
  mpfr_div_2ui(e->low, e->half, 1, MPFR_RNDD);
  tp_every_need_less(e, t->miss, e->low, "high that should be 0, beside written");
  mpfr_mul_2ui(e->low, e->half, 1, MPFR_RNDD);
  tp_every_need_less(e, t->all, e->low, "keys beside the best one, by bits with errors");
  tp_every_need_less(e, t->valued, e->half, "those of them that have a value, by bits with errors");
}

static void certify(search *t, mpfr_t written)
{
  every_operation *e = t->e;
  if (e->s->ties <= MOST_ONE_BY_ONE)
    measure_few_ties(t, e->s->ties);
  else
    measure_many_ties(t, e->s->ties);
  mpfr_set(written, t->written[0].low, MPFR_RNDD);
  for (size_t i = 1; i < t->count; i++)
    mpfr_min(written, written, t->written[i].low, MPFR_RNDD);
  mpfr_set_d(e->low, 0.5, MPFR_RNDN);
  tp_every_need_less(e, e->low, written, "1/2, and written");
  for (size_t i = 0; i < t->count && e->holds && mpfr_sgn(t->least_bit) > 0; i++)
    measure_search(t, t->written + i);
  if (e->holds)
    need_search(t);
}

void tp_every_search(every_operation *e, mpfr_t written)
{
  search t = {.e = e, .r = e->s->r};
  mpfr_ptr number[] = {t.least_bit, t.miss, t.all, t.valued, t.match, t.match_high, t.rival, t.best, t.next, t.part};
  t.high = tp_memory_new(t.r, sizeof *t.high);
  t.bit = tp_memory_new(t.r, sizeof *t.bit);
  for (unsigned b = 0; b < t.r; b++) {
    open_ends(t.high + b, e->bits);
    open_ends(t.bit + b, e->bits);
    mpfr_set_ui(t.high[b].low, 1, MPFR_RNDN);
    mpfr_set_ui(t.high[b].high, 1, MPFR_RNDN);
  }
  for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
    mpfr_init2(number[i], e->bits);
    mpfr_set_zero(number[i], 1);
  }
  mpfr_set_ui(t.least_bit, 1, MPFR_RNDN);
  certify(&t, written);
  for (unsigned b = 0; b < t.r; b++) {
    close_ends(t.high + b);
    close_ends(t.bit + b);
  }
  for (size_t i = 0; i < t.count; i++)
    close_ends(t.written + i);
  for (size_t i = 0; i < sizeof number / sizeof *number; i++)
    mpfr_clear(number[i]);
  free(t.high);
  free(t.bit);
  free(t.written);
}
