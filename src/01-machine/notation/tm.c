/* SPDX-License-Identifier: MIT */
/* The `.tm` notation (doc/interface.md, "Machine files"). */
#include <inttypes.h>
#include <string.h>

#include "tmprec/machine/escape.h"
#include "readers.h"
#include "tmprec/base/utf8.h"

/* The first five have to be there. */
enum {
  HEADER_TAPES, HEADER_BLANK, HEADER_INPUT, HEADER_START, HEADER_HALT,
  HEADERS_NEEDED, HEADER_TWO_WAY = HEADERS_NEEDED, HEADER_WILDCARD, HEADER_ZERO, HEADER_NO_RULE, HEADERS
};
static const char *const header_name[HEADERS] = {"tapes", "blank", "input", "start", "halt", "two-way", "wildcard", "zero", "no-rule"};

static const char blank_is_input[] = "the blank among the input symbols:",
                  wildcard_is_input[] = "the wildcard among the input symbols:";
static const char moves[] = "LSR";   /* TP_MOVE_L, TP_MOVE_S, TP_MOVE_R */

typedef struct {
  rules *r;
  source *text;
  field_list line;
  int seen[HEADERS];
  field value[HEADERS];            /* of headers with one value */
  names inputs, halts;
  names *decoded;                  /* names that were spelt with escapes */
  int declared;                    /* the headers' names are among the rules' */
} parser;

static tp_status refuse_field(const parser *p, const field *f, const char *what)
{
  return tp_source_refuse_field(p->text, f, what);
}

/* Split a line into fields; `#` at its start or after a blank begins a comment. */
static tp_status split(parser *p, field line)
{
  tp_status s = tp_source_check(p->text, &line);
  size_t column = 1;
  uint32_t before = ' ';
  for (size_t at = 0; at < line.length && s == TP_STATUS_OK; column++) {
    uint32_t point = (unsigned char) line.text[at];
    const size_t size = point < 0x80 ? 1 : tp_utf8_decode(line.text + at, line.length - at, &point);
    if (point == '#' && (before == ' ' || before == '\t'))
      line.length = at;
    else if (!tp_utf8_is_printable(point) && point != ' ' && point != '\t')
      s = tp_source_refuse(p->text, line.line, column, "a character that does not print");
    before = point;
    at += size;
  }
  if (s == TP_STATUS_OK)
    tp_fields_between_blanks(&p->line, &line);
  return s;
}

/* A field of the line that is a name.  Escapes in it are replaced by what they stand for. */
static tp_status check_name(const parser *p, const field *given)
{
  field *f = p->line.at + (given - p->line.at);
  if (tp_field_is(f, "->"))
    return refuse_field(p, f, "missing name before");
  for (size_t i = 0; i < f->length; i++)
    if (f->text[i] == '/' || f->text[i] == ',' || f->text[i] == '^')
      return refuse_field(p, f, "'/', ',' and '^' (written %2F, %2C, %5E) may not stand in the name");
  if (memchr(f->text, '%', f->length)) {
    tp_buffer name = {NULL, 0, 0};
    const int valid = tp_unescape_name(&name, f->text, f->length);
    const uint32_t number = valid ? tp_names_add(p->decoded, name.text, name.length) : 0;
    tp_buffer_clear(&name);
    if (!valid)
      return refuse_field(p, f, "escapes of what may not stand in a name:");
    f->text = p->decoded->name[number];
    f->length = p->decoded->length[number];
  }
  return f->length > TP_MACHINE_MAX_NAME ? refuse_field(p, f, "a name of more than 64 bytes:") : TP_STATUS_OK;
}

/* --- Headers ------------------------------------------------------------------- */

static tp_status parse_tapes(parser *p, const field *f)
{
  uint32_t value = 0;
  for (size_t i = 0; i < f->length; i++) {
    if (f->text[i] < '0' || f->text[i] > '9')
      return refuse_field(p, f, "not a number of tapes:");
    if (value <= TP_MACHINE_MAX_TAPES)
      value = 10 * value + (uint32_t) (f->text[i] - '0');
  }
  if (value == 0)
    return refuse_field(p, f, "at least one tape is needed, not");
  if (value > TP_MACHINE_MAX_TAPES)
    return refuse_field(p, f, "more than 16 tapes:");
  p->r->tapes = value;
  return TP_STATUS_OK;
}

/* Two headers that must not name the same; the message is at f, one of the two. */
static tp_status check_differ(const parser *p, int a, int b, const field *f, const char *what)
{
  return p->seen[a] && p->seen[b] && tp_field_equal(p->value + a, p->value + b) ? refuse_field(p, f, what) : TP_STATUS_OK;
}

static int halts_at_start(const parser *p)
{
  const field *start = p->value + HEADER_START;
  return p->seen[HEADER_START] && tp_names_find(&p->halts, start->text, start->length) != UINT32_MAX;
}

static tp_status check_value(const parser *p, int which, const field *f)
{
  tp_status s = which == HEADER_START && halts_at_start(p) ? refuse_field(p, f, "start and halt are the same state") : TP_STATUS_OK;
  if (s == TP_STATUS_OK && which == HEADER_NO_RULE && !tp_field_is(f, tp_no_rule_name[TP_NO_RULE_REFUSE])
      && !tp_field_is(f, tp_no_rule_name[TP_NO_RULE_HALT]))
    s = refuse_field(p, f, "neither refuse nor halt:");
  if (s == TP_STATUS_OK)
    s = check_differ(p, HEADER_BLANK, HEADER_WILDCARD, f, "the wildcard is the blank:");
  if (s == TP_STATUS_OK && (which == HEADER_BLANK || which == HEADER_WILDCARD)
      && tp_names_find(&p->inputs, f->text, f->length) != UINT32_MAX)
    s = refuse_field(p, f, which == HEADER_BLANK ? blank_is_input : wildcard_is_input);
  return s;
}

static tp_status parse_input(parser *p, const field *f)
{
  if (p->seen[HEADER_BLANK] && tp_field_equal(p->value + HEADER_BLANK, f))
    return refuse_field(p, f, blank_is_input);
  if (p->seen[HEADER_WILDCARD] && tp_field_equal(p->value + HEADER_WILDCARD, f))
    return refuse_field(p, f, wildcard_is_input);
  if (tp_names_find(&p->inputs, f->text, f->length) != UINT32_MAX)
    return refuse_field(p, f, "repeated input symbol");
  if (p->inputs.count + 1 >= TP_MACHINE_MAX_SYMBOLS)
    return refuse_field(p, f, "more than 4096 symbols:");
  tp_names_add(&p->inputs, f->text, f->length);
  return TP_STATUS_OK;
}

static tp_status parse_halt(parser *p, const field *f)
{
  if (tp_names_find(&p->halts, f->text, f->length) != UINT32_MAX)
    return refuse_field(p, f, "repeated halting state");
  tp_names_add(&p->halts, f->text, f->length);
  return halts_at_start(p) ? refuse_field(p, f, "start and halt are the same state") : TP_STATUS_OK;
}

static tp_status check_count(const parser *p, int which)
{
  const field *f = p->line.at;
  size_t count = p->line.count;
  if (which == HEADER_INPUT && count < 2)
    return tp_source_refuse(p->text, f->line, f->column + 5, "no input symbol");
  if (which == HEADER_TWO_WAY && count > 1)
    return refuse_field(p, f + 1, "two-way takes no value:");
  if (which == HEADER_INPUT || which == HEADER_TWO_WAY || count == 2 || (which == HEADER_HALT && count > 2))
    return TP_STATUS_OK;
  return count < 2 ? refuse_field(p, f, "missing value after") : refuse_field(p, f + 2, "more than one value:");
}

static tp_status parse_header(parser *p)
{
  const field *f = p->line.at;
  int which = 0;
  while (which < HEADERS && !tp_field_is(f, header_name[which]))
    which++;
  if (which == HEADERS)
    return refuse_field(p, f, "unknown header");
  if (p->seen[which])
    return refuse_field(p, f, "repeated header");
  if (p->r->count)
    return refuse_field(p, f, "a header after the first transition:");
  tp_status s = check_count(p, which);
  if (s != TP_STATUS_OK || which == HEADER_TAPES)
    return s == TP_STATUS_OK ? p->seen[which] = 1, parse_tapes(p, f + 1) : s;
  p->seen[which] = 1;
  for (size_t i = 1; i < p->line.count && s == TP_STATUS_OK; i++) {
    s = check_name(p, f + i);
    p->value[which] = f[i];
    if (s == TP_STATUS_OK)
      s = which == HEADER_INPUT ? parse_input(p, f + i) : which == HEADER_HALT ? parse_halt(p, f + i) : check_value(p, which, f + i);
  }
  return s;
}

/* Where no rule applies, the machine may halt. */
static int halts_without_rule(const parser *p)
{
  return p->seen[HEADER_NO_RULE] && tp_field_is(p->value + HEADER_NO_RULE, tp_no_rule_name[TP_NO_RULE_HALT]);
}

/* The headers are complete: their names become the rules'.  A machine that halts without a rule needs no halting state. */
static tp_status declare(parser *p)
{
  rules *r = p->r;
  uint32_t number;
  for (int h = 0; h < HEADERS_NEEDED; h++)
    if (!p->seen[h] && !(h == HEADER_HALT && halts_without_rule(p)))
      return tp_source_refuse(p->text, p->text->line ? p->text->line : 1, 1, "header '%s' is missing", header_name[h]);
  if (p->declared)
    return TP_STATUS_OK;
  p->declared = 1;
  r->two_way = p->seen[HEADER_TWO_WAY];
  tp_status s = tp_rules_symbol(r, p->value + HEADER_BLANK, &r->blank);
  for (size_t i = 0; i < p->inputs.count && s == TP_STATUS_OK; i++) {
    const field name = {p->inputs.name[i], p->inputs.length[i], p->text->line, 1};
    if ((s = tp_rules_symbol(r, &name, &number)) == TP_STATUS_OK)
      tp_rules_add_input(r, number);
  }
  if (s == TP_STATUS_OK && (s = tp_rules_state(r, p->value + HEADER_START, &number)) == TP_STATUS_OK)
    tp_rules_set_start(r, p->value + HEADER_START, number);
  r->keeps_halting = 1;
  r->halts_without_rule = halts_without_rule(p);
  for (size_t i = 0; i < p->halts.count && s == TP_STATUS_OK; i++) {
    const field name = {p->halts.name[i], p->halts.length[i], p->text->line, 1};
    if ((s = tp_rules_state(r, &name, &number)) == TP_STATUS_OK)
      tp_rules_set_halting(r, number);
  }
  return s;
}

/* --- Transitions ----------------------------------------------------------------- */

static tp_status check_fields(const parser *p, size_t arrow)
{
  const size_t K = p->r->tapes, want = 3 + 3 * K, count = p->line.count;
  const field *f = p->line.at, *last = f + count - 1;
  if (arrow != 1 + K)
    return tp_source_refuse(p->text, f->line, f[arrow].column,
                            "%zu fields before '->', not %zu (a state and %zu symbols read)", arrow, 1 + K, K);
  if (count != want)
    return tp_source_refuse(p->text, f->line, count > want ? f[want].column : last->column + tp_field_characters(last),
                            "%zu fields after '->', not %zu (a state, %zu symbols written, %zu moves)", count - arrow - 1,
                            1 + 2 * K, K, K);
  return TP_STATUS_OK;
}

static int is_wildcard(const parser *p, const field *f)
{
  return p->seen[HEADER_WILDCARD] && tp_field_equal(p->value + HEADER_WILDCARD, f);
}

/* RULE_ANY and RULE_SAME are the same number. */
static tp_status parse_symbol(parser *p, const field *f, uint32_t *symbol)
{
  tp_status s = check_name(p, f);
  if (s != TP_STATUS_OK)
    return s;
  if (is_wildcard(p, f)) {
    *symbol = RULE_ANY;
    return TP_STATUS_OK;
  }
  return tp_rules_symbol(p->r, f, symbol);
}

static tp_status parse_state(parser *p, const field *f, uint32_t *state)
{
  tp_status s = check_name(p, f);
  if (s == TP_STATUS_OK && is_wildcard(p, f))
    s = refuse_field(p, f, "the wildcard stands for symbols, not for states:");
  return s == TP_STATUS_OK ? tp_rules_state(p->r, f, state) : s;
}

static tp_status parse_move(const parser *p, const field *f, uint32_t *move)
{
  const char *found = f->length == 1 ? strchr(moves, f->text[0]) : NULL;
  if (!found)
    return refuse_field(p, f, "unknown move");
  *move = (uint32_t) (found - moves);
  return TP_STATUS_OK;
}

static tp_status parse_transition(parser *p, size_t arrow)
{
  rules *r = p->r;
  const field *f = p->line.at;
  tp_status s = declare(p);
  if (s != TP_STATUS_OK || (s = check_fields(p, arrow)) != TP_STATUS_OK || (s = tp_rules_add(r, f)) != TP_STATUS_OK)
    return s;
  const size_t K = r->tapes, t = r->count - 1;
  const field *target = f + arrow + 1;
  if ((s = parse_state(p, f, r->from + t)) != TP_STATUS_OK || (s = parse_state(p, target, r->to + t)) != TP_STATUS_OK)
    return s;
  if (tp_rules_halts(r, r->from[t]))
    return refuse_field(p, f, "a transition out of the halting state");
  for (size_t k = 0; k < K; k++)
    if ((s = parse_symbol(p, f + 1 + k, r->read + t * K + k)) != TP_STATUS_OK
        || (s = parse_symbol(p, target + 1 + k, r->write + t * K + k)) != TP_STATUS_OK
        || (s = parse_move(p, target + 1 + K + k, r->move + t * K + k)) != TP_STATUS_OK)
      return s;
  return TP_STATUS_OK;
}

static tp_status parse_line(parser *p, const field *line)
{
  tp_status s = split(p, *line);
  if (s != TP_STATUS_OK || !p->line.count)
    return s;
  for (size_t i = 0; i < p->line.count; i++)
    if (tp_field_is(p->line.at + i, "->"))
      return parse_transition(p, i);
  return parse_header(p);
}

/* Which symbols there are is known last. */
static tp_status find_zero(const parser *p)
{
  const field *name = p->value + HEADER_ZERO;
  if (!p->seen[HEADER_ZERO])
    return TP_STATUS_OK;
  p->r->zero = tp_names_find(&p->r->symbols, name->text, name->length);
  if (p->r->zero == UINT32_MAX)
    return refuse_field(p, name, "not a symbol of the machine:");
  return p->r->zero == p->r->blank ? refuse_field(p, name, "the blank itself, not a second symbol for it:") : TP_STATUS_OK;
}

tp_status tp_tm_read(rules *r, source *text)
{
  names decoded = {0};
  parser p = {.r = r, .text = text, .decoded = &decoded};
  field line;
  tp_status s = TP_STATUS_OK;
  while (s == TP_STATUS_OK && tp_source_next(text, &line))
    s = parse_line(&p, &line);
  if (s == TP_STATUS_OK)
    s = declare(&p);
  if (s == TP_STATUS_OK)
    s = find_zero(&p);
  tp_names_clear(&p.inputs);
  tp_names_clear(&p.halts);
  tp_names_clear(&decoded);
  tp_fields_clear(&p.line);
  return s;
}

/* --- Writing ---------------------------------------------------------------------- */

static void write_symbols(tp_buffer *out, const tp_machine *m, const uint32_t *symbol)
{
  for (uint32_t k = 0; k < tp_machine_tapes(m); k++)
    tp_buffer_printf(out, " %s", tp_machine_symbol_text(m, symbol[k]));
}

/* Whether some configuration has no rule. */
static int is_partial(const tp_machine *m)
{
  uint64_t all = tp_machine_states(m) - tp_machine_halting_states(m);
  for (uint32_t k = 0; k < tp_machine_tapes(m) && all <= TP_MACHINE_MAX_TRANSITIONS; k++)
    all *= tp_machine_symbols(m);
  return all > tp_machine_transitions(m);
}

tp_status tp_tm_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err)
{
  const int partial = is_partial(m), no_halting = !tp_machine_halting_states(m);
  (void) notes;
  if (no_halting && partial && !tp_machine_halts_without_rule(m))
    return tp_error_set(err, TP_STATUS_REFUSED, "tm: a halting state is needed, and this machine has none");
  tp_buffer_printf(out, "%s %" PRIu32 "\n%s %s\n%s", header_name[HEADER_TAPES], tp_machine_tapes(m), header_name[HEADER_BLANK],
                   tp_machine_symbol_text(m, 0), header_name[HEADER_INPUT]);
  for (uint32_t a = 1; a <= tp_machine_inputs(m); a++)
    tp_buffer_printf(out, " %s", tp_machine_symbol_text(m, a));
  tp_buffer_printf(out, "\n%s %s\n%s", header_name[HEADER_START], tp_machine_state_text(m, 0), no_halting ? "" : header_name[HEADER_HALT]);
  for (uint32_t q = 0; q < tp_machine_states(m); q++)
    if (tp_machine_halts(m, q))
      tp_buffer_printf(out, " %s", tp_machine_state_text(m, q));
  tp_buffer_puts(out, no_halting ? "" : "\n");
  if (tp_machine_is_two_way(m))
    tp_buffer_printf(out, "%s\n", header_name[HEADER_TWO_WAY]);
  if (tp_machine_zero(m) != UINT32_MAX)
    tp_buffer_printf(out, "%s %s\n", header_name[HEADER_ZERO], tp_machine_symbol_text(m, tp_machine_zero(m)));
  if ((tp_machine_halts_without_rule(m) && partial) || no_halting)
    tp_buffer_printf(out, "%s %s\n", header_name[HEADER_NO_RULE], tp_no_rule_name[TP_NO_RULE_HALT]);
  for (size_t i = 0; i < tp_machine_transitions(m); i++) {
    tp_transition t = tp_machine_transition(m, i);
    tp_buffer_puts(out, tp_machine_state_text(m, t.from));
    write_symbols(out, m, t.read);
    tp_buffer_printf(out, " -> %s", tp_machine_state_text(m, t.to));
    write_symbols(out, m, t.write);
    for (uint32_t k = 0; k < tp_machine_tapes(m); k++)
      tp_buffer_printf(out, " %c", moves[t.move[k]]);
    tp_buffer_puts(out, "\n");
  }
  return TP_STATUS_OK;
}
