/* SPDX-License-Identifier: MIT */
/* A claim of `half-snap`, `tolerant` or `walk` once more, with every number stated: rounded outwards to a few digits, from numbers
   that are stated.  It is written as lines of a certificate or as a script for Coq. */
#ifndef DERIVE_H
#define DERIVE_H

#include "script.h"
#include "tmprec/analysis/claim.h"

typedef struct {
  tp_buffer *text;                 /* the certificate, or NULL */
  tp_script *script;               /* or NULL */
  const tp_weighing *w;
  const tp_scope *s;
  uint32_t tapes, state_bits, symbol_bits;     /* at most */
  mpfr_prec_t bits;                /* of a number that is stated */
  size_t facts, rows;              /* in the script */
  int fails;                       /* 1: some hypothesis does not hold of the numbers as they are stated */
} tp_derivation;

/* 1 if certificates of the theorem are written. */
int tp_derive_knows(const char *theorem);

/* All that follows the exponentials of the classes of rows.  0 if the numbers as stated do not prove the claim. */
int tp_derive_theorem(tp_derivation *d, const char *theorem, const tp_row_class *row, size_t rows);

/* --- Numbers --------------------------------------------------------------------------- */

/* A number that is stated: a bound of what it is about. */
typedef struct {
  mpfr_t x;
  char name[24];                   /* in the script */
} tp_fact;

void tp_fact_open(const tp_derivation *d, tp_fact *f);
void tp_fact_close(tp_fact *f);

/* The number is named in the script; and is `LABEL <= X` or `LABEL >= X` in the certificate, X in `bits` bits. */
void tp_derive_name(tp_derivation *d, tp_fact *f, const char *about);
void tp_derive_state(tp_derivation *d, tp_fact *out, const char *label, int up, mpfr_srcptr x);
/* In %a. */
void tp_derive_number(tp_buffer *out, mpfr_srcptr x);

/* constant + the sum of times fact: LINEAR(1, {-2, &f}, {1, &g}). */
typedef struct {
  long constant;
  struct { long times; const tp_fact *fact; } term[4];
} tp_linear;
#define LINEAR(constant, ...) (&(tp_linear) {constant, {__VA_ARGS__}})
#define CASES(...) (const tp_linear[]) {__VA_ARGS__}, sizeof ((const tp_linear[]) {__VA_ARGS__}) / sizeof (tp_linear)

/* `LABEL <= X` (up) or `LABEL >= X`: of a sum; as act rounds it, or its mirror image; of a neuron, where what is below 0
   is 0 before. */
typedef enum { TP_DERIVE_SUM, TP_DERIVE_ROUNDED, TP_DERIVE_NEURON } tp_derive_kind;
void tp_derive(tp_derivation *d, tp_fact *out, const char *label, int up, tp_derive_kind kind, const tp_linear *of);
/* A bound of several. */
void tp_derive_all(tp_derivation *d, tp_fact *out, const char *label, int up, tp_derive_kind kind, const tp_linear *of, size_t count);

/* --- Hypotheses -------------------------------------------------------------------------- */

/* All between two sums is rounded to 1. */
void tp_derive_one(tp_derivation *d, const char *label, const tp_linear *low, const tp_linear *high);
/* Sums are less than V, or one is at least V. */
void tp_derive_less(tp_derivation *d, tp_fact *out, const char *label, const tp_linear *of, size_t count, mpfr_srcptr v);
void tp_derive_less_than(tp_derivation *d, tp_fact *out, const char *label, tp_derive_kind kind, const tp_linear *of, double v);
void tp_derive_least(tp_derivation *d, tp_fact *out, const char *label, tp_derive_kind kind, const tp_linear *of, double v);

/* --- Exponentials ---------------------------------------------------------------------------- */

/* `gap NAME >= X`, X > 0, and `exp NAME <= Y`, where e^-(beta X) <= Y.  *out is Y; its name is the one that it has in the
   script. */
void tp_derive_exponential(tp_derivation *d, tp_fact *out, const char *name, const tp_linear *gap);

/* --- Rows ---------------------------------------------------------------------------------- */

typedef struct {
  tp_row_class row;                /* value, is_flag, may_tie; kinds of other keys */
  tp_others all, valued;
  mpfr_t weigh[64];                /* what the latter weigh beside 2^i best keys */
  tp_fact low, high;               /* the output */
} tp_derived_row;

void tp_derived_row_open(tp_derivation *d, tp_derived_row *r);
void tp_derived_row_close(tp_derived_row *r);

/* Other keys by scores, whose exponentials are stated before; or some more, by a gap: `gap NAME >= X`, `exp NAME <= Y`. */
void tp_derive_class(tp_derivation *d, tp_derived_row *r, const tp_row_class *of);
void tp_derive_keys(tp_derivation *d, tp_derived_row *r, const char *name, const tp_linear *gap, uint64_t count, int has_value);
/* `others` up to so many best keys, and `output`. */
void tp_derive_others(tp_derivation *d, tp_derived_row *r, uint64_t ties);
void tp_derive_output(tp_derivation *d, tp_derived_row *r, uint64_t ties);
/* A name for what others weigh beside one best key. */
void tp_fact_weight(tp_derivation *d, tp_fact *out, const tp_derived_row *r);

/* --- Theorems -------------------------------------------------------------------------------- */

/* What heads leak, and what act makes of it (doc/half-snapping.md, section 1.2). */
typedef struct {
  tp_fact alpha, mu, gamma, delta, eta, kept_alpha, kept_gamma, kept_delta, kept_eta;
} tp_leaks;

void tp_leaks_open(const tp_derivation *d, tp_leaks *g);
void tp_leaks_close(tp_leaks *g);

/* (H1) to (H4), where so many keys of kind C may tie. */
void tp_derive_hypotheses(tp_derivation *d, tp_leaks *g, const tp_row_class *row, size_t rows, uint64_t ties);
void tp_derive_tolerant(tp_derivation *d, const tp_leaks *g, const tp_row_class *row, size_t rows);
/* (T4), (T5). */
void tp_derive_last_step(tp_derivation *d, const tp_leaks *g, const tp_fact *written);
/* (W1) to (W6). */
void tp_derive_walk(tp_derivation *d);

#endif
