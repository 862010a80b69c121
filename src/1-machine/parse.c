/* The `.tm` format (doc/interface.md, "Machine files"). */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "machine_private.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

typedef struct {
  const char *text;
  size_t length, column;           /* column in characters, from 1 */
} field;

/* The first five have to be there. */
enum { HEADER_TAPES, HEADER_BLANK, HEADER_INPUT, HEADER_START, HEADER_HALT, HEADERS_NEEDED, HEADER_TWO_WAY = HEADERS_NEEDED, HEADER_ZERO, HEADERS };
static const char *const header_name[HEADERS] = {"tapes", "blank", "input", "start", "halt", "two-way", "zero"};

typedef struct {
  const char *file;
  size_t line;
  error *err;
  field *fields;                   /* of the current line */
  size_t count, capacity;
  int seen[HEADERS];
  uint32_t tapes;
  field blank, start, halt, zero;
  size_t zero_line;
  names inputs;
  /* Transitions in terms of names; numbers come when all are known. */
  names states, symbols;
  uint32_t *from, *to, *read, *write, *move;
  size_t *line_of, *column_of;
  size_t transitions, room;
} parser;

static status refuse(const parser *p, size_t column, const char *what)
{
  return error_set(p->err, STATUS_REFUSED, "%.300s:%zu:%zu: %s", p->file, p->line, column, what);
}

static status refuse_field(const parser *p, const field *f, const char *what)
{
  return error_set(p->err, STATUS_REFUSED, "%.300s:%zu:%zu: %s '%.*s'", p->file, p->line, f->column, what,
                   f->length > 80 ? 80 : (int) f->length, f->text);
}

static int is(const field *f, const char *text)
{
  return f->length == strlen(text) && !memcmp(f->text, text, f->length);
}

/* Split a line into fields; every byte of it, comments included, must be valid
   UTF-8 without control characters. */
static status split(parser *p, const char *line, size_t length)
{
  p->count = 0;
  size_t column = 1;
  int comment = 0, inside = 0;
  for (size_t at = 0; at < length; column++) {
    uint32_t point;
    size_t size = utf8_decode(line + at, length - at, &point);
    if (!size)
      return refuse(p, column, "not valid UTF-8");
    if (point == 0)
      return refuse(p, column, "NUL character");
    if ((point < 0x20 && point != '\t') || (point >= 0x7f && point < 0xa0))
      return refuse(p, column, "control character");
    int blank = point == ' ' || point == '\t';
    if (point == '#' && !inside)
      comment = 1;
    if (!comment && !blank) {
      if (!utf8_is_printable(point))
        return refuse(p, column, "a character that does not print");
      if (!inside) {
        MEMORY_GROW(p->fields, p->capacity, p->count + 1);
        p->fields[p->count++] = (field) {line + at, 0, column};
      }
      p->fields[p->count - 1].length += size;
    }
    inside = !comment && !blank;
    at += size;
  }
  return STATUS_OK;
}

static status check_name(const parser *p, const field *f)
{
  if (f->length > MACHINE_MAX_NAME)
    return refuse_field(p, f, "a name of more than 64 bytes:");
  if (is(f, "->"))
    return refuse_field(p, f, "a name is missing before");
  for (size_t i = 0; i < f->length; i++)
    if (strchr("/,^", f->text[i]))
      return refuse_field(p, f, "'/', ',' and '^' may not stand in the name");
  return STATUS_OK;
}

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
  p->tapes = value;
  return STATUS_OK;
}

static status parse_header(parser *p)
{
  const field *f = p->fields;
  int which = 0;
  while (which < HEADERS && !is(f, header_name[which]))
    which++;
  if (which == HEADERS)
    return refuse_field(p, f, "unknown header");
  if (p->seen[which])
    return refuse_field(p, f, "repeated header");
  if (which == HEADER_INPUT) {
    if (p->count < 2)
      return refuse(p, f->column + 5, "no input symbol");
  } else if (which == HEADER_TWO_WAY) {
    if (p->count > 1)
      return refuse_field(p, f + 1, "two-way takes no value:");
  } else if (p->count != 2) {
    return p->count < 2 ? refuse_field(p, f, "a value is missing after")
                        : refuse_field(p, f + 2, "more than one value:");
  }
  p->seen[which] = 1;
  if (which == HEADER_TAPES)
    return parse_tapes(p, f + 1);
  for (size_t i = 1; i < p->count; i++) {
    status s = check_name(p, f + i);
    if (s != STATUS_OK)
      return s;
    if (which == HEADER_INPUT) {
      if (p->seen[HEADER_BLANK] && p->blank.length == f[i].length && !memcmp(p->blank.text, f[i].text, f[i].length))
        return refuse_field(p, f + i, "the blank among the input symbols:");
      if (names_find(&p->inputs, f[i].text, f[i].length) != UINT32_MAX)
        return refuse_field(p, f + i, "repeated input symbol");
      if (p->inputs.count + 1 >= MACHINE_MAX_SYMBOLS)
        return refuse_field(p, f + i, "more than 4096 symbols:");
      names_add(&p->inputs, f[i].text, f[i].length);
    }
  }
  if (which == HEADER_BLANK) {
    p->blank = f[1];
    if (names_find(&p->inputs, f[1].text, f[1].length) != UINT32_MAX)
      return refuse_field(p, f + 1, "the blank among the input symbols:");
  }
  if (which == HEADER_ZERO) {
    p->zero = f[1];
    p->zero_line = p->line;
  }
  if (which == HEADER_START || which == HEADER_HALT) {
    *(which == HEADER_START ? &p->start : &p->halt) = f[1];
    if (p->seen[HEADER_START] && p->seen[HEADER_HALT] && p->start.length == p->halt.length
        && !memcmp(p->start.text, p->halt.text, p->start.length))
      return refuse_field(p, f + 1, "start and halt are the same state");
  }
  return STATUS_OK;
}

static status check_headers(const parser *p, size_t column)
{
  for (int h = 0; h < HEADERS_NEEDED; h++)
    if (!p->seen[h])
      return error_set(p->err, STATUS_REFUSED, "%.300s:%zu:%zu: header '%s' is missing", p->file, p->line, column,
                       header_name[h]);
  return STATUS_OK;
}

/* Number of a state's or symbol's name; a new one must fit the limit. */
static status name_number(parser *p, names *set, size_t limit, const char *what, const field *f, uint32_t *number)
{
  status s = check_name(p, f);
  if (s != STATUS_OK)
    return s;
  if (names_find(set, f->text, f->length) == UINT32_MAX && set->count >= limit)
    return refuse_field(p, f, what);
  *number = names_add(set, f->text, f->length);
  return STATUS_OK;
}

static void make_room(parser *p)
{
  if (p->transitions < p->room)
    return;
  p->room = p->room ? 2 * p->room : 64;
  size_t cells = p->room * p->tapes;
  p->from = memory_resize(p->from, p->room, sizeof *p->from);
  p->to = memory_resize(p->to, p->room, sizeof *p->to);
  p->line_of = memory_resize(p->line_of, p->room, sizeof *p->line_of);
  p->column_of = memory_resize(p->column_of, p->room, sizeof *p->column_of);
  p->read = memory_resize(p->read, cells, sizeof *p->read);
  p->write = memory_resize(p->write, cells, sizeof *p->write);
  p->move = memory_resize(p->move, cells, sizeof *p->move);
}

static status parse_transition(parser *p)
{
  status s = check_headers(p, 1);
  if (s != STATUS_OK)
    return s;
  size_t K = p->tapes, want = 3 + 3 * K;
  const field *f = p->fields;
  size_t arrow = 0;
  while (!is(f + arrow, "->"))
    arrow++;
  if (arrow != 1 + K)
    return error_set(p->err, STATUS_REFUSED, "%.300s:%zu:%zu: %zu fields before '->', not %zu (a state and %zu symbols read)",
                     p->file, p->line, f[arrow].column, arrow, 1 + K, K);
  if (p->count != want) {
    size_t column = p->count > want ? f[want].column : f[p->count - 1].column + utf8_count(f[p->count - 1].text, f[p->count - 1].length);
    return error_set(p->err, STATUS_REFUSED,
                     "%.300s:%zu:%zu: %zu fields behind '->', not %zu (a state, %zu symbols written, %zu moves)", p->file,
                     p->line, column, p->count - arrow - 1, 1 + 2 * K, K, K);
  }
  if (p->transitions >= MACHINE_MAX_TRANSITIONS)
    return refuse(p, 1, "more than 1000000 transitions");
  make_room(p);
  size_t t = p->transitions;
  if ((s = name_number(p, &p->states, MACHINE_MAX_STATES, "more than 65536 states:", f, p->from + t)) != STATUS_OK
      || (s = name_number(p, &p->states, MACHINE_MAX_STATES, "more than 65536 states:", f + arrow + 1, p->to + t)) != STATUS_OK)
    return s;
  if (f->length == p->halt.length && !memcmp(f->text, p->halt.text, f->length))
    return refuse_field(p, f, "a transition out of the halting state");
  for (size_t k = 0; k < K; k++) {
    const field *move = f + arrow + 2 + K + k;
    if ((s = name_number(p, &p->symbols, MACHINE_MAX_SYMBOLS, "more than 4096 symbols:", f + 1 + k, p->read + t * K + k)) != STATUS_OK
        || (s = name_number(p, &p->symbols, MACHINE_MAX_SYMBOLS, "more than 4096 symbols:", f + arrow + 2 + k, p->write + t * K + k)) != STATUS_OK)
      return s;
    const char *moves = "LSR", *found = move->length == 1 ? strchr(moves, move->text[0]) : NULL;
    if (!found)
      return refuse_field(p, move, "unknown move");
    p->move[t * K + k] = (uint32_t) (found - moves);
  }
  p->line_of[t] = p->line;
  p->column_of[t] = f->column;
  p->transitions++;
  return STATUS_OK;
}

static status parse_line(parser *p, const char *line, size_t length)
{
  if (length > MACHINE_MAX_LINE)
    return refuse(p, MACHINE_MAX_LINE + 1, "a line of more than 65536 bytes");
  status s = split(p, line, length);
  if (s != STATUS_OK || !p->count)
    return s;
  for (size_t i = 0; i < p->count; i++)
    if (is(p->fields + i, "->"))
      return parse_transition(p);
  return parse_header(p);
}

static status add(parser *p, names *set, size_t limit, const char *name, size_t length, uint32_t *number)
{
  if (names_find(set, name, length) == UINT32_MAX && set->count >= limit)
    return refuse(p, 1, set->count >= MACHINE_MAX_STATES ? "more than 65536 states" : "more than 4096 symbols");
  *number = names_add(set, name, length);
  return STATUS_OK;
}

/* Number states and symbols as machine.h says and hand the table over. */
static status number_names(parser *p, machine *m)
{
  size_t T = p->transitions, K = p->tapes;
  uint32_t ignored;
  status s = add(p, &m->states, MACHINE_MAX_STATES, p->start.text, p->start.length, &ignored);
  uint32_t *columns[] = {p->from, p->to};
  for (int c = 0; c < 2; c++)
    for (size_t t = 0; t < T && s == STATUS_OK; t++)
      s = add(p, &m->states, MACHINE_MAX_STATES, p->states.name[columns[c][t]], p->states.length[columns[c][t]], &columns[c][t]);
  if (s == STATUS_OK)
    s = add(p, &m->states, MACHINE_MAX_STATES, p->halt.text, p->halt.length, &m->halting);
  if (s == STATUS_OK)
    s = add(p, &m->symbols, MACHINE_MAX_SYMBOLS, p->blank.text, p->blank.length, &ignored);
  for (size_t i = 0; i < p->inputs.count && s == STATUS_OK; i++) {
    s = add(p, &m->symbols, MACHINE_MAX_SYMBOLS, p->inputs.name[i], p->inputs.length[i], &ignored);
    m->terse = m->terse && utf8_count(p->inputs.name[i], p->inputs.length[i]) == 1;
  }
  uint32_t *cells[] = {p->read, p->write};
  for (int c = 0; c < 2; c++)
    for (size_t i = 0; i < T * K && s == STATUS_OK; i++)
      s = add(p, &m->symbols, MACHINE_MAX_SYMBOLS, p->symbols.name[cells[c][i]], p->symbols.length[cells[c][i]], &cells[c][i]);
  return s;
}

/* Which symbols there are is known last. */
static status find_zero(parser *p, machine *m)
{
  m->zero = p->seen[HEADER_ZERO] ? names_find(&m->symbols, p->zero.text, p->zero.length) : UINT32_MAX;
  if (!p->seen[HEADER_ZERO] || (m->zero && m->zero != UINT32_MAX))
    return STATUS_OK;
  p->line = p->zero_line;
  return refuse_field(p, &p->zero, m->zero ? "not a symbol of the machine:" : "the blank itself, not another symbol for it:");
}

static status finish(parser *p, machine *m)
{
  status s = check_headers(p, 1);
  if (s != STATUS_OK)
    return s;
  if (!p->transitions)
    return refuse(p, 1, "no transition");
  m->terse = 1;
  m->tapes = p->tapes;
  m->two_way = p->seen[HEADER_TWO_WAY];
  m->inputs = (uint32_t) p->inputs.count;
  m->transitions = p->transitions;
  if ((s = number_names(p, m)) != STATUS_OK)
    return s;
  m->from = p->from, m->to = p->to, m->read = p->read, m->write = p->write, m->move = p->move;
  p->from = p->to = p->read = p->write = p->move = NULL;
  for (size_t t = 0; t < m->transitions; t++)
    if (!machine_index_transition(m, t)) {
      size_t first = machine_lookup(m, m->from[t], m->read + t * m->tapes);
      return error_set(p->err, STATUS_REFUSED, "%.300s:%zu:%zu: duplicate transition (the first is in line %zu)", p->file,
                       p->line_of[t], p->column_of[t], p->line_of[first]);
    }
  return find_zero(p, m);
}

status machine_parse(machine **out, const char *name, const char *text, size_t length, error *err)
{
  parser p = {.file = name, .err = err};
  machine *m = memory_zeroed(1, sizeof *m);
  status s = STATUS_OK;
  for (size_t at = 0; at < length && s == STATUS_OK;) {
    const char *end = memchr(text + at, '\n', length - at);
    size_t size = end ? (size_t) (end - text) - at : length - at;
    size_t shown = size && text[at + size - 1] == '\r' ? size - 1 : size;
    p.line++;
    s = parse_line(&p, text + at, shown);
    at += size + 1;
  }
  if (s == STATUS_OK) {
    p.line += p.line == 0;
    s = finish(&p, m);
  }
  names_clear(&p.inputs);
  names_clear(&p.states);
  names_clear(&p.symbols);
  free(p.fields);
  free(p.from);
  free(p.to);
  free(p.read);
  free(p.write);
  free(p.move);
  free(p.line_of);
  free(p.column_of);
  if (s != STATUS_OK) {
    machine_free(m);
    m = NULL;
  }
  *out = m;
  return s;
}
