#include "operations.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

span span_bits(span s, uint32_t low, uint32_t count)
{
  return (span) {s.offset + low, count, 1};
}

span span_bit(span s, uint32_t bit)
{
  return span_bits(s, bit, 1);
}

span span_times(span s, uint32_t times)
{
  return (span) {s.offset, s.width, times};
}

list list_make(uint32_t parts, const span *part)
{
  list l = {.parts = parts};
  memcpy(l.part, part, parts * sizeof *part);
  return l;
}

uint32_t list_width(const list *l)
{
  uint32_t width = 0;
  for (uint32_t i = 0; i < l->parts; i++)
    width += l->part[i].width * l->part[i].times;
  return width;
}

static uint32_t *write_out(const list *l)
{
  uint32_t *at = memory_new(list_width(l), sizeof *at), n = 0;
  for (uint32_t i = 0; i < l->parts; i++)
    for (uint32_t again = 0; again < l->part[i].times; again++)
      for (uint32_t c = 0; c < l->part[i].width; c++)
        at[n++] = l->part[i].offset + c;
  return at;
}

literal yes(span flag) { return (literal) {flag.offset, 1}; }
literal no(span flag) { return (literal) {flag.offset, 0}; }

condition condition_make(uint32_t count, const literal *of)
{
  condition c = {.count = count};
  for (uint32_t i = 0; i < count; i++)
    c.of[i] = of[i];
  return c;
}

void neuron_need(neuron *n, uint32_t at, int value)
{
  MEMORY_GROW(n->in, n->rooms[0], n->inputs + 1);
  n->in_weight = memory_resize(n->in_weight, n->rooms[0], 1);
  n->in[n->inputs] = at;
  n->in_weight[n->inputs++] = value == 1 ? 1 : -1;
  n->contributing += value != 0;
}

void neuron_need_all(neuron *n, const condition *when)
{
  for (uint32_t i = 0; i < when->count; i++)
    neuron_need(n, when->of[i].at, when->of[i].wanted);
}

void neuron_give(neuron *n, uint32_t at, int weight)
{
  MEMORY_GROW(n->out, n->rooms[1], n->outputs + 1);
  n->out_weight = memory_resize(n->out_weight, n->rooms[1], 1);
  n->out[n->outputs] = at;
  n->out_weight[n->outputs++] = (int8_t) weight;
}

void neuron_emit(neuron *n, transformer *t, size_t layer, int copies)
{
  for (int i = 0; i < copies; i++)
    transformer_add_neuron(t, layer, n->inputs, n->in, n->in_weight, 1 - n->contributing, n->outputs, n->out, n->out_weight);
  n->inputs = n->outputs = 0;
  n->contributing = 0;
}

void neuron_clear(neuron *n)
{
  free(n->in);
  free(n->out);
  free(n->in_weight);
  free(n->out_weight);
  *n = (neuron) {0};
}

void head(transformer *t, size_t layer, list q, list k, span v, span out)
{
  list values = LIST(v), outs = LIST(out);
  uint32_t *at[4] = {write_out(&q), write_out(&k), write_out(&values), write_out(&outs)};
  transformer_add_head(t, layer, list_width(&q), at[0], at[1], v.width, at[2], at[3]);
  for (int i = 0; i < 4; i++)
    free(at[i]);
}

/* to += sign x from: a neuron for +1 and one for -1, coordinate by coordinate. */
static void add_signed(transformer *t, size_t layer, span from, span to, int sign, condition when)
{
  neuron n = {0};
  for (uint32_t c = 0; c < from.width; c++)
    for (int value = 1; value >= -1; value -= 2) {
      neuron_need(&n, from.offset + c, value);
      neuron_need_all(&n, &when);
      neuron_give(&n, to.offset + c, sign * value);
      neuron_emit(&n, t, layer, 1);
    }
  neuron_clear(&n);
}

void copy(transformer *t, size_t layer, span from, span to, condition when)
{
  add_signed(t, layer, from, to, 1, when);
}

void zero(transformer *t, size_t layer, span at, condition when)
{
  add_signed(t, layer, at, at, -1, when);
}

void map(transformer *t, size_t layer, list from, list to, size_t count, const mapping *m)
{
  uint32_t *in = write_out(&from), *out = write_out(&to), inputs = list_width(&from), outputs = list_width(&to);
  neuron n = {0};
  for (size_t i = 0; i < count; i++) {
    for (uint32_t c = 0; c < inputs; c++)
      neuron_need(&n, in[c], m[i].pattern[c]);
    for (uint32_t c = 0; c < outputs; c++)
      if (m[i].value[c])
        neuron_give(&n, out[c], m[i].value[c]);
    neuron_emit(&n, t, layer, 1);
  }
  neuron_clear(&n);
  free(in);
  free(out);
}

/* Flip the bits low .. i of `to` where bits low .. i-1 of `from` are -carry and
   bit i is +carry: carry = 1 is the borrow of a subtraction, -1 the carry of an
   addition.  A flip takes a weight of 2, made of two equal neurons. */
static void ripple(transformer *t, size_t layer, span from, span to, uint32_t low, int carry, const condition *when,
                   const span *move)
{
  neuron n = {0};
  for (uint32_t i = low; i < from.width; i++) {
    for (uint32_t c = low; c < i; c++) {
      neuron_need(&n, from.offset + c, -carry);
      neuron_give(&n, to.offset + c, carry);
    }
    neuron_need(&n, from.offset + i, carry);
    neuron_give(&n, to.offset + i, -carry);
    if (move) {
      neuron_need(&n, move->offset, -carry);
      neuron_need(&n, move->offset + 1, -carry);
    }
    neuron_need_all(&n, when);
    neuron_emit(&n, t, layer, 2);
  }
  neuron_clear(&n);
}

/* The neurons that turn a copy of `from` into max(from - 2^k, 0). */
static void borrow(transformer *t, size_t layer, span from, unsigned k, span to, const condition *when)
{
  ripple(t, layer, from, to, k, 1, when, NULL);
  /* Below 2^k the difference is negative: clear what stands below bit k. */
  neuron n = {0};
  for (uint32_t low = 0; low < k; low++) {
    for (uint32_t c = k; c < from.width; c++)
      neuron_need(&n, from.offset + c, -1);
    neuron_need(&n, from.offset + low, 1);
    neuron_need_all(&n, when);
    neuron_give(&n, to.offset + low, -1);
    neuron_emit(&n, t, layer, 2);
  }
  neuron_clear(&n);
}

void sub(transformer *t, size_t layer, span from, unsigned k, span to, condition when)
{
  copy(t, layer, from, to, when);
  borrow(t, layer, from, k, to, &when);
}

void sub_in_place(transformer *t, size_t layer, span at, unsigned k, condition when)
{
  borrow(t, layer, at, k, at, &when);
}

void subreg(transformer *t, size_t first, span at, span by, literal when)
{
  for (uint32_t bit = 0; bit < by.width; bit++)
    sub_in_place(t, first + bit, at, bit, WHEN(when, yes(span_bit(by, bit))));
}

void move_head(transformer *t, size_t layer, span from, span move, span to, literal when)
{
  condition c = WHEN(when);
  zero(t, layer, to, c);
  copy(t, layer, from, to, c);
  ripple(t, layer, from, to, 0, 1, &c, &move);
  ripple(t, layer, from, to, 0, -1, &c, &move);
}
