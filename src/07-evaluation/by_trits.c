/* SPDX-License-Identifier: MIT */
#include "by_trits.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "trit_logits.h"
#include "wavefront.h"

/* Predictions remembered: a power of two.  When three quarters of them are taken, all are forgotten. */
enum { MEMORIES = 1 << 12 };

/* How far positions may look back by position, until one looks further. */
enum { USUALLY_KNOWN = 1 << 11 };

struct by_trits {
  const plan_trits *plan;
  const tp_transformer *t;
  tp_trits_stream *stream;
  unsigned threads;                      /* that work on it */
  size_t words, read_words, stride;      /* stride: numbers of a token */
  uint64_t *seen;                        /* by memory: the words of both kinds that were read, */
  uint32_t *token;                       /* the token predicted, */
  double *ties;                          /* and how many were; 0: the memory is free */
  size_t memories;
};

int tp_by_trits_may(const tp_evaluator *e)
{
  const tp_observer *watch = &e->watch;
  const tp_schedule *s = e->schedule;
  int fits = !e->other && !e->is_mixed && !watch->activation && !watch->hidden && !watch->scores && !watch->weights;
  for (size_t n = 0; n < s->layers * TP_LAYER_PARTS; n++)
    fits &= s->at[n]->a->op->is_exact_hardmax;
  return fits;
}

by_trits *tp_by_trits_new(const tp_evaluator *e)
{
  const plan_trits *plan = tp_by_trits_may(e) ? tp_plan_trits_get(e->plan) : NULL;
  if (!plan)
    return NULL;
  by_trits *b = tp_memory_new(1, sizeof *b);
  *b = (by_trits) {.plan = plan,
                   .t = e->plan->t,
                   .stream = tp_trits_stream_new(plan->program, e->threads, USUALLY_KNOWN),
                   .threads = e->threads,
                   .words = tp_trits_words(plan->program),
                   .read_words = tp_trits_read_words(plan->program),
                   .stride = TP_TOKEN_STRIDE(e->plan->t->vocabulary.tapes)};
  b->seen = tp_memory_new(MEMORIES * 2 * b->read_words, sizeof *b->seen);
  b->token = tp_memory_new(MEMORIES * b->stride, sizeof *b->token);
  b->ties = tp_memory_zeroed(MEMORIES, sizeof *b->ties);
  return b;
}

void tp_by_trits_free(by_trits *b)
{
  if (!b)
    return;
  tp_trits_stream_free(b->stream);
  free(b->seen);
  free(b->token);
  free(b->ties);
  free(b);
}

/* --- Embedding ------------------------------------------------------------------------- */

/* So many ones, up to 64. */
static uint64_t ones(size_t count) { return count == 64 ? ~UINT64_C(0) : (UINT64_C(1) << count) - 1; }

/* Bits at .. at+count-1, count up to 64, of some words. */
static void put_bits(uint64_t *word, size_t at, size_t count, uint64_t bits)
{
  const uint64_t mask = ones(count);
  const size_t by = at % 64;
  word += at / 64;
  word[0] = (word[0] & ~(mask << by)) | bits << by;
  if (by + count > 64)
    word[1] = (word[1] & ~(mask >> (64 - by))) | bits >> (64 - by);
}

static void embed(by_trits *b, const uint32_t *token, size_t position)
{
  const tp_token_family *family = b->t->vocabulary.family + token[0];
  uint64_t *set = tp_trits_embedding(b->stream, position), *negative = set + b->words;
  for (size_t n = 0; n < family->embeds; n++) {
    const tp_placement *p = family->embed + n;
    const packed_book *book = b->plan->book + p->book;
    const uint64_t *row = book->row + 2 * book->words * (p->field == TP_PLACEMENT_CONSTANT ? p->row : token[1 + p->field]);
    const uint32_t width = b->t->vocabulary.book[p->book].width;
    for (size_t word = 0, at = 0; word < book->words; word++, at += 64) {
      const size_t count = width - at < 64 ? width - at : 64;
      put_bits(set, p->at + at, count, row[word]);
      put_bits(negative, p->at + at, count, row[book->words + word]);
    }
  }
  const size_t bits = b->t->position_bits;
  const uint64_t all = ones(bits);
  put_bits(set, b->t->position_at, bits, all);
  put_bits(negative, b->t->position_at, bits, ~(uint64_t) position & all);
}

/* --- Layers ------------------------------------------------------------------------------ */

typedef struct {
  by_trits *b;
  const tp_sequence *s;
} embedding;

static void embed_block(void *context, size_t block)
{
  const embedding *at = context;
  size_t from, to;
  tp_trits_block(at->b->stream, block, &from, &to);
  for (size_t p = from; p < to; p++)
    embed(at->b, tp_sequence_token(at->s, p), p);
}

static int feed(by_trits *b, const tp_sequence *s, size_t count)
{
  int alone;
  const size_t blocks = tp_trits_begin(b->stream, count, &alone);
  const before_layers before = {embed_block, &(embedding) {b, s}};
  return tp_wavefront(b->stream, blocks, b->t->layers, &before, alone ? 1 : b->threads);
}

/* From the first token on, in pieces of at most `piece`, up to the last chunk, with all positions known. */
static int feed_again(by_trits *b, const tp_evaluator *e, const tp_sequence *s, size_t piece)
{
  tp_trits_stream_free(b->stream);
  b->stream = tp_trits_stream_new(b->plan->program, b->threads, SIZE_MAX);
  int fits = 1;
  for (size_t from = 0; from < e->chunk && fits; from += piece)
    fits = feed(b, s, e->chunk - from < piece ? e->chunk - from : piece);
  return fits && feed(b, s, e->length - e->chunk);
}

int tp_by_trits_feed(tp_evaluator *e, const tp_sequence *s)
{
  by_trits *b = e->by_trits;
  if (e->is_mixed)
    return 0;
  if (feed(b, s, e->length - e->chunk))
    return 1;
  return tp_trits_has_forgotten(b->stream) && feed_again(b, e, s, tp_evaluator_chunk(e));
}

int tp_by_trits_read(by_trits *b, uint32_t coordinate, size_t position)
{
  const uint64_t *word = tp_trits_result(b->stream, position);
  const uint32_t at = b->plan->read_at[coordinate];
  return (int) (word[at / 64] >> at % 64 & 1) - 2 * (int) (word[b->read_words + at / 64] >> at % 64 & 1);
}

/* --- Predictions --------------------------------------------------------------------------- */

/* The memory of what was read at a position, or a free one. */
static size_t find(const by_trits *b, size_t position)
{
  const size_t words = 2 * b->read_words;
  const uint64_t *seen = tp_trits_result(b->stream, position);
  uint64_t h = 0;
  for (size_t n = 0; n < words; n++) {
    h = (h ^ seen[n]) * UINT64_C(0x9e3779b97f4a7c15);
    h ^= h >> 32;
  }
  size_t at = h % MEMORIES;
  while (b->ties[at] > 0 && memcmp(b->seen + at * words, seen, words * sizeof *seen))
    at = (at + 1) % MEMORIES;
  return at;
}

/* The prediction that was remembered for the same numbers; 0 if there is none. */
static int recall_prediction(const by_trits *b, size_t position, tp_prediction *out)
{
  const size_t at = find(b, position);
  if (!(b->ties[at] > 0))
    return 0;
  out->is_number = out->is_decided = 1;
  out->ties = b->ties[at];
  memcpy(out->token, b->token + at * b->stride, b->stride * sizeof *out->token);
  return 1;
}

static void remember(by_trits *b, size_t position, const tp_prediction *p)
{
  if (!p->is_number || !p->is_decided || !(p->ties > 0))
    return;
  if (4 * ++b->memories > 3 * MEMORIES) {
    memset(b->ties, 0, MEMORIES * sizeof *b->ties);
    b->memories = 1;
  }
  const size_t at = find(b, position), words = 2 * b->read_words;
  memcpy(b->seen + at * words, tp_trits_result(b->stream, position), words * sizeof *b->seen);
  memcpy(b->token + at * b->stride, p->token, b->stride * sizeof *p->token);
  b->ties[at] = p->ties;
}

static void scan(by_trits *b, size_t position, tp_prediction *out)
{
  uint64_t *set = tp_memory_zeroed(2 * (b->words + 1), sizeof *set), *negative = set + b->words + 1;
  for (uint32_t c = 0; c < b->t->width; c++)
    if (b->plan->read_at[c] != UINT32_MAX) {
      const int number = tp_by_trits_read(b, c, position);
      set[c / 64] |= (uint64_t) (number != 0) << c % 64;
      negative[c / 64] |= (uint64_t) (number < 0) << c % 64;
    }
  tp_trit_logits_scan(b->t, b->plan->book, set, negative, out);
  free(set);
}

void tp_evaluator_predict(tp_evaluator *e, size_t position, tp_prediction *out)
{
  by_trits *b = e->by_trits;
  if (!b) {
    tp_evaluator_scan(e, position, out);
  } else if (!recall_prediction(b, position, out)) {
    scan(b, position, out);
    remember(b, position, out);
  }
}
