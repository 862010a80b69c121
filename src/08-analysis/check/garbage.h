/* The hypotheses (H1) to (H4) of half-snapping (doc/half-snapping.md, section 1), of which `tolerant` asks too. */
#ifndef GARBAGE_H
#define GARBAGE_H

#include "rows.h"

/* What heads add where they find nothing, at most: the bounds of section 1.2, and what act makes of them. */
typedef struct {
  mpq_t alpha, mu, gamma, delta, eta;
  mpq_t kept_alpha, kept_gamma, kept_delta, kept_eta;
} tp_checker_garbage;

void tp_checker_garbage_open(tp_checker_garbage *g);
void tp_checker_garbage_close(tp_checker_garbage *g);

/* K, d_Q, d_G of the machine, or the largest of any. */
long tp_checker_tapes(const tp_checker *c);
long tp_checker_state_bits(const tp_checker *c);
long tp_checker_symbol_bits(const tp_checker *c);
/* Whether d_Q may be 1. */
int tp_checker_may_have_one_state_bit(const tp_checker *c);

/* From the line after the arithmetic to the last of (H4).  (H1) is asked of C for 1 to `ties` best keys. */
int tp_checker_hypotheses(tp_checker *c, tp_checker_garbage *g, uint64_t ties);

#endif
