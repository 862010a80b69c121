/* SPDX-License-Identifier: MIT */
#include "tmprec/base/pool.h"

#include <assert.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "tmprec/base/memory.h"

/* Blocks have 2^LEAST bytes at least.  Pieces begin small, double, and from LARGE bytes on are whole large pages.  They grow
   until what is left at the end of one is little, where blocks have a megabyte; what nobody touches takes no memory. */
enum { LEAST = 6, SIZES = 64, FIRST = 1 << 16, LARGE = 1 << 21, LARGEST = 1 << 25 };

typedef struct free_block {
  struct free_block *next;
} free_block;

typedef struct {
  unsigned char *at;
  size_t bytes;
} pool_piece;

struct tp_pool {
  pthread_mutex_t lock;
  free_block *free[SIZES];         /* by logarithm of the size */
  unsigned char *at;               /* what is left of the newest piece */
  size_t left, next_piece;
  pool_piece *piece;
  size_t pieces, room;
  size_t used;                     /* of these pieces, since the pool began */
};

tp_pool *tp_pool_new(void)
{
  tp_pool *p = tp_memory_zeroed(1, sizeof *p);
  pthread_mutex_init(&p->lock, NULL);
  p->next_piece = FIRST;
  return p;
}

void tp_pool_free(tp_pool *p)
{
  if (!p)
    return;
  for (size_t n = 0; n < p->pieces; n++)
    free(p->piece[n].at);
  free(p->piece);
  pthread_mutex_destroy(&p->lock);
  free(p);
}

static size_t bytes_of(size_t count, size_t size)
{
  return size && count > SIZE_MAX / 2 / size ? SIZE_MAX : count * size;
}

static unsigned size_for(size_t bytes)
{
  unsigned at = LEAST;
  while ((size_t) 1 << at < bytes)
    at++;
  return at;
}

static void put(tp_pool *p, void *block, unsigned at)
{
  free_block *b = block;
  b->next = p->free[at];
  p->free[at] = b;
}

/* What is left of the piece at hand, in blocks. */
static void use_up(tp_pool *p)
{
  assert(p->at || !p->left);
  for (unsigned at; p->left >= (size_t) 1 << LEAST; p->at += (size_t) 1 << at, p->left -= (size_t) 1 << at) {
    at = LEAST;
    while (at + 1 < SIZES && (size_t) 2 << at <= p->left)
      at++;
    put(p, p->at, at);
  }
}

/* The next piece that is there already and has room for so many bytes; 0: there is none. */
static int take_piece(tp_pool *p, size_t bytes)
{
  use_up(p);
  while (p->used < p->pieces) {
    const pool_piece *next = p->piece + p->used++;
    p->at = next->at;
    p->left = next->bytes;
    if (p->left >= bytes)
      return 1;
    use_up(p);
  }
  return 0;
}

/* A new piece that has room for so many bytes. */
static void add_piece(tp_pool *p, size_t bytes)
{
  p->left = bytes > p->next_piece ? bytes : p->next_piece;
  p->left = p->left < LARGE ? p->left : (p->left + LARGE - 1) / LARGE * LARGE;
  if (p->left < LARGE) {
    p->at = tp_memory_new(p->left, 1);
  } else {
    p->at = tp_memory_aligned(LARGE, p->left);
#ifdef MADV_HUGEPAGE
    (void) madvise(p->at, p->left, MADV_HUGEPAGE);   /* a wish */
#endif
  }
  p->next_piece = p->left < LARGEST ? 2 * p->left : LARGEST;
  TP_MEMORY_GROW(p->piece, p->room, p->pieces + 1);
  p->piece[p->pieces++] = (pool_piece) {p->at, p->left};
  p->used = p->pieces;
}

/* A multiple of 2^LEAST bytes, from the piece at hand. */
static void *cut(tp_pool *p, size_t bytes)
{
  if ((!p->at || p->left < bytes) && !take_piece(p, bytes))
    add_piece(p, bytes);
  p->at += bytes;
  p->left -= bytes;
  return p->at - bytes;
}

static void *take(tp_pool *p, unsigned at)
{
  free_block *b = p->free[at];
  if (!b)
    return cut(p, (size_t) 1 << at);
  p->free[at] = b->next;
  return b;
}

static void *locked(tp_pool *p, size_t count, size_t size, int is_kept)
{
  const size_t bytes = bytes_of(count, size), least = (size_t) 1 << LEAST;
  if (bytes > SIZE_MAX / 4)
    return tp_memory_new(count, size);   /* which says that there is no such memory */
  pthread_mutex_lock(&p->lock);
  void *block = is_kept ? cut(p, (bytes + least - 1) / least * least) : take(p, size_for(bytes));
  pthread_mutex_unlock(&p->lock);
  return block;
}

void *tp_pool_take(tp_pool *p, size_t count, size_t size) { return locked(p, count, size, 0); }
void *tp_pool_keep(tp_pool *p, size_t count, size_t size) { return locked(p, count, size, 1); }

void tp_pool_give(tp_pool *p, void *block, size_t count, size_t size)
{
  pthread_mutex_lock(&p->lock);
  put(p, block, size_for(bytes_of(count, size)));
  pthread_mutex_unlock(&p->lock);
}

void tp_pool_begin_again(tp_pool *p)
{
  pthread_mutex_lock(&p->lock);
  for (unsigned at = 0; at < SIZES; at++)
    p->free[at] = NULL;
  p->at = NULL;
  p->left = p->used = 0;
  pthread_mutex_unlock(&p->lock);
}
