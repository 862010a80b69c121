/* Logits and exponentials, enclosed: the only numbers of a certificate that are not computed exactly. */
#include <stdlib.h>
#include <string.h>

#include "checker.h"
#include "tmprec/base/memory.h"

static int enclose_beta(tp_checker *c, tp_enclosure *out)
{
  mpq_t exactly;
  mpfr_t b;
  mpfr_init2(b, 192);
  mpq_init(exactly);
  tp_choice_beta_weight(b, &c->in.choice, (unsigned) c->in.r, 0.5);
  int good = mpfr_number_p(b) && mpfr_sgn(b) > 0;
  if (good)
    mpfr_get_q(exactly, b);
  good = good && tp_enclosure_set_rational(out, exactly);
  mpq_clear(exactly);
  mpfr_clear(b);
  return good;
}

int tp_checker_beta(tp_checker *c, mpq_t out)
{
  tp_enclosure beta;
  tp_enclosure_init(&beta, c->in.room.bits);
  int good = read_bound(c, "beta\t<=\t", out) && enclose_beta(c, &beta) && mpfr_cmp_q(beta.high, out) <= 0;
  tp_enclosure_clear(&beta);
  return good ? 1 : refuse(c, "beta may be larger");
}

/* The logit of an integer score, between two ends. */
static int enclose_logit(tp_checker *c, tp_enclosure *out, long score)
{
  tp_enclosure beta;
  tp_enclosure_init(&beta, c->in.room.bits);
  int good = enclose_beta(c, &beta);
  tp_enclosure_sum_start(&c->in.room);
  tp_enclosure_sum_add(&c->in.room, score, &beta, NULL);
  good = good && tp_enclosure_sum_round(&c->in.room, NULL, &c->in.logit, 0.5, out);
  tp_enclosure_clear(&beta);
  return good;
}

int tp_checker_logits(tp_checker *c)
{
  const long most = (c->in.choice.subtracts_first ? 4 : 2) * c->in.r;
  tp_enclosure x;
  tp_enclosure_init(&x, c->in.room.bits);
  int good = enclose_logit(c, &x, most) && !tp_enclosure_is_nan(&x) && enclose_logit(c, &x, -most) && !tp_enclosure_is_nan(&x);
  tp_enclosure_clear(&x);
  return good ? 1 : refuse(c, "a logit that is no number");
}

static int read_exponential(tp_checker *c)
{
  char number[TP_CERTIFICATE_WORD];
  c->e = tp_memory_resize(c->e, c->exponentials + 1, sizeof *c->e);
  struct tp_checker_exponential *e = c->e + c->exponentials++;
  mpq_init(e->most);
  if (sscanf(c->in.text, "exp\t%d\t%d\t<=\t%1599s", &e->best, &e->next, number) != 3 || !is_line(c, "exp\t%d\t%d\t<=\t%s", e->best, e->next, number)
      || abs(e->best) > 1000 || abs(e->next) > 1000 || !read_number(c, number, e->most))
    return malformed(c, "not an exponential");
  tp_enclosure end[3], *best = end, *next = end + 1, *power = end + 2;
  for (int i = 0; i < 3; i++)
    tp_enclosure_init(end + i, c->in.room.bits);
  const int first = c->in.choice.subtracts_first;
  int good = enclose_logit(c, best, first ? 0 : e->best) && enclose_logit(c, next, first ? e->next - e->best : e->next)
             && mpfr_number_p(best->low) && mpfr_number_p(best->high);
  if (good)
    tp_enclosure_exp_difference(power, next, best);
  good = good && mpfr_number_p(power->high) && mpfr_cmp_q(power->high, e->most) <= 0;
  for (int i = 0; i < 3; i++)
    tp_enclosure_clear(end + i);
  return good ? 1 : refuse(c, "the exponential may be larger");
}

void tp_checker_forget(tp_checker *c)
{
  while (c->exponentials)
    mpq_clear(c->e[--c->exponentials].most);
}

int tp_checker_exponentials(tp_checker *c)
{
  while (c->in.end - c->in.at > 4 && !memcmp(c->in.at, "exp\t", 4))
    if (!next_line(c) || !read_exponential(c))
      return 0;
  return 1;
}

int tp_checker_exponential_of_gap(tp_checker *c, const char *name, const mpq_t gap, mpq_t out)
{
  char before[TP_CERTIFICATE_WORD];
  tp_enclosure beta, lead, power, none;
  snprintf(before, sizeof before, "exp\t%s\t<=\t", name);
  if (!read_bound(c, before, out))
    return 0;
  tp_enclosure *all[] = {&beta, &lead, &power, &none};
  for (int i = 0; i < 4; i++)
    tp_enclosure_init(all[i], c->in.room.bits);
  int good = enclose_beta(c, &beta) && tp_enclosure_set_rational(&lead, gap);
  if (good) {
    tp_enclosure_sum_start(&c->in.room);
    tp_enclosure_sum_add(&c->in.room, 1, &lead, &beta);
    tp_enclosure_sum_take(&c->in.room, NULL, &lead);
    tp_enclosure_exp_difference(&power, &none, &lead);
  }
  good = good && mpfr_number_p(power.high) && mpfr_cmp_q(power.high, out) <= 0;
  for (int i = 0; i < 4; i++)
    tp_enclosure_clear(all[i]);
  return good ? 1 : refuse(c, "the exponential may be larger");
}
