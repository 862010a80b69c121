/* SPDX-License-Identifier: MIT */
/* Allocation.  Running out of memory is the one failure that is not returned as a status.
   As in GMP, it ends the process, through a handler that the program may set; or, in work that
   can be given up (recovery.h), that work.  Sizes that are known to be too large are refused before
   they are allocated. */
#ifndef TMPREC_BASE_MEMORY_H
#define TMPREC_BASE_MEMORY_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Compilers and analyzers take the promise. */
#if defined __GNUC__
#define TP_NEVER_NULL __attribute__((returns_nonnull))
#else
#define TP_NEVER_NULL
#endif

/* Room for `count` objects of `size` bytes: uninitialised (tp_memory_new), all zero bytes
   (tp_memory_zeroed), or with the contents of an older block (tp_memory_resize).  The result
   is never NULL, also for count = 0.  A product that overflows counts as exhaustion.
   tp_memory_aligned: uninitialised bytes, a multiple of the alignment, which is a power of two.
   tp_memory_string copies `length` bytes and appends a NUL.  The caller frees with free(), which in all layers stands
   for tp_memory_free (Makefile.am): work that can be given up has to know what is freed. */
TP_NEVER_NULL void *tp_memory_new(size_t count, size_t size);
TP_NEVER_NULL void *tp_memory_zeroed(size_t count, size_t size);
TP_NEVER_NULL void *tp_memory_resize(void *old, size_t count, size_t size);
TP_NEVER_NULL void *tp_memory_aligned(size_t alignment, size_t bytes);
TP_NEVER_NULL char *tp_memory_string(const char *text, size_t length);

void tp_memory_free(void *block);

/* Make room in *array for at least `need` objects.  *capacity grows by half of itself, to at
   least `need` and at least 8.  Usage: TP_MEMORY_GROW(a, capacity, need).  The macro does
   nothing if need <= capacity.  It evaluates its arguments more than once. */
TP_NEVER_NULL void *tp_memory_grow(void *array, size_t *capacity, size_t need, size_t size);
#define TP_MEMORY_GROW(array, capacity, need) \
  ((need) > (capacity) ? (void) ((array) = tp_memory_grow((array), &(capacity), (need), sizeof *(array))) : (void) 0)

/* For libraries that ask one function for everything, as Lua does: the block `old` resized, or freed if it is to have no
   bytes.  What stands before it, and how many bytes it had, is of no use here. */
void *tp_memory_manage(void *unused, void *old, size_t had, size_t bytes);

/* Memory is exhausted, though nothing here was asked for so many bytes: does not return. */
void tp_memory_exhausted(size_t bytes);

/* Set the handler that is called when memory is exhausted, with the number of bytes asked
   for.  It must not return.  The default handler
   is abort().  From this call on GMP and MPFR allocate through this layer too.  Call it at
   most once, before any thread starts. */
void tp_memory_on_exhaustion(void (*handler)(size_t bytes));

#ifdef __cplusplus
}
#endif

#endif
