/* The unembedding: argmax over the whole vocabulary, which separates by field.
   In doubles with a bound on the error first, exactly where that is too close. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluator_private.h"
#include "tmprec/base/memory.h"

static number_column *column_of(const evaluator *e, uint32_t coordinate)
{
  return e->column[e->plan->last[coordinate]];
}

/* A rational, or an infinity. */
typedef struct {
  mpq_t finite;
  int infinite;          /* -1, 0, 1 */
} extended;

/* Logits add up entry by entry; `scan` walks the vocabulary and lets a kind of
   number do the adding and comparing. */
typedef struct scan {
  evaluator *e;
  size_t position;
  void (*start)(struct scan *);                              /* value = 0 */
  void (*add)(struct scan *, uint32_t coordinate, int sign); /* value += sign x */
  void (*keep)(struct scan *, int level);                    /* best[level] = value */
  int (*order)(struct scan *, int level);                    /* value against best[level] */
  void (*take)(struct scan *, int level);                    /* value = best[level] */
  void (*extend)(struct scan *, int level);                  /* value += best[level] */
  int close;                                                 /* doubles: an order was too close to call */
  double value, slack, best[3], best_slack[3];
  extended exact, exact_best[3];
  mpq_t term;
  int out_of_reach, nan;
} scan;

enum { LEVEL_FIELD, LEVEL_FAMILY, LEVEL_ALL };

static void add_row(scan *s, const placement *p, uint32_t row)
{
  const codebook *b = &s->e->plan->t->vocabulary.book[p->book];
  for (uint32_t c = 0; c < b->width; c++)
    if (b->entry[(size_t) row * b->width + c])
      s->add(s, p->at + c, b->entry[(size_t) row * b->width + c]);
}

/* The best value of one field; the number of values that attain it. */
static double best_value(scan *s, const token_family *f, uint32_t field, uint32_t *value)
{
  double ties = 0;
  for (uint32_t v = f->first[field]; v - f->first[field] < f->count[field]; v++) {
    s->start(s);
    for (size_t i = 0; i < f->unembeds; i++)
      if (f->unembed[i].field == field)
        add_row(s, f->unembed + i, v);
    int order = ties > 0 ? s->order(s, LEVEL_FIELD) : 1;
    if (order > 0) {
      s->keep(s, LEVEL_FIELD);
      *value = v;
      ties = 0;
    }
    ties += order >= 0;
  }
  return ties;
}

static void scan_family(scan *s, uint32_t family, prediction *out)
{
  const token_family *f = s->e->plan->t->vocabulary.family + family;
  uint32_t *token = memory_zeroed(1 + f->fields, sizeof *token);
  double ties = 1;
  token[0] = family;
  s->start(s);
  for (size_t i = 0; i < f->unembeds; i++)
    if (f->unembed[i].field == PLACEMENT_CONSTANT)
      add_row(s, f->unembed + i, f->unembed[i].row);
  s->keep(s, LEVEL_FAMILY);
  for (uint32_t field = 0; field < f->fields; field++) {
    ties *= best_value(s, f, field, token + 1 + field);
    s->take(s, LEVEL_FAMILY);
    s->extend(s, LEVEL_FIELD);
    s->keep(s, LEVEL_FAMILY);
  }
  s->take(s, LEVEL_FAMILY);
  int order = out->ties > 0 ? s->order(s, LEVEL_ALL) : 1;
  if (order > 0) {
    s->keep(s, LEVEL_ALL);
    out->ties = 0;
    memcpy(out->token, token, (1 + f->fields) * sizeof *token);
  }
  if (order >= 0)
    out->ties += ties;
  free(token);
}

static void scan_vocabulary(scan *s, prediction *out)
{
  out->ties = 0;
  for (uint32_t family = 0; family < TOKEN_FAMILIES; family++)
    if (s->e->plan->t->vocabulary.family[family].present)
      scan_family(s, family, out);
}

/* Doubles, each with a bound on the distance from the exact value. */

static void start_double(scan *s) { s->value = s->slack = 0; }
static void keep_double(scan *s, int level) { s->best[level] = s->value, s->best_slack[level] = s->slack; }
static void take_double(scan *s, int level) { s->value = s->best[level], s->slack = s->best_slack[level]; }

static void add_bounded(scan *s, double x, double slack)
{
  s->value += x;
  s->slack += slack + DBL_EPSILON * fabs(s->value);
}

static void add_double(scan *s, uint32_t coordinate, int sign)
{
  double x = s->e->a->op->approximate(s->e->a, column_of(s->e, coordinate), s->position);
  add_bounded(s, sign * x, DBL_EPSILON * fabs(x));
}

static void extend_double(scan *s, int level) { add_bounded(s, s->best[level], s->best_slack[level]); }

static int order_double(scan *s, int level)
{
  double gap = s->value - s->best[level], room = 2 * (s->slack + s->best_slack[level]) + DBL_MIN;
  if (!(fabs(gap) > room))         /* NaN and infinities come here too */
    s->close = 1;
  return gap > 0 ? 1 : -1;
}

/* Rationals, exactly. */

static void start_exact(scan *s)
{
  mpq_set_ui(s->exact.finite, 0, 1);
  s->exact.infinite = 0;
}

static void assign(extended *to, const extended *from)
{
  mpq_set(to->finite, from->finite);
  to->infinite = from->infinite;
}

static void keep_exact(scan *s, int level) { assign(s->exact_best + level, &s->exact); }
static void take_exact(scan *s, int level) { assign(&s->exact, s->exact_best + level); }

static void add_infinite(scan *s, int sign)
{
  if (sign && s->exact.infinite == -sign)
    s->nan = 1;
  if (sign)
    s->exact.infinite = sign;
}

static void extend_exact(scan *s, int level)
{
  mpq_add(s->exact.finite, s->exact.finite, s->exact_best[level].finite);
  add_infinite(s, s->exact_best[level].infinite);
}

static int order_exact(scan *s, int level)
{
  int difference = s->exact.infinite - s->exact_best[level].infinite;
  return difference || s->exact.infinite ? difference : mpq_cmp(s->exact.finite, s->exact_best[level].finite);
}

static void add_exact(scan *s, uint32_t coordinate, int sign)
{
  switch (s->e->a->op->exact(s->e->a, column_of(s->e, coordinate), s->position, s->term)) {
  case NUMBER_RATIONAL: (sign > 0 ? mpq_add : mpq_sub)(s->exact.finite, s->exact.finite, s->term); break;
  case NUMBER_INFINITE: add_infinite(s, sign * mpq_sgn(s->term)); break;
  case NUMBER_NAN: s->nan = 1; break;
  case NUMBER_OUT_OF_REACH: s->out_of_reach = 1; break;
  }
}

void evaluator_predict(evaluator *e, size_t position, prediction *out)
{
  scan s = {.e = e, .position = position, .start = start_double, .add = add_double, .keep = keep_double,
            .order = order_double, .take = take_double, .extend = extend_double};
  out->is_number = out->is_decided = 1;
  scan_vocabulary(&s, out);
  if (!s.close)
    return;
  s.start = start_exact, s.add = add_exact, s.keep = keep_exact;
  s.order = order_exact, s.take = take_exact, s.extend = extend_exact;
  mpq_inits(s.exact.finite, s.exact_best[0].finite, s.exact_best[1].finite, s.exact_best[2].finite, s.term, (mpq_ptr) NULL);
  scan_vocabulary(&s, out);
  out->is_number = !s.nan;
  out->is_decided = s.nan || !s.out_of_reach;
  mpq_clears(s.exact.finite, s.exact_best[0].finite, s.exact_best[1].finite, s.exact_best[2].finite, s.term, (mpq_ptr) NULL);
}
