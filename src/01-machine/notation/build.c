/* From rules to a machine: halting states, wildcards, numbers, and names. */
#include <stdlib.h>
#include <string.h>

#include "legal.h"
#include "../machine_private.h"
#include "numbering.h"
#include "tmprec/base/buffer.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

/* --- Halting states ----------------------------------------------------------- */

static int halts(const rules *r, uint32_t state)
{
  return state < r->halts_known && r->halts[state];
}

/* The name of the state that several halting states become. */
static void name_halting(const rules *r, tp_buffer *name)
{
  uint32_t known;
  for (unsigned i = 1;; i++) {
    name->length = 0;
    tp_buffer_puts(name, "halt");
    if (i > 1)
      tp_buffer_printf(name, "_%u", i);
    known = tp_names_find(&r->states, name->text, name->length);
    if (known == UINT32_MAX || halts(r, known))
      return;
  }
}

static tp_status merge_halting(rules *r, uint32_t *halting)
{
  size_t several = 0;
  for (uint32_t q = 0; q < r->states.count; q++)
    if (halts(r, q)) {
      *halting = q;
      several++;
    }
  r->declared = several > 0;
  if (several != 1) {
    tp_buffer name = {NULL, 0, 0};
    name_halting(r, &name);
    const field at = {name.text, name.length, r->start_at.line, r->start_at.column};
    tp_status s = tp_rules_state(r, &at, halting);
    tp_buffer_clear(&name);
    if (s != TP_STATUS_OK)
      return s;
    tp_rules_set_halting(r, *halting);
  }
  if (halts(r, r->start))
    return tp_source_refuse(r->text, r->start_at.line, r->start_at.column, "the start state is a halting state");
  for (size_t t = 0; t < r->count; t++)
    if (r->to[t] != RULE_SAME && halts(r, r->to[t]))
      r->to[t] = *halting;
  return TP_STATUS_OK;
}

static void copy_rule(rules *r, size_t to, size_t from)
{
  const size_t K = r->tapes, size = K * sizeof *r->read;
  if (to == from)
    return;
  r->from[to] = r->from[from];
  r->to[to] = r->to[from];
  r->at[to] = r->at[from];
  memcpy(r->read + to * K, r->read + from * K, size);
  memcpy(r->write + to * K, r->write + from * K, size);
  memcpy(r->move + to * K, r->move + from * K, size);
}

static void drop_out_of_halting(rules *r)
{
  size_t kept = 0;
  for (size_t t = 0; t < r->count; t++)
    if (r->from[t] == RULE_ANY || !halts(r, r->from[t]))
      copy_rule(r, kept++, t);
  r->count = kept;
}

/* --- Rules that stand there twice ------------------------------------------------ */

/* Both lead to the same from a state with these symbols under the heads. */
int tp_rules_agree(const rules *r, size_t a, size_t b, uint32_t state, const uint32_t *read)
{
  const size_t K = r->tapes;
  if ((r->to[a] == RULE_SAME ? state : r->to[a]) != (r->to[b] == RULE_SAME ? state : r->to[b]))
    return 0;
  for (size_t k = 0; k < K; k++) {
    uint32_t x = r->write[a * K + k], y = r->write[b * K + k];
    if ((x == RULE_SAME ? read[k] : x) != (y == RULE_SAME ? read[k] : y) || r->move[a * K + k] != r->move[b * K + k])
      return 0;
  }
  return 1;
}

/* An index of left sides; the arrays are someone else's. */
static tp_machine view(const rules *r)
{
  return (tp_machine) {.tapes = r->tapes, .from = r->from, .read = r->read};
}

/* Two rules for one state and the same symbols. */
static tp_status refuse_second(const rules *r, size_t second, size_t first)
{
  const place at = r->at[second];
  if (!r->choices)
    return tp_source_refuse(r->text, at.line, at.column, "duplicate transition (the first is in line %zu)", r->at[first].line);
  tp_buffer read = {NULL, 0, 0};
  for (size_t k = 0; k < r->tapes; k++)
    tp_buffer_printf(&read, "%s%s", k ? "," : "", r->symbols.name[r->read[second * r->tapes + k]]);
  tp_status s = tp_source_refuse(r->text, at.line, at.column,
                                 "nondeterministic: in state '%.80s' reading '%.80s' this rule leads to '%.80s', that of line %zu to '%.80s'",
                                 r->states.name[r->from[second]], read.text, r->states.name[r->to[second]], r->at[first].line,
                                 r->states.name[r->to[first]]);
  tp_buffer_clear(&read);
  return s;
}

static tp_status drop_repeated(rules *r)
{
  tp_status s = TP_STATUS_OK;
  tp_machine seen = view(r);
  size_t kept = 0;
  for (size_t t = 0; t < r->count && s == TP_STATUS_OK; t++) {
    copy_rule(r, kept, t);
    if (tp_machine_index_transition(&seen, kept)) {
      kept++;
      continue;
    }
    const uint32_t *read = r->read + kept * r->tapes;
    size_t first = tp_machine_lookup(&seen, r->from[kept], read);
    if (!r->repeats || !tp_rules_agree(r, first, kept, r->from[kept], read))
      s = refuse_second(r, kept, first);
  }
  tp_index_clear(&seen.table);
  r->count = s == TP_STATUS_OK ? kept : r->count;
  return s;
}

/* --- Inputs ------------------------------------------------------------------------ */

static void complete_inputs(rules *r)
{
  if (r->inputs)
    return;
  numbering symbols = tp_number_symbols(r);
  for (uint32_t i = 1; i < symbols.count; i++)
    tp_rules_add_input(r, symbols.order[i]);
  tp_numbering_clear(&symbols);
}

/* --- The machine ------------------------------------------------------------------ */

static void renumber(uint32_t *name, size_t count, const numbering *n)
{
  for (size_t i = 0; i < count; i++)
    name[i] = n->number[name[i]];
}

/* Hand the table over, in numbers as machine.h says. */
static void hand_over(tp_machine *m, rules *r, uint32_t halting)
{
  numbering states = tp_number_states(r, halting), symbols = tp_number_symbols(r);
  const size_t cells = r->count * r->tapes;
  m->tapes = r->tapes;
  m->two_way = r->two_way;
  m->zero = r->zero == UINT32_MAX ? UINT32_MAX : symbols.number[r->zero];
  m->inputs = (uint32_t) r->inputs;
  m->word = r->word;
  r->word = NULL;
  m->halting = states.number[halting];
  tp_legal_names(&m->states, &r->states, states.order, states.count, 0, &r->notes);
  tp_legal_names(&m->symbols, &r->symbols, symbols.order, symbols.count, 1, &r->notes);
  m->terse = 1;
  for (uint32_t a = 1; a <= m->inputs; a++)
    m->terse = m->terse && tp_utf8_count(m->symbols.name[a], m->symbols.length[a]) == 1;
  tp_machine_spell(m);
  renumber(r->from, r->count, &states);
  renumber(r->to, r->count, &states);
  renumber(r->read, cells, &symbols);
  renumber(r->write, cells, &symbols);
  m->transitions = r->count;
  m->from = r->from, m->to = r->to, m->read = r->read, m->write = r->write, m->move = r->move;
  r->from = r->to = r->read = r->write = r->move = NULL;
  r->count = r->room = 0;
  for (size_t t = 0; t < m->transitions; t++)
    tp_machine_index_transition(m, t);
  tp_numbering_clear(&states);
  tp_numbering_clear(&symbols);
}

static char *string_of(const tp_buffer *b)
{
  return b->length ? tp_memory_string(b->text, b->length) : NULL;
}

tp_status tp_rules_build(tp_machine **out, rules *r)
{
  uint32_t halting = 0;
  *out = NULL;
  tp_status s = merge_halting(r, &halting);
  if (s != TP_STATUS_OK)
    return s;
  drop_out_of_halting(r);
  if (!r->count)
    return tp_source_refuse(r->text, r->text->line ? r->text->line : 1, 1, "no transition");
  if ((s = drop_repeated(r)) != TP_STATUS_OK)
    return s;
  complete_inputs(r);
  if (!r->inputs)
    return tp_source_refuse(r->text, r->at[0].line, r->at[0].column, "no symbol other than the blank");
  tp_rules_note_symbols(r);
  if (tp_rules_have_wildcards(r))
    s = tp_rules_expand(r, halting);
  if (s != TP_STATUS_OK)
    return s;
  if (!r->count)
    return tp_source_refuse(r->text, r->text->line ? r->text->line : 1, 1, "no transition");
  *out = tp_memory_zeroed(1, sizeof **out);
  hand_over(*out, r, halting);
  tp_rules_note_states(r, *out);
  (*out)->notes = string_of(&r->notes);
  (*out)->doubts = string_of(&r->doubts);
  return TP_STATUS_OK;
}
