/* SPDX-License-Identifier: MIT */
/* The theorems, one function each: what of a scope an arithmetic certifies. */
#ifndef SNAP_H
#define SNAP_H

#include "weights.h"

/* Append an inequality to the claim, or what is open. */
void tp_claim_note(tp_claim *c, const char *what, mpfr_srcptr low, mpfr_srcptr high, int value, int holds);
void tp_claim_note_less(tp_claim *c, const char *what, mpfr_srcptr low, mpfr_srcptr high, int holds);
void tp_claim_open(tp_claim *c, const char *format, ...) TP_PRINTF(2, 3);

/* What a head adds to a coordinate in a row of the class, with 1 to `ties` best keys where they may tie: between
   *low and *high.  0 if this is not known. */
int tp_row_output(mpfr_t low, mpfr_t high, const tp_weighing *w, const tp_row_class *row, uint64_t ties);

/* 1 if act rounds all that lies between to the value of the row, and keeps a bit that it may be added to. */
int tp_row_snaps(const tp_weighing *w, const tp_row_class *row, mpfr_srcptr low, mpfr_srcptr high);

/* Snap: 1 if every head's output is rounded to the right activation whatever the run of the scope. */
int tp_certify_snap(tp_claim *out, const tp_scope *s, const tp_weighing *w);

/* Snap with partial sums rounded at acc: the same. */
int tp_certify_partial_sums(tp_claim *out, const tp_scope *s, const tp_weighing *w, const tp_choice *c);

/* Half-snap: 1 if bits that are set stay exact, and what the others carry reaches no decision, whatever the
   run of the scope.  Logits and exponentials are not rounded. */
int tp_certify_half_snap(tp_claim *out, const tp_scope *s, const tp_weighing *w);

/* Tolerant search: 1 if all is as in half-snap, but that ties need not be rounded to 1, whatever the run of the scope.
   attn is rounded to nearest, or not. */
int tp_certify_tolerant(tp_claim *out, const tp_scope *s, const tp_weighing *w);

/* Walk: nothing is rounded; 1 if all errors together leave every prediction right, whatever the run of the scope. */
int tp_certify_walk(tp_claim *out, const tp_scope *s, const tp_weighing *w);

/* Every operation: 1 if the same is so where every operation is rounded, whatever the run of the scope. */
int tp_certify_every_operation(tp_claim *out, const tp_scope *s, const tp_choice *c);

#endif
