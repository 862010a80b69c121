/* Theorem `snap` (doc/bounds.md, section 4): act rounds the output of each class of rows to the right activation, in every
   layer. */
#include <string.h>

#include "rows.h"
#include "theorems.h"

/* act rounds to + x to `to` + value, and all that with the other sign. */
static int rounds_to(tp_checker *c, int to, const mpq_t x, const tp_certificate_class *of)
{
  mpq_t y, z;
  int good = 1;
  mpq_inits(y, z, NULL);
  for (int sign = 1; good && sign >= (of->is_flag ? 1 : -1); sign -= 2) {
    mpq_set_si(y, to, 1);
    mpq_add(y, y, x);
    mpq_set_si(z, sign, 1);
    mpq_mul(y, y, z);
    good = round_exactly(c, &c->in.act, y) && mpq_cmp_si(y, sign * (to + of->value), 1) == 0;
  }
  mpq_clears(y, z, NULL);
  return good;
}

int tp_checker_row_rounds(tp_checker *c, const tp_checker_row *o, const tp_certificate_class *x)
{
  int good = next_line(c) && is_line(c, "rounds\t%d", x->value) && (!x->added || (next_line(c) && is_line(c, "rounds\t1+\t1")));
  for (int to = 0; good && to <= x->added; to++)
    good = (rounds_to(c, to, o->low, x) && rounds_to(c, to, o->high, x)) || refuse(c, "act rounds the output to something else");
  return good;
}

static int check_row(tp_checker *c, const tp_certificate_class *x)
{
  tp_checker_row o;
  const uint64_t ties = x->ties ? c->in.ties : 1;
  tp_checker_row_open(&o);
  int good = next_line(c) && is_line(c, "row\t%s", x->what) && tp_checker_row_sum_up(c, &o, x) && tp_checker_row_others(c, &o, ties)
             && tp_checker_row_output(c, &o, x, ties) && tp_checker_row_rounds(c, &o, x);
  tp_checker_row_close(&o);
  return good;
}

static int check_rows(tp_checker *c)
{
  tp_certificate_class x;
  if (!tp_checker_logits(c) || !tp_checker_exponentials(c))
    return 0;
  for (int i = 0; tp_certificate_row(&c->in, i, &x); i++)
    if (!check_row(c, &x))
      return 0;
  return 1;
}

int tp_checker_snap(tp_checker *c)
{
  if (!c->in.stated.exceptions)
    return check_rows(c);
  for (unsigned last = 0; last < 5 * (unsigned) c->in.r / 2 + 8; tp_checker_forget(c))
    if (!tp_certificate_layers(&c->in, &last) || !check_rows(c))
      return 0;
  return 1;
}
