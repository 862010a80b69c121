/* SPDX-License-Identifier: MIT */
/* Which states halt. */
#include <stdlib.h>

#include "../machine_private.h"
#include "rules.h"
#include "tmprec/base/buffer.h"
#include "tmprec/base/memory.h"

int tp_rules_halts(const rules *r, uint32_t state)
{
  return state < r->halts_known && r->halts[state];
}

int tp_rules_halt_without_rule(const rules *r)
{
  return r->how->no_rule == TP_NO_RULE_HALT || (r->how->no_rule == TP_NO_RULE_USUAL && r->halts_without_rule);
}

static void set_unnamed(rules *r, uint32_t state)
{
  if (tp_rules_halts(r, state))
    return;
  tp_rules_set_halting(r, state);
  r->halts[state] = HALTS_UNNAMED;
}

tp_status tp_rules_name_halting(rules *r, const char *base, uint32_t *state)
{
  tp_buffer name = {NULL, 0, 0};
  for (unsigned i = 1;; i++) {
    name.length = 0;
    tp_buffer_puts(&name, base);
    if (i > 1)
      tp_buffer_printf(&name, "_%u", i);
    const uint32_t known = tp_names_find(&r->states, name.text, name.length);
    if (known == UINT32_MAX || tp_rules_halts(r, known))
      break;
  }
  const field at = {name.text, name.length, r->start_at.line, r->start_at.column};
  tp_status s = tp_rules_state(r, &at, state);
  tp_buffer_clear(&name);
  if (s == TP_STATUS_OK)
    set_unnamed(r, *state);
  return s;
}

/* States that are entered, or start, and that no rule leaves. */
static void halt_where_no_rule_leaves(rules *r)
{
  unsigned char *left = tp_memory_zeroed(r->states.count, 1);
  int any = 0;
  for (size_t t = 0; t < r->count; t++)
    if (r->from[t] == RULE_ANY)
      any = 1;
    else
      left[r->from[t]] = 1;
  for (size_t t = 0; t < r->count && !any; t++)
    if (r->to[t] != RULE_SAME && !left[r->to[t]])
      set_unnamed(r, r->to[t]);
  if (!any && !left[r->start])
    set_unnamed(r, r->start);
  free(left);
}

tp_status tp_rules_settle_halting(rules *r)
{
  int enters = tp_rules_halts(r, r->start);
  tp_rules_note_halting(r);
  if (tp_rules_halt_without_rule(r))
    halt_where_no_rule_leaves(r);
  for (size_t t = 0; t < r->count; t++)
    enters |= r->to[t] != RULE_SAME && tp_rules_halts(r, r->to[t]);
  if (enters)
    return TP_STATUS_OK;
  for (uint32_t q = 0; q < r->states.count && r->halting == UINT32_MAX; q++)
    if (tp_rules_halts(r, q))
      r->halting = q;
  return r->halting == UINT32_MAX ? tp_rules_name_halting(r, "halt", &r->halting) : TP_STATUS_OK;
}
