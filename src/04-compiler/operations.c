/* SPDX-License-Identifier: MIT */
#include "operations.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

const char tp_made_for_copy[] = "COPY", tp_made_for_zero[] = "ZERO", tp_made_for_map[] = "MAP", tp_made_for_sub[] = "SUB",
           tp_made_for_move[] = "MOVE", tp_made_for_table[] = "TABLE";

span tp_span_bits(span s, uint32_t low, uint32_t count)
{
  return (span) {s.offset + low, count, 1};
}

span tp_span_bit(span s, uint32_t bit)
{
  return tp_span_bits(s, bit, 1);
}

span tp_span_times(span s, uint32_t times)
{
  return (span) {s.offset, s.width, times};
}

list tp_list_make(uint32_t parts, const span *part)
{
  list l = {.parts = parts};
  memcpy(l.part, part, parts * sizeof *part);
  return l;
}

uint32_t tp_list_width(const list *l)
{
  uint32_t width = 0;
  for (uint32_t i = 0; i < l->parts; i++)
    width += l->part[i].width * l->part[i].times;
  return width;
}

static uint32_t *write_out(const list *l)
{
  uint32_t *at = tp_memory_new(tp_list_width(l), sizeof *at), n = 0;
  for (uint32_t i = 0; i < l->parts; i++)
    for (uint32_t again = 0; again < l->part[i].times; again++)
      for (uint32_t c = 0; c < l->part[i].width; c++)
        at[n++] = l->part[i].offset + c;
  return at;
}

literal tp_yes(span flag) { return (literal) {flag.offset, 1}; }
literal tp_no(span flag) { return (literal) {flag.offset, 0}; }

condition tp_condition_make(uint32_t count, const literal *of)
{
  condition c = {.count = count};
  for (uint32_t i = 0; i < count; i++)
    c.of[i] = of[i];
  return c;
}

static void make_room(uint32_t **at, int8_t **weight, size_t *room, size_t need)
{
  if (need <= *room)
    return;
  TP_MEMORY_GROW(*at, *room, need);
  *weight = tp_memory_resize(*weight, *room, 1);
}

void tp_neuron_need(neuron *n, uint32_t at, int value)
{
  make_room(&n->in, &n->in_weight, n->rooms, n->inputs + 1);
  n->in[n->inputs] = at;
  n->in_weight[n->inputs++] = value == 1 ? 1 : -1;
  n->contributing += value != 0;
}

void tp_neuron_need_all(neuron *n, const condition *when)
{
  for (uint32_t i = 0; i < when->count; i++)
    tp_neuron_need(n, when->of[i].at, when->of[i].wanted);
}

void tp_neuron_give(neuron *n, uint32_t at, int weight)
{
  make_room(&n->out, &n->out_weight, n->rooms + 1, n->outputs + 1);
  n->out[n->outputs] = at;
  n->out_weight[n->outputs++] = (int8_t) weight;
}

void tp_neuron_emit(neuron *n, tp_transformer *t, size_t layer, int copies)
{
  tp_transformer_add_run(t, layer, n->operation);
  for (int i = 0; i < copies; i++)
    tp_transformer_add_neuron(t, layer, n->inputs, n->in, n->in_weight, 1 - n->contributing, n->outputs, n->out, n->out_weight);
  n->inputs = n->outputs = 0;
  n->contributing = 0;
}

void tp_neuron_clear(neuron *n)
{
  free(n->in);
  free(n->out);
  free(n->in_weight);
  free(n->out_weight);
  *n = (neuron) {0};
}

void tp_head(tp_transformer *t, size_t layer, list q, list k, span v, span out)
{
  list values = LIST(v), outs = LIST(out);
  uint32_t *at[4] = {write_out(&q), write_out(&k), write_out(&values), write_out(&outs)};
  tp_transformer_add_head(t, layer, tp_list_width(&q), at[0], at[1], v.width, at[2], at[3]);
  for (int i = 0; i < 4; i++)
    free(at[i]);
}

/* to += sign x from: a neuron for +1 and one for -1, coordinate by coordinate. */
static void add_signed(tp_transformer *t, size_t layer, span from, span to, int sign, condition when)
{
  neuron n = {.operation = sign > 0 ? tp_made_for_copy : tp_made_for_zero};
  for (uint32_t c = 0; c < from.width; c++)
    for (int value = 1; value >= -1; value -= 2) {
      tp_neuron_need(&n, from.offset + c, value);
      tp_neuron_need_all(&n, &when);
      tp_neuron_give(&n, to.offset + c, sign * value);
      tp_neuron_emit(&n, t, layer, 1);
    }
  tp_neuron_clear(&n);
}

void tp_copy(tp_transformer *t, size_t layer, span from, span to, condition when)
{
  add_signed(t, layer, from, to, 1, when);
}

void tp_zero(tp_transformer *t, size_t layer, span at, condition when)
{
  add_signed(t, layer, at, at, -1, when);
}

void tp_map(tp_transformer *t, size_t layer, list from, list to, size_t count, const mapping *m)
{
  uint32_t *in = write_out(&from), *out = write_out(&to), inputs = tp_list_width(&from), outputs = tp_list_width(&to);
  neuron n = {.operation = tp_made_for_map};
  for (size_t i = 0; i < count; i++) {
    for (uint32_t c = 0; c < inputs; c++)
      tp_neuron_need(&n, in[c], m[i].pattern[c]);
    for (uint32_t c = 0; c < outputs; c++)
      if (m[i].value[c])
        tp_neuron_give(&n, out[c], m[i].value[c]);
    tp_neuron_emit(&n, t, layer, 1);
  }
  tp_neuron_clear(&n);
  free(in);
  free(out);
}

/* Flip the bits low .. i of `to` where bits low .. i-1 of `from` are -carry and
   bit i is +carry: carry = 1 is the borrow of a subtraction, -1 the carry of an
   addition.  A flip takes a weight of 2, made of two equal neurons. */
static void ripple(tp_transformer *t, size_t layer, span from, span to, uint32_t low, int carry, const condition *when,
                   const span *move)
{
  neuron n = {.operation = move ? tp_made_for_move : tp_made_for_sub};
  for (uint32_t i = low; i < from.width; i++) {
    for (uint32_t c = low; c < i; c++) {
      tp_neuron_need(&n, from.offset + c, -carry);
      tp_neuron_give(&n, to.offset + c, carry);
    }
    tp_neuron_need(&n, from.offset + i, carry);
    tp_neuron_give(&n, to.offset + i, -carry);
    if (move) {
      tp_neuron_need(&n, move->offset, -carry);
      tp_neuron_need(&n, move->offset + 1, -carry);
    }
    tp_neuron_need_all(&n, when);
    tp_neuron_emit(&n, t, layer, 2);
  }
  tp_neuron_clear(&n);
}

/* The neurons that turn a copy of `from` into max(from - 2^k, 0). */
static void borrow(tp_transformer *t, size_t layer, span from, unsigned k, span to, const condition *when)
{
  ripple(t, layer, from, to, k, 1, when, NULL);
  /* Below 2^k the difference is negative: clear what stands below bit k. */
  neuron n = {.operation = tp_made_for_sub};
  for (uint32_t low = 0; low < k; low++) {
    for (uint32_t c = k; c < from.width; c++)
      tp_neuron_need(&n, from.offset + c, -1);
    tp_neuron_need(&n, from.offset + low, 1);
    tp_neuron_need_all(&n, when);
    tp_neuron_give(&n, to.offset + low, -1);
    tp_neuron_emit(&n, t, layer, 2);
  }
  tp_neuron_clear(&n);
}

void tp_sub(tp_transformer *t, size_t layer, span from, unsigned k, span to, condition when)
{
  tp_copy(t, layer, from, to, when);
  borrow(t, layer, from, k, to, &when);
}

void tp_sub_in_place(tp_transformer *t, size_t layer, span at, unsigned k, condition when)
{
  borrow(t, layer, at, k, at, &when);
}

void tp_subreg(tp_transformer *t, size_t first, span at, span by, literal when)
{
  for (uint32_t bit = 0; bit < by.width; bit++)
    tp_sub_in_place(t, first + bit, at, bit, WHEN(when, tp_yes(tp_span_bit(by, bit))));
}

void tp_move_head(tp_transformer *t, size_t layer, span from, span move, span to, literal when)
{
  condition c = WHEN(when);
  tp_zero(t, layer, to, c);
  tp_copy(t, layer, from, to, c);
  ripple(t, layer, from, to, 0, 1, &c, &move);
  ripple(t, layer, from, to, 0, -1, &c, &move);
}
