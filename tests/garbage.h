/* SPDX-License-Identifier: MIT */
/* Garbage against the lemma of doc/half-snapping.md.  A forward pass in binary64 whose heads select
   as under hardmax; to every output an adversary adds as much as the hypotheses allow.  After each
   sublayer act rounds to P significant bits.  All numbers have so few bits that the sums are exact. */
#ifndef GARBAGE_H
#define GARBAGE_H

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "random_machines.h"
#include "suite.h"
#include "tmprec/analysis/trajectory.h"
#include "tmprec/base/memory.h"

/* What heads add where they find nothing, at most, by kind; and what errors of found values may be. */
typedef struct {
  int bits;                        /* P */
  double miss[5];                  /* A to E: alpha, beta, gamma, delta, eta */
  double found;
} garbage_limits;

typedef struct {
  const tp_subject *s;
  const tp_trajectory *hardmax;
  const garbage_limits *limits;
  random_source *source;
  size_t positions, width;
  double *x, *next;                /* positions x width */
  double *h;                       /* hidden values of a position */
} garbage_pass;

static inline double garbage_round(double x, int bits)
{
  int exponent;
  double m = frexp(x, &exponent);
  return ldexp(nearbyint(ldexp(m, bits)), exponent - bits);
}

/* All there is to add near what is allowed: often all of it, or a power of two of it. */
static inline double garbage_draw(random_source *s, double most, int is_flag)
{
  double x = ldexp(most, -(int) (random_one_in(s, 2) ? 0 : random_below(s, 4)));
  return random_one_in(s, 8) ? 0 : is_flag || random_one_in(s, 2) ? x : -x;
}

/* A to E as 0 to 4. */
static inline int garbage_kind(const tp_transformer *t, size_t layer, const tp_attention_head *head)
{
  int is_on_position = 1;
  for (uint32_t c = 0; c < head->keys; c++)
    is_on_position &= !strcmp(tp_transformer_register_of(t, head->k[c])->name, "pos");
  const char *out = tp_transformer_register_of(t, head->out[0])->name;
  if (is_on_position)
    return 0;
  if (!strcmp(out, "written") || !strcmp(out, "high") || !strcmp(out, "next_at_head"))
    return 2;
  if (!strcmp(out, "read"))
    return 3;
  return layer == 3 && (!strcmp(out, "head") || !strcmp(out, "state")) ? 4 : 1;
}

static inline const int8_t *garbage_right(const garbage_pass *p, size_t layer, int part, uint32_t coordinate)
{
  return tp_trajectory_activation(p->hardmax, tp_plan_version(p->s->plan, layer, part, coordinate));
}

static inline size_t garbage_best(const garbage_pass *p, size_t layer, const tp_attention_head *head, size_t i, char *is_best)
{
  int *score = tp_memory_zeroed(i + 1, sizeof *score), most = INT_MIN;
  size_t count = 0;
  for (uint32_t c = 0; c < head->keys; c++) {
    const int8_t *k = garbage_right(p, layer, 0, head->k[c]);
    int q = garbage_right(p, layer, 0, head->q[c])[i];
    for (size_t j = 0; q && j <= i; j++)
      score[j] += q * k[j];
  }
  for (size_t j = 0; j <= i; j++)
    most = score[j] > most ? score[j] : most;
  for (size_t j = 0; j <= i; j++)
    count += (size_t) (is_best[j] = score[j] == most);
  free(score);
  return count;
}

/* Scores of numbers with garbage: the best keys tie and lead by as much as kinds A to E ask for. */
static inline void garbage_check_scores(const garbage_pass *p, size_t layer, const tp_attention_head *head, size_t i, const char *is_best)
{
  static const double gap[] = {2, 1, 1, 1, 1};
  const int kind = garbage_kind(p->s->t, layer, head);
  const double kept = garbage_round(p->limits->miss[2], p->limits->bits), least = gap[kind] - (kind == 3 ? p->s->r * kept : 0);
  double low = INFINITY, high = -INFINITY, other = -INFINITY;
  for (size_t j = 0; j <= i; j++) {
    double score = 0;
    for (uint32_t c = 0; c < head->keys; c++)
      score += p->x[i * p->width + head->q[c]] * p->x[j * p->width + head->k[c]];
    low = is_best[j] ? fmin(low, score) : low;
    high = is_best[j] ? fmax(high, score) : high;
    other = is_best[j] ? other : fmax(other, score);
  }
  quick_assert_msg(low == high && other <= low - least + 1e-12, "layer %zu, kind %c, token %zu: %g to %g, others %g", layer, 'A' + kind, i, low, high, other);
}

/* Where all visible values are 0, nothing is added. */
static inline double garbage_output(garbage_pass *p, size_t layer, const tp_attention_head *head, uint32_t c, size_t i, const char *is_best, size_t count)
{
  const int8_t *right = garbage_right(p, layer, 0, head->v[c]);
  const int is_flag = tp_transformer_register_of(p->s->t, head->out[c])->is_flag, kind = garbage_kind(p->s->t, layer, head);
  double sum = 0;
  int found = 0, is_seen = 0;
  for (size_t j = 0; j <= i; j++) {
    double v = p->x[j * p->width + head->v[c]];
    is_seen |= v != 0;
    if (is_best[j]) {
      sum += v;
      found += right[j];
    }
  }
  if (!is_seen)
    return 0;
  if (count > 1 && !found)
    sum = 0;                       /* best keys without a value tie before the marker only */
  double most = found ? p->limits->found : p->limits->miss[kind];
  return sum / (double) count + garbage_draw(p->source, most, is_flag && !found);
}

static inline void garbage_attend(garbage_pass *p, size_t layer)
{
  const tp_transformer_layer *l = p->s->t->layer + layer - 1;
  char *is_best = tp_memory_new(p->positions, 1);
  memcpy(p->next, p->x, p->positions * p->width * sizeof *p->x);
  for (size_t a = 0; a < l->heads; a++)
    for (size_t i = 0; i < p->positions; i++) {
      size_t count = garbage_best(p, layer, l->head + a, i, is_best);
      garbage_check_scores(p, layer, l->head + a, i, is_best);
      for (uint32_t c = 0; c < l->head[a].values; c++)
        p->next[i * p->width + l->head[a].out[c]] += garbage_output(p, layer, l->head + a, c, i, is_best, count);
    }
  free(is_best);
}

static inline void garbage_think(garbage_pass *p, size_t layer)
{
  const tp_neuron_block *b = &p->s->t->layer[layer - 1].mlp;
  memcpy(p->next, p->x, p->positions * p->width * sizeof *p->x);
  for (size_t i = 0; i < p->positions; i++)
    for (size_t m = 0; m < b->neurons; m++) {
      double sum = b->bias[m];
      for (size_t e = b->in_start[m]; e < b->in_start[m + 1]; e++)
        sum += b->in_weight[e] * p->x[i * p->width + b->in[e]];
      sum = sum > 0 ? garbage_round(sum, p->limits->bits) : 0;
      for (size_t e = b->out_start[m]; e < b->out_start[m + 1]; e++)
        p->next[i * p->width + b->out[e]] += b->out_weight[e] * sum;
    }
}

/* The most garbage of a register: the table of the lemma. */
static inline double garbage_most(const garbage_pass *p, const char *name)
{
  static const struct {
    const char *name;
    int kind;                      /* whose garbage; -1: none */
    int layers;                    /* 2 alpha so often, in units of r / 2 + .. */
  } row[] = {{"head", 4, 1}, {"prev_head", 4, 1}, {"final_head", 4, 2}, {"state", 4, 0}, {"block_state", 4, 3}, {"final_state", 4, 3},
             {"next_bit", -1, 4}, {"bit_a", 0, 0}, {"bit_b", 0, 0}, {"rth_run", 0, 0}, {"write_pos", 0, 0}, {"write_epos", 0, 0},
             {"written", 2, 0}, {"high", 2, 0}, {"next_at_head", 2, 0}, {"last", 2, 0}, {"read", 3, 0}, {"read_blank", 3, 0},
             {"new_state", 4, 0}, {"new_sym", 4, 0}, {"new_move", 4, 0}};
  const unsigned r = p->s->r, times[] = {0, r + 1, r + 2, 1, r - 1};
  const int is_summarized = p->s->mode == TP_MODE_SCOT;
  for (size_t i = 0; i < sizeof row / sizeof *row; i++)
    if (!strcmp(row[i].name, name)) {
      double own = row[i].kind < 0 || (row[i].kind == 4 && !is_summarized) ? 0 : garbage_round(p->limits->miss[row[i].kind], p->limits->bits);
      return own + 2 * times[row[i].layers] * p->limits->miss[0];
    }
  return 0;
}

/* Act rounds; then what hardmax sets is as hardmax sets it, and all else is within its bound. */
static inline void garbage_check(garbage_pass *p, const random_machine *a, size_t layer, int part)
{
  for (uint32_t c = 0; c < p->width; c++) {
    const int8_t *right = garbage_right(p, layer, part, c);
    const tp_stream_register *of = tp_transformer_register_of(p->s->t, c);
    const double most = garbage_most(p, of->name) * (1 + 1e-12);
    for (size_t i = 0; i < p->positions; i++) {
      double x = p->x[i * p->width + c] = garbage_round(p->next[i * p->width + c], p->limits->bits);
      if (right[i] ? x != right[i] : fabs(x) > most || (of->is_flag && x < 0)) {
        random_machine_print(a);
        ck_abort_msg("%s, P = %d, before layer %zu, part %d: %s[%u] of token %zu is %g, not %d up to %g", tp_chain_mode_name[p->s->mode],
                     p->limits->bits, layer, part, of->name, of->tape, i, x, right[i], most);
      }
    }
  }
}

/* Segment g of the subject. */
static inline void garbage_run(const random_machine *a, const tp_subject *s, const tp_trajectory *hardmax, const garbage_limits *limits,
                               random_source *source, size_t g)
{
  garbage_pass p = {s, hardmax, limits, source, s->told.segment[g].tokens.length - 1, s->t->width, NULL, NULL, NULL};
  p.x = tp_memory_zeroed(p.positions * p.width, sizeof *p.x);
  p.next = tp_memory_zeroed(p.positions * p.width, sizeof *p.next);
  for (uint32_t c = 0; c < p.width; c++)
    for (size_t i = 0; i < p.positions; i++)
      p.x[i * p.width + c] = tp_trajectory_activation(hardmax, c)[i];
  for (size_t layer = 1; layer <= s->t->layers; layer++) {
    garbage_attend(&p, layer);
    garbage_check(&p, a, layer, 1);
    garbage_think(&p, layer);
    garbage_check(&p, a, layer + 1, 0);
  }
  free(p.x);
  free(p.next);
}

#endif
