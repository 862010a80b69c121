/* SPDX-License-Identifier: MIT */
#include "spell.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tmprec/base/buffer.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/utf8.h"

static const char blank_name[] = "_";

/* 1 if the notation can write the name behind another. */
static int fits_behind(const char *name, int (*fits)(const char *name))
{
  tp_buffer whole = {NULL, 0, 0};
  tp_buffer_printf(&whole, "-%s", name);
  const int does = fits(whole.text);
  tp_buffer_clear(&whole);
  return does;
}

/* The name given to a state whatever its own, or NULL.  Of several halting states those get one
   that do not begin with it: with their own name after it, or a number. */
static const char *given(const tp_machine *m, uint32_t state, int (*fits)(const char *name), const char *start, const char *halt,
                         tp_buffer *longer)
{
  const char *own = tp_machine_state_name(m, state);
  const int keeps_own = fits_behind(own, fits);
  if (state == 0 || !halt || !tp_machine_halts(m, state))
    return state == 0 ? start : NULL;
  if (tp_machine_halting_states(m) == 1)
    return halt;
  if (!strncasecmp(own, halt, strlen(halt)) && keeps_own)
    return own;
  longer->length = 0;
  if (keeps_own)
    tp_buffer_puts(longer, own);
  else
    tp_buffer_printf(longer, "%" PRIu32, state);
  do {
    tp_buffer before = *longer;
    *longer = (tp_buffer) {NULL, 0, 0};
    tp_buffer_printf(longer, "%s-%s", halt, before.text);
    tp_buffer_clear(&before);
  } while (tp_machine_find_state(m, longer->text, longer->length) != UINT32_MAX);
  return longer->text;
}

static int keeps(const char *name, int (*fits)(const char *name), const char *start, const char *halt)
{
  return fits(name) && !(start && !strcmp(name, start)) && !(halt && !strcmp(name, halt));
}

void tp_spell_note(tp_buffer *notes, int is_symbol, const char *name, const char *written)
{
  if (strcmp(name, written))
    tp_buffer_printf(notes, "%s '%s' is '%s'\n", is_symbol ? "symbol" : "state", name, written);
}

names tp_spell_states(const tp_machine *m, int (*fits)(const char *name), const char *start, const char *halt, tp_buffer *notes)
{
  names out = {0}, taken = {0};
  tp_buffer name = {NULL, 0, 0}, longer = {NULL, 0, 0};
  uint32_t number = 0;
  for (uint32_t q = 0; q < tp_machine_states(m); q++) {
    const char *own = tp_machine_state_name(m, q);
    if (!given(m, q, fits, start, halt, &longer) && keeps(own, fits, start, halt))
      tp_names_add(&taken, own, strlen(own));
  }
  for (uint32_t q = 0; q < tp_machine_states(m); q++) {
    const char *own = tp_machine_state_name(m, q), *fixed = given(m, q, fits, start, halt, &longer);
    if (fixed || keeps(own, fits, start, halt)) {
      tp_names_add(&out, fixed ? fixed : own, strlen(fixed ? fixed : own));
      continue;
    }
    do {
      name.length = 0;
      tp_buffer_printf(&name, "q%" PRIu32, number++);
    } while (tp_names_find(&taken, name.text, name.length) != UINT32_MAX || !keeps(name.text, fits, start, halt));
    tp_names_add(&out, name.text, name.length);
  }
  for (uint32_t q = 0; q < out.count; q++)
    tp_spell_note(notes, 0, tp_machine_state_name(m, q), out.name[q]);
  tp_names_clear(&taken);
  tp_buffer_clear(&longer);
  tp_buffer_clear(&name);
  return out;
}

int tp_spell_prints(const char *name)
{
  uint32_t point;
  for (size_t size; *name; name += size)
    if (!(size = tp_utf8_decode(name, strlen(name), &point)) || !tp_utf8_is_printable(point))
      return 0;
  return 1;
}

int tp_spell_is_in_xml(const char *name)
{
  return !strstr(name, "\xef\xbf\xbe") && !strstr(name, "\xef\xbf\xbf");
}

const char *tp_spell_symbol(const tp_machine *m, uint32_t symbol)
{
  return symbol ? tp_machine_symbol_name(m, symbol) : blank_name;
}

tp_status tp_spell_check_tapes(const tp_machine *m, const char *notation, uint32_t most, tp_error *err)
{
  if (!tp_machine_is_two_way(m))
    return tp_error_set(err, TP_STATUS_REFUSED, "%s: needs tapes without a left end; those of this machine have one", notation);
  if (tp_machine_tapes(m) > most)
    return tp_error_set(err, TP_STATUS_REFUSED, "%s: has one tape, this machine %" PRIu32, notation, tp_machine_tapes(m));
  return TP_STATUS_OK;
}

tp_status tp_spell_check_symbols(const tp_machine *m, const char *notation, const char *reserved, tp_error *err)
{
  for (uint32_t a = 1; a < tp_machine_symbols(m); a++) {
    const char *name = tp_machine_symbol_name(m, a);
    if (tp_utf8_count(name, strlen(name)) != 1)
      return tp_error_set(err, TP_STATUS_REFUSED, "%s: a symbol must be one character, not '%s'", notation, name);
    if ((!name[1] && strchr(reserved, name[0])) || (strchr(reserved, ' ') && !tp_spell_prints(name)))
      return tp_error_set(err, TP_STATUS_REFUSED, "%s: the symbol '%s' has another meaning in this notation", notation, name);
  }
  return TP_STATUS_OK;
}

tp_grouped tp_spell_group(const tp_machine *m)
{
  const size_t Q = tp_machine_states(m), T = tp_machine_transitions(m);
  tp_grouped g = {tp_memory_zeroed(Q + 2, sizeof *g.first), tp_memory_new(T, sizeof *g.order)};
  for (size_t i = 0; i < T; i++)
    g.first[tp_machine_transition(m, i).from + 2]++;
  for (size_t q = 2; q < Q + 2; q++)
    g.first[q] += g.first[q - 1];
  for (size_t i = 0; i < T; i++)
    g.order[g.first[tp_machine_transition(m, i).from + 1]++] = i;
  return g;
}

void tp_spell_group_clear(tp_grouped *g)
{
  free(g->first);
  free(g->order);
}
