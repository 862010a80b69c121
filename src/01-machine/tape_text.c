/* SPDX-License-Identifier: MIT */
/* Tapes as text, those of a folded machine unfolded. */
#include <string.h>

#include "machine_private.h"
#include "tmprec/base/utf8.h"
#include "tmprec/machine/configuration.h"

uint32_t tp_configuration_tapes(const tp_configuration *c)
{
  return c->m->tapes - c->m->folds;
}

/* The tape that has the cells left of cell 0, or NULL: cell -i of tape k is its cell i, i > 0 (fold.c). */
static const tp_tape *left_half(const tp_configuration *c, uint32_t k)
{
  for (uint32_t j = 0; j < c->m->folds; j++)
    if (c->m->left_of[j] == k)
      return c->tape + tp_configuration_tapes(c) + j;
  return NULL;
}

static uint32_t symbol_at(const tp_tape *right, const tp_tape *left, int64_t cell)
{
  const tp_tape *t = cell < 0 ? left : right;
  const size_t at = (size_t) (cell < 0 ? -cell : cell);
  return t && at < t->length ? t->cell[at] : 0;
}

int tp_configuration_is_blank_left(const tp_configuration *c, uint32_t k)
{
  const tp_tape *left = left_half(c, k);
  for (size_t i = 1; left && i < left->length; i++)
    if (left->cell[i])
      return 0;
  return 1;
}

static int has_long_names(const tp_machine *m)
{
  for (uint32_t a = 0; a < tp_machine_symbols(m); a++)
    if (tp_utf8_count(m->symbols.name[a], m->symbols.length[a]) > 1)
      return 1;
  return 0;
}

void tp_configuration_print_tape(tp_buffer *out, const tp_configuration *c, uint32_t k)
{
  const tp_tape *right = c->tape + k, *left = left_half(c, k);
  int64_t first = left ? 1 - (int64_t) left->length : 0, last = (int64_t) right->length - 1;
  const int apart = has_long_names(c->m);
  while (first <= last && !symbol_at(right, left, first))
    first++;
  while (last > first && !symbol_at(right, left, last))
    last--;
  for (int64_t cell = first; cell <= last; cell++) {
    tp_buffer_puts(out, cell > first && apart ? " " : "");
    tp_machine_put_symbol(out, c->m, symbol_at(right, left, cell), apart);
  }
}
