/* SPDX-License-Identifier: MIT */
#include "stream.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

tp_trits_stream *tp_trits_stream_new(const tp_trits_program *p, size_t at_work, size_t known)
{
  tp_trits_stream *s = tp_memory_zeroed(1, sizeof *s);
  s->program = p;
  s->at_work = at_work;
  s->pool = tp_pool_new();
  s->recall = tp_memory_new(p->recalls, sizeof *s->recall);
  s->last = tp_memory_zeroed(p->recalls, sizeof *s->last);
  for (size_t l = 0; l < p->layers; l++)
    for (size_t n = 0; n < p->layer[l].sets; n++) {
      const head_set *set = p->layer[l].set + n;
      if (set->is_direct)
        continue;
      tp_recall_init(s->recall + set->number, set->shape, s->pool);
      s->last[set->number].read = tp_memory_zeroed(2 * set->reads + set->shape.value_words, sizeof(uint64_t));
      s->last[set->number].value = s->last[set->number].read + 2 * set->reads;
    }
  s->record = tp_record_new(p->record_words, s->pool, at_work, BLOCK, known);
  s->habit = tp_memory_new(p->layers, sizeof *s->habit);
  for (size_t l = 0; l < p->layers; l++)
    tp_habit_init(s->habit + l);
  s->work = tp_memory_new(tp_alone_work(p), sizeof *s->work);
  s->asked = tp_memory_new(p->most_sets, sizeof *s->asked);
  return s;
}

void tp_trits_stream_free(tp_trits_stream *s)
{
  if (!s)
    return;
  for (size_t n = 0; n < s->program->recalls; n++) {
    tp_recall_clear(s->recall + n);
    free(s->last[n].read);
  }
  free(s->last);
  for (size_t l = 0; l < s->program->layers; l++)
    tp_habit_clear(s->habit + l);
  free(s->habit);
  tp_record_clear(&s->record);
  free(s->recall);
  free(s->row);
  free(s->result);
  free(s->plane);
  free(s->work);
  free(s->asked);
  tp_pool_free(s->pool);
  free(s);
}

/* Blocks of many positions.  What the position before asked is not known any longer. */
static void begin_blocks(tp_trits_stream *s)
{
  const tp_trits_program *p = s->program;
  s->blocks = (s->first + s->count - 1) / BLOCK - s->first / BLOCK + 1;
  s->slots = s->at_work < s->blocks ? s->at_work : s->blocks;
  TP_MEMORY_GROW(s->plane, s->plane_room, s->slots * p->width * 2 * LANES);
  tp_record_begin_planes(&s->record);
  for (size_t n = 0; n < p->recalls; n++)
    s->last[n].is_known = 0;
}

size_t tp_trits_begin(tp_trits_stream *s, size_t count, int *alone)
{
  const tp_trits_program *p = s->program;
  s->first += s->count;
  s->count = count;
  tp_record_reserve(&s->record, s->first + count);
  *alone = s->alone = count < ALONE;
  s->blocks = count;
  if (s->alone)
    tp_record_begin_rows(&s->record, s->first, s->first + count);
  else
    begin_blocks(s);
  TP_MEMORY_GROW(s->row, s->row_room, count * 2 * p->words);
  TP_MEMORY_GROW(s->result, s->result_room, count * 2 * p->read_words);
  return s->blocks;
}

void tp_trits_block(const tp_trits_stream *s, size_t block, size_t *from, size_t *to)
{
  const size_t first = s->alone ? s->first + block : (s->first / BLOCK + block) * BLOCK, end = s->first + s->count;
  const size_t next = first + (s->alone ? 1 : BLOCK);
  *from = first < s->first ? s->first : first;
  *to = next < end ? next : end;
}

uint64_t *tp_trits_embedding(tp_trits_stream *s, size_t position)
{
  uint64_t *row = row_of(s, position - s->first);
  return memset(row, 0, 2 * s->program->words * sizeof *row);
}

/* 0 if a flag is -1 before the first layer. */
static int flags_hold(const tp_trits_stream *s, size_t n)
{
  const tp_trits_program *p = s->program;
  uint64_t bad = 0;
  for (size_t word = 0; word < p->words; word++)
    bad |= row_of(s, n)[p->words + word] & p->flags[word];
  return !bad;
}

int tp_trits_attend(tp_trits_stream *s, size_t block, size_t layer)
{
  const program_layer *l = s->program->layer + layer;
  if (s->alone)
    return (layer || flags_hold(s, block)) && tp_alone_attend(s, block, l);
  return (layer || tp_block_spread(s, block)) && tp_block_attend(s, block, l);
}

int tp_trits_fire(tp_trits_stream *s, size_t block, size_t layer)
{
  if (s->alone)
    return tp_alone_fire(s, block, layer);
  const int done = tp_block_fire(s, block, s->program->layer + layer);
  if (done && layer + 1 == s->program->layers)
    tp_block_collect(s, block);
  return done;
}

int tp_trits_has_forgotten(const tp_trits_stream *s) { return s->has_forgotten; }

const uint64_t *tp_trits_result(tp_trits_stream *s, size_t position)
{
  const tp_trits_program *p = s->program;
  const size_t n = position - s->first;
  uint64_t *result = result_of(s, n);
  if (!s->alone)
    return result;
  memset(result, 0, 2 * p->read_words * sizeof *result);
  send(&p->result, row_of(s, n), p->words, result, p->read_words);
  return result;
}
