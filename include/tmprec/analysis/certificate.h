/* SPDX-License-Identifier: MIT */
/* Certificates: claims as text, with the numbers that prove them, and a checker that does not trust
   what made them (doc/bounds.md, section "Certificates").

   Fields are separated by tabs.  Numbers are those of printf's %a: exact.

     tmprec-certificate 1
     claim       exact_act
     theorem     snap
     scope       all                          all, machine or run
     mode        cot
     r           8
     n           256
     ties        113
     machine     K  d_Q  d_G                  0 0 0: any machine
     arithmetic  act=fixed:1.0 attn=p:1 beta=auto
     exp         best  next  <=  X            e^-(logit of best - logit of next), not rounded at exp
     row         NAME                         a class of rows; then
     by          REASON                       which bound is used, and
     others      m  <=  X                     what other keys with a value weigh beside m best keys
     output      >=  L
     output      <=  H
     rounds      V                            act rounds L and H to V
     rounds      1+  1                        and, where such a row is added to a 1, 1 + L and 1 + H to 1
     end

   All classes of rows stand there, each with its lines.  Where layers differ, all from `exp` on stands there for each group
   of successive layers that have one arithmetic, after

     layers      F  L  ARITHMETIC             layers F to L, from 1 to 5r/2 + 8

   Theorems half-snap and tolerant claim `exact`.  After `exp` of scores they have lines of these kinds:

     row         NAME                         as above, but without `rounds`: first rows that find nothing, but for
                                              D, later those of (H1)
     kept        alpha  <=  X                 alpha, gamma, eta, delta: what act makes of them
     gap         NAME  >=  X                  keys are behind by X at least; then
     exp         NAME  <=  X                  e^-(beta gap); and `by`, `others` if that is all of it
     H1          NAME  >=  L                  hypotheses by their names: H1 to H4, T2 to T5.  Either
     H1          NAME  <=  H
     rounds      1                              act rounds L and H to 1, and -L and -H to -1;
     H3          NAME  <=  X
     less        V                              or X < V;
     T2          NAME  >=  X
     least       V                              or X >= V
     search      written                      tolerant: of `written`, of each `bit B` of `last`, and of `read`: gaps and
                                              exponentials, `by`, `others`, `output`
     NAME        >=  X                        other numbers of doc/tolerant-search.md, section 1.3, some with an end
     NAME        <=  X                        of each kind

   Theorem walk claims `exact`, too.  It has no lines for scores and rows, but `gap`, `exp`, numbers with the names of doc/walk.md,
   section 1.3, and hypotheses W1 to W6.

   Theorem snap-acc has the lines of snap, with `others` for each m, and

     growth      <=  X                        how sums may grow, or `pairs`
     output      >=  L                        for many ties: before partial sums are rounded
     sum         >=  L                        what a head adds
     sum         <=  H

   Theorem every-operation claims `exact`.  Its lines are of these kinds, by the names of doc/every-operation.md:

     row         NAME                         with `exp best next <= X` of its keys, then
     E2          NAME  <=  X                  hypotheses E1 to E6.  X < V, or
     less        V
     within      V                              X <= V, or
     above       V                              of NAME >= X, X > V
     leak        NAME  <=  X                  what a row that finds nothing adds
     search      written                      of the ties whose sum is `written`; of each `bit B`; of `read`
     NAME        >=  X                        other numbers of sections 5 to 7
     NAME        <=  X */
#ifndef TMPREC_ANALYSIS_CERTIFICATE_H
#define TMPREC_ANALYSIS_CERTIFICATE_H

#include "tmprec/analysis/claim.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append the certificate of the claim that tp_claim_make made of this scope and choice.  Refused: a claim
   that certifies nothing or rests on theorem `construction`; a choice with exceptions if the theorem is not `snap`. */
tp_status tp_certificate_print(tp_buffer *out, const tp_claim *claim, const tp_scope *s, const tp_choice *c, tp_error *err);

/* Append the same inequalities as a script for Coq with coq-interval.  coqc accepts it if they hold; that each
   number is rounded as it says there is for tp_certificate_check.  Refused as above; also, but for `walk`: more than
   1024 ties, formats intN and posits, rounded exponentials, more than 15 exponent bits at act or of operations; of `snap-acc` and
   `every-operation` more than 128 ties, and of the latter all machines. */
tp_status tp_certificate_coq(tp_buffer *out, const tp_claim *claim, const tp_scope *s, const tp_choice *c, tp_error *err);

typedef enum { TP_CERTIFICATE_CONFIRMED, TP_CERTIFICATE_REFUSED, TP_CERTIFICATE_MALFORMED } tp_certificate_result;

/* Check a certificate of `length` bytes, after which there is a 0.  Refused: some line does not follow from
   those before it; malformed: it is no certificate.  In both cases the message says which line, as
   NAME:LINE: what is wrong. */
tp_certificate_result tp_certificate_check(const char *name, const char *text, size_t length, tp_error *err);

/* The same of many certificates, one after the other: a checker reads the theorems once, which takes longer than most certificates
   do.  It keeps nothing of one certificate for the next. */
typedef struct tp_checker tp_checker;

tp_checker *tp_checker_new(void);
tp_certificate_result tp_checker_check(tp_checker *c, const char *name, const char *text, size_t length, tp_error *err);
void tp_checker_free(tp_checker *c);

#ifdef __cplusplus
}
#endif

#endif
