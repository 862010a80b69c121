/* SPDX-License-Identifier: MIT */
/* Memory for tables that double: what one gives back the next takes, and the system is asked for large pieces only, on
   large pages where it has them.  Threads may share a pool. */
#ifndef TMPREC_BASE_POOL_H
#define TMPREC_BASE_POOL_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tp_pool tp_pool;

/* The caller frees it, and with it all that was taken. */
tp_pool *tp_pool_new(void);
void tp_pool_free(tp_pool *p);

/* Room for so many objects of a size, like tp_memory_new (memory.h), whose alignment it has.  Give back as many as were
   taken.  keep: what is never given back takes no more room than it needs. */
void *tp_pool_take(tp_pool *p, size_t count, size_t size);
void *tp_pool_keep(tp_pool *p, size_t count, size_t size);
void tp_pool_give(tp_pool *p, void *block, size_t count, size_t size);

/* All that was taken is given back at once.  The pool keeps the memory for what is taken next. */
void tp_pool_begin_again(tp_pool *p);

#ifdef __cplusplus
}
#endif

#endif
