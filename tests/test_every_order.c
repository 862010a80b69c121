/* SPDX-License-Identifier: MIT */
/* `--sum any`: what bounds say of all orders of a sum, against all orders, in rationals; and verdicts against orders. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle_round.h"
#include "random_machines.h"
#include "site_cells.h"
#include "suite.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/base/memory.h"
#include "tmprec/numbers/enclosure.h"

enum { BITS = 300 };

/* --- All orders of a few terms ---------------------------------------------------------------------------- */

enum { MOST_TERMS = 5, SUBSETS = 1 << MOST_TERMS };

/* Different numbers. */
typedef struct {
  number *x;
  size_t count;
} number_set_of;

static void set_add(number_set_of *s, const number *x)
{
  for (size_t i = 0; i < s->count; i++)
    if (s->x[i].kind == x->kind && (x->kind == EXACT ? mpq_equal(s->x[i].q, x->q) : x->kind != INFINITE || x->sign == s->x[i].sign))
      return;
  s->x = tp_memory_resize(s->x, s->count + 1, sizeof *s->x);
  number_init(s->x + s->count);
  number_set(s->x + s->count++, x);
}

static void set_clear(number_set_of *s)
{
  for (size_t i = 0; i < s->count; i++)
    number_clear(s->x + i);
  free(s->x);
}

/* All that R(x) may be. */
static void add_rounded(number_set_of *s, const tp_rounding *r, const number *x)
{
  number y;
  number_init(&y);
  for (int u = 0; u <= (r->mode == TP_ROUND_STOCHASTIC); u++) {
    number_set(&y, x);
    number_round(&y, r, u);
    set_add(s, &y);
  }
  number_clear(&y);
}

/* out: of every subset of the terms, as bits, all that its sum may be: R(a + b) of any two parts; a part of one term is the
   term or R(term).  At the top a single term is rounded. */
static void add_up_all_ways(number_set_of *out, const tp_rounding *r, const number *term, size_t terms)
{
  number sum;
  number_init(&sum);
  for (unsigned set = 1; set < 1u << terms; set++) {
    out[set] = (number_set_of) {NULL, 0};
    if (!(set & (set - 1))) {
      size_t k = 0;
      while (!(set >> k & 1))
        k++;
      add_rounded(out + set, r, term + k);
      if (terms > 1)
        set_add(out + set, term + k);
      continue;
    }
    for (unsigned part = (set - 1) & set; part > (set & ~part); part = (part - 1) & set)
      for (size_t i = 0; i < out[part].count; i++)
        for (size_t j = 0; j < out[set & ~part].count; j++) {
          number_add(&sum, out[part].x + i, out[set & ~part].x + j);
          add_rounded(out + set, r, &sum);
        }
  }
  number_clear(&sum);
}

static int is_within(const number *x, const tp_enclosure *e)
{
  if (x->kind == NO_NUMBER)
    return tp_enclosure_is_nan(e);
  return x->kind == EXACT && mpfr_cmp_q(e->low, x->q) <= 0 && mpfr_cmp_q(e->high, x->q) >= 0;
}

static tp_rounding draw_rounding(random_source *s)
{
  tp_rounding r = {.random_bits = 0};
  tp_error err;
  char name[NAME];
  draw_format(s, name);
  ck_assert_int_eq(tp_format_parse(&r.format, name, &err), TP_STATUS_OK);
  r.mode = (tp_rounding_mode) (random_one_in(s, 2) ? 0 : random_below(s, TP_ROUNDING_MODES));
  r.overflow = (tp_overflow_rule) (random_one_in(s, 3) ? random_below(s, TP_OVERFLOW_RULES) : 0);
  return r;
}

/* k 2^e, of few bits, near 1 or farther away; a few are 0. */
static void draw_term(random_source *s, mpq_t x, long spread)
{
  const long k = (long) random_below(s, random_one_in(s, 3) ? 64 : 4), e = (long) random_below(s, (uint32_t) spread) - spread + 2;
  mpq_set_si(x, random_one_in(s, 3) ? -k : k, 1);
  rational_scale(x, e);
}

static void enclose(tp_enclosure *x, const mpq_t q)
{
  mpfr_set_q(x->low, q, MPFR_RNDD);
  mpfr_set_q(x->high, q, MPFR_RNDU);
  ck_assert(mpfr_equal_p(x->low, x->high));
}

typedef struct {
  tp_enclosure_room room;
  tp_enclosure *x, **each, bound;
} bounds;

static void bounds_open(bounds *b, size_t most)
{
  tp_enclosure_room_init(&b->room, BITS);
  tp_enclosure_init(&b->bound, BITS);
  b->x = tp_memory_new(most, sizeof *b->x);
  b->each = tp_memory_new(most, sizeof *b->each);
  for (size_t i = 0; i < most; i++)
    tp_enclosure_init(b->x + i, BITS);
}

static void bounds_close(bounds *b, size_t most)
{
  for (size_t i = 0; i < most; i++)
    tp_enclosure_clear(b->x + i);
  tp_enclosure_clear(&b->bound);
  tp_enclosure_room_clear(&b->room);
  free(b->x);
  free(b->each);
}

static int find_bound(bounds *b, const number *term, size_t terms, const tp_rounding *r)
{
  for (size_t i = 0; i < terms; i++)
    enclose(b->each[i] = b->x + i, term[i].q);
  return tp_enclosure_sum_any_order(&b->room, b->each, terms, r, &b->bound);
}

START_TEST(test_few_terms)
{
  random_source source = random_open(270);
  const size_t cells = random_count(6000, 100);
  size_t known = 0, single = 0, alike = 0;
  number term[MOST_TERMS];
  bounds b;
  bounds_open(&b, MOST_TERMS);
  for (size_t i = 0; i < MOST_TERMS; i++)
    number_init(term + i);
  for (size_t n = 0; n < cells; n++) {
    const tp_rounding r = draw_rounding(&source);
    const size_t terms = 1 + random_below(&source, random_one_in(&source, 3) ? MOST_TERMS : 4);
    const long spread = random_one_in(&source, 2) ? 5 : 20;
    number_set_of all[SUBSETS];
    for (size_t i = 0; i < terms; i++)
      draw_term(&source, term[i].q, spread);
    add_up_all_ways(all, &r, term, terms);
    const number_set_of *sums = all + (1u << terms) - 1;
    alike += sums->count == 1 ? 1u : 0u;
    if (find_bound(&b, term, terms, &r)) {
      known++;
      single += mpfr_equal_p(b.bound.low, b.bound.high) ? 1u : 0u;
      for (size_t i = 0; i < sums->count; i++)
        if (!is_within(sums->x + i, &b.bound)) {
          tp_buffer name = {NULL, 0, 0};
          tp_format_print(&name, r.format);
          printf("%s %s %s:", name.text, tp_rounding_mode_name[r.mode], tp_overflow_rule_name[r.overflow]);
          for (size_t k = 0; k < terms; k++)
            gmp_printf(" %Qd", term[k].q);
          gmp_printf(": %Qd (%d) is not between %g and %g\n", sums->x[i].q, (int) sums->x[i].kind, mpfr_get_d(b.bound.low, MPFR_RNDD),
                     mpfr_get_d(b.bound.high, MPFR_RNDU));
          fflush(stdout);
          ck_abort_msg("a sum is outside of the bounds");
        }
    }
    for (unsigned set = 1; set < 1u << terms; set++)
      set_clear(all + set);
  }
  for (size_t i = 0; i < MOST_TERMS; i++)
    number_clear(term + i);
  bounds_close(&b, MOST_TERMS);
  printf("few terms: %zu sums, %zu alike in all orders; bounds for %zu, of which %zu leave one number\n", cells, alike, known, single);
  ck_assert_uint_gt(known, cells / 2);
  ck_assert_uint_gt(single, cells / 8);
  ck_assert_uint_le(single, alike);
}
END_TEST

/* --- Some orders of many terms ------------------------------------------------------------------------------ */

static void swap_numbers(number *x, number *y)
{
  const number was = *x;
  *x = *y;
  *y = was;
}

/* A random tree over the terms, which are lost. */
static void add_up_somehow(random_source *s, number *term, size_t terms, const tp_rounding *r, int in_order, number *sum)
{
  for (size_t left = terms; left > 1; left--) {
    const size_t i = in_order ? 0 : random_below(s, (uint32_t) left);
    swap_numbers(term + i, term + left - 1);
    const size_t k = random_below(s, (uint32_t) left - 1);
    for (int j = 0; j < 2; j++)
      if (random_one_in(s, 2))
        number_round(j ? term + k : term + left - 1, r, 0.5);
    number_add(term + k, term + k, term + left - 1);
    number_round(term + k, r, 0.5);
    swap_numbers(term, term + k);
  }
  number_set(sum, term);
}

/* Few large terms, and many that are so small that each is lost beside them. */
START_TEST(test_many_terms)
{
  enum { TERMS = 60, ORDERS = 30 };
  random_source source = random_open(271);
  const size_t cells = random_count(300, 10);
  size_t known = 0, close = 0;
  number term[TERMS], lost[TERMS], sum;
  bounds b;
  bounds_open(&b, TERMS);
  number_init(&sum);
  for (size_t i = 0; i < TERMS; i++)
    number_init(term + i), number_init(lost + i);
  for (size_t n = 0; n < cells; n++) {
    tp_rounding r = draw_rounding(&source);
    r.mode = r.mode == TP_ROUND_STOCHASTIC || random_one_in(&source, 2) ? TP_ROUND_NEAREST_EVEN : r.mode;
    const size_t terms = 2 + random_below(&source, TERMS - 1), large = 1 + random_below(&source, 4);
    for (size_t i = 0; i < terms; i++) {
      draw_term(&source, term[i].q, 4);
      if (i >= large)
        rational_scale(term[i].q, -(long) (8 + random_below(&source, 12)));
    }
    if (!find_bound(&b, term, terms, &r))
      continue;
    known++;
    close += mpfr_get_d(b.bound.high, MPFR_RNDU) - mpfr_get_d(b.bound.low, MPFR_RNDD) < 0.25;
    for (int order = 0; order < ORDERS; order++) {
      for (size_t i = 0; i < terms; i++)
        number_set(lost + i, term + i);
      add_up_somehow(&source, lost, terms, &r, order < 10, &sum);
      if (!is_within(&sum, &b.bound))
        gmp_printf("%Qd is not between %g and %g\n", sum.q, mpfr_get_d(b.bound.low, MPFR_RNDD), mpfr_get_d(b.bound.high, MPFR_RNDU));
      fflush(stdout);
      quick_assert(is_within(&sum, &b.bound));
    }
  }
  for (size_t i = 0; i < TERMS; i++)
    number_clear(term + i), number_clear(lost + i);
  number_clear(&sum);
  bounds_close(&b, TERMS);
  printf("many terms: bounds for %zu of %zu sums, of which %zu are close\n", known, cells, close);
  ck_assert_uint_gt(known, cells / 2);
  ck_assert_uint_gt(close, cells / 20);
}
END_TEST

/* --- Verdicts ------------------------------------------------------------------------------------------------- */

static tp_verification verify(const tp_subject *s, const tp_choice *c, const char *order, tp_hardmax_record *record)
{
  tp_choice one = *c;
  tp_error err;
  tp_verification v;
  ck_assert_int_eq(tp_choice_set_summation(&one, order, &err), TP_STATUS_OK);
  ck_assert_msg(tp_choice_check(&one, &err) == TP_STATUS_OK, "%s", err.text);
  tp_verify_subject(&v, s, &(tp_setup) {.choice = &one}, record);
  return v;
}

/* 1 holds in every order, 0 in the one that is named. */
START_TEST(test_verdicts)
{
  static const char *const orders[] = {"sequential", "reverse", "pairwise", "shuffled:100", "shuffled:101", "shuffled:102"};
  static const char *const acc[] = {"fp16", "e5m3", "p:4", "p:6", "e4m3", "fixed:5.4", "p:3", "e5m2", "posit8"};
  random_source source = random_open(272);
  const size_t cells = random_count(24, 4);
  size_t seen[2][3] = {{0}};
  random_quota quota = {.left = cells, .wanted = {0}};
  while (quota.left) {
    random_machine m;
    tp_subject s;
    random_next_subject(&source, &m, &s, 16, &quota);
    tp_hardmax_record *record = tp_hardmax_record_new(&s, 1);
    cell c = {.beta = "auto", .modes = "rne", .sum = "any", .subtract = "after", .overflow = "auto"};
    tp_choice choice;
    for (int i = 0; i < TP_SITES; i++)
      snprintf(c.site[i], NAME, "real");
    snprintf(c.site[TP_SITE_ACT], NAME, "fixed:%" PRIu32 ".%" PRIu32, 1 + random_below(&source, 2), random_below(&source, 4));
    snprintf(c.site[TP_SITE_ATTN], NAME, "%s", random_one_in(&source, 2) ? "fp16" : "p:3");
    snprintf(c.site[TP_SITE_ACC], NAME, "%s", acc[random_below(&source, LENGTH(acc))]);
    snprintf(c.product, NAME, "%s", tp_product_name[random_below(&source, 2)]);
    if (random_one_in(&source, 3))
      snprintf(c.beta, NAME, "%.2f", (100 + random_below(&source, 300)) / 100.0);
    ck_assert(choice_of(&choice, &c));
    tp_verification any = verify(&s, &choice, "any", record);
    seen[0][any.exact]++, seen[1][any.exact_act]++;
    for (size_t i = 0; i < LENGTH(orders); i++) {
      tp_verification one = verify(&s, &choice, orders[i], record);
      int holds = !(any.exact == TP_VERDICT_YES && one.exact != TP_VERDICT_YES) && !(any.exact_act == TP_VERDICT_YES && one.exact_act != TP_VERDICT_YES);
      /* The first three are among those that are tried. */
      holds &= !(i < 3 && any.exact == TP_VERDICT_UNKNOWN && one.exact == TP_VERDICT_NO);
      if (!holds) {
        char text[400];
        print_cell(&c, text, sizeof text);
        random_machine_print(&m);
        ck_abort_msg("%s: in the order %s: %d %d, in any: %d %d", text, orders[i], one.exact, one.exact_act, any.exact, any.exact_act);
      }
      tp_verify_clear(&one);
    }
    ck_assert_int_eq(*any.order != '\0', any.exact == TP_VERDICT_NO || any.exact_act == TP_VERDICT_NO);
    if (*any.order) {
      tp_verification one = verify(&s, &choice, any.order, record);
      ck_assert_int_eq(one.exact == TP_VERDICT_NO, any.exact == TP_VERDICT_NO);
      ck_assert_int_eq(one.exact_act, TP_VERDICT_NO);
      ck_assert(one.exact != TP_VERDICT_NO || (one.first_error == any.first_error && one.ties == any.ties));
      tp_verify_clear(&one);
    }
    tp_verify_clear(&any);
    tp_hardmax_record_free(record);
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  for (int i = 0; i < 2; i++)
    printf("%s: %zu exact in every order, %zu not in one, %zu unknown\n", i ? "in every activation" : "predictions", seen[i][TP_VERDICT_YES], seen[i][TP_VERDICT_NO],
           seen[i][TP_VERDICT_UNKNOWN]);
  ck_assert(cells < 20 || (seen[0][TP_VERDICT_YES] && seen[0][TP_VERDICT_NO] && seen[1][TP_VERDICT_NO]));
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("every order");
  TCase *tc = suite_case(suite, "orders");
  tcase_add_test(tc, test_few_terms);
  tcase_add_test(tc, test_many_terms);
  tcase_add_test(tc, test_verdicts);
  return suite_run(suite);
}
