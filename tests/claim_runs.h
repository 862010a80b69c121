/* SPDX-License-Identifier: MIT */
/* Claims against runs: choices by sites, scopes that hold a run, and cells that are certified and then
   verified. */
#ifndef CLAIM_RUNS_H
#define CLAIM_RUNS_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "random_machines.h"
#include "suite.h"
#include "tmprec/analysis/claim.h"
#include "tmprec/analysis/verify.h"

enum { NAME = 40 };

static inline tp_choice choice_of(const char *act, const char *attn, const char *modes)
{
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT, .beta = {.is_auto = 1}};
  tp_error err;
  ck_assert_int_eq(tp_choice_set_site(&c, TP_SITE_ACT, act, &err), TP_STATUS_OK);
  ck_assert_int_eq(tp_choice_set_site(&c, TP_SITE_ATTN, attn, &err), TP_STATUS_OK);
  ck_assert_int_eq(tp_choice_set_mode(&c, modes, &err), TP_STATUS_OK);
  return c;
}

static inline void set_beta(tp_choice *c, double beta)
{
  c->beta.is_auto = 0;
  snprintf(c->beta.decimal, sizeof c->beta.decimal, "%.17g", beta);
}

static inline tp_claim_verdict certified(const tp_scope *scope, const tp_choice *c)
{
  tp_claim claim;
  tp_claim_make(&claim, scope, c);
  tp_claim_verdict verdict = claim.verdict;
  tp_claim_clear(&claim);
  return verdict;
}

/* 1 if this theorem certifies `exact`; then every inequality of the claim holds, and after the last theorem that is tried
   nothing is open. */
static inline int is_exact_by(const char *theorem, const tp_scope *scope, const tp_choice *c)
{
  tp_claim claim;
  tp_claim_make(&claim, scope, c);
  int yes = !strcmp(claim.theorem, theorem);
  ck_assert(!yes || (claim.verdict == TP_CLAIM_EXACT && (strcmp(theorem, "tolerant") || claim.opens == 0)));
  for (size_t i = 0; yes && i < claim.becauses; i++)
    ck_assert_int_eq(claim.because[i].holds, 1);
  tp_claim_clear(&claim);
  return yes;
}

/* A run that was certified has to be what was claimed; *in_act counts those exact in every activation.  m: its machine,
   or NULL if that is no random one. */
static inline void check_claimed(const random_machine *m, const tp_subject *s, const tp_choice *c, tp_claim_verdict claimed, tp_hardmax_record *record,
                                 size_t *in_act)
{
  tp_verification v;
  tp_verify_subject(&v, s, &(tp_setup) {.choice = c}, record);
  tp_verdict found = claimed == TP_CLAIM_EXACT_ACT ? v.exact_act : v.exact;
  if (found != TP_VERDICT_YES) {
    tp_buffer text = {NULL, 0, 0};
    tp_choice_print(&text, c);
    if (m)
      random_machine_print(m);
    printf("%s\n", text.text);
    tp_buffer_clear(&text);
    ck_abort_msg("certified to be %s, and it is %s", tp_claim_name[claimed], tp_verdict_text[found]);
  }
  *in_act += v.exact_act == TP_VERDICT_YES;
  tp_verify_clear(&v);
}

/* A scope that holds the run: itself, its machine's, or all. */
static inline tp_scope draw_scope(random_source *s, const tp_subject *at)
{
  tp_scope run = tp_scope_run(at);
  switch (random_below(s, 3)) {
  case 0:  return tp_scope_all(run.mode, run.r, run.n);
  case 1:  return tp_scope_machine(at->m, run.mode, run.r, run.n);
  default: return run;
  }
}

/* Cells of random machines.  `draw` draws a choice for a scope, and says what is certified of it. */
typedef struct {
  tp_chain_mode mode;
  size_t most_tokens, cells_a_machine, wanted;         /* wanted: cells that are certified */
  size_t rewrites;                 /* 1: of machines that rewrite cells only */
  tp_claim_verdict (*draw)(random_source *s, const tp_scope *scope, tp_choice *c);
  size_t tried, count, in_act;
} claimed_cells;

static inline void check_cells(random_source *source, claimed_cells *of)
{
  random_quota quota = {.mode = of->mode};
  while (of->count < of->wanted) {
    random_machine m;
    tp_subject s;
    quota.left = 1;
    quota.wanted[RANDOM_REWRITES] = of->rewrites;
    random_next_subject(source, &m, &s, of->most_tokens, &quota);
    tp_hardmax_record *record = tp_hardmax_record_new(&s, 1);
    for (size_t i = 0; i < of->cells_a_machine; i++, of->tried++) {
      tp_choice c;
      const tp_scope scope = draw_scope(source, &s), run = tp_scope_run(&s);
      tp_claim_verdict claimed = of->draw(source, &scope, &c);
      if (claimed == TP_CLAIM_NONE)
        continue;
      ck_assert_msg(certified(&run, &c) >= claimed, "a larger scope is certified, and a run of it is not");
      check_claimed(&m, &s, &c, claimed, record, &of->in_act);
      of->count++;
    }
    tp_hardmax_record_free(record);
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%s: of %zu cells %zu certified, %zu exact in every activation\n", tp_chain_mode_name[of->mode], of->tried, of->count, of->in_act);
  ck_assert_uint_gt(of->tried, of->count);
}

#endif
