/* SPDX-License-Identifier: MIT */
/* sweep --dry-run */
#ifndef DRY_RUN_H
#define DRY_RUN_H

#include "settings.h"
#include "tmprec/sweep/grid.h"

/* Print what the sweep would take; the exit status. */
int dry_run(const settings *s, const tp_grid *g);

#endif
