/* SPDX-License-Identifier: MIT */
/* A transformer evaluated straight from its weights and the definition
   (doc/precision.md, "Definition" and "Order of summation"): every operation is one
   call of MPFR, nothing is left out, and nothing is remembered beyond a row of weights.
   Either every operation is rounded (mpfr:P), or operations have so many bits that they
   stand for the reals, and numbers are rounded at sites, in each layer as the choice
   says. */
#ifndef PLAIN_H
#define PLAIN_H

#include "plain_sums.h"

static inline void plain_embed(plain *e)
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
static inline void plain_logits(plain *e, const size_t *now, const tp_attention_head *h, size_t i, mpfr_t *weight)
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

/* like[j]: the first of the numbers that is equal to number j. */
static inline void plain_find_equals(mpfr_t *x, size_t count, size_t *like)
{
  for (size_t j = 0; j < count; j++) {
    like[j] = 0;
    while (like[j] < j && !mpfr_equal_p(x[like[j]], x[j]))
      like[j]++;
  }
}

/* What was positive stays so where numbers are real in between: some modes tell what is too small for MPFR's exponents
   from 0. */
static inline void plain_stay_positive(const plain *e, mpfr_t x, int was_positive)
{
  if (e->choice->kind == TP_ARITHMETIC_SITES && was_positive && mpfr_zero_p(x))
    mpfr_nextabove(x);
}

/* Softmax of query i: weight[0 .. i].  Equal logits have equal exponentials and weights,
   which are computed once in a row. */
static inline void plain_weigh(plain *e, const size_t *now, const tp_attention_head *h, size_t i, mpfr_t *weight)
{
  plain_logits(e, now, h, i, weight);
  mpfr_set_zero(e->sum, 1);
  size_t *like = tp_memory_new(i + 1, sizeof *like);
  plain_find_equals(weight, i + 1, like);
  int is_lost = 0;
  for (size_t j = 0; j <= i; j++) {
    if (like[j] < j) {
      mpfr_set(weight[j], weight[like[j]], MPFR_RNDN);
    } else {
      const int is_finite = mpfr_number_p(weight[j]);
      PLAIN_OP(e, mpfr_exp, weight[j], weight[j]);
      plain_stay_positive(e, weight[j], is_finite);
      plain_round(e, TP_SITE_EXP, weight[j]);
    }
    mpfr_set(e->before, e->sum, MPFR_RNDN);
    PLAIN_OP(e, mpfr_add, e->sum, e->sum, weight[j]);
    is_lost |= !mpfr_zero_p(weight[j]) && (mpfr_equal_p(e->sum, e->before) || mpfr_equal_p(e->sum, weight[j])) && !mpfr_zero_p(e->before);
  }
  /* Where numbers are real in between, what is too small for all bits still makes a sum of more than 1, and a weight of
     less, which some modes tell from 1. */
  if (is_lost && e->choice->kind == TP_ARITHMETIC_SITES)
    mpfr_nextabove(e->sum);
  plain_round(e, TP_SITE_EXP, e->sum);
  for (size_t j = 0; j <= i; j++) {
    if (like[j] < j) {
      mpfr_set(weight[j], weight[like[j]], MPFR_RNDN);
    } else {
      const int is_positive = mpfr_number_p(weight[j]) && mpfr_number_p(e->sum) && !mpfr_zero_p(weight[j]);
      PLAIN_OP(e, mpfr_div, weight[j], weight[j], e->sum);
      plain_stay_positive(e, weight[j], is_positive);
      plain_round(e, TP_SITE_ATTN, weight[j]);
    }
  }
  free(like);
  plain_share_row(e, TP_SITE_ATTN, weight, i + 1);
}

static inline void plain_attend(plain *e, const tp_transformer_layer *l)
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
        plain_note_absorbed(e, plain_stream(e, before, h->out[c])[i], e->sum);
        PLAIN_OP(e, mpfr_add, y, plain_stream(e, before, h->out[c])[i], e->sum);
        plain_round(e, TP_SITE_ACT, y);
      }
    }
  }
  plain_share_stream(e, before);
  plain_numbers_free(e, weight);
  free(before);
}

static inline mpfr_t *plain_neuron(plain *e, const tp_neuron_block *b, size_t m)
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
      d.others = 1;
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

static inline void plain_neurons(plain *e, const tp_neuron_block *b)
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
  size_t *neuron = tp_memory_new(b->out_start[b->neurons], sizeof *neuron), *entry = tp_memory_new(b->out_start[b->neurons], sizeof *entry);
  for (uint32_t c = 0; c < e->t->width; c++) {
    size_t terms = 0;
    for (size_t m = 0; m < b->neurons; m++)
      for (size_t i = b->out_start[m]; i < b->out_start[m + 1]; i++)
        if (b->out[i] == c) {
          neuron[terms] = first + m;
          entry[terms++] = i;
        }
    if (!terms)
      continue;
    mpfr_t *old = plain_stream(e, e->now, c);
    e->now[c] = e->versions;
    mpfr_t *y = plain_append(e);
    for (size_t p = 0; p < e->positions; p++) {
      plain_dot d;
      plain_dot_start(&d, e, terms);
      for (size_t k = 0; k < terms; k++)
        PLAIN_OP(e, mpfr_mul_si, plain_dot_next(&d), e->hidden[neuron[k]][p], b->out_weight[entry[k]]);
      plain_dot_take(&d, e->sum);
      plain_note_absorbed(e, old[p], e->sum);
      PLAIN_OP(e, mpfr_add, y[p], old[p], e->sum);
      plain_round(e, TP_SITE_ACT, y[p]);
    }
  }
  free(neuron);
  free(entry);
  plain_share_stream(e, before);
  free(before);
}

/* beta, to many bits, rounded once. */
static inline void plain_beta(plain *e)
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
static inline plain plain_evaluate(const tp_subject *s, size_t g, const tp_choice *c, mpfr_prec_t precision, mpfr_rnd_t mode)
{
  const tp_sequence *tokens = &s->told.segment[g].tokens;
  const int is_bounded = c->kind == TP_ARITHMETIC_MPFR && c->operation.family == TP_FORMAT_IEEE;
  plain e = {.is_bounded = is_bounded, .t = s->t, .tokens = tokens, .positions = tokens->length - 1, .choice = c,
             .block = tp_choice_needs(c, s->t->layers).block, .precision = precision, .mode = mode};
  mpfr_inits2(precision, e.beta, e.sum, e.before, e.most, e.zero, (mpfr_ptr) NULL);
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

static inline void plain_clear(plain *e)
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
  for (size_t i = 0; i < e->pooled; i++)
    mpfr_clear(e->pool[i]);
  free(e->pool);
  mpfr_clears(e->beta, e->sum, e->before, e->most, e->zero, (mpfr_ptr) NULL);
}

#endif
