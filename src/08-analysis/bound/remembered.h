/* SPDX-License-Identifier: MIT */
/* Results that are asked for again and again: of functions of two counts and a number.  Few of them are kept, by the
   place of their hash. */
#ifndef REMEMBERED_H
#define REMEMBERED_H

#include <stddef.h>

typedef struct remembered remembered;

remembered *tp_remembered_new(void);
void tp_remembered_free(remembered *m);

/* Where the result for these is: 1: *result is what was stored there for them; 0: it is to be stored there. */
int tp_remembered_find(remembered *m, size_t first, size_t second, double x, double **result);

#endif
