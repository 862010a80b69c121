/* SPDX-License-Identifier: MIT */
/* Parts of layers for one position: a word is 64 coordinates. */
#include <string.h>

#include "stream.h"

/* The scratch memory in words.  Literals: where a number is 1, where -1, where 0. */
typedef struct {
  uint64_t *literal;
  uint64_t *counts;                /* of what is added, and of what is subtracted: low bits, then high bits */
  uint64_t *mask;                  /* keys, queries and values of the sets of a layer */
} scratch;

size_t tp_alone_work(const tp_trits_program *p)
{
  return (LITERAL_KINDS + 4) * p->words + p->most_mask_words;
}

static inline scratch scratch_of(const tp_trits_stream *s)
{
  const size_t d = s->program->words;
  uint64_t *w = s->work;
  return (scratch) {w, w + 3 * d, w + 7 * d};
}

/* --- Attention ------------------------------------------------------------------------ */

/* The position that a query of all bits is; SIZE_MAX if it is none. */
static size_t position_asked(const tp_trits_program *p, const head_set *set, const uint64_t *row)
{
  const uint64_t all = (UINT64_C(1) << p->position_bits) - 1;
  uint64_t bits[2] = {0, 0};
  send(&set->query, row, p->words, bits, 1);
  return bits[0] == all ? (size_t) (~bits[1] & all) : SIZE_MAX;
}

/* The key, the query and the values of a position, one after the other. */
static void take_masks(const head_set *set, const uint64_t *row, size_t d, uint64_t *mask)
{
  const size_t words = set->shape.words;
  memset(mask, 0, 4 * words * sizeof *mask);
  send(&set->key, row, d, mask, words);
  send(&set->query, row, d, mask + 2 * words, words);
  for (size_t n = 0; n < set->shape.value_words; n++) {
    uint64_t bits[2] = {0, 0};
    send(&set->word[n].in, row, d, bits, 1);
    mask[4 * words + n] = values_word(set->shape, bits[0], bits[1]);
  }
}

/* Bits of both kinds, added to the row where wires lead; 0 if a sum is no trit, or -1 at a flag. */
static inline int add(const tp_trits_program *p, const wiring *w, const uint64_t *from, size_t from_words, uint64_t *row)
{
  uint64_t bad = 0, *negatives = row + p->words;
  for (const wire *at = w->wire, *end = at + w->wires; at < end; at++) {
    const uint64_t known = rotate_left(from[at->from], at->by) & at->mask, minus = rotate_left(from[at->from + from_words], at->by) & at->mask;
    const trit_sum sum = add_trit(row[at->to], negatives[at->to], known & ~minus, minus);
    bad |= ~sum.fits | (sum.negative & p->flags[at->to]);
    row[at->to] = sum.set;
    negatives[at->to] = sum.negative;
  }
  return !bad;
}

/* 0 if the best keys differ in their values, too. */
static int add_values(const tp_trits_program *p, const head_set *set, const uint64_t *value, uint64_t *row)
{
  const recall_shape z = set->shape;
  for (size_t n = 0; n < z.value_words; n++) {
    const uint64_t bits[2] = {value[n] & VALUES_MASK(z), value[n] >> z.value_bits & VALUES_MASK(z)};
    if (VALUES_DIFFER(z, value[n]) || !add(p, &set->word[n].out, bits, 1, row))
      return 0;
  }
  return 1;
}

static size_t mask_words(const head_set *set) { return 4 * set->shape.words + set->shape.value_words; }

/* 1 if a set reads what it read of the position before: its key is known then, and the answer to its query. */
static int is_again(const head_set *set, struct last_asked *last, const uint64_t *row, size_t d)
{
  uint64_t differs = !last->is_known;
  for (size_t n = 0; n < set->reads; n++) {
    const word_read *of = set->read + n;
    const uint64_t known = row[of->word] & of->mask, negative = row[d + of->word] & of->mask;
    differs |= (known ^ last->read[2 * n]) | (negative ^ last->read[2 * n + 1]);
    last->read[2 * n] = known;
    last->read[2 * n + 1] = negative;
  }
  return !differs;
}

/* What a set reads, all before anything is added: the position asked, or the masks, unless they are those of the position
   before.  0 if no such position has been, or if it is not known any longer. */
static int ask(tp_trits_stream *s, const head_set *set, struct alone_asked *to, size_t position, const uint64_t *row, uint64_t **mask)
{
  const tp_trits_program *p = s->program;
  if (set->is_direct) {
    const size_t asked = position >> p->position_bits ? SIZE_MAX : position_asked(p, set, row);
    if (asked > position)
      return 0;
    if (asked < oldest_known(&s->record, position)) {
      s->has_forgotten = 1;
      return 0;
    }
    to->record = record_row(&s->record, asked);
    __builtin_prefetch(to->record);
    return 1;
  }
  struct last_asked *last = s->last + set->number;
  last->is_known = is_again(set, last, row, p->words);
  if (last->is_known)
    return 1;
  to->mask = *mask;
  take_masks(set, row, p->words, to->mask);
  to->expected = tp_recall_expect(s->recall + set->number, to->mask, to->mask + 2 * set->shape.words);
  *mask += mask_words(set);
  return 1;
}

static int take(tp_trits_stream *s, const head_set *set, struct alone_asked *of, uint64_t *row)
{
  const tp_trits_program *p = s->program;
  if (set->is_direct)
    return add(p, &set->recorded, of->record, p->record_words, row);
  struct last_asked *last = s->last + set->number;
  if (!last->is_known) {
    uint64_t *value = of->mask + 4 * set->shape.words;
    tp_recall_take(s->recall + set->number, &of->expected, of->mask, of->mask + 2 * set->shape.words, value);
    memcpy(last->value, value, set->shape.value_words * sizeof *value);
    last->is_known = 1;
  }
  return add_values(p, set, last->value, row);
}

int tp_alone_attend(tp_trits_stream *s, size_t n, const program_layer *l)
{
  const tp_trits_program *p = s->program;
  const size_t position = s->first + n;
  uint64_t *row = row_of(s, n), *mask = scratch_of(s).mask;
  if (l->keep.wires)
    send(&l->keep, row, p->words, record_row(&s->record, position), p->record_words);
  int fits = 1;
  for (size_t i = 0; i < l->sets && fits; i++)
    fits = !l->set[i].outs || ask(s, l->set + i, s->asked + i, position, row, &mask);
  for (size_t i = 0; i < l->sets && fits; i++)
    fits = !l->set[i].outs || take(s, l->set + i, s->asked + i, row);
  return fits;
}

/* --- Neurons --------------------------------------------------------------------------- */

/* Add 1, or another number of times, where `mask` says; low and high stand so many words apart. */
static inline uint64_t count(uint64_t *low, size_t d, uint64_t mask, unsigned times)
{
  uint64_t over = 0;
  if (times == 1) {
    const uint64_t carry = *low & mask;
    *low ^= mask;
    over = low[d] & carry;
    low[d] ^= carry;
  } else {
    count_words(low, low + d, &over, mask, times);
  }
  return over;
}

/* A node of the tree whose literals hold: what it and its leaves add. */
static inline uint64_t take_node(const neuron_tree *t, const word_node *at, const scratch *w, size_t d)
{
  uint64_t over = 0;
  for (size_t i = at->word_addings; i < at[1].word_addings; i++) {
    const word_adding *a = t->word_adding + i;
    over |= count(w->counts + a->count, d, a->mask, a->times);
  }
  for (size_t i = at->word_leaves; i < at[1].word_leaves; i++) {
    const word_leaf *a = t->word_leaf + i;
    over |= count(w->counts + a->count, d, rotate_left(w->literal[a->from], a->by) & a->mask, a->times);
  }
  return over;
}

static inline int holds(const neuron_tree *t, const word_node *at, const uint64_t *literals)
{
  if (at->first.mask & ~literals[at->first.at])
    return 0;
  for (size_t n = at->tests; n < at[1].tests; n++)
    if (t->test[n].mask & ~literals[t->test[n].at])
      return 0;
  return 1;
}

static int fire(tp_trits_stream *s, uint64_t *row, const neuron_tree *t)
{
  const tp_trits_program *p = s->program;
  const size_t d = p->words;
  const scratch w = scratch_of(s);
  uint64_t over = 0;
  for (size_t i = 0; i < d; i++) {
    w.literal[LITERAL_PLUS * d + i] = row[i] & ~row[d + i];
    w.literal[LITERAL_MINUS * d + i] = row[d + i];
    w.literal[LITERAL_ZERO * d + i] = ~row[i];
  }
  for (size_t i = 0; i < t->written_words; i++) {
    const uint32_t at = t->written_word[i];
    w.counts[at] = w.counts[d + at] = w.counts[2 * d + at] = w.counts[3 * d + at] = 0;
  }
  for (const word_node *at = t->word_node; at < t->word_node + t->nodes - 1;) {
    const int is_on = holds(t, at, w.literal);
    if (is_on)
      over |= take_node(t, at, &w, d);
    at = is_on ? at + 1 : t->word_node + at->skip;
  }
  for (size_t i = 0; i < t->written_words; i++) {
    const uint32_t at = t->written_word[i];
    const uint64_t plus[2] = {w.counts[at], w.counts[d + at]}, minus[2] = {w.counts[2 * d + at], w.counts[3 * d + at]};
    const trit_sum sum = add_counts(row[at], row[d + at], plus, minus);
    if (~sum.fits || (sum.negative & p->flags[at]))
      return 0;
    row[at] = sum.set;
    row[d + at] = sum.negative;
  }
  return !over;
}

int tp_alone_fire(tp_trits_stream *s, size_t n, size_t layer)
{
  const neuron_tree *t = &s->program->layer[layer].tree;
  const size_t d = s->program->words;
  uint64_t *row = row_of(s, n);
  habit *h = s->habit + layer;
  if (t->nodes < 2 || tp_habit_follow(h, t, row, d))
    return 1;
  if (!fire(s, row, t))
    return 0;
  tp_habit_learn(h, row, d);
  return 1;
}
