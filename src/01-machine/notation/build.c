/* SPDX-License-Identifier: MIT */
/* From rules to a machine: wildcards, numbers, and names. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "legal.h"
#include "../machine_private.h"
#include "numbering.h"
#include "tmprec/base/buffer.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/suggestion.h"
#include "tmprec/base/utf8.h"
#include "tmprec/machine/word.h"

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
    if (r->from[t] == RULE_ANY || !tp_rules_halts(r, r->from[t]))
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

static tp_status complete_inputs(rules *r)
{
  if (r->inputs)
    return TP_STATUS_OK;
  numbering symbols = tp_number_symbols(r);
  for (uint32_t i = 1; i < symbols.count; i++)
    tp_rules_add_input(r, symbols.order[i]);
  tp_numbering_clear(&symbols);
  const int are_none = !r->inputs;        /* then those of rules out of halting states */
  for (uint32_t a = 0; a < r->symbols.count && are_none; a++)
    if (a != r->blank)
      tp_rules_add_input(r, a);
  return tp_rules_add_letters(r);
}

/* --- The machine ------------------------------------------------------------------ */

static void renumber(uint32_t *name, size_t count, const numbering *n)
{
  for (size_t i = 0; i < count; i++)
    name[i] = n->number[name[i]];
}

/* Hand the table over, in numbers as machine.h says. */
static void hand_over(tp_machine *m, rules *r)
{
  numbering states = tp_number_states(r), symbols = tp_number_symbols(r);
  const size_t cells = r->count * r->tapes;
  m->tapes = r->tapes;
  m->two_way = r->two_way;
  m->zero = r->zero == UINT32_MAX ? UINT32_MAX : symbols.number[r->zero];
  m->inputs = (uint32_t) r->inputs;
  m->word = r->word;
  r->word = NULL;
  m->halts = tp_memory_zeroed(states.count, 1);
  for (uint32_t q = states.count; q-- > 0;)
    if (tp_rules_halts(r, states.order[q]))
      m->halts[m->halting = q] = r->halts[states.order[q]];
  m->halts_without_rule = r->halts_without_rule;
  m->without_rule = r->without_rule == UINT32_MAX ? UINT32_MAX : states.number[r->without_rule];
  tp_legal_names(&m->states, &r->states, states.order, states.count, 0, &r->notes);
  tp_legal_names(&m->symbols, &r->symbols, symbols.order, symbols.count, 1, &r->notes);
  m->terse = 1;
  for (uint32_t a = 1; a <= m->inputs; a++)
    m->terse = m->terse && tp_utf8_count(m->symbols.name[a], m->symbols.length[a]) == 1;
  tp_machine_spell(m);
  const char *word = r->how->word ? r->how->word : m->word;
  m->head = r->how->head > 0 ? (uint32_t) r->how->head : 0;
  m->blanks_before = r->how->head < 0 ? (uint32_t) -r->how->head : 0;
  m->start_is_chosen = r->how->start || r->how->head;
  m->blank_in_words = m->blanks_before || (r->two_way && word && tp_word_has_blank(m, word));
  m->takes_letters = r->takes_letters;
  if (r->takes_letters && word)
    tp_machine_note_hidden_start(&r->notes, m, (uint32_t) r->known_inputs, word);
  renumber(r->from, r->count, &states);
  renumber(r->to, r->count, &states);
  renumber(r->read, cells, &symbols);
  renumber(r->write, cells, &symbols);
  m->transitions = r->count;
  m->written = r->written;
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

static tp_status choose_start(rules *r)
{
  const char *name = r->how->start;
  if (!name)
    return TP_STATUS_OK;
  r->start = tp_names_find(&r->states, name, strlen(name));
  if (r->start != UINT32_MAX)
    return TP_STATUS_OK;
  tp_suggestion near = tp_suggestion_for(name, strlen(name));
  for (uint32_t q = 0; q < r->states.count; q++)
    tp_suggestion_offer(&near, r->states.name[q]);
  return tp_error_refuse(r->text->err, *near.nearest ? TP_REASON_OTHER : TP_REASON_NO_STATE, "start: the machine has no state '%.80s'%s", name,
                         tp_suggestion_text(&near));
}

/* A machine that halts at once needs no rule. */
static tp_status check_count(const rules *r)
{
  if (r->count || tp_rules_halts(r, r->start))
    return TP_STATUS_OK;
  return tp_source_refuse(r->text, r->text->line ? r->text->line : 1, 1, "no transition");
}

static tp_status complete(rules *r)
{
  tp_status s = tp_rules_have_wildcards(r) ? tp_rules_expand(r) : TP_STATUS_OK;
  if (s == TP_STATUS_OK)
    s = check_count(r);
  r->written = r->count;
  return s == TP_STATUS_OK && tp_rules_halt_without_rule(r) ? tp_rules_complete(r) : s;
}

static char *name_choices(const rules *r, const tp_machine *m, uint32_t start)
{
  tp_buffer b = {NULL, 0, 0};
  const tp_read_options *how = r->how;
  if (how->line)
    tp_buffer_printf(&b, " line=%zu", how->line);
  if (r->start != start)
    tp_buffer_printf(&b, " start=%s", tp_machine_state_text(m, 0));
  if (how->head)
    tp_buffer_printf(&b, " head=%" PRId64, how->head);
  if (tp_rules_halt_without_rule(r) != r->halts_without_rule)
    tp_buffer_printf(&b, " no-rule=%s", tp_no_rule_name[r->halts_without_rule ? TP_NO_RULE_REFUSE : TP_NO_RULE_HALT]);
  char *text = b.length ? tp_memory_string(b.text + 1, b.length - 1) : NULL;
  tp_buffer_clear(&b);
  return text;
}

tp_status tp_rules_build(tp_machine **out, rules *r)
{
  const uint32_t start = r->start;
  *out = NULL;
  r->tapes = r->tapes ? r->tapes : 1;       /* where no rule says how many */
  tp_status s = choose_start(r);
  if (s != TP_STATUS_OK || (s = tp_rules_settle_halting(r)) != TP_STATUS_OK)
    return s;
  drop_out_of_halting(r);
  if ((s = check_count(r)) != TP_STATUS_OK || (s = drop_repeated(r)) != TP_STATUS_OK)
    return s;
  if ((s = complete_inputs(r)) != TP_STATUS_OK)
    return s;
  if (!r->inputs)
    return tp_source_refuse(r->text, r->count ? r->at[0].line : 1, r->count ? r->at[0].column : 1, "no symbol other than the blank");
  tp_rules_note_symbols(r);
  if ((s = complete(r)) != TP_STATUS_OK)
    return s;
  *out = tp_memory_zeroed(1, sizeof **out);
  hand_over(*out, r);
  tp_machine_doubt_states(&r->doubts, *out);
  (*out)->chosen = name_choices(r, *out, start);
  (*out)->notes = string_of(&r->notes);
  (*out)->doubts = string_of(&r->doubts);
  return TP_STATUS_OK;
}
