/* SPDX-License-Identifier: MIT */
#include "tmprec/tokens/text.h"

#include <string.h>

#include "tmprec/base/utf8.h"

void tp_token_print(tp_buffer *out, const tp_machine *m, const uint32_t *token)
{
  const uint32_t K = tp_machine_tapes(m), family = token[0], *field = token + 1;
  tp_buffer_puts(out, tp_token_family_name[family]);
  if (family < TP_TOKEN_SYM)
    return;
  tp_buffer_puts(out, ":");
  switch (family) {
  case TP_TOKEN_SYM:
    tp_buffer_puts(out, tp_machine_symbol_text(m, field[0]));
    break;
  case TP_TOKEN_STATE:
    tp_buffer_puts(out, tp_machine_state_text(m, field[0]));
    break;
  case TP_TOKEN_RUN:
    tp_buffer_puts(out, tp_machine_state_text(m, field[0]));
    for (uint32_t k = 0; k < K; k++)
      tp_buffer_printf(out, "%s%s", k ? "," : "/", tp_machine_symbol_text(m, field[1 + k]));
    for (uint32_t k = 0; k < K; k++)
      tp_buffer_printf(out, "%s%c", k ? "," : "/", "LSR"[field[1 + K + k]]);
    break;
  case TP_TOKEN_BIT:
    for (uint32_t k = 0; k < K; k++)
      tp_buffer_puts(out, field[k] ? "+" : "-");
    break;
  case TP_TOKEN_CELL:
    for (uint32_t k = 0; k < K; k++)
      tp_buffer_printf(out, "%s%s%s", k ? "," : "", tp_machine_symbol_text(m, field[k]), field[K + k] ? "^" : "");
    break;
  }
}

void tp_sequence_print(tp_buffer *out, const tp_machine *m, const tp_sequence *s, size_t first)
{
  for (size_t i = first; i < s->length; i++) {
    tp_token_print(out, m, tp_sequence_token(s, i));
    tp_buffer_puts(out, "\n");
  }
}

void tp_transcript_print(tp_buffer *out, const tp_machine *m, const tp_transcript *t)
{
  for (size_t i = 0; i < t->segments; i++) {
    tp_buffer_puts(out, i ? "\n" : "");
    tp_sequence_print(out, m, &t->segment[i].tokens, 0);
  }
}

typedef struct {
  const tp_machine *m;
  tp_chain_mode mode;
  const char *name;
  size_t line;
  const char *start, *at, *end;    /* of the line */
  tp_error *err;
} reader;

static tp_status refuse_as(const reader *r, tp_reason reason, const char *at, const char *what)
{
  return tp_error_refuse(r->err, reason, "%.300s:%zu:%zu: %s", r->name, r->line, 1 + tp_utf8_count(r->start, (size_t) (at - r->start)), what);
}

static tp_status refuse(const reader *r, const char *at, const char *what)
{
  return refuse_as(r, TP_REASON_OTHER, at, what);
}

/* The piece up to the next character of `stops`, or the line's end. */
static size_t piece(const reader *r, const char *stops)
{
  size_t length = 0;
  while (r->at + length < r->end && !strchr(stops, r->at[length]))
    length++;
  return length;
}

static tp_status expect(reader *r, char separator)
{
  char what[] = "expected ' '";
  what[10] = separator;
  if (r->at == r->end || *r->at != separator)
    return refuse(r, r->at, what);
  r->at++;
  return TP_STATUS_OK;
}

static tp_status read_state(reader *r, const char *stops, uint32_t *field)
{
  size_t length = piece(r, stops);
  *field = tp_machine_find_state_text(r->m, r->at, length);
  if (*field == UINT32_MAX)
    return refuse(r, r->at, "not a state of the machine");
  r->at += length;
  return TP_STATUS_OK;
}

static tp_status read_symbol(reader *r, const char *stops, uint32_t *field)
{
  size_t length = piece(r, stops);
  *field = tp_machine_find_symbol_text(r->m, r->at, length);
  if (*field == UINT32_MAX)
    return refuse(r, r->at, "not a symbol of the machine");
  r->at += length;
  return TP_STATUS_OK;
}

static tp_status read_run(reader *r, uint32_t *field)
{
  uint32_t K = tp_machine_tapes(r->m);
  tp_status s = read_state(r, "/", field);
  for (uint32_t k = 0; k < K && s == TP_STATUS_OK; k++)
    if ((s = expect(r, k ? ',' : '/')) == TP_STATUS_OK)
      s = read_symbol(r, ",/", field + 1 + k);
  for (uint32_t k = 0; k < K && s == TP_STATUS_OK; k++)
    if ((s = expect(r, k ? ',' : '/')) == TP_STATUS_OK) {
      const char *moves = "LSR", *found = r->at < r->end && *r->at ? strchr(moves, *r->at) : NULL;
      if (!found)
        return refuse(r, r->at, "not a move (L, S or R)");
      field[1 + K + k] = (uint32_t) (found - moves);
      r->at++;
    }
  return s;
}

static tp_status read_bits(reader *r, uint32_t *field)
{
  for (uint32_t k = 0; k < tp_machine_tapes(r->m); k++, r->at++) {
    if (r->at == r->end || (*r->at != '+' && *r->at != '-'))
      return refuse(r, r->at, "expected '+' or '-'");
    field[k] = *r->at == '+';
  }
  return TP_STATUS_OK;
}

static tp_status read_cell(reader *r, uint32_t *field)
{
  uint32_t K = tp_machine_tapes(r->m);
  tp_status s = TP_STATUS_OK;
  for (uint32_t k = 0; k < K && s == TP_STATUS_OK; k++) {
    if (k && (s = expect(r, ',')) != TP_STATUS_OK)
      return s;
    s = read_symbol(r, ",^", field + k);
    if (s == TP_STATUS_OK && r->at < r->end && *r->at == '^') {
      field[K + k] = 1;
      r->at++;
    }
  }
  return s;
}

static tp_status read_token(reader *r, tp_sequence *out)
{
  size_t length = piece(r, ":");
  uint32_t family = 0;
  while (family < TP_TOKEN_FAMILIES
         && (strlen(tp_token_family_name[family]) != length || memcmp(tp_token_family_name[family], r->at, length)))
    family++;
  if (family == TP_TOKEN_FAMILIES)
    return refuse(r, r->at, "unknown token");
  if (r->mode == TP_MODE_COT && (family == TP_TOKEN_SUMM || family == TP_TOKEN_ESUMM || family == TP_TOKEN_CELL || family == TP_TOKEN_STATE))
    return refuse_as(r, TP_REASON_SUMMARY_TOKEN, r->at, "a token of a summary cannot be in a chain of thought");
  r->at += length;
  uint32_t *field = tp_sequence_append(out, family);
  tp_status s = family < TP_TOKEN_SYM ? TP_STATUS_OK : expect(r, ':');
  if (s != TP_STATUS_OK)
    return s;
  switch (family) {
  case TP_TOKEN_SYM:
    s = read_symbol(r, "", field);
    if (s == TP_STATUS_OK && (field[0] == 0 || field[0] > tp_machine_inputs(r->m)))
      s = refuse(r, r->start + 4, "not an input symbol of the machine");
    break;
  case TP_TOKEN_STATE: s = read_state(r, "", field); break;
  case TP_TOKEN_RUN: s = read_run(r, field); break;
  case TP_TOKEN_BIT: s = read_bits(r, field); break;
  case TP_TOKEN_CELL: s = read_cell(r, field); break;
  }
  if (s == TP_STATUS_OK && r->at != r->end)
    s = refuse(r, r->at, "more text after the token");
  return s;
}

/* The token that begins a segment: what may it be, and what must stand before? */
static tp_status check_beginning(const reader *r, const tp_transcript *out)
{
  uint32_t family = tp_sequence_token(&out->segment[out->segments - 1].tokens, 0)[0];
  if (out->segments > 1)
    return family == TP_TOKEN_SUMM ? TP_STATUS_OK : refuse(r, r->start, "the first token of a later segment is not summ");
  if (family == TP_TOKEN_INP || (r->mode == TP_MODE_SCOT && family == TP_TOKEN_SUMM))
    return TP_STATUS_OK;
  return refuse(r, r->start, r->mode == TP_MODE_COT ? "the first token is not inp" : "the first token is neither inp nor summ");
}

/* What a segment needs once it is complete: a prompt, and if others follow a summary. */
static tp_status check_segment(const reader *r, tp_segment *s, int is_last)
{
  if (!s->tokens.length && r->mode == TP_MODE_SCOT)
    return refuse(r, r->start, "a segment without tokens");
  s->prompt_end = tp_sequence_prompt_end(&s->tokens);
  if (s->prompt_end == SIZE_MAX)
    return refuse(r, r->start, r->mode == TP_MODE_COT ? "no einp before the first run token" : "no einp or esumm before the first run token");
  if (!is_last && tp_segment_summary(s) == SIZE_MAX)
    return refuse(r, r->start, "a segment ends here without a summary that the next could begin with");
  return TP_STATUS_OK;
}

static tp_status read_lines(reader *r, tp_transcript *out, const char *text, size_t length)
{
  tp_segment *at = tp_transcript_append(out);
  for (size_t here = 0; here < length;) {
    const char *end = memchr(text + here, '\n', length - here);
    size_t size = end ? (size_t) (end - text) - here : length - here;
    r->line++;
    r->start = r->at = text + here;
    r->end = r->at + (size && text[here + size - 1] == '\r' ? size - 1 : size);
    tp_status s;
    if (r->start == r->end && r->mode == TP_MODE_SCOT) {
      s = check_segment(r, at, 0);
      at = tp_transcript_append(out);
    } else {
      s = read_token(r, &at->tokens);
      if (s == TP_STATUS_OK && at->tokens.length == 1)
        s = check_beginning(r, out);
    }
    if (s != TP_STATUS_OK)
      return s;
    here += size + 1;
  }
  r->line += r->line == 0;
  r->start = r->at = r->end = text;
  return check_segment(r, at, 1);
}

tp_status tp_transcript_parse(tp_transcript *out, const tp_machine *m, tp_chain_mode mode, const char *name, const char *text, size_t length,
                              tp_error *err)
{
  reader r = {.m = m, .mode = mode, .name = name, .err = err};
  tp_transcript_init(out, tp_machine_tapes(m));
  tp_status s = read_lines(&r, out, text, length);
  if (s != TP_STATUS_OK)
    tp_transcript_clear(out);
  return s;
}
