/* SPDX-License-Identifier: MIT */
/* The notation of doc/construction.md: coordinates of the stream, lists of
   them, conditions, and the operations that heads and neurons are made of. */
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include "tmprec/transformer/transformer.h"

/* Coordinates offset .. offset+width-1, repeated `times` times in a list. */
typedef struct {
  uint32_t offset, width, times;
} span;

span tp_span_bits(span s, uint32_t low, uint32_t count);    /* bits low .. low+count-1 */
span tp_span_bit(span s, uint32_t bit);
span tp_span_times(span s, uint32_t times);

/* A list of spans, written out as coordinates in order. */
#define LIST_MAX_SPANS 40u
typedef struct {
  span part[LIST_MAX_SPANS];
  uint32_t parts;
} list;

list tp_list_make(uint32_t parts, const span *part);
uint32_t tp_list_width(const list *l);
#define LIST(...) tp_list_make(sizeof((const span[]) {__VA_ARGS__}) / sizeof(span), (const span[]) {__VA_ARGS__})

/* Flags (or single bits of a register) that must be 1, or flags that must be 0. */
typedef struct {
  uint32_t at;
  int wanted;            /* 1 or 0 */
} literal;

#define WHEN_MAX 4u
typedef struct {
  literal of[WHEN_MAX];
  uint32_t count;
} condition;

literal tp_yes(span flag);
literal tp_no(span flag);
condition tp_condition_make(uint32_t count, const literal *of);
#define WHEN(...) tp_condition_make(sizeof((const literal[]) {__VA_ARGS__}) / sizeof(literal), (const literal[]) {__VA_ARGS__})
#define ALWAYS tp_condition_make(0, NULL)

/* A neuron in the making: 1 exactly when all that `need` demands holds, for a
   stream whose bits are -1, 0, +1 and whose flags are 0, 1; else 0.  Demands on
   a bit of +1 or -1 and on a flag of 1 contribute 1 to the sum when they hold,
   a flag of 0 contributes 0 then and -1 else; so bias = 1 - (the former). */
typedef struct {
  uint32_t *in, *out;
  int8_t *in_weight, *out_weight;
  size_t inputs, outputs, rooms[2];
  int32_t contributing;
  const char *operation;           /* that it is made for: one of the names below */
} neuron;

/* The operations as doc/construction.md names them; TABLE is the MAP of the machine's table.  A SUB that is not
   in place begins with a COPY, a MOVE with ZERO and COPY. */
extern const char tp_made_for_copy[], tp_made_for_zero[], tp_made_for_map[], tp_made_for_sub[], tp_made_for_move[], tp_made_for_table[];

void tp_neuron_need(neuron *n, uint32_t at, int value);    /* -1, 1, or 0 for a flag */
void tp_neuron_need_all(neuron *n, const condition *when);
void tp_neuron_give(neuron *n, uint32_t at, int weight);
void tp_neuron_emit(neuron *n, tp_transformer *t, size_t layer, int copies);  /* add it, then empty it */
void tp_neuron_clear(neuron *n);

/* out gets what the attended positions hold in v. */
void tp_head(tp_transformer *t, size_t layer, list q, list k, span v, span out);

void tp_copy(tp_transformer *t, size_t layer, span from, span to, condition when);   /* to += from */
void tp_zero(tp_transformer *t, size_t layer, span at, condition when);              /* at -= at */

/* One neuron a pattern: where `from` is the pattern, to += value. */
typedef struct {
  const int8_t *pattern, *value;
} mapping;
void tp_map(tp_transformer *t, size_t layer, list from, list to, size_t count, const mapping *m);
#define MAP(t, layer, from, to, ...) \
  tp_map(t, layer, from, to, sizeof((const mapping[]) {__VA_ARGS__}) / sizeof(mapping), (const mapping[]) {__VA_ARGS__})
#define PATTERN(...) ((const int8_t[]) {__VA_ARGS__})

/* to += max(from - 2^k, 0), `from` in bits; tp_sub_in_place for from = to. */
void tp_sub(tp_transformer *t, size_t layer, span from, unsigned k, span to, condition when);
void tp_sub_in_place(tp_transformer *t, size_t layer, span at, unsigned k, condition when);

/* at -= by, bit i of `by` in layer first + i. */
void tp_subreg(tp_transformer *t, size_t first, span at, span by, literal when);

/* to = from moved by `move` (one-way tape: -1 at 0 stays). */
void tp_move_head(tp_transformer *t, size_t layer, span from, span move, span to, literal when);

#endif
