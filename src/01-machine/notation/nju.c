/* SPDX-License-Identifier: MIT */
/* The notation with headers `#Q = {q,p}`, `#S`, `#G`, `#q0`, `#B`, `#F`, `#N`, then a line of five
   fields for each transition, `state symbols newsymbols directions newstate`, with a character for
   each tape.  `*` is any symbol but the blank, or the symbol that was read.  It comes from courses on
   formal languages, the first of them at Nanjing. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "readers.h"
#include "spell.h"
#include "tmprec/base/utf8.h"

enum { HEADER_Q, HEADER_S, HEADER_G, HEADER_START, HEADER_B, HEADER_F, HEADER_N, HEADERS };
static const char *const header_name[HEADERS] = {"Q", "S", "G", "q0", "B", "F", "N"};
static const char moves[] = "l*r", upper[] = "L*R";   /* TP_MOVE_L, TP_MOVE_S, TP_MOVE_R */

enum { STATE, SYMBOLS, NEW_SYMBOLS, DIRECTIONS, NEW_STATE, FIELDS };

typedef struct {
  rules *r;
  const source *text;
  field value[HEADERS];            /* what stands behind `=` */
  field_list list;
  int declared;
} parser;

/* --- Headers ---------------------------------------------------------------------- */

static tp_status take_header(parser *p, const field *line)
{
  const char *equals = memchr(line->text, '=', line->length);
  if (!equals)
    return tp_source_refuse_field(p->text, line, "missing '=' in the header");
  const size_t at = (size_t) (equals - line->text);
  const field name = tp_field_trim((field) {line->text + 1, at - 1, line->line, line->column + 1});
  const field rest = {equals + 1, line->length - at - 1, line->line, line->column + tp_utf8_count(line->text, at) + 1};
  for (int h = 0; h < HEADERS; h++) {
    if (!tp_field_is(&name, header_name[h]))
      continue;
    if (p->value[h].line)
      return tp_source_refuse_field(p->text, line, "repeated header");
    if (p->declared)
      return tp_source_refuse_field(p->text, line, "a header after the first transition:");
    p->value[h] = tp_field_trim(rest);
    if (!p->value[h].length)
      return tp_source_refuse_field(p->text, line, "missing value in the header");
    return TP_STATUS_OK;
  }
  return tp_source_refuse_field(p->text, line, "unknown header");
}

/* {a,b,..} into p->list. */
static tp_status split_set(parser *p, int h)
{
  field f = p->value[h];
  if (f.length < 2 || f.text[0] != '{' || f.text[f.length - 1] != '}')
    return tp_source_refuse_field(p->text, &f, "a set is {a,b,..}, not");
  f = (field) {f.text + 1, f.length - 2, f.line, f.column + 1};
  p->list.count = 0;
  if (tp_field_trim(f).length)
    tp_fields_between_commas(&p->list, &f);
  for (size_t i = 0; i < p->list.count; i++)
    if (!p->list.at[i].length)
      return tp_source_refuse(p->text, p->list.at[i].line, p->list.at[i].column, "missing name in the set");
  return TP_STATUS_OK;
}

static tp_status find_state(const parser *p, const field *f, uint32_t *state)
{
  *state = tp_names_find(&p->r->states, f->text, f->length);
  return *state == UINT32_MAX ? tp_source_refuse_field(p->text, f, "not in #Q:") : TP_STATUS_OK;
}

static tp_status find_symbol(const parser *p, const field *f, uint32_t *symbol)
{
  *symbol = tp_names_find(&p->r->symbols, f->text, f->length);
  return *symbol == UINT32_MAX ? tp_source_refuse_field(p->text, f, "not in #G:") : TP_STATUS_OK;
}

static tp_status take_tapes(parser *p)
{
  const field *f = p->value + HEADER_N;
  uint32_t value = 0;
  for (size_t i = 0; i < f->length && value <= TP_MACHINE_MAX_TAPES; i++) {
    if (!isdigit((unsigned char) f->text[i]))
      return tp_source_refuse_field(p->text, f, "not a number of tapes:");
    value = 10 * value + (uint32_t) (f->text[i] - '0');
  }
  if (!value || value > TP_MACHINE_MAX_TAPES)
    return tp_source_refuse_field(p->text, f, "1 to 16 tapes, not");
  p->r->tapes = value;
  return TP_STATUS_OK;
}

/* A set may name the same twice. */
static tp_status declare_names(parser *p, int h, tp_status (*add)(rules *r, const field *f, uint32_t *number))
{
  uint32_t number;
  tp_status s = split_set(p, h);
  for (size_t i = 0; i < p->list.count && s == TP_STATUS_OK; i++) {
    const field *f = p->list.at + i;
    if (h == HEADER_G && tp_field_characters(f) != 1)
      s = tp_source_refuse_field(p->text, f, "a symbol must be one character, not");
    else
      s = add(p->r, f, &number);
  }
  return s;
}

/* If there are none, as in a busy beaver, all symbols are. */
static tp_status declare_inputs(parser *p)
{
  uint32_t symbol;
  names seen = {0};
  tp_status s = split_set(p, HEADER_S);
  for (size_t i = 0; i < p->list.count && s == TP_STATUS_OK; i++) {
    const field *f = p->list.at + i;
    if ((s = find_symbol(p, f, &symbol)) != TP_STATUS_OK)
      continue;
    if (symbol == p->r->blank)
      s = tp_source_refuse_field(p->text, f, "the blank among the input symbols:");
    else if (tp_names_find(&seen, f->text, f->length) == UINT32_MAX)
      tp_rules_add_input(p->r, symbol);
    tp_names_add(&seen, f->text, f->length);
  }
  tp_names_clear(&seen);
  return s;
}

static tp_status declare_finals(parser *p)
{
  uint32_t state;
  tp_status s = split_set(p, HEADER_F);
  for (size_t i = 0; i < p->list.count && s == TP_STATUS_OK; i++)
    if ((s = find_state(p, p->list.at + i, &state)) == TP_STATUS_OK)
      tp_rules_set_halting(p->r, state);
  return s;
}

/* All headers are there: before the first transition, or at the end. */
static tp_status declare(parser *p)
{
  uint32_t state;
  if (p->declared)
    return TP_STATUS_OK;
  p->declared = 1;
  for (int h = 0; h < HEADERS; h++)
    if (!p->value[h].line)
      return tp_source_refuse(p->text, p->text->line ? p->text->line : 1, 1, "header '#%s' is missing", header_name[h]);
  tp_status s = take_tapes(p);
  if (s == TP_STATUS_OK)
    s = declare_names(p, HEADER_Q, tp_rules_state);
  if (s == TP_STATUS_OK)
    s = declare_names(p, HEADER_G, tp_rules_symbol);
  if (s == TP_STATUS_OK)
    s = find_symbol(p, p->value + HEADER_B, &p->r->blank);
  if (s == TP_STATUS_OK)
    s = declare_inputs(p);
  if (s == TP_STATUS_OK && (s = find_state(p, p->value + HEADER_START, &state)) == TP_STATUS_OK)
    tp_rules_set_start(p->r, p->value + HEADER_START, state);
  return s == TP_STATUS_OK ? declare_finals(p) : s;
}

/* --- Transitions ------------------------------------------------------------------ */

/* `*`, unless it is in #G.  What is written can be what was read only where that may be anything. */
static tp_status take_wildcard(const parser *p, const field *one, const uint32_t *read)
{
  if (read && *read != RULE_ANY)
    return tp_source_refuse_field(p->text, one, "written where a certain symbol is read:");
  return TP_STATUS_OK;
}

/* read: the symbols read, where these are those written, or NULL. */
static tp_status take_symbols(const parser *p, const field *f, uint32_t *symbol, const uint32_t *read)
{
  const int has_star = tp_names_find(&p->r->symbols, "*", 1) != UINT32_MAX;
  if (tp_field_characters(f) != p->r->tapes)
    return tp_source_refuse_field(p->text, f, "not a symbol for each tape:");
  field rest = *f;
  tp_status s = TP_STATUS_OK;
  for (uint32_t k = 0; k < p->r->tapes && s == TP_STATUS_OK; k++) {
    uint32_t point;
    const size_t size = tp_utf8_decode(rest.text, rest.length, &point);
    const field one = {rest.text, size, rest.line, rest.column};
    symbol[k] = RULE_ANY;
    s = !has_star && tp_field_is(&one, "*") ? take_wildcard(p, &one, read ? read + k : NULL) : find_symbol(p, &one, symbol + k);
    rest = (field) {rest.text + size, rest.length - size, rest.line, rest.column + 1};
  }
  return s;
}

static tp_status take_directions(const parser *p, const field *f, uint32_t *move)
{
  if (f->length != p->r->tapes)
    return tp_source_refuse_field(p->text, f, "not a direction for each tape:");
  for (uint32_t k = 0; k < p->r->tapes; k++) {
    const char *low = strchr(moves, f->text[k]), *high = strchr(upper, f->text[k]);
    const field one = {f->text + k, 1, f->line, f->column + k};
    if (!low && !high)
      return tp_source_refuse_field(p->text, &one, "a direction is one of l r *, not");
    move[k] = (uint32_t) (low ? low - moves : high - upper);
  }
  return TP_STATUS_OK;
}

static tp_status take_transition(parser *p, const field *f, size_t count)
{
  rules *r = p->r;
  tp_status s = declare(p);
  if (s != TP_STATUS_OK)
    return s;
  if (count != FIELDS)
    return tp_source_refuse(p->text, f->line, f->column, "%zu fields, not 5 (state, symbols, new symbols, directions, new state)", count);
  if ((s = tp_rules_add(r, f)) != TP_STATUS_OK)
    return s;
  const size_t t = r->count - 1, K = r->tapes;
  if ((s = find_state(p, f + STATE, r->from + t)) == TP_STATUS_OK && r->from[t] < r->halts_known && r->halts[r->from[t]])
    s = tp_source_refuse_field(p->text, f, "a transition out of the final state");
  if (s == TP_STATUS_OK && (s = take_symbols(p, f + SYMBOLS, r->read + t * K, NULL)) == TP_STATUS_OK
      && (s = take_symbols(p, f + NEW_SYMBOLS, r->write + t * K, r->read + t * K)) == TP_STATUS_OK
      && (s = take_directions(p, f + DIRECTIONS, r->move + t * K)) == TP_STATUS_OK)
    s = find_state(p, f + NEW_STATE, r->to + t);
  return s;
}

static tp_status take_line(parser *p, field line, field_list *f)
{
  tp_status s = tp_source_check(p->text, &line);
  if (s != TP_STATUS_OK)
    return s;
  const char *comment = memchr(line.text, ';', line.length);
  if (comment)
    line.length = (size_t) (comment - line.text);
  line = tp_field_trim(line);
  if (!line.length)
    return TP_STATUS_OK;
  if (*line.text == '#')
    return take_header(p, &line);
  tp_fields_between_blanks(f, &line);
  return take_transition(p, f->at, f->count);
}

tp_status tp_nju_read(rules *r, source *text)
{
  parser p = {.r = r, .text = text};
  field_list f = {0};
  field line;
  tp_status s = TP_STATUS_OK;
  r->two_way = r->repeats = r->spares_blank = 1;
  while (s == TP_STATUS_OK && tp_source_next(text, &line))
    s = take_line(&p, line, &f);
  if (s == TP_STATUS_OK)
    s = declare(&p);
  tp_fields_clear(&f);
  tp_fields_clear(&p.list);
  return s;
}

/* --- Writing ---------------------------------------------------------------------- */

static int fits(const char *name)
{
  for (const char *at = name; *at; at++)
    if (!(isalnum((unsigned char) *at) || *at == '_'))
      return 0;
  return *name != 0;
}

static void put_set(tp_buffer *out, int h, const tp_machine *m, uint32_t first, uint32_t behind)
{
  tp_buffer_printf(out, "#%s = {", header_name[h]);
  for (uint32_t i = first; i < behind; i++)
    tp_buffer_printf(out, "%s%s", i > first ? "," : "", tp_spell_symbol(m, i));
  tp_buffer_puts(out, "}\n");
}

static void put_headers(tp_buffer *out, const tp_machine *m, const names *states)
{
  tp_buffer_printf(out, "#%s = {", header_name[HEADER_Q]);
  for (size_t q = 0; q < states->count; q++)
    tp_buffer_printf(out, "%s%s", q ? "," : "", states->name[q]);
  tp_buffer_puts(out, "}\n");
  put_set(out, HEADER_S, m, 1, 1 + tp_machine_inputs(m));
  put_set(out, HEADER_G, m, 0, tp_machine_symbols(m));
  tp_buffer_printf(out, "#%s = %s\n#%s = %s\n#%s = {", header_name[HEADER_START], states->name[0], header_name[HEADER_B],
                   tp_spell_symbol(m, 0), header_name[HEADER_F]);
  for (uint32_t q = 0, n = 0; q < tp_machine_states(m); q++)
    if (tp_machine_halts(m, q))
      tp_buffer_printf(out, "%s%s", n++ ? "," : "", states->name[q]);
  tp_buffer_printf(out, "}\n#%s = %" PRIu32 "\n", header_name[HEADER_N], tp_machine_tapes(m));
}

tp_status tp_nju_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err)
{
  const uint32_t K = tp_machine_tapes(m);
  if (tp_spell_check_tapes(m, "nju", TP_MACHINE_MAX_TAPES, err) != TP_STATUS_OK
      || tp_spell_check_symbols(m, "nju", "_,;{}* ", err) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  tp_spell_note(notes, 1, tp_machine_symbol_name(m, 0), tp_spell_symbol(m, 0));
  names states = tp_spell_states(m, fits, NULL, NULL, notes);
  put_headers(out, m, &states);
  for (size_t i = 0; i < tp_machine_transitions(m); i++) {
    tp_transition t = tp_machine_transition(m, i);
    tp_buffer_printf(out, "%s ", states.name[t.from]);
    for (uint32_t k = 0; k < K; k++)
      tp_buffer_puts(out, tp_spell_symbol(m, t.read[k]));
    tp_buffer_puts(out, " ");
    for (uint32_t k = 0; k < K; k++)
      tp_buffer_puts(out, tp_spell_symbol(m, t.write[k]));
    tp_buffer_puts(out, " ");
    for (uint32_t k = 0; k < K; k++)
      tp_buffer_put(out, moves + t.move[k], 1);
    tp_buffer_printf(out, " %s\n", states.name[t.to]);
  }
  tp_names_clear(&states);
  return TP_STATUS_OK;
}
