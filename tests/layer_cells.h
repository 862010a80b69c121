/* SPDX-License-Identifier: MIT */
/* Arithmetics that differ by layer, as the command line has them, and verdicts on them. */
#ifndef LAYER_CELLS_H
#define LAYER_CELLS_H

#include <check.h>
#include <stdio.h>

#include "random_machines.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/arithmetic/choice.h"

enum { NAME = 40, RULE = 80, RULES = 4 };

typedef struct {
  char format[NAME], site[TP_SITES][NAME], beta[NAME], modes[NAME], sum[NAME], at[RULES][RULE];
  tp_layer_exception except[RULES];   /* room for `at` */
} cell;

static inline void add_rule(cell *c, unsigned first, unsigned last, const char *what, const char *value)
{
  int i = 0;
  while (c->at[i][0])
    i++;
  snprintf(c->at[i], RULE, "%u..%u:%s=%s", first, last, what, value);
}

/* The choice, whose exceptions are c's and not to be cleared; 0 if it is refused. */
static inline int make_choice(tp_choice *choice, cell *c)
{
  tp_error err = {.text = ""};
  *choice = (tp_choice) {.kind = TP_ARITHMETIC_EXACT};
  if (c->format[0])
    ck_assert_msg(tp_choice_set_format(choice, c->format, &err) == TP_STATUS_OK, "%s", err.text);
  for (int i = 0; i < TP_SITES; i++)
    if (c->site[i][0])
      ck_assert_msg(tp_choice_set_site(choice, i, c->site[i], &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_beta(choice, c->beta[0] ? c->beta : "auto", &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_mode(choice, c->modes[0] ? c->modes : "rne", &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_summation(choice, c->sum[0] ? c->sum : "sequential", &err) == TP_STATUS_OK, "%s", err.text);
  for (int i = 0; i < RULES && c->at[i][0]; i++) {
    ck_assert_msg(tp_exception_parse(c->except + i, c->at[i], &err) == TP_STATUS_OK, "%s", err.text);
    choice->exceptions++;
  }
  choice->except = c->except;
  return tp_choice_check(choice, &err) == TP_STATUS_OK;
}

static inline void print_cell(const random_machine *a, const cell *c)
{
  random_machine_print(a);
  printf("--mode %s", tp_chain_mode_name[a->mode]);
  if (c->format[0])
    printf(" --format %s", c->format);
  for (int i = 0; i < TP_SITES; i++)
    if (c->site[i][0])
      printf(" --%s %s", tp_site_name[i], c->site[i]);
  if (c->beta[0])
    printf(" --beta %s", c->beta);
  if (c->modes[0])
    printf(" --round %s", c->modes);
  if (c->sum[0])
    printf(" --sum %s", c->sum);
  for (int i = 0; i < RULES && c->at[i][0]; i++)
    printf(" --at %s", c->at[i]);
  printf("\n");
  fflush(stdout);
}

#define cell_assert(a, c, condition) ((condition) ? (void) 0 : (print_cell(a, c), ck_abort_msg("%s", #condition)))

/* With so many bits between roundings; 0: the quickest way. */
static inline tp_verification verify_with_bits(const tp_subject *s, const tp_choice *c, int bits, tp_hardmax_record *record)
{
  const tp_setup in = {.choice = c, .effort.bits = bits};
  tp_verification v;
  tp_verify_subject(&v, s, &in, record);
  return v;
}

static inline tp_verification verify_choice(const tp_subject *s, const tp_choice *c, tp_hardmax_record *record)
{
  return verify_with_bits(s, c, 0, record);
}

static inline int is_exact(const tp_subject *s, const tp_choice *c)
{
  tp_verification v = verify_choice(s, c, NULL);
  int exact = v.exact == TP_VERDICT_YES;
  tp_verify_clear(&v);
  return exact;
}

static inline int same_verification(const tp_verification *a, const tp_verification *b, uint32_t tapes)
{
  return a->exact == b->exact && a->exact_act == b->exact_act
         && (a->exact != TP_VERDICT_NO
             || (a->first_error == b->first_error && a->ties == b->ties && tp_token_equal(a->predicted, b->predicted, tapes)));
}

static inline random_quota quota_of(int mode, size_t of_500, size_t least)
{
  random_quota quota = {.left = random_count(of_500, least), .mode = (tp_chain_mode) mode};
  quota.wanted[RANDOM_REWRITES] = quota.left / 3;
  if (mode == TP_MODE_SCOT)
    quota.wanted[RANDOM_SEGMENTS] = quota.left / 4;
  return quota;
}

#endif
