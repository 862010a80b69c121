/* SPDX-License-Identifier: MIT */
/* A pool gives each block to one owner at a time, and again what it was given back. */
#include <check.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "random_source.h"
#include "suite.h"
#include "tmprec/base/pool.h"

enum { BLOCKS = 64, ROUNDS = 4000, THREADS = 3 };

typedef struct {
  unsigned char *at;
  size_t bytes;
  unsigned char mark;
} block;

/* All bytes of a block are its mark still. */
static int is_whole(const block *b)
{
  return b->bytes == 0 || (b->at[0] == b->mark && !memcmp(b->at, b->at + 1, b->bytes - 1));
}

typedef struct {
  tp_pool *pool;
  random_source random;
  size_t broken;
} owner;

/* Blocks of all sizes, some kept, taken and given back in any order. */
static void *take_and_give(void *of)
{
  owner *o = of;
  block b[BLOCKS] = {{NULL, 0, 0}};
  for (size_t round = 0; round < ROUNDS; round++) {
    block *at = b + random_below(&o->random, BLOCKS);
    if (at->at) {
      o->broken += !is_whole(at);
      tp_pool_give(o->pool, at->at, at->bytes, 1);
    }
    at->bytes = 1 + random_below(&o->random, UINT32_C(1) << (4 + random_below(&o->random, 15)));
    at->at = tp_pool_take(o->pool, at->bytes, 1);
    at->mark = (unsigned char) random_below(&o->random, 256);
    memset(at->at, at->mark, at->bytes);
    o->broken += (uintptr_t) at->at % _Alignof(max_align_t) != 0;
    if (random_below(&o->random, 8) == 0)
      memset(tp_pool_keep(o->pool, 100, 1), 0, 100);
  }
  for (size_t n = 0; n < BLOCKS; n++)
    o->broken += b[n].at && !is_whole(b + n);
  return NULL;
}

START_TEST(test_threads)
{
  tp_pool *pool = tp_pool_new();
  owner o[THREADS];
  pthread_t thread[THREADS];
  for (unsigned n = 0; n < THREADS; n++) {
    o[n] = (owner) {pool, {n + 1}, 0};
    ck_assert_int_eq(pthread_create(thread + n, NULL, take_and_give, o + n), 0);
  }
  for (unsigned n = 0; n < THREADS; n++) {
    pthread_join(thread[n], NULL);
    ck_assert_uint_eq(o[n].broken, 0);
  }
  tp_pool_free(pool);
}
END_TEST

/* What is given back is what is taken next. */
START_TEST(test_again)
{
  tp_pool *pool = tp_pool_new();
  for (size_t bytes = 1; bytes < (size_t) 1 << 23; bytes *= 3) {
    void *first = tp_pool_take(pool, bytes, 1);
    tp_pool_give(pool, first, bytes, 1);
    ck_assert_ptr_eq(tp_pool_take(pool, 1, bytes), first);
  }
  tp_pool_free(pool);
}
END_TEST

/* A pool that begins again gives the same memory, to one owner at a time: as much as before needs no more. */
START_TEST(test_begin_again)
{
  enum { MOST = 300 };
  random_source random = random_open(5);
  tp_pool *pool = tp_pool_new();
  unsigned char *first[MOST];
  for (unsigned round = 0; round < 4; round++) {
    block b[MOST];
    random_source sizes = random;
    size_t same = 0;
    for (size_t n = 0; n < MOST; n++) {
      b[n].bytes = 1 + random_below(&sizes, UINT32_C(1) << (4 + n % 18));
      b[n].at = n % 3 ? tp_pool_take(pool, b[n].bytes, 1) : tp_pool_keep(pool, b[n].bytes, 1);
      b[n].mark = (unsigned char) (n + round);
      memset(b[n].at, b[n].mark, b[n].bytes);
      same += round && b[n].at == first[n];
      first[n] = b[n].at;
    }
    for (size_t n = 0; n < MOST; n++)
      ck_assert(is_whole(b + n));
    ck_assert(round < 2 || same == MOST);
    tp_pool_begin_again(pool);
  }
  tp_pool_free(pool);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("pool");
  TCase *tc = suite_case(suite, "pool");
  tcase_add_test(tc, test_threads);
  tcase_add_test(tc, test_again);
  tcase_add_test(tc, test_begin_again);
  return suite_run(suite);
}
