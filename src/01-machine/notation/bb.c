/* SPDX-License-Identifier: MIT */
/* The Busy Beaver notation of bbchallenge.org, `1RB1LC_1RC1RB_...`.  It has one row for each state,
   A, B, ..  A row has one cell for each symbol, 0, 1, .. */
#include <inttypes.h>
#include <string.h>

#include "bb_line.h"
#include "readers.h"
#include "spell.h"

enum { CELL = BB_CELL, MOST_STATES = 26, MOST_SYMBOLS = 10 };
static const char undefined[] = "---", halting_step[] = "1RZ";

/* Where the first character stands that the notation does not have. */
static size_t find_stranger(const field *line)
{
  size_t at = 0;
  while (at < line->length && line->text[at] && strchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_-", line->text[at]))
    at++;
  return at;
}

/* --- Reading ---------------------------------------------------------------------- */

typedef struct {
  rules *r;
  field line;
  bb_line machine;
  size_t states, symbols;          /* rows, and cells in each */
  uint32_t state[MOST_STATES], halt, symbol[MOST_SYMBOLS];
} parser;

static tp_status refuse(const parser *p, size_t at, const char *what)
{
  return tp_source_refuse(p->r->text, p->line.line, p->machine.column[at], "%s", what);
}

/* Rows are as long as the first. */
static tp_status measure(parser *p)
{
  const field *line = &p->line;
  size_t begin = 0;
  for (size_t at = 0; at <= line->length; at++) {
    if (at < line->length && line->text[at] != '_')
      continue;
    size_t length = at - begin, width = begin ? p->symbols * CELL : length;
    if (length % CELL || !length)
      return refuse(p, at, "a row must have cells of three characters, such as 1RB or ---");
    if (length != width)
      return refuse(p, length < width ? at : begin + width, "the rows differ in length");
    p->symbols = length / CELL;
    if (p->symbols > MOST_SYMBOLS)
      return refuse(p, begin + MOST_SYMBOLS * CELL, "more than 10 symbols");
    if (p->states == MOST_STATES)
      return refuse(p, begin, "more than 26 states");
    p->states++;
    begin = at + 1;
  }
  return TP_STATUS_OK;
}

static tp_status check_cell(const parser *p, size_t at)
{
  const char *cell = p->line.text + at;
  if (!memcmp(cell, undefined, CELL))
    return p->symbols > 1 ? TP_STATUS_OK : refuse(p, at, "'---' writes 1, which is not a symbol here");
  if (!(cell[0] >= '0' && cell[0] <= '9'))
    return refuse(p, at, "missing symbol, 0 to 9");
  if ((size_t) (cell[0] - '0') >= p->symbols)
    return refuse(p, at, "there is no column for this symbol");
  if (cell[1] != 'L' && cell[1] != 'R')
    return refuse(p, at + 1, "missing move, L or R");
  if (!(cell[2] >= 'A' && cell[2] <= 'Z'))
    return refuse(p, at + 2, "missing state, A to Z");
  return TP_STATUS_OK;
}

/* Symbol 0 is the blank and, where the machine has written it, a symbol: its output has
   no blanks inside then. */
static tp_status name_all(parser *p)
{
  rules *r = p->r;
  char letter;
  field name = {&letter, 1, p->line.line, p->line.column};
  letter = '_';
  tp_status s = tp_rules_symbol(r, &name, &r->blank);
  for (size_t i = 0; i < p->symbols && s == TP_STATUS_OK; i++) {
    letter = (char) ('0' + i);
    if ((s = tp_rules_symbol(r, &name, p->symbol + i)) == TP_STATUS_OK)
      tp_rules_add_input(r, p->symbol[i]);
  }
  for (size_t i = 0; i < p->states && s == TP_STATUS_OK; i++) {
    letter = (char) ('A' + i);
    s = tp_rules_state(r, &name, p->state + i);
  }
  tp_rules_set_start(r, &name, p->state[0]);
  letter = halting_step[2];
  if (p->states == MOST_STATES)
    name.text = "halt", name.length = 4;
  if (s == TP_STATUS_OK && (s = tp_rules_state(r, &name, &p->halt)) == TP_STATUS_OK)
    tp_rules_set_halting(r, p->halt);
  return s;
}

static tp_status take_cell(parser *p, size_t row, uint32_t read, size_t at)
{
  rules *r = p->r;
  const field place_of = {p->line.text + at, CELL, p->line.line, p->machine.column[at]};
  tp_status s = tp_rules_add(r, &place_of);
  if (s != TP_STATUS_OK)
    return s;
  const char *cell = memcmp(place_of.text, undefined, CELL) ? place_of.text : halting_step;
  const size_t t = r->count - 1, target = (size_t) (cell[2] - 'A');
  r->from[t] = p->state[row];
  r->to[t] = target < p->states && cell != halting_step ? p->state[target] : p->halt;
  r->read[t] = read;
  r->write[t] = p->symbol[cell[0] - '0'];
  r->move[t] = cell[1] == 'L' ? TP_MOVE_L : TP_MOVE_R;
  return TP_STATUS_OK;
}

static tp_status take_machine(parser *p)
{
  tp_status s = measure(p);
  for (size_t row = 0; row < p->states && s == TP_STATUS_OK; row++)
    for (size_t i = 0; i < p->symbols && s == TP_STATUS_OK; i++)
      s = check_cell(p, row * (p->symbols * CELL + 1) + i * CELL);
  if (s == TP_STATUS_OK)
    s = name_all(p);
  for (size_t row = 0; row < p->states && s == TP_STATUS_OK; row++) {
    const size_t begin = row * (p->symbols * CELL + 1);
    s = take_cell(p, row, p->r->blank, begin);
    for (size_t i = 0; i < p->symbols && s == TP_STATUS_OK; i++)
      s = take_cell(p, row, p->symbol[i], begin + i * CELL);
  }
  return s;
}

static int is_comment(const field *line)
{
  return !line->length || tp_field_begins(line, "#") || tp_field_begins(line, "//") || tp_field_begins(line, ";");
}

/* The line with the machine: the only one that has one, or the one that is asked for. */
static tp_status find_line(source *text, field *found)
{
  field line;
  tp_status s = TP_STATUS_OK;
  while (s == TP_STATUS_OK && tp_source_next(text, &line)) {
    s = tp_source_check(text, &line);
    line = tp_field_trim(line);
    if (s != TP_STATUS_OK || is_comment(&line) || (text->only && text->only != line.line))
      continue;
    if (found->length && !tp_bb_looks_so(found))
      break;                       /* no list, but a mistake in the first line */
    if (found->length) {
      s = tp_source_refuse(text, line.line, line.column, "more than one machine");
      text->err->reason = TP_REASON_SEVERAL_MACHINES;
    }
    *found = line;
  }
  if (s == TP_STATUS_OK && !found->length)
    s = tp_source_refuse(text, text->only ? text->only : text->line ? text->line : 1, 1, "no machine");
  return s;
}

tp_status tp_bb_read(rules *r, source *text)
{
  parser p = {.r = r};
  field line = {NULL, 0, 0, 0};
  r->tapes = 1;
  r->two_way = 1;
  tp_status s = find_line(text, &line);
  if (s == TP_STATUS_OK)
    s = tp_bb_take_line(&p.machine, text, &line);
  if (s == TP_STATUS_OK) {
    p.line = (field) {p.machine.text, p.machine.length, line.line, line.column};
    size_t stranger = find_stranger(&p.line);
    s = stranger < p.line.length ? refuse(&p, stranger, "unexpected character in a machine like '1RB1LC_...'") : take_machine(&p);
  }
  if (s == TP_STATUS_OK)
    r->zero = p.symbol[0];
  tp_bb_line_clear(&p.machine);
  return s;
}

/* --- Writing ---------------------------------------------------------------------- */

static tp_status refuse_write(tp_error *err, const char *what, const char *name)
{
  return tp_error_set(err, TP_STATUS_REFUSED, "bb: %s '%s'", what, name);
}

static int same_effect(tp_transition a, tp_transition b)
{
  return a.to == b.to && *a.write == *b.write && *a.move == *b.move;
}

/* The symbol that stands for a blank once written: named 0, and read as the blank is.
   0, the blank itself, if there is none. */
static uint32_t find_zero(const tp_machine *m)
{
  uint32_t zero = tp_machine_find_symbol(m, "0", 1), blank = 0;
  if (zero == UINT32_MAX)
    return 0;
  for (uint32_t q = 0; q < tp_machine_states(m); q++) {
    size_t a = tp_machine_lookup(m, q, &blank), b = tp_machine_lookup(m, q, &zero);
    if ((a == SIZE_MAX) != (b == SIZE_MAX) || (a != SIZE_MAX && !same_effect(tp_machine_transition(m, a), tp_machine_transition(m, b))))
      return 0;
  }
  return zero;
}

/* An undefined cell writes 1, for which there must be a column. */
static tp_status check_transition(const tp_machine *m, uint32_t state, uint32_t symbol, uint32_t columns, tp_error *err)
{
  size_t found = tp_machine_lookup(m, state, &symbol);
  if (found == SIZE_MAX && tp_machine_halts_without_rule(m) && columns > 1)
    return TP_STATUS_OK;
  if (found == SIZE_MAX)
    return tp_error_set(err, TP_STATUS_REFUSED, "bb: no rule for state '%s' reading '%s', where this machine gets stuck and a busy beaver halts",
                        tp_machine_state_name(m, state), tp_machine_symbol_name(m, symbol));
  tp_transition t = tp_machine_transition(m, found);
  if (*t.move == TP_MOVE_S)
    return refuse_write(err, "moves must be L or R, but a head stays in state", tp_machine_state_name(m, state));
  return TP_STATUS_OK;
}

static tp_status check_machine(const tp_machine *m, uint32_t zero, tp_error *err)
{
  const uint32_t states = tp_machine_states(m) - tp_machine_halting_states(m), symbols = tp_machine_symbols(m) - (zero != 0);
  if (states >= MOST_STATES)
    return tp_error_set(err, TP_STATUS_REFUSED, "bb: has up to 25 states beside those that halt, this machine %" PRIu32, states);
  if (symbols > MOST_SYMBOLS)
    return tp_error_set(err, TP_STATUS_REFUSED, "bb: has up to 10 symbols, this machine %" PRIu32, symbols);
  tp_status s = TP_STATUS_OK;
  for (uint32_t q = 0; q < tp_machine_states(m) && s == TP_STATUS_OK; q++)
    for (uint32_t a = 0; a < tp_machine_symbols(m) && s == TP_STATUS_OK && !tp_machine_halts(m, q); a++)
      s = check_transition(m, q, a, symbols, err);
  return s;
}

/* States that do not halt before this one. */
static uint32_t going_before(const tp_machine *m, uint32_t state)
{
  uint32_t count = 0;
  for (uint32_t q = 0; q < state; q++)
    count += !tp_machine_halts(m, q);
  return count;
}

static char letter_of(const tp_machine *m, uint32_t state)
{
  return tp_machine_halts(m, state) ? halting_step[2] : (char) ('A' + going_before(m, state));
}

static uint32_t digit_of(uint32_t symbol, uint32_t zero)
{
  return symbol == zero ? 0 : symbol - (zero && symbol > zero);
}

/* A machine that halts where it has no rule leaves the tape as it is. */
static void put_undefined(tp_buffer *out, tp_buffer *notes, const tp_machine *m, uint32_t state, uint32_t symbol)
{
  tp_buffer_puts(out, undefined);
  tp_buffer_printf(notes, "state '%s' halts reading '%s' by '%s', which writes 1 and moves right\n", tp_machine_state_name(m, state),
                   tp_machine_symbol_name(m, symbol), undefined);
}

static int writes_blank(const tp_machine *m)
{
  for (size_t i = 0; i < tp_machine_transitions(m); i++)
    if (*tp_machine_transition(m, i).write == 0)
      return 1;
  return 0;
}

static void note_names(tp_buffer *notes, const tp_machine *m, uint32_t zero)
{
  if (writes_blank(m))
    tp_spell_note(notes, 1, tp_machine_symbol_name(m, 0), "0");
  for (uint32_t q = 0; q < tp_machine_states(m); q++)
    tp_spell_note(notes, 0, tp_machine_state_name(m, q), (char[]) {letter_of(m, q), 0});
  for (uint32_t a = 1; a < tp_machine_symbols(m); a++)
    tp_spell_note(notes, 1, tp_machine_symbol_name(m, a), (char[]) {(char) ('0' + digit_of(a, zero)), 0});
}

/* States and symbols get letters and digits in the order of their numbers; all that halt are one. */
tp_status tp_bb_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err)
{
  tp_status s = tp_spell_check_tapes(m, "bb", 1, err);
  if (s != TP_STATUS_OK)
    return s;
  const uint32_t zero = find_zero(m);
  if ((s = check_machine(m, zero, err)) != TP_STATUS_OK)
    return s;
  note_names(notes, m, zero);
  for (uint32_t q = 0; q < tp_machine_states(m); q++) {
    if (tp_machine_halts(m, q))
      continue;
    tp_buffer_puts(out, q ? "_" : "");
    for (uint32_t a = 0; a < tp_machine_symbols(m); a++) {
      if (a && a == zero)
        continue;
      const size_t found = tp_machine_lookup(m, q, &a);
      if (found == SIZE_MAX) {
        put_undefined(out, notes, m, q, a);
        continue;
      }
      tp_transition t = tp_machine_transition(m, found);
      tp_buffer_printf(out, "%" PRIu32 "%c%c", digit_of(*t.write, zero), *t.move == TP_MOVE_L ? 'L' : 'R', letter_of(m, t.to));
    }
  }
  tp_buffer_puts(out, "\n");
  return TP_STATUS_OK;
}
