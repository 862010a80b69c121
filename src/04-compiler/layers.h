/* SPDX-License-Identifier: MIT */
/* The layers of a plain chain of thought are in chain.c, what a summarized one has
   besides in summary.c; this is what they share. */
#ifndef LAYERS_H
#define LAYERS_H

#include "stream.h"

/* Add what summaries take (doc/construction.md, "Summarized chain of thought"), when
   the layers are complete otherwise: its heads and neurons are the last of each. */
void tp_summary_layers(tp_transformer *t, const stream *s, uint32_t L2, uint32_t L3);

/* Withdraw the step that the machine's table prescribes, where the flag is 1. */
void tp_zero_next_step(tp_transformer *t, const stream *s, uint32_t layer, span flag);

#endif
