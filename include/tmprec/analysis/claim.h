/* SPDX-License-Identifier: MIT */
/* Claims about runs: what is certain of every run of a scope in one arithmetic
   (doc/bounds.md, whose theorems are named below).

   A scope is a set of runs.  It is described by what the theorems ask about: how long a context is,
   how often one cell is rewritten in it, how large the biases are.  A claim says that every run of
   the scope is exact, or exact in every activation.  It comes with the inequalities that prove it,
   each evaluated in MPFR with directed rounding: no verdict depends on binary64. */
#ifndef TMPREC_ANALYSIS_CLAIM_H
#define TMPREC_ANALYSIS_CLAIM_H

#include <stdint.h>

#include "tmprec/analysis/subject.h"
#include "tmprec/arithmetic/choice.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { TP_SCOPE_ALL, TP_SCOPE_MACHINE, TP_SCOPE_RUN, TP_SCOPES } tp_scope_kind;
extern const char *const tp_scope_name[TP_SCOPES];     /* all machine run */

/* The runs that a claim is about. */
typedef struct {
  tp_scope_kind kind;
  tp_chain_mode mode;
  unsigned r;            /* bits of a position */
  uint64_t n;            /* tokens of a context at most, 5 <= n <= 2^r */
  uint64_t ties;         /* rewrites at most: keys that may tie in a head (doc/precision.md, 3.1) */
  uint32_t tapes, state_bits, symbol_bits;   /* K, d_Q, d_G of the machine; 0: any machine's */
  int is_other;          /* 1: a run that starts or ends otherwise than the theorems suppose; nothing is claimed of it */
} tp_scope;

/* Every run, of any machine, that halts and whose contexts have at most n tokens.  n is at least 5
   in both modes; r is even, 4 .. 60. */
tp_scope tp_scope_all(tp_chain_mode mode, unsigned r, uint64_t n);
/* Every such run of a machine, with its biases, and with fewer ties where its table shows that. */
tp_scope tp_scope_machine(const tp_machine *m, tp_chain_mode mode, unsigned r, uint64_t n);
/* One run, whose tokens are those of the subject. */
tp_scope tp_scope_run(const tp_subject *s);

/* The rewrites of a context of n tokens at most, in every run of every machine that halts: the largest
   m of heads that look for writes (doc/bounds.md, section 2).  Attained by some machine. */
uint64_t tp_context_ties(tp_chain_mode mode, unsigned r, uint64_t n);

/* The same for every run of one machine, by its table alone, at most `limit`: if heads turn or stay only a
   bounded number of times, so that no state comes again in between, cells are rewritten that often. */
uint64_t tp_machine_ties(const tp_machine *m, uint64_t limit);

typedef enum { TP_CLAIM_NONE, TP_CLAIM_EXACT, TP_CLAIM_EXACT_ACT, TP_CLAIM_VERDICTS } tp_claim_verdict;
extern const char *const tp_claim_name[TP_CLAIM_VERDICTS];   /* "" exact exact_act */

/* An inequality, between bounds.  TP_INEQUALITY_ROUNDS: what a head adds to a coordinate, or what a coordinate is
   before it is rounded, lies between low (rounded down) and high (rounded up), and has to be rounded to `value`.
   TP_INEQUALITY_LESS: low (rounded up) has to be less than high (rounded down). */
typedef enum { TP_INEQUALITY_ROUNDS, TP_INEQUALITY_LESS } tp_inequality_kind;
typedef struct {
  tp_inequality_kind kind;
  char what[96];         /* kind of head, and which of its rows */
  double low, high;
  int value;
  int holds;
} tp_inequality;

typedef struct {
  tp_claim_verdict verdict;
  const char *theorem;   /* name of the theorem used; "" for none */
  tp_inequality *because;
  size_t becauses;
  char (*open)[160];     /* what nothing is proved of, one line each */
  size_t opens;
} tp_claim;

/* What is certain of the scope.  The choice passes tp_choice_check and has no noise.  The caller
   clears the claim. */
void tp_claim_make(tp_claim *out, const tp_scope *s, const tp_choice *c);
void tp_claim_clear(tp_claim *c);

/* What is certain of one run whose tokens are the prescribed ones; none where claims say nothing: of hardmax, of a run that
   does not halt, under noise. */
tp_claim_verdict tp_claim_of_run(const tp_subject *s, const tp_choice *c);

/* The least beta for which tp_claim_make certifies at least `wanted`, as the binary64 number that
   a decimal stands for; and every larger one does.  0 if none does, or if certificates of this choice are not
   monotone in beta, as where logits are rounded. */
int tp_claim_least_beta(double *beta, const tp_scope *s, const tp_choice *c, tp_claim_verdict wanted);

#ifdef __cplusplus
}
#endif

#endif
