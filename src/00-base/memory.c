/* SPDX-License-Identifier: MIT */
#undef free                        /* of the C library, which tp_memory_free stands for elsewhere */
#include "tmprec/base/memory.h"

#include "recovery_private.h"

#include <gmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void default_handler(size_t bytes)
{
  (void) bytes;
  abort();
}

static void (*exhausted)(size_t) = default_handler;

void tp_memory_exhausted(size_t bytes)
{
  if (tp_recovery_now)
    tp_recovery_exhausted(tp_recovery_now, bytes);
  exhausted(bytes);
  abort();
}

TP_NEVER_NULL static void *checked(void *p, size_t bytes)
{
  if (!p)
    tp_memory_exhausted(bytes);
  if (tp_recovery_now)
    tp_recovery_note(tp_recovery_now, p);
  return p;
}

static size_t product(size_t count, size_t size)
{
  if (size && count > (SIZE_MAX - 1) / size)
    tp_memory_exhausted(SIZE_MAX);
  size_t bytes = count * size;
  return bytes ? bytes : 1;
}

/* Blocks that are much larger than a large page are wished to stand on such: then the system is not asked for each small one.
   The wish is for all small pages that a block has a part in.  If a part were left out, the system could not move the block
   where it grows, and would copy it. */
enum { LARGE_PAGE = 1 << 21, MANY_PAGES = 2 };

static void *on_large_pages(void *p, size_t bytes)
{
#ifdef MADV_HUGEPAGE
  if (bytes / LARGE_PAGE >= MANY_PAGES) {
    const size_t before = (uintptr_t) p % (size_t) sysconf(_SC_PAGESIZE);
    (void) madvise((unsigned char *) p - before, before + bytes, MADV_HUGEPAGE);
  }
#endif
  return p;
}

void *tp_memory_new(size_t count, size_t size)
{
  size_t bytes = product(count, size);
  return on_large_pages(checked(malloc(bytes), bytes), bytes);
}

void *tp_memory_zeroed(size_t count, size_t size)
{
  size_t bytes = product(count, size);
  return on_large_pages(checked(calloc(bytes, 1), bytes), bytes);
}

/* A block that was there before the work began stays its owner's, who holds it under its new address at once. */
static void *resized_in_work(void *old, size_t bytes)
{
  tp_recovery *r = tp_recovery_now;
  const uintptr_t was = (uintptr_t) old;
  const int is_of_work = tp_recovery_has(r, was);
  void *p = realloc(old, bytes);
  if (!p)
    tp_memory_exhausted(bytes);
  if (is_of_work && (uintptr_t) p != was) {
    tp_recovery_forget(r, was);
    tp_recovery_note(r, p);
  }
  return p;
}

void *tp_memory_resize(void *old, size_t count, size_t size)
{
  size_t bytes = product(count, size);
  return on_large_pages(old && tp_recovery_now ? resized_in_work(old, bytes) : checked(realloc(old, bytes), bytes), bytes);
}

void tp_memory_free(void *block)
{
  if (block && tp_recovery_now)
    tp_recovery_forget(tp_recovery_now, (uintptr_t) block);
  free(block);
}

void *tp_memory_aligned(size_t alignment, size_t bytes)
{
  return checked(aligned_alloc(alignment, bytes), bytes);
}

char *tp_memory_string(const char *text, size_t length)
{
  char *copy = tp_memory_new(length + 1, 1);
  memcpy(copy, text, length);
  copy[length] = '\0';
  return copy;
}

void *tp_memory_grow(void *array, size_t *capacity, size_t need, size_t size)
{
  size_t grown = *capacity + *capacity / 2;
  if (grown < need)
    grown = need;
  if (grown < 8)
    grown = 8;
  void *larger = tp_memory_resize(array, grown, size);
  *capacity = grown;               /* not before: the array is as it was where there is no memory */
  return larger;
}

void *tp_memory_manage(void *unused, void *old, size_t had, size_t bytes)
{
  (void) unused;
  (void) had;
  if (bytes)
    return tp_memory_resize(old, bytes, 1);
  tp_memory_free(old);
  return NULL;
}

/* --- GMP ------------------------------------------------------------------------------- */

/* What GMP had before; and whether the program wants all of its memory to come from here. */
static struct {
  void *(*new)(size_t bytes);
  void *(*resize)(void *old, size_t was, size_t bytes);
  void (*release)(void *old, size_t bytes);
  int is_ours;
} gmp;

static int is_for_us(void)
{
  return gmp.is_ours || tp_recovery_now;
}

static void *gmp_new(size_t bytes)
{
  return is_for_us() ? tp_memory_new(bytes, 1) : gmp.new(bytes);
}

static void *gmp_resize(void *old, size_t was, size_t bytes)
{
  return is_for_us() ? tp_memory_resize(old, bytes, 1) : gmp.resize(old, was, bytes);
}

static void gmp_release(void *old, size_t bytes)
{
  if (is_for_us())
    tp_memory_free(old);
  else
    gmp.release(old, bytes);
}

void tp_memory_serve_gmp(void)
{
  if (gmp.new)
    return;
  mp_get_memory_functions(&gmp.new, &gmp.resize, &gmp.release);
  mp_set_memory_functions(gmp_new, gmp_resize, gmp_release);
}

void tp_memory_on_exhaustion(void (*handler)(size_t bytes))
{
  exhausted = handler;
  tp_memory_serve_gmp();
  gmp.is_ours = 1;
}
