/* SPDX-License-Identifier: MIT */
/* mpfr:P against the evaluation straight from the definition (plain.h): every
   activation and hidden value must be the same number. */
#include <check.h>
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain_compare.h"
#include "random_machines.h"
#include "suite.h"
#include "tmprec/analysis/verify.h"

static const struct {
  const char *name;
  mpfr_rnd_t mode;
} modes[] = {{"rne", MPFR_RNDN}, {"rtz", MPFR_RNDZ}, {"rup", MPFR_RNDU}, {"rdn", MPFR_RNDD}, {"raz", MPFR_RNDA}};

static void check_evaluation(const random_machine *m, const tp_subject *s, int precision, const char *beta, size_t mode)
{
  tp_error err;
  char name[32];
  int undecided;
  tp_choice choice = {.kind = TP_ARITHMETIC_EXACT};
  snprintf(name, sizeof name, "mpfr:%d", precision);
  random_assert(m, tp_choice_set_format(&choice, name, &err) == TP_STATUS_OK && tp_choice_set_beta(&choice, beta, &err) == TP_STATUS_OK);
  random_assert(m, tp_choice_set_mode(&choice, modes[mode].name, &err) == TP_STATUS_OK);
  plain mine = plain_evaluate(s, 0, &choice, precision, modes[mode].mode);
  size_t different;
  tp_effort effort = {.bits = 0};
  do                                     /* binary64 may leave it to MPFR */
    different = plain_differences(&mine, s, &choice, effort.bits, &undecided);
  while (undecided && tp_effort_raise(&effort, &choice));
  if (different && !undecided) {           /* numbers of one bit may leave even MPFR's exponents */
    random_machine_print(m);
    ck_abort_msg("%s, %s, beta %s: %zu numbers differ", name, modes[mode].name, beta, different);
  }
  plain_clear(&mine);
}

START_TEST(test_every_number)
{
  static const int precision[] = {1, 2, 3, 4, 5, 7, 11, 24, 40, 52, 53, 100};
  static const char *const beta[] = {"auto", "1.3", "auto", "6", "0", "0.4", "auto", "3.21", "700", "17.5"};
  enum { PRECISIONS = LENGTH(precision), BETAS = LENGTH(beta) };
  random_source source = random_open(2);
  size_t count = random_count(10, 2);
  random_quota quota = {.left = count, .wanted = {count / 5, count / 5, count / 5}};
  for (size_t number = 0; quota.left; number++) {
    random_machine m;
    tp_subject s;
    random_next_subject(&source, &m, &s, 40, &quota);
    /* Every precision meets every beta on some machine. */
    for (size_t i = 0; i < PRECISIONS; i++) {
      check_evaluation(&m, &s, precision[i], beta[(i + number) % BETAS], 0);
      if (i % 3 == number % 3)
        check_evaluation(&m, &s, precision[i], beta[(i + number) % BETAS], 1 + (number + i) % 4);
    }
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
}
END_TEST

/* mpfr:eXmY against MPFR with that format's exponents and mpfr_subnormalize, as its
   manual says to emulate IEEE 754. */
static const struct {
  const char *name;
  int precision, emin, emax;       /* emin: of the least subnormal, in MPFR's counting */
} bounded[] = {{"fp16", 11, -23, 16}, {"bf16", 8, -132, 128}, {"e4m3", 4, -8, 8}, {"e5m2", 3, -15, 16},
               {"fp32", 24, -148, 128}, {"e3m4", 5, -5, 4}, {"fp64", 53, -1073, 1024}};

START_TEST(test_bounded_exponents)
{
  static const char *const beta[] = {"auto", "1.3", "60", "0", "700", "5"};
  enum { FORMATS = LENGTH(bounded), ROUNDINGS = 4 };
  random_source source = random_open(8);
  size_t count = random_count(21, 2), compared = 0;
  random_quota quota = {.left = count, .wanted = {0}};
  for (size_t number = 0; quota.left; number++) {
    random_machine m;
    tp_subject s;
    tp_error err;
    random_next_subject(&source, &m, &s, 40, &quota);
    for (size_t f = 0; f < FORMATS; f++) {
      char name[32];
      int undecided;
      size_t mode = (number + f) % ROUNDINGS;
      tp_choice choice = {.kind = TP_ARITHMETIC_EXACT};
      snprintf(name, sizeof name, "mpfr:%s", bounded[f].name);
      random_assert(&m, tp_choice_set_format(&choice, name, &err) == TP_STATUS_OK);
      random_assert(&m, tp_choice_set_beta(&choice, beta[(number / ROUNDINGS + f) % 6], &err) == TP_STATUS_OK);
      random_assert(&m, tp_choice_set_mode(&choice, modes[mode].name, &err) == TP_STATUS_OK);
      mpfr_set_emin(bounded[f].emin);
      mpfr_set_emax(bounded[f].emax);
      plain mine = plain_evaluate(&s, 0, &choice, bounded[f].precision, modes[mode].mode);
      mpfr_set_emin(mpfr_get_emin_min());
      mpfr_set_emax(mpfr_get_emax_max());
      size_t different = plain_differences(&mine, &s, &choice, 0, &undecided);
      if (different || undecided) {
        random_machine_print(&m);
        ck_abort_msg("%s, %s: %zu numbers differ", name, modes[mode].name, different);
      }
      compared++;
      plain_clear(&mine);
    }
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("%zu evaluations with bounded exponents\n", compared);
}
END_TEST

/* Where nothing is rounded, 200 bits for every operation say the same. */
START_TEST(test_real)
{
  random_source source = random_open(3);
  size_t count = random_count(15, 2), exact = 0;
  random_quota quota = {.left = count, .wanted = {0}};
  for (size_t number = 0; quota.left; number++) {
    random_machine m;
    tp_subject s;
    tp_error err;
    tp_verification v[2];
    random_next_subject(&source, &m, &s, 24, &quota);
    tp_hardmax_record *t = tp_hardmax_record_new(&s, 1);
    char beta[32];
    snprintf(beta, sizeof beta, "%.2f", 0.5 + 19.5 * (double) number / (double) (count - 1));
    for (int i = 0; i < 2; i++) {
      tp_choice choice = {.kind = TP_ARITHMETIC_EXACT};
      random_assert(&m, tp_choice_set_format(&choice, i ? "mpfr:200" : "real", &err) == TP_STATUS_OK);
      random_assert(&m, tp_choice_set_beta(&choice, beta, &err) == TP_STATUS_OK);
      const tp_setup in = tp_setup_of(&choice);
      tp_verify_subject(v + i, &s, &in, t);
    }
    random_assert(&m, v[0].exact == v[1].exact && v[0].exact_act == v[1].exact_act);
    random_assert(&m, v[0].first_error == v[1].first_error);
    exact += v[0].exact == TP_VERDICT_YES;
    for (int i = 0; i < 2; i++)
      tp_verify_clear(v + i);
    tp_hardmax_record_free(t);
    tp_subject_close(&s);
    random_machine_clear(&m);
  }
  printf("real: %zu of %zu exact\n", exact, count);
  ck_assert(exact > 0 && exact < count);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("mpfr");
  TCase *tc = suite_case(suite, "mpfr");
  tcase_add_test(tc, test_every_number);
  tcase_add_test(tc, test_bounded_exponents);
  tcase_add_test(tc, test_real);
  return suite_run(suite);
}
