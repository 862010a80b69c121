/* SPDX-License-Identifier: MIT */
#include "tmprec/sweep/front.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"

tp_front tp_front_new(const tp_sweep *s)
{
  tp_front f = {.s = s, .size = 1};
  for (int i = 0; i < TP_SITES; i++)
    f.kinds += s->sites >> i & 1 ? s->groups : 0;
  for (size_t k = 0; k < f.kinds && f.size; k++)
    f.size = f.size * s->bits.count > TP_FRONT_MOST_CELLS ? 0 : f.size * s->bits.count;
  if (f.kinds > TP_FRONT_MOST_KINDS)
    f.size = 0;
  f.cell = tp_memory_new(f.size, sizeof *f.cell);
  return f;
}

void tp_front_clear(tp_front *f)
{
  free(f->cell);
}

int tp_front_bits(const tp_front *f, size_t index, size_t kind)
{
  for (size_t k = f->kinds - 1; k > kind; k--)
    index /= f->s->bits.count;
  return f->s->bits.value[index % f->s->bits.count];
}

int tp_front_site(const tp_front *f, size_t kind)
{
  size_t number = kind / f->s->groups;
  int site = 0;
  while (!(f->s->sites >> site & 1) || number-- > 0)
    site++;
  return site;
}

void tp_front_layers(const tp_front *f, size_t layers, size_t group, unsigned *first, unsigned *last)
{
  *first = (unsigned) (group * layers / f->s->groups) + 1;
  *last = (unsigned) ((group + 1) * layers / f->s->groups);
}

int tp_front_add(tp_front *f, const tp_grid_result *r)
{
  if (f->filled == f->size)
    f->filled = 0;
  f->cell[f->filled++] = *r;
  return f->filled == f->size;
}

static tp_verdict asked(const tp_front *f, size_t i)
{
  const tp_verification *v = &f->cell[i].result;
  return f->s->activations ? v->exact_act : v->exact;
}

/* Cell i has at most as many bits as cell j everywhere, and is another. */
static int undercuts(const tp_front *f, size_t i, size_t j)
{
  for (size_t k = 0; k < f->kinds; k++)
    if (tp_front_bits(f, i, k) > tp_front_bits(f, j, k))
      return 0;
  return i != j;
}

int tp_front_has(const tp_front *f, size_t i)
{
  if (asked(f, i) != TP_VERDICT_YES)
    return 0;
  for (size_t j = 0; j < f->size; j++)
    if (asked(f, j) == TP_VERDICT_YES && undercuts(f, j, i))
      return 0;
  return 1;
}

void tp_front_put_bits(tp_buffer *out, const tp_front *f, const tp_grid_result *r)
{
  for (size_t k = 0; k < f->kinds; k++) {
    if (k % f->s->groups == 0)
      tp_buffer_printf(out, "%s%s=", k ? "+" : "", tp_site_name[tp_front_site(f, k)]);
    else
      tp_buffer_puts(out, "/");
    tp_buffer_printf(out, "%d", tp_front_bits(f, r->cell.index, k));
  }
}

int tp_front_total(const tp_front *f, const tp_grid_result *r)
{
  int total = 0;
  for (size_t k = 0; k < f->kinds; k++)
    total += tp_front_bits(f, r->cell.index, k);
  return total;
}

size_t tp_front_unknown(const tp_front *f)
{
  size_t unknown = 0;
  for (size_t i = 0; i < f->size; i++)
    unknown += asked(f, i) == TP_VERDICT_UNKNOWN;
  return unknown;
}
