/* SPDX-License-Identifier: MIT */
#include "numbering.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

static numbering numbering_new(size_t count)
{
  numbering n = {tp_memory_new(count, sizeof *n.number), tp_memory_new(count, sizeof *n.order), 0};
  memset(n.number, 0xff, count * sizeof *n.number);
  return n;
}

void tp_numbering_clear(numbering *n)
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

numbering tp_number_states(const rules *r)
{
  numbering n = numbering_new(r->states.count);
  numbering_take(&n, &r->start, 1);
  numbering_take(&n, r->from, r->count);
  numbering_take(&n, r->to, r->count);
  for (uint32_t q = 0; q < r->states.count; q++)
    if (q == r->halting || q == r->without_rule || (r->keeps_halting && tp_rules_halts(r, q)))
      numbering_take(&n, &q, 1);
  return n;
}

numbering tp_number_symbols(const rules *r)
{
  numbering n = numbering_new(r->symbols.count);
  numbering_take(&n, &r->blank, 1);
  numbering_take(&n, r->input, r->inputs);
  numbering_take(&n, r->read, r->count * r->tapes);
  numbering_take(&n, r->write, r->count * r->tapes);
  return n;
}
