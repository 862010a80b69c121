/* SPDX-License-Identifier: MIT */
#include "puzzles.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"
#include "tmprec/numbers/random.h"

static int bits(unsigned x)
{
  int n = 0;
  for (; x; x &= x - 1)
    n++;
  return n;
}

int line_tokens(trace_line l)
{
  return 1 + (l.options ? bits(l.options) : 1);
}

int bin_of(int tokens)
{
  return (tokens + BIN - 1) / BIN - 1;
}

/* The digits that are in the row, the column and the box of a square, as bits. */
typedef struct {
  unsigned row[4], column[4], box[4];
} used;

static int box_of(int square)
{
  return square / 8 * 2 + square % 4 / 2;
}

static void turn(used *u, int square, unsigned bit)
{
  u->row[square / 4] ^= bit;
  u->column[square % 4] ^= bit;
  u->box[box_of(square)] ^= bit;
}

static unsigned options(const used *u, int square)
{
  return 15 & ~(u->row[square / 4] | u->column[square % 4] | u->box[box_of(square)]);
}

/* 0 if two of the digits that are given clash. */
static int begin(const puzzle *p, used *u)
{
  *u = (used) {{0}, {0}, {0}};
  for (int s = 0; s < SQUARES; s++)
    if (p->digit[s]) {
      const unsigned bit = 1u << (p->digit[s] - 1);
      if (!(options(u, s) & bit))
        return 0;
      turn(u, s, bit);
    }
  return 1;
}

static int first_empty(const puzzle *p, int from)
{
  while (from < SQUARES && p->digit[from])
    from++;
  return from;
}

static int tell(trace *t, int square, unsigned left)
{
  const trace_line l = {(unsigned char) square, (unsigned char) left};
  t->tokens += line_tokens(l);
  if (t->tokens > LONGEST_TRACE)
    return 0;
  t->line[t->lines++] = l;
  return 1;
}

/* The search without recursion: at depth k the square at[k] has the digits left[k] to try, lowest first. */
int solve(const puzzle *p, trace *t)
{
  int at[SQUARES + 1], k = 0;
  unsigned left[SQUARES + 1];
  used u;
  t->lines = t->tokens = 0;
  t->solution = *p;
  if (!begin(p, &u))
    return 0;
  at[0] = first_empty(p, 0);
  while (at[k] < SQUARES) {
    left[k] = options(&u, at[k]);
    if (!tell(t, at[k], left[k]))
      return 0;
    while (!left[k]) {
      do {
        if (!k)
          return 0;
        k--;
        const unsigned bit = left[k] & -left[k];
        turn(&u, at[k], bit);
        left[k] ^= bit;
      } while (!left[k]);
      if (!tell(t, at[k], left[k]))
        return 0;
    }
    const unsigned bit = left[k] & -left[k];
    turn(&u, at[k], bit);
    t->solution.digit[at[k]] = (unsigned char) bits(2 * bit - 1);
    at[k + 1] = first_empty(p, at[k] + 1);
    k++;
  }
  return 1;
}

static uint64_t code(const puzzle *p)
{
  uint64_t c = 0;
  for (int s = 0; s < SQUARES; s++)
    c = 5 * c + p->digit[s];
  return c;
}

int is_held_out(const puzzle *p, const trace *t)
{
  return t->tokens > LONGEST_TRAINED || tp_random_scramble(code(p) + 1) % 4 == 0;
}

/* Puzzles with random keys, of which the least are kept. */
typedef struct {
  uint64_t key;
  puzzle p;
} keyed;

typedef struct {
  keyed *kept;
  size_t count, most;
  uint64_t seed;
} choice;

static int by_key(const void *a, const void *b)
{
  const uint64_t x = ((const keyed *) a)->key, y = ((const keyed *) b)->key;
  return (x > y) - (x < y);
}

static void cut(choice *c)
{
  qsort(c->kept, c->count, sizeof *c->kept, by_key);
  c->count = c->count < c->most ? c->count : c->most;
}

static void offer(choice *c, const puzzle *p)
{
  if (!c->most)
    return;
  if (c->count == 2 * c->most)
    cut(c);
  c->kept[c->count++] = (keyed) {tp_random_key(c->seed, code(p)), *p};
}

/* All puzzles whose first solution is this grid. */
static void offer_puzzles_of(const puzzle *grid, choice of[2][BINS])
{
  for (unsigned emptied = 1; emptied < 1u << SQUARES; emptied++) {
    puzzle p = *grid;
    for (int s = 0; s < SQUARES; s++)
      if (emptied >> s & 1)
        p.digit[s] = 0;
    trace t;
    if (solve(&p, &t) && memcmp(&t.solution, grid, sizeof p) == 0)
      offer(&of[is_held_out(&p, &t)][bin_of(t.tokens)], &p);
  }
}

static void offer_all(puzzle *p, used *u, int s, choice of[2][BINS])
{
  if (s == SQUARES) {
    offer_puzzles_of(p, of);
    return;
  }
  for (unsigned left = options(u, s); left; left &= left - 1) {
    const unsigned bit = left & -left;
    turn(u, s, bit);
    p->digit[s] = (unsigned char) bits(2 * bit - 1);
    offer_all(p, u, s + 1, of);
    turn(u, s, bit);
  }
}

puzzle *draw_evenly(uint64_t seed, size_t trained, size_t held_out, size_t counts[2][BINS])
{
  choice of[2][BINS];
  size_t all = 0;
  for (int h = 0; h < 2; h++)
    for (int b = 0; b < BINS; b++) {
      const size_t most = h ? held_out : trained;
      of[h][b] = (choice) {tp_memory_new(2 * most, sizeof(keyed)), 0, most, seed};
    }
  puzzle grid = {{0}};
  used u = {{0}, {0}, {0}};
  offer_all(&grid, &u, 0, of);
  for (int h = 0; h < 2; h++)
    for (int b = 0; b < BINS; b++) {
      cut(&of[h][b]);
      all += counts[h][b] = of[h][b].count;
    }
  puzzle *drawn = tp_memory_new(all, sizeof *drawn), *next = drawn;
  for (int h = 0; h < 2; h++)
    for (int b = 0; b < BINS; b++) {
      for (size_t i = 0; i < of[h][b].count; i++)
        *next++ = of[h][b].kept[i].p;
      free(of[h][b].kept);
    }
  return drawn;
}

void puzzle_word(const puzzle *p, char word[SQUARES + 1])
{
  for (int s = 0; s < SQUARES; s++)
    word[s] = (char) (p->digit[s] ? '0' + p->digit[s] : '.');
  word[SQUARES] = 0;
}

int solves(const puzzle *p, const unsigned char answer[SQUARES])
{
  puzzle q;
  used u;
  for (int s = 0; s < SQUARES; s++) {
    if (answer[s] < 1 || answer[s] > 4 || (p->digit[s] && p->digit[s] != answer[s]))
      return 0;
    q.digit[s] = answer[s];
  }
  return begin(&q, &u);
}
