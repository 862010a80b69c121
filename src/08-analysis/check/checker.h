/* A certificate at work.  What is wrong first is remembered in `result`; nothing is confirmed after it. */
#ifndef CHECKER_H
#define CHECKER_H

#include <gmp.h>

#include "tmprec/analysis/certificate.h"
#include "tmprec/numbers/enclosure.h"

/* Of a name without an index; the exponents of numbers that a certificate may state are smaller than that. */
enum { TP_NO_INDEX = -1, TP_MOST_EXPONENT = 100000 };

/* A number, or a text that stands in a theorem: where it does. */
typedef struct { mpq_t number; const char *text; int is_known; } tp_value;

/* NAME or NAME[index]; or a function: one of arithmetic.c, from 1, or what `def` says, from its parameters on. */
typedef struct tp_variable {
  const char *name, *definition;
  size_t length;
  long index;
  int function;
  tp_value value;
  struct tp_variable *next;              /* of the same hash */
} tp_variable;

typedef struct {
  const char *name, *next, *end;         /* of the certificate; its next line */
  size_t line;
  tp_error *err;
  tp_certificate_result result;
  const char *at;                        /* what of the theorem comes next */
  tp_variable *variable[4096];
  tp_choice stated, choice;              /* the arithmetic of all layers, and of the layer at work */
  tp_rounding rule[TP_SITES];            /* of the latter */
  tp_buffer there;                       /* its name, in quotes */
  tp_enclosure_room room;
} tp_checker;

/* The theorems, embedded by build-aux/embed.sh; the last one has no name. */
extern const struct tp_theorem_file { const char *name, *text; size_t length; } tp_theorem_files[];

void tp_checker_fail(tp_checker *c, tp_certificate_result how, const char *what, const char *formula);
#define refuse(c, what) tp_checker_fail(c, TP_CERTIFICATE_REFUSED, what, "")
#define malformed(c, what) tp_checker_fail(c, TP_CERTIFICATE_MALFORMED, what, "")

/* The next line of the certificate begins with this text; it must, and is read: what stands after it, up to '\n'. */
int tp_checker_begins(const tp_checker *c, const char *text);
const char *tp_checker_read(tp_checker *c, const char *text);
/* The same, where a tab and a number as %a writes it follow; the text is cleared. */
void tp_checker_read_number(tp_checker *c, tp_buffer *before, mpq_t x);

/* formulas.c: the theorems. */
void tp_checker_follow(tp_checker *c);

/* arithmetic.c: names, most of which have no value at first; x[0] = what a function makes of x[0] and x[1]. */
tp_variable *tp_checker_variable(tp_checker *c, const char *name, size_t length, long index);
void tp_checker_name(tp_checker *c);
void tp_checker_compute(tp_checker *c, int function, tp_value *x);

#endif
