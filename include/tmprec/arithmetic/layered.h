/* The arithmetics of all layers.  A choice with exceptions is an arithmetic for each kind of
   layer, all of one backend, so that each reads the others' columns; layers that compute
   alike share one. */
#ifndef TMPREC_ARITHMETIC_LAYERED_H
#define TMPREC_ARITHMETIC_LAYERED_H

#include "tmprec/arithmetic/arithmetic.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Immutable, like the arithmetics in it. */
typedef struct {
  size_t layers, count;
  tp_arithmetic **own;             /* count entries */
  size_t *of;                      /* by layer, of layer 1 first: which of them */
} tp_layered;
tp_layered tp_layered_new(const tp_choice *c, const tp_effort *e, unsigned r, size_t keys, size_t layers);
void tp_layered_free(tp_layered *l);

/* A workspace for each of them. */
typedef struct {
  const tp_layered *layered;
  tp_workspace **own;
} tp_workspaces;
tp_workspaces tp_workspaces_new(const tp_layered *l, const tp_draw *d);
void tp_workspaces_free(tp_workspaces *w);
tp_workspace *tp_workspace_of_layer(const tp_workspaces *w, size_t layer);    /* from 1 */
int tp_workspaces_undecided(const tp_workspaces *w);                          /* of all */

#ifdef __cplusplus
}
#endif

#endif
