/* SPDX-License-Identifier: MIT */
/* The oracle's verdict: an evaluation token by token, its predictions, and its comparison
   with the hardmax run, which is evaluated likewise. */
#ifndef ORACLE_VERDICT_H
#define ORACLE_VERDICT_H

#include "tmprec/evaluation/pass.h"
#include "oracle_attention.h"
#include "tmprec/tokens/transcript.h"

/* --- Parameters --------------------------------------------------------------------------- */

/* [digits][.digits][e[+-]digits] */
static inline void decimal_value(mpq_t x, const char *text)
{
  mpz_t power;
  long exponent = 0;
  int point = 0;
  mpq_set_ui(x, 0, 1);
  for (; *text && *text != 'e' && *text != 'E'; text++)
    if (*text == '.') {
      point = 1;
    } else {
      mpz_mul_ui(mpq_numref(x), mpq_numref(x), 10);
      mpz_add_ui(mpq_numref(x), mpq_numref(x), (unsigned long) (*text - '0'));
      exponent -= point;
    }
  if (*text)
    exponent += strtol(text + 1, NULL, 10);
  mpz_init(power);
  mpz_ui_pow_ui(power, 10, (unsigned long) labs(exponent));
  if (exponent < 0)
    mpz_set(mpq_denref(x), power);
  else
    mpz_mul(mpq_numref(x), mpq_numref(x), power);
  mpq_canonicalize(x);
  mpz_clear(power);
}

/* beta, rounded once; that of `auto`, 2 r ln 2 + 2, is irrational. */
static inline void oracle_beta(number *beta, const tp_inverse_temperature *of, unsigned r, const tp_rounding *rule, double u)
{
  number_init(beta);
  if (!of->is_auto) {
    decimal_value(beta->q, of->decimal);
    number_round(beta, rule, u);
    return;
  }
  for (mpfr_prec_t bits = 256;; bits *= 2) {
    number_make_ends(beta, bits);
    mpfr_const_log2(beta->low, MPFR_RNDD);
    mpfr_const_log2(beta->high, MPFR_RNDU);
    mpfr_mul_ui(beta->low, beta->low, 2ul * r, MPFR_RNDD);
    mpfr_mul_ui(beta->high, beta->high, 2ul * r, MPFR_RNDU);
    mpfr_add_ui(beta->low, beta->low, 2, MPFR_RNDD);
    mpfr_add_ui(beta->high, beta->high, 2, MPFR_RNDU);
    beta->kind = BETWEEN;
    oracle_is_open = 0;
    number_round(beta, rule, u);
    if (!oracle_is_open)
      return;
  }
}

/* What holds in layer l, from 1: of two exceptions for the same the later one. */
static inline layer_arithmetic arithmetic_of_layer(const tp_choice *c, unsigned l, unsigned r, uint64_t key)
{
  static const tp_rounding nearest_double = {{.family = TP_FORMAT_FLOAT, .a = 53}, TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT, 0};
  layer_arithmetic a = {.is_hardmax = c->kind == TP_ARITHMETIC_EXACT, .rounds_all = c->kind == TP_ARITHMETIC_MPFR, .sum = c->sum, .shuffle = c->shuffle,
                        .accumulator = c->accumulator, .narrow = {c->accumulator.narrow, c->mode[TP_SITE_ACC], c->overflow, c->random_bits[TP_SITE_ACC]},
                        .subtracts_first = c->subtracts_first};
  tp_inverse_temperature beta = c->beta;
  for (int i = 0; i < TP_SITES; i++)
    a.site[i] = (tp_rounding) {a.rounds_all ? c->operation : c->site[i], c->mode[i], c->overflow, c->random_bits[i]};
  for (int i = 0; i < TP_SITES; i++)
    a.holds[i] = tp_memory_zeroed(2 * MOST_HELD + 1, 1);
  for (size_t i = 0; i < c->exceptions; i++) {
    const tp_layer_exception *e = c->except + i;
    if (l < e->first || l > e->last)
      continue;
    if (e->what == TP_EXCEPT_BETA)
      beta = e->beta;
    else
      a.site[e->what == TP_EXCEPT_OPERATION ? 0 : e->what].format = e->format;
  }
  if (a.is_hardmax) {
    number_init(&a.beta);
    for (int i = 0; i < TP_SITES; i++)
      a.site[i] = (tp_rounding) {.format = {.family = TP_FORMAT_REAL}};
    return a;
  }
  const tp_rounding *rule = a.site + (a.rounds_all ? 0 : TP_SITE_PARAM);
  const oracle nowhere = {.key = key};
  double u = oracle_random(&nowhere, TP_SITE_PARAM, (spot) {0, IN_ATTENTION, 0, 0, 0, 0});
  oracle_beta(&a.beta, &beta, r, rule->format.family == TP_FORMAT_REAL ? &nearest_double : rule, u);
  return a;
}

/* --- Evaluation ---------------------------------------------------------------------------- */

static inline oracle oracle_new(const tp_transformer *t, const tp_sequence *tokens, const tp_choice *c, tp_draw d)
{
  oracle o = {.t = t, .tokens = tokens, .is_known = 1, .key = oracle_fold(oracle_fold(oracle_fold(0, d.seed), d.trial), d.segment)};
  oracle_bits = 256;
  mpfr_set_emin(mpfr_get_emin_min());
  mpfr_set_emax(mpfr_get_emax_max());
  o.in = tp_memory_new(t->layers, sizeof *o.in);
  for (size_t l = 0; l < t->layers; l++)
    o.in[l] = arithmetic_of_layer(c, (unsigned) l + 1, t->position_bits, o.key);
  size_t halves = 2 * t->layers + 1;
  o.stream = tp_memory_new(halves, sizeof *o.stream);
  for (size_t half = 0; half < halves; half++)
    o.stream[half] = tp_memory_zeroed(tokens->length, sizeof **o.stream);
  o.hidden = tp_memory_new(t->layers, sizeof *o.hidden);
  for (size_t l = 0; l < t->layers; l++)
    o.hidden[l] = tp_memory_zeroed(tokens->length, sizeof **o.hidden);
  return o;
}

static inline void oracle_clear(oracle *o)
{
  for (size_t half = 0; half < 2 * o->t->layers + 1; half++) {
    for (size_t p = 0; p < o->positions; p++)
      free(o->stream[half][p]);
    free(o->stream[half]);
  }
  for (size_t l = 0; l < o->t->layers; l++) {
    for (size_t p = 0; p < o->positions; p++)
      free(o->hidden[l][p]);
    free(o->hidden[l]);
    number_clear(&o->in[l].beta);
    for (int i = 0; i < TP_SITES; i++)
      free(o->in[l].holds[i]);
  }
  for (size_t i = 0; i < o->numbers; i++)
    number_clear(o->made[i]), free(o->made[i]);
  free(o->made);
  free(o->stream);
  free(o->hidden);
  free(o->in);
}

static inline void oracle_embed(oracle *o, size_t p)
{
  const tp_transformer *t = o->t;
  const uint32_t *token = tp_sequence_token(o->tokens, p);
  const tp_token_family *f = t->vocabulary.family + token[0];
  number **x = o->stream[0][p] = tp_memory_new(t->width, sizeof *x);
  for (uint32_t c = 0; c < t->width; c++)
    x[c] = oracle_make(o);
  for (size_t i = 0; i < f->embeds; i++) {
    const tp_placement *at = f->embed + i;
    const tp_codebook *b = t->vocabulary.book + at->book;
    uint32_t row = at->field == TP_PLACEMENT_CONSTANT ? at->row : token[1 + at->field];
    for (uint32_t c = 0; c < b->width; c++)
      number_set_int(x[at->at + c], b->entry[row * b->width + c]);
  }
  for (unsigned bit = 0; bit < t->position_bits; bit++)
    number_set_int(x[t->position_at + bit], p >> bit & 1 ? 1 : -1);
}

/* The next token. */
static inline void oracle_step(oracle *o)
{
  size_t p = o->positions++;
  oracle_embed(o, p);
  for (size_t l = 0; l < o->t->layers; l++) {
    int keeps_reals = is_unrounded(o->in + l, TP_SITE_ACT) && !o->in[l].is_hardmax;
    oracle_attend(o, l, p, keeps_reals || !o->is_known ? 2048 : 256);
    oracle_is_open = 0;
    oracle_neurons(o, l, p);
    o->left_open |= oracle_is_open;
  }
}

/* --- Predictions ----------------------------------------------------------------------------- */

typedef struct {
  const oracle *o;
  number **x;
  size_t right;                    /* number of the right token */
  int32_t *entry;                  /* of the unembedding: width of the token at hand; then of the right one */
  number right_logit, largest;
  size_t tokens, ties;             /* of the largest logit, if all are known */
  int is_nan, is_wrong, is_open;
  int ties_are_open;               /* among the tokens, whether right or not */
} oracle_prediction;

static inline void unembedding(const oracle *o, const uint32_t *token, int32_t *entry)
{
  const tp_token_family *f = o->t->vocabulary.family + token[0];
  memset(entry, 0, o->t->width * sizeof *entry);
  for (size_t i = 0; i < f->unembeds; i++) {
    const tp_placement *at = f->unembed + i;
    const tp_codebook *b = o->t->vocabulary.book + at->book;
    uint32_t row = at->field == TP_PLACEMENT_CONSTANT ? at->row : token[1 + at->field];
    for (uint32_t c = 0; c < b->width; c++)
      entry[at->at + c] += b->entry[row * b->width + c];
  }
}

/* Sum of entry x; weights that are 0 take no part. */
static inline void oracle_logit(const oracle_prediction *g, const int32_t *entry, const int32_t *less, number *sum)
{
  number term;
  number_init(&term);
  number_set_int(sum, 0);
  for (size_t c = 0; c < g->o->t->width; c++) {
    int32_t weight = entry[c] - (less ? less[c] : 0);
    if (!weight)
      continue;
    number_set_int(&term, weight);
    number_multiply(&term, &term, g->x[c]);
    number_add(sum, sum, &term);
  }
  number_clear(&term);
}

static inline void meet_token(oracle_prediction *g, const uint32_t *token, int is_right)
{
  const int32_t *right = g->entry + g->o->t->width;
  number logit, lead, zero;
  number_init(&logit), number_init(&lead), number_init(&zero);
  unembedding(g->o, token, g->entry);
  oracle_logit(g, g->entry, NULL, &logit);
  int order = number_compare(&logit, &g->right_logit);
  if (order == ORDER_IS_OPEN && logit.kind != ANYTHING && g->right_logit.kind != ANYTHING) {
    oracle_logit(g, g->entry, right, &lead);
    order = number_compare(&lead, &zero);
  }
  g->is_nan |= order == ORDER_IS_NONE;
  if (!is_right) {
    g->is_wrong |= order == 0 || order == 1;
    g->is_open |= order == ORDER_IS_OPEN || logit.kind == ANYTHING;
  }
  int best = g->tokens++ ? number_compare(&logit, &g->largest) : 1;
  g->ties_are_open |= best == ORDER_IS_OPEN;
  if (best == 1)
    number_set(&g->largest, &logit);
  g->ties = best == 1 ? 1 : g->ties + (best == 0);
  number_clear(&logit), number_clear(&lead), number_clear(&zero);
}

/* Every token of the vocabulary, one by one. */
static inline void meet_vocabulary(oracle_prediction *g, const uint32_t *right)
{
  const tp_vocabulary *v = &g->o->t->vocabulary;
  uint32_t *token = tp_memory_zeroed(TP_TOKEN_STRIDE(v->tapes), sizeof *token);
  for (uint32_t family = 0; family < TP_TOKEN_FAMILIES; family++) {
    const tp_token_family *f = v->family + family;
    if (!f->present)
      continue;
    token[0] = family;
    for (uint32_t i = 0; i < f->fields; i++)
      token[1 + i] = f->first[i];
    for (uint32_t i = 0; i <= f->fields;) {
      if (i == 0)
        meet_token(g, token, family == right[0] && !memcmp(token + 1, right + 1, f->fields * sizeof *token));
      if (i < f->fields && ++token[1 + i] == f->first[i] + f->count[i]) {
        token[1 + i] = f->first[i];
        i++;
      } else if (i < f->fields) {
        i = 0;
      } else {
        break;
      }
    }
  }
  free(token);
}

/* The prediction at position p, the last one evaluated. */
static inline oracle_prediction oracle_predict(const oracle *o, size_t p)
{
  const uint32_t *right = tp_sequence_token(o->tokens, p + 1);
  oracle_prediction g = {.o = o, .x = o->stream[2 * o->t->layers][p]};
  number_init(&g.right_logit), number_init(&g.largest);
  g.entry = tp_memory_new(2 * o->t->width, sizeof *g.entry);
  unembedding(o, right, g.entry + o->t->width);
  oracle_logit(&g, g.entry + o->t->width, NULL, &g.right_logit);
  meet_vocabulary(&g, right);
  number_clear(&g.right_logit), number_clear(&g.largest);
  free(g.entry);
  g.is_wrong |= g.is_nan;
  return g;
}

/* --- The verdict ------------------------------------------------------------------------------ */

typedef enum { SAYS_NO, SAYS_YES, IS_OPEN } oracle_answer;
typedef struct {
  oracle_answer exact, exact_act;
  size_t first_error, ties;        /* if exact is SAYS_NO; ties: 0 if a logit is NaN */
  int knows_ties;
  int left_open;                   /* some rounding stayed open, though it may not matter */
} oracle_verdict;

/* y is hardmax's. */
static inline void compare_numbers(oracle_answer *same, const number *x, const number *y)
{
  int order = number_compare(x, y);
  if (y->kind != EXACT || mpz_cmp_ui(mpq_denref(y->q), 1) || mpz_cmpabs_ui(mpq_numref(y->q), 1) > 0)
    ck_abort_msg("an activation of the hardmax run is not -1, 0 or 1");
  if (order == ORDER_IS_OPEN && *same == SAYS_YES)
    *same = IS_OPEN;
  else if (order != ORDER_IS_OPEN && order != 0)
    *same = SAYS_NO;
}

static inline void compare_position(oracle_answer *same, const oracle *o, const oracle *hardmax, size_t p)
{
  for (size_t half = 1; half <= 2 * o->t->layers; half++)
    for (size_t c = 0; c < o->t->width; c++)
      compare_numbers(same, o->stream[half][p][c], hardmax->stream[half][p][c]);
  for (size_t l = 0; l < o->t->layers; l++)
    for (size_t m = 0; m < o->t->layer[l].mlp.neurons; m++)
      compare_numbers(same, o->hidden[l][p][m], hardmax->hidden[l][p][m]);
}

/* One segment, whose predictions begin with number `first`; hardmax, of the same segment, goes along. */
static inline void oracle_segment(oracle_verdict *v, oracle *o, oracle *hardmax, size_t prompt_end, size_t first)
{
  for (size_t p = 0; p + 1 < o->tokens->length && v->exact == SAYS_YES; p++) {
    oracle_step(o);
    if (hardmax->positions <= p)
      oracle_step(hardmax);
    compare_position(&v->exact_act, o, hardmax, p);
    if (p < prompt_end)
      continue;
    oracle_prediction g = oracle_predict(o, p);
    if (g.is_wrong) {
      *v = (oracle_verdict) {SAYS_NO, SAYS_NO, first + p - prompt_end, g.is_nan ? 0 : g.ties, g.is_nan || !g.ties_are_open, 0};
    } else if (g.is_open) {
      v->exact = IS_OPEN;
      v->exact_act = v->exact_act == SAYS_NO ? SAYS_NO : IS_OPEN;
    }
  }
}

/* hardmax: one for each segment. */
static inline oracle_verdict oracle_verify(const tp_transformer *t, const tp_transcript *told, const tp_setup *in, oracle *hardmax)
{
  oracle_verdict v = {SAYS_YES, SAYS_YES, 0, 0, 0, 0};
  size_t first = 0;
  int left_open = 0;
  for (size_t g = 0; g < told->segments && v.exact == SAYS_YES; g++) {
    oracle o = oracle_new(t, &told->segment[g].tokens, in->choice, (tp_draw) {in->draw.seed, in->draw.trial, g});
    oracle_segment(&v, &o, hardmax + g, told->segment[g].prompt_end, first);
    first += told->segment[g].tokens.length - 1 - told->segment[g].prompt_end;
    left_open |= o.left_open;
    oracle_clear(&o);
  }
  v.left_open = left_open;
  return v;
}

#endif
