/* SPDX-License-Identifier: MIT */
/* The arithmetics of all layers.  A choice with exceptions stands for one arithmetic for each
   kind of layer.  All are of one backend, so that each reads the columns of the others.  Layers
   that compute alike share an arithmetic. */
#ifndef TMPREC_ARITHMETIC_LAYERED_H
#define TMPREC_ARITHMETIC_LAYERED_H

#include "tmprec/arithmetic/arithmetic.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Immutable, like the arithmetics in it, so threads may share it.  The caller frees it.  For r
   and keys see tp_arithmetic_new.  With exceptions all layers get enclosures if one of them needs
   enclosures, and MPFR itself under mpfr. */
typedef struct {
  size_t layers, count;
  tp_arithmetic **own;             /* count entries */
  size_t *of;                      /* layers entries, layer 1 first: the index of its arithmetic in `own` */
} tp_layered;
tp_layered tp_layered_new(const tp_choice *c, const tp_effort *e, unsigned r, size_t keys, size_t layers);
void tp_layered_free(tp_layered *l);

/* One workspace for each of these arithmetics, for one thread.  They refer to `layered`, which
   must outlive them.  The caller frees them. */
typedef struct {
  const tp_layered *layered;
  tp_workspace **own;
} tp_workspaces;
tp_workspaces tp_workspaces_new(const tp_layered *l, const tp_draw *d);
void tp_workspaces_free(tp_workspaces *w);
tp_workspace *tp_workspace_of_layer(const tp_workspaces *w, size_t layer);    /* layer from 1 */
int tp_workspaces_undecided(const tp_workspaces *w);                          /* TP_UNDECIDED_... bits of all of them */

#ifdef __cplusplus
}
#endif

#endif
