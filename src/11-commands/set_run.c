/* SPDX-License-Identifier: MIT */
/* Options of the machine, its run, and what a command prints. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "setters.h"

enum { MOST_TRIALS = 1000000, MOST_JOBS = 1024, MOST_LAYERS = 1000 };

static const name_set notations = {.names = tp_notation_name, .count = TP_NOTATIONS, .separators = ""};

static tp_status set_notation(tp_notation *n, const char *text, tp_error *err)
{
  int place;
  tp_status result = parse_name(&place, text, notations, err);
  if (result == TP_STATUS_OK)
    *n = (tp_notation) place;
  return result;
}

tp_status set_from(settings *s, const char *text, tp_error *err)
{
  return set_notation(&s->reading.notation, text, err);
}

tp_status set_to(settings *s, const char *text, tp_error *err)
{
  return set_notation(&s->to, text, err);
}

tp_status set_line(settings *s, const char *text, tp_error *err)
{
  uint64_t line = 0;
  tp_status result = parse_count(&line, text, 1, COUNT_MOST, err);
  s->reading.line = (size_t) line;
  return result;
}

tp_status set_no_rule(settings *s, const char *text, tp_error *err)
{
  int place;
  tp_status result = parse_name(&place, text, (name_set) {.names = tp_no_rule_name, .count = TP_NO_RULE_USUAL}, err);
  if (result == TP_STATUS_OK)
    s->reading.no_rule = (tp_no_rule) place;
  return result;
}

tp_status set_start(settings *s, const char *text, tp_error *err)
{
  (void) err;
  s->reading.start = text;
  return TP_STATUS_OK;
}

tp_status set_head(settings *s, const char *text, tp_error *err)
{
  uint64_t cell = 0;
  const int left = *text == '-';
  tp_status result = parse_count(&cell, text + left, 0, TP_MACHINE_MAX_HEAD, err);
  s->reading.head = left ? -(int64_t) cell : (int64_t) cell;
  return result;
}

tp_status set_shown_output(settings *s, const char *text, tp_error *err)
{
  static const char *const names[] = {"word", "tape", "all"};
  int place = 0;
  tp_status result = parse_name(&place, text, (name_set) {.names = names, .count = sizeof names / sizeof *names}, err);
  s->shown_output = SHOW_WORD + place;
  return result;
}

tp_status set_tape(settings *s, const char *text, tp_error *err)
{
  return parse_count(&s->tape, text, 1, TP_MACHINE_MAX_TAPES, err);
}

tp_status set_mode(settings *s, const char *text, tp_error *err)
{
  int place;
  tp_status result = parse_name(&place, text, (name_set) {.names = tp_chain_mode_name, .count = TP_CHAIN_MODES}, err);
  if (result == TP_STATUS_OK)
    s->subject.mode = (tp_chain_mode) place;
  s->has_mode = 1;
  return result;
}

tp_status set_two_way(settings *s, const char *text, tp_error *err)
{
  int place;
  tp_status result = parse_name(&place, text, (name_set) {.names = tp_two_way_name, .count = TP_TWO_WAY_RULES}, err);
  if (result == TP_STATUS_OK)
    s->subject.two_way = (tp_two_way_rule) place;
  return result;
}

tp_status set_r(settings *s, const char *text, tp_error *err)
{
  return tp_position_bits_parse(&s->subject.r, text, err);
}

tp_status set_context(settings *s, const char *text, tp_error *err)
{
  return parse_count(&s->context, text, 5, (uint64_t) 1 << TP_POSITION_BITS_MAX, err);
}

tp_status set_least(settings *s, const char *text, tp_error *err)
{
  static const char *const names[] = {"beta", "bits"};
  int place = 0;
  tp_status result = parse_name(&place, text, (name_set) {.names = names, .count = 2}, err);
  s->least = LEAST_BETA + place;
  return result;
}

tp_status set_max_steps(settings *s, const char *text, tp_error *err)
{
  return parse_count(&s->subject.limits.max_steps, text, 1, COUNT_MOST, err);
}

tp_status set_steps(settings *s, const char *text, tp_error *err)
{
  return parse_count(&s->subject.limits.cut, text, 1, COUNT_MOST, err);
}

tp_status set_shown(settings *s, const char *text, tp_error *err)
{
  s->has_shown = 1;
  return parse_count(&s->shown, text, 0, COUNT_MOST, err);
}

tp_status set_tokens_file(settings *s, const char *text, tp_error *err)
{
  (void) err;
  s->tokens_file = text;
  return TP_STATUS_OK;
}

tp_status set_weights(settings *s, const char *text, tp_error *err)
{
  (void) err;
  s->weights = text;
  return TP_STATUS_OK;
}

tp_status set_token(settings *s, const char *text, tp_error *err)
{
  uint64_t token = 0;
  tp_status result = parse_count(&token, text, 0, COUNT_MOST, err);
  s->token = (size_t) token;
  s->has_token = 1;
  return result;
}

tp_status set_layers(settings *s, const char *text, tp_error *err)
{
  return tp_number_list_parse(&s->layers, text, (tp_number_limits) {.least = 1, .most = MOST_LAYERS, .step = 1}, err);
}

tp_status set_head_shown(settings *s, const char *text, tp_error *err)
{
  uint64_t head = 0;
  tp_status result = parse_count(&head, text, 0, COUNT_MOST, err);
  s->head_shown = (size_t) head + 1;
  return result;
}

tp_status set_trials(settings *s, const char *text, tp_error *err)
{
  uint64_t trials = 0;
  tp_status result = parse_count(&trials, text, 1, MOST_TRIALS, err);
  s->trials = (size_t) trials;
  return result;
}

tp_status set_jobs(settings *s, const char *text, tp_error *err)
{
  uint64_t jobs = 0;
  tp_status result = parse_count(&jobs, text, 1, MOST_JOBS, err);
  s->jobs = (unsigned) jobs;
  return result;
}

static tp_status parse_size(uint64_t *out, const char *text, tp_error *err)
{
  static const char units[] = "KMGT";
  const size_t digits = strspn(text, "0123456789"), length = strlen(text);
  const char *unit = length == digits + 1 ? strchr(units, toupper((unsigned char) text[digits])) : NULL;
  char number[32];
  if (!digits || (length > digits && !unit))
    return tp_error_set(err, TP_STATUS_REFUSED, "not a size, such as 500M, 4G, or a number of bytes");
  if (digits >= sizeof number)
    return tp_error_set(err, TP_STATUS_REFUSED, "too large");
  memcpy(number, text, digits);
  number[digits] = '\0';
  const unsigned shift = unit ? 10 * (unsigned) (unit - units + 1) : 0;
  tp_status result = parse_count(out, number, 1, COUNT_MOST >> shift, err);
  *out <<= shift;
  return result;
}

tp_status set_memory(settings *s, const char *text, tp_error *err)
{
  return parse_size(&s->memory, text, err);
}

tp_status set_cell_memory(settings *s, const char *text, tp_error *err)
{
  uint64_t bytes = 0;
  tp_status result = parse_size(&bytes, text, err);
  s->sweep.cell_bytes = (double) bytes;
  return result;
}

tp_status set_cell_time(settings *s, const char *text, tp_error *err)
{
  char *end;
  const double seconds = strtod(text, &end);
  if (*text < '0' || *text > '9' || *end || !(seconds > 0 && seconds < 1e9))
    return tp_error_set(err, TP_STATUS_REFUSED, "not a number of seconds");
  s->sweep.cell_seconds = seconds;
  return TP_STATUS_OK;
}

tp_status set_output(settings *s, const char *text, tp_error *err)
{
  (void) err;
  s->output = text;
  return TP_STATUS_OK;
}

tp_status set_picture(settings *s, const char *text, tp_error *err)
{
  int place = TP_PICTURES;
  tp_status result = parse_name(&place, text, (name_set) {.names = tp_picture_name, .count = TP_PICTURES, .separators = ""}, err);
  s->picture = (tp_picture) place;
  return result;
}

tp_status set_entry_type(settings *s, const char *text, tp_error *err)
{
  int place = TP_ENTRY_USUAL;
  tp_status result = parse_name(&place, text, (name_set) {.names = tp_entry_type_name, .count = TP_ENTRY_TYPES, .separators = ""}, err);
  s->layout.type = (tp_entry_type) place;
  return result;
}

tp_status set_across(settings *s, const char *text, tp_error *err)
{
  (void) err;
  s->across = text;
  return TP_STATUS_OK;
}

tp_status set_coq(settings *s, const char *text, tp_error *err)
{
  (void) err;
  s->coq = text;
  return TP_STATUS_OK;
}
