/* SPDX-License-Identifier: MIT */
/* Numbers that are known exactly: a rational number, -0, an infinity or NaN.  They are read from
   text, and written as text that means the same number. */
#ifndef TMPREC_NUMBERS_EXACT_H
#define TMPREC_NUMBERS_EXACT_H

#include <gmp.h>

#include "tmprec/base/buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { TP_EXACT_FINITE, TP_EXACT_INFINITE, TP_EXACT_NAN } tp_exact_kind;

typedef struct {
  tp_exact_kind kind;
  int negative;          /* also of -0 and -infinity; 0 of NaN */
  mpq_t q;               /* of a finite number, in lowest terms; else 0 */
} tp_exact;

void tp_exact_init(tp_exact *x);                       /* 0 */
void tp_exact_clear(tp_exact *x);
void tp_exact_set(tp_exact *x, const tp_exact *y);
void tp_exact_set_rational(tp_exact *x, const mpq_t q); /* 0 is +0 */
void tp_exact_set_special(tp_exact *x, tp_exact_kind kind, int negative);
int tp_exact_is_zero(const tp_exact *x);
int tp_exact_equal(const tp_exact *x, const tp_exact *y);   /* -0 is not 0; NaN is NaN */

#define TP_EXACT_MOST_LENGTH 20000                     /* characters of a number */
#define TP_EXACT_MOST_EXPONENT 100000                  /* |E| of 2^E; of 10^E 30000 */
#define TP_EXACT_MOST_DECIMAL_EXPONENT 30000

/* Read a number, with or without a sign, in upper or lower case:

     12  -0  0.1  1e-3         decimal
     0x1.8p-3  0xff            hexadecimal: digits of base 16, times a power of two
     1/3  -0.5/0x3             a fraction of two of these
     3*2^-7                    one of them times a power of two
     inf  infinity  nan

   Refused: anything else, a fraction with the denominator 0, and what is beyond the limits. */
tp_status tp_exact_parse(tp_exact *out, const char *text, tp_error *err);

/* Append the number itself: all digits of a decimal that ends and has at most 40 of them; else
   M*2^E if the denominator is a power of two; else N/D.  tp_exact_parse reads it again. */
void tp_exact_print(tp_buffer *out, const tp_exact *x);

void tp_set_power_of_two(mpq_t x, long exponent);       /* 2^exponent */

/* Append a rational number as N/D, or N if it is whole; if one of these has more than 40 digits and
   the denominator is a power of two, as M*2^E. */
void tp_print_fraction(tp_buffer *out, const mpq_t q);

/* Append the decimal of so many significant digits that is nearest to q (of two that are equally
   near the one of the larger magnitude), without zeros at its end; the exponent of its first digit
   decides whether it is written with one.  *read, unless NULL, becomes that decimal's value. */
void tp_print_digits(tp_buffer *out, const mpq_t q, int digits, mpq_ptr read);

#ifdef __cplusplus
}
#endif

#endif
