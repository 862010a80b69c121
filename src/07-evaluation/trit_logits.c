/* SPDX-License-Identifier: MIT */
#include "trit_logits.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

typedef struct {
  const packed_book *book;
  const uint64_t *set, *negative;
} stream_words;

static uint64_t bits_at(const uint64_t *word, size_t at)
{
  const size_t by = at % 64;
  word += at / 64;
  return by ? word[0] >> by | word[1] << (64 - by) : word[0];
}

/* The product of a row of a codebook and the coordinates where it is placed. */
static int product(const stream_words *s, const tp_placement *p, uint32_t row)
{
  const packed_book *b = s->book + p->book;
  const uint64_t *entry = b->row + 2 * b->words * row;
  int sum = 0;
  for (size_t n = 0; n < b->words; n++) {
    const uint64_t counts = entry[n] & bits_at(s->set, p->at + 64 * n);
    const uint64_t minus = counts & (entry[b->words + n] ^ bits_at(s->negative, p->at + 64 * n));
    sum += __builtin_popcountll(counts) - 2 * __builtin_popcountll(minus);
  }
  return sum;
}

static int logit_of(const stream_words *s, const tp_token_family *f, uint32_t field, uint32_t value)
{
  int sum = 0;
  for (size_t i = 0; i < f->unembeds; i++)
    if (f->unembed[i].field == field)
      sum += product(s, f->unembed + i, field == TP_PLACEMENT_CONSTANT ? f->unembed[i].row : value);
  return sum;
}

/* The largest so far, and how many tokens attain it; none: 0 of them. */
typedef struct {
  int best;
  double ties;
} contest;

/* 1 if the candidate is the best now. */
static int enter(contest *c, int logit, double ties)
{
  if (c->ties > 0 && logit <= c->best) {
    c->ties += logit == c->best ? ties : 0;
    return 0;
  }
  *c = (contest) {logit, ties};
  return 1;
}

/* The best token of a family: fields do not depend on each other. */
static contest best_of_family(const stream_words *s, const tp_token_family *f, uint32_t *field)
{
  contest all = {logit_of(s, f, TP_PLACEMENT_CONSTANT, 0), 1};
  for (uint32_t i = 0; i < f->fields; i++) {
    contest c = {.ties = 0};
    for (uint32_t v = f->first[i]; v - f->first[i] < f->count[i]; v++)
      if (enter(&c, logit_of(s, f, i, v), 1))
        field[i] = v;
    all.best += c.best;
    all.ties *= c.ties;
  }
  return all;
}

void tp_trit_logits_scan(const tp_transformer *t, const packed_book *book, const uint64_t *set, const uint64_t *negative, tp_prediction *out)
{
  const stream_words s = {book, set, negative};
  uint32_t *field = tp_memory_zeroed(TP_TOKEN_STRIDE(t->vocabulary.tapes), sizeof *field);
  contest c = {.ties = 0};
  for (uint32_t i = 0; i < TP_TOKEN_FAMILIES; i++) {
    const tp_token_family *f = t->vocabulary.family + i;
    if (!f->present)
      continue;
    const contest own = best_of_family(&s, f, field);
    if (!enter(&c, own.best, own.ties))
      continue;
    out->token[0] = i;
    memcpy(out->token + 1, field, f->fields * sizeof *field);
  }
  free(field);
  out->ties = c.ties;
  out->is_number = out->is_decided = 1;
}
