/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/footprint.h"

#include "tmprec/evaluation/deviation.h"
#include "tmprec/evaluation/footprint.h"

/* The program, its libraries and their tables, as far as they are touched. */
const double tp_process_footprint = 4e6;

static const double growing = 1.5;   /* room of an array that grows by half of itself */

static size_t positions_of(const tp_subject *s)
{
  const size_t longest = tp_subject_size(s).longest;
  return longest ? longest - 1 : 0;
}

/* All tokens if they are written down, else the segment at work and the one before it. */
static double tokens_footprint(const tp_subject *s)
{
  const tp_told_size size = tp_subject_size(s);
  const double tokens = s->told.segments ? (double) size.tokens : 2 * (double) size.longest;
  return growing * (double) TP_TOKEN_STRIDE(tp_machine_tapes(s->m)) * sizeof(uint32_t) * tokens + growing * sizeof(tp_segment) * (double) s->told.segments;
}

double tp_subject_footprint(const tp_subject *s)
{
  return tokens_footprint(s) + sizeof(uint32_t) * (double) (s->input.length + s->run.output.length) + tp_plan_footprint(s->plan);
}

double tp_hardmax_record_footprint(const tp_subject *s, int kept, int with_best_keys)
{
  const size_t positions = kept ? tp_subject_size(s).tokens : positions_of(s);
  return tp_hardmax_numbers_footprint(s->plan, positions) + (with_best_keys ? tp_best_keys_footprint(s->plan, positions) : 0);
}

int tp_verify_asks_best_keys(const tp_subject *s, const tp_setup *in)
{
  tp_deviation *d = in->plain ? NULL : tp_deviation_new(s->plan, in);
  tp_deviation_free(d);
  return d != NULL;
}

/* All positions are fed at once. */
double tp_hardmax_making_footprint(const tp_subject *s)
{
  const tp_setup hardmax = tp_setup_hardmax();
  return tp_pass_footprint(s->plan, hardmax.choice, positions_of(s), positions_of(s), 1);
}

/* Positions count modulo 2^r: hardmax then averages what differs, in rational numbers one by one. */
static int repeats_positions(const tp_subject *s)
{
  return tp_subject_size(s).longest > (size_t) 1 << s->r;
}

static double pass_footprint(const tp_subject *s, const tp_setup *in, size_t chunk, int ternary)
{
  const tp_evaluation_needs needs = tp_choice_needs(in->choice, s->t->layers);
  const tp_plan *p = tp_plans_get(s->plans, needs);
  return tp_pass_footprint(p, in->choice, positions_of(s), chunk, ternary || (in->choice->kind == TP_ARITHMETIC_EXACT && !repeats_positions(s)))
         + (p == s->plan ? 0 : tp_plan_footprint(p));
}

double tp_verify_footprint(const tp_subject *s, const tp_setup *in, int with_record, int ternary)
{
  if (in->choice->kind == TP_ARITHMETIC_EXACT)     /* is compared with no record */
    return tp_trits_footprint(s->plan, positions_of(s))
           + (repeats_positions(s) ? pass_footprint(s, in, tp_evaluator_piece(positions_of(s)), 0) : 0);
  double bytes = pass_footprint(s, in, TP_PASS_CHUNK, ternary);
  if (with_record && !ternary && tp_verify_asks_best_keys(s, in))
    bytes += tp_deviation_footprint(s->plan, positions_of(s));
  const double making = with_record ? tp_hardmax_making_footprint(s) : 0;
  return bytes > making ? bytes : making;
}

double tp_generate_footprint(const tp_subject *s, const tp_setup *in, int ternary)
{
  const double pass = in->choice->kind == TP_ARITHMETIC_EXACT ? tp_trits_footprint(s->plan, positions_of(s)) : pass_footprint(s, in, 1, ternary);
  return pass + tokens_footprint(s);
}
