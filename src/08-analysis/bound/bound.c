/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/bound.h"

#include <math.h>

#include "tmprec/numbers/environment.h"
#include "tmprec/numbers/two_sum.h"

/* As binary64; what is not a number has no bound. */
static double take(mpfr_srcptr x, mpfr_rnd_t toward)
{
  return !mpfr_nan_p(x) ? mpfr_get_d(x, toward) : toward == MPFR_RNDU ? INFINITY : -INFINITY;
}

/* In the widest range of exponents nothing overflows before mpfr_get_d rounds it. */
static double of_two(int (*operation)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t), double a, double b, mpfr_rnd_t toward)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  MPFR_DECL_INIT(x, 53);
  MPFR_DECL_INIT(y, 53);
  mpfr_set_d(x, a, MPFR_RNDN);
  mpfr_set_d(y, b, MPFR_RNDN);
  operation(x, x, y, toward);
  double result = take(x, toward);
  tp_mpfr_environment_leave(&caller);
  return result;
}

static double of_one(int (*function)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t), double a, mpfr_rnd_t toward)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  MPFR_DECL_INIT(x, 53);
  mpfr_set_d(x, a, MPFR_RNDN);
  function(x, x, toward);
  double result = take(x, toward);
  tp_mpfr_environment_leave(&caller);
  return result;
}

/* Between these magnitudes the error of an operation of binary64 is itself a binary64 number,
   which the operation next to it gives (two_sum.h; fma). */
static int is_plain(double x) { return fabs(x) > 0x1p-900 && fabs(x) < 0x1p900; }

/* With a 0 or an infinity a result that is a number is exact. */
static int is_exact_with(double a, double b, double result) { return (a == 0 || b == 0 || isinf(a) || isinf(b)) && !isnan(result); }

/* The number beside `nearest` on the side where the exact one is, if that is the side asked for. */
static double beside(double nearest, double rest, mpfr_rnd_t toward)
{
  if (rest > 0 && toward == MPFR_RNDU)
    return nextafter(nearest, INFINITY);
  return rest < 0 && toward == MPFR_RNDD ? nextafter(nearest, -INFINITY) : nearest;
}

static double sum(double a, double b, mpfr_rnd_t toward)
{
  double rest, s = tp_two_sum(a, b, &rest);
  if (is_exact_with(a, b, s) && (a != 0 || b != 0))    /* two zeros have a sign, as rounding goes */
    return s;
  return is_plain(a) && is_plain(b) && is_plain(s) ? beside(s, rest, toward) : of_two(mpfr_add, a, b, toward);
}

static double product(double a, double b, mpfr_rnd_t toward)
{
  double p = a * b;
  if (is_exact_with(a, b, p))
    return p;
  return is_plain(a) && is_plain(b) && is_plain(p) ? beside(p, fma(a, b, -p), toward) : of_two(mpfr_mul, a, b, toward);
}

/* a - q b has the sign of the rest of the quotient if b > 0. */
static double quotient(double a, double b, mpfr_rnd_t toward)
{
  double q = a / b;
  if (is_exact_with(a, b, q))
    return q;
  if (!(is_plain(a) && is_plain(b) && is_plain(q)))
    return of_two(mpfr_div, a, b, toward);
  double rest = fma(-q, b, a);
  return beside(q, b > 0 ? rest : -rest, toward);
}

double tp_bound_add_up(double a, double b) { return sum(a, b, MPFR_RNDU); }
double tp_bound_add_down(double a, double b) { return sum(a, b, MPFR_RNDD); }
double tp_bound_sub_up(double a, double b) { return sum(a, -b, MPFR_RNDU); }
double tp_bound_sub_down(double a, double b) { return sum(a, -b, MPFR_RNDD); }
double tp_bound_mul_up(double a, double b) { return product(a, b, MPFR_RNDU); }
double tp_bound_mul_down(double a, double b) { return product(a, b, MPFR_RNDD); }

/* A quotient by 0 is not defined, as the sign of a zero says nothing here. */
double tp_bound_div_up(double a, double b) { return b == 0 ? INFINITY : quotient(a, b, MPFR_RNDU); }
double tp_bound_div_down(double a, double b) { return b == 0 ? -INFINITY : quotient(a, b, MPFR_RNDD); }

double tp_bound_exp_up(double x) { return of_one(mpfr_exp, x, MPFR_RNDU); }
double tp_bound_exp_down(double x) { return of_one(mpfr_exp, x, MPFR_RNDD); }
double tp_bound_log_up(double x) { return of_one(mpfr_log, x, MPFR_RNDU); }
double tp_bound_log_down(double x) { return of_one(mpfr_log, x, MPFR_RNDD); }
double tp_bound_erfc_up(double x) { return of_one(mpfr_erfc, x, MPFR_RNDU); }
double tp_bound_erfc_down(double x) { return of_one(mpfr_erfc, x, MPFR_RNDD); }

static double of_count(size_t n, mpfr_rnd_t toward)
{
  if (n <= (size_t) 1 << 53)
    return (double) n;
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  MPFR_DECL_INIT(x, 53);
  _Static_assert(sizeof n <= sizeof(unsigned long), "mpfr_set_ui takes a size_t");
  mpfr_set_ui(x, (unsigned long) n, toward);
  double result = take(x, toward);
  tp_mpfr_environment_leave(&caller);
  return result;
}

double tp_bound_count_up(size_t n) { return of_count(n, MPFR_RNDU); }
double tp_bound_count_down(size_t n) { return of_count(n, MPFR_RNDD); }

/* A caller's number may lie outside the caller's range, of which mpfr_get_d takes no notice. */
double tp_bound_mpfr_up(mpfr_srcptr x)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  double result = take(x, MPFR_RNDU);
  tp_mpfr_environment_leave(&caller);
  return result;
}

double tp_bound_mpfr_down(mpfr_srcptr x)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  double result = take(x, MPFR_RNDD);
  tp_mpfr_environment_leave(&caller);
  return result;
}

/* sum / (ties + sum) grows with sum, but sum stands there twice: ties / (ties + sum) does not,
   and is rounded down where the leak is rounded up. */
double tp_bound_leak_up(double beta, size_t ties, const double *distance, const size_t *count, size_t kinds)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  mpfr_t sum, term, all;
  mpfr_inits2(200, sum, term, all, (mpfr_ptr) NULL);
  mpfr_set_zero(sum, 1);
  for (size_t i = 0; i < kinds; i++) {
    mpfr_set_d(term, -beta, MPFR_RNDU);
    mpfr_mul_d(term, term, distance[i], MPFR_RNDU);
    mpfr_exp(term, term, MPFR_RNDU);
    mpfr_mul_ui(term, term, (unsigned long) count[i], MPFR_RNDU);
    mpfr_add(sum, sum, term, MPFR_RNDU);
  }
  mpfr_add_ui(all, sum, (unsigned long) ties, MPFR_RNDD);
  mpfr_div(sum, sum, all, MPFR_RNDU);      /* the sum here is not below that in `all` */
  double leak = take(sum, MPFR_RNDU);
  mpfr_clears(sum, term, all, (mpfr_ptr) NULL);
  tp_mpfr_environment_leave(&caller);
  return leak;
}
