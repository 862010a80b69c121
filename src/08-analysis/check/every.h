/* Theorem `every-operation` at work: what of sections 1 to 6 of doc/every-operation.md its last sections need. */
#ifndef EVERY_H
#define EVERY_H

#include "garbage.h"

/* out = R(a + b), R(a - b), R(a + integer), where R rounds every operation; exactly. */
void tp_checker_add(tp_checker *c, mpq_t out, const mpq_t a, const mpq_t b);
void tp_checker_subtract(tp_checker *c, mpq_t out, const mpq_t a, const mpq_t b);
void tp_checker_add_integer(tp_checker *c, mpq_t out, const mpq_t a, long integer);

/* What is below 0 becomes 0. */
void tp_checker_clip(mpq_t x);

/* x becomes y if that is larger, or less. */
void tp_checker_raise(mpq_t x, const mpq_t y);
void tp_checker_lower(mpq_t x, const mpq_t y);

/* (E5), (E6): sections 7 and 8, from what `written` is at least where hardmax has 1. */
void tp_checker_every_last_step(tp_checker *c, const mpq_t alpha, const mpq_t eta, const mpq_t written);

#endif
