/* A certificate at work: the reader, the exponentials stated so far, what is derived and what is stated of it. */
#ifndef CHECKER_H
#define CHECKER_H

#include "reader.h"

typedef struct {
  tp_certificate_reader in;
  struct tp_checker_exponential {
    int best, next;
    mpq_t most;                    /* e^-(logit of best - logit of next) is at most this, before exp rounds it */
  } *e;
  size_t exponentials;
} tp_checker;

#define refuse(c, what) tp_certificate_refuse(&(c)->in, what)
#define malformed(c, what) tp_certificate_malformed(&(c)->in, what)
#define next_line(c) tp_certificate_next_line(&(c)->in)
#define is_line(c, ...) tp_certificate_is_line(&(c)->in, __VA_ARGS__)
#define read_number(c, text, out) tp_certificate_number(&(c)->in, text, out)
#define read_bound(c, before, out) tp_certificate_bound(&(c)->in, before, out)
#define round_exactly(c, rule, x) tp_certificate_round(&(c)->in, rule, x)

/* --- Exponentials ---------------------------------------------------------------------------- */

/* The next line is `beta <= X`; *out = X. */
int tp_checker_beta(tp_checker *c, mpq_t out);
/* The largest and the least logits are numbers, and so are those between. */
int tp_checker_logits(tp_checker *c);
/* The next lines, as far as they are `exp best next <= X`. */
int tp_checker_exponentials(tp_checker *c);
/* Those read so far are no more of use, as in layers with another arithmetic. */
void tp_checker_forget(tp_checker *c);
/* The next line is `exp NAME <= X`, with e^-(beta gap) <= X, where no logit is rounded; *out = X. */
int tp_checker_exponential_of_gap(tp_checker *c, const char *name, const mpq_t gap, mpq_t out);

/* --- What is stated ---------------------------------------------------------------------------- */

/* constant + the sum of times x: LINEAR(out, 1, {-2, x}, {3, y}).  out may be one of them. */
typedef struct { long times; mpq_srcptr x; } tp_checker_term;
void tp_checker_linear(mpq_t out, long constant, const tp_checker_term *term);
#define LINEAR(out, constant, ...) tp_checker_linear(out, constant, (const tp_checker_term[]) {__VA_ARGS__, {0, NULL}})

/* 2^exponent. */
void tp_checker_power(mpq_t out, int exponent);

/* A number of no more bits than rounding can take: x or a little more (up), or a little less. */
void tp_checker_shorten(mpq_t x, int up);
/* x as act rounds it, or its mirror image, whichever is further up (or down). */
int tp_checker_round(tp_checker *c, mpq_t x, int up);
/* The next line is `LABEL <= X` (up) or `LABEL >= X`, and X is a bound of x in that direction.  x becomes X. */
int tp_checker_state(tp_checker *c, const char *label, mpq_t x, int up);
/* The same, of x as act rounds it; with what is below 0 as 0 before (a neuron). */
int tp_checker_state_rounded(tp_checker *c, const char *label, mpq_t x, int up);
int tp_checker_state_neuron(tp_checker *c, const char *label, mpq_t x, int up);

/* Hypotheses.  All from low to high is rounded to 1, and mirrored to -1: `LABEL >= L`, `LABEL <= H`, `rounds 1`. */
int tp_checker_need_one(tp_checker *c, const char *label, mpq_t low, mpq_t high);
/* x < limit: `LABEL <= X`, `less V`; x <= limit: `LABEL <= X`, `within V`; x >= limit: `LABEL >= X`, `least V`; x > limit:
   `LABEL >= X`, `above V`.  x becomes X. */
int tp_checker_need_less(tp_checker *c, const char *label, mpq_t x, const mpq_t limit);
int tp_checker_need_within(tp_checker *c, const char *label, mpq_t x, const mpq_t limit);
int tp_checker_need_least(tp_checker *c, const char *label, mpq_t x, const mpq_t limit);
int tp_checker_need_above(tp_checker *c, const char *label, mpq_t x, const mpq_t limit);

#endif
