/* SPDX-License-Identifier: MIT */
/* Ties and searches where every operation is rounded (doc/every-operation.md, sections 5 and 6): `written` and `high` are
   sums of rounded weights, the bits of `last` are made of them, and scores are rounded sums of these. */
#include "every.h"

#include <stdio.h>
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
  const every_operation *e = t->e;
  mpfr_set_ui(t->part, 1, MPFR_RNDN);
  mpfr_div_ui(t->part, t->part, m, MPFR_RNDZ);
  if (mpfr_cmp_ui(t->part, 0) > 0 && (m & (m - 1)))            /* 1/m goes on without an end: beyond what was cut off */
    mpfr_nextabove(t->part);
  tp_every_round(e, t->part);
  tp_record_rounding(&e->record, &e->rule, t->part, 0, "1 / $", (unsigned long long) m);
  tp_record_rounding(&e->record, &e->rule, t->part, 1, "1 / $", (unsigned long long) m);
  mpfr_set(sum, t->part, MPFR_RNDN);
  for (uint64_t i = 1; i < m; i++)
    tp_every_add(e, sum, sum, t->part, MPFR_RNDN);             /* exact before it is rounded */
}

static void reach(search *t, ends *x, mpfr_srcptr to)
{
  tp_record_lower(&t->e->record, x->low, to);
  tp_record_raise(&t->e->record, x->high, to);
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
        reach(t, t->high + b, sum);
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
  tp_record_bound(&t->e->record, x->low, 0, "1 - 2 * $ * #", (unsigned long long) m, t->e->half);
  tp_record_bound(&t->e->record, x->high, 1, "1 + 2 * $ * #", (unsigned long long) m, t->e->half);
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

static void state_ends(const search *t, const char *label, ends *x)
{
  tp_record_state(&t->e->record, label, 0, x->low);
  tp_record_state(&t->e->record, label, 1, x->high);
}

/* --- Scores ------------------------------------------------------------------------------------ */

/* Of a query on the bits `from` .. r-1 of `last`, in this order: the score of a key that agrees in all of them, between
   t->match and t->match_high, after what came before them; and that of one that differs in some, at most t->rival. */
static void add_bits(search *t, long before, unsigned from)
{
  mpfr_t other;
  mpfr_init2(other, t->e->bits);
  mpfr_set_si(t->match, before, MPFR_RNDN);
  mpfr_set_si(t->match_high, before, MPFR_RNDN);
  mpfr_set_inf(t->rival, -1);
  for (unsigned i = from; i < t->r; i++) {
    tp_every_subtract(t->e, other, t->match_high, t->bit[i].low, MPFR_RNDU);
    if (i > from)
      tp_every_add(t->e, t->rival, t->rival, t->bit[i].high, MPFR_RNDU);
    tp_record_raise(&t->e->record, t->rival, other);
    tp_every_add(t->e, t->match, t->match, t->bit[i].low, MPFR_RNDD);
    tp_every_add(t->e, t->match_high, t->match_high, t->bit[i].high, MPFR_RNDU);
  }
  mpfr_clear(other);
}

/* t->part = what `count` keys at `next` may add up to beside one at `best`, before it grows by rounding. */
static void set_exponentials(search *t, const char *label, mpfr_srcptr best, mpfr_srcptr next, uint64_t count)
{
  tp_every_exponential(t->e, t->part, label, best, next);
  tp_every_times(t->e, t->part, count, t->part);
}

/* Scores, as they are stated.  Logits of scores of up to 2r + 2 are numbers. */
static void state_scores(search *t)
{
  const tp_record *record = &t->e->record;
  mpfr_set_ui(t->next, 2 * t->r + 2, MPFR_RNDN);
  tp_record_state(record, "score\tmatch", 0, t->match);
  tp_record_state(record, "score\tmatch", 1, t->match_high);
  tp_record_within(record, t->match_high, t->next);
  if (!mpfr_lessequal_p(t->match_high, t->next))
    mpfr_set_inf(t->all, 1);
  mpfr_set_zero(t->next, 1);
  tp_record_raise(&t->e->record, t->rival, t->next);                     /* keys without a time */
  tp_record_state(record, "score\trival", 1, t->rival);
}

/* A row that finds something at t->match or above: N rivals with a value, and a sink without one. */
static void measure_hit(search *t, long sink, unsigned factor)
{
  every_operation *e = t->e;
  mpfr_t all, double_half;
  mpfr_inits2(e->bits, all, double_half, (mpfr_ptr) NULL);
  mpfr_mul_2ui(double_half, e->half, 1, MPFR_RNDD);
  set_exponentials(t, "exp\thit", t->match, t->rival, e->s->n - 2);
  mpfr_set(all, t->part, MPFR_RNDU);
  tp_every_times(e, t->part, factor, t->part);
  tp_every_grow(e, t->part, "E4\tvalued", t->part);
  tp_record_less(&e->record, t->part, e->half);
  mpfr_max(t->valued, t->valued, t->part, MPFR_RNDU);
  mpfr_set_si(t->next, sink, MPFR_RNDN);
  set_exponentials(t, "exp\tsink", t->match, t->next, 1);
  mpfr_add(t->next, all, t->part, MPFR_RNDU);
  tp_record_bound(&e->record, t->next, 1, "# + #", all, t->part);
  tp_every_grow(e, t->next, "E4\tall", t->next);
  tp_record_less(&e->record, t->next, double_half);
  mpfr_max(t->all, t->all, t->next, MPFR_RNDU);
  mpfr_clears(all, double_half, (mpfr_ptr) NULL);
}

/* A row of `high` that finds nothing: the sink, and N rivals. */
static void measure_miss(search *t, long sink)
{
  every_operation *e = t->e;
  mpfr_set_si(t->best, sink, MPFR_RNDN);
  set_exponentials(t, "exp\tmiss", t->best, t->rival, e->s->n - 2);
  tp_every_grow(e, t->part, "E4\tmissed", t->part);
  mpfr_div_2ui(t->best, e->half, 1, MPFR_RNDD);
  tp_record_less(&e->record, t->part, t->best);
  mpfr_max(t->miss, t->miss, t->part, MPFR_RNDU);
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
  tp_record_raise(&t->e->record, t->rival, lower);
  state_scores(t);
  measure_hit(t, r + found, 4);
  measure_miss(t, r + found);
  mpfr_clear(lower);
}

static void measure_read(search *t)
{
  add_bits(t, 0, 0);
  state_scores(t);
  measure_hit(t, 1, 1);
}

/* --- Bits of `last` ------------------------------------------------------------------------------ */

/* R(R(high + written) - 1), clipped. */
static void set_both(search *t, mpfr_t out, mpfr_srcptr high, mpfr_srcptr written, mpfr_rnd_t toward)
{
  tp_every_add(t->e, out, high, written, toward);
  tp_every_add_integer(t->e, out, out, -1, toward);
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
  tp_every_add_integer(t->e, t->part, other_written, -1, toward == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD);
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
  tp_record_lower(&t->e->record, bit->low, t->best);
  set_missed(t, t->best, w->high, w->low, MPFR_RNDU);
  tp_record_raise(&t->e->record, bit->high, t->best);
  mpfr_set_zero(t->best, 1);
  tp_record_state(&t->e->record, "E4\tbit", 0, bit->low);
  tp_record_above(&t->e->record, bit->low, t->best);
  tp_record_state(&t->e->record, "bit", 1, bit->high);
  mpfr_min(t->least_bit, t->least_bit, bit->low, MPFR_RNDD);
}

/* One search, for one number of ties or all of them. */
static void measure_search(search *t, ends *w)
{
  tp_record_line(&t->e->record, "search\twritten");
  state_ends(t, "written", w);
  for (unsigned left = t->r; left-- > 0; ) {
    tp_record_line(&t->e->record, "search\tbit %u", left);
    measure_high(t, left);
    set_bit(t, left, w);
    if (mpfr_sgn(t->least_bit) <= 0)
      return;
  }
  tp_record_line(&t->e->record, "search\tread");
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

/* `high` of each bit, and `written` at least. */
static void measure_ties(search *t, mpfr_t written)
{
  every_operation *e = t->e;
  char label[16];
  if (e->s->ties <= MOST_ONE_BY_ONE)
    measure_few_ties(t, e->s->ties);
  else
    measure_many_ties(t, e->s->ties);
  for (unsigned b = 0; b < t->r; b++) {
    snprintf(label, sizeof label, "high\t%u", b);
    state_ends(t, label, t->high + b);
  }
  mpfr_set(written, t->written[0].low, MPFR_RNDD);
  for (size_t i = 1; i < t->count; i++)
    tp_record_lower(&e->record, written, t->written[i].low);
  mpfr_set_d(e->low, 0.5, MPFR_RNDN);
  tp_record_state(&e->record, "E4\twritten", 0, written);
  tp_record_above(&e->record, written, e->low);
  tp_every_need_less(e, e->low, written, "1/2, and written");
}

static void certify(search *t, mpfr_t written)
{
  measure_ties(t, written);
  for (size_t i = 0; i < t->count && tp_every_goes_on(t->e) && mpfr_sgn(t->least_bit) > 0; i++)
    measure_search(t, t->written + i);
  if (tp_every_goes_on(t->e))
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
