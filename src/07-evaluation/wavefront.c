/* SPDX-License-Identifier: MIT */
#include "wavefront.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "tmprec/base/memory.h"
#include "tmprec/base/thread.h"

/* Looks at another thread's progress before the processor is offered to others. */
enum { PATIENCE = 2000 };

/* Layers that a block has behind it, apart from what other threads write. */
typedef struct {
  _Alignas(64) atomic_size_t layers;
} progress;

typedef struct {
  tp_trits_stream *stream;
  size_t blocks, layers;
  const before_layers *before;
  progress *done;                        /* by block */
  atomic_size_t next;                    /* block that no thread has */
  atomic_int failed;
} front;

/* Until a block has so many layers behind it; 0 if that will not be. */
static int wait_for(front *f, size_t block, size_t layers)
{
  for (unsigned looks = 0; atomic_load_explicit(&f->done[block].layers, memory_order_acquire) < layers; looks++) {
    if (atomic_load_explicit(&f->failed, memory_order_relaxed))
      return 0;
    if (looks > PATIENCE)
      sched_yield();
  }
  return 1;
}

static int take(front *f, size_t block)
{
  f->before->embed(f->before->context, block);
  for (size_t layer = 0; layer < f->layers; layer++) {
    if (block && !wait_for(f, block - 1, layer + 1))
      return 0;
    if (!tp_trits_attend(f->stream, block, layer) || !tp_trits_fire(f->stream, block, layer))
      return 0;
    atomic_store_explicit(&f->done[block].layers, layer + 1, memory_order_release);
  }
  return 1;
}

/* Blocks are taken in ascending order.  So somebody has the block before, and the least block under way waits for
   none. */
static void *work(void *of)
{
  front *f = of;
  for (size_t block; (block = atomic_fetch_add(&f->next, 1)) < f->blocks && !atomic_load(&f->failed);)
    if (!take(f, block))
      atomic_store(&f->failed, 1);
  return NULL;
}

/* Without other threads. */
static int by_one(tp_trits_stream *s, size_t blocks, size_t layers, const before_layers *before)
{
  int fits = 1;
  for (size_t block = 0; block < blocks && fits; block++) {
    before->embed(before->context, block);
    for (size_t layer = 0; layer < layers && fits; layer++)
      fits = tp_trits_attend(s, block, layer) && tp_trits_fire(s, block, layer);
  }
  return fits;
}

int tp_wavefront(tp_trits_stream *s, size_t blocks, size_t layers, const before_layers *before, unsigned threads)
{
  if (threads < 2 || blocks < 2)
    return by_one(s, blocks, layers, before);
  front f = {.stream = s, .blocks = blocks, .layers = layers, .before = before};
  const size_t most = threads < blocks ? threads : blocks;
  pthread_t *thread = tp_memory_new(most, sizeof *thread);
  f.done = tp_memory_aligned(sizeof *f.done, blocks * sizeof *f.done);
  for (size_t n = 0; n < blocks; n++)
    atomic_init(&f.done[n].layers, 0);
  atomic_init(&f.next, 0);
  atomic_init(&f.failed, 0);
  size_t started = 0;
  while (started + 1 < most && tp_thread_start(thread + started, work, &f))
    started++;
  work(&f);
  for (size_t n = 0; n < started; n++)
    pthread_join(thread[n], NULL);
  free(thread);
  free(f.done);
  return !atomic_load(&f.failed);
}
