/* SPDX-License-Identifier: MIT */
/* Number formats (doc/precision.md, section 2).  A format is a set of values.  The rule for the
   numbers between them is in rounding.h.  Two tables in format.c define all formats: one of
   names, and one of shapes of names that contain numbers.  The parser, `tmprec formats`, the
   test of the manual and the tests of rounding read these tables. */
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
  TP_FORMAT_FLOAT,       /* p:a        a significand bits, unbounded exponent */
  TP_FORMAT_IEEE,        /* eamb...    a exponent bits, b fraction bits, subnormals */
  TP_FORMAT_GRID,        /* inta       multiples of 1/(2^(a-1) - 1) in [-1, 1] */
  TP_FORMAT_POSIT        /* posita     a bits, two exponent bits (Posit Standard, 2022) */
} tp_format_family;

/* The meaning of the bit patterns with the largest exponent, for TP_FORMAT_IEEE.  The suffixes
   are those of ml_dtypes. */
typedef enum {
  TP_ENCODING_IEEE,      /* the largest exponent encodes infinities and NaN */
  TP_ENCODING_FN,        /* no infinities; from 8 bits on the pattern of ones is NaN, below it is a value */
  TP_ENCODING_FNUZ       /* no infinities and no negative zero; the pattern of -0 is NaN */
} tp_format_encoding;

/* The scale that the values of a block share, and the rule that finds it from their largest magnitude m
   (doc/precision.md, "Shared scales"). */
typedef enum {
  TP_SCALE_FLOOR,        /* 2^s, s = floor(log2 m) less the exponent of the largest value (OCP MX) */
  TP_SCALE_CEIL,         /* 2^s, ceil in place of floor */
  TP_SCALE_EVEN,         /* as floor, of m rounded to the significand bits of a value, ties up */
  TP_SCALE_RCEIL,        /* 2^s, the least s with m <= 2^s times the largest value */
  TP_SCALE_UE4M3,        /* m over the largest value, rounded to nearest even into the positive values of e4m3fn */
  TP_SCALE_UE4M3_UP,     /* the same, rounded up */
  TP_SCALE_RULES
} tp_scale_rule;
extern const char *const tp_scale_rule_name[TP_SCALE_RULES];     /* floor ceil even rceil ue4m3 ue4m3-up */

typedef struct {
  tp_format_family family;
  int a, b;              /* the numbers in the name, as above */
  int bias;              /* TP_FORMAT_IEEE: exponent field e >= 1 means 2^(e - bias) */
  tp_format_encoding encoding;
  int flushes;           /* TP_FORMAT_IEEE: 1: there are no subnormals, they become 0 */
  int shared;            /* so many successive values, a power of two, share a scale; 0: no shared scale */
  tp_scale_rule scale;   /* if they do: 2^s has -127 <= s <= 127 */
} tp_format;

#define TP_FORMAT_MAX_INTEGER_BITS 1000
#define TP_FORMAT_MAX_PRECISION 10000    /* f of fixed:i.f, N of p:N, Y of eXmY, and P of mpfr:P */
#define TP_FORMAT_MAX_EXPONENT_BITS 30
#define TP_FORMAT_MAX_BIAS (1 << 30)
#define TP_FORMAT_MAX_GRID_BITS 16
#define TP_FORMAT_MAX_POSIT_BITS 32
#define TP_FORMAT_MAX_BLOCK 65536

/* A name for one format. */
typedef struct {
  const char *name;
  tp_format format;
  const char *about;
} tp_named_format;
/* What other programs call them. */
typedef struct {
  const char *alias, *name;
} tp_format_alias;
extern const tp_format_alias tp_format_aliases[];
extern const size_t tp_format_alias_count;

extern const tp_named_format tp_format_names[];
extern const size_t tp_format_name_count;

/* A shape of names that contain numbers, such as eXmY. */
typedef struct {
  const char *shape, *about;
  const char *example;
} tp_format_shape;
extern const tp_format_shape tp_format_shapes[];
extern const size_t tp_format_shape_count;

/* Read the name of a format, in upper or lower case.  Refused: unknown names, and numbers
   outside their limits; the message names the limit. */
tp_status tp_format_parse(tp_format *out, const char *text, tp_error *err);
/* Append the name that consists of numbers, which tp_format_parse reads: fp16 is e5m10.  A format with a shared scale
   has a name of its own, with the size of its blocks and the rule where they are not those of that name: mxfp4:16:rceil. */
void tp_format_print(tp_buffer *out, tp_format f);
int tp_format_equal(tp_format f, tp_format g);

/* Let the values find their scale by the rule of this name; rceil of nvfp4 is ue4m3-up.  Refused: no such rule, no shared
   scale, and a rule of scales of another kind. */
tp_status tp_format_set_scale(tp_format *f, const char *rule, tp_error *err);

/* Bits of a value: 1+i+f for fixed:i.f, 1+X+Y for eXmY, N for the others; 0 for real.  A shared
   scale has 8 more bits for all its values together. */
int tp_format_bits(tp_format f);

/* The largest number of significand bits: N for p:N, Y+1 for eXmY, i+f for fixed:i.f, N-1 for
   intN; for posits that of the values around 1; 0 for real. */
int tp_format_significand(tp_format f);

/* The number d such that d times any value is a multiple of a power of two: 2^(a-1) - 1 for
   inta, and 1 for all other formats. */
int tp_format_denominator(tp_format f);

/* 1 if binary64 holds the values with room for sums and products of them, and of others of
   which the same is true.  The format has at most 32 significand bits and no shared scale.  If
   it is eXmY, its positive values lie between 2^-400 and 2^401. */
int tp_format_fits_double(tp_format f);

int tp_format_has_infinity(tp_format f);
int tp_format_has_nan(tp_format f);

/* Exponents for TP_FORMAT_IEEE: of the leading bit of the largest value, of the least normal
   value, and of the smallest step.  The last is also for TP_FORMAT_FIXED. */
long tp_format_top_exponent(tp_format f);
long tp_format_least_exponent(tp_format f);
long tp_format_least_step(tp_format f);

/* The largest finite value, the least normal value, and the least positive value.  The
   precision of x is set so that x is exact, with one exception: the least positive value 1/d of
   a grid is rounded to 53 bits.  The result is 0, and x is unchanged, if there is no such
   value. */
int tp_format_largest(tp_format f, mpfr_t x);
int tp_format_least_normal(tp_format f, mpfr_t x);
int tp_format_least_positive(tp_format f, mpfr_t x);

/* The meaning of a bit pattern, 0 .. 2^bits - 1, for formats with patterns of at most 16 bits.
   The value is *x / tp_format_denominator, or NaN or an infinity; with a shared scale it is
   multiplied by 2^s.  0 if the pattern is not used. */
int tp_format_decode(tp_format f, unsigned pattern, double *x);

#ifdef __cplusplus
}
#endif

#endif
