/* SPDX-License-Identifier: MIT */
#include "tmprec/sweep/curve.h"

#include <stdlib.h>

#include "tmprec/base/memory.h"

size_t tp_curve_size(const tp_sweep *s, tp_bits_family family)
{
  size_t size = 0;
  for (size_t i = 0; i < s->bits.count; i++)
    size += s->bits.value[i] >= tp_family_least_bits[family];
  return s->rows == TP_ROWS_BETA ? s->betas.count : size;
}

tp_curve tp_curve_new(const tp_sweep *s)
{
  const size_t size = s->rows == TP_ROWS_BETA ? s->betas.count : s->bits.count;
  return (tp_curve) {
    .of = s->rows,
    .s = s,
    .activations = s->activations,
    .value = tp_memory_new(size, sizeof(double)),
    .found = tp_memory_new(size, sizeof(tp_verdict)),
    .certified = tp_memory_new(size, sizeof(int)),
  };
}

void tp_curve_clear(tp_curve *c)
{
  free(c->value);
  free(c->found);
  free(c->certified);
}

int tp_curve_add(tp_curve *c, const tp_grid_result *r)
{
  if (c->filled == c->size) {
    c->filled = 0;
    c->seconds = 0;
    c->size = tp_curve_size(c->s, r->cell.family);
  }
  c->value[c->filled] = c->of == TP_ROWS_BITS ? r->cell.bits : tp_choice_beta(&r->cell.choice, r->s->r);
  c->found[c->filled] = c->activations ? r->result.exact_act : r->result.exact;
  c->certified[c->filled] = r->cell.certify && r->certified >= (c->activations ? TP_CLAIM_EXACT_ACT : TP_CLAIM_EXACT);
  c->seconds += r->seconds;
  return ++c->filled == c->size;
}

static void put_value(tp_buffer *out, const tp_curve *c, size_t i)
{
  if (c->of == TP_ROWS_BITS)
    tp_buffer_printf(out, "%.0f", c->value[i]);
  else
    tp_print_shortest(out, c->value[i]);
}

/* The numbers from place `from` on of which that was found; swept neighbours are
   joined: 6..7;9. */
static void put_runs(tp_buffer *out, const tp_curve *c, size_t from, tp_verdict found)
{
  int first = 1;
  for (size_t i = from; i < c->size; i++) {
    if (c->found[i] != found)
      continue;
    size_t last = i;
    while (last + 1 < c->size && c->found[last + 1] == found)
      last++;
    tp_buffer_puts(out, first ? "" : ";");
    put_value(out, c, i);
    if (last > i) {
      tp_buffer_puts(out, "..");
      put_value(out, c, last);
    }
    i = last;
    first = 0;
  }
}

/* Its place, or the curve's size if nothing is exact.  Every number was tried: the
   verdicts need not rise with it (doc/precision.md, section 3.7). */
static size_t least_exact(const tp_curve *c)
{
  size_t i = 0;
  while (i < c->size && c->found[i] != TP_VERDICT_YES)
    i++;
  return i;
}

void tp_curve_put_least(tp_buffer *out, const tp_curve *c)
{
  size_t least = least_exact(c);
  if (least < c->size)
    put_value(out, c, least);
}

void tp_curve_put_from(tp_buffer *out, const tp_curve *c)
{
  size_t from = c->size;
  while (from && c->found[from - 1] == TP_VERDICT_YES)
    from--;
  if (from < c->size)
    put_value(out, c, from);
}

void tp_curve_put_certified(tp_buffer *out, const tp_curve *c)
{
  size_t from = c->size;
  while (from && c->certified[from - 1])
    from--;
  if (from < c->size)
    put_value(out, c, from);
}

void tp_curve_put_holes(tp_buffer *out, const tp_curve *c)
{
  put_runs(out, c, least_exact(c), TP_VERDICT_NO);
}

void tp_curve_put_unknown(tp_buffer *out, const tp_curve *c)
{
  put_runs(out, c, 0, TP_VERDICT_UNKNOWN);
}
