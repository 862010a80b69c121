/* SPDX-License-Identifier: MIT */
#include "program.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

enum { MOST_WIDTH = 1 << 20 };           /* words are numbered in 16 bits (wires.h) */

static tp_trits_program *program_of(const tp_trits_source *s)
{
  tp_trits_program *p = tp_memory_zeroed(1, sizeof *p);
  p->width = s->width;
  p->words = words_for(s->width);
  p->position_bits = s->position_bits;
  p->flags = tp_memory_zeroed(p->words, sizeof *p->flags);
  p->is_flag = tp_memory_new(s->width, 1);
  memcpy(p->is_flag, s->is_flag, s->width);
  for (uint32_t c = 0; c < s->width; c++)
    if (s->is_flag[c])
      p->flags[c / TRITS_WORD] |= UINT64_C(1) << c % TRITS_WORD;
  p->layers = s->layers;
  p->layer = tp_memory_zeroed(s->layers, sizeof *p->layer);
  p->reads = s->reads;
  p->read_words = words_for(s->reads);
  p->read = tp_memory_new(s->reads, sizeof *p->read);
  memcpy(p->read, s->read, s->reads * sizeof *p->read);
  for (size_t n = 0; n < s->reads; n++)
    tp_wiring_add(&p->result, s->read[n], n);
  return p;
}

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

static int make_layer(set_maker *m, size_t l)
{
  program_layer *to = m->program->layer + l;
  const tp_trits_layer *layer = m->source->layer + l;
  if (!tp_head_sets_make(m, to, layer))
    return 0;
  for (size_t h = 0; h < layer->heads; h++)
    for (size_t c = 0; c < layer->head[h].values; c++)
      m->stamp[layer->head[h].out[c]] = (uint32_t) (2 * l + 1);
  if (!tp_neuron_tree_make(&to->tree, m->source, layer))
    return 0;
  for (size_t n = 0; n < to->tree.writes; n++)
    m->stamp[to->tree.written[n]] = (uint32_t) (2 * l + 2);
  tp_trits_program *p = m->program;
  size_t outs = 0, mask_words = 0;
  for (size_t n = 0; n < to->sets; n++) {
    mask_words += 4 * to->set[n].shape.words + to->set[n].shape.value_words;
    outs += to->set[n].outs;
  }
  p->most_mask_words = larger(p->most_mask_words, mask_words);
  p->most_sets = larger(p->most_sets, to->sets);
  p->most_outs = larger(p->most_outs, outs);
  p->most_writes = larger(p->most_writes, to->tree.writes);
  p->deepest = to->tree.depth > p->deepest ? to->tree.depth : p->deepest;
  return 1;
}

tp_trits_program *tp_trits_program_new(const tp_trits_source *s)
{
  if (s->width > MOST_WIDTH || !s->layers)
    return NULL;
  set_maker m = {.program = program_of(s), .source = s, .stamp = tp_memory_zeroed(s->width, sizeof *m.stamp)};
  int fits = 1;
  for (size_t l = 0; l < s->layers && fits; l++)
    fits = make_layer(&m, l);
  m.program->record_words = words_for(m.bits);
  fits &= m.bits <= MOST_WIDTH;
  free(m.stamp);
  free(m.recorded);
  if (fits)
    return m.program;
  tp_trits_program_free(m.program);
  return NULL;
}

void tp_trits_program_free(tp_trits_program *p)
{
  if (!p)
    return;
  for (size_t l = 0; l < p->layers; l++) {
    tp_head_sets_clear(p->layer + l);
    tp_neuron_tree_clear(&p->layer[l].tree);
  }
  tp_wiring_clear(&p->result);
  free(p->layer);
  free(p->flags);
  free(p->is_flag);
  free(p->read);
  free(p);
}

size_t tp_trits_words(const tp_trits_program *p) { return p->words; }
size_t tp_trits_read_words(const tp_trits_program *p) { return p->read_words; }
