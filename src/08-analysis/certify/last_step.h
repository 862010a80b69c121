/* SPDX-License-Identifier: MIT */
/* From `read` on: what errors of `written` do to the last layers and to the logits (doc/tolerant-search.md, sections 3.4
   to 5). */
#ifndef LAST_STEP_H
#define LAST_STEP_H

#include "half_snap.h"

/* (T4), (T5): where hardmax has 1, `written` is at least so much. */
void tp_need_last_step(half_snap *h, mpfr_srcptr written);

#endif
