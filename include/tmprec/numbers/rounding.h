/* Rounding of real numbers into a format (doc/precision.md, "Rounding").

   A rule says where every real number goes.  Stochastic rounding takes a number u
   besides, 0 < u < 1, of the caller's making: between neighbours lo < hi of
   magnitude, x goes to hi if (x - lo)/(hi - lo) > u. */
#ifndef TMPREC_NUMBERS_ROUNDING_H
#define TMPREC_NUMBERS_ROUNDING_H

#include <mpfr.h>

#include "tmprec/numbers/format.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  TP_ROUND_NEAREST_EVEN, /* rne; where both neighbours are odd (one significand bit) to the larger magnitude */
  TP_ROUND_NEAREST_AWAY, /* rna */
  TP_ROUND_TOWARD_ZERO,  /* rtz */
  TP_ROUND_AWAY,         /* raz, away from zero */
  TP_ROUND_UP,           /* rup, toward +infinity */
  TP_ROUND_DOWN,         /* rdn, toward -infinity */
  TP_ROUND_TO_ODD,       /* rto: to the neighbour whose pattern is odd; if both are, toward zero */
  TP_ROUND_STOCHASTIC,   /* rsr */
  TP_ROUNDING_MODES
} tp_rounding_mode;
extern const char *const tp_rounding_mode_name[TP_ROUNDING_MODES];
extern const char *const tp_rounding_mode_about[TP_ROUNDING_MODES];

/* What becomes of a number that, rounded as if exponents had no bound, is larger
   than all values. */
typedef enum {
  TP_OVERFLOW_AS_FORMAT, /* with infinities as IEEE 754 says for the mode, else the largest value */
  TP_OVERFLOW_INFINITY,
  TP_OVERFLOW_SATURATE,
  TP_OVERFLOW_NAN,       /* where the format has NaN but no infinities: as ml_dtypes converts */
  TP_OVERFLOW_RULES
} tp_overflow_rule;
extern const char *const tp_overflow_rule_name[TP_OVERFLOW_RULES];   /* auto inf saturate nan */

typedef struct {
  tp_format format;
  tp_rounding_mode mode;
  tp_overflow_rule overflow;
} tp_rounding;

/* NaN stays NaN in every format; infinities stay where the format has them or nothing
   is bounded, are NaN as posits, else too large.  -0 is 0. */

/* For formats that fit binary64 (tp_format_fits_double), with what depends on the rule
   only worked out before. */
typedef struct {
  tp_rounding rule;
  int is_plain;          /* nearest even, and fixed point or floating point without flushing */
  int precision;         /* significand bits kept of a normal number */
  double step, per_step; /* smallest step and its inverse; 0 if there is none */
  double least_normal;   /* below, steps are the smallest one */
  double low, high;      /* the least and the largest value; infinite if there is none */
  double denominator;    /* 1, or that of a grid */
} tp_double_rounding;
tp_double_rounding tp_double_rounding_make(const tp_rounding *r);

/* x, taken as exact, rounded.  Exact for every double x, but that on a grid
   neighbours of x are found with an error of 2^-52 |x|. */
double tp_double_rounding_apply(const tp_double_rounding *r, double x, double u);

/* The same for a number beside the double y: the real numbers between y and the next
   double above (side 1) or below (side -1) round alike if y is not 0 and the mode
   is not stochastic. */
double tp_double_rounding_beside(const tp_double_rounding *r, double y, int side, double u);

/* Any x and format without shared scale, in place; on a grid the nearest to the
   rounded value that x's precision allows.  Otherwise that must hold the result,
   for which tp_format_significand bits are enough. */
void tp_rounding_mpfr(const tp_rounding *r, mpfr_t x, double u);

/* numerator / denominator, exactly, rounded into x. */
void tp_rounding_mpfr_quotient(const tp_rounding *r, mpfr_t x, mpfr_srcptr numerator, mpfr_srcptr denominator, double u);

/* For values that share a scale: the exponent s for numbers whose largest magnitude
   is m, finite and not 0; and x rounded as scale 2^s times a value, where what is too
   large becomes the largest value whatever the rule. */
long tp_shared_scale(tp_format f, mpfr_srcptr m);
void tp_rounding_mpfr_scaled(const tp_rounding *r, long scale, mpfr_t x, double u);

#ifdef __cplusplus
}
#endif

#endif
