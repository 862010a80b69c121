/* SPDX-License-Identifier: MIT */
/* What a file of weights says besides numbers: JSON text (doc/weights.md). */
#ifndef METADATA_H
#define METADATA_H

#include "tmprec/base/json_text.h"
#include "tmprec/transformer/weights.h"

enum { WEIGHTS_VERSION = 1, MOST_TOKENS_LISTED = 4096 };
#define WEIGHTS_FORMAT "tmprec-weights"

void tp_metadata_put(tp_buffer *out, const tp_transformer *t, const tp_weights_about *about, const tp_weights_layout *layout);

#endif
