/* SPDX-License-Identifier: MIT */
/* The key of a cell. */
#include <inttypes.h>

#include "tmprec/sweep/cells.h"

static void put_escaped(tp_buffer *out, const char *text)
{
  for (; *text; text++)
    switch (*text) {
    case '\\': tp_buffer_puts(out, "\\\\"); break;
    case '\t': tp_buffer_puts(out, "\\t"); break;
    case '\n': tp_buffer_puts(out, "\\n"); break;
    case '\r': tp_buffer_puts(out, "\\r"); break;
    default: tp_buffer_put(out, text, 1); break;
    }
}

/* Whether the site is rounded, in all layers or in some. */
static int is_rounded_somewhere(const tp_choice *c, int site)
{
  int rounded = tp_choice_is_rounded(c, site);
  for (size_t i = 0; i < c->exceptions; i++)
    rounded |= c->except[i].what == site && c->except[i].format.family != TP_FORMAT_REAL;
  return rounded;
}

static int is_random(const tp_choice *c)
{
  int random = tp_choice_has_noise(c);
  for (int i = 0; i < TP_SITES; i++)
    random |= c->mode[i] == TP_ROUND_STOCHASTIC && is_rounded_somewhere(c, i);
  return random;
}

void tp_cell_details(tp_buffer *out, const tp_grid_result *r, char before)
{
  const tp_grid_cell *cell = &r->cell;
  if (*tp_machine_chosen(r->s->m))
    tp_buffer_printf(out, "%c%s", before, tp_machine_chosen(r->s->m));
  if (!r->s->run.halted)
    tp_buffer_printf(out, "%csteps=%zu", before, r->s->run.steps);
  if (r->s->folded)
    tp_buffer_printf(out, "%cfolded", before);
  if (is_random(&cell->choice))
    tp_buffer_printf(out, "%cseed=%" PRIu64 "%ctrial=%" PRIu64, before, cell->draw.seed, before, cell->draw.trial);
}

void tp_cell_key(tp_buffer *out, const tp_grid_result *r)
{
  const tp_grid_cell *cell = &r->cell;
  put_escaped(out, r->machine);
  tp_buffer_puts(out, "\t");
  put_escaped(out, r->input);
  tp_buffer_printf(out, "\t%s\tr%u\t", tp_chain_mode_name[r->s->mode], r->s->r);
  tp_choice_print(out, &cell->choice);
  tp_cell_details(out, r, '\t');
}
