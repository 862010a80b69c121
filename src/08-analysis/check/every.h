/* Theorem `every-operation` at work (doc/every-operation.md). */
#ifndef EVERY_H
#define EVERY_H

#include "garbage.h"

enum { TP_CHECKER_BITS = 60 };

typedef struct { mpq_t low, high; } tp_checker_ends;

typedef struct {
  tp_checker *c;
  mpq_t beta, growth, kappa, two_kappa;    /* growth: phi of section 2 */
  mpq_t leak[5];                           /* of heads of kinds A to E: alpha, mu, gamma, delta, eta */
  uint64_t ties;                           /* counted one by one; 0 if there are more */
  mpq_t *tie;                              /* c(m) of section 5, from m = 1 on */
  char *is_searched;                       /* the certificate has a search for this m */
  tp_checker_ends all, written;            /* `written`, of all numbers of ties and of those at work */
  tp_checker_ends high[TP_CHECKER_BITS], bit[TP_CHECKER_BITS];    /* in magnitude */
  mpq_t least_written;
  mpq_t match, match_high, rival;          /* scores */
  mpq_t x, y, z;                           /* for the moment */
} tp_checker_every;

/* `exp NAME <= X`: X is e^( R( R(beta next) - R(beta best) ) ) at least; out = R(X). */
void tp_checker_every_exponential(tp_checker_every *t, const char *name, const mpq_t best, const mpq_t next, mpq_t out);
/* x grows by phi, is stated, and is below the limit. */
void tp_checker_every_need_grown(tp_checker_every *t, const char *label, mpq_t x, const mpq_t limit);

/* out = R(a + b), R(a - b), R(a + integer), where R rounds every operation; exactly. */
void tp_checker_add(tp_checker *c, mpq_t out, const mpq_t a, const mpq_t b);
void tp_checker_subtract(tp_checker *c, mpq_t out, const mpq_t a, const mpq_t b);
void tp_checker_add_integer(tp_checker *c, mpq_t out, const mpq_t a, long integer);

/* What is below 0 becomes 0. */
void tp_checker_clip(mpq_t x);

/* x becomes y if that is larger, or less. */
void tp_checker_raise(mpq_t x, const mpq_t y);
void tp_checker_lower(mpq_t x, const mpq_t y);

/* (E4): sections 5 and 6.  t->least_written is what `written` is at least where hardmax has 1. */
void tp_checker_every_search(tp_checker_every *t);

/* (E5), (E6): sections 7 and 8, from what `written` is at least where hardmax has 1. */
void tp_checker_every_last_step(tp_checker *c, const mpq_t alpha, const mpq_t eta, const mpq_t written);

#endif
