/* SPDX-License-Identifier: MIT */
/* The notation of turingmachinesimulator.com: `init:` and `accept:`, then two lines for each
   transition, `q,a,..` and `p,b,..,>,..`. */
#include <stdio.h>
#include <string.h>

#include "readers.h"
#include "spell.h"

enum { HEADER_NAME, HEADER_INIT, HEADER_ACCEPT, HEADERS };
static const char *const header_name[HEADERS] = {"name", "init", "accept"};

static const char moves[] = "<->";   /* TP_MOVE_L, TP_MOVE_S, TP_MOVE_R */

typedef struct {
  rules *r;
  const source *text;
  int seen[HEADERS];
  field_list left, right;          /* the two lines of a transition */
  int half;                        /* the left one is there */
} parser;

/* The header that the text begins with, up to the colon, and where the text after it begins; HEADERS: none. */
static int find_header(const char *text, size_t length, size_t *behind)
{
  const field line = {text, length, 1, 1};
  for (int h = 0; h < HEADERS; h++) {
    size_t at = strlen(header_name[h]);
    if (!tp_field_begins(&line, header_name[h]))
      continue;
    while (at < length && (text[at] == ' ' || text[at] == '\t'))
      at++;
    if (at < length && text[at] == ':') {
      *behind = at + 1;
      return h;
    }
  }
  return HEADERS;
}

static tp_status take_state(parser *p, const field *f, const char *missing, uint32_t *state)
{
  if (!f->length)
    return tp_source_refuse(p->text, f->line, f->column, "%s", missing);
  return tp_rules_state(p->r, f, state);
}

static tp_status take_header(parser *p, int which, const field *line, size_t behind)
{
  field value = tp_field_trim((field) {line->text + behind, line->length - behind, line->line, line->column + behind});
  uint32_t state;
  if (p->half)
    return tp_source_refuse_field(p->text, line, "missing second line of a transition (state, symbols, moves) before");
  if (p->seen[which]++)
    return tp_source_refuse_field(p->text, line, "repeated:");
  if (which == HEADER_NAME)
    return TP_STATUS_OK;
  tp_fields_between_commas(&p->left, &value);
  if (which == HEADER_INIT && p->left.count > 1)
    return tp_source_refuse_field(p->text, p->left.at + 1, "more than one start state:");
  for (size_t i = 0; i < p->left.count; i++) {
    tp_status s = take_state(p, p->left.at + i, which == HEADER_INIT ? "no start state" : "no accepting state", &state);
    if (s != TP_STATUS_OK)
      return s;
    if (which == HEADER_INIT)
      tp_rules_set_start(p->r, p->left.at, state);
    else
      tp_rules_set_halting(p->r, state);
  }
  return TP_STATUS_OK;
}

static tp_status take_symbol(const parser *p, const field *f, uint32_t *symbol)
{
  if (tp_field_characters(f) != 1)
    return tp_source_refuse_field(p->text, f, "a symbol must be one character, not");
  return tp_rules_symbol(p->r, f, symbol);
}

static tp_status take_left(parser *p, const field *line)
{
  rules *r = p->r;
  tp_fields_between_commas(&p->left, line);
  const size_t count = p->left.count;
  if (count < 2)
    return tp_source_refuse_field(p->text, line, "neither a header nor 'state,symbol,...':");
  if (!r->tapes && count - 1 > TP_MACHINE_MAX_TAPES)
    return tp_source_refuse_field(p->text, p->left.at + 1 + TP_MACHINE_MAX_TAPES, "more than 16 tapes:");
  if (!r->tapes)
    r->tapes = (uint32_t) (count - 1);
  if (count != 1 + (size_t) r->tapes)
    return tp_source_refuse(p->text, line->line, line->column, "%zu fields, not %u (a state and %u symbols read)", count,
                            1 + r->tapes, r->tapes);
  p->half = 1;
  return TP_STATUS_OK;
}

static tp_status take_right(parser *p, const field *line)
{
  rules *r = p->r;
  tp_fields_between_commas(&p->right, line);
  const size_t K = r->tapes;
  const field *left = p->left.at, *right = p->right.at;
  p->half = 0;
  if (p->right.count != 1 + 2 * K)
    return tp_source_refuse(p->text, line->line, line->column, "%zu fields, not %zu (a state, %zu symbols written, %zu moves)",
                            p->right.count, 1 + 2 * K, K, K);
  tp_status s = tp_rules_add(r, left);
  const size_t t = r->count - 1;
  if (s != TP_STATUS_OK || (s = take_state(p, left, "no state", r->from + t)) != TP_STATUS_OK)
    return s;
  for (size_t k = 0; k < K && s == TP_STATUS_OK; k++)
    s = take_symbol(p, left + 1 + k, r->read + t * K + k);
  if (s == TP_STATUS_OK)
    s = take_state(p, right, "no state", r->to + t);
  for (size_t k = 0; k < K && s == TP_STATUS_OK; k++) {
    const field *move = right + 1 + K + k;
    const char *found = move->length == 1 ? strchr(moves, move->text[0]) : NULL;
    if ((s = take_symbol(p, right + 1 + k, r->write + t * K + k)) == TP_STATUS_OK && !found)
      s = tp_source_refuse_field(p->text, move, "a move is one of < > -, not");
    if (s == TP_STATUS_OK)
      r->move[t * K + k] = (uint32_t) (found - moves);
  }
  return s;
}

static tp_status take_line(parser *p, field line)
{
  size_t behind;
  tp_status s = tp_source_check(p->text, &line);
  if (s != TP_STATUS_OK)
    return s;
  for (size_t at = 0; at + 1 < line.length; at++)
    if (line.text[at] == '/' && line.text[at + 1] == '/')
      line.length = at;
  line = tp_field_trim(line);
  if (!line.length)
    return TP_STATUS_OK;
  int which = find_header(line.text, line.length, &behind);
  return which < HEADERS ? take_header(p, which, &line, behind) : p->half ? take_right(p, &line) : take_left(p, &line);
}

static tp_status finish(const parser *p)
{
  const size_t last = p->text->line ? p->text->line : 1;
  if (p->half)
    return tp_source_refuse_field(p->text, p->left.at, "missing second line of the transition from");
  for (int h = HEADER_INIT; h < HEADERS; h++)
    if (!p->seen[h])
      return tp_source_refuse(p->text, last, 1, "'%s:' is missing", header_name[h]);
  return TP_STATUS_OK;
}

tp_status tp_tmsim_read(rules *r, source *text)
{
  parser p = {.r = r, .text = text};
  field line = {"_", 1, 1, 1};
  r->two_way = r->repeats = 1;
  tp_status s = tp_rules_symbol(r, &line, &r->blank);
  while (s == TP_STATUS_OK && tp_source_next(text, &line))
    s = take_line(&p, line);
  if (s == TP_STATUS_OK)
    s = finish(&p);
  tp_fields_clear(&p.left);
  tp_fields_clear(&p.right);
  return s;
}

/* A state that could be taken for a header cannot begin a line. */
static int fits(const char *name)
{
  size_t behind;
  return find_header(name, strlen(name), &behind) == HEADERS && tp_spell_prints(name) && !strchr(name, ',') && !strstr(name, "//");
}

/* A state that no rule enters, where none halts: `accept:` needs one. */
static void put_unreached(tp_buffer *out, const names *states)
{
  char name[32] = "accept";
  for (unsigned n = 2; tp_names_find(states, name, strlen(name)) != UINT32_MAX; n++)
    snprintf(name, sizeof name, "accept%u", n);
  tp_buffer_puts(out, name);
}

tp_status tp_tmsim_write(tp_buffer *out, tp_buffer *notes, const tp_machine *m, tp_error *err)
{
  const uint32_t K = tp_machine_tapes(m);
  if (tp_spell_check_tapes(m, "tmsim", TP_MACHINE_MAX_TAPES, err) != TP_STATUS_OK
      || tp_spell_check_symbols(m, "tmsim", "_, ", err) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  tp_spell_note(notes, 1, tp_machine_symbol_name(m, 0), tp_spell_symbol(m, 0));
  names states = tp_spell_states(m, fits, NULL, NULL, notes);
  tp_buffer_printf(out, "%s: machine\n%s: %s\n%s: ", header_name[HEADER_NAME], header_name[HEADER_INIT],
                   states.name[0], header_name[HEADER_ACCEPT]);
  for (uint32_t q = 0, n = 0; q < tp_machine_states(m); q++)
    if (tp_machine_halts(m, q))
      tp_buffer_printf(out, "%s%s", n++ ? "," : "", states.name[q]);
  if (!tp_machine_halting_states(m))
    put_unreached(out, &states);
  tp_buffer_puts(out, "\n");
  for (size_t i = 0; i < tp_machine_transitions(m); i++) {
    tp_transition t = tp_machine_transition(m, i);
    tp_buffer_printf(out, "\n%s", states.name[t.from]);
    for (uint32_t k = 0; k < K; k++)
      tp_buffer_printf(out, ",%s", tp_spell_symbol(m, t.read[k]));
    tp_buffer_printf(out, "\n%s", states.name[t.to]);
    for (uint32_t k = 0; k < K; k++)
      tp_buffer_printf(out, ",%s", tp_spell_symbol(m, t.write[k]));
    for (uint32_t k = 0; k < K; k++)
      tp_buffer_printf(out, ",%c", moves[t.move[k]]);
    tp_buffer_puts(out, "\n");
  }
  tp_names_clear(&states);
  return TP_STATUS_OK;
}
