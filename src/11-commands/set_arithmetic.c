/* SPDX-License-Identifier: MIT */
/* Options of the arithmetic. */
#include "setters.h"

tp_status set_format(settings *s, const char *text, tp_error *err)
{
  tp_choice c = {0};
  s->format = text;
  return tp_choice_set_format(&c, text, err);
}

static tp_status set_site(settings *s, int site, const char *text, tp_error *err)
{
  tp_choice c = {0};
  s->site[site] = text;
  return tp_choice_set_site(&c, site, text, err);
}

tp_status set_act(settings *s, const char *text, tp_error *err) { return set_site(s, TP_SITE_ACT, text, err); }
tp_status set_attn(settings *s, const char *text, tp_error *err) { return set_site(s, TP_SITE_ATTN, text, err); }
tp_status set_logit(settings *s, const char *text, tp_error *err) { return set_site(s, TP_SITE_LOGIT, text, err); }
tp_status set_exp(settings *s, const char *text, tp_error *err) { return set_site(s, TP_SITE_EXP, text, err); }
tp_status set_acc(settings *s, const char *text, tp_error *err) { return set_site(s, TP_SITE_ACC, text, err); }
tp_status set_param(settings *s, const char *text, tp_error *err) { return set_site(s, TP_SITE_PARAM, text, err); }

tp_status set_arithmetic(settings *s, const char *text, tp_error *err)
{
  tp_choice c;
  tp_status result = tp_choice_parse(&c, text, err);
  if (result != TP_STATUS_OK) {
    err->reason = TP_REASON_OTHER;         /* hints name options, which go with no text */
    return result;
  }
  tp_choice_clear(&s->choice);
  s->choice = c;
  s->has_arithmetic = 1;
  return TP_STATUS_OK;
}

/* What the text says already is not said again. */
static tp_status check_alone(const settings *s, tp_error *err)
{
  int more = s->format != NULL;
  for (int i = 0; i < TP_SITES; i++)
    more |= s->site[i] != NULL;
  return more ? tp_error_set(err, TP_STATUS_REFUSED, "--arithmetic names all formats; --format and options of sites cannot be combined with it")
              : TP_STATUS_OK;
}

/* The rule of --scale, wherever values share a scale. */
static tp_status choose_scale(settings *s, tp_error *err)
{
  int sites = 0;
  tp_error why;
  for (int i = 0; i < TP_SITES && s->scale; i++) {
    tp_format *f = s->choice.site + i;
    if (!tp_choice_is_rounded(&s->choice, i) || !f->shared)
      continue;
    sites++;
    if (tp_format_set_scale(f, s->scale, &why) != TP_STATUS_OK)
      return tp_error_set(err, TP_STATUS_REFUSED, "--scale %.20s: %s: %s", s->scale, tp_site_name[i], why.text);
  }
  return s->scale && !sites ? tp_error_set(err, TP_STATUS_REFUSED, "--scale %.20s: no site has a format whose values share a scale, "
                                           "such as mxfp4", s->scale) : TP_STATUS_OK;
}

tp_status set_scale(settings *s, const char *text, tp_error *err)
{
  int rule;
  s->scale = text;
  return parse_name(&rule, text, (name_set) {tp_scale_rule_name, TP_SCALE_RULES, ""}, err);
}

tp_status choose_arithmetic(settings *s, tp_error *err)
{
  if (s->has_arithmetic)
    return check_alone(s, err) == TP_STATUS_OK ? choose_scale(s, err) : TP_STATUS_REFUSED;
  tp_status result = s->format ? tp_choice_set_format(&s->choice, s->format, err) : TP_STATUS_OK;
  for (int i = 0; i < TP_SITES && result == TP_STATUS_OK; i++)
    if (s->site[i])
      result = tp_choice_set_site(&s->choice, i, s->site[i], err);
  return result == TP_STATUS_OK ? choose_scale(s, err) : result;
}

tp_status set_noise(settings *s, const char *text, tp_error *err)
{
  return tp_choice_set_noise(&s->choice, text, err);
}

tp_status set_exception(settings *s, const char *text, tp_error *err)
{
  return tp_choice_set_layers(&s->choice, text, err);
}

tp_status set_beta(settings *s, const char *text, tp_error *err)
{
  s->has_beta = 1;
  return tp_choice_set_beta(&s->choice, text, err);
}

tp_status set_round(settings *s, const char *text, tp_error *err)
{
  return tp_choice_set_mode(&s->choice, text, err);
}

tp_status set_overflow(settings *s, const char *text, tp_error *err)
{
  return tp_choice_set_overflow(&s->choice, text, err);
}

tp_status set_sum(settings *s, const char *text, tp_error *err)
{
  return tp_choice_set_summation(&s->choice, text, err);
}

tp_status set_product(settings *s, const char *text, tp_error *err)
{
  return tp_choice_set_product(&s->choice, text, err);
}

tp_status set_block(settings *s, const char *text, tp_error *err)
{
  return tp_choice_set_block(&s->choice, text, err);
}

tp_status set_fuse(settings *s, const char *text, tp_error *err)
{
  return tp_choice_set_fuse(&s->choice, text, err);
}

tp_status set_subtract(settings *s, const char *text, tp_error *err)
{
  static const char *const names[] = {"after", "before"};
  return parse_name(&s->choice.subtracts_first, text, (name_set) {.names = names, .count = 2}, err);
}

tp_status set_seed(settings *s, const char *text, tp_error *err)
{
  return parse_count(&s->draw.seed, text, 0, COUNT_MOST, err);
}

tp_status set_trial(settings *s, const char *text, tp_error *err)
{
  return parse_count(&s->draw.trial, text, 0, COUNT_MOST, err);
}
