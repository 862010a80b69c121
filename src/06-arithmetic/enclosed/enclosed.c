/* SPDX-License-Identifier: MIT */
/* Softmax, rounded at the sites chosen, with enclosures of real numbers in between (enclosure.h).  Of a rounding that
   the bits leave open a note is made, and evaluation starts again with more; the most go on with all candidates. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "../backends.h"
#include "../key_store.h"
#include "enclosed.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/environment.h"

/* Numbers are made small; the first that is not ternary gets its bits. */
static void init_numbers(void *number, size_t count)
{
  tp_enclosure *x = number;
  for (size_t i = 0; i < count; i++)
    tp_enclosure_init(x + i, 2);
}

static void clear_numbers(void *number, size_t count)
{
  tp_enclosure *x = number;
  for (size_t i = 0; i < count; i++)
    tp_enclosure_clear(x + i);
}

static void set_number(void *number, int value)
{
  tp_enclosure_set_int(number, value);
}

const wide_kind tp_enclosed_numbers = {sizeof(tp_enclosure), init_numbers, clear_numbers, set_number};

static void put_wide(enclosed_work *s, tp_number_column *c, const tp_enclosure *x)
{
  tp_enclosure *to = tp_ternary_put_wide(c, &tp_enclosed_numbers);
  if (mpfr_get_prec(to->low) != s->room.bits) {
    mpfr_set_prec(to->low, s->room.bits);
    mpfr_set_prec(to->high, s->room.bits);
  }
  tp_enclosure_set(to, x);
  if (s->names && !to->form && !tp_enclosure_is_exact(to))
    tp_enclosure_name(to, tp_enclosure_new_names(1));
}

/* Numbers that are still to be rounded in their place are kept apart from ternary ones. */
void tp_enclosed_put(enclosed_work *s, tp_number_column *c, const tp_enclosure *x)
{
  if (!s->a->shared_act.format.shared && mpfr_equal_p(x->low, x->high) && mpfr_integer_p(x->low) && mpfr_cmpabs_ui(x->low, 1) <= 0)
    tp_ternary_put(c, &tp_enclosed_numbers, (int) mpfr_get_si(x->low, MPFR_RNDN));
  else
    put_wide(s, c, x);
}

void tp_enclosed_set_value(tp_enclosure *x, tp_format f, double value)
{
  long d = tp_format_denominator(f);
  if (d > 1 && isfinite(value))
    tp_enclosure_set_ratio(x, lrint(value * (double) d), d);
  else
    tp_enclosure_set_double(x, value);
}

/* The sum with the noise is that of binary64 if the number is one; of all candidates of a rounding, none is taken. */
void tp_enclosed_disturb(enclosed_work *s, int site, tp_enclosure *x, tp_rounding_place place, size_t position, uint64_t element)
{
  if (s->rules.noise[site].kind == TP_NOISE_NONE || tp_enclosure_is_nan(x) || mpfr_inf_p(x->low))
    return;
  enclosed_note(s, s->rules.rule[site].format.family == TP_FORMAT_REAL || tp_enclosure_is_exact(x));
  double noise = site_noise_at(&s->rules, site, place, position, element);
  double u = site_random(&s->rules, site, place, position, element, NOISE_STEP);
  if (mpfr_equal_p(x->low, x->high) && mpfr_get_d(x->low, MPFR_RNDN) == mpfr_get_d(x->low, MPFR_RNDZ)
      && mpfr_cmp_d(x->low, mpfr_get_d(x->low, MPFR_RNDN)) == 0) {
    tp_enclosure_set_double(x, mpfr_get_d(x->low, MPFR_RNDN) + noise);
  } else {
    tp_enclosure_set_double(s->scratch_noise, noise);
    tp_enclosure_sum_start(&s->room);
    tp_enclosure_sum_add(&s->room, 1, x, NULL);
    tp_enclosure_sum_add(&s->room, 1, s->scratch_noise, NULL);
    tp_enclosure_sum_take(&s->room, NULL, x);
  }
  enclosed_round(s, &s->rules.rule[site], u, x);
}

/* --- Neurons ------------------------------------------------------------------- */

/* weight . columns at a position, and then `last`. */
typedef struct {
  size_t count, position;
  tp_number_column *const *column;
  const int8_t *weight;
  const tp_enclosure *shaken;      /* the weights if noise has disturbed them, or NULL */
  const tp_enclosure *last;
} weighted_columns;

static dot_term weighted_term(const enclosed_work *s, const void *of, size_t k)
{
  const weighted_columns *w = of;
  if (k == w->count)
    return (dot_term) {1, w->last, NULL, 1};
  if (w->shaken)
    return (dot_term) {1, w->shaken + k, real_at(s, w->column[k], w->position), 0};
  return (dot_term) {w->weight[k], real_at(s, w->column[k], w->position), NULL, 0};
}

/* Put all terms, the last one too, into the room. */
static void add_all(enclosed_work *s, const weighted_columns *w)
{
  tp_enclosure_sum_start(&s->room);
  for (size_t k = 0; k <= w->count; k++) {
    dot_term t = weighted_term(s, w, k);
    tp_enclosure_sum_add(&s->room, t.weight, t.x, t.y);
  }
}

static double random_act(const enclosed_work *s, size_t position)
{
  return site_random(&s->rules, TP_SITE_ACT, s->place, position, 0, 0);
}

/* relu of the sum that is in the room, rounded into *out; *sum is room.  Rounding keeps
   signs, so it may come first, but where it makes NaN of a number that is too large. */
static void round_hidden(enclosed_work *s, size_t position, tp_enclosure *sum, tp_enclosure *out)
{
  enclosed_round_sum(s, NULL, &s->rules.rule[TP_SITE_ACT], random_act(s, position), out);
  if (tp_enclosure_is_nan(out)) {
    tp_enclosure_sum_take(&s->room, NULL, sum);
    if (!tp_enclosure_is_nan(sum) && mpfr_sgn(sum->high) <= 0)
      tp_enclosure_set_int(out, 0);
  } else if (mpfr_sgn(out->high) <= 0) {
    tp_enclosure_set_int(out, 0);
  } else if (mpfr_sgn(out->low) < 0) {
    tp_enclosure_forget_rational(out);                /* it may be 0 instead */
    mpfr_set_zero(out->low, 1);
    out->open &= ~(unsigned) TP_OPEN_LOW;
  }
}

const tp_enclosure *tp_enclosed_shake(enclosed_work *s, const int8_t *weight, size_t count)
{
  if (s->rules.noise[TP_SITE_PARAM].kind == TP_NOISE_NONE)
    return NULL;
  if (count > s->shaken_made) {
    s->shaken = tp_memory_resize(s->shaken, count, sizeof *s->shaken);
    for (; s->shaken_made < count; s->shaken_made++)
      tp_enclosure_init(s->shaken + s->shaken_made, s->room.bits);
  }
  tp_enclosure *const shaken = s->shaken;
  for (size_t c = 0; c < count; c++) {
    assert(shaken);
    tp_enclosure_set_int(shaken + c, weight ? weight[c] : 1);
    tp_enclosed_disturb(s, TP_SITE_PARAM, shaken + c, s->place, 0, c);
  }
  return shaken;
}

static void neuron(tp_workspace *w, tp_rounding_place place, tp_number_column *hidden, size_t inputs, tp_number_column *const *x,
                   const int8_t *weight, int32_t bias, size_t from, size_t to)
{
  enclosed_work *s = enclosed_of(w);
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  s->place = place;
  tp_enclosure *b = s->scratch, *sum = s->scratch + 1, *h = s->scratch + 2;
  tp_enclosure_set_int(sum, bias);
  double u = site_random(&s->rules, TP_SITE_PARAM, place, 0, 1, 0);
  enclosed_note(s, tp_enclosure_round(&s->room, &s->rules.rule[TP_SITE_PARAM], u, sum, b));
  tp_enclosed_disturb(s, TP_SITE_PARAM, b, place, 0, WEIGHT_ALONE);
  const tp_enclosure *shaken = tp_enclosed_shake(s, weight, inputs);
  for (size_t p = from; p < to; p++) {
    weighted_columns of = {inputs, p, x, weight, shaken, b};
    if (s->rules.is_real[TP_SITE_ACC]) {
      add_all(s, &of);
    } else {
      tp_enclosed_dot(s, &of, weighted_term, inputs + 1, NULL, p, 0, sum);
      tp_enclosure_sum_start(&s->room);
      tp_enclosure_sum_add(&s->room, 1, sum, NULL);
    }
    round_hidden(s, p, sum, h);
    tp_enclosed_disturb(s, TP_SITE_ACT, h, place, p, 0);
    tp_enclosed_put(s, hidden, h);
  }
  tp_mpfr_environment_leave(&caller);
}

static void add(tp_workspace *w, tp_rounding_place place, tp_number_column *out, tp_number_column *x, size_t terms,
                tp_number_column *const *hidden, const int8_t *weight, size_t from, size_t to)
{
  enclosed_work *s = enclosed_of(w);
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  s->place = place;
  tp_enclosure *sum = s->scratch + 1, *y = s->scratch + 2;
  const tp_enclosure *shaken = tp_enclosed_shake(s, weight, terms);
  for (size_t p = from; p < to; p++) {
    weighted_columns of = {terms, p, hidden, weight, shaken, real_at(s, x, p)};
    if (s->rules.is_real[TP_SITE_ACC]) {
      add_all(s, &of);
    } else {
      tp_enclosed_dot(s, &of, weighted_term, terms, NULL, p, 0, sum);
      tp_enclosure_sum_start(&s->room);
      tp_enclosure_sum_add(&s->room, 1, sum, NULL);
      tp_enclosure_sum_add(&s->room, 1, of.last, NULL);
    }
    enclosed_round_sum(s, NULL, &s->rules.rule[TP_SITE_ACT], random_act(s, p), y);
    tp_enclosed_disturb(s, TP_SITE_ACT, y, place, p, 0);
    tp_enclosed_put(s, out, y);
  }
  tp_mpfr_environment_leave(&caller);
}

/* --- Activations that share scales ---------------------------------------------------- */

static void copy(tp_workspace *w, tp_number_column *c, const tp_number_column *of, size_t from, size_t to)
{
  enclosed_work *s = enclosed_of(w);
  for (size_t p = from; p < to; p++)
    put_wide(s, c, real_at(s, of, p));
}

static void share(tp_workspace *w, tp_rounding_place at, size_t count, tp_number_column *const *c, size_t from, size_t to)
{
  enclosed_work *s = enclosed_of(w);
  if (!s->a->shared_act.format.shared)
    return;                                           /* this layer does not: each number was rounded by itself */
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  const tp_enclosure **number = tp_memory_new(count, sizeof *number);
  for (size_t p = from; p < to; p++) {
    for (size_t i = 0; i < count; i++)
      number[i] = real_at(s, c[i], p);
    tp_block_scale scale;
    enclosed_note(s, tp_enclosure_shared_scale(s->a->shared_act.format, number, count, &scale));
    for (size_t i = 0; i < count; i++) {
      tp_enclosure *x = wide_at(c[i], &tp_enclosed_numbers, p);
      double u = site_random(&s->rules, TP_SITE_ACT, (tp_rounding_place) {at.layer, at.part, at.index + i}, p, 0, 0);
      enclosed_note_rounding(s, tp_enclosure_round_scaled(&s->room, &s->a->shared_act, scale, u, x), x);
    }
  }
  free(number);
  tp_mpfr_environment_leave(&caller);
}

/* --- The rest -------------------------------------------------------------------- */

static size_t compare(tp_workspace *w, tp_number_column *c, size_t from, size_t to, const int8_t *expected)
{
  enclosed_work *s = enclosed_of(w);
  for (size_t p = from; p < to; p++) {
    int order = tp_enclosure_compare(real_at(s, c, p), &s->unit[1 + expected[p - from]]);
    if (order == 2 && !tp_enclosure_is_nan(real_at(s, c, p)))
      s->base.undecided |= TP_UNDECIDED_EQUALITY;
    if (order)
      return p;
  }
  return to;
}

static void read(tp_workspace *w, const tp_number_column *c, size_t from, size_t to, double *value, double *slack)
{
  for (size_t p = from; p < to; p++) {
    const tp_enclosure *x = real_at(enclosed_of(w), c, p);
    double low = mpfr_get_d(x->low, MPFR_RNDD), high = mpfr_get_d(x->high, MPFR_RNDU);
    value[p - from] = low;
    slack[p - from] = high - low;
  }
}

static void bounds(tp_workspace *w, const tp_number_column *c, size_t position, mpfr_t low, mpfr_t high, mpz_t denominator)
{
  const tp_enclosure *x = real_at(enclosed_of(w), c, position);
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  mpq_t q;
  mpq_init(q);
  if ((x->rational || x->denominator > 1) && tp_enclosure_to_rational(q, x)) {
    const mpfr_prec_t bits = (mpfr_prec_t) mpz_sizeinbase(mpq_numref(q), 2) + 1;
    mpfr_set_prec(low, bits);
    mpfr_set_prec(high, bits);
    mpfr_set_z(low, mpq_numref(q), MPFR_RNDN);
    mpfr_set_z(high, mpq_numref(q), MPFR_RNDN);
    mpz_set(denominator, mpq_denref(q));
  } else {
    mpfr_set_prec(low, mpfr_get_prec(x->low));
    mpfr_set_prec(high, mpfr_get_prec(x->high));
    mpfr_set(low, x->low, MPFR_RNDN);
    mpfr_set(high, x->high, MPFR_RNDN);
    mpz_set_ui(denominator, 1);
  }
  mpq_clear(q);
  tp_mpfr_environment_leave(&caller);
}

static int sum_sign(tp_workspace *w, size_t count, const tp_number_column *const *c, const int32_t *times, size_t position)
{
  enclosed_work *s = enclosed_of(w);
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  tp_enclosure_sum_start(&s->room);
  for (size_t i = 0; i < count; i++)
    if (times[i])
      tp_enclosure_sum_add(&s->room, times[i], real_at(s, c[i], position), NULL);
  int sign = tp_enclosure_sum_sign(&s->room);
  tp_mpfr_environment_leave(&caller);
  return sign;
}

/* --- Workspaces ------------------------------------------------------------------- */

/* The rules of the sites for this draw.  With noise weights and logits are numbers of their
   own.  Activations that share scales are rounded when all of a block is there. */
static site_rules rules_for(const tp_choice *c, const tp_draw *d)
{
  site_rules rules = site_rules_make(c, d);
  for (int i = TP_SITE_ATTN; i <= TP_SITE_LOGIT; i++)
    rules.is_real[i] &= c->noise[i].kind == TP_NOISE_NONE;
  if (rules.rule[TP_SITE_ACT].format.shared) {
    rules.rule[TP_SITE_ACT].format = (tp_format) {.family = TP_FORMAT_REAL};
    rules.is_real[TP_SITE_ACT] = 1;
  }
  return rules;
}

/* beta, rounded at the site param if that is rounded: by chance, it may be. */
static void take_beta(enclosed_work *s)
{
  const tp_choice *c = &s->a->choice;
  const tp_rounding_place none = {0, TP_PART_ATTENTION, 0};
  if (s->a->rounds_all)
    tp_choice_beta_operation(s->beta.low, c, s->a->r);
  else
    tp_choice_beta_weight(s->beta.low, c, s->a->r, site_random(&s->rules, TP_SITE_PARAM, none, 0, 0, 0));
  if (tp_format_denominator(c->site[TP_SITE_PARAM]) > 1)
    tp_enclosed_set_value(&s->beta, c->site[TP_SITE_PARAM], mpfr_get_d(s->beta.low, MPFR_RNDN));
  else
    mpfr_set(s->beta.high, s->beta.low, MPFR_RNDN);
  if (s->names)                                       /* it may have more bits than integers of forms */
    tp_enclosure_name(&s->beta, tp_enclosure_new_names(1));
}

static tp_workspace *workspace_new(const tp_arithmetic *a, const tp_draw *d)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  enclosed_work *s = tp_memory_zeroed(1, sizeof *s);
  s->base = (tp_workspace) {.a = a, .draw = *d};
  s->a = (const enclosed_arithmetic *) a;
  s->rules = rules_for(&s->a->choice, d);
  s->names = s->a->names && s->rules.is_real[TP_SITE_ACT];
  tp_enclosure_room_init(&s->room, s->a->bits);
  tp_enclosure_init(&s->beta, s->a->bits);
  tp_enclosure_init(s->scratch_noise, s->a->bits);
  for (int i = 0; i < 3; i++) {
    tp_enclosure_init(&s->unit[i], 2);
    tp_enclosure_set_int(&s->unit[i], i - 1);
    tp_enclosure_init(&s->scratch[i], s->a->bits);
  }
  take_beta(s);
  tp_mpfr_environment_leave(&caller);
  return &s->base;
}

static void workspace_free(tp_workspace *w)
{
  enclosed_work *s = enclosed_of(w);
  tp_enclosure_clear(&s->beta);
  tp_enclosure_clear(s->scratch_noise);
  for (size_t i = 0; i < s->shaken_made; i++)
    tp_enclosure_clear(s->shaken + i);
  free(s->shaken);
  for (int i = 0; i < 3; i++) {
    tp_enclosure_clear(&s->unit[i]);
    tp_enclosure_clear(&s->scratch[i]);
  }
  tp_enclosed_forget_masses(s);
  tp_enclosure_room_clear(&s->room);
  free(s);
}

static void destroy(tp_arithmetic *of)
{
  enclosed_arithmetic *a = (enclosed_arithmetic *) of;
  tp_choice_clear(&a->choice);
  free(a);
}

static const tp_arithmetic_operations operations = {
  .destroy = destroy, .workspace_new = workspace_new, .workspace_free = workspace_free,
  .column_new = tp_ternary_column_new, .column_free = tp_ternary_column_free, .column_restart = tp_ternary_column_restart,
  .load = tp_ternary_load, .neuron = neuron, .add = add, .copy = copy, .share = share,
  .store_new = tp_key_store_new, .store_extend = tp_key_store_extend, .store_free = tp_key_store_free,
  .row_new = tp_enclosed_row_new, .row_free = tp_enclosed_row_free,
  .score = tp_enclosed_score, .weigh = tp_enclosed_weigh, .mix = tp_enclosed_mix,
  .compare = compare, .read = read, .bounds = bounds, .sum_sign = sum_sign,
  .row_score = tp_enclosed_row_score, .row_weight = tp_enclosed_row_weight, .row_histogram = tp_enclosed_row_histogram,
};

tp_arithmetic *tp_enclosed_arithmetic(const tp_choice *c, int bits, int keeps_open, int rounds_all, unsigned r)
{
  enclosed_arithmetic *a = tp_memory_zeroed(1, sizeof *a);
  a->base = (ternary_arithmetic) {{&operations}, &tp_enclosed_numbers};
  a->choice = tp_choice_copy(c);
  a->bits = bits;
  a->keeps_open = keeps_open;
  a->rounds_all = rounds_all;
  a->r = r;
  a->shared_act = tp_choice_rounding(c, TP_SITE_ACT);
  a->names = !a->shared_act.format.shared && (keeps_open || bits > tp_first_bits(c));
  return &a->base.base;
}
