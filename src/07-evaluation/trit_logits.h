/* SPDX-License-Identifier: MIT */
/* The unembedding where all numbers are trits: logits are small integers, counted in words. */
#ifndef TRIT_LOGITS_H
#define TRIT_LOGITS_H

#include "plan_private.h"
#include "tmprec/evaluation/evaluator.h"

/* The argmax over the vocabulary, as tp_evaluator_scan (evaluator_private.h) finds it, from the stream: words that say
   which coordinates are not 0, and which are -1.  One more word than the coordinates need stands after each. */
void tp_trit_logits_scan(const tp_transformer *t, const packed_book *book, const uint64_t *set, const uint64_t *negative, tp_prediction *out);

#endif
