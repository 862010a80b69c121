/* Numbers that a certificate states, against what is derived. */
#include <string.h>

#include "checker.h"

enum { SHORT_BITS = 640 };

void tp_checker_shorten(mpq_t x, int up)
{
  mpfr_t y;
  mpfr_init2(y, SHORT_BITS);
  mpfr_set_q(y, x, up ? MPFR_RNDU : MPFR_RNDD);
  mpfr_get_q(x, y);
  mpfr_clear(y);
}

void tp_checker_linear(mpq_t out, long constant, const tp_checker_term *term)
{
  mpq_t sum, part;
  mpq_inits(sum, part, NULL);
  mpq_set_si(sum, constant, 1);
  for (; term->x; term++) {
    mpq_set_si(part, term->times, 1);
    mpq_mul(part, part, term->x);
    mpq_add(sum, sum, part);
  }
  mpq_swap(out, sum);
  mpq_clears(sum, part, NULL);
}

void tp_checker_power(mpq_t out, int exponent)
{
  mpq_set_ui(out, 1, 1);
  (exponent < 0 ? mpq_div_2exp : mpq_mul_2exp)(out, out, (mp_bitcnt_t) (exponent < 0 ? -exponent : exponent));
}

int tp_checker_round(tp_checker *c, mpq_t x, int up)
{
  mpq_t mirror;
  mpq_init(mirror);
  tp_checker_shorten(x, up);
  mpq_neg(mirror, x);
  int good = round_exactly(c, &c->in.act, x) && round_exactly(c, &c->in.act, mirror);
  mpq_neg(mirror, mirror);
  if (up ? mpq_cmp(mirror, x) > 0 : mpq_cmp(mirror, x) < 0)
    mpq_set(x, mirror);
  mpq_clear(mirror);
  return good;
}

int tp_checker_state(tp_checker *c, const char *label, mpq_t x, int up)
{
  char before[TP_CERTIFICATE_WORD];
  mpq_t stated;
  mpq_init(stated);
  snprintf(before, sizeof before, "%s\t%s\t", label, up ? "<=" : ">=");
  int good = read_bound(c, before, stated) && ((up ? mpq_cmp(stated, x) >= 0 : mpq_cmp(stated, x) <= 0) || refuse(c, "the number may lie beyond"));
  mpq_set(x, stated);
  mpq_clear(stated);
  return good;
}

int tp_checker_state_rounded(tp_checker *c, const char *label, mpq_t x, int up)
{
  return tp_checker_round(c, x, up) && tp_checker_state(c, label, x, up);
}

int tp_checker_state_neuron(tp_checker *c, const char *label, mpq_t x, int up)
{
  if (mpq_sgn(x) < 0)
    mpq_set_ui(x, 0, 1);
  return tp_checker_state_rounded(c, label, x, up);
}

/* --- Hypotheses ----------------------------------------------------------------------------- */

static int is_one(tp_checker *c, const mpq_t x)
{
  mpq_t y;
  int good = 1;
  mpq_init(y);
  for (int sign = 1; good && sign >= -1; sign -= 2) {
    mpq_set(y, x);
    if (sign < 0)
      mpq_neg(y, y);
    good = round_exactly(c, &c->in.act, y) && (mpq_cmp_si(y, sign, 1) == 0 || refuse(c, "act rounds the number to something else"));
  }
  mpq_clear(y);
  return good;
}

int tp_checker_need_one(tp_checker *c, const char *label, mpq_t low, mpq_t high)
{
  return tp_checker_state(c, label, low, 0) && tp_checker_state(c, label, high, 1) && next_line(c) && is_line(c, "rounds\t1") && is_one(c, low)
         && is_one(c, high);
}

/* x, which is stated, is below `WORD V`, and V is at most the limit; or x is V, where that is enough. */
static int need_at_most(tp_checker *c, const char *label, mpq_t x, const mpq_t limit, const char *word, int or_equal)
{
  mpq_t stated;
  mpq_init(stated);
  int good = tp_checker_state(c, label, x, 1) && read_bound(c, word, stated)
             && ((mpq_cmp(stated, limit) <= 0 && mpq_cmp(x, stated) < or_equal) || refuse(c, "the number may be too large"));
  mpq_clear(stated);
  return good;
}

static int need_at_least(tp_checker *c, const char *label, mpq_t x, const mpq_t limit, const char *word, int or_equal)
{
  mpq_t stated;
  mpq_init(stated);
  int good = tp_checker_state(c, label, x, 0) && read_bound(c, word, stated)
             && ((mpq_cmp(stated, limit) >= 0 && mpq_cmp(x, stated) > -or_equal) || refuse(c, "the number may be too small"));
  mpq_clear(stated);
  return good;
}

int tp_checker_need_less(tp_checker *c, const char *label, mpq_t x, const mpq_t limit)
{
  return need_at_most(c, label, x, limit, "less\t", 0);
}

int tp_checker_need_within(tp_checker *c, const char *label, mpq_t x, const mpq_t limit)
{
  return need_at_most(c, label, x, limit, "within\t", 1);
}

int tp_checker_need_least(tp_checker *c, const char *label, mpq_t x, const mpq_t limit)
{
  return need_at_least(c, label, x, limit, "least\t", 1);
}

int tp_checker_need_above(tp_checker *c, const char *label, mpq_t x, const mpq_t limit)
{
  return need_at_least(c, label, x, limit, "above\t", 0);
}
