/* SPDX-License-Identifier: MIT */
/* Options of a sweep. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "setters.h"
#include "tmprec/sweep/shard.h"

enum { MOST_GROUPS = 16, MOST_CONTEXT = 100000000 };

tp_status set_modes(settings *s, const char *text, tp_error *err)
{
  return parse_names(&s->sweep.modes, text, (name_set) {tp_chain_mode_name, TP_CHAIN_MODES, ","}, err);
}

tp_status set_family(settings *s, const char *text, tp_error *err)
{
  return parse_names(&s->sweep.families, text, (name_set) {tp_family_name, TP_BITS_FAMILIES, ","}, err);
}

tp_status set_formats(settings *s, const char *text, tp_error *err)
{
  return tp_name_list_parse(&s->sweep.formats, text, err);
}

tp_status set_contexts(settings *s, const char *text, tp_error *err)
{
  return tp_number_list_parse(&s->sweep.contexts, text, (tp_number_limits) {.least = 1, .most = MOST_CONTEXT, .step = 0}, err);
}

tp_status set_generator(settings *s, const char *text, tp_error *err)
{
  (void) err;
  s->sweep.generator = text;
  return TP_STATUS_OK;
}

tp_status set_sites(settings *s, const char *text, tp_error *err)
{
  return parse_names(&s->sweep.sites, text, (name_set) {tp_site_name, TP_SITES, "+"}, err);
}

tp_status set_r_list(settings *s, const char *text, tp_error *err)
{
  const tp_number_limits limits = {.least = TP_POSITION_BITS_MIN, .most = TP_POSITION_BITS_MAX, .step = 2};
  tp_status result = tp_number_list_parse(&s->sweep.position_bits, text, limits, err);
  for (size_t i = 0; i < s->sweep.position_bits.count && result == TP_STATUS_OK; i++)
    if (s->sweep.position_bits.value[i] % 2)
      result = tp_error_set(err, TP_STATUS_REFUSED, "%d is odd; an even number is needed", s->sweep.position_bits.value[i]);
  return result;
}

tp_status set_bits(settings *s, const char *text, tp_error *err)
{
  return tp_number_list_parse(&s->sweep.bits, text, (tp_number_limits) {.least = 1, .most = TP_FORMAT_MAX_PRECISION, .step = 1}, err);
}

tp_status set_beta_list(settings *s, const char *text, tp_error *err)
{
  return tp_beta_list_parse(&s->sweep.betas, text, err);
}

/* NULL: without an argument. */
tp_status set_minimum(settings *s, const char *text, tp_error *err)
{
  int beta = text && !strcasecmp(text, "beta");
  if (text && !beta && strcasecmp(text, "bits"))
    return tp_error_set(err, TP_STATUS_REFUSED, "neither bits nor beta, nor a machine that comes with tmprec; a file goes before the option");
  s->sweep.rows = beta ? TP_ROWS_BETA : TP_ROWS_BITS;
  return TP_STATUS_OK;
}

tp_status set_groups(settings *s, const char *text, tp_error *err)
{
  uint64_t groups = 0;
  tp_status result = parse_count(&groups, text, 1, MOST_GROUPS, err);
  s->sweep.groups = (size_t) groups;
  return result;
}

/* K/N */
tp_status set_shard(settings *s, const char *text, tp_error *err)
{
  const char *slash = strchr(text, '/');
  char first[32];
  uint64_t part = 0, parts = 0;
  if (!slash || slash == text || (size_t) (slash - text) >= sizeof first)
    return tp_error_set(err, TP_STATUS_REFUSED, "not of the form K/N, as 3/8");
  snprintf(first, sizeof first, "%.*s", (int) (slash - text), text);
  tp_status result = parse_count(&parts, slash + 1, 1, TP_SHARDS_MOST, err);
  if (result == TP_STATUS_OK)
    result = parse_count(&part, first, 1, parts, err);
  s->part = (unsigned) part;
  s->parts = (unsigned) parts;
  return result;
}

void choose_sweep(settings *s)
{
  for (size_t i = 0; i < s->arguments; i++)
    tp_sweep_add(&s->sweep, s->argument[i]);
  s->sweep.reading = s->reading;
  s->sweep.subject = s->subject;
  s->sweep.choice = tp_choice_copy(&s->choice);
  s->sweep.draw = s->draw;
  s->sweep.activations = s->activations;
  s->sweep.certify = s->certify;
  s->sweep.plain = s->plain;
  if (s->per_site)
    s->sweep.rows = TP_ROWS_FRONT;
}
