/* SPDX-License-Identifier: MIT */
/* A run, and what becomes of it in an arithmetic. */
#ifndef JUDGING_H
#define JUDGING_H

#include <check.h>

#include "machine_text.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/machine/catalog.h"

typedef struct {
  tp_machine *m;
  tp_subject s;
  tp_hardmax_record *hardmax;
} examined;

static inline void open_run(examined *e, tp_machine *m, const char *input)
{
  tp_error err;
  const tp_subject_options options = {.limits = {100000, 0}};
  e->m = m;
  ck_assert_msg(tp_subject_open(&e->s, m, input, &options, 1, &err) == TP_STATUS_OK, "%s", err.text);
  e->hardmax = tp_hardmax_record_new(&e->s, 1);
}

static inline void open_text(examined *e, const char *text, const char *input)
{
  open_run(e, parse(text), input);
}

static inline void open_shipped(examined *e, const char *name, size_t i)
{
  tp_machine *m;
  tp_error err = {.text = ""};
  tp_buffer input = {NULL, 0, 0};
  ck_assert_msg(tp_catalog_open(&m, name, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert(tp_catalog_input(&input, name, i) == TP_STATUS_OK);
  open_run(e, m, input.text);
  tp_buffer_clear(&input);
}

static inline void close_run(examined *e)
{
  tp_hardmax_record_free(e->hardmax);
  tp_subject_close(&e->s);
  tp_machine_free(e->m);
}

typedef struct {
  int exact, exact_act;
  size_t first_error;
} judgement;

static inline judgement judge(const examined *e, const tp_choice *c)
{
  const tp_setup in = tp_setup_of(c);
  tp_verification v;
  tp_verify_subject(&v, &e->s, &in, e->hardmax);
  ck_assert(v.exact != TP_VERDICT_UNKNOWN && v.exact_act != TP_VERDICT_UNKNOWN);
  ck_assert(v.exact || !v.exact_act);
  judgement j = {v.exact == TP_VERDICT_YES, v.exact_act == TP_VERDICT_YES, v.first_error};
  tp_verify_clear(&v);
  return j;
}

static inline judgement judge_sites(const examined *e, const char *act, const char *attn, const char *beta)
{
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err = {.text = ""};
  ck_assert_msg(tp_choice_set_site(&c, TP_SITE_ACT, act, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_site(&c, TP_SITE_ATTN, attn, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_beta(&c, beta, &err) == TP_STATUS_OK, "%s", err.text);
  return judge(e, &c);
}

/* Formats of all sites as given, the others real; "" leaves a site out. */
typedef struct {
  const char *act, *attn, *logit, *beta, *modes;
  int subtracts_first;
} arrangement;

static inline judgement judge_arrangement(const examined *e, const arrangement *how)
{
  const char *const site[] = {[TP_SITE_ACT] = how->act, [TP_SITE_ATTN] = how->attn, [TP_SITE_LOGIT] = how->logit};
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT, .subtracts_first = how->subtracts_first};
  tp_error err = {.text = ""};
  for (int i = TP_SITE_ACT; i <= TP_SITE_LOGIT; i++)
    ck_assert_msg(tp_choice_set_site(&c, i, site[i] ? site[i] : "real", &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_beta(&c, how->beta, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_mode(&c, how->modes ? how->modes : "rne", &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_check(&c, &err) == TP_STATUS_OK, "%s", err.text);
  return judge(e, &c);
}

#endif
