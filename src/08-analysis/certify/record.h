/* SPDX-License-Identifier: MIT */
/* What a theorem finds, written as it is found: lines of a certificate, or lemmas of a script for Coq; or neither, where
   only the verdict is asked for.  So what is written are the numbers that the verdict rests on. */
#ifndef RECORD_H
#define RECORD_H

#include "script.h"

typedef struct {
  tp_buffer *text;                 /* the certificate, or NULL */
  tp_script *script;               /* or NULL */
  mpfr_prec_t bits;                /* of a number that is stated */
} tp_record;

/* A line of the certificate; a remark in the script. */
void tp_record_line(const tp_record *r, const char *format, ...) TP_PRINTF(2, 3);

/* x becomes a number of `bits` bits that is no less (up), or no larger: `LABEL <= X` or `LABEL >= X`.  The lemma that says
   so is the caller's. */
void tp_record_state(const tp_record *r, const char *label, int up, mpfr_t x);

/* `WORD V`: a hypothesis about the number x stated last. */
void tp_record_less(const tp_record *r, mpfr_srcptr x, mpfr_srcptr v);      /* less: x < v */
void tp_record_within(const tp_record *r, mpfr_srcptr x, mpfr_srcptr v);    /* within: x <= v */
void tp_record_above(const tp_record *r, mpfr_srcptr x, mpfr_srcptr v);     /* above: x > v */

/* Lemmas.  An expression is at most x (up), or at least; or it is rounded to x at most, or at least.  In the expression
   each # is the next argument, an mpfr_srcptr, and each $ an unsigned long long. */
void tp_record_bound(const tp_record *r, mpfr_srcptr x, int up, const char *expression, ...);
void tp_record_rounding(const tp_record *r, const tp_rounding *rule, mpfr_srcptr x, int up, const char *expression, ...);
/* (1 + unit)^times - less is at most x. */
void tp_record_power(const tp_record *r, mpfr_srcptr x, mpfr_srcptr unit, uint64_t times, unsigned less);

/* x becomes y, if that is larger, or less: a bound of both. */
void tp_record_raise(const tp_record *r, mpfr_t x, mpfr_srcptr y);
void tp_record_lower(const tp_record *r, mpfr_t x, mpfr_srcptr y);

/* Theorems once more, recorded; 1 if the claim holds. */
int tp_record_every_operation(tp_record record, const tp_scope *s, const tp_choice *c);
int tp_record_partial_sums(tp_record record, const tp_scope *s, const tp_weighing *w, const tp_choice *c);

#endif
