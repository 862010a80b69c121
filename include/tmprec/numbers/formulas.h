/* SPDX-License-Identifier: MIT */
/* A language of exact formulas: rational numbers, names, functions, blocks (doc/theorems.md, "The language").  It knows
   nothing of what its formulas are about.  Functions that no formula defines are those of a host.

   A text is evaluated as it is read.  The first thing that goes wrong ends it: a name without a value, a quotient by 0,
   what is not in the language, or what the host says. */
#ifndef TMPREC_NUMBERS_FORMULAS_H
#define TMPREC_NUMBERS_FORMULAS_H

#include <gmp.h>

#include "tmprec/base/buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tp_formulas tp_formulas;

/* A number, or where in the formulas a text stands: from its first quote on, or from its first letter to its end. */
typedef struct { mpq_t number; const char *text; int is_known; } tp_formula_value;

typedef struct {
  /* A function of one or two values (0 in place of the second); *first becomes its value.  `formula` is where its call
     stands, to the end of the line and beyond. */
  void (*compute)(void *host, const char *function, tp_formula_value *first, const tp_formula_value *second, const char *formula);
  /* Something is wrong: `what`, and the first line of `formula`. */
  void (*wrong)(void *host, const char *what, const char *formula);
  void *host;
} tp_formula_host;

tp_formulas *tp_formulas_new(const tp_formula_host *host);
void tp_formulas_free(tp_formulas *f);

/* Evaluate definitions and other expressions.  The text must last as long as *f. */
void tp_formulas_evaluate(tp_formulas *f, const char *text);

/* Write a text in quotes: | is a tab, {NAME} a text or a whole number.  A name without a value is read: it becomes the
   number in `line`, of so many bytes, at the place where the text has it. */
void tp_formulas_expand(tp_formulas *f, tp_buffer *out, const char *text, const char *line, size_t length);

/* End at once: for hosts, when something is wrong. */
void tp_formulas_stop(tp_formulas *f);

#ifdef __cplusplus
}
#endif

#endif
