/* A transformer evaluated straight from its weights and the definition
   (doc/precision.md, "Definition" and "Order of summation"): every operation is one
   call of MPFR, nothing is left out, nothing is remembered.  Either every operation
   is rounded (mpfr:P), or operations have so many bits that they stand for the
   reals, and numbers are rounded at sites, in each layer as the choice says. */
#ifndef PLAIN_H
#define PLAIN_H

#include <check.h>
#include <mpfr.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/analysis/subject.h"
#include "tmprec/arithmetic/choice.h"
#include "tmprec/base/memory.h"

typedef struct {
  const tp_transformer *t;
  const tp_sequence *tokens;
  size_t positions;                /* 0 .. positions-1 are fed */
  const tp_choice *choice;
  mpfr_prec_t precision;
  mpfr_rnd_t mode;                 /* of operations */
  int is_bounded;                  /* exponents are between MPFR's emin and emax, set by who calls, with subnormals */
  mpfr_t beta, sum, term, most, zero;
  mpfr_t **version;                /* each a number a position */
  mpfr_t ***again;                 /* where scales are shared: the same, rounded once more in a later sublayer */
  size_t *agains;
  size_t versions;
  size_t *now;                     /* by coordinate: its last version */
  mpfr_t **hidden;                 /* all neurons, layer after layer */
  size_t neurons;
} plain;

/* x = call(x, ...), an operation. */
#define PLAIN_OP(e, call, x, ...) \
  do { \
    mpfr_ptr result = (x); \
    plain_finish((e), result, call(result, __VA_ARGS__, (e)->mode)); \
  } while (0)

/* An operation of bounded exponents gives subnormal numbers where it must. */
static void plain_finish(const plain *e, mpfr_ptr x, int inexact)
{
  if (e->is_bounded)
    mpfr_subnormalize(x, inexact, e->mode);
}

static mpfr_t *plain_numbers(const plain *e)
{
  mpfr_t *x = tp_memory_new(e->positions, sizeof *x);
  for (size_t p = 0; p < e->positions; p++)
    mpfr_init2(x[p], e->precision);
  return x;
}

static void plain_numbers_free(const plain *e, mpfr_t *x)
{
  for (size_t p = 0; p < e->positions; p++)
    mpfr_clear(x[p]);
  free(x);
}

static mpfr_t *plain_append(plain *e)
{
  e->version = tp_memory_resize(e->version, e->versions + 1, sizeof *e->version);
  e->again = tp_memory_resize(e->again, e->versions + 1, sizeof *e->again);
  e->agains = tp_memory_resize(e->agains, e->versions + 1, sizeof *e->agains);
  e->again[e->versions] = NULL;
  e->agains[e->versions] = 0;
  return e->version[e->versions++] = plain_numbers(e);
}

static mpfr_t *plain_stream(const plain *e, const size_t *now, uint32_t coordinate)
{
  size_t v = now[coordinate];
  return e->agains[v] ? e->again[v][e->agains[v] - 1] : e->version[v];
}

/* R_site(x), in place. */
static void plain_round(const plain *e, int site, mpfr_t x)
{
  if (e->choice->kind != TP_ARITHMETIC_SITES || e->choice->site[site].shared)
    return;
  tp_rounding rule = tp_choice_rounding(e->choice, site);
  tp_rounding_mpfr(&rule, x, 0.5);
}

/* Numbers that share scales, if those of the site do: count of them, in blocks. */
static void plain_share(const plain *e, int site, mpfr_ptr *x, size_t count)
{
  size_t block = tp_choice_is_rounded(e->choice, site) ? (size_t) e->choice->site[site].shared : 0;
  tp_rounding rule = tp_choice_rounding(e->choice, site);
  for (size_t from = 0; block && from < count; from += block) {
    size_t to = from + block < count ? from + block : count;
    mpfr_ptr most = x[from];
    for (size_t i = from; i < to; i++)
      most = mpfr_cmpabs(x[i], most) > 0 ? x[i] : most;
    long scale = mpfr_regular_p(most) ? tp_shared_scale(rule.format, most) : -127;
    for (size_t i = from; i < to; i++)
      tp_rounding_mpfr_scaled(&rule, scale, x[i], 0.5);
  }
}

static void plain_share_row(const plain *e, int site, mpfr_t *x, size_t count)
{
  mpfr_ptr *pointer = tp_memory_new(count, sizeof *pointer);
  for (size_t i = 0; i < count; i++)
    pointer[i] = x[i];
  plain_share(e, site, pointer, count);
  free(pointer);
}

/* The stream where it is not as it was before a sublayer, block by block. */
static void plain_share_stream(plain *e, const size_t *before)
{
  size_t block = tp_choice_is_rounded(e->choice, TP_SITE_ACT) ? (size_t) e->choice->site[TP_SITE_ACT].shared : 0;
  mpfr_ptr *x = tp_memory_new(e->t->width, sizeof *x);
  for (size_t from = 0; block && from < e->t->width; from += block) {
    size_t count = from + block < e->t->width ? block : e->t->width - from;
    if (!memcmp(before + from, e->now + from, count * sizeof *before))
      continue;
    for (size_t c = from; c < from + count; c++) {
      size_t v = e->now[c];
      if (v != before[c])
        continue;
      mpfr_t *old = plain_stream(e, e->now, (uint32_t) c), *copy = plain_numbers(e);
      for (size_t p = 0; p < e->positions; p++)
        mpfr_set(copy[p], old[p], MPFR_RNDN);
      e->again[v] = tp_memory_resize(e->again[v], e->agains[v] + 1, sizeof *e->again[v]);
      e->again[v][e->agains[v]++] = copy;
    }
    for (size_t p = 0; p < e->positions; p++) {
      for (size_t i = 0; i < count; i++)
        x[i] = plain_stream(e, e->now, (uint32_t) (from + i))[p];
      plain_share(e, TP_SITE_ACT, x, count);
    }
  }
  free(x);
}

/* Terms of a dot product, to be summed as acc says. */
typedef struct {
  const plain *e;
  mpfr_t *term;
  size_t terms;
} plain_dot;

static void plain_dot_start(plain_dot *d, const plain *e, size_t most)
{
  *d = (plain_dot) {e, tp_memory_new(most, sizeof *d->term), 0};
}

static mpfr_ptr plain_dot_next(plain_dot *d)
{
  mpfr_init2(d->term[d->terms], d->e->precision);
  return d->term[d->terms++];
}

static void plain_sum_pairs(const plain_dot *d, size_t from, size_t to, mpfr_t sum)
{
  if (to - from == 1) {
    mpfr_set(sum, d->term[from], MPFR_RNDN);
    plain_round(d->e, TP_SITE_ACC, sum);
    return;
  }
  size_t half = from + (to - from + 1) / 2;
  mpfr_t right;
  mpfr_init2(right, d->e->precision);
  plain_sum_pairs(d, from, half, sum);
  plain_sum_pairs(d, half, to, right);
  mpfr_add(sum, sum, right, MPFR_RNDN);
  plain_round(d->e, TP_SITE_ACC, sum);
  mpfr_clear(right);
}

static void plain_sum_compensated(const plain_dot *d, mpfr_t sum)
{
  mpfr_t c, y, t;
  mpfr_inits2(d->e->precision, c, y, t, (mpfr_ptr) NULL);
  mpfr_set_zero(c, 1);
  for (size_t k = 0; k < d->terms; k++) {
    mpfr_sub(y, d->term[k], c, MPFR_RNDN);
    plain_round(d->e, TP_SITE_ACC, y);
    mpfr_add(t, sum, y, MPFR_RNDN);
    plain_round(d->e, TP_SITE_ACC, t);
    mpfr_sub(c, t, sum, MPFR_RNDN);
    plain_round(d->e, TP_SITE_ACC, c);
    mpfr_sub(c, c, y, MPFR_RNDN);
    plain_round(d->e, TP_SITE_ACC, c);
    mpfr_set(sum, t, MPFR_RNDN);
  }
  mpfr_clears(c, y, t, (mpfr_ptr) NULL);
}

static void plain_dot_take(plain_dot *d, mpfr_t sum)
{
  mpfr_set_zero(sum, 1);
  if (d->e->choice->sum == TP_SUM_PAIRWISE && d->terms) {
    plain_sum_pairs(d, 0, d->terms, sum);
  } else if (d->e->choice->sum == TP_SUM_COMPENSATED) {
    plain_sum_compensated(d, sum);
  } else {
    for (size_t k = 0; k < d->terms; k++) {
      PLAIN_OP(d->e, mpfr_add, sum, sum, d->term[k]);
      plain_round(d->e, TP_SITE_ACC, sum);
    }
  }
  for (size_t k = 0; k < d->terms; k++)
    mpfr_clear(d->term[k]);
  free(d->term);
}

static void plain_embed(plain *e)
{
  const tp_transformer *t = e->t;
  for (uint32_t c = 0; c < t->width; c++) {
    e->now[c] = e->versions;
    mpfr_t *x = plain_append(e);
    for (size_t p = 0; p < e->positions; p++)
      mpfr_set_si(x[p], 0, MPFR_RNDN);
  }
  for (size_t p = 0; p < e->positions; p++) {
    const uint32_t *token = tp_sequence_token(e->tokens, p);
    const tp_token_family *f = t->vocabulary.family + token[0];
    for (size_t i = 0; i < f->embeds; i++) {
      const tp_placement *at = f->embed + i;
      const tp_codebook *b = t->vocabulary.book + at->book;
      uint32_t row = at->field == TP_PLACEMENT_CONSTANT ? at->row : token[1 + at->field];
      for (uint32_t c = 0; c < b->width; c++)
        mpfr_set_si(e->version[at->at + c][p], b->entry[row * b->width + c], MPFR_RNDN);
    }
    for (unsigned bit = 0; bit < t->position_bits; bit++)
      mpfr_set_si(e->version[t->position_at + bit][p], p >> bit & 1 ? 1 : -1, MPFR_RNDN);
  }
}

/* Logits of query i less their largest. */
static void plain_logits(plain *e, const size_t *now, const tp_attention_head *h, size_t i, mpfr_t *weight)
{
  for (size_t j = 0; j <= i; j++) {
    plain_dot d;
    plain_dot_start(&d, e, h->keys);
    for (uint32_t c = 0; c < h->keys; c++)
      PLAIN_OP(e, mpfr_mul, plain_dot_next(&d), plain_stream(e, now, h->q[c])[i], plain_stream(e, now, h->k[c])[j]);
    plain_dot_take(&d, e->sum);
    PLAIN_OP(e, mpfr_mul, weight[j], e->beta, e->sum);
  }
  for (int before = 1; before >= 0; before--) {
    if (before == e->choice->subtracts_first || !before)
      for (size_t j = 0; j <= i; j++)
        if (j == 0 || mpfr_greater_p(weight[j], e->most))
          mpfr_set(e->most, weight[j], MPFR_RNDN);
    for (size_t j = 0; j <= i; j++) {
      if (before == e->choice->subtracts_first || !before)
        PLAIN_OP(e, mpfr_sub, weight[j], weight[j], e->most);
      if (before)
        plain_round(e, TP_SITE_LOGIT, weight[j]);
    }
    if (before)
      plain_share_row(e, TP_SITE_LOGIT, weight, i + 1);
  }
}

/* Softmax of query i: weight[0 .. i]. */
static void plain_weigh(plain *e, const size_t *now, const tp_attention_head *h, size_t i, mpfr_t *weight)
{
  plain_logits(e, now, h, i, weight);
  mpfr_set_zero(e->sum, 1);
  for (size_t j = 0; j <= i; j++) {
    PLAIN_OP(e, mpfr_exp, weight[j], weight[j]);
    plain_round(e, TP_SITE_EXP, weight[j]);
    PLAIN_OP(e, mpfr_add, e->sum, e->sum, weight[j]);
  }
  plain_round(e, TP_SITE_EXP, e->sum);
  for (size_t j = 0; j <= i; j++) {
    PLAIN_OP(e, mpfr_div, weight[j], weight[j], e->sum);
    plain_round(e, TP_SITE_ATTN, weight[j]);
  }
  plain_share_row(e, TP_SITE_ATTN, weight, i + 1);
}

static void plain_attend(plain *e, const tp_transformer_layer *l)
{
  size_t *before = tp_memory_new(e->t->width, sizeof *before);
  memcpy(before, e->now, e->t->width * sizeof *before);
  mpfr_t *weight = plain_numbers(e);
  for (size_t n = 0; n < l->heads; n++) {
    const tp_attention_head *h = l->head + n;
    size_t first = e->versions;
    for (uint32_t c = 0; c < h->values; c++) {
      e->now[h->out[c]] = e->versions;
      plain_append(e);
    }
    for (size_t i = 0; i < e->positions; i++) {
      plain_weigh(e, before, h, i, weight);
      for (uint32_t c = 0; c < h->values; c++) {
        plain_dot d;
        plain_dot_start(&d, e, i + 1);
        for (size_t j = 0; j <= i; j++)
          PLAIN_OP(e, mpfr_mul, plain_dot_next(&d), weight[j], plain_stream(e, before, h->v[c])[j]);
        plain_dot_take(&d, e->sum);
        mpfr_ptr y = e->version[first + c][i];
        PLAIN_OP(e, mpfr_add, y, plain_stream(e, before, h->out[c])[i], e->sum);
        plain_round(e, TP_SITE_ACT, y);
      }
    }
  }
  plain_share_stream(e, before);
  plain_numbers_free(e, weight);
  free(before);
}

static mpfr_t *plain_neuron(plain *e, const tp_neuron_block *b, size_t m)
{
  mpfr_t *h = plain_numbers(e);
  for (size_t i = b->in_start[m] + 1; i < b->in_start[m + 1]; i++)
    if (b->in[i] <= b->in[i - 1])
      ck_abort_msg("the inputs of a neuron do not ascend");
  for (size_t p = 0; p < e->positions; p++) {
    plain_dot d;
    plain_dot_start(&d, e, b->in_start[m + 1] - b->in_start[m] + 1);
    for (size_t i = b->in_start[m]; i < b->in_start[m + 1]; i++)
      PLAIN_OP(e, mpfr_mul_si, plain_dot_next(&d), plain_stream(e, e->now, b->in[i])[p], b->in_weight[i]);
    /* In mpfr biases are no results of an operation: an integer is added. */
    if (e->choice->kind == TP_ARITHMETIC_SITES) {
      mpfr_ptr bias = plain_dot_next(&d);
      mpfr_set_si(bias, b->bias[m], MPFR_RNDN);
      plain_round(e, TP_SITE_PARAM, bias);
    }
    plain_dot_take(&d, e->sum);
    if (e->choice->kind != TP_ARITHMETIC_SITES)
      PLAIN_OP(e, mpfr_add_si, e->sum, e->sum, b->bias[m]);
    if (mpfr_nan_p(e->sum))
      mpfr_set(h[p], e->sum, e->mode);
    else
      mpfr_max(h[p], e->sum, e->zero, e->mode);
    plain_round(e, TP_SITE_ACT, h[p]);
  }
  return h;
}

static void plain_neurons(plain *e, const tp_neuron_block *b)
{
  size_t first = e->neurons;
  e->hidden = tp_memory_resize(e->hidden, first + b->neurons, sizeof *e->hidden);
  for (size_t m = 0; m < b->neurons; m++)
    e->hidden[e->neurons++] = plain_neuron(e, b, m);
  mpfr_ptr *x = tp_memory_new(b->neurons, sizeof *x);
  for (size_t p = 0; p < e->positions; p++) {
    for (size_t m = 0; m < b->neurons; m++)
      x[m] = e->hidden[first + m][p];
    plain_share(e, TP_SITE_ACT, x, b->neurons);
  }
  free(x);
  size_t *before = tp_memory_new(e->t->width, sizeof *before);
  memcpy(before, e->now, e->t->width * sizeof *before);
  for (uint32_t c = 0; c < e->t->width; c++) {
    mpfr_t *y = NULL, *old = plain_stream(e, e->now, c);
    for (size_t p = 0; p < e->positions; p++) {
      plain_dot d;
      plain_dot_start(&d, e, b->out_start[b->neurons]);
      for (size_t m = 0; m < b->neurons; m++)
        for (size_t i = b->out_start[m]; i < b->out_start[m + 1]; i++)
          if (b->out[i] == c)
            PLAIN_OP(e, mpfr_mul_si, plain_dot_next(&d), e->hidden[first + m][p], b->out_weight[i]);
      size_t terms = d.terms;
      plain_dot_take(&d, e->sum);
      if (!terms)
        break;
      if (!y) {
        e->now[c] = e->versions;
        y = plain_append(e);
      }
      PLAIN_OP(e, mpfr_add, y[p], old[p], e->sum);
      plain_round(e, TP_SITE_ACT, y[p]);
    }
  }
  plain_share_stream(e, before);
  free(before);
}

/* beta, to many bits, rounded once. */
static void plain_beta(plain *e)
{
  mpfr_t fine;
  int inexact = 0;
  mpfr_exp_t least = mpfr_get_emin(), most = mpfr_get_emax();
  mpfr_set_emin(mpfr_get_emin_min());
  mpfr_set_emax(mpfr_get_emax_max());
  mpfr_init2(fine, 3000);
  if (e->choice->beta.is_auto) {
    mpfr_const_log2(fine, MPFR_RNDN);
    mpfr_mul_ui(fine, fine, 2 * e->t->position_bits, MPFR_RNDN);
    mpfr_add_ui(fine, fine, 2, MPFR_RNDN);
  } else {
    mpfr_set_str(fine, e->choice->beta.decimal, 10, MPFR_RNDN);
  }
  if (e->choice->kind == TP_ARITHMETIC_SITES && e->choice->site[TP_SITE_PARAM].family == TP_FORMAT_REAL)
    mpfr_set_d(e->beta, mpfr_get_d(fine, MPFR_RNDN), MPFR_RNDN);
  else if (e->choice->kind == TP_ARITHMETIC_SITES)
    plain_round(e, TP_SITE_PARAM, fine), mpfr_set(e->beta, fine, MPFR_RNDN);
  else
    inexact = mpfr_set(e->beta, fine, e->mode);
  mpfr_clear(fine);
  mpfr_set_emin(least);
  mpfr_set_emax(most);
  if (e->is_bounded)
    plain_finish(e, e->beta, mpfr_check_range(e->beta, inexact, e->mode));
}

/* Segment g of s. */
static plain plain_evaluate(const tp_subject *s, size_t g, const tp_choice *c, mpfr_prec_t precision, mpfr_rnd_t mode)
{
  const tp_sequence *tokens = &s->told.segment[g].tokens;
  const int is_bounded = c->kind == TP_ARITHMETIC_MPFR && c->operation.family == TP_FORMAT_IEEE;
  plain e = {.is_bounded = is_bounded, .t = s->t, .tokens = tokens, .positions = tokens->length - 1, .choice = c,
             .precision = precision, .mode = mode};
  mpfr_inits2(precision, e.beta, e.sum, e.term, e.most, e.zero, (mpfr_ptr) NULL);
  mpfr_set_zero(e.zero, 1);
  plain_beta(&e);
  e.now = tp_memory_new(e.t->width, sizeof *e.now);
  plain_embed(&e);
  for (size_t l = 0; l < e.t->layers; l++) {
    const tp_choice there = tp_choice_at_layer(c, (unsigned) l + 1);
    if (c->exceptions) {
      e.choice = &there;
      plain_beta(&e);
    }
    plain_attend(&e, e.t->layer + l);
    plain_neurons(&e, &e.t->layer[l].mlp);
  }
  e.choice = c;
  return e;
}

static void plain_clear(plain *e)
{
  for (size_t v = 0; v < e->versions; v++) {
    plain_numbers_free(e, e->version[v]);
    for (size_t i = 0; i < e->agains[v]; i++)
      plain_numbers_free(e, e->again[v][i]);
    free(e->again[v]);
  }
  free(e->again);
  free(e->agains);
  for (size_t m = 0; m < e->neurons; m++)
    plain_numbers_free(e, e->hidden[m]);
  free(e->version);
  free(e->hidden);
  free(e->now);
  mpfr_clears(e->beta, e->sum, e->term, e->most, e->zero, (mpfr_ptr) NULL);
}

/* What an evaluation of the library is compared with. */
typedef struct {
  const plain *with;
  size_t layer, before;            /* neurons before the current layer */
  size_t *seen;                    /* by version: how often it was compared */
  size_t versions, hidden;         /* compared so far, copies left out */
  size_t different;                /* numbers */
} plain_comparison;

/* x is what the library says of the number, which may be a fraction. */
static int plain_is_same(tp_arithmetic *a, tp_number_column *c, size_t p, const mpfr_t x)
{
  mpfr_t low, high, scaled;
  mpz_t denominator;
  mpfr_inits2(64, low, high, (mpfr_ptr) NULL);
  mpfr_init2(scaled, mpfr_get_prec(x));
  mpz_init(denominator);
  a->op->bounds(a, c, p, low, high, denominator);
  mpfr_mul_z(scaled, x, denominator, MPFR_RNDN);
  /* A fraction is not a binary number: the nearest one stands for it in x. */
  if (mpz_cmp_ui(denominator, 1) > 0 && mpfr_number_p(scaled))
    mpfr_rint(scaled, scaled, MPFR_RNDN);
  int same = mpfr_nan_p(low) ? mpfr_nan_p(x) : mpfr_lessequal_p(low, scaled) && mpfr_lessequal_p(scaled, high);
  mpfr_clears(low, high, scaled, (mpfr_ptr) NULL);
  mpz_clear(denominator);
  return same;
}

static void plain_compare(plain_comparison *c, tp_arithmetic *a, tp_number_column *column, mpfr_t *x, size_t from, size_t to)
{
  for (size_t p = from; p < to; p++)
    c->different += !plain_is_same(a, column, p, x[p]);
}

static void plain_compare_activation(void *context, tp_arithmetic *a, size_t version, tp_number_column *column, size_t from, size_t to)
{
  plain_comparison *c = context;
  size_t seen = c->seen[version]++;
  ck_assert_uint_le(seen, c->with->agains[version]);
  plain_compare(c, a, column, seen ? c->with->again[version][seen - 1] : c->with->version[version], from, to);
  c->versions += seen == 0;
}

static void plain_compare_hidden(void *context, tp_arithmetic *a, size_t layer, size_t neuron, tp_number_column *column, size_t from,
                                 size_t to)
{
  plain_comparison *c = context;
  for (; c->layer < layer; c->layer++)
    c->before += c->layer ? c->with->t->layer[c->layer - 1].mlp.neurons : 0;
  plain_compare(c, a, column, c->with->hidden[c->before + neuron], from, to);
  c->hidden++;
}

/* Evaluate the same in the library's arithmetic and compare every number; returns how many
   differ, and in *undecided what the arithmetic could not decide. */
static size_t plain_differences(const plain *mine, const tp_subject *s, const tp_choice *choice, int *undecided)
{
  plain_comparison c = {.with = mine, .seen = tp_memory_zeroed(mine->versions, sizeof(size_t))};
  const tp_observer watch = {.context = &c, .activation = plain_compare_activation, .hidden = plain_compare_hidden};
  tp_plan *plan = tp_plan_new(s->t, tp_arithmetic_needs(choice));
  tp_layered_arithmetic a = tp_layered_new(choice, s->r, tp_plan_longest_product(plan), s->t->layers);
  tp_evaluator *e = tp_evaluator_new(plan, a.at[0], &watch);
  if (a.count > 1)
    tp_evaluator_use_layers(e, a.at);
  tp_evaluator_feed(e, mine->tokens, mine->positions);
  ck_assert_uint_eq(tp_plan_versions(plan), mine->versions);
  ck_assert_uint_eq(c.versions, mine->versions);
  ck_assert_uint_eq(c.hidden, mine->neurons);
  *undecided = tp_layered_undecided(&a);
  tp_evaluator_free(e);
  tp_layered_free(&a);
  tp_plan_free(plan);
  free(c.seen);
  return c.different;
}

#endif
