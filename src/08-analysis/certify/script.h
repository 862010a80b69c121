/* SPDX-License-Identifier: MIT */
/* A script for Coq: definitions, and lemmas about real numbers that coq-interval proves. */
#ifndef SCRIPT_H
#define SCRIPT_H

#include "weights.h"

typedef struct {
  tp_buffer *out;
  const tp_weighing *w;
  const tp_row_class *row;         /* the row at work */
  size_t number;                   /* of the row */
  int has_sums;                    /* 1: its sums, all and valued, are defined */
  size_t lemmas;
  tp_buffer used;                  /* other definitions that the next lemmas are about */
} tp_script;

/* An exact fraction. */
void tp_script_number(tp_buffer *out, mpfr_srcptr x);

/* The next lemmas are about a definition, too, until `used` is emptied. */
void tp_script_use(tp_script *s, const char *name);

/* A lemma; LEFT <= RIGHT, or <. */
void tp_script_lemma(tp_script *s, const char *text);
void tp_script_relation(tp_script *s, mpfr_srcptr left, int strict, const char *right);
void tp_script_relation_up(tp_script *s, const char *left, int strict, mpfr_srcptr right);

/* The expression is rounded to the value at least (up: at most). */
void tp_script_rounding(tp_script *s, const char *expression, const tp_rounding *rule, mpfr_srcptr value, int up);

/* Of the row at work: the exponential of its kind of this number, by its scores; the sum of all other keys, or of those with a
   value; what the latter weigh at most beside m best keys, and why; m best keys, and what they come to. */
void tp_script_exponential(tp_script *s, size_t number, const tp_row_kind *k);
void tp_script_sum(tp_script *s, const char *name, const tp_others *o, int with_value);
void tp_script_others(tp_script *s, const tp_others *o, uint64_t m, mpfr_srcptr most, tp_others_reason reason);
void tp_script_best(tp_script *s, const tp_others *all, uint64_t m, mpfr_srcptr low, mpfr_srcptr high, mpfr_srcptr also);
/* act rounds both ends of its output to what they should be. */
void tp_script_ends(tp_script *s, mpfr_srcptr low, mpfr_srcptr high);

#endif
