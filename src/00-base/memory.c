/* SPDX-License-Identifier: MIT */
#include "tmprec/base/memory.h"

#include <gmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void default_handler(size_t bytes)
{
  fprintf(stderr, "tmprec: out of memory (%zu bytes more were needed)\n", bytes);
  exit(2);
}

static void (*exhausted)(size_t) = default_handler;

void tp_memory_exhausted(size_t bytes)
{
  exhausted(bytes);
  abort();
}

TP_NEVER_NULL static void *checked(void *p, size_t bytes)
{
  if (!p)
    tp_memory_exhausted(bytes);
  return p;
}

static size_t product(size_t count, size_t size)
{
  if (size && count > (SIZE_MAX - 1) / size)
    tp_memory_exhausted(SIZE_MAX);
  size_t bytes = count * size;
  return bytes ? bytes : 1;
}

/* Blocks that are much larger than a large page are wished to stand on such: then the system is not asked for each small one. */
enum { LARGE_PAGE = 1 << 21, MANY_PAGES = 2 };

static void *on_large_pages(void *p, size_t bytes)
{
#ifdef MADV_HUGEPAGE
  if (bytes / LARGE_PAGE >= MANY_PAGES) {
    unsigned char *block = p, *from = block + (LARGE_PAGE - (uintptr_t) p % LARGE_PAGE) % LARGE_PAGE;
    (void) madvise(from, (bytes - (size_t) (from - block)) / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE);
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

void *tp_memory_resize(void *old, size_t count, size_t size)
{
  size_t bytes = product(count, size);
  return on_large_pages(checked(realloc(old, bytes), bytes), bytes);
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
  *capacity = grown;
  return tp_memory_resize(array, grown, size);
}

void *tp_memory_manage(void *unused, void *old, size_t had, size_t bytes)
{
  (void) unused;
  (void) had;
  if (bytes)
    return tp_memory_resize(old, bytes, 1);
  free(old);
  return NULL;
}

static void *gmp_new(size_t bytes)
{
  return tp_memory_new(bytes, 1);
}

static void *gmp_resize(void *old, size_t was, size_t bytes)
{
  (void) was;
  return tp_memory_resize(old, bytes, 1);
}

static void gmp_release(void *old, size_t bytes)
{
  (void) bytes;
  free(old);
}

void tp_memory_on_exhaustion(void (*handler)(size_t bytes))
{
  exhausted = handler;
  mp_set_memory_functions(gmp_new, gmp_resize, gmp_release);
}
