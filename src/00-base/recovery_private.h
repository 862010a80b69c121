/* SPDX-License-Identifier: MIT */
/* What memory.c tells the recovery of its thread. */
#ifndef RECOVERY_PRIVATE_H
#define RECOVERY_PRIVATE_H

#include <stdint.h>

#include "tmprec/base/recovery.h"

/* That of this thread, or NULL. */
extern _Thread_local tp_recovery *tp_recovery_now;

/* A new block, which is freed at once if it cannot be noted.  Does not return if the work is given up. */
void tp_recovery_note(tp_recovery *r, void *block);
/* By its address, as the block may be gone: whether it is noted; and that it is no longer. */
int tp_recovery_has(const tp_recovery *r, uintptr_t address);
void tp_recovery_forget(tp_recovery *r, uintptr_t address);

/* Memory is exhausted: does not return. */
void tp_recovery_exhausted(tp_recovery *r, size_t bytes);

/* Let GMP allocate through memory.c in work that can be given up.  Once. */
void tp_memory_serve_gmp(void);

#endif
