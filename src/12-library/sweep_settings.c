/* SPDX-License-Identifier: MIT */
#include "sweep_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tmprec/base/suggestion.h"
#include "tmprec/sweep/shard.h"

enum { MOST_CONTEXT = 100000000 };

/* --- Numbers and names ------------------------------------------------------------------ */

static tp_status parse_number(uint64_t *out, const char *text, uint64_t least, uint64_t most, tp_error *err)
{
  unsigned long long value;
  int length = 0;
  if (strspn(text, "0123456789") != strlen(text) || strlen(text) > 18 || sscanf(text, "%llu%n", &value, &length) != 1)
    return tp_error_set(err, TP_STATUS_REFUSED, "'%.80s' is not a whole number", text);
  if (value < least || value > most)
    return tp_error_set(err, TP_STATUS_REFUSED, "%.80s is not from %llu to %llu", text, (unsigned long long) least, (unsigned long long) most);
  *out = value;
  return TP_STATUS_OK;
}

static tp_status parse_flag(int *out, const char *text, tp_error *err)
{
  uint64_t value = 0;
  const tp_status result = parse_number(&value, text, 0, 1, err);
  *out = (int) value;
  return result;
}

static tp_status refuse_name(const char *text, size_t length, const char *const *names, int count, tp_error *err)
{
  tp_buffer known = {NULL, 0, 0};
  for (int i = 0; i < count; i++)
    tp_buffer_printf(&known, "%s%s", i ? ", " : "", names[i]);
  tp_error_set(err, TP_STATUS_REFUSED, "'%.*s' is not one of %s", length > 80 ? 80 : (int) length, text, known.text);
  tp_buffer_clear(&known);
  return TP_STATUS_REFUSED;
}

/* Names with that separator, as a mask. */
static tp_status parse_names(unsigned *mask, const char *text, const char *const *names, int count, char separator, tp_error *err)
{
  const char separators[2] = {separator, '\0'};
  *mask = 0;
  for (const char *at = text;; at++) {
    const size_t length = strcspn(at, separators);
    int i = 0;
    while (i < count && (strlen(names[i]) != length || memcmp(names[i], at, length)))
      i++;
    if (i == count)
      return refuse_name(at, length, names, count, err);
    *mask |= 1u << i;
    at += length;
    if (!*at)
      return TP_STATUS_OK;
  }
}

/* --- One thing -------------------------------------------------------------------------- */

typedef tp_status setter(tp_sweep_settings *s, const char *value, tp_error *err);

static tp_status set_machine(tp_sweep_settings *s, const char *value, tp_error *err)
{
  (void) err;
  tp_sweep_add(&s->sweep, value);
  return TP_STATUS_OK;
}

static tp_status set_bits(tp_sweep_settings *s, const char *value, tp_error *err)
{
  return tp_number_list_parse(&s->sweep.bits, value, (tp_number_limits) {.least = 1, .most = TP_FORMAT_MAX_PRECISION, .step = 1}, err);
}

static tp_status set_family(tp_sweep_settings *s, const char *value, tp_error *err)
{
  return parse_names(&s->sweep.families, value, tp_family_name, TP_BITS_FAMILIES, ',', err);
}

static tp_status set_mode(tp_sweep_settings *s, const char *value, tp_error *err)
{
  return parse_names(&s->sweep.modes, value, tp_chain_mode_name, TP_CHAIN_MODES, ',', err);
}

static tp_status set_r(tp_sweep_settings *s, const char *value, tp_error *err)
{
  const tp_number_limits limits = {.least = TP_POSITION_BITS_MIN, .most = TP_POSITION_BITS_MAX, .step = 2};
  tp_status result = tp_number_list_parse(&s->sweep.position_bits, value, limits, err);
  for (size_t i = 0; i < s->sweep.position_bits.count && result == TP_STATUS_OK; i++)
    if (s->sweep.position_bits.value[i] % 2)
      result = tp_error_set(err, TP_STATUS_REFUSED, "%d is odd; an even number is needed", s->sweep.position_bits.value[i]);
  return result;
}

static tp_status set_beta(tp_sweep_settings *s, const char *value, tp_error *err)
{
  return tp_beta_list_parse(&s->sweep.betas, value, err);
}

static tp_status set_sites(tp_sweep_settings *s, const char *value, tp_error *err)
{
  return parse_names(&s->sweep.sites, value, tp_site_name, TP_SITES, '+', err);
}

static tp_status set_formats(tp_sweep_settings *s, const char *value, tp_error *err)
{
  return tp_name_list_parse(&s->sweep.formats, value, err);
}

static tp_status set_contexts(tp_sweep_settings *s, const char *value, tp_error *err)
{
  return tp_number_list_parse(&s->sweep.contexts, value, (tp_number_limits) {.least = 1, .most = MOST_CONTEXT, .step = 0}, err);
}

static tp_status set_generator(tp_sweep_settings *s, const char *value, tp_error *err)
{
  (void) err;
  s->sweep.generator = value;
  return TP_STATUS_OK;
}

/* What cells have where nothing is swept. */
static tp_status set_arithmetic(tp_sweep_settings *s, const char *value, tp_error *err)
{
  tp_choice choice;
  const tp_status result = tp_choice_parse(&choice, value, err);
  if (result != TP_STATUS_OK)
    return result;
  tp_choice_clear(&s->sweep.choice);
  s->sweep.choice = choice;
  return result;
}

static tp_status set_seed(tp_sweep_settings *s, const char *value, tp_error *err)
{
  return parse_number(&s->sweep.draw.seed, value, 0, (uint64_t) 1 << 53, err);
}

static tp_status set_certify(tp_sweep_settings *s, const char *value, tp_error *err)
{
  return parse_flag(&s->sweep.certify, value, err);
}

static tp_status set_plain(tp_sweep_settings *s, const char *value, tp_error *err)
{
  return parse_flag(&s->sweep.plain, value, err);
}

static tp_status set_fold(tp_sweep_settings *s, const char *value, tp_error *err)
{
  int folds = 0;
  const tp_status result = parse_flag(&folds, value, err);
  s->sweep.subject.two_way = folds ? TP_TWO_WAY_FOLD : TP_TWO_WAY_REFUSE;
  return result;
}

static tp_status set_max_steps(tp_sweep_settings *s, const char *value, tp_error *err)
{
  return parse_number(&s->sweep.subject.limits.max_steps, value, 1, (uint64_t) 1 << 53, err);
}

/* K/N */
static tp_status set_shard(tp_sweep_settings *s, const char *value, tp_error *err)
{
  const char *slash = strchr(value, '/');
  char first[24];
  uint64_t part = 0, parts = 0;
  if (!slash || (size_t) (slash - value) >= sizeof first)
    return tp_error_set(err, TP_STATUS_REFUSED, "'%.80s' is not of the form K/N, as 3/8", value);
  snprintf(first, sizeof first, "%.*s", (int) (slash - value), value);
  tp_status result = parse_number(&parts, slash + 1, 1, TP_SHARDS_MOST, err);
  if (result == TP_STATUS_OK)
    result = parse_number(&part, first, 1, parts, err);
  s->part = (unsigned) part;
  s->parts = (unsigned) parts;
  return result;
}

static const struct {
  const char *what;
  setter *set;
} settings[] = {
  {"machine", set_machine}, {"bits", set_bits}, {"family", set_family}, {"mode", set_mode}, {"r", set_r}, {"beta", set_beta},
  {"sites", set_sites}, {"formats", set_formats}, {"contexts", set_contexts}, {"generator", set_generator}, {"arithmetic", set_arithmetic},
  {"seed", set_seed}, {"certify", set_certify}, {"plain", set_plain}, {"fold", set_fold}, {"max-steps", set_max_steps}, {"shard", set_shard},
};

tp_status tp_sweep_settings_apply(tp_sweep_settings *s, const char *what, const char *value, tp_error *err)
{
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    if (strcmp(settings[i].what, what))
      continue;
    const tp_status result = settings[i].set(s, value, err);
    if (result != TP_STATUS_OK)
      tp_error_prefix(err, what);
    return result;
  }
  tp_suggestion near = tp_suggestion_for(what, strlen(what));
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
    tp_suggestion_offer(&near, settings[i].what);
  return tp_error_set(err, TP_STATUS_REFUSED, "a sweep has no setting '%.80s'%s", what, tp_suggestion_text(&near));
}
