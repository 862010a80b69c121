/* SPDX-License-Identifier: MIT */
/* A transformer as a program on trits. */
#include <stdlib.h>
#include <string.h>

#include "plan_private.h"
#include "tmprec/base/memory.h"

plan_trits *tp_plan_trits_new(void)
{
  plan_trits *t = tp_memory_zeroed(1, sizeof *t);
  pthread_mutex_init(&t->lock, NULL);
  return t;
}

void tp_plan_trits_free(plan_trits *t)
{
  tp_trits_program_free(t->program);
  for (size_t n = 0; n < t->books; n++)
    free(t->book[n].row);
  free(t->book);
  free(t->read_at);
  pthread_mutex_destroy(&t->lock);
  free(t);
}

static packed_book pack(const tp_codebook *b)
{
  packed_book p = {.words = (b->width + 63) / 64};
  p.row = tp_memory_zeroed(2 * p.words * b->rows, sizeof *p.row);
  for (size_t row = 0; row < b->rows; row++)
    for (size_t c = 0; c < b->width; c++) {
      const int entry = b->entry[row * b->width + c];
      uint64_t *word = p.row + 2 * p.words * row + c / 64;
      word[0] |= (uint64_t) (entry != 0) << c % 64;
      word[p.words] |= (uint64_t) (entry < 0) << c % 64;
    }
  return p;
}

/* The coordinates that the unembedding reads; how many. */
static size_t list_reads(const tp_transformer *t, uint32_t *read, uint32_t *read_at)
{
  size_t reads = 0;
  memset(read_at, 0xff, t->width * sizeof *read_at);
  for (uint32_t i = 0; i < TP_TOKEN_FAMILIES; i++)
    for (size_t n = 0; n < t->vocabulary.family[i].unembeds; n++) {
      const tp_placement *p = t->vocabulary.family[i].unembed + n;
      for (uint32_t c = p->at; c < p->at + t->vocabulary.book[p->book].width; c++)
        if (read_at[c] == UINT32_MAX) {
          read_at[c] = (uint32_t) reads;
          read[reads++] = c;
        }
    }
  return reads;
}

/* The layers of the source; the lists of heads are made here, everything else is the transformer's. */
static tp_trits_layer *list_layers(const tp_transformer *t)
{
  tp_trits_layer *layer = tp_memory_new(t->layers, sizeof *layer);
  for (size_t l = 0; l < t->layers; l++) {
    const tp_transformer_layer *of = t->layer + l;
    const tp_neuron_block *b = &of->mlp;
    tp_trits_head *head = tp_memory_new(of->heads, sizeof *head);
    for (size_t h = 0; h < of->heads; h++)
      head[h] = (tp_trits_head) {of->head[h].keys, of->head[h].values, of->head[h].q, of->head[h].k, of->head[h].v, of->head[h].out};
    layer[l] = (tp_trits_layer) {of->heads, b->neurons, head, b->in_start, b->out_start, b->in, b->out, b->in_weight, b->out_weight, b->bias};
  }
  return layer;
}

static void make(plan_trits *to, const tp_transformer *t)
{
  unsigned char *is_flag = tp_memory_zeroed(t->width, 1);
  uint32_t *read = tp_memory_new(t->width, sizeof *read);
  tp_trits_layer *layer = list_layers(t);
  to->read_at = tp_memory_new(t->width, sizeof *to->read_at);
  for (size_t n = 0; n < t->register_count; n++)
    if (t->registers[n].is_flag)
      memset(is_flag + t->registers[n].offset, 1, t->registers[n].width);
  const tp_trits_source source = {t->width, t->layers, layer, is_flag, t->position_bits, t->position_at, list_reads(t, read, to->read_at), read};
  to->program = tp_trits_program_new(&source);
  to->book = tp_memory_new(t->vocabulary.books, sizeof *to->book);
  for (; to->books < t->vocabulary.books; to->books++)
    to->book[to->books] = pack(t->vocabulary.book + to->books);
  for (size_t l = 0; l < t->layers; l++)
    free((void *) layer[l].head);
  free(layer);
  free(read);
  free(is_flag);
}

const plan_trits *tp_plan_trits_get(const tp_plan *p)
{
  if (p->needs.block)
    return NULL;
  pthread_mutex_lock(&p->trits->lock);
  if (!p->trits->is_made)
    make(p->trits, p->t);
  p->trits->is_made = 1;
  pthread_mutex_unlock(&p->trits->lock);
  return p->trits->program ? p->trits : NULL;
}
