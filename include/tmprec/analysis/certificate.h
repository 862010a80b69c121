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
     others      m  <=  X  by REASON          what other keys with a value weigh beside m best keys
     output      >=  L
     output      <=  H
     rounds      V                            act rounds L and H to V
     rounds      1+  1                        and, where such a row is added to a 1, 1 + L and 1 + H to 1
     end

   All classes of rows stand there, each with its lines. */
#ifndef TMPREC_ANALYSIS_CERTIFICATE_H
#define TMPREC_ANALYSIS_CERTIFICATE_H

#include "tmprec/analysis/claim.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append the certificate of the claim that tp_claim_make made of this scope and choice.  Refused: a claim
   that certifies nothing or rests on another theorem than `snap`, and a choice with exceptions. */
tp_status tp_certificate_print(tp_buffer *out, const tp_claim *claim, const tp_scope *s, const tp_choice *c, tp_error *err);

/* Append the same inequalities as a script for Coq with coq-interval.  coqc accepts it if they hold; that each
   number is rounded as it says there is for tp_certificate_check.  Refused as above; also: more than 1024 ties,
   formats intN and posits, rounded exponentials. */
tp_status tp_certificate_coq(tp_buffer *out, const tp_claim *claim, const tp_scope *s, const tp_choice *c, tp_error *err);

typedef enum { TP_CERTIFICATE_CONFIRMED, TP_CERTIFICATE_REFUSED, TP_CERTIFICATE_MALFORMED } tp_certificate_result;

/* Check a certificate.  Refused: some line does not follow from those before it; malformed: it is no
   certificate.  In both cases the message says which line, as NAME:LINE: what is wrong. */
tp_certificate_result tp_certificate_check(const char *name, const char *text, size_t length, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
