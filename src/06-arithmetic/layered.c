/* SPDX-License-Identifier: MIT */
/* The arithmetics and workspaces of all layers, for choices that differ by layer. */
#include "tmprec/arithmetic/layered.h"

#include <stdlib.h>

#include "backends.h"
#include "tmprec/base/memory.h"

/* Whether the exceptions treat two layers alike. */
static int same_layer(const tp_choice *c, unsigned a, unsigned b)
{
  for (size_t i = 0; i < c->exceptions; i++) {
    const tp_layer_exception *e = c->except + i;
    if ((a >= e->first && a <= e->last) != (b >= e->first && b <= e->last))
      return 0;
  }
  return 1;
}

/* Values of a grid, or with a scale that they share. */
static int has_scales(const tp_choice *c)
{
  int has = 0;
  for (int i = 0; i < TP_SITES; i++)
    has |= tp_format_denominator(c->site[i]) > 1 || c->site[i].shared;
  return has;
}

/* The effort of all layers: that of the slowest way which one of them takes.  Values of grids and shared scales, which
   binary64 knows only by the arithmetic that made them, are known to any in enclosures. */
static tp_effort common_effort(const tp_choice *c, const tp_effort *e, size_t layers)
{
  tp_effort common = *e;
  if (e->bits || !c->exceptions || tp_effort_is_intervals(e, c))
    return common;
  int quick = c->kind != TP_ARITHMETIC_MPFR;
  for (unsigned l = 1; l <= layers && quick; l++) {
    tp_choice there = tp_choice_at_layer(c, l);
    quick = tp_binary64_can(&there) && !has_scales(&there);
  }
  if (!quick)
    common.bits = tp_first_bits(c);
  return common;
}

tp_layered tp_layered_new(const tp_choice *c, const tp_effort *e, unsigned r, size_t keys, size_t layers)
{
  tp_layered l = {.layers = layers};
  l.own = tp_memory_new(layers, sizeof *l.own);
  l.of = tp_memory_new(layers, sizeof *l.of);
  const tp_effort common = common_effort(c, e, layers);
  for (unsigned i = 1; i <= layers; i++) {
    unsigned like = 1;
    while (like < i && !same_layer(c, like, i))
      like++;
    if (like < i) {
      l.of[i - 1] = l.of[like - 1];
      continue;
    }
    const tp_choice there = tp_choice_at_layer(c, i);
    l.own[l.count] = tp_arithmetic_new(&there, &common, r, keys);
    l.of[i - 1] = l.count++;
  }
  return l;
}

void tp_layered_free(tp_layered *l)
{
  for (size_t i = 0; i < l->count; i++)
    tp_arithmetic_free(l->own[i]);
  free(l->own);
  free(l->of);
  *l = (tp_layered) {.layers = 0};
}

tp_workspaces tp_workspaces_new(const tp_layered *l, const tp_draw *d)
{
  tp_workspaces w = {l, tp_memory_new(l->count, sizeof *w.own)};
  for (size_t i = 0; i < l->count; i++)
    w.own[i] = tp_workspace_new(l->own[i], d);
  return w;
}

void tp_workspaces_free(tp_workspaces *w)
{
  for (size_t i = 0; w->own && i < w->layered->count; i++)
    tp_workspace_free(w->own[i]);
  free(w->own);
  w->own = NULL;
}

tp_workspace *tp_workspace_of_layer(const tp_workspaces *w, size_t layer)
{
  return w->own[w->layered->of[layer - 1]];
}

int tp_workspaces_undecided(const tp_workspaces *w)
{
  int undecided = 0;
  for (size_t i = 0; i < w->layered->count; i++)
    undecided |= w->own[i]->undecided;
  return undecided;
}
