/* Allocation.  Running out of memory is the one failure that is not returned as a status
   (error.h): as in GMP, a handler is called that must not return.  The default one prints a
   line and exits; a program may set another.  Sizes known to be too large are refused
   earlier, with a status. */
#ifndef TMPREC_BASE_MEMORY_H
#define TMPREC_BASE_MEMORY_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Room for count objects of the given size, uninitialised (tp_memory_new) or all
   zero bytes (tp_memory_zeroed).  Never NULL, also for count = 0; a product that
   overflows counts as exhaustion. */
void *tp_memory_new(size_t count, size_t size);
void *tp_memory_zeroed(size_t count, size_t size);
void *tp_memory_resize(void *old, size_t count, size_t size);
char *tp_memory_string(const char *text, size_t length);

/* Make room in *array for at least `need` objects; *capacity grows by halves.
   Usage: TP_MEMORY_GROW(a, capacity, need). */
void *tp_memory_grow(void *array, size_t *capacity, size_t need, size_t size);
#define TP_MEMORY_GROW(array, capacity, need) \
  ((need) > (capacity) ? (void) ((array) = tp_memory_grow((array), &(capacity), (need), sizeof *(array))) : (void) 0)

/* Set the handler, which is called with the size asked for and must not return.  The
   default one writes a line to standard error and exits with status 2.
   Set it once, before any thread starts; GMP and MPFR use it as well. */
void tp_memory_on_exhaustion(void (*handler)(size_t bytes));

#ifdef __cplusplus
}
#endif

#endif
