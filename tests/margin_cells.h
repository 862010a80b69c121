/* SPDX-License-Identifier: MIT */
/* Arithmetics whose margins are measured, and what every measurement must satisfy. */
#ifndef MARGIN_CELLS_H
#define MARGIN_CELLS_H

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "random_machines.h"
#include "suite.h"
#include "tmprec/analysis/margins.h"
#include "tmprec/analysis/verify.h"

enum { MOST_TOKENS = 128, NAME = 40 };

static const tp_choice hardmax = {.kind = TP_ARITHMETIC_EXACT, .beta = {.is_auto = 1}};

/* Largest weight off one best key among n - 1 positions, if nothing is nearer than the gap. */
static inline double leak_law(size_t n, double gap, double beta)
{
  double others = (double) (n - 2) * exp(-beta * gap);
  return others / (1 + others);
}

static inline random_quota quota_of(int mode, size_t of_500)
{
  random_quota quota = {.left = random_count(of_500, 3), .mode = (tp_chain_mode) mode};
  quota.wanted[RANDOM_REWRITES] = quota.left / 5;
  quota.wanted[RANDOM_THREE_TAPES] = (quota.left + 24) / 25;
  if (mode == TP_MODE_SCOT)
    quota.wanted[RANDOM_SEGMENTS] = quota.left / 5;
  return quota;
}

typedef struct {
  char act[NAME], attn[NAME], beta[NAME], mode[NAME], logit[NAME], param[NAME], subtract[NAME];
} cell;

static inline tp_choice choice_of(const cell *c)
{
  tp_choice choice = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err = {.text = ""};
  quick_assert_msg(tp_choice_set_site(&choice, TP_SITE_ACT, c->act, &err) == TP_STATUS_OK, "%s", err.text);
  quick_assert_msg(tp_choice_set_site(&choice, TP_SITE_ATTN, c->attn, &err) == TP_STATUS_OK, "%s", err.text);
  if (c->logit[0])
    quick_assert_msg(tp_choice_set_site(&choice, TP_SITE_LOGIT, c->logit, &err) == TP_STATUS_OK, "%s", err.text);
  if (c->param[0])
    quick_assert_msg(tp_choice_set_site(&choice, TP_SITE_PARAM, c->param, &err) == TP_STATUS_OK, "%s", err.text);
  choice.subtracts_first = c->subtract[0] && tp_choice_is_rounded(&choice, TP_SITE_LOGIT);
  quick_assert_msg(tp_choice_set_beta(&choice, c->beta, &err) == TP_STATUS_OK, "%s", err.text);
  quick_assert_msg(tp_choice_set_mode(&choice, c->mode, &err) == TP_STATUS_OK, "%s", err.text);
  quick_assert_msg(tp_choice_check(&choice, &err) == TP_STATUS_OK, "%s", err.text);
  return choice;
}

static inline tp_margins margins_of(const tp_subject *s, const tp_choice *c)
{
  const tp_setup in = tp_setup_of(c);
  tp_margins m;
  tp_margins_measure(&m, s, &in, NULL, NULL);
  return m;
}

static inline int is_exact_act(const tp_subject *s, const tp_choice *c, tp_hardmax_record *record)
{
  const tp_setup in = tp_setup_of(c);
  tp_verification v;
  tp_verify_subject(&v, s, &in, record);
  int exact = v.exact_act == TP_VERDICT_YES;
  tp_verify_clear(&v);
  return exact;
}

/* The least slack of all heads; -infinity if for one nothing is known. */
static inline double least_slack(const tp_margins *m)
{
  double least = INFINITY;
  for (size_t i = 0; i < m->heads; i++)
    least = !m->head[i].is_known ? -INFINITY : m->head[i].slack.seen ? fmin(least, m->head[i].slack.value) : least;
  return least;
}

static inline void print_cell(const random_machine *a, const cell *c)
{
  random_machine_print(a);
  printf("--mode %s --act %s --attn %s --beta %s --round %s", tp_chain_mode_name[a->mode], c->act, c->attn, c->beta, c->mode);
  printf("%s%s%s%s%s\n", c->logit[0] ? " --logit " : "", c->logit, c->param[0] ? " --param " : "", c->param, c->logit[0] && c->subtract[0] ? " --subtract before" : "");
  fflush(stdout);
}

static inline void draw_act(random_source *s, char *name)
{
  static const char *const other[] = {"int2", "int4", "int8", "e2m1fn", "e4m3", "e4m3fn", "e3m2fn", "e4m3fnuz", "bf16", "fp16", "e4m3ftz",
                                      "posit8", "p:3", "p:12"};
  if (random_one_in(s, 3))
    snprintf(name, NAME, "%s", other[random_below(s, sizeof other / sizeof *other)]);
  else
    snprintf(name, NAME, "fixed:%" PRIu32 ".%" PRIu32, 1 + random_below(s, 3), random_below(s, 4) * random_below(s, 4));
}

static inline void draw_attn(random_source *s, char *name)
{
  static const char *const other[] = {"int4", "int8", "e2m1fn", "e2m2", "e4m3", "e4m3fn", "e5m2fnuz", "bf16", "e4m3ftz", "posit8", "e2m1b5",
                                      "e3m2b6fn"};
  switch (random_below(s, 4)) {
  case 0: snprintf(name, NAME, "real"); break;
  case 1: snprintf(name, NAME, "p:%" PRIu32, 1 + random_below(s, 12)); break;
  case 2: snprintf(name, NAME, "fixed:%" PRIu32 ".%" PRIu32, 1 + random_below(s, 2), random_below(s, 10)); break;
  default: snprintf(name, NAME, "%s", other[random_below(s, sizeof other / sizeof *other)]);
  }
}

static inline cell draw_cell(random_source *s)
{
  cell c = {.mode = "rne"};
  draw_act(s, c.act);
  draw_attn(s, c.attn);
  if (random_one_in(s, 3))
    snprintf(c.mode, NAME, "rna");
  if (random_one_in(s, 5))
    snprintf(c.beta, NAME, "auto");
  else
    snprintf(c.beta, NAME, "%.2f", random_below(s, random_one_in(s, 6) ? 10000 : 1200) / 100.0);
  if (random_one_in(s, 4))
    snprintf(c.mode, NAME, "attn:%s", tp_rounding_mode_name[random_below(s, TP_ROUND_STOCHASTIC)]);
  return c;
}

/* With logits and weights rounded as well. */
static inline cell draw_wide_cell(random_source *s)
{
  cell c = draw_cell(s);
  if (random_one_in(s, 3)) {
    draw_attn(s, c.logit);
    if (random_one_in(s, 2))
      snprintf(c.logit, NAME, "p:%" PRIu32, 1 + random_below(s, 8));
    if (random_one_in(s, 3))
      snprintf(c.subtract, NAME, "before");
    if (random_one_in(s, 3) && strlen(c.mode) == 3)
      snprintf(c.mode, NAME, "logit:%s", tp_rounding_mode_name[random_below(s, TP_ROUND_STOCHASTIC)]);
  }
  if (random_one_in(s, 5))
    snprintf(c.param, NAME, "p:%" PRIu32, 2 + random_below(s, 4));
  return c;
}

/* Where activations are exact, so are scores: the run shows hardmax's gaps, and where
   nothing rounds weights the leaks computed from them. */
static inline void check_run(const random_machine *a, const tp_margins *m, int weights_are_real)
{
  for (size_t i = 0; i < m->heads; i++) {
    const tp_head_margin *h = m->head + i;
    random_assert(a, h->run_gap.seen == h->gap.seen && (!h->gap.seen || (h->run_gap.value == h->gap.value && h->run_gap.token == h->gap.token)));
    random_assert(a, h->run_ties.value == h->ties.value && h->run_ties.token == h->ties.token);
    random_assert(a, h->run_nonzero.value == h->nonzero.value && h->run_nonzero.token == h->nonzero.token);
    random_assert(a, !h->slack.seen || !h->gap.seen || h->run_slack.value <= h->slack.value + 1e-12 || h->slack.value == -INFINITY);
    random_assert(a, !h->run_slack.seen || h->run_slack.value >= h->slack.value - 1e-12);
    random_assert(a, h->run_leak.seen && (!weights_are_real || fabs(h->run_leak.value - h->leak.value) <= 1e-9 * h->leak.value));
  }
  random_assert(a, m->right_rounded.value == m->right.value && m->right_rounded.token == m->right.token);
}

#endif
