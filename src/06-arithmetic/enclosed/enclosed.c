/* Softmax, rounded at the sites chosen, with enclosures of real numbers in between
   (real.h): the plain way, and the one that answers for what it says.  A rounding
   that the bits do not decide is noted; evaluation starts again with more then. */
#include <math.h>
#include <stdlib.h>

#include "../backends.h"
#include "enclosed.h"
#include "tmprec/base/memory.h"

/* Numbers are made small; the first that is not ternary gets its bits. */
static void init_numbers(void *number, size_t count)
{
  real *x = number;
  for (size_t i = 0; i < count; i++)
    real_init(x + i, 2);
}

static void clear_numbers(void *number, size_t count)
{
  real *x = number;
  for (size_t i = 0; i < count; i++)
    real_clear(x + i);
}

static void set_number(void *number, int value)
{
  real_set_int(number, value);
}

const wide_kind real_numbers = {sizeof(real), init_numbers, clear_numbers, set_number};

static void put_wide(reals_state *s, number_column *c, const real *x)
{
  real *to = ternary_put_wide(c, &real_numbers);
  if (mpfr_get_prec(to->low) != s->room.bits) {
    mpfr_set_prec(to->low, s->room.bits);
    mpfr_set_prec(to->high, s->room.bits);
  }
  real_set(to, x);
}

/* Numbers that are still to be rounded in their place are kept apart from ternary ones. */
void reals_put(reals_state *s, number_column *c, const real *x)
{
  if (!s->shared_act.format.shared && mpfr_equal_p(x->low, x->high) && mpfr_integer_p(x->low) && mpfr_cmpabs_ui(x->low, 1) <= 0)
    ternary_put(c, &real_numbers, (int) mpfr_get_si(x->low, MPFR_RNDN));
  else
    put_wide(s, c, x);
}

void reals_set_value(real *x, format f, double value)
{
  long d = format_denominator(f);
  if (d > 1 && isfinite(value))
    real_set_ratio(x, lrint(value * (double) d), d);
  else
    real_set_double(x, value);
}

/* The sum with the noise is taken in binary64, as in sites.c, if the number is one. */
void reals_disturb(reals_state *s, int site, real *x, rounding_place place, size_t position, uint64_t element)
{
  if (s->rules.noise[site].kind == NOISE_NONE || real_is_nan(x) || mpfr_inf_p(x->low))
    return;
  double noise = site_noise_at(&s->rules, site, place, position, element);
  double u = site_random(&s->rules, site, place, position, element, NOISE_STEP);
  if (real_is_exact(x) && x->denominator == 1 && mpfr_get_d(x->low, MPFR_RNDN) == mpfr_get_d(x->low, MPFR_RNDZ)
      && mpfr_cmp_d(x->low, mpfr_get_d(x->low, MPFR_RNDN)) == 0) {
    real_set_double(x, mpfr_get_d(x->low, MPFR_RNDN) + noise);
  } else {
    real_set_double(s->scratch_noise, noise);
    real_sum_start(&s->room);
    real_sum_add(&s->room, 1, x, NULL);
    real_sum_add(&s->room, 1, s->scratch_noise, NULL);
    real_sum_take(&s->room, NULL, x);
  }
  reals_note(s, real_round(&s->room, &s->rules.rule[site], u, x, x));
}

/* --- Dot products ------------------------------------------------------------ */

typedef struct {
  reals_state *s;
  const void *of;
  dot_term_at term;
  const real *divisor;             /* of the terms, or NULL */
  size_t position, step;
  uint64_t element;
} dot_product;

static double random_step(dot_product *d)
{
  return site_random(&d->s->rules, SITE_ACC, d->s->base.base.place, d->position, d->element, d->step++);
}

/* R(x + sign y) */
static void round_two(dot_product *d, const real *x, int sign, const real *y, real *out)
{
  reals_state *s = d->s;
  real_sum_start(&s->room);
  real_sum_add(&s->room, 1, x, NULL);
  real_sum_add(&s->room, sign, y, NULL);
  reals_note(s, real_sum_round(&s->room, NULL, &s->rules.rule[SITE_ACC], random_step(d), out));
}

static void start_term(dot_product *d, size_t k)
{
  dot_term t = d->term(d->s, d->of, k);
  real_sum_start(&d->s->room);
  real_sum_add(&d->s->room, t.weight, t.x, t.y);
}

/* R(t_k + sign x); x may be NULL.  Over the common divisor that is exact if all is
   known exactly; else a term that is small beside x shows by itself. */
static void round_term(dot_product *d, size_t k, int sign, const real *x, real *out)
{
  reals_state *s = d->s;
  const rounding *acc = &s->rules.rule[SITE_ACC];
  double u = random_step(d);
  real before, term;
  start_term(d, k);
  const real *divisor = s->room.terms ? d->divisor : NULL;       /* of a term that is not 0 */
  if (!x || !divisor) {
    if (x)
      real_sum_add(&s->room, sign, x, NULL);
    reals_note(s, real_sum_round(&s->room, divisor, acc, u, out));
    return;
  }
  real_init(&before, s->room.bits);
  real_set(&before, x);
  real_sum_add(&s->room, sign, &before, d->divisor);
  if (!real_sum_round(&s->room, d->divisor, acc, u, out)) {
    real_init(&term, s->room.bits);
    start_term(d, k);
    real_sum_take(&s->room, d->divisor, &term);
    real_sum_start(&s->room);
    real_sum_add(&s->room, 1, &term, NULL);
    real_sum_add(&s->room, sign, &before, NULL);
    reals_note(s, real_sum_round(&s->room, NULL, acc, u, out));
    real_clear(&term);
  }
  real_clear(&before);
}

static void sum_in_order(dot_product *d, size_t terms, real *out)
{
  real_set_int(out, 0);
  for (size_t k = 0; k < terms; k++)
    round_term(d, k, 1, out, out);
}

static void sum_in_pairs(dot_product *d, size_t from, size_t to, real *out)
{
  real_set_int(out, 0);
  if (to == from)
    return;
  if (to - from == 1) {
    round_term(d, from, 1, NULL, out);
    return;
  }
  size_t middle = from + (to - from + 1) / 2;
  real other;
  real_init(&other, d->s->room.bits);
  sum_in_pairs(d, from, middle, out);
  sum_in_pairs(d, middle, to, &other);
  round_two(d, out, 1, &other, out);
  real_clear(&other);
}

/* y = R(t - c), s' = R(s + y), c = R(R(s' - s) - y) */
static void sum_compensated(dot_product *d, size_t terms, real *out)
{
  real c, y, next;
  real_init(&c, d->s->room.bits);
  real_init(&y, d->s->room.bits);
  real_init(&next, d->s->room.bits);
  real_set_int(out, 0);
  for (size_t k = 0; k < terms; k++) {
    round_term(d, k, -1, &c, &y);
    round_two(d, out, 1, &y, &next);
    round_two(d, &next, -1, out, &c);
    round_two(d, &c, -1, &y, &c);
    real_set(out, &next);
  }
  real_clear(&c);
  real_clear(&y);
  real_clear(&next);
}

void reals_dot(reals_state *s, const void *of, dot_term_at term, size_t terms, const real *divisor, size_t position,
               uint64_t element, real *out)
{
  dot_product d = {s, of, term, divisor, position, 0, element};
  if (s->rules.is_real[SITE_ACC]) {
    real_sum_start(&s->room);
    for (size_t k = 0; k < terms; k++) {
      dot_term t = term(s, of, k);
      real_sum_add(&s->room, t.weight, t.x, t.y);
    }
    real_sum_round(&s->room, divisor, &s->rules.rule[SITE_ACC], 0, out);
    return;
  }
  switch (s->sum) {
  case SUM_PAIRWISE: sum_in_pairs(&d, 0, terms, out); break;
  case SUM_COMPENSATED: sum_compensated(&d, terms, out); break;
  default: sum_in_order(&d, terms, out); break;
  }
}

/* --- Neurons ------------------------------------------------------------------- */

/* weight . columns at a position, and then `last`. */
typedef struct {
  size_t count, position;
  number_column *const *column;
  const int8_t *weight;
  const real *shaken;              /* the weights if noise has disturbed them, or NULL */
  const real *last;
} weighted_columns;

static dot_term weighted_term(const reals_state *s, const void *of, size_t k)
{
  const weighted_columns *w = of;
  if (k == w->count)
    return (dot_term) {1, w->last, NULL};
  if (w->shaken)
    return (dot_term) {1, w->shaken + k, real_at(s, w->column[k], w->position)};
  return (dot_term) {w->weight[k], real_at(s, w->column[k], w->position), NULL};
}

/* Put all terms, the last one too, into the room. */
static void add_all(reals_state *s, const weighted_columns *w)
{
  real_sum_start(&s->room);
  for (size_t k = 0; k <= w->count; k++) {
    dot_term t = weighted_term(s, w, k);
    real_sum_add(&s->room, t.weight, t.x, t.y);
  }
}

static double random_act(const reals_state *s, size_t position)
{
  return site_random(&s->rules, SITE_ACT, s->base.base.place, position, 0, 0);
}

/* relu of the sum that is in the room, rounded into *out; *sum is room.  Rounding keeps
   signs, so it may come first, but where it makes NaN of a number that is too large. */
static void round_hidden(reals_state *s, size_t position, real *sum, real *out)
{
  reals_note(s, real_sum_round(&s->room, NULL, &s->rules.rule[SITE_ACT], random_act(s, position), out));
  if (real_is_nan(out)) {
    real_sum_take(&s->room, NULL, sum);
    if (!real_is_nan(sum) && mpfr_sgn(sum->high) <= 0)
      real_set_int(out, 0);
  } else if (mpfr_sgn(out->high) <= 0) {
    real_set_int(out, 0);
  } else if (mpfr_sgn(out->low) < 0) {
    mpfr_set_zero(out->low, 1);
    out->open &= ~(unsigned) OPEN_LOW;
  }
}

const real *reals_shake(reals_state *s, const int8_t *weight, size_t count)
{
  if (s->rules.noise[SITE_PARAM].kind == NOISE_NONE)
    return NULL;
  if (count > s->shaken_made) {
    s->shaken = memory_resize(s->shaken, count, sizeof *s->shaken);
    for (; s->shaken_made < count; s->shaken_made++)
      real_init(s->shaken + s->shaken_made, s->room.bits);
  }
  for (size_t c = 0; c < count; c++) {
    real_set_int(s->shaken + c, weight ? weight[c] : 1);
    reals_disturb(s, SITE_PARAM, s->shaken + c, s->base.base.place, 0, c);
  }
  return s->shaken;
}

static void neuron(arithmetic *a, number_column *hidden, size_t inputs, number_column *const *x, const int8_t *weight,
                   int32_t bias, size_t from, size_t to)
{
  reals_state *s = reals_of(a);
  real *b = s->scratch, *sum = s->scratch + 1, *h = s->scratch + 2;
  real_set_int(sum, bias);
  double u = site_random(&s->rules, SITE_PARAM, a->place, 0, 1, 0);
  reals_note(s, real_round(&s->room, &s->rules.rule[SITE_PARAM], u, sum, b));
  reals_disturb(s, SITE_PARAM, b, a->place, 0, WEIGHT_ALONE);
  const real *shaken = reals_shake(s, weight, inputs);
  for (size_t p = from; p < to; p++) {
    weighted_columns w = {inputs, p, x, weight, shaken, b};
    if (s->rules.is_real[SITE_ACC]) {
      add_all(s, &w);
    } else {
      reals_dot(s, &w, weighted_term, inputs + 1, NULL, p, 0, sum);
      real_sum_start(&s->room);
      real_sum_add(&s->room, 1, sum, NULL);
    }
    round_hidden(s, p, sum, h);
    reals_disturb(s, SITE_ACT, h, a->place, p, 0);
    reals_put(s, hidden, h);
  }
}

static void add(arithmetic *a, number_column *out, number_column *x, size_t terms, number_column *const *hidden,
                const int8_t *weight, size_t from, size_t to)
{
  reals_state *s = reals_of(a);
  real *sum = s->scratch + 1, *y = s->scratch + 2;
  const real *shaken = reals_shake(s, weight, terms);
  for (size_t p = from; p < to; p++) {
    weighted_columns w = {terms, p, hidden, weight, shaken, real_at(s, x, p)};
    if (s->rules.is_real[SITE_ACC]) {
      add_all(s, &w);
    } else {
      reals_dot(s, &w, weighted_term, terms, NULL, p, 0, sum);
      real_sum_start(&s->room);
      real_sum_add(&s->room, 1, sum, NULL);
      real_sum_add(&s->room, 1, w.last, NULL);
    }
    reals_note(s, real_sum_round(&s->room, NULL, &s->rules.rule[SITE_ACT], random_act(s, p), y));
    reals_disturb(s, SITE_ACT, y, a->place, p, 0);
    reals_put(s, out, y);
  }
}

/* --- Activations that share scales ---------------------------------------------------- */

static void copy(arithmetic *a, number_column *c, const number_column *of, size_t from, size_t to)
{
  reals_state *s = reals_of(a);
  for (size_t p = from; p < to; p++)
    put_wide(s, c, real_at(s, of, p));
}

static void share(arithmetic *a, size_t count, number_column *const *c, size_t from, size_t to)
{
  reals_state *s = reals_of(a);
  const real **number = memory_new(count, sizeof *number);
  for (size_t p = from; p < to; p++) {
    for (size_t i = 0; i < count; i++)
      number[i] = real_at(s, c[i], p);
    long scale;
    reals_note(s, real_shared_scale(s->shared_act.format, number, count, &scale));
    for (size_t i = 0; i < count; i++) {
      real *x = wide_at(c[i], &real_numbers, p);
      rounding_place place = {a->place.layer, a->place.part, a->place.index + i};
      double u = site_random(&s->rules, SITE_ACT, place, p, 0, 0);
      reals_note(s, real_round_scaled(&s->room, &s->shared_act, scale, u, x));
    }
  }
  free(number);
}

/* --- The rest -------------------------------------------------------------------- */

static size_t compare(arithmetic *a, number_column *c, size_t from, size_t to, const int8_t *expected)
{
  reals_state *s = reals_of(a);
  for (size_t p = from; p < to; p++) {
    int order = real_compare(real_at(s, c, p), &s->unit[1 + expected[p - from]]);
    if (order == 2 && !real_is_nan(real_at(s, c, p)))
      s->undecided |= UNDECIDED_EQUALITY;
    if (order)
      return p;
  }
  return to;
}

static double approximate(arithmetic *a, number_column *c, size_t position, double *slack)
{
  const real *x = real_at(reals_of(a), c, position);
  double low = mpfr_get_d(x->low, MPFR_RNDD), high = mpfr_get_d(x->high, MPFR_RNDU);
  *slack = high - low;
  return low;
}

static void bounds(arithmetic *a, number_column *c, size_t position, mpfr_t low, mpfr_t high, mpz_t denominator)
{
  const real *x = real_at(reals_of(a), c, position);
  mpfr_set_prec(low, mpfr_get_prec(x->low) + 64);
  mpfr_set_prec(high, mpfr_get_prec(x->low) + 64);
  mpz_set_si(denominator, x->denominator);
  if (x->denominator > 1) {
    mpfr_set_si(low, x->numerator, MPFR_RNDD);
    mpfr_set_si(high, x->numerator, MPFR_RNDU);
  } else {
    mpfr_set(low, x->low, MPFR_RNDD);
    mpfr_set(high, x->high, MPFR_RNDU);
  }
}

static int undecided(arithmetic *a)
{
  return reals_of(a)->undecided;
}

static void destroy(arithmetic *a)
{
  reals_state *s = reals_of(a);
  real_clear(&s->beta);
  real_clear(s->scratch_noise);
  for (size_t i = 0; i < s->shaken_made; i++)
    real_clear(s->shaken + i);
  free(s->shaken);
  for (int i = 0; i < 3; i++) {
    real_clear(&s->unit[i]);
    real_clear(&s->scratch[i]);
  }
  real_room_clear(&s->room);
  free(s);
}

static const arithmetic_operations operations = {
  destroy, ternary_column_new, ternary_column_free, ternary_column_restart, ternary_set, neuron, add, copy, share,
  reals_row_new, reals_row_free, reals_score, reals_weigh, reals_mix,
  compare, approximate, bounds, reals_row_score, reals_row_weight, undecided,
};

arithmetic *reals_arithmetic(const arithmetic_choice *c, unsigned r)
{
  mpfr_set_emin(mpfr_get_emin_min());
  mpfr_set_emax(mpfr_get_emax_max());
  reals_state *s = memory_zeroed(1, sizeof *s);
  s->base = (ternary_arithmetic) {{.op = &operations}, &real_numbers};
  s->rules = site_rules_make(c);
  for (int i = SITE_ATTN; i <= SITE_LOGIT; i++)      /* a number of its own, for the noise */
    s->rules.is_real[i] &= c->noise[i].kind == NOISE_NONE;
  if (s->rules.rule[SITE_ACT].format.shared) {     /* rounded when all of a block is there */
    s->shared_act = s->rules.rule[SITE_ACT];
    s->rules.rule[SITE_ACT].format = (format) {.family = FORMAT_REAL};
    s->rules.is_real[SITE_ACT] = 1;
  }
  s->sum = c->sum;
  s->subtracts_first = c->subtracts_first;
  real_room_init(&s->room, c->working);
  real_init(&s->beta, c->working);
  real_init(s->scratch_noise, c->working);
  for (int i = 0; i < 3; i++) {
    real_init(&s->unit[i], 2);
    real_set_int(&s->unit[i], i - 1);
    real_init(&s->scratch[i], c->working);
  }
  const rounding_place none = {0, PART_ATTENTION, 0};
  choice_beta_weight(s->beta.low, c, r, site_random(&s->rules, SITE_PARAM, none, 0, 0, 0));
  if (format_denominator(c->site[SITE_PARAM]) > 1)
    reals_set_value(&s->beta, c->site[SITE_PARAM], mpfr_get_d(s->beta.low, MPFR_RNDN));
  else
    mpfr_set(s->beta.high, s->beta.low, MPFR_RNDN);
  return &s->base.base;
}
