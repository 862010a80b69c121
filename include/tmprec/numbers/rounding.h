/* Rounding of real numbers into a format (doc/precision.md, "Rounding").

   A rule says where every real number goes.  Stochastic rounding takes a number u
   besides, 0 < u < 1, of the caller's making: between neighbours lo < hi of
   magnitude, x goes to hi if (x - lo)/(hi - lo) > u. */
#ifndef TMPREC_NUMBERS_ROUNDING_H
#define TMPREC_NUMBERS_ROUNDING_H

#include <mpfr.h>

#include "tmprec/numbers/format.h"

typedef enum {
  ROUND_NEAREST_EVEN,    /* rne; where both neighbours are odd (one significand bit) to the larger magnitude */
  ROUND_NEAREST_AWAY,    /* rna */
  ROUND_TOWARD_ZERO,     /* rtz */
  ROUND_AWAY,            /* raz, away from zero */
  ROUND_UP,              /* rup, toward +infinity */
  ROUND_DOWN,            /* rdn, toward -infinity */
  ROUND_TO_ODD,          /* rto: to the neighbour whose pattern is odd; if both are, toward zero */
  ROUND_STOCHASTIC,      /* rsr */
  ROUNDING_MODES
} rounding_mode;
extern const char *const rounding_mode_name[ROUNDING_MODES];
extern const char *const rounding_mode_about[ROUNDING_MODES];

/* What becomes of a number that, rounded as if exponents had no bound, is larger
   than all values. */
typedef enum {
  OVERFLOW_AS_FORMAT,    /* with infinities as IEEE 754 says for the mode, else the largest value */
  OVERFLOW_INFINITY,
  OVERFLOW_SATURATE,
  OVERFLOW_NAN,          /* where the format has NaN but no infinities: as ml_dtypes converts */
  OVERFLOW_RULES
} overflow_rule;
extern const char *const overflow_rule_name[OVERFLOW_RULES];   /* auto inf saturate nan */

typedef struct {
  format format;
  rounding_mode mode;
  overflow_rule overflow;
} rounding;

/* NaN stays NaN in every format; infinities stay where the format has them or nothing
   is bounded, are NaN as posits, else too large.  -0 is 0. */

/* For formats that fit binary64 (format_fits_double), with what depends on the rule
   only worked out before. */
typedef struct {
  rounding rule;
  int is_plain;          /* nearest even, and fixed point or floating point without flushing */
  int precision;         /* significand bits kept of a normal number */
  double step, per_step; /* smallest step and its inverse; 0 if there is none */
  double least_normal;   /* below, steps are the smallest one */
  double low, high;      /* the least and the largest value; infinite if there is none */
  double denominator;    /* 1, or that of a grid */
} double_rounding;
double_rounding double_rounding_make(const rounding *r);

/* x, taken as exact, rounded.  Exact for every double x, but that on a grid
   neighbours of x are found with an error of 2^-52 |x|. */
double double_rounding_apply(const double_rounding *r, double x, double u);

/* The same for a number beside the double y: the real numbers between y and the next
   double above (side 1) or below (side -1) round alike if y is not 0 and the mode
   is not stochastic. */
double double_rounding_beside(const double_rounding *r, double y, int side, double u);

/* Any x and format without shared scale, in place; on a grid the nearest to the
   rounded value that x's precision allows.  Otherwise that must hold the result,
   for which format_significand bits are enough. */
void rounding_mpfr(const rounding *r, mpfr_t x, double u);

/* numerator / denominator, exactly, rounded into x. */
void rounding_mpfr_quotient(const rounding *r, mpfr_t x, mpfr_srcptr numerator, mpfr_srcptr denominator, double u);

/* For values that share a scale: the exponent s for numbers whose largest magnitude
   is m, finite and not 0; and x rounded as scale 2^s times a value, where what is too
   large becomes the largest value whatever the rule. */
long shared_scale(format f, mpfr_srcptr m);
void rounding_mpfr_scaled(const rounding *r, long scale, mpfr_t x, double u);

#endif
