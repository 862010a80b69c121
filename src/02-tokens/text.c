#include "tmprec/tokens/text.h"

#include <string.h>

#include "tmprec/base/utf8.h"

void token_print(buffer *out, const machine *m, const uint32_t *token)
{
  const uint32_t K = machine_tapes(m), family = token[0], *field = token + 1;
  buffer_puts(out, token_family_name[family]);
  if (family < TOKEN_SYM)
    return;
  buffer_puts(out, ":");
  switch (family) {
  case TOKEN_SYM:
    buffer_puts(out, machine_symbol_name(m, field[0]));
    break;
  case TOKEN_STATE:
    buffer_puts(out, machine_state_name(m, field[0]));
    break;
  case TOKEN_RUN:
    buffer_puts(out, machine_state_name(m, field[0]));
    for (uint32_t k = 0; k < K; k++)
      buffer_printf(out, "%s%s", k ? "," : "/", machine_symbol_name(m, field[1 + k]));
    for (uint32_t k = 0; k < K; k++)
      buffer_printf(out, "%s%c", k ? "," : "/", "LSR"[field[1 + K + k]]);
    break;
  case TOKEN_BIT:
    for (uint32_t k = 0; k < K; k++)
      buffer_puts(out, field[k] ? "+" : "-");
    break;
  case TOKEN_CELL:
    for (uint32_t k = 0; k < K; k++)
      buffer_printf(out, "%s%s%s", k ? "," : "", machine_symbol_name(m, field[k]), field[K + k] ? "^" : "");
    break;
  }
}

void sequence_print(buffer *out, const machine *m, const sequence *s, size_t first)
{
  for (size_t i = first; i < s->length; i++) {
    token_print(out, m, sequence_token(s, i));
    buffer_puts(out, "\n");
  }
}

void transcript_print(buffer *out, const machine *m, const transcript *t)
{
  for (size_t i = 0; i < t->segments; i++) {
    buffer_puts(out, i ? "\n" : "");
    sequence_print(out, m, &t->segment[i].tokens, 0);
  }
}

typedef struct {
  const machine *m;
  chain_mode mode;
  const char *name;
  size_t line;
  const char *start, *at, *end;    /* of the line */
  error *err;
} reader;

static status refuse(const reader *r, const char *at, const char *what)
{
  return error_set(r->err, STATUS_REFUSED, "%.300s:%zu:%zu: %s", r->name, r->line,
                   1 + utf8_count(r->start, (size_t) (at - r->start)), what);
}

/* The piece up to the next character of `stops`, or the line's end. */
static size_t piece(const reader *r, const char *stops)
{
  size_t length = 0;
  while (r->at + length < r->end && !strchr(stops, r->at[length]))
    length++;
  return length;
}

static status expect(reader *r, char separator)
{
  char what[] = "expected ' '";
  what[10] = separator;
  if (r->at == r->end || *r->at != separator)
    return refuse(r, r->at, what);
  r->at++;
  return STATUS_OK;
}

static status read_state(reader *r, const char *stops, uint32_t *field)
{
  size_t length = piece(r, stops);
  *field = machine_find_state(r->m, r->at, length);
  if (*field == UINT32_MAX)
    return refuse(r, r->at, "not a state of the machine");
  r->at += length;
  return STATUS_OK;
}

static status read_symbol(reader *r, const char *stops, uint32_t *field)
{
  size_t length = piece(r, stops);
  *field = machine_find_symbol(r->m, r->at, length);
  if (*field == UINT32_MAX)
    return refuse(r, r->at, "not a symbol of the machine");
  r->at += length;
  return STATUS_OK;
}

static status read_run(reader *r, uint32_t *field)
{
  uint32_t K = machine_tapes(r->m);
  status s = read_state(r, "/", field);
  for (uint32_t k = 0; k < K && s == STATUS_OK; k++)
    if ((s = expect(r, k ? ',' : '/')) == STATUS_OK)
      s = read_symbol(r, ",/", field + 1 + k);
  for (uint32_t k = 0; k < K && s == STATUS_OK; k++)
    if ((s = expect(r, k ? ',' : '/')) == STATUS_OK) {
      const char *moves = "LSR", *found = r->at < r->end && *r->at ? strchr(moves, *r->at) : NULL;
      if (!found)
        return refuse(r, r->at, "not a move (L, S or R)");
      field[1 + K + k] = (uint32_t) (found - moves);
      r->at++;
    }
  return s;
}

static status read_bits(reader *r, uint32_t *field)
{
  for (uint32_t k = 0; k < machine_tapes(r->m); k++, r->at++) {
    if (r->at == r->end || (*r->at != '+' && *r->at != '-'))
      return refuse(r, r->at, "expected '+' or '-'");
    field[k] = *r->at == '+';
  }
  return STATUS_OK;
}

static status read_cell(reader *r, uint32_t *field)
{
  uint32_t K = machine_tapes(r->m);
  status s = STATUS_OK;
  for (uint32_t k = 0; k < K && s == STATUS_OK; k++) {
    if (k && (s = expect(r, ',')) != STATUS_OK)
      return s;
    s = read_symbol(r, ",^", field + k);
    if (s == STATUS_OK && r->at < r->end && *r->at == '^') {
      field[K + k] = 1;
      r->at++;
    }
  }
  return s;
}

static status read_token(reader *r, sequence *out)
{
  size_t length = piece(r, ":");
  uint32_t family = 0;
  while (family < TOKEN_FAMILIES
         && (strlen(token_family_name[family]) != length || memcmp(token_family_name[family], r->at, length)))
    family++;
  if (family == TOKEN_FAMILIES)
    return refuse(r, r->at, "unknown token");
  if (r->mode == MODE_COT && (family == TOKEN_SUMM || family == TOKEN_ESUMM || family == TOKEN_CELL || family == TOKEN_STATE))
    return refuse(r, r->at, "a summary's token has no place in a chain of thought");
  r->at += length;
  uint32_t *field = sequence_append(out, family);
  status s = family < TOKEN_SYM ? STATUS_OK : expect(r, ':');
  if (s != STATUS_OK)
    return s;
  switch (family) {
  case TOKEN_SYM:
    s = read_symbol(r, "", field);
    if (s == STATUS_OK && (field[0] == 0 || field[0] > machine_inputs(r->m)))
      s = refuse(r, r->start + 4, "not an input symbol of the machine");
    break;
  case TOKEN_STATE: s = read_state(r, "", field); break;
  case TOKEN_RUN: s = read_run(r, field); break;
  case TOKEN_BIT: s = read_bits(r, field); break;
  case TOKEN_CELL: s = read_cell(r, field); break;
  }
  if (s == STATUS_OK && r->at != r->end)
    s = refuse(r, r->at, "more text behind the token");
  return s;
}

/* The token that begins a segment: what may it be, and what must stand before? */
static status check_beginning(const reader *r, const transcript *out)
{
  uint32_t family = sequence_token(&out->segment[out->segments - 1].tokens, 0)[0];
  if (out->segments > 1)
    return family == TOKEN_SUMM ? STATUS_OK : refuse(r, r->start, "the first token of a further segment is not summ");
  if (family == TOKEN_INP || (r->mode == MODE_SCOT && family == TOKEN_SUMM))
    return STATUS_OK;
  return refuse(r, r->start, r->mode == MODE_COT ? "the first token is not inp" : "the first token is neither inp nor summ");
}

/* What a segment needs once it is complete: a prompt, and if others follow a summary. */
static status check_segment(const reader *r, segment *s, int is_last)
{
  if (!s->tokens.length && r->mode == MODE_SCOT)
    return refuse(r, r->start, "a segment without tokens");
  s->prompt_end = sequence_prompt_end(&s->tokens);
  if (s->prompt_end == SIZE_MAX)
    return refuse(r, r->start, r->mode == MODE_COT ? "no einp before the first run token" : "no einp or esumm before the first run token");
  if (!is_last && segment_summary(s) == SIZE_MAX)
    return refuse(r, r->start, "a segment ends here, but not with a summary that the next could begin with");
  return STATUS_OK;
}

static status read_lines(reader *r, transcript *out, const char *text, size_t length)
{
  segment *at = transcript_append(out);
  for (size_t here = 0; here < length;) {
    const char *end = memchr(text + here, '\n', length - here);
    size_t size = end ? (size_t) (end - text) - here : length - here;
    r->line++;
    r->start = r->at = text + here;
    r->end = r->at + (size && text[here + size - 1] == '\r' ? size - 1 : size);
    status s;
    if (r->start == r->end && r->mode == MODE_SCOT) {
      s = check_segment(r, at, 0);
      at = transcript_append(out);
    } else {
      s = read_token(r, &at->tokens);
      if (s == STATUS_OK && at->tokens.length == 1)
        s = check_beginning(r, out);
    }
    if (s != STATUS_OK)
      return s;
    here += size + 1;
  }
  r->line += r->line == 0;
  r->start = r->at = r->end = text;
  return check_segment(r, at, 1);
}

status transcript_parse(transcript *out, const machine *m, chain_mode mode, const char *name, const char *text, size_t length,
                        error *err)
{
  reader r = {.m = m, .mode = mode, .name = name, .err = err};
  transcript_init(out, machine_tapes(m));
  status s = read_lines(&r, out, text, length);
  if (s != STATUS_OK)
    transcript_clear(out);
  return s;
}
