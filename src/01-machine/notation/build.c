/* From rules to a machine: halting states, wildcards, numbers, names. */
#include <stdlib.h>
#include <string.h>

#include "legal.h"
#include "../machine_private.h"
#include "rules.h"
#include "tmprec/base/buffer.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

/* Rules with wildcards may overlap: this many configurations are looked at, at most. */
enum { MOST_MATCHES = 16 * TP_MACHINE_MAX_TRANSITIONS };

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
static int agree(const rules *r, size_t a, size_t b, uint32_t state, const uint32_t *read)
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
    if (!r->repeats || !agree(r, first, kept, r->from[kept], read))
      s = tp_source_refuse(r->text, r->at[kept].line, r->at[kept].column, "duplicate transition (the first is in line %zu)",
                           r->at[first].line);
  }
  tp_index_clear(&seen.table);
  r->count = s == TP_STATUS_OK ? kept : r->count;
  return s;
}

/* --- Numbers ---------------------------------------------------------------------- */

/* The names that are used, in the order of their numbers. */
typedef struct {
  uint32_t *number;                /* by name, or UINT32_MAX */
  uint32_t *order;                 /* count names */
  uint32_t count;
} numbering;

static numbering numbering_new(size_t count)
{
  numbering n = {tp_memory_new(count, sizeof *n.number), tp_memory_new(count, sizeof *n.order), 0};
  memset(n.number, 0xff, count * sizeof *n.number);
  return n;
}

static void numbering_clear(numbering *n)
{
  free(n->number);
  free(n->order);
}

static void numbering_take(numbering *n, const uint32_t *name, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (name[i] != RULE_ANY && n->number[name[i]] == UINT32_MAX) {
      n->number[name[i]] = n->count;
      n->order[n->count++] = name[i];
    }
}

static numbering number_states(const rules *r, uint32_t halting)
{
  numbering n = numbering_new(r->states.count);
  numbering_take(&n, &r->start, 1);
  numbering_take(&n, r->from, r->count);
  numbering_take(&n, r->to, r->count);
  numbering_take(&n, &halting, 1);
  return n;
}

static numbering number_symbols(const rules *r)
{
  numbering n = numbering_new(r->symbols.count);
  numbering_take(&n, &r->blank, 1);
  numbering_take(&n, r->input, r->inputs);
  numbering_take(&n, r->read, r->count * r->tapes);
  numbering_take(&n, r->write, r->count * r->tapes);
  return n;
}

static void complete_inputs(rules *r)
{
  if (r->inputs)
    return;
  numbering symbols = number_symbols(r);
  for (uint32_t i = 1; i < symbols.count; i++)
    tp_rules_add_input(r, symbols.order[i]);
  numbering_clear(&symbols);
}

/* --- Wildcards -------------------------------------------------------------------- */

/* The transitions found so far, those of the most exact rules first. */
typedef struct {
  rules *r;
  const numbering *states, *symbols;
  uint32_t halting;
  unsigned *rank;                  /* by rule: how exact it is */
  size_t *first, *count;           /* by rule: its transitions */
  tp_machine found;                /* from, read and their index */
  uint32_t *rule;                  /* by transition */
  size_t transitions, from_room, read_room, rule_room, matches;
} expansion;

static unsigned rank_of(const rules *r, size_t t)
{
  unsigned rank = r->from[t] == RULE_ANY ? 0 : r->tapes + 1;
  for (size_t k = 0; k < r->tapes; k++)
    rank += r->read[t * r->tapes + k] != RULE_ANY;
  return rank;
}

static tp_status refuse_ambiguous(const expansion *e, size_t t, size_t other, uint32_t state, const uint32_t *read)
{
  const rules *r = e->r;
  tp_buffer symbols = {NULL, 0, 0};
  for (size_t k = 0; k < r->tapes; k++)
    tp_buffer_printf(&symbols, "%s%s", k ? " " : "", r->symbols.name[read[k]]);
  tp_status s = tp_source_refuse(r->text, r->at[t].line, r->at[t].column,
                                 "ambiguous: this line and line %zu both apply to state '%s' reading '%.300s'", r->at[other].line,
                                 r->states.name[state], symbols.text);
  tp_buffer_clear(&symbols);
  return s;
}

/* A state and symbols that a rule is for. */
static tp_status match(expansion *e, size_t t, uint32_t state, const uint32_t *read)
{
  const rules *r = e->r;
  const size_t K = r->tapes;
  if (e->matches++ >= MOST_MATCHES)
    return tp_source_refuse(r->text, r->at[t].line, r->at[t].column,
                            "the wildcards match too often: more than %d times", MOST_MATCHES);
  size_t known = tp_machine_lookup(&e->found, state, read);
  if (known != SIZE_MAX) {
    size_t other = e->rule[known];
    if (e->rank[other] > e->rank[t] || agree(r, t, other, state, read))
      return TP_STATUS_OK;
    return refuse_ambiguous(e, t, other, state, read);
  }
  size_t n = e->transitions++;
  if (n >= TP_MACHINE_MAX_TRANSITIONS)
    return tp_source_refuse(r->text, r->at[t].line, r->at[t].column, "more than %u transitions (with wildcards expanded)",
                            TP_MACHINE_MAX_TRANSITIONS);
  TP_MEMORY_GROW(e->found.from, e->from_room, n + 1);
  TP_MEMORY_GROW(e->found.read, e->read_room, (n + 1) * K);
  TP_MEMORY_GROW(e->rule, e->rule_room, n + 1);
  e->found.from[n] = state;
  memcpy(e->found.read + n * K, read, K * sizeof *read);
  e->rule[n] = (uint32_t) t;
  e->count[t]++;
  tp_machine_index_transition(&e->found, n);
  return TP_STATUS_OK;
}

/* All symbols that the rule is for, the last tape's first. */
static tp_status match_symbols(expansion *e, size_t t, uint32_t state)
{
  const size_t K = e->r->tapes;
  const uint32_t *pattern = e->r->read + t * K;
  uint32_t read[TP_MACHINE_MAX_TAPES], place_of[TP_MACHINE_MAX_TAPES] = {0};
  for (;;) {
    for (size_t k = 0; k < K; k++)
      read[k] = pattern[k] == RULE_ANY ? e->symbols->order[place_of[k]] : pattern[k];
    tp_status s = match(e, t, state, read);
    if (s != TP_STATUS_OK)
      return s;
    size_t k = K;
    while (k-- > 0) {
      if (pattern[k] == RULE_ANY && ++place_of[k] < e->symbols->count)
        break;
      place_of[k] = 0;
    }
    if (k == SIZE_MAX)
      return TP_STATUS_OK;
  }
}

static tp_status match_states(expansion *e, size_t t)
{
  tp_status s = TP_STATUS_OK;
  e->first[t] = e->transitions;
  if (e->r->from[t] != RULE_ANY)
    return match_symbols(e, t, e->r->from[t]);
  for (uint32_t i = 0; i < e->states->count && s == TP_STATUS_OK; i++)
    if (e->states->order[i] != e->halting)
      s = match_symbols(e, t, e->states->order[i]);
  return s;
}

/* The rules written out, in file order. */
static void write_out(expansion *e)
{
  rules *r = e->r, old = *r;
  const size_t K = r->tapes;
  r->from = r->to = r->read = r->write = r->move = NULL;
  r->at = NULL;
  r->count = 0;
  tp_rules_reserve(r, e->transitions);
  for (size_t t = 0; t < old.count; t++)
    for (size_t i = 0; i < e->count[t]; i++) {
      const size_t n = r->count++, found = e->first[t] + i;
      r->from[n] = e->found.from[found];
      r->to[n] = old.to[t] == RULE_SAME ? r->from[n] : old.to[t];
      r->at[n] = old.at[t];
      for (size_t k = 0; k < K; k++) {
        r->read[n * K + k] = e->found.read[found * K + k];
        r->write[n * K + k] = old.write[t * K + k] == RULE_SAME ? r->read[n * K + k] : old.write[t * K + k];
        r->move[n * K + k] = old.move[t * K + k];
      }
    }
  free(old.from);
  free(old.to);
  free(old.read);
  free(old.write);
  free(old.move);
  free(old.at);
}

static int has_wildcards(const rules *r)
{
  for (size_t t = 0; t < r->count; t++)
    if (r->from[t] == RULE_ANY || r->to[t] == RULE_SAME)
      return 1;
  for (size_t i = 0; i < r->count * r->tapes; i++)
    if (r->read[i] == RULE_ANY || r->write[i] == RULE_SAME)
      return 1;
  return 0;
}

static tp_status expand(rules *r, uint32_t halting)
{
  numbering states = number_states(r, halting), symbols = number_symbols(r);
  expansion e = {.r = r, .states = &states, .symbols = &symbols, .halting = halting, .found.tapes = r->tapes};
  e.rank = tp_memory_new(r->count, sizeof *e.rank);
  e.first = tp_memory_zeroed(r->count, sizeof *e.first);
  e.count = tp_memory_zeroed(r->count, sizeof *e.count);
  for (size_t t = 0; t < r->count; t++)
    e.rank[t] = rank_of(r, t);
  tp_status s = TP_STATUS_OK;
  for (unsigned rank = 2 * r->tapes + 2; rank-- > 0;)
    for (size_t t = 0; t < r->count && s == TP_STATUS_OK; t++)
      if (e.rank[t] == rank)
        s = match_states(&e, t);
  if (s == TP_STATUS_OK)
    write_out(&e);
  free(e.rank);
  free(e.first);
  free(e.count);
  free(e.rule);
  free(e.found.from);
  free(e.found.read);
  tp_index_clear(&e.found.table);
  numbering_clear(&states);
  numbering_clear(&symbols);
  return s;
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
  numbering states = number_states(r, halting), symbols = number_symbols(r);
  const size_t cells = r->count * r->tapes;
  m->tapes = r->tapes;
  m->two_way = r->two_way;
  m->zero = r->zero == UINT32_MAX ? UINT32_MAX : symbols.number[r->zero];
  m->inputs = (uint32_t) r->inputs;
  m->halting = states.number[halting];
  tp_legal_names(&m->states, &r->states, states.order, states.count, 0);
  tp_legal_names(&m->symbols, &r->symbols, symbols.order, symbols.count, 1);
  m->terse = 1;
  for (uint32_t a = 1; a <= m->inputs; a++)
    m->terse = m->terse && tp_utf8_count(m->symbols.name[a], m->symbols.length[a]) == 1;
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
  numbering_clear(&states);
  numbering_clear(&symbols);
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
  if (has_wildcards(r))
    s = expand(r, halting);
  if (s != TP_STATUS_OK)
    return s;
  if (!r->count)
    return tp_source_refuse(r->text, r->text->line ? r->text->line : 1, 1, "no transition");
  *out = tp_memory_zeroed(1, sizeof **out);
  hand_over(*out, r, halting);
  return TP_STATUS_OK;
}
