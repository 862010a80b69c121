/* SPDX-License-Identifier: MIT */
/* Random numbers for tests.  The environment says where they start and how many
   there are:
     TMPREC_SEED    (default 1)
     TMPREC_RANDOM  (default 500); tests of other sizes scale with it */
#ifndef RANDOM_SOURCE_H
#define RANDOM_SOURCE_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* splitmix64: a few lines that give the same numbers everywhere. */
typedef struct {
  uint64_t state;
} random_source;

static inline uint64_t random_bits(random_source *s)
{
  uint64_t z = s->state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

/* 0 .. n-1 */
static inline uint32_t random_below(random_source *s, uint32_t n)
{
  return (uint32_t) ((random_bits(s) >> 32) * n >> 32);
}

/* 1 in one of n cases. */
static inline int random_one_in(random_source *s, uint32_t n)
{
  return random_below(s, n) == 0;
}

static inline uint64_t random_setting(const char *name, uint64_t otherwise)
{
  const char *text = getenv(name);
  return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

/* How many to take of what are `of_500` by default, but at least `least`. */
static inline size_t random_count(size_t of_500, size_t least)
{
  size_t count = (size_t) random_setting("TMPREC_RANDOM", 500) * of_500 / 500;
  return count < least ? least : count;
}

/* The source of a test: each has a stream of its own. */
static inline random_source random_open(uint64_t stream)
{
  random_source key = {stream}, s = {random_setting("TMPREC_SEED", 1)};
  s.state = random_bits(&s) ^ random_bits(&key);
  return s;
}

static inline void random_print_settings(void)
{
  printf("TMPREC_SEED=%" PRIu64 " TMPREC_RANDOM=%" PRIu64 "\n", random_setting("TMPREC_SEED", 1),
         random_setting("TMPREC_RANDOM", 500));
  fflush(stdout);                  /* before Check forks */
}

#endif
