/* SPDX-License-Identifier: MIT */
/* Which settings of a choice go together. */
#include "tmprec/arithmetic/choice.h"
#include "tmprec/numbers/environment.h"

static int holds(const tp_rounding *rule, int value)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  mpfr_t x;
  mpfr_init2(x, TP_FORMAT_MAX_PRECISION + 64);
  mpfr_set_si(x, value, MPFR_RNDN);
  tp_rounding_mpfr(rule, x, 0.5);
  int same = mpfr_number_p(x) && mpfr_cmp_si(x, value) == 0;
  mpfr_clear(x);
  tp_mpfr_environment_leave(&caller);
  return same;
}

/* act must hold the embedding, which is never rounded, and so must the weights that
   select and copy: -1, 0 and 1. */
static tp_status check_units(const tp_rounding *rule, const char *who, tp_error *err)
{
  if (holds(rule, 1) && holds(rule, -1))
    return TP_STATUS_OK;
  tp_buffer name = {NULL, 0, 0};
  tp_format_print(&name, rule->format);
  tp_error_set(err, TP_STATUS_REFUSED, "format '%s' cannot hold -1 and 1, which %s", name.text, who);
  tp_buffer_clear(&name);
  return TP_STATUS_REFUSED;
}

static tp_status check_mpfr(const tp_choice *c, tp_error *err)
{
  for (int i = 1; i < TP_SITES; i++)
    if (c->mode[i] != c->mode[0] || c->random_bits[i] != c->random_bits[0])
      return tp_error_refuse(err, TP_REASON_MPFR, "rounding modes that differ by site cannot be combined with mpfr, which rounds every operation in the same way");
  if (c->mode[0] == TP_ROUND_STOCHASTIC)
    return tp_error_refuse(err, TP_REASON_MPFR, "stochastic rounding (rsr) cannot be combined with mpfr, which does not round stochastically");
  if (!tp_choice_accumulates_plainly(c))
    return tp_error_refuse(err, TP_REASON_MPFR, "an accumulator (product, block, fuse) cannot be combined with mpfr, whose operations round products and sums one by one");
  if (c->sum != TP_SUM_SEQUENTIAL || c->subtracts_first)
    return tp_error_refuse(err, TP_REASON_MPFR, "an order of summation or subtraction cannot be combined with mpfr, whose operations have a fixed order");
  return check_units(&(tp_rounding) {c->operation, c->mode[0], c->overflow, 0}, "activations need", err);
}

static tp_status check_exact(const tp_choice *c, tp_error *err)
{
  for (int i = 0; i < TP_SITES; i++)
    if (c->mode[i] != TP_ROUND_NEAREST_EVEN || c->overflow != TP_OVERFLOW_AS_FORMAT)
      return tp_error_refuse(err, TP_REASON_HARDMAX, "a rounding mode or overflow rule has no meaning for hardmax, which rounds nothing");
  return TP_STATUS_OK;
}

/* Terms are cut by the last bit of a significand, or of fixed point; those of grids and posits differ. */
static int has_last_bit(tp_format f)
{
  return f.family == TP_FORMAT_FIXED || f.family == TP_FORMAT_FLOAT || f.family == TP_FORMAT_IEEE;
}

/* Where acc is rounded. */
static tp_status check_accumulator(const tp_choice *c, tp_error *err)
{
  const tp_accumulator *a = &c->accumulator;
  if ((a->at_once || a->cuts) && !a->block && (c->sum == TP_SUM_PAIRWISE || c->sum == TP_SUM_COMPENSATED))
    return tp_error_refuse(err, TP_REASON_FUSE_ORDER, "terms added at once (fuse) need sums of one term after the other, or blocks");
  if ((a->at_once || a->cuts || a->block) && c->sum == TP_SUM_ANY)
    return tp_error_set(err, TP_STATUS_REFUSED, "every order of summation (any) is of terms that are added two at a time: it cannot be combined with block and fuse");
  if (a->cuts && !has_last_bit(a->block ? a->narrow : c->site[TP_SITE_ACC]))
    return tp_error_set(err, TP_STATUS_REFUSED, "guard bits (fuse) need a sum in fixed point or floating point: fixed:i.f, p:N or eXmY");
  return TP_STATUS_OK;
}

/* What holds in one layer. */
static tp_status check_plain(const tp_choice *c, tp_error *err)
{
  if (c->kind == TP_ARITHMETIC_MPFR)
    return check_mpfr(c, err);
  static const int shares[TP_SITES] = {[TP_SITE_ACT] = 1, [TP_SITE_ATTN] = 1, [TP_SITE_LOGIT] = 1};
  for (int i = 0; i < TP_SITES; i++)
    if (tp_choice_is_rounded(c, i) && c->site[i].shared && !shares[i])
      return tp_error_set(err, TP_STATUS_REFUSED, "%s: a format whose values share a scale is only for act, attn and logit", tp_site_name[i]);
  if (c->kind == TP_ARITHMETIC_EXACT)
    return check_exact(c, err);
  tp_rounding act = tp_choice_rounding(c, TP_SITE_ACT), param = tp_choice_rounding(c, TP_SITE_PARAM);
  tp_status s = tp_choice_is_rounded(c, TP_SITE_ACC) ? check_accumulator(c, err) : TP_STATUS_OK;
  if (s == TP_STATUS_OK)
    s = check_units(&act, "activations need", err);
  return s == TP_STATUS_OK ? check_units(&param, "weights need", err) : s;
}

static tp_status check_noise(const tp_choice *c, tp_error *err)
{
  if (c->kind != TP_ARITHMETIC_SITES)
    return tp_error_refuse(err, c->kind == TP_ARITHMETIC_MPFR ? TP_REASON_MPFR : TP_REASON_HARDMAX, "noise needs formats at sites: it cannot be combined with hardmax or mpfr");
  for (int i = 0; i < TP_SITES; i++)
    if (tp_format_denominator(c->site[i]) > 1 || c->site[i].shared)
      return tp_error_set(err, TP_STATUS_REFUSED, "noise cannot be combined with integer grids and shared scales");
  if (c->noise[TP_SITE_PARAM].kind != TP_NOISE_NONE && tp_choice_is_rounded(c, TP_SITE_ACC))
    return tp_error_set(err, TP_STATUS_REFUSED, "noise at param cannot be combined with a format for acc: a product is then not a value of a format");
  return TP_STATUS_OK;
}

/* In some layer at least, or where layers are not told apart. */
static int is_rounded_somewhere(const tp_choice *c, int site)
{
  int rounded = tp_choice_is_rounded(c, site);
  for (size_t i = 0; i < c->exceptions; i++)
    rounded |= c->except[i].what == site && c->except[i].format.family != TP_FORMAT_REAL;
  return rounded;
}

static tp_status check_orders(const tp_choice *c, tp_error *err)
{
  if (c->kind == TP_ARITHMETIC_MPFR)
    return TP_STATUS_OK;
  if (c->sum != TP_SUM_SEQUENTIAL && !is_rounded_somewhere(c, TP_SITE_ACC))
    return tp_error_refuse(err, TP_REASON_NO_ACC, "an order of summation needs a format for acc: without it no partial sum is rounded");
  if (!tp_choice_accumulates_plainly(c) && !is_rounded_somewhere(c, TP_SITE_ACC))
    return tp_error_refuse(err, TP_REASON_NO_ACC, "an accumulator (product, block, fuse) needs a format for acc: without it no partial sum is rounded");
  if (c->subtracts_first && !is_rounded_somewhere(c, TP_SITE_LOGIT))
    return tp_error_refuse(err, TP_REASON_NO_LOGIT, "subtraction before rounding needs a format for logit: without it no logit is rounded");
  return TP_STATUS_OK;
}

/* The blocks of activations stand in the same places in all layers. */
static tp_status check_blocks(const tp_choice *c, tp_error *err)
{
  int size = c->kind == TP_ARITHMETIC_SITES ? c->site[TP_SITE_ACT].shared : 0;
  for (size_t i = 0; i < c->exceptions; i++) {
    const int there = c->except[i].what == TP_SITE_ACT ? c->except[i].format.shared : 0;
    if (size && there && there != size)
      return tp_error_set(err, TP_STATUS_REFUSED, "activations share scales in blocks of %d in some layers and of %d in others: "
                       "choose formats with blocks of one size", size, there);
    size = there ? there : size;
  }
  return TP_STATUS_OK;
}

static tp_status check_exception(const tp_choice *c, const tp_layer_exception *e, tp_error *err)
{
  if (c->kind == TP_ARITHMETIC_EXACT)
    return tp_error_refuse(err, TP_REASON_HARDMAX, "layers cannot differ under hardmax, which rounds nothing");
  if ((e->what == TP_EXCEPT_OPERATION) != (c->kind == TP_ARITHMETIC_MPFR) && e->what != TP_EXCEPT_BETA)
    return tp_error_set(err, TP_STATUS_REFUSED, c->kind == TP_ARITHMETIC_MPFR ? "with mpfr, layers can differ in mpfr and beta, not in sites"
                                                                              : "layers can differ in mpfr only if all operations are rounded by mpfr");
  const unsigned edges[3] = {e->first, e->last, e->last + 1};
  tp_status s = TP_STATUS_OK;
  for (int i = 0; i < 3 && s == TP_STATUS_OK; i++) {
    tp_choice there = tp_choice_at_layer(c, edges[i]);
    s = check_plain(&there, err);
  }
  return s;
}

tp_status tp_choice_check(const tp_choice *c, tp_error *err)
{
  tp_status s = check_orders(c, err);
  if (s == TP_STATUS_OK)
    s = check_plain(c, err);
  if (s == TP_STATUS_OK && tp_choice_has_noise(c))
    s = check_noise(c, err);
  if (s == TP_STATUS_OK && c->exceptions)
    s = check_blocks(c, err);
  for (size_t i = 0; i < c->exceptions && s == TP_STATUS_OK; i++)
    s = check_exception(c, c->except + i, err);
  return s;
}
