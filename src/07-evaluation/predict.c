/* SPDX-License-Identifier: MIT */
/* The unembedding: the argmax over the whole vocabulary, which separates by field.  It is first
   computed in binary64 with a bound on the error.  Where that bound does not decide, the argmax is
   computed from what is known exactly of the numbers. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluator_private.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/environment.h"
#include "tmprec/numbers/two_sum.h"

static tp_number_column *column_of(const tp_evaluator *e, uint32_t coordinate)
{
  return e->column[e->plan->last[coordinate]];
}

/* What is known of the stream at one position, read when first asked for. */
typedef struct {
  mpfr_t low, high;
  mpz_t denominator;
  int is_read, infinite;           /* infinite: -1, 0, 1 */
} known_number;

/* Logits add up entry by entry; `scan` walks the vocabulary and lets a kind of
   number do the adding and comparing. */
typedef struct scan {
  tp_evaluator *e;
  size_t position;
  void (*start)(struct scan *);                              /* value = 0 */
  void (*add)(struct scan *, uint32_t coordinate, int sign); /* value += sign x */
  void (*keep)(struct scan *, int level);                    /* best[level] = value */
  int (*order)(struct scan *, int level);                    /* value against best[level], -1, 0, 1 or ORDER_OPEN */
  void (*take)(struct scan *, int level);                    /* value = best[level] */
  void (*extend)(struct scan *, int level);                  /* value += best[level] */
  int close;                                                 /* doubles: an order was too close to call */
  double value, slack, best[3], best_slack[3];
  int32_t *exact, *exact_best[3];  /* width entries: how often a coordinate is added */
  known_number *number;            /* width entries */
  uint32_t *used;                  /* the coordinates that were read */
  size_t uses;
  int meets_again, open, best_is_open, nan;
  int (*infinity)(struct scan *);                            /* -1, 0, 1: that of the value, if it is infinite */
  int signs;                       /* infinities among the values of the field at work: MEETS_... */
  uint32_t plus;                   /* how many of these values are +infinity */
} scan;

enum { MEETS_PLUS = 1, MEETS_MINUS = 2 };

static int sign_bit(int infinity)
{
  return infinity > 0 ? MEETS_PLUS : infinity < 0 ? MEETS_MINUS : 0;
}

enum { LEVEL_FIELD, LEVEL_FAMILY, LEVEL_ALL };

static void add_row(scan *s, const tp_placement *p, uint32_t row)
{
  const tp_codebook *b = &s->e->plan->t->vocabulary.book[p->book];
  for (uint32_t c = 0; c < b->width; c++)
    if (b->entry[(size_t) row * b->width + c])
      s->add(s, p->at + c, b->entry[(size_t) row * b->width + c]);
}

/* The best of some candidates so far.  A candidate that may or may not be better does
   not replace it; so where orders can be open all are compared with the last best
   once more, and what is open among the others does not matter. */
typedef struct {
  double ties;           /* that attain it; 0: there is none yet */
  int open, changed;
} contest;

enum { ORDER_OPEN = 2 };                 /* as tp_enclosure_compare says it */

/* 1 if the candidate at hand, `ties` tokens, is the best now. */
static int enter(scan *s, contest *c, int level, double ties)
{
  int order = c->ties > 0 ? s->order(s, level) : 1;
  if (order == 1) {
    s->keep(s, level);
    c->changed = 1;
    c->ties = ties;
  } else if (order == 0) {
    c->ties += ties;
  }
  c->open |= order == ORDER_OPEN;
  return order == 1;
}

static void start_field_value(scan *s, const tp_token_family *f, uint32_t field, uint32_t v)
{
  s->start(s);
  for (size_t i = 0; i < f->unembeds; i++)
    if (f->unembed[i].field == field)
      add_row(s, f->unembed + i, v);
}

/* The best value of one field; the number of values that attain it. */
static double best_value(scan *s, const tp_token_family *f, uint32_t field, uint32_t *value)
{
  contest c = {.changed = 1};
  uint32_t skip = UINT32_MAX;      /* the best itself, when all meet it again */
  double own = 0;
  s->signs = 0;
  s->plus = 0;
  while (c.changed) {
    c.changed = c.open = 0;
    c.ties = own;
    for (uint32_t v = f->first[field]; v - f->first[field] < f->count[field]; v++)
      if (v != skip) {
        start_field_value(s, f, field, v);
        const int infinity = s->infinity(s);
        s->signs |= sign_bit(infinity);
        s->plus += infinity > 0 && skip == UINT32_MAX;
        if (enter(s, &c, LEVEL_FIELD, 1))
          *value = v;
      }
    if (!s->meets_again)
      return c.ties;
    skip = *value;
    own = 1;
  }
  s->open |= c.open;
  return c.ties;
}

/* The sum of the best values of all fields; the number of tokens that attain it.  Some token
   has every combination of values: so opposite infinities of two fields make a NaN. */
static double start_family(scan *s, uint32_t family, uint32_t *token)
{
  const tp_token_family *f = s->e->plan->t->vocabulary.family + family;
  double ties = 1;
  token[0] = family;
  s->start(s);
  for (size_t i = 0; i < f->unembeds; i++)
    if (f->unembed[i].field == TP_PLACEMENT_CONSTANT)
      add_row(s, f->unembed + i, f->unembed[i].row);
  s->keep(s, LEVEL_FAMILY);
  int signs = sign_bit(s->infinity(s));
  double tokens = 1, others = signs ? 0 : 1;    /* others: without +infinity in a field */
  for (uint32_t field = 0; field < f->fields; field++) {
    ties *= best_value(s, f, field, token + 1 + field);
    s->nan |= ((signs & MEETS_PLUS) && (s->signs & MEETS_MINUS)) || ((signs & MEETS_MINUS) && (s->signs & MEETS_PLUS));
    signs |= s->signs;
    tokens *= f->count[field];
    others *= f->count[field] - s->plus;
    s->take(s, LEVEL_FAMILY);
    s->extend(s, LEVEL_FIELD);
    s->keep(s, LEVEL_FAMILY);
  }
  s->take(s, LEVEL_FAMILY);
  /* All tokens of an infinite logit are equal, whatever their other fields say. */
  const int infinity = s->infinity(s);
  return infinity > 0 ? tokens - others : infinity < 0 ? tokens : ties;
}

static void scan_vocabulary(scan *s, tp_prediction *out)
{
  const tp_token_family *family = s->e->plan->t->vocabulary.family;
  contest c = {.changed = 1};
  uint32_t skip = TP_TOKEN_FAMILIES;
  double own = 0;
  while (c.changed) {
    c.changed = c.open = 0;
    c.ties = own;
    for (uint32_t i = 0; i < TP_TOKEN_FAMILIES; i++) {
      if (!family[i].present || i == skip)
        continue;
      int open = s->open;
      uint32_t *token = tp_memory_zeroed(1 + family[i].fields, sizeof *token);
      double ties = start_family(s, i, token);
      if (enter(s, &c, LEVEL_ALL, ties)) {
        memcpy(out->token, token, (1 + family[i].fields) * sizeof *token);
        own = ties;
        s->best_is_open = s->open && !open;
      }
      s->open = open;              /* within a family it matters only if that is the best */
      free(token);
    }
    if (!s->meets_again)
      break;
    skip = out->token[0];
  }
  out->ties = c.ties;
  s->open |= c.open || s->best_is_open;
}

/* Doubles, each with a bound on the distance from the exact value. */
static void start_double(scan *s) { s->value = s->slack = 0; }
static void keep_double(scan *s, int level) { s->best[level] = s->value, s->best_slack[level] = s->slack; }
static void take_double(scan *s, int level) { s->value = s->best[level], s->slack = s->best_slack[level]; }

/* A sum that is exact, such as one of small integers, adds no slack. */
static void add_bounded(scan *s, double x, double slack)
{
  double rest;
  s->value = tp_two_sum(s->value, x, &rest);
  s->slack += slack + (rest == 0 ? 0 : DBL_EPSILON * fabs(s->value));
}

static void add_double(scan *s, uint32_t coordinate, int sign)
{
  double away, x = tp_evaluator_coordinate(s->e, coordinate, s->position, &away);
  add_bounded(s, sign * x, away);
}

/* That there are infinities or NaN is known; which, the exact way finds out. */
static int infinity_double(scan *s)
{
  if (!(fabs(s->value) <= DBL_MAX))
    s->close = 1;
  return 0;
}

static void extend_double(scan *s, int level) { add_bounded(s, s->best[level], s->best_slack[level]); }

static int order_double(scan *s, int level)
{
  double gap = s->value - s->best[level], slack = s->slack + s->best_slack[level];
  if (slack == 0 && fabs(s->value) <= DBL_MAX && fabs(s->best[level]) <= DBL_MAX)
    return (gap > 0) - (gap < 0);
  if (!(fabs(gap) > 2 * slack + DBL_MIN))          /* NaN and infinities come here too */
    s->close = 1;
  return gap > 0 ? 1 : -1;
}

/* By what is known: a logit is how often it adds each coordinate; two are compared by
   the sign of the sum of what they do not share. */

static size_t width(const scan *s)
{
  return s->e->plan->t->width;
}

static const known_number *read_number(scan *s, uint32_t coordinate)
{
  known_number *n = s->number + coordinate;
  if (n->is_read)
    return n;
  n->is_read = 1;
  s->used[s->uses++] = coordinate;
  mpfr_init(n->low);
  mpfr_init(n->high);
  mpz_init(n->denominator);
  s->e->w->a->op->bounds(s->e->w, column_of(s->e, coordinate), s->position, n->low, n->high, n->denominator);
  if (mpfr_nan_p(n->low) || mpfr_nan_p(n->high))
    s->nan = 1;
  else if (mpfr_inf_p(n->low) && mpfr_inf_p(n->high) && mpfr_equal_p(n->low, n->high))
    n->infinite = mpfr_sgn(n->low);
  return n;
}

static void copy_logit(const scan *s, int32_t *to, const int32_t *from)
{
  memcpy(to, from, width(s) * sizeof *to);
}

static void start_exact(scan *s) { memset(s->exact, 0, width(s) * sizeof *s->exact); }
static void keep_exact(scan *s, int level) { copy_logit(s, s->exact_best[level], s->exact); }
static void take_exact(scan *s, int level) { copy_logit(s, s->exact, s->exact_best[level]); }

static void add_exact(scan *s, uint32_t coordinate, int sign)
{
  read_number(s, coordinate);
  s->exact[coordinate] += sign;
}

static void extend_exact(scan *s, int level)
{
  for (size_t i = 0; i < s->uses; i++)
    s->exact[s->used[i]] += s->exact_best[level][s->used[i]];
}

/* -1, 0, 1: the infinity of a logit; two different ones make NaN. */
static int infinity_of(scan *s, const int32_t *logit)
{
  int infinite = 0;
  for (size_t i = 0; i < s->uses; i++) {
    size_t c = s->used[i];
    if (logit[c] && s->number[c].infinite) {
      int sign = logit[c] > 0 ? s->number[c].infinite : -s->number[c].infinite;
      if (infinite == -sign)
        s->nan = 1;
      infinite = sign;
    }
  }
  return infinite;
}

static int infinity_exact(scan *s) { return infinity_of(s, s->exact); }

/* Sign of the least (end 0) or largest (1) value of (logit - other). */
static int sign_of_difference(scan *s, const int32_t *logit, const int32_t *other, int end)
{
  mpz_t common, factor;
  mpz_inits(common, factor, (mpz_ptr) NULL);
  mpz_set_ui(common, 1);
  size_t terms = 0;
  for (size_t i = 0; i < s->uses; i++) {
    size_t c = s->used[i];
    if (logit[c] != other[c]) {
      mpz_lcm(common, common, s->number[c].denominator);
      terms++;
    }
  }
  mpfr_t *product = tp_memory_new(terms, sizeof *product), sum;
  mpfr_ptr *pointer = tp_memory_new(terms, sizeof *pointer);
  size_t n = 0;
  for (size_t i = 0; i < s->uses; i++) {
    size_t c = s->used[i];
    long times = (long) logit[c] - other[c];
    if (!times)
      continue;
    const known_number *x = s->number + c;
    mpz_divexact(factor, common, x->denominator);
    mpz_mul_si(factor, factor, times);
    mpfr_srcptr value = (times > 0) == (end == 1) ? x->high : x->low;
    mpfr_init2(product[n], mpfr_get_prec(value) + (mpfr_prec_t) mpz_sizeinbase(factor, 2));
    mpfr_mul_z(product[n], value, factor, MPFR_RNDN);
    pointer[n] = product[n];
    n++;
  }
  mpfr_init2(sum, 53);
  mpfr_sum(sum, pointer, terms, MPFR_RNDN);
  int sign = mpfr_nan_p(sum) ? (end ? 1 : -1) : mpfr_sgn(sum);
  for (size_t i = 0; i < terms; i++)
    mpfr_clear(product[i]);
  mpfr_clear(sum);
  mpz_clears(common, factor, (mpz_ptr) NULL);
  free(product);
  free(pointer);
  return sign;
}

/* The order of two logits that their ends leave open, by what the arithmetic knows beside them. */
static int order_beyond_ends(scan *s, const int32_t *logit, const int32_t *other)
{
  tp_workspace *w = s->e->w;
  if (!w->a->op->sum_sign)
    return ORDER_OPEN;
  const tp_number_column **c = tp_memory_new(s->uses, sizeof *c);
  int32_t *times = tp_memory_new(s->uses, sizeof *times);
  for (size_t i = 0; i < s->uses; i++) {
    c[i] = column_of(s->e, s->used[i]);
    times[i] = logit[s->used[i]] - other[s->used[i]];
  }
  int sign = w->a->op->sum_sign(w, s->uses, c, times, s->position);   /* ORDER_OPEN as well */
  free(times);
  free(c);
  return sign;
}

static int order_exact(scan *s, int level)
{
  const int32_t *other = s->exact_best[level];
  int infinite = infinity_of(s, s->exact), difference = infinite - infinity_of(s, other);
  if (difference || infinite)
    return (difference > 0) - (difference < 0);
  const int least = sign_of_difference(s, s->exact, other, 0), largest = least > 0 ? 1 : sign_of_difference(s, s->exact, other, 1);
  if (least > 0 || largest < 0)
    return least > 0 ? 1 : -1;
  return least == 0 && largest == 0 ? 0 : order_beyond_ends(s, s->exact, other);
}

static void scan_exactly(scan *s, tp_prediction *out)
{
  s->start = start_exact, s->add = add_exact, s->keep = keep_exact;
  s->order = order_exact, s->infinity = infinity_exact, s->take = take_exact, s->extend = extend_exact;
  s->meets_again = 1;
  s->number = tp_memory_zeroed(width(s), sizeof *s->number);
  s->used = tp_memory_new(width(s), sizeof *s->used);
  s->exact = tp_memory_zeroed(4 * width(s), sizeof *s->exact);
  for (int level = 0; level < 3; level++)
    s->exact_best[level] = s->exact + (size_t) (level + 1) * width(s);
  scan_vocabulary(s, out);
  for (size_t c = 0; c < width(s); c++)
    if (s->number[c].is_read) {
      mpfr_clears(s->number[c].low, s->number[c].high, (mpfr_ptr) NULL);
      mpz_clear(s->number[c].denominator);
    }
  free(s->number);
  free(s->used);
  free(s->exact);
}

void tp_evaluator_scan(tp_evaluator *e, size_t position, tp_prediction *out)
{
  scan s = {.e = e, .position = position, .start = start_double, .add = add_double, .keep = keep_double,
            .order = order_double, .infinity = infinity_double, .take = take_double, .extend = extend_double};
  tp_evaluator_begin_reading(e);
  scan_vocabulary(&s, out);
  if (s.close) {
    const tp_mpfr_environment caller = tp_mpfr_environment_enter();
    scan_exactly(&s, out);
    tp_mpfr_environment_leave(&caller);
  }
  out->is_number = !s.nan;
  out->is_decided = s.nan || !s.open;
}
