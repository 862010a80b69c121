/* SPDX-License-Identifier: MIT */
/* Commands that compile a machine and run nothing: for the bits of position that are asked for, or that an
   input needs. */
#ifndef AT_BITS_H
#define AT_BITS_H

#include "settings.h"

/* Calls `perform` and returns its status; EXIT_REFUSED with a complaint if there is no such machine. */
int at_bits(settings *s, int (*perform)(const settings *s, const tp_machine *m, tp_chain_mode mode, unsigned r));

#endif
