/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "learn.h"
#include "tmprec/base/memory.h"

enum { TOGETHER = 50 };

/* One puzzle on its way.  `feed` is what the context is given, or has said since its summary began. */
typedef struct {
  const puzzle *p;
  int bin, is_exact, is_over;
  cache memory;
  short feed[LONGEST_SEQUENCE];
  int fed, to_feed;                    /* tokens of feed that the transformer has seen, and is yet to see */
  int summary;                         /* where in the context a summary begins; 0: nowhere */
  sequence right[MOST_SEQUENCES];
  int sequences, now;                  /* the sequence that is expected */
  int at;                              /* and the token in it that comes next */
  long said, most;                     /* tokens: so far, and before it is stopped */
} attempt;

static void begin_context(attempt *a, const short *tokens, int count)
{
  memmove(a->feed, tokens, (size_t) count * sizeof *tokens);
  a->memory.length = a->fed = 0;
  a->to_feed = count;
  a->summary = 0;
}

static void begin(attempt *a, const puzzle *p, chain_mode mode)
{
  trace t;
  solve(p, &t);
  a->p = p;
  a->bin = bin_of(t.tokens);
  a->sequences = tell_puzzle(p, &t, mode, a->right);
  a->now = a->is_over = 0;
  a->is_exact = 1;
  a->at = a->right[0].given;
  a->said = a->most = 0;
  for (int i = 0; i < a->sequences; i++)
    a->most += 2L * (a->right[i].length - a->right[i].given);
  begin_context(a, a->right[0].token, a->right[0].given);
}

/* 1: what follows the last <output> is sixteen squares with the digits of a solution. */
static int is_valid(const attempt *a)
{
  unsigned char answer[SQUARES] = {0};
  int i = a->to_feed - 2 * SQUARES - 2;
  if (i < 0 || a->feed[i++] != OUTPUT)
    return 0;
  for (int s = 0; s < SQUARES; s++, i += 2) {
    const int square = a->feed[i] - SQUARE, digit = a->feed[i + 1] - DIGIT;
    if (square < 0 || square >= SQUARES || digit < 0 || digit >= 4 || answer[square])
      return 0;
    answer[square] = (unsigned char) (digit + 1);
  }
  return solves(a->p, answer);
}

/* What is said against what is expected. */
static void compare(attempt *a, int token)
{
  if (!a->is_exact)
    return;
  const sequence *q = &a->right[a->now];
  if (q->token[a->at++] != token) {
    a->is_exact = 0;
    return;
  }
  if (a->at == q->length && ++a->now < a->sequences)
    a->at = a->right[a->now].given;
}

/* Nothing ends of itself: twice as much may be said as is right. */
static void say(attempt *a, int token, chain_mode mode, score *s)
{
  compare(a, token);
  a->said++;
  a->feed[a->to_feed++] = (short) token;
  if (mode == SCOT && token == SUMMARY)
    a->summary = a->to_feed - 1;
  if (mode == SCOT && token == SUMMARY_END && a->summary) {
    begin_context(a, a->feed + a->summary, a->to_feed - a->summary);
  } else if (token == OUTPUT_END || a->to_feed == LONGEST_SEQUENCE || a->said >= a->most) {
    a->is_over = 1;
    s[a->bin].puzzles++;
    s[a->bin].exact += a->is_exact && a->now == a->sequences;
    s[a->bin].valid += token == OUTPUT_END && is_valid(a);
  }
}

static int largest(const real *logits)
{
  int best = 0;
  for (int k = 1; k < VOCABULARY; k++)
    if (logits[k] > logits[best])
      best = k;
  return best;
}

void test(const parameters *p, sites *s, const puzzles *on, chain_mode mode, score by_bin[BINS])
{
  attempt *all = tp_memory_zeroed(TOGETHER, sizeof *all);
  next_trail *t = next_new(TOGETHER);
  size_t next = 0, running = 0;
  memset(by_bin, 0, BINS * sizeof *by_bin);
  for (; running < TOGETHER && next < on->count; running++) {
    all[running].memory = cache_make(p->layers);
    begin(&all[running], &on->p[next++], mode);
  }
  const size_t made = running;
  while (running) {
    cache *caches[TOGETHER];
    short tokens[TOGETHER];
    for (size_t i = 0; i < running; i++) {
      caches[i] = &all[i].memory;
      tokens[i] = all[i].feed[all[i].fed++];
    }
    const real *logits = next_logits(p, s, t, caches, tokens, running);
    for (size_t i = 0; i < running; i++)
      if (all[i].fed == all[i].to_feed)
        say(&all[i], largest(logits + i * VOCABULARY), mode, by_bin);
    for (size_t i = running; i-- > 0;)
      if (all[i].is_over && next < on->count) {
        begin(&all[i], &on->p[next++], mode);
      } else if (all[i].is_over) {
        const attempt over = all[i];
        all[i] = all[--running];
        all[running] = over;
      }
  }
  for (size_t i = 0; i < made; i++)
    cache_free(&all[i].memory);
  next_free(t);
  free(all);
}
