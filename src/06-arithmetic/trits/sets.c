/* SPDX-License-Identifier: MIT */
/* The heads of a layer: those with the same queries and keys together, equal pairs counted. */
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "tmprec/base/memory.h"

static int same_list(const uint32_t *a, const uint32_t *b, size_t count)
{
  return !memcmp(a, b, count * sizeof *a);
}

/* Equal pairs become one; the more often the same product is added, the more it weighs. */
static void list_pairs(head_set *s, const tp_trits_head *h)
{
  s->q = tp_memory_new(h->keys, sizeof *s->q);
  s->k = tp_memory_new(h->keys, sizeof *s->k);
  s->weight = tp_memory_zeroed(TRITS_WORD * (words_for(h->keys) + 1), sizeof *s->weight);
  for (size_t c = 0; c < h->keys; c++) {
    size_t n = 0;
    while (n < s->pairs && (s->q[n] != h->q[c] || s->k[n] != h->k[c]))
      n++;
    s->q[n] = h->q[c];
    s->k[n] = h->k[c];
    s->weight[n]++;
    s->pairs += n == s->pairs;
  }
}

/* 1 if the keys are the bits of the position, each once, in any order. */
static int is_position(const set_maker *m, const head_set *s)
{
  const uint32_t at = m->source->position_at;
  const unsigned bits = m->source->position_bits;
  uint64_t seen = 0;
  if (s->pairs != bits || bits >= TRITS_WORD)
    return 0;
  for (size_t n = 0; n < s->pairs; n++) {
    if (s->k[n] < at || s->k[n] - at >= bits || m->stamp[s->k[n]] || s->weight[n] != s->weight[0])
      return 0;
    seen |= UINT64_C(1) << (s->k[n] - at);
  }
  return seen == (UINT64_C(1) << bits) - 1;
}

static int find_recorded(const set_maker *m, uint32_t coordinate, size_t *bit)
{
  for (*bit = m->bits; (*bit)-- > 0;)
    if (m->recorded[*bit].coordinate == coordinate && m->recorded[*bit].stamp == m->stamp[coordinate])
      return 1;
  return 0;
}

static size_t add_bit(set_maker *m, uint32_t coordinate, uint32_t stamp)
{
  TP_MEMORY_GROW(m->recorded, m->capacity, m->bits + 1);
  m->recorded[m->bits] = (struct recorded) {coordinate, stamp};
  return m->bits++;
}

/* Numbers that are attended to are recorded once.  Those of a head stand in one word, if they have room. */
static void record_values(set_maker *m, program_layer *to, const tp_trits_head *h)
{
  size_t missing = 0, bit;
  for (size_t c = 0; c < h->values; c++)
    missing += !find_recorded(m, h->v[c], &bit);
  while (missing <= TRITS_WORD && m->bits % TRITS_WORD + missing > TRITS_WORD)
    add_bit(m, UINT32_MAX, 0);
  to->kept = tp_memory_resize(to->kept, to->keeps + missing, sizeof *to->kept);
  for (size_t c = 0; c < h->values; c++)
    if (!find_recorded(m, h->v[c], &bit)) {
      bit = add_bit(m, h->v[c], m->stamp[h->v[c]]);
      to->kept[to->keeps++] = (place) {(uint32_t) bit, h->v[c]};
      tp_wiring_add(&to->keep, h->v[c], bit);
    }
}

static void add_recorded_values(set_maker *m, program_layer *to, head_set *s, const tp_trits_head *h)
{
  record_values(m, to, h);
  s->from = tp_memory_resize(s->from, s->outs + h->values, sizeof *s->from);
  for (size_t c = 0; c < h->values; c++) {
    size_t bit = 0;
    find_recorded(m, h->v[c], &bit);
    s->from[s->outs++] = (place) {(uint32_t) bit, h->out[c]};
    tp_wiring_add(&s->recorded, bit, h->out[c]);
  }
}

static void add_stored_values(head_set *s, const tp_trits_head *h)
{
  for (size_t c = 0; c < h->values; c++, s->outs++) {
    const size_t n = s->outs / VALUES_IN_WORD, bit = s->outs % VALUES_IN_WORD;
    if (!bit) {
      s->word = tp_memory_resize(s->word, n + 1, sizeof *s->word);
      s->word[n] = (value_word) {.v = tp_memory_new(VALUES_IN_WORD, sizeof *s->word->v), .to = tp_memory_new(VALUES_IN_WORD, sizeof *s->word->to)};
    }
    value_word *w = s->word + n;
    w->v[bit] = h->v[c];
    w->to[bit] = h->out[c];
    w->count = bit + 1;
    tp_wiring_add(&w->in, h->v[c], bit);
    tp_wiring_add(&w->out, bit, h->out[c]);
  }
}

static head_set make_set(set_maker *m, const tp_trits_head *h)
{
  head_set s = {.pairs = 0};
  list_pairs(&s, h);
  s.is_direct = is_position(m, &s);
  s.bit = tp_memory_new(s.pairs, sizeof *s.bit);
  for (size_t n = 0; n < s.pairs; n++) {
    s.bit[n] = (uint32_t) (s.is_direct ? s.k[n] - m->source->position_at : n);
    tp_wiring_add(&s.query, s.q[n], s.bit[n]);
    tp_wiring_add(&s.key, s.k[n], s.bit[n]);
  }
  return s;
}

/* 0 if a coordinate is written twice. */
static int outs_differ(const set_maker *m, const tp_trits_layer *layer)
{
  unsigned char *is_written = tp_memory_zeroed(m->source->width, 1);
  int differ = 1;
  for (size_t n = 0; n < layer->heads; n++)
    for (size_t c = 0; c < layer->head[n].values; c++) {
      differ &= !is_written[layer->head[n].out[c]];
      is_written[layer->head[n].out[c]] = 1;
    }
  free(is_written);
  return differ;
}

/* The words that some wires read. */
static void list_reads(head_set *s, const wiring *w)
{
  for (size_t n = 0; n < w->wires; n++) {
    const wire *at = w->wire + n;
    size_t i = 0;
    while (i < s->reads && s->read[i].word != at->from)
      i++;
    if (i == s->reads) {
      s->read = tp_memory_resize(s->read, s->reads + 1, sizeof *s->read);
      s->read[s->reads++] = (word_read) {at->from, 0};
    }
    s->read[i].mask |= rotate_left(at->mask, TRITS_WORD - at->by);
  }
}

static void number_recall(set_maker *m, head_set *s)
{
  s->number = m->program->recalls++;
  list_reads(s, &s->key);
  list_reads(s, &s->query);
  for (size_t n = 0; n < s->shape.value_words; n++)
    list_reads(s, &s->word[n].in);
}

static int by_bit(const void *a, const void *b)
{
  const uint32_t x = ((const place *) a)->bit, y = ((const place *) b)->bit;
  return (x > y) - (x < y);
}

int tp_head_sets_make(set_maker *m, program_layer *to, const tp_trits_layer *layer)
{
  size_t *set_of = tp_memory_new(layer->heads, sizeof *set_of);
  to->set = tp_memory_new(layer->heads, sizeof *to->set);
  for (size_t n = 0; n < layer->heads; n++) {
    const tp_trits_head *h = layer->head + n;
    size_t i = 0;
    while (i < n && (layer->head[i].keys != h->keys || !same_list(layer->head[i].q, h->q, h->keys) || !same_list(layer->head[i].k, h->k, h->keys)))
      i++;
    set_of[n] = i < n ? set_of[i] : to->sets++;
    head_set *s = to->set + set_of[n];
    if (i == n)
      *s = make_set(m, h);
    if (s->is_direct)
      add_recorded_values(m, to, s, h);
    else
      add_stored_values(s, h);
  }
  for (size_t i = 0; i < to->sets; i++) {
    head_set *s = to->set + i;
    s->shape = tp_recall_shape(s->pairs, s->outs, s->weight);
    if (s->is_direct)
      qsort(s->from, s->outs, sizeof *s->from, by_bit);
    else
      number_recall(m, s);
  }
  free(set_of);
  return outs_differ(m, layer);
}

static void clear_set(head_set *s)
{
  for (size_t n = 0; !s->is_direct && n < s->shape.value_words; n++) {
    tp_wiring_clear(&s->word[n].in);
    tp_wiring_clear(&s->word[n].out);
    free(s->word[n].v);
    free(s->word[n].to);
  }
  tp_wiring_clear(&s->query);
  tp_wiring_clear(&s->key);
  tp_wiring_clear(&s->recorded);
  free(s->word);
  free(s->read);
  free(s->from);
  free(s->q);
  free(s->bit);
  free(s->k);
  free(s->weight);
}

void tp_head_sets_clear(program_layer *of)
{
  for (size_t n = 0; n < of->sets; n++)
    clear_set(of->set + n);
  tp_wiring_clear(&of->keep);
  free(of->set);
  free(of->kept);
}
