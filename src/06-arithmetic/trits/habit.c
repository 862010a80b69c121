/* SPDX-License-Identifier: MIT */
#include "habit.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

/* An answer saves more than it costs to ask: habits that answer less than one in three times are given up. */
enum { LOG_ENTRIES = 7, ENTRIES = 1 << LOG_ENTRIES, TRUST = 4096, ANSWER = 2, NO_ANSWER = 1 };

void tp_habit_init(habit *h)
{
  *h = (habit) {.trust = TRUST};
}

void tp_habit_clear(habit *h)
{
  free(h->word);
  free(h->entry);
}

/* --- The numbers of a tree ---------------------------------------------------------------- */

static void add_bit(habit *h, uint32_t coordinate, int is_written)
{
  const uint64_t bit = UINT64_C(1) << coordinate % TRITS_WORD;
  size_t n = 0;
  while (n < h->words && h->word[n].word != coordinate / TRITS_WORD)
    n++;
  if (n == h->words) {
    const uint64_t odd = (4 * n + 1) * UINT64_C(0x9e3779b97f4a7c15);
    h->word = tp_memory_resize(h->word, n + 1, sizeof *h->word);
    h->word[h->words++] = (habit_word) {coordinate / TRITS_WORD, 0, 0, {odd | 1, (odd ^ odd >> 29) | 1}};
  }
  h->word[n].mask |= bit;
  h->word[n].written |= is_written ? bit : 0;
}

/* No row agrees with an entry in which a number is -1 and 0 as well. */
static void begin(habit *h, const neuron_tree *t)
{
  for (size_t n = 0; n < t->writes; n++)
    add_bit(h, t->written[n], 1);
  h->written_words = h->words;
  for (size_t n = 0; n < t->literals; n++)
    add_bit(h, t->literal[n].coordinate, 0);
  for (size_t n = 0; n < t->leaves; n++)
    add_bit(h, t->leaf[n].of.coordinate, 0);
  h->stride = 4 * h->words;
  h->entry = tp_memory_zeroed(ENTRIES * h->stride + 2 * h->words, sizeof *h->entry);
  h->asked = h->entry + ENTRIES * h->stride;
  for (size_t n = 0; n < ENTRIES && h->words; n++)
    h->entry[n * h->stride + 1] = ~UINT64_C(0);
}

/* --- Answers ------------------------------------------------------------------------------- */

/* The entry for a row, whose numbers are put down: the first bits of a sum of products depend on all bits. */
static inline uint64_t *find(habit *h, const uint64_t *row, size_t words)
{
  uint64_t hash = 0;
  for (size_t n = 0; n < h->words; n++) {
    const habit_word *w = h->word + n;
    h->asked[2 * n] = row[w->word] & w->mask;
    h->asked[2 * n + 1] = row[words + w->word] & w->mask;
    hash += h->asked[2 * n] * w->multiplier[0] + h->asked[2 * n + 1] * w->multiplier[1];
  }
  return h->entry + (hash >> (TRITS_WORD - LOG_ENTRIES)) * h->stride;
}

int tp_habit_follow(habit *h, const neuron_tree *t, uint64_t *row, size_t words)
{
  h->at = NULL;
  if (h->trust <= 0)
    return 0;
  if (!h->entry)
    begin(h, t);
  uint64_t *entry = find(h, row, words), differs = 0;
  for (size_t n = 0; n < 2 * h->words; n++)
    differs |= entry[n] ^ h->asked[n];
  if (differs) {
    h->trust -= NO_ANSWER;
    h->at = entry;
    return 0;
  }
  h->trust += h->trust < TRUST ? ANSWER : 0;
  const uint64_t *become = entry + 2 * h->words;
  for (size_t n = 0; n < h->written_words; n++) {
    uint64_t *to = row + h->word[n].word;
    to[0] = (to[0] & ~h->word[n].written) | become[2 * n];
    to[words] = (to[words] & ~h->word[n].written) | become[2 * n + 1];
  }
  return 1;
}

void tp_habit_learn(habit *h, const uint64_t *row, size_t words)
{
  if (!h->at)
    return;
  memcpy(h->at, h->asked, 2 * h->words * sizeof *h->at);
  uint64_t *become = h->at + 2 * h->words;
  for (size_t n = 0; n < h->written_words; n++) {
    become[2 * n] = row[h->word[n].word] & h->word[n].written;
    become[2 * n + 1] = row[words + h->word[n].word] & h->word[n].written;
  }
}
