/* SPDX-License-Identifier: MIT */
/* Allocations of this process that can be counted and let fail, also those of libraries: the functions here stand before those
   of the C library.  Not under sanitizers, which have functions of their own. */
#ifndef FAILING_MEMORY_H
#define FAILING_MEMORY_H

#if defined MEMORY_CAN_FAIL
/* As it was said. */
#elif defined __SANITIZE_ADDRESS__
#define MEMORY_CAN_FAIL 0
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define MEMORY_CAN_FAIL 0
#endif
#endif
#if !defined MEMORY_CAN_FAIL && defined __GLIBC__
#define MEMORY_CAN_FAIL 1
#elif !defined MEMORY_CAN_FAIL
#define MEMORY_CAN_FAIL 0
#endif

/* Of the thread that asks, while it counts. */
static _Thread_local long memory_asked, memory_fails_at, memory_failed;    /* so many; the one that fails, from 1; whether it has */
static _Thread_local long memory_blocks;                                   /* that were made and not freed, less those from before */
static _Thread_local int memory_counts;

#if MEMORY_CAN_FAIL
#include <errno.h>
#include <stddef.h>

/* Also of libraries, whatever the visibility of the rest. */
#define MEMORY_OF_ALL __attribute__((visibility("default")))

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);
void __libc_free(void *block);

/* Is it this one's turn?  From then on all fail until failing stops: memory that is exhausted stays so. */
static int memory_fails(void)
{
  if (!memory_counts)
    return 0;
  memory_asked++;
  if (!memory_fails_at || memory_asked < memory_fails_at)
    return 0;
  memory_failed = 1;
  errno = ENOMEM;
  return 1;
}

static void *memory_made(void *block)
{
  memory_blocks += memory_counts && block;
  return block;
}

MEMORY_OF_ALL void *malloc(size_t bytes) { return memory_fails() ? NULL : memory_made(__libc_malloc(bytes)); }
MEMORY_OF_ALL void *calloc(size_t count, size_t size) { return memory_fails() ? NULL : memory_made(__libc_calloc(count, size)); }
MEMORY_OF_ALL void *aligned_alloc(size_t alignment, size_t bytes) { return memory_fails() ? NULL : memory_made(__libc_memalign(alignment, bytes)); }

MEMORY_OF_ALL void *realloc(void *old, size_t bytes)
{
  if (memory_fails())
    return NULL;
  return old ? __libc_realloc(old, bytes) : memory_made(__libc_malloc(bytes));
}

MEMORY_OF_ALL int posix_memalign(void **out, size_t alignment, size_t bytes)
{
  if (memory_fails())
    return ENOMEM;
  *out = memory_made(__libc_memalign(alignment, bytes));
  return *out ? 0 : ENOMEM;
}

MEMORY_OF_ALL void free(void *block)
{
  memory_blocks -= memory_counts && block;
  __libc_free(block);
}
#endif

/* Begin to count; let the n-th allocation and all after it fail, 0: none. */
static inline void memory_count(long n)
{
  memory_asked = memory_failed = memory_blocks = 0;
  memory_fails_at = n;
  memory_counts = 1;
}

static inline void memory_stop(void)
{
  memory_counts = 0;
}

#endif
