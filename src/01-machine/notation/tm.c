/* The `.tm` notation (doc/interface.md, "Machine files"). */
#include <inttypes.h>
#include <string.h>

#include "legal.h"
#include "readers.h"
#include "tmprec/base/utf8.h"

/* The first five have to be there. */
enum {
  HEADER_TAPES, HEADER_BLANK, HEADER_INPUT, HEADER_START, HEADER_HALT,
  HEADERS_NEEDED, HEADER_TWO_WAY = HEADERS_NEEDED, HEADER_WILDCARD, HEADER_ZERO, HEADERS
};
static const char *const header_name[HEADERS] = {"tapes", "blank", "input", "start", "halt", "two-way", "wildcard", "zero"};

static const char blank_is_input[] = "the blank among the input symbols:",
                  wildcard_is_input[] = "the wildcard among the input symbols:";
static const char moves[] = "LSR";   /* MOVE_L, MOVE_S, MOVE_R */

typedef struct {
  rules *r;
  source *text;
  field_list line;
  int seen[HEADERS];
  field value[HEADERS];            /* of headers with one value */
  names inputs;
  int declared;                    /* the headers' names are among the rules' */
  uint32_t halt;
} parser;

static status refuse_field(const parser *p, const field *f, const char *what)
{
  return source_refuse_field(p->text, f, what);
}

/* Split a line into fields; `#` at its start or after a blank begins a comment. */
static status split(parser *p, field line)
{
  status s = source_check(p->text, &line);
  size_t column = 1;
  uint32_t before = ' ';
  for (size_t at = 0; at < line.length && s == STATUS_OK; column++) {
    uint32_t point;
    size_t size = utf8_decode(line.text + at, line.length - at, &point);
    if (point == '#' && (before == ' ' || before == '\t'))
      line.length = at;
    else if (!utf8_is_printable(point) && point != ' ' && point != '\t')
      s = source_refuse(p->text, line.line, column, "a character that does not print");
    before = point;
    at += size;
  }
  if (s == STATUS_OK)
    fields_between_blanks(&p->line, &line);
  return s;
}

static status check_name(const parser *p, const field *f)
{
  if (f->length > MACHINE_MAX_NAME)
    return refuse_field(p, f, "a name of more than 64 bytes:");
  if (field_is(f, "->"))
    return refuse_field(p, f, "a name is missing before");
  for (size_t i = 0; i < f->length; i++)
    if (strchr(LEGAL_NOT, f->text[i]))
      return refuse_field(p, f, "'/', ',' and '^' may not stand in the name");
  return STATUS_OK;
}

/* --- Headers ------------------------------------------------------------------- */

static status parse_tapes(parser *p, const field *f)
{
  uint32_t value = 0;
  for (size_t i = 0; i < f->length; i++) {
    if (f->text[i] < '0' || f->text[i] > '9')
      return refuse_field(p, f, "not a number of tapes:");
    if (value <= MACHINE_MAX_TAPES)
      value = 10 * value + (uint32_t) (f->text[i] - '0');
  }
  if (value == 0)
    return refuse_field(p, f, "at least one tape is needed, not");
  if (value > MACHINE_MAX_TAPES)
    return refuse_field(p, f, "more than 16 tapes:");
  p->r->tapes = value;
  return STATUS_OK;
}

/* Two headers that must not name the same; the message is at f, one of the two. */
static status check_differ(const parser *p, int a, int b, const field *f, const char *what)
{
  return p->seen[a] && p->seen[b] && field_equal(p->value + a, p->value + b) ? refuse_field(p, f, what) : STATUS_OK;
}

static status check_value(const parser *p, int which, const field *f)
{
  status s = check_differ(p, HEADER_START, HEADER_HALT, f, "start and halt are the same state");
  if (s == STATUS_OK)
    s = check_differ(p, HEADER_BLANK, HEADER_WILDCARD, f, "the wildcard is the blank:");
  if (s == STATUS_OK && (which == HEADER_BLANK || which == HEADER_WILDCARD)
      && names_find(&p->inputs, f->text, f->length) != UINT32_MAX)
    s = refuse_field(p, f, which == HEADER_BLANK ? blank_is_input : wildcard_is_input);
  return s;
}

static status parse_input(parser *p, const field *f)
{
  if (p->seen[HEADER_BLANK] && field_equal(p->value + HEADER_BLANK, f))
    return refuse_field(p, f, blank_is_input);
  if (p->seen[HEADER_WILDCARD] && field_equal(p->value + HEADER_WILDCARD, f))
    return refuse_field(p, f, wildcard_is_input);
  if (names_find(&p->inputs, f->text, f->length) != UINT32_MAX)
    return refuse_field(p, f, "repeated input symbol");
  if (p->inputs.count + 1 >= MACHINE_MAX_SYMBOLS)
    return refuse_field(p, f, "more than 4096 symbols:");
  names_add(&p->inputs, f->text, f->length);
  return STATUS_OK;
}

static status check_count(const parser *p, int which)
{
  const field *f = p->line.at;
  size_t count = p->line.count;
  if (which == HEADER_INPUT && count < 2)
    return source_refuse(p->text, f->line, f->column + 5, "no input symbol");
  if (which == HEADER_TWO_WAY && count > 1)
    return refuse_field(p, f + 1, "two-way takes no value:");
  if (which == HEADER_INPUT || which == HEADER_TWO_WAY || count == 2)
    return STATUS_OK;
  return count < 2 ? refuse_field(p, f, "a value is missing after") : refuse_field(p, f + 2, "more than one value:");
}

static status parse_header(parser *p)
{
  const field *f = p->line.at;
  int which = 0;
  while (which < HEADERS && !field_is(f, header_name[which]))
    which++;
  if (which == HEADERS)
    return refuse_field(p, f, "unknown header");
  if (p->seen[which])
    return refuse_field(p, f, "repeated header");
  if (p->r->count)
    return refuse_field(p, f, "a header behind transitions:");
  status s = check_count(p, which);
  if (s != STATUS_OK || which == HEADER_TAPES)
    return s == STATUS_OK ? p->seen[which] = 1, parse_tapes(p, f + 1) : s;
  p->seen[which] = 1;
  p->value[which] = f[p->line.count > 1];
  for (size_t i = 1; i < p->line.count && s == STATUS_OK; i++) {
    s = check_name(p, f + i);
    if (s == STATUS_OK)
      s = which == HEADER_INPUT ? parse_input(p, f + i) : check_value(p, which, f + i);
  }
  return s;
}

/* The headers are complete: their names become the rules'. */
static status declare(parser *p)
{
  rules *r = p->r;
  uint32_t number;
  for (int h = 0; h < HEADERS_NEEDED; h++)
    if (!p->seen[h])
      return source_refuse(p->text, p->text->line ? p->text->line : 1, 1, "header '%s' is missing", header_name[h]);
  if (p->declared)
    return STATUS_OK;
  p->declared = 1;
  r->two_way = p->seen[HEADER_TWO_WAY];
  status s = rules_symbol(r, p->value + HEADER_BLANK, &r->blank);
  for (size_t i = 0; i < p->inputs.count && s == STATUS_OK; i++) {
    const field name = {p->inputs.name[i], p->inputs.length[i], p->text->line, 1};
    if ((s = rules_symbol(r, &name, &number)) == STATUS_OK)
      rules_add_input(r, number);
  }
  if (s == STATUS_OK && (s = rules_state(r, p->value + HEADER_START, &number)) == STATUS_OK)
    rules_set_start(r, p->value + HEADER_START, number);
  if (s == STATUS_OK && (s = rules_state(r, p->value + HEADER_HALT, &p->halt)) == STATUS_OK)
    rules_set_halting(r, p->halt);
  return s;
}

/* --- Transitions ----------------------------------------------------------------- */

static status check_fields(const parser *p, size_t arrow)
{
  const size_t K = p->r->tapes, want = 3 + 3 * K, count = p->line.count;
  const field *f = p->line.at, *last = f + count - 1;
  if (arrow != 1 + K)
    return source_refuse(p->text, f->line, f[arrow].column,
                         "%zu fields before '->', not %zu (a state and %zu symbols read)", arrow, 1 + K, K);
  if (count != want)
    return source_refuse(p->text, f->line, count > want ? f[want].column : last->column + field_characters(last),
                         "%zu fields behind '->', not %zu (a state, %zu symbols written, %zu moves)", count - arrow - 1,
                         1 + 2 * K, K, K);
  return STATUS_OK;
}

static int is_wildcard(const parser *p, const field *f)
{
  return p->seen[HEADER_WILDCARD] && field_equal(p->value + HEADER_WILDCARD, f);
}

/* RULE_ANY and RULE_SAME are the same number. */
static status parse_symbol(parser *p, const field *f, uint32_t *symbol)
{
  status s = check_name(p, f);
  if (s != STATUS_OK)
    return s;
  if (is_wildcard(p, f)) {
    *symbol = RULE_ANY;
    return STATUS_OK;
  }
  return rules_symbol(p->r, f, symbol);
}

static status parse_state(parser *p, const field *f, uint32_t *state)
{
  status s = check_name(p, f);
  if (s == STATUS_OK && is_wildcard(p, f))
    s = refuse_field(p, f, "the wildcard stands for symbols, not for states:");
  return s == STATUS_OK ? rules_state(p->r, f, state) : s;
}

static status parse_move(const parser *p, const field *f, uint32_t *move)
{
  const char *found = f->length == 1 ? strchr(moves, f->text[0]) : NULL;
  if (!found)
    return refuse_field(p, f, "unknown move");
  *move = (uint32_t) (found - moves);
  return STATUS_OK;
}

static status parse_transition(parser *p, size_t arrow)
{
  rules *r = p->r;
  const field *f = p->line.at;
  status s = declare(p);
  if (s != STATUS_OK || (s = check_fields(p, arrow)) != STATUS_OK || (s = rules_add(r, f)) != STATUS_OK)
    return s;
  const size_t K = r->tapes, t = r->count - 1;
  const field *target = f + arrow + 1;
  if ((s = parse_state(p, f, r->from + t)) != STATUS_OK || (s = parse_state(p, target, r->to + t)) != STATUS_OK)
    return s;
  if (r->from[t] == p->halt)
    return refuse_field(p, f, "a transition out of the halting state");
  for (size_t k = 0; k < K; k++)
    if ((s = parse_symbol(p, f + 1 + k, r->read + t * K + k)) != STATUS_OK
        || (s = parse_symbol(p, target + 1 + k, r->write + t * K + k)) != STATUS_OK
        || (s = parse_move(p, target + 1 + K + k, r->move + t * K + k)) != STATUS_OK)
      return s;
  return STATUS_OK;
}

static status parse_line(parser *p, const field *line)
{
  status s = split(p, *line);
  if (s != STATUS_OK || !p->line.count)
    return s;
  for (size_t i = 0; i < p->line.count; i++)
    if (field_is(p->line.at + i, "->"))
      return parse_transition(p, i);
  return parse_header(p);
}

/* Which symbols there are is known last. */
static status find_zero(const parser *p)
{
  const field *name = p->value + HEADER_ZERO;
  if (!p->seen[HEADER_ZERO])
    return STATUS_OK;
  p->r->zero = names_find(&p->r->symbols, name->text, name->length);
  if (p->r->zero == UINT32_MAX)
    return refuse_field(p, name, "not a symbol of the machine:");
  return p->r->zero == p->r->blank ? refuse_field(p, name, "the blank itself, not another symbol for it:") : STATUS_OK;
}

status tm_read(rules *r, source *text)
{
  parser p = {.r = r, .text = text};
  field line;
  status s = STATUS_OK;
  while (s == STATUS_OK && source_next(text, &line))
    s = parse_line(&p, &line);
  if (s == STATUS_OK)
    s = declare(&p);
  if (s == STATUS_OK)
    s = find_zero(&p);
  names_clear(&p.inputs);
  fields_clear(&p.line);
  return s;
}

/* --- Writing ---------------------------------------------------------------------- */

static void write_symbols(buffer *out, const machine *m, const uint32_t *symbol)
{
  for (uint32_t k = 0; k < machine_tapes(m); k++)
    buffer_printf(out, " %s", machine_symbol_name(m, symbol[k]));
}

status tm_write(buffer *out, const machine *m, error *err)
{
  (void) err;
  buffer_printf(out, "%s %" PRIu32 "\n%s %s\n%s", header_name[HEADER_TAPES], machine_tapes(m), header_name[HEADER_BLANK],
                machine_symbol_name(m, 0), header_name[HEADER_INPUT]);
  for (uint32_t a = 1; a <= machine_inputs(m); a++)
    buffer_printf(out, " %s", machine_symbol_name(m, a));
  buffer_printf(out, "\n%s %s\n%s %s\n", header_name[HEADER_START], machine_state_name(m, 0), header_name[HEADER_HALT],
                machine_state_name(m, machine_halting(m)));
  if (machine_is_two_way(m))
    buffer_printf(out, "%s\n", header_name[HEADER_TWO_WAY]);
  if (machine_zero(m) != UINT32_MAX)
    buffer_printf(out, "%s %s\n", header_name[HEADER_ZERO], machine_symbol_name(m, machine_zero(m)));
  for (size_t i = 0; i < machine_transitions(m); i++) {
    transition t = machine_transition(m, i);
    buffer_puts(out, machine_state_name(m, t.from));
    write_symbols(out, m, t.read);
    buffer_printf(out, " -> %s", machine_state_name(m, t.to));
    write_symbols(out, m, t.write);
    for (uint32_t k = 0; k < machine_tapes(m); k++)
      buffer_printf(out, " %c", moves[t.move[k]]);
    buffer_puts(out, "\n");
  }
  return STATUS_OK;
}
