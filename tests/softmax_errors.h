/* SPDX-License-Identifier: MIT */
/* Errors where nothing is rounded, against the bounds of doc/walk.md.  A forward pass in long double under softmax; an
   adversary may take away from the exponentials of keys that are not best, as much as he likes.  What is compared are head
   positions, the search, transitions and logits. */
#ifndef SOFTMAX_ERRORS_H
#define SOFTMAX_ERRORS_H

#include <limits.h>
#include <math.h>
#include <string.h>

#include "claim_runs.h"
#include "tmprec/analysis/trajectory.h"
#include "tmprec/base/memory.h"

/* What a claim of the theorem says, and the largest that was met of it. */
enum { ERRORS_WALK, ERRORS_OFFSET, ERRORS_UNSET, ERRORS_FOUND, ERRORS_LAST, ERRORS_TRANSITION, ERRORS_WRONG, ERRORS_RIGHT, ERRORS_COUNT };
static const char *const errors_name[ERRORS_COUNT] = {"walk", "offset", "head not set", "written not set", "last", "transition", "wrong logit", "right logit"};

typedef struct {
  double bound[ERRORS_COUNT], met[ERRORS_COUNT], nearest[ERRORS_COUNT];
} error_bounds;

typedef struct {
  const tp_subject *s;
  const tp_trajectory *hardmax;
  error_bounds *of;
  random_source *source;           /* of the adversary, or NULL */
  double beta;
  size_t positions, width;
  long double *x, *next;           /* positions x width */
} error_pass;

static inline const tp_inequality *errors_because(const tp_claim *c, const char *what)
{
  for (size_t i = 0; i < c->becauses; i++)
    if (!strcmp(c->because[i].what, what))
      return c->because + i;
  ck_abort_msg("no inequality '%s'", what);
}

/* 0 if the theorem certifies nothing there. */
static inline int errors_bounds(error_bounds *of, const tp_scope *scope, const tp_choice *c)
{
  tp_claim claim;
  tp_claim_make(&claim, scope, c);
  int certified = !strcmp(claim.theorem, "walk");
  if (certified) {
    const double score = errors_because(&claim, "walk, errors of a score of written")->low;
    const tp_inequality *logits = errors_because(&claim, "walk, logits of other classes, and of the right token");
    of->bound[ERRORS_WALK] = errors_because(&claim, "walk, errors of a head position, by the walk")->low;
    of->bound[ERRORS_OFFSET] = errors_because(&claim, "walk, errors of a head position, by the offset")->low;
    of->bound[ERRORS_UNSET] = errors_because(&claim, "walk, head that is not set, twice")->low / 2;
    of->bound[ERRORS_FOUND] = errors_because(&claim, "walk, written, high, last that are not set, twice")->low / 2;
    of->bound[ERRORS_LAST] = errors_because(&claim, "walk, errors of a score, and of all bits of last")->low - score;
    of->bound[ERRORS_TRANSITION] = errors_because(&claim, "walk, errors of a transition")->low;
    of->bound[ERRORS_WRONG] = logits->low;
    of->bound[ERRORS_RIGHT] = 1 - logits->high;        /* what it lacks of 1 */
  }
  tp_claim_clear(&claim);
  return certified;
}

/* --- The pass ---------------------------------------------------------------------------------- */

static inline const int8_t *errors_right(const error_pass *p, size_t layer, int part, uint32_t c)
{
  return tp_trajectory_activation(p->hardmax, tp_plan_version(p->s->plan, layer, part, c));
}

/* The row's weights.  In layers 1 to 3 the theorem compares leaks of one token with each other, so the adversary leaves them. */
static inline void errors_weigh(const error_pass *p, size_t layer, const tp_attention_head *h, size_t i, long double *weight)
{
  long double best = -INFINITY, total = 0;
  int most = INT_MIN, *right = tp_memory_zeroed(i + 1, sizeof *right);
  memset(weight, 0, (i + 1) * sizeof *weight);
  for (uint32_t c = 0; c < h->keys; c++) {
    const int8_t *k = errors_right(p, layer, 0, h->k[c]);
    const int q = errors_right(p, layer, 0, h->q[c])[i];
    const long double x = p->x[i * p->width + h->q[c]];
    for (size_t j = 0; x != 0 && j <= i; j++) {
      weight[j] += x * p->x[j * p->width + h->k[c]];
      right[j] += q * k[j];
    }
  }
  for (size_t j = 0; j <= i; j++) {
    best = fmaxl(best, weight[j]);
    most = right[j] > most ? right[j] : most;
  }
  int deaf = p->source && layer > 3 ? (int) random_below(p->source, 3) : 0;
  for (size_t j = 0; j <= i; j++) {
    weight[j] = expl((long double) p->beta * (weight[j] - best));
    if (deaf && right[j] < most && random_one_in(p->source, deaf == 1 ? 2 : 8))
      weight[j] = 0;
    total += weight[j];
  }
  for (size_t j = 0; j <= i; j++)
    weight[j] /= total;
  free(right);
}

static inline void errors_attend(error_pass *p, size_t layer)
{
  const tp_transformer_layer *l = p->s->t->layer + layer - 1;
  long double *weight = tp_memory_new(p->positions, sizeof *weight);
  memcpy(p->next, p->x, p->positions * p->width * sizeof *p->x);
  for (size_t a = 0; a < l->heads; a++)
    for (size_t i = 0; i < p->positions; i++) {
      errors_weigh(p, layer, l->head + a, i, weight);
      for (uint32_t c = 0; c < l->head[a].values; c++)
        for (size_t j = 0; j <= i; j++)
          p->next[i * p->width + l->head[a].out[c]] += weight[j] * p->x[j * p->width + l->head[a].v[c]];
    }
  memcpy(p->x, p->next, p->positions * p->width * sizeof *p->x);
  free(weight);
}

static inline void errors_think(error_pass *p, size_t layer)
{
  const tp_neuron_block *b = &p->s->t->layer[layer - 1].mlp;
  memcpy(p->next, p->x, p->positions * p->width * sizeof *p->x);
  for (size_t i = 0; i < p->positions; i++)
    for (size_t m = 0; m < b->neurons; m++) {
      long double sum = b->bias[m];
      for (size_t e = b->in_start[m]; e < b->in_start[m + 1]; e++)
        sum += b->in_weight[e] * p->x[i * p->width + b->in[e]];
      for (size_t e = b->out_start[m]; sum > 0 && e < b->out_start[m + 1]; e++)
        p->next[i * p->width + b->out[e]] += b->out_weight[e] * sum;
    }
  memcpy(p->x, p->next, p->positions * p->width * sizeof *p->x);
}

/* --- What is compared -------------------------------------------------------------------------- */

/* long double has its own roundings, and they are amplified as leaks are. */
static inline void errors_meet(error_pass *p, int which, long double x, size_t layer, size_t i)
{
  error_bounds *of = p->of;
  quick_assert_msg(x <= of->bound[which] * (1 + 1e-4) + 1e-7, "%s, r %u, beta %.17g, layer %zu, token %zu: %s is %.17Lg, and at most %.17g",
                   tp_chain_mode_name[p->s->mode], p->s->r, p->beta, layer, i, errors_name[which], x, of->bound[which]);
  of->met[which] = fmax(of->met[which], (double) x);
  of->nearest[which] = fmax(of->nearest[which], (double) x / of->bound[which]);
}

/* A register of a token, before a layer: the sum of the errors of what is set, the largest of one, the largest of what is not;
   and the sum of the errors and 1 - x of a magnitude above 1. */
typedef struct { long double sum, one, unset, excess; int is_set; } register_errors;

static inline register_errors errors_of(const error_pass *p, const tp_stream_register *g, size_t layer, size_t i)
{
  register_errors e = {0};
  for (uint32_t c = g->offset; c < g->offset + g->width; c++) {
    const int right = errors_right(p, layer, 0, c)[i];
    const long double x = p->x[i * p->width + c], off = fabsl(x - right);
    if (!right) {
      e.unset = fmaxl(e.unset, off);
      continue;
    }
    e.is_set = 1;
    e.sum += off;
    e.one = fmaxl(e.one, off);
    e.excess = fmaxl(e.excess, fabsl(x) - 1);
  }
  return e;
}

static inline int errors_is(const error_pass *p, const char *flag, size_t i)
{
  for (size_t g = 0; g < p->s->t->register_count; g++)
    if (!strcmp(p->s->t->registers[g].name, flag))
      return errors_right(p, p->s->t->layers + 1, 0, p->s->t->registers[g].offset)[i] != 0;
  return 0;
}

static inline int errors_by_offset(const error_pass *p, size_t i)
{
  return errors_is(p, "in_output", i) || errors_is(p, "final_summ", i) || errors_is(p, "cell_final", i);
}

/* SCoT: what does not exceed 1 although heads do, and what is exactly 0. */
static inline void errors_check_signs(const error_pass *p, const tp_stream_register *of, const register_errors *e, size_t layer, size_t i)
{
  static const char *const within[] = {"summ_pos", "written", "high", "last", "next_cell", "final_summ", "cell_final", "seen_einp", "seen_esumm", "rth_run"};
  int is_within = !strcmp(of->name, "head") && layer <= p->s->r / 2 + 2 && errors_by_offset(p, i);
  for (size_t n = 0; n < LENGTH(within); n++)
    is_within |= !strcmp(of->name, within[n]);
  quick_assert_msg(!is_within || e->excess <= 1e-15, "layer %zu, token %zu: %s exceeds 1 by %Lg", layer, i, of->name, e->excess);
  if (!strcmp(of->name, "length_cap") || !strcmp(of->name, "final_summ") || !strcmp(of->name, "cell_final"))
    quick_assert_msg(e->unset == 0, "layer %zu, token %zu: %s is %Lg", layer, i, of->name, e->unset);
}

static inline void errors_check(error_pass *p, size_t layer)
{
  const unsigned r = p->s->r, walked = r / 2 + 1 + r + 2;
  const int is_cot = p->s->mode == TP_MODE_COT;
  for (size_t i = 0; i < p->positions; i++)
    for (size_t g = 0; g < p->s->t->register_count; g++) {
      const tp_stream_register *of = p->s->t->registers + g;
      const register_errors e = errors_of(p, of, layer, i);
      if (!strcmp(of->name, "head") && layer >= walked) {
        errors_meet(p, errors_by_offset(p, i) ? ERRORS_OFFSET : ERRORS_WALK, e.sum, layer, i);
        errors_meet(p, ERRORS_UNSET, e.unset, layer, i);
      }
      errors_check_signs(p, of, &e, layer, i);
      if (is_cot)                                    /* no bit exceeds 1 but those of read and outp_pos, and what is made of read */
        quick_assert_msg(e.excess <= 1e-12 || !strcmp(of->name, "outp_pos") || layer > 5 * r / 2 + 4, "layer %zu, token %zu: %s exceeds 1 by %Lg", layer, i,
                         of->name, e.excess);
      if ((!strcmp(of->name, "written") || !strcmp(of->name, "last")) && layer >= walked + r)
        errors_meet(p, ERRORS_FOUND, e.unset, layer, i);
      if (!strcmp(of->name, "last") && layer >= walked + r)
        errors_meet(p, ERRORS_LAST, e.sum, layer, i);
    }
}

/* Literals of a transition: the errors of state and of what is read, all together. */
static inline void errors_check_transitions(error_pass *p)
{
  const size_t layer = 5 * p->s->r / 2 + 5;
  for (size_t i = 0; i < p->positions; i++) {
    long double sum = 0, unset = 0;
    for (size_t g = 0; g < p->s->t->register_count; g++) {
      const tp_stream_register *of = p->s->t->registers + g;
      if (strcmp(of->name, "state") && strcmp(of->name, "read"))
        continue;
      const register_errors e = errors_of(p, of, layer, i);
      sum += e.sum;
      unset = fmaxl(unset, e.unset);
    }
    errors_meet(p, ERRORS_TRANSITION, sum + 2 * unset, layer, i);
  }
}

/* --- Logits: the largest of the classes that are wrong, the right token's ------------------------ */

static const struct { const char *name; int class; } errors_class[] = {
  {"halted", 0}, {"write_pos", 1}, {"write_epos", 2}, {"write_eoutp", 3}, {"write_summ", 4}, {"is_state", 5}, {"next_bit", 6}, {"new_state", 7},
  {"new_sym", 7}, {"new_move", 7}, {"out_sym", 8}, {"next_cell_sym", 9}, {"next_cell_head", 9}, {"final_state_out", 10},
};
enum { ERRORS_CLASSES = 11 };

static inline void errors_check_logits(error_pass *p)
{
  const size_t layer = p->s->t->layers + 1;
  for (size_t i = 0; i < p->positions; i++) {
    long double least[ERRORS_CLASSES] = {0}, most[ERRORS_CLASSES] = {0};
    int is_right[ERRORS_CLASSES] = {0};
    for (size_t g = 0; g < p->s->t->register_count; g++)
      for (size_t n = 0; n < LENGTH(errors_class); n++) {
        const tp_stream_register *of = p->s->t->registers + g;
        for (uint32_t c = of->offset; !strcmp(of->name, errors_class[n].name) && c < of->offset + of->width; c++) {
          const int right = errors_right(p, layer, 0, c)[i], class = errors_class[n].class;
          is_right[class] |= right != 0;
          least[class] += right * p->x[i * p->width + c];
          most[class] += fabsl(p->x[i * p->width + c]);
          quick_assert_msg(!right || right * p->x[i * p->width + c] > 0, "%s of token %zu has another sign", of->name, i);
        }
      }
    int rights = 0;
    for (int class = 0; class < ERRORS_CLASSES; class++)
      rights += is_right[class];
    for (int class = 0; rights == 1 && class < ERRORS_CLASSES; class++)
      errors_meet(p, is_right[class] ? ERRORS_RIGHT : ERRORS_WRONG, is_right[class] ? 1 - least[class] : most[class], layer, i);
  }
}

/* Segment g of the subject, at a beta that is certified. */
static inline void errors_run(const tp_subject *s, const tp_trajectory *hardmax, error_bounds *of, double beta, random_source *adversary, size_t g)
{
  error_pass p = {s, hardmax, of, adversary, beta, s->told.segment[g].tokens.length - 1, s->t->width, NULL, NULL};
  p.x = tp_memory_zeroed(p.positions * p.width, sizeof *p.x);
  p.next = tp_memory_zeroed(p.positions * p.width, sizeof *p.next);
  for (uint32_t c = 0; c < p.width; c++)
    for (size_t i = 0; i < p.positions; i++)
      p.x[i * p.width + c] = tp_trajectory_activation(hardmax, c)[i];
  for (size_t layer = 1; layer <= s->t->layers; layer++) {
    errors_attend(&p, layer);
    errors_think(&p, layer);
    errors_check(&p, layer + 1);
    if (layer == 5 * s->r / 2 + 4)
      errors_check_transitions(&p);
  }
  errors_check_logits(&p);
  free(p.x);
  free(p.next);
}

#endif
