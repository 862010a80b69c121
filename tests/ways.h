/* SPDX-License-Identifier: MIT */
/* The ways to compute, for tests of what all of them must do. */
#ifndef WAYS_H
#define WAYS_H

#include <check.h>

#include "random_machines.h"
#include "suite.h"
#include "tmprec/evaluation/evaluator.h"

/* Every way to compute, by a choice and working bits. */
static const struct {
  const char *choice;
  int bits;
  int is_slow;
  int only_verdicts;     /* of the effort */
} ways[] = {
  {"format=exact", 0, 0, 0}, {"format=mpfr:9 beta=6", 0, 0, 0}, {"format=mpfr:9 beta=6", 1, 0, 0}, {"format=mpfr:fp16 beta=4", 0, 0, 0}, {"act=fixed:1.0 attn=p:5", 0, 0, 0},
  {"act=fixed:2.5 attn=p:7 beta=1.5", 0, 0, 0}, {"act=fixed:2.5 attn=p:7 beta=1.5", 300, 1, 0}, {"act=p:6 attn=p:6 logit=p:6 round=rsr beta=5", 0, 0, 0},
  {"act=fixed:1.3 attn=p:20 logit=p:24 noise=logit:uniform:0.1 beta=6", 0, 0, 0}, {"act=mxfp4 attn=mxint8 beta=7", 0, 1, 0},
  {"act=fixed:1.0 attn=p:3 at=2..6:beta=3.5", 0, 0, 0}, {"format=real beta=25", 0, 1, 0}, {"format=real beta=9", 0, 0, 1},
};
enum { WAYS = LENGTH(ways), HARDMAX = 0, INTEGERS = 4 };

static inline tp_effort effort_of(size_t way)
{
  return (tp_effort) {.bits = ways[way].bits, .only_verdicts = ways[way].only_verdicts};
}

static inline tp_choice choice_of(size_t way)
{
  tp_choice c;
  tp_error err = {.text = ""};
  ck_assert_msg(tp_choice_parse(&c, ways[way].choice, &err) == TP_STATUS_OK, "%s: %s", ways[way].choice, err.text);
  return c;
}

/* Machines for a way, with a run of three segments among them where it is summarized. */
static inline random_quota quota_of(size_t way, size_t of_500, tp_chain_mode mode)
{
  return (random_quota) {.left = random_count(ways[way].is_slow ? 1 : of_500, 1), .mode = mode,
                         .wanted = {[RANDOM_SEGMENTS] = mode == TP_MODE_SCOT && !ways[way].is_slow}};
}

#endif
