/* SPDX-License-Identifier: MIT */
/* The places that a folded machine can reach: a state with signs, and the set of heads on cell 0 (fold.c). */
#include "fold_private.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

/* --- What can be where ------------------------------------------------------------- */

void tp_fold_find_symbols(folding *f)
{
  const tp_machine *m = f->m;
  size_t G = tp_machine_symbols(m), K = m->tapes;
  for (int half = 0; half < HALVES; half++) {
    f->stands[half] = tp_memory_zeroed(K * G, 1);
    for (size_t k = 0; k < K; k++) {
      f->stands[half][k * G] = 1;
      for (size_t t = 0; t < m->transitions; t++)
        f->stands[half][k * G + m->write[t * K + k]] = 1;
    }
  }
  memset(f->stands[HALF_RIGHT] + 1, 1, m->inputs);
}

static int stands(const folding *f, int half, uint32_t k, uint32_t symbol)
{
  return f->stands[half][(size_t) k * tp_machine_symbols(f->m) + symbol];
}

void tp_fold_sort_transitions(folding *f)
{
  const tp_machine *m = f->m;
  f->first = tp_memory_zeroed((size_t) tp_machine_states(m) + 1, sizeof *f->first);
  f->by_state = tp_memory_new(m->transitions, sizeof *f->by_state);
  for (size_t t = 0; t < m->transitions; t++)
    f->first[m->from[t] + 1]++;
  for (uint32_t q = 0; q < tp_machine_states(m); q++)
    f->first[q + 1] += f->first[q];
  size_t *next = tp_memory_new(tp_machine_states(m), sizeof *next);
  memcpy(next, f->first, tp_machine_states(m) * sizeof *next);
  for (size_t t = 0; t < m->transitions; t++)
    f->by_state[next[m->from[t]]++] = (uint32_t) t;
  free(next);
}

/* The half that a head is on: the right one where it is on cell 0. */
int tp_fold_half_of(uint32_t signs, uint32_t zeros, uint32_t j)
{
  return signs >> j & 1 && !(zeros >> j & 1) ? HALF_LEFT : HALF_RIGHT;
}

/* Can the transition apply in the first step?  It finds the word on tape 1. */
int tp_fold_can_begin(const folding *f, tp_transition t)
{
  for (uint32_t k = 1; k < f->m->tapes; k++)
    if (t.read[k])
      return 0;
  return t.read[0] <= f->m->inputs;
}

int tp_fold_can_apply(const folding *f, tp_transition t, uint32_t signs, uint32_t zeros)
{
  for (uint32_t k = 0; k < f->m->tapes; k++) {
    uint32_t j = f->fold_of[k];
    if (!stands(f, j == UINT32_MAX ? HALF_RIGHT : tp_fold_half_of(signs, zeros, j), k, t.read[k]))
      return 0;
  }
  return 1;
}

/* --- Which places are reached ------------------------------------------------------ */

static uint64_t hash_state(uint32_t state, uint32_t signs)
{
  return tp_index_hash(tp_index_hash(TP_INDEX_SEED, &state, sizeof state), &signs, sizeof signs);
}

static uint64_t hash_of(const void *owner, uint32_t number)
{
  const signed_state *s = ((const folding *) owner)->entered + number;
  return hash_state(s->state, s->signs);
}

static int equal(const void *owner, uint32_t number, const void *key)
{
  const signed_state *s = ((const folding *) owner)->entered + number, *k = key;
  return s->state == k->state && s->signs == k->signs;
}

uint32_t tp_fold_find_state(const folding *f, uint32_t state, uint32_t signs)
{
  return tp_index_find(&f->index, hash_state(state, signs), equal, f, &(signed_state) {.state = state, .signs = signs});
}

static void reach(folding *f, uint32_t state, uint32_t signs, uint32_t zeros)
{
  uint32_t number = tp_fold_find_state(f, state, signs);
  if (number == UINT32_MAX) {
    number = (uint32_t) f->count;
    TP_MEMORY_GROW(f->entered, f->capacity, f->count + 1);
    f->entered[f->count++] = (signed_state) {.state = state, .signs = signs};
    tp_index_add(&f->index, number, hash_of, f);
  }
  uint64_t *set = f->entered[number].zeros + zeros / 64, bit = (uint64_t) 1 << zeros % 64;
  if (*set & bit)
    return;
  *set |= bit;
  TP_MEMORY_GROW(f->reached, f->room, f->places + 1);
  f->reached[f->places++] = (place) {number, zeros};
}

/* The signs that a transition leads to. */
uint32_t tp_fold_signs_behind(const folding *f, tp_transition t, uint32_t signs, uint32_t zeros)
{
  for (uint32_t j = 0; j < f->folded; j++)
    if (zeros >> j & 1)
      signs = t.move[f->tape[j]] == TP_MOVE_L ? signs | 1u << j : signs & ~(1u << j);
  return signs;
}

/* Whether a head that is not on cell 0 moves toward it. */
int tp_fold_moves_inward(uint32_t move, int half)
{
  return move == (half == HALF_LEFT ? TP_MOVE_R : TP_MOVE_L);
}

/* All places that a transition leads to. */
static void follow(folding *f, tp_transition t, uint32_t signs, uint32_t zeros)
{
  uint32_t stay = 0, inward = 0;
  if (f->m->halts[t.to])
    return;
  for (uint32_t j = 0; j < f->folded; j++) {
    uint32_t move = t.move[f->tape[j]], bit = 1u << j;
    if (zeros & bit)
      stay |= move == TP_MOVE_S ? bit : 0;
    else if (tp_fold_moves_inward(move, tp_fold_half_of(signs, zeros, j)))
      inward |= bit;
  }
  for (uint32_t some = inward;; some = (some - 1) & inward) {    /* all subsets */
    reach(f, t.to, tp_fold_signs_behind(f, t, signs, zeros), stay | some);
    if (!some)
      return;
  }
}

uint32_t tp_fold_all_folds(const folding *f) { return (1u << f->folded) - 1; }

/* The next symbol from `symbol` on that can stand under the head of fold j that is on the
   other half; UINT32_MAX past the last.  The blank always can. */
uint32_t tp_fold_next_kept(const folding *f, uint32_t j, int half, uint32_t symbol)
{
  while (symbol < tp_machine_symbols(f->m) && !stands(f, half == HALF_LEFT ? HALF_RIGHT : HALF_LEFT, f->tape[j], symbol))
    symbol++;
  return symbol < tp_machine_symbols(f->m) ? symbol : UINT32_MAX;
}

/* How many lines of the table a transition becomes: one for each combination of kept
   symbols.  More than a machine may have are not counted on. */
static uint64_t lines_of(const folding *f, uint32_t signs, uint32_t zeros)
{
  uint64_t lines = 1;
  for (uint32_t j = 0; j < f->folded && lines <= TP_MACHINE_MAX_TRANSITIONS; j++) {
    uint64_t symbols = 0;
    if (zeros >> j & 1)
      continue;
    for (uint32_t a = 0; (a = tp_fold_next_kept(f, j, tp_fold_half_of(signs, zeros, j), a)) != UINT32_MAX; a++)
      symbols++;
    lines *= symbols;
  }
  return lines;
}

/* More states: the first one and those that halt. */
int tp_fold_is_too_large(const folding *f)
{
  return f->count + 1 + f->halting > TP_MACHINE_MAX_STATES || f->lines > TP_MACHINE_MAX_TRANSITIONS;
}

void tp_fold_find_places(folding *f)
{
  for (size_t i = f->first[0]; i < f->first[1]; i++) {
    tp_transition t = tp_machine_transition(f->m, f->by_state[i]);
    if (!tp_fold_can_begin(f, t))
      continue;
    f->lines++;
    follow(f, t, 0, tp_fold_all_folds(f));
  }
  for (size_t n = 0; n < f->places && !tp_fold_is_too_large(f); n++) {
    const place at = f->reached[n];
    const uint32_t state = f->entered[at.number].state, signs = f->entered[at.number].signs;
    uint64_t each = lines_of(f, signs, at.zeros);
    for (size_t i = f->first[state]; i < f->first[state + 1] && !tp_fold_is_too_large(f); i++) {
      tp_transition t = tp_machine_transition(f->m, f->by_state[i]);
      if (!tp_fold_can_apply(f, t, signs, at.zeros))
        continue;
      f->lines += each;
      follow(f, t, signs, at.zeros);
    }
  }
}
