/* SPDX-License-Identifier: MIT */
/* A certificate at work, and the theorem that says what has to stand in it (doc/theorems.md). */
#ifndef CHECKER_H
#define CHECKER_H

#include <gmp.h>

#include "tmprec/analysis/certificate.h"
#include "tmprec/numbers/enclosure.h"

/* A number, or where in a theorem a text stands. */
typedef struct { mpq_t number; const char *text; int is_known; } tp_value;

/* NAME or NAME[index]; where the parameters of a function stand. */
typedef struct tp_variable {
  char *name;
  const char *definition;
  long index;
  tp_value value;
  struct tp_variable *next;              /* of the same hash */
} tp_variable;

typedef struct {
  const char *name, *next, *end;         /* of the certificate; its next line */
  size_t line;
  tp_error *err;
  tp_certificate_result result;          /* what is wrong first; nothing is confirmed after it */
  const char *at;                        /* what of the theorem comes next */
  tp_variable *variable[4096];
  tp_value **stack;                      /* of formulas at work */
  size_t depth, made, capacity;
  tp_choice stated, choice;              /* the arithmetic of all layers, and of the layer at work */
  tp_rounding rule[TP_SITES];            /* of the latter */
  tp_buffer facts;                       /* the same in the language of theorems */
  tp_enclosure_room room;
} tp_checker;

/* The theorems, embedded by build-aux/embed.sh; the last one has no name. */
extern const struct tp_theorem_file { const char *name, *text; size_t length; } tp_theorem_files[];

/* check.c: what is wrong, with the line of a theorem that says so; functions that no theorem defines. */
void tp_checker_fail(tp_checker *c, tp_certificate_result how, const char *what, const char *formula);
void tp_checker_compute(tp_checker *c, const char *f, tp_value *first, const tp_value *second, const char *formula);
#define refuse(c, what, formula) tp_checker_fail(c, TP_CERTIFICATE_REFUSED, what, formula)
#define malformed(c, what, formula) tp_checker_fail(c, TP_CERTIFICATE_MALFORMED, what, formula)

/* formulas.c: evaluates what stands in a text, definitions and other expressions; writes a text in quotes. */
void tp_checker_evaluate(tp_checker *c, const char *text);
void tp_checker_expand(tp_checker *c, tp_buffer *out, const char *text);

#endif
