/* SPDX-License-Identifier: MIT */
/* Layers that have one arithmetic. */
#ifndef LAYERS_H
#define LAYERS_H

#include "tmprec/arithmetic/choice.h"

/* All layers of the construction (doc/construction.md, section 8), and the last one from `first` on up to which all have the
   arithmetic of `first`. */
unsigned tp_layers(unsigned r);
unsigned tp_layers_alike(const tp_choice *c, unsigned r, unsigned first);

#endif
