/* Number formats (doc/precision.md, "Formats"): sets of values, without the rule
   for what lies between them (rounding.h).  One table of names and one of shapes
   with numbers in them, in format.c, say which there are; the parser, `tmprec
   formats`, the manual's test and the tests of rounding read them. */
#ifndef TMPREC_NUMBERS_FORMAT_H
#define TMPREC_NUMBERS_FORMAT_H

#include <mpfr.h>

#include "tmprec/base/buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  TP_FORMAT_REAL,        /* all real numbers */
  TP_FORMAT_FIXED,       /* fixed:a.b  multiples of 2^-b in [-2^a, 2^a - 2^-b] */
  TP_FORMAT_FLOAT,       /* p:a        a significand bits, exponent unbounded */
  TP_FORMAT_IEEE,        /* eamb...    a exponent bits, b fraction bits, subnormals */
  TP_FORMAT_GRID,        /* inta       multiples of 1/(2^(a-1) - 1) in [-1, 1] */
  TP_FORMAT_POSIT        /* posita     a bits, 2 of exponent (Posit Standard, 2022) */
} tp_format_family;

/* What the bit patterns at the ends of TP_FORMAT_IEEE mean, as ml_dtypes names it. */
typedef enum {
  TP_ENCODING_IEEE,      /* the top exponent: infinities and NaN */
  TP_ENCODING_FN,        /* finite: only the pattern of ones is NaN, and not even that below 8 bits */
  TP_ENCODING_FNUZ       /* finite, no negative zero: its pattern is NaN */
} tp_format_encoding;

typedef struct {
  tp_format_family family;
  int a, b;              /* the numbers of the name, as above */
  int bias;              /* TP_FORMAT_IEEE: exponent field e >= 1 means 2^(e - bias) */
  tp_format_encoding encoding;
  int flushes;           /* TP_FORMAT_IEEE: 1: no subnormals, zero instead */
  int shared;            /* 0; or so many values share a scale 2^s, -127 <= s <= 127 (OCP MX) */
} tp_format;

#define TP_FORMAT_MAX_INTEGER_BITS 1000
#define TP_FORMAT_MAX_PRECISION 10000    /* f, N, Y, and P of mpfr:P */
#define TP_FORMAT_MAX_EXPONENT_BITS 30
#define TP_FORMAT_MAX_BIAS (1 << 30)
#define TP_FORMAT_MAX_GRID_BITS 16
#define TP_FORMAT_MAX_POSIT_BITS 32

/* A name for one format. */
typedef struct {
  const char *name;
  tp_format format;
  const char *about;
} tp_named_format;
extern const tp_named_format tp_format_names[];
extern const size_t tp_format_name_count;

/* A way to write formats with numbers in it. */
typedef struct {
  const char *shape, *about;
  const char *example;
} tp_format_shape;
extern const tp_format_shape tp_format_shapes[];
extern const size_t tp_format_shape_count;

/* Read a format's name, in any case.  Whatever cannot be is refused with the
   limit named. */
tp_status tp_format_parse(tp_format *out, const char *text, tp_error *err);
/* The name by numbers, which tp_format_parse reads (fp16 is e5m10). */
void tp_format_print(tp_buffer *out, tp_format f);
int tp_format_equal(tp_format f, tp_format g);

/* Bits of a value: 1+i+f, N, 1+X+Y; 0 for real.  A shared scale has 8 more for
   all its values. */
int tp_format_bits(tp_format f);

/* Bits of the significand: N, Y+1; for fixed point i+f, for posits those around 1:
   the most there can be; 0 for real. */
int tp_format_significand(tp_format f);

/* Values times this are multiples of powers of two: 1, or 2^(a-1) - 1 of inta. */
int tp_format_denominator(tp_format f);

/* 1 if sums and products of two values of the format, and of others of which the
   same is true, can be had in binary64 with room to spare: at most 32
   significand bits, values between 2^-400 and 2^400 where exponents are
   bounded, scales not shared. */
int tp_format_fits_double(tp_format f);

int tp_format_has_infinity(tp_format f);
int tp_format_has_nan(tp_format f);

/* TP_FORMAT_IEEE: exponent of the largest value's leading bit, of the least normal
   value, and of the smallest step. */
long tp_format_top_exponent(tp_format f);
long tp_format_least_exponent(tp_format f);
long tp_format_least_step(tp_format f);

/* The largest finite value; the least normal and the least positive one.  Exact;
   x is given the precision it takes.  0 and x untouched where there is none. */
int tp_format_largest(tp_format f, mpfr_t x);
int tp_format_least_normal(tp_format f, mpfr_t x);
int tp_format_least_positive(tp_format f, mpfr_t x);

/* Of formats whose values have patterns of at most 16 bits: what pattern 0 ..
   2^bits - 1 means, as a fraction in binary64 (value = *x / tp_format_denominator);
   NaN and infinities as such.  0 if the pattern is not used. */
int tp_format_decode(tp_format f, unsigned pattern, double *x);

#ifdef __cplusplus
}
#endif

#endif
