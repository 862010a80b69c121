/* SPDX-License-Identifier: MIT */
#include "../machine_private.h"
#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

static tp_status add_name(const rules *r, names *set, size_t limit, const char *what, const field *name, uint32_t *number)
{
  *number = tp_names_find(set, name->text, name->length);
  if (*number != UINT32_MAX)
    return TP_STATUS_OK;
  if (set->count >= limit)
    return tp_source_refuse(r->text, name->line, name->column, "more than %zu %s: '%.*s'", limit, what,
                            name->length > 80 ? 80 : (int) name->length, name->text);
  *number = tp_names_add(set, name->text, name->length);
  return TP_STATUS_OK;
}

tp_status tp_rules_state(rules *r, const field *name, uint32_t *number)
{
  return add_name(r, &r->states, TP_MACHINE_MAX_STATES, "states", name, number);
}

tp_status tp_rules_symbol(rules *r, const field *name, uint32_t *number)
{
  return add_name(r, &r->symbols, TP_MACHINE_MAX_SYMBOLS, "symbols", name, number);
}

void tp_rules_rename_symbol(rules *r, uint32_t number, const char *name)
{
  names renamed = {0};
  for (uint32_t i = 0; i < r->symbols.count; i++)
    tp_names_add(&renamed, i == number ? name : r->symbols.name[i], i == number ? strlen(name) : r->symbols.length[i]);
  tp_names_clear(&r->symbols);
  r->symbols = renamed;
}

void tp_rules_set_start(rules *r, const field *name, uint32_t state)
{
  r->start = state;
  r->start_at = (place) {name->line, name->column};
}

void tp_rules_set_halting(rules *r, uint32_t state)
{
  size_t known = r->halts_known;
  if (state >= known) {
    TP_MEMORY_GROW(r->halts, r->halts_known, (size_t) state + 1);
    memset(r->halts + known, 0, r->halts_known - known);
  }
  r->halts[state] = HALTS_NAMED;
}

void tp_rules_add_input(rules *r, uint32_t symbol)
{
  TP_MEMORY_GROW(r->input, r->input_room, r->inputs + 1);
  r->input[r->inputs++] = symbol;
}

void tp_rules_set_word(rules *r, const field *word)
{
  free(r->word);
  r->word = tp_memory_string(word->text, word->length);
}

void tp_rules_reserve(rules *r, size_t room)
{
  size_t cells = room * r->tapes;
  r->room = room;
  r->from = tp_memory_resize(r->from, room, sizeof *r->from);
  r->to = tp_memory_resize(r->to, room, sizeof *r->to);
  r->read = tp_memory_resize(r->read, cells, sizeof *r->read);
  r->write = tp_memory_resize(r->write, cells, sizeof *r->write);
  r->move = tp_memory_resize(r->move, cells, sizeof *r->move);
  r->at = tp_memory_resize(r->at, room, sizeof *r->at);
}

tp_status tp_rules_add(rules *r, const field *at)
{
  if (r->count >= TP_MACHINE_MAX_TRANSITIONS)
    return tp_source_refuse(r->text, at->line, at->column, "more than %u transitions", TP_MACHINE_MAX_TRANSITIONS);
  if (r->count == r->room)
    tp_rules_reserve(r, r->room ? 2 * r->room : 64);
  r->at[r->count++] = (place) {at->line, at->column};
  return TP_STATUS_OK;
}

void tp_rules_clear(rules *r)
{
  tp_names_clear(&r->states);
  tp_names_clear(&r->symbols);
  free(r->halts);
  free(r->input);
  free(r->word);
  tp_buffer_clear(&r->notes);
  tp_buffer_clear(&r->doubts);
  free(r->from);
  free(r->to);
  free(r->read);
  free(r->write);
  free(r->move);
  free(r->at);
  *r = (rules) {0};
}
