#include <math.h>
#include <stdlib.h>

#include "rational_private.h"
#include "tmprec/base/memory.h"

void tp_enclosure_room_init(tp_enclosure_room *room, mpfr_prec_t bits)
{
  *room = (tp_enclosure_room) {.bits = bits};
}

void tp_enclosure_room_clear(tp_enclosure_room *room)
{
  for (size_t i = 0; i < room->made; i++)
    mpfr_clear(room->number[i]);
  free(room->number);
  free(room->pointer);
  free(room->term);
}

void tp_enclosure_init(tp_enclosure *x, mpfr_prec_t bits)
{
  mpfr_inits2(bits, x->low, x->high, (mpfr_ptr) NULL);
  x->rational = NULL;
  tp_enclosure_set_int(x, 0);
}

void tp_enclosure_clear(tp_enclosure *x)
{
  tp_enclosure_forget_rational(x);
  mpfr_clears(x->low, x->high, (mpfr_ptr) NULL);
}

void tp_enclosure_set(tp_enclosure *x, const tp_enclosure *y)
{
  mpfr_set(x->low, y->low, MPFR_RNDD);
  mpfr_set(x->high, y->high, MPFR_RNDU);
  x->open = y->open;
  tp_enclosure_keep_rational(x, y);
  x->denominator = y->denominator;
  x->numerator = y->numerator;
}

void tp_enclosure_set_int(tp_enclosure *x, long value)
{
  mpfr_set_si(x->low, value, MPFR_RNDD);
  mpfr_set_si(x->high, value, MPFR_RNDU);
  x->open = 0;
  tp_enclosure_forget_rational(x);
}

void tp_enclosure_set_ratio(tp_enclosure *x, long numerator, long denominator)
{
  tp_enclosure_set_int(x, numerator);
  mpfr_div_si(x->low, x->low, denominator, MPFR_RNDD);
  mpfr_div_si(x->high, x->high, denominator, MPFR_RNDU);
  x->denominator = mpfr_equal_p(x->low, x->high) ? 1 : denominator;
  x->numerator = numerator;
}

void tp_enclosure_set_double(tp_enclosure *x, double value)
{
  mpfr_set_d(x->low, value, MPFR_RNDD);
  mpfr_set_d(x->high, value, MPFR_RNDU);
  x->open = 0;
  tp_enclosure_forget_rational(x);
}

int tp_enclosure_is_nan(const tp_enclosure *x)
{
  return mpfr_nan_p(x->low) || mpfr_nan_p(x->high);
}

int tp_enclosure_is_exact(const tp_enclosure *x)
{
  return x->rational || x->denominator > 1 || mpfr_equal_p(x->low, x->high) || tp_enclosure_is_nan(x);
}

/* --- Sums ------------------------------------------------------------------ */

void tp_enclosure_sum_start(tp_enclosure_room *room)
{
  room->terms = 0;
}

/* -1, 0 or 1 if that is what x is, else 2. */
static int unit_of(const tp_enclosure *x)
{
  if (x->denominator > 1 || !mpfr_equal_p(x->low, x->high))
    return 2;
  if (mpfr_zero_p(x->low))
    return 0;
  return mpfr_cmpabs_ui(x->low, 1) == 0 ? mpfr_sgn(x->low) : 2;
}

static int is_finite(const tp_enclosure *x)
{
  return mpfr_number_p(x->low) && mpfr_number_p(x->high);
}

/* Products with 0, 1 and -1 are none: 0 times a finite number adds nothing. */
void tp_enclosure_sum_add(tp_enclosure_room *room, long weight, const tp_enclosure *x, const tp_enclosure *y)
{
  int unit = y ? unit_of(x) : 2;
  if (unit == 2 && y) {
    const tp_enclosure *swap = x;
    unit = unit_of(y);
    if (unit != 2) {
      x = y;
      y = swap;
    }
  }
  if (unit == 0 && is_finite(y))
    return;
  if (unit == 1 || unit == -1) {
    weight *= unit;
    x = y;
    y = NULL;
  }
  TP_MEMORY_GROW(room->term, room->term_capacity, room->terms + 1);
  room->term[room->terms++] = (tp_enclosure_term) {weight, x, y};
}

/* Number i of the sum at work. */
static mpfr_ptr number(tp_enclosure_room *room, size_t i, mpfr_prec_t bits)
{
  if (i >= room->made) {
    room->number = tp_memory_resize(room->number, i + 1, sizeof *room->number);
    for (; room->made <= i; room->made++)
      mpfr_init2(room->number[room->made], bits);
  }
  if (mpfr_get_prec(room->number[i]) != bits)
    mpfr_set_prec(room->number[i], bits);
  return room->number[i];
}

static mpfr_ptr *pointers(tp_enclosure_room *room, size_t count)
{
  TP_MEMORY_GROW(room->pointer, room->pointer_capacity, count);
  for (size_t i = 0; i < count; i++)
    room->pointer[i] = room->number[i];
  return room->pointer;
}

static int has_short_form(const tp_enclosure *x)
{
  return !x->rational && tp_enclosure_is_exact(x);
}

/* The least common denominator of all terms, or 0 if some term is not exact or needs more
   than machine words. */
static long common_denominator(const tp_enclosure_room *room)
{
  long found[2] = {1, 1};                /* there are two kinds at most: of a weight and of a value */
  for (size_t i = 0; i < room->terms; i++) {
    const tp_enclosure_term *t = room->term + i;
    if (!has_short_form(t->x) || (t->y && !has_short_form(t->y)))
      return 0;
    const long d[2] = {t->x->denominator, t->y ? t->y->denominator : 1};
    for (int k = 0; k < 2; k++)
      if (d[k] > 1 && d[k] != found[0] && d[k] != found[1]) {
        int free_place = found[0] == 1 ? 0 : 1;
        if (found[free_place] != 1)
          return 0;
        found[free_place] = d[k];
      }
    /* A product of two of the same kind has the square. */
    if (d[0] > 1 && d[0] == d[1]) {
      if (found[0] != d[0] || found[1] != d[0]) {
        if (found[0] != 1 && found[1] != 1)
          return 0;
        found[0] = found[1] = d[0];
      }
    }
  }
  return found[0] < 1L << 30 && found[1] < 1L << 30 ? found[0] * found[1] : 0;
}

/* The exact numerator of x, over its own denominator. */
static mpfr_srcptr numerator_of(const tp_enclosure *x, mpfr_ptr room)
{
  if (x->denominator == 1)
    return x->low;
  mpfr_set_si(room, x->numerator, MPFR_RNDN);
  return room;
}

/* Numerators of all terms over the common denominator, exactly, as numbers 0 .. terms-1. */
static void exact_numerators(tp_enclosure_room *room, long denominator)
{
  mpfr_t a, b;
  mpfr_inits2(64, a, b, (mpfr_ptr) NULL);
  for (size_t i = 0; i < room->terms; i++) {
    const tp_enclosure_term *t = room->term + i;
    mpfr_srcptr x = numerator_of(t->x, a), y = t->y ? numerator_of(t->y, b) : NULL;
    long own = t->x->denominator * (t->y ? t->y->denominator : 1);
    mpfr_ptr n = number(room, i, mpfr_get_prec(x) + (y ? mpfr_get_prec(y) : 0) + 64);
    if (y)
      mpfr_mul(n, x, y, MPFR_RNDN);
    else
      mpfr_set(n, x, MPFR_RNDN);
    long factor = t->weight * (denominator / own);
    if (factor == -1)
      mpfr_neg(n, n, MPFR_RNDN);
    else if (factor != 1)
      mpfr_mul_si(n, n, factor, MPFR_RNDN);
  }
  mpfr_clears(a, b, (mpfr_ptr) NULL);
}

/* The exact sum of the numbers, toward zero, with what is lost shown by a quarter of
   its last bit: it rounds like the sum itself to up to bits - 2 bits. */
static void sticky_sum(tp_enclosure_room *room, mpfr_ptr out)
{
  mpfr_t truncated, rest;
  mpfr_prec_t bits = mpfr_get_prec(out) - 2;
  mpfr_init2(truncated, bits);
  int inexact = mpfr_sum(truncated, pointers(room, room->terms), room->terms, MPFR_RNDZ);
  mpfr_set(out, truncated, MPFR_RNDN);
  if (inexact && mpfr_regular_p(out)) {
    mpfr_init2(rest, 2);
    mpfr_set_si_2exp(rest, mpfr_sgn(out), mpfr_get_exp(out) - bits - 2, MPFR_RNDN);
    mpfr_add(out, out, rest, MPFR_RNDN);
    mpfr_clear(rest);
  }
  mpfr_clear(truncated);
}

static int end_is_open(const tp_enclosure *x, int high)
{
  return (x->open & (high ? TP_OPEN_HIGH : TP_OPEN_LOW)) != 0;
}

/* The end of weight x y in the direction of `toward` (MPFR_RNDD or MPFR_RNDU); 1 if
   the product does not reach it. */
static int product_end(mpfr_ptr out, const tp_enclosure_term *t, mpfr_rnd_t toward, mpfr_ptr other)
{
  int up = toward == MPFR_RNDU, open;
  if (t->weight < 0)
    up = !up;
  mpfr_rnd_t inner = up ? MPFR_RNDU : MPFR_RNDD;
  const tp_enclosure *x = t->x, *y = t->y;
  if (!y) {
    open = mpfr_set(out, up ? x->high : x->low, inner) != 0;
    open |= end_is_open(x, up);
  } else if (mpfr_sgn(x->low) >= 0 && mpfr_sgn(y->low) >= 0 && !tp_enclosure_is_nan(x) && !tp_enclosure_is_nan(y)) {
    open = mpfr_mul(out, up ? x->high : x->low, up ? y->high : y->low, inner) != 0;
    int x_open = end_is_open(x, up), y_open = end_is_open(y, up);
    /* Beside its end, times what may be 0, is beside 0 or 0 itself. */
    if (up)
      open |= (x_open || y_open) && mpfr_sgn(x->high) > 0 && mpfr_sgn(y->high) > 0;
    else
      open |= (x_open && mpfr_sgn(y->low) > 0) || (y_open && mpfr_sgn(x->low) > 0);
  } else {
    open = 0;
    mpfr_srcptr end[2][2] = {{x->low, x->high}, {y->low, y->high}};
    for (int k = 0; k < 4; k++) {
      mpfr_ptr to = k ? other : out;
      mpfr_mul(to, end[0][k & 1], end[1][k >> 1], inner);
      if (mpfr_nan_p(to))
        mpfr_set_nan(out);
      else if (k)
        (up ? mpfr_max : mpfr_min)(out, out, other, inner);
      if (mpfr_nan_p(out))
        break;
    }
  }
  if (t->weight != 1)
    open |= mpfr_mul_si(out, out, t->weight, toward) != 0;
  return open;
}

/* out may be among the terms. */
static void enclose_sum(tp_enclosure_room *room, tp_enclosure *out)
{
  mpfr_t other, end[2];
  unsigned open = 0;
  mpfr_inits2(room->bits, other, end[0], end[1], (mpfr_ptr) NULL);
  TP_MEMORY_GROW(room->pointer, room->pointer_capacity, room->terms);
  if (room->terms)                       /* all of them, which then stay where they are */
    number(room, room->terms - 1, room->bits);
  for (int high = 0; high < 2; high++) {
    mpfr_rnd_t toward = high ? MPFR_RNDU : MPFR_RNDD;
    int is_open = 0;
    for (size_t i = 0; i < room->terms; i++) {
      const tp_enclosure_term *t = room->term + i;
      if (t->weight == 1 && !t->y) {         /* it may stay where it is: the sum only reads it */
        room->pointer[i] = (mpfr_ptr) (high ? t->x->high : t->x->low);
        is_open |= end_is_open(t->x, high);
      } else {
        room->pointer[i] = number(room, i, room->bits);
        is_open |= product_end(room->pointer[i], t, toward, other);
      }
    }
    is_open |= mpfr_sum(end[high], room->pointer, room->terms, toward) != 0;
    open |= is_open ? high ? TP_OPEN_HIGH : TP_OPEN_LOW : 0u;
  }
  mpfr_set(out->low, end[0], MPFR_RNDD);
  mpfr_set(out->high, end[1], MPFR_RNDU);
  out->open = open;
  tp_enclosure_forget_rational(out);
  mpfr_clears(other, end[0], end[1], (mpfr_ptr) NULL);
}

/* out /= divisor > 0 */
static void divide(tp_enclosure *out, const tp_enclosure *divisor)
{
  int below = mpfr_sgn(out->low) < 0, above = mpfr_sgn(out->high) >= 0;
  unsigned open = 0;
  if (mpfr_div(out->low, out->low, below ? divisor->low : divisor->high, MPFR_RNDD) || end_is_open(out, 0)
      || (mpfr_regular_p(out->low) && end_is_open(divisor, !below)))
    open |= TP_OPEN_LOW;
  if (mpfr_div(out->high, out->high, above ? divisor->low : divisor->high, MPFR_RNDU) || end_is_open(out, 1)
      || (mpfr_regular_p(out->high) && end_is_open(divisor, !above)))
    open |= TP_OPEN_HIGH;
  out->open = open;
  tp_enclosure_forget_rational(out);
}

void tp_enclosure_sum_take(tp_enclosure_room *room, const tp_enclosure *divisor, tp_enclosure *out)
{
  enclose_sum(room, out);
  if (divisor)
    divide(out, divisor);
}

/* out = the value that a rule gives: exact. */
static void set_rounded(tp_enclosure *out, const tp_rounding *r, mpfr_srcptr x)
{
  long d = tp_format_denominator(r->format);
  out->open = 0;
  tp_enclosure_forget_rational(out);
  if (d == 1 || !mpfr_number_p(x) || mpfr_integer_p(x)) {
    mpfr_set(out->low, x, MPFR_RNDD);
    mpfr_set(out->high, x, MPFR_RNDU);
    return;
  }
  mpfr_t k;
  mpfr_init2(k, mpfr_get_prec(x));
  mpfr_mul_si(k, x, d, MPFR_RNDN);
  tp_enclosure_set_ratio(out, mpfr_get_si(k, MPFR_RNDN), d);
  mpfr_clear(k);
}

static int same_value(mpfr_srcptr x, mpfr_srcptr y)
{
  return mpfr_equal_p(x, y) || (mpfr_nan_p(x) && mpfr_nan_p(y));
}

/* An end that is not reached, two bits longer, a quarter of a last bit inside: no value
   and no point where rounding changes is so near to it. */
static void step_inside(mpfr_t end, int up)
{
  mpfr_t step;
  mpfr_prec_t bits = mpfr_get_prec(end);
  mpfr_prec_round(end, bits + 2, MPFR_RNDN);
  if (mpfr_zero_p(end))                  /* an exponential below all exponents of MPFR is not 0 */
    (up ? mpfr_nextabove : mpfr_nextbelow)(end);
  if (!mpfr_regular_p(end) || mpfr_get_exp(end) == mpfr_get_emin())
    return;
  mpfr_init2(step, 2);
  mpfr_set_si_2exp(step, up ? 1 : -1, mpfr_get_exp(end) - bits - 2, MPFR_RNDN);
  mpfr_add(end, end, step, up ? MPFR_RNDU : MPFR_RNDD);
  mpfr_clear(step);
}

/* Round what is known only between two ends. */
static int round_enclosure(const tp_rounding *r, double u, const tp_enclosure *x, tp_enclosure *out)
{
  mpfr_t low, high;
  mpfr_inits2(mpfr_get_prec(x->low), low, high, (mpfr_ptr) NULL);
  mpfr_set(low, x->low, MPFR_RNDD);
  mpfr_set(high, x->high, MPFR_RNDU);
  if (x->open & TP_OPEN_LOW)
    step_inside(low, 1);
  if (x->open & TP_OPEN_HIGH)
    step_inside(high, 0);
  tp_rounding_mpfr(r, low, u);
  tp_rounding_mpfr(r, high, u);
  int decided = same_value(low, high);
  set_rounded(out, r, low);
  mpfr_clears(low, high, (mpfr_ptr) NULL);
  return decided;
}

/* The exact numerator / (denominator divisor), rounded. */
static void round_ratio(mpfr_ptr numerator, long denominator, const tp_enclosure *divisor, const tp_rounding *r, double u, tp_enclosure *out)
{
  mpfr_t below, x;
  mpfr_prec_t bits = mpfr_get_prec(out->low);
  mpfr_init2(x, bits);
  mpfr_init2(below, bits + 64);
  mpfr_set_si(below, denominator, MPFR_RNDN);
  if (divisor && divisor->denominator > 1) {
    mpfr_mul_si(numerator, numerator, divisor->denominator, MPFR_RNDN);
    mpfr_mul_si(below, below, divisor->numerator, MPFR_RNDN);
  } else if (divisor) {
    mpfr_mul(below, divisor->low, below, MPFR_RNDN);
  }
  if (mpfr_cmp_ui(below, 1) == 0 && tp_format_denominator(r->format) == 1) {
    tp_rounding_mpfr(r, numerator, u);
    mpfr_set(x, numerator, MPFR_RNDN);
  } else {
    tp_rounding_mpfr_quotient(r, x, numerator, below, u);
  }
  set_rounded(out, r, x);
  mpfr_clears(below, x, (mpfr_ptr) NULL);
}

/* The exact sum as a fraction, if its numerator and denominator are small; *out may be
   among the terms. */
static int keep_ratio(tp_enclosure_room *room, long denominator, tp_enclosure *out)
{
  enum { NUMERATOR_BITS = 60, DENOMINATOR_BITS = 44 };
  mpfr_t sum;
  int small = 0;
  exact_numerators(room, denominator);
  mpfr_init2(sum, NUMERATOR_BITS);
  if (mpfr_sum(sum, pointers(room, room->terms), room->terms, MPFR_RNDN) == 0 && mpfr_number_p(sum)) {
    long shift = 0;
    while (!mpfr_integer_p(sum) && shift < 20) {
      mpfr_mul_2ui(sum, sum, 1, MPFR_RNDN);
      shift++;
    }
    small = mpfr_integer_p(sum) && mpfr_fits_slong_p(sum, MPFR_RNDN) && denominator < 1L << (DENOMINATOR_BITS - shift);
    if (small)
      tp_enclosure_set_ratio(out, mpfr_get_si(sum, MPFR_RNDN), denominator << shift);
  }
  mpfr_clear(sum);
  return small;
}

/* The exact sum as a fraction, whatever its size up to the limit. */
static int keep_rational(const tp_enclosure_room *room, const tp_enclosure *divisor, tp_enclosure *out)
{
  mpq_t sum;
  mpq_init(sum);
  int kept = tp_enclosure_sum_rational(room, divisor, sum) && tp_enclosure_set_rational(out, sum);
  mpq_clear(sum);
  return kept;
}

/* The exact sum as a number that is not rounded; 0 if it cannot be kept. */
static int keep_sum(tp_enclosure_room *room, const tp_enclosure *divisor, long denominator, tp_enclosure *out)
{
  if (denominator == 1 && !divisor) {
    mpfr_t sum;
    exact_numerators(room, denominator);
    mpfr_init2(sum, mpfr_get_prec(out->low));
    int lost = mpfr_sum(sum, pointers(room, room->terms), room->terms, MPFR_RNDD);
    if (!lost) {
      mpfr_set(out->low, sum, MPFR_RNDD);
      mpfr_set(out->high, sum, MPFR_RNDU);
      out->open = 0;
      tp_enclosure_forget_rational(out);
    }
    mpfr_clear(sum);
    if (!lost)
      return 1;
  }
  return (denominator > 1 && !divisor && keep_ratio(room, denominator, out)) || keep_rational(room, divisor, out);
}

/* The sum where not all of it has a short form, rounded: by its ends if they decide, else
   as a fraction. */
static int round_long_form(tp_enclosure_room *room, const tp_enclosure *divisor, const tp_rounding *r, double u, tp_enclosure *out)
{
  tp_enclosure ends;
  mpq_t sum;
  mpfr_t x;
  tp_enclosure_init(&ends, room->bits);
  tp_enclosure_sum_take(room, divisor, &ends);
  int decided = round_enclosure(r, u, &ends, &ends);
  if (!decided) {
    mpq_init(sum);
    mpfr_init2(x, room->bits);
    decided = tp_enclosure_sum_rational(room, divisor, sum);
    if (decided) {
      tp_rational_round(r, sum, u, x);
      set_rounded(&ends, r, x);
    }
    mpfr_clear(x);
    mpq_clear(sum);
  }
  tp_enclosure_set(out, &ends);
  tp_enclosure_clear(&ends);
  return decided;
}

int tp_enclosure_sum_round(tp_enclosure_room *room, const tp_enclosure *divisor, const tp_rounding *r, double u, tp_enclosure *out)
{
  long denominator = !divisor || has_short_form(divisor) ? common_denominator(room) : 0;
  if (r->format.family == TP_FORMAT_REAL) {
    if (!keep_sum(room, divisor, denominator, out))
      tp_enclosure_sum_take(room, divisor, out);
    return 1;
  }
  if (denominator == 0)
    return round_long_form(room, divisor, r, u, out);
  exact_numerators(room, denominator);
  mpfr_t sum;
  /* 64 more: denominators are multiplied on. */
  mpfr_init2(sum, room->bits + 2);
  sticky_sum(room, sum);
  mpfr_prec_round(sum, room->bits + 66, MPFR_RNDN);
  round_ratio(sum, denominator, divisor, r, u, out);
  mpfr_clear(sum);
  return 1;
}

int tp_enclosure_round(tp_enclosure_room *room, const tp_rounding *r, double u, const tp_enclosure *x, tp_enclosure *out)
{
  if (r->format.family == TP_FORMAT_REAL) {
    if (out != x)
      tp_enclosure_set(out, x);
    return 1;
  }
  tp_enclosure_sum_start(room);
  tp_enclosure_sum_add(room, 1, x, NULL);
  return tp_enclosure_sum_round(room, NULL, r, u, out);
}

/* --- Shared scales ------------------------------------------------------------- */

/* most = max(most, the least (end 0) or largest magnitude that x may have) */
static void widen(mpfr_ptr most, const tp_enclosure *x, int end)
{
  int high = (mpfr_cmpabs(x->high, x->low) >= 0) == end;     /* the end to look at */
  if (!end && mpfr_sgn(x->low) * mpfr_sgn(x->high) < 0)
    return;
  mpfr_t magnitude;
  mpfr_init2(magnitude, mpfr_get_prec(x->low));
  mpfr_abs(magnitude, high ? x->high : x->low, MPFR_RNDN);
  if (end && end_is_open(x, high) && !mpfr_zero_p(magnitude))
    step_inside(magnitude, 0);           /* just below a power of two is not at it */
  if (mpfr_cmpabs(magnitude, most) > 0)
    mpfr_set(most, magnitude, MPFR_RNDN);
  mpfr_clear(magnitude);
}

int tp_enclosure_shared_scale(tp_format f, const tp_enclosure *const *x, size_t count, long *scale)
{
  mpfr_t most;
  long of[2];
  for (int end = 0; end < 2; end++) {
    mpfr_init2(most, 2);
    mpfr_set_zero(most, 1);
    for (size_t i = 0; i < count; i++) {
      if (mpfr_get_prec(x[i]->low) + 2 > mpfr_get_prec(most))
        mpfr_prec_round(most, mpfr_get_prec(x[i]->low) + 2, MPFR_RNDN);
      widen(most, x[i], end);
    }
    of[end] = mpfr_regular_p(most) ? tp_shared_scale(f, most) : -127;
    mpfr_clear(most);
  }
  *scale = of[0];
  return of[0] == of[1];
}

/* x 2^by, exactly; of a fraction with too many bits its enclosure. */
static void shift(tp_enclosure *x, long by)
{
  if (by && (x->rational || x->denominator > 1)) {
    mpq_t q;
    mpq_init(q);
    tp_enclosure_to_rational(q, x);
    (by > 0 ? mpq_mul_2exp : mpq_div_2exp)(q, q, (mp_bitcnt_t) labs(by));
    int kept = tp_enclosure_set_rational(x, q);
    mpq_clear(q);
    if (kept)
      return;
    tp_enclosure_forget_rational(x);
  }
  mpfr_mul_2si(x->low, x->low, by, MPFR_RNDD);
  mpfr_mul_2si(x->high, x->high, by, MPFR_RNDU);
}

int tp_enclosure_round_scaled(tp_enclosure_room *room, const tp_rounding *r, long scale, double u, tp_enclosure *x)
{
  shift(x, -scale);
  int decided = tp_enclosure_round(room, r, u, x, x);
  shift(x, scale);
  return decided;
}

/* --- Others ------------------------------------------------------------------ */

void tp_enclosure_exp_difference(tp_enclosure *out, const tp_enclosure *x, const tp_enclosure *y)
{
  if (x == y || tp_enclosure_compare(x, y) == 0) {
    tp_enclosure_set_int(out, mpfr_number_p(x->low) ? 1 : 0);
    if (!mpfr_number_p(x->low))
      mpfr_set_nan(out->low), mpfr_set_nan(out->high);
    return;
  }
  tp_enclosure_forget_rational(out);
  /* Its exponential is no binary number but for exponent 0, so the ends are open. */
  mpfr_t low, high;
  mpfr_inits2(mpfr_get_prec(out->low), low, high, (mpfr_ptr) NULL);
  mpfr_sub(low, x->low, y->high, MPFR_RNDD);
  mpfr_sub(high, x->high, y->low, MPFR_RNDU);
  mpfr_sub(high, high, low, MPFR_RNDU);
  int low_is_open = mpfr_exp(out->low, low, MPFR_RNDD) != 0, high_is_open = 1;
  if (mpfr_cmp_d(high, 0.5) < 0) {       /* one exponential is enough: e^d <= 1 + 2d for 0 <= d <= 1 */
    mpfr_set(out->high, out->low, MPFR_RNDU);
    if (low_is_open)
      mpfr_nextabove(out->high);
    mpfr_mul_2ui(high, high, 1, MPFR_RNDU);
    mpfr_add_ui(high, high, 1, MPFR_RNDU);
    mpfr_mul(out->high, out->high, high, MPFR_RNDU);
  } else {
    mpfr_sub(high, x->high, y->low, MPFR_RNDU);
    high_is_open = mpfr_exp(out->high, high, MPFR_RNDU) != 0;
  }
  out->open = (low_is_open ? TP_OPEN_LOW : 0u) | (high_is_open ? TP_OPEN_HIGH : 0u);
  mpfr_clears(low, high, (mpfr_ptr) NULL);
}

static int is_binary(const tp_enclosure *x)
{
  return !x->rational && x->denominator == 1 && mpfr_equal_p(x->low, x->high);
}

int tp_enclosure_compare(const tp_enclosure *x, const tp_enclosure *y)
{
  if (mpfr_greater_p(x->low, y->high) || (mpfr_equal_p(x->low, y->high) && (x->open & TP_OPEN_LOW || y->open & TP_OPEN_HIGH)))
    return 1;
  if (mpfr_less_p(x->high, y->low) || (mpfr_equal_p(x->high, y->low) && (x->open & TP_OPEN_HIGH || y->open & TP_OPEN_LOW)))
    return -1;
  if (is_binary(x) && is_binary(y))
    return 0;
  if (!x->rational && !y->rational && x->denominator > 1 && x->denominator == y->denominator)
    return (x->numerator > y->numerator) - (x->numerator < y->numerator);
  return tp_enclosure_is_exact(x) && tp_enclosure_is_exact(y) ? tp_enclosure_compare_rational(x, y) : 2;
}
