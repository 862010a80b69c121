/* SPDX-License-Identifier: MIT */
/* The options that choose an arithmetic, and what does not go together. */
#include <check.h>
#include <string.h>

#include "formats.h"
#include "suite.h"
#include "tmprec/arithmetic/choice.h"

static void assert_text(void (*print)(tp_buffer *, const tp_choice *), const tp_choice *c, const char *text)
{
  tp_buffer out = {NULL, 0, 0};
  print(&out, c);
  ck_assert_str_eq(out.text ? out.text : "", text);
  tp_buffer_clear(&out);
}

static void assert_sites(const tp_choice *c, const char *text)
{
  assert_text(tp_choice_print_sites, c, text);
}

static void assert_modes(const tp_choice *c, const char *text)
{
  assert_text(tp_choice_print_modes, c, text);
}

START_TEST(test_choice_format)
{
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err;
  ck_assert(tp_choice_set_beta(&c, "7", &err) == TP_STATUS_OK);
  ck_assert(tp_choice_set_format(&c, "p:4", &err) == TP_STATUS_OK);
  ck_assert(c.kind == TP_ARITHMETIC_SITES && c.site[TP_SITE_ACT].a == 4 && c.site[TP_SITE_ATTN].a == 4);
  assert_sites(&c, "act+attn");
  for (int i = 0; i < TP_SITES; i++)
    ck_assert_int_eq(tp_choice_is_rounded(&c, i), i == TP_SITE_ACT || i == TP_SITE_ATTN);
  ck_assert(tp_choice_set_site(&c, TP_SITE_ATTN, "e5m2", &err) == TP_STATUS_OK);
  ck_assert(c.site[TP_SITE_ACT].family == TP_FORMAT_FLOAT && c.site[TP_SITE_ATTN].family == TP_FORMAT_IEEE);
  ck_assert(tp_choice_set_format(&c, "Real", &err) == TP_STATUS_OK);
  ck_assert(c.kind == TP_ARITHMETIC_SITES);
  assert_sites(&c, "");
  for (int i = 0; i < TP_SITES; i++)
    ck_assert(tp_choice_set_site(&c, i, "fp16", &err) == TP_STATUS_OK);
  assert_sites(&c, "act+attn+logit+exp+acc+param");
  ck_assert(tp_choice_set_format(&c, "mxfp4", &err) == TP_STATUS_OK);    /* the other sites go */
  assert_sites(&c, "act+attn");
  ck_assert(tp_choice_set_format(&c, "Exact", &err) == TP_STATUS_OK);
  ck_assert(c.kind == TP_ARITHMETIC_EXACT);
  assert_sites(&c, "");
  ck_assert(!tp_choice_is_rounded(&c, TP_SITE_ACT));
  ck_assert(tp_choice_set_site(&c, TP_SITE_ACC, "p:1", &err) == TP_STATUS_OK);
  ck_assert(c.kind == TP_ARITHMETIC_SITES && c.site[TP_SITE_ACT].family == TP_FORMAT_REAL);
  assert_sites(&c, "acc");
  ck_assert(tp_choice_set_format(&c, "MPFR:10000", &err) == TP_STATUS_OK);
  ck_assert(c.kind == TP_ARITHMETIC_MPFR && c.operation.family == TP_FORMAT_FLOAT && c.operation.a == 10000);
  assert_sites(&c, "all");
  ck_assert(!tp_choice_is_rounded(&c, TP_SITE_ACT));
  ck_assert(tp_choice_set_site(&c, TP_SITE_ACT, "p:1", &err) == TP_STATUS_REFUSED);
  ck_assert_ptr_nonnull(strstr(err.text, "act"));
  ck_assert_str_eq(c.beta.decimal, "7");
  static const char *const refused[] = {
    "", "mpfr:", "mpfr:0", "mpfr:-1", "mpfr:10001", "mpfr:8x", "mpfr:99999999999999999999", "mpfr", "exact ", "p:0", "quad",
    "mpfr:fixed:1.6", "mpfr:int8", "mpfr:posit16", "mpfr:real", "mpfr:mxfp4", "mpfr:exact", "mpfr:mpfr:8", "mpfr:p:10001", "mpfr: 8",
  };
  for (size_t i = 0; i < LENGTH(refused); i++) {
    err.text[0] = '\0';
    ck_assert_msg(tp_choice_set_format(&c, refused[i], &err) == TP_STATUS_REFUSED, "'%s' was accepted", refused[i]);
    ck_assert_msg(strstr(err.text, refused[i]) != NULL, "'%s': %s", refused[i], err.text);
  }
  ck_assert(c.kind == TP_ARITHMETIC_MPFR && c.operation.a == 10000);
  static const char *const operations[][2] = {
    {"mpfr:24", "p:24"}, {"mpfr:1", "p:1"}, {"mpfr:p:8", "p:8"}, {"mpfr:fp16", "e5m10"}, {"mpfr:FP32", "e8m23"}, {"mpfr:e4m3fn", "e4m3fn"},
    {"mpfr:e5m2ftz", "e5m2ftz"}, {"mpfr:bf16", "e8m7"},
  };
  for (size_t i = 0; i < LENGTH(operations); i++) {
    ck_assert_msg(tp_choice_set_format(&c, operations[i][0], &err) == TP_STATUS_OK, "%s: %s", operations[i][0], err.text);
    assert_prints(c.operation, operations[i][1]);
  }
}
END_TEST

START_TEST(test_choice_mode)
{
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err;
  assert_modes(&c, "rne");
  ck_assert(tp_choice_set_format(&c, "fp16", &err) == TP_STATUS_OK);
  for (int m = 0; m < TP_ROUNDING_MODES; m++) {
    ck_assert(tp_choice_set_mode(&c, tp_rounding_mode_name[m], &err) == TP_STATUS_OK);
    for (int i = 0; i < TP_SITES; i++)
      ck_assert(c.mode[i] == (tp_rounding_mode) m && tp_choice_rounding(&c, i).mode == (tp_rounding_mode) m);
    assert_modes(&c, tp_rounding_mode_name[m]);
  }
  ck_assert(tp_choice_set_mode(&c, "RTZ", &err) == TP_STATUS_OK);
  ck_assert(tp_choice_set_mode(&c, "attn:rup", &err) == TP_STATUS_OK);
  ck_assert(c.mode[TP_SITE_ACT] == TP_ROUND_TOWARD_ZERO && c.mode[TP_SITE_ATTN] == TP_ROUND_UP && c.mode[TP_SITE_PARAM] == TP_ROUND_TOWARD_ZERO);
  assert_modes(&c, "act:rtz+attn:rup");
  ck_assert(tp_choice_set_mode(&c, "acc:rsr,Act:RNE,attn:rne", &err) == TP_STATUS_OK);
  ck_assert(c.mode[TP_SITE_ACC] == TP_ROUND_STOCHASTIC);
  assert_modes(&c, "rne");                 /* acc is not rounded */
  ck_assert(tp_choice_set_site(&c, TP_SITE_ACC, "fp32", &err) == TP_STATUS_OK);
  assert_modes(&c, "act:rne+attn:rne+acc:rsr");
  ck_assert(tp_choice_set_mode(&c, "acc:rsr:8,attn:RSR", &err) == TP_STATUS_OK);
  ck_assert(tp_choice_rounding(&c, TP_SITE_ACC).random_bits == 8 && !tp_choice_rounding(&c, TP_SITE_ATTN).random_bits);
  assert_modes(&c, "act:rne+attn:rsr+acc:rsr:8");
  ck_assert(tp_choice_set_mode(&c, "rsr:3", &err) == TP_STATUS_OK);
  assert_modes(&c, "rsr:3");
  ck_assert(tp_choice_set_mode(&c, "acc:rsr,Act:RNE,attn:rne", &err) == TP_STATUS_OK);
  ck_assert(!c.random_bits[TP_SITE_ACC]);
  static const char *const refused[] = {
    "", "rsr:", "rsr:0", "rsr:53", "rne:1", "attn:rsr:x", "attn:rsr:",
    "rn", "rnee", " rne", "act:", ":rne", "act:rne,", ",act:rne", "act:rne,,attn:rne", "act:rne,attn", "act:rne;attn:rne",
    "ac:rne",
    "act:rn", "act:rne,rtz", "rtz,act:rne", "act:rne:rtz", "beta:rne", "act rne", "rne,rtz", "act:rto,act:rne", "act:rne ,attn:rne",
  };
  ck_assert(tp_choice_set_mode(&c, "rdn", &err) == TP_STATUS_OK);
  for (size_t i = 0; i < LENGTH(refused); i++) {
    err.text[0] = '\0';
    ck_assert_msg(tp_choice_set_mode(&c, refused[i], &err) == TP_STATUS_REFUSED, "'%s' was accepted", refused[i]);
    ck_assert_msg(strlen(err.text) > 15, "'%s': %s", refused[i], err.text);
  }
}
END_TEST

START_TEST(test_choice_words)
{
  tp_choice c = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err;
  static const char *const rules[] = {"auto", "inf", "saturate", "nan"}, *const sums[] = {"sequential", "pairwise", "compensated", "reverse"};
  ck_assert_int_eq(LENGTH(rules), TP_OVERFLOW_RULES);
  ck_assert_int_eq(LENGTH(sums), TP_SUMMATIONS);
  ck_assert(tp_choice_set_format(&c, "fp16", &err) == TP_STATUS_OK);
  for (int i = 0; i < TP_OVERFLOW_RULES; i++) {
    ck_assert(tp_choice_set_overflow(&c, rules[i], &err) == TP_STATUS_OK);
    ck_assert(c.overflow == (tp_overflow_rule) i && tp_choice_rounding(&c, TP_SITE_ATTN).overflow == (tp_overflow_rule) i);
    ck_assert(tp_format_equal(tp_choice_rounding(&c, TP_SITE_ATTN).format, parsed("fp16")));
  }
  for (int i = 0; i < TP_SUMMATIONS; i++) {
    ck_assert(tp_choice_set_summation(&c, sums[i], &err) == TP_STATUS_OK);
    ck_assert(c.sum == (tp_summation) i);
  }
  ck_assert(tp_choice_set_overflow(&c, "Saturate", &err) == TP_STATUS_OK && c.overflow == TP_OVERFLOW_SATURATE);
  static const char *const refused[] = {"", "infinity", "in", "saturat", "saturated", "rne", "sequential "};
  for (size_t i = 0; i < LENGTH(refused); i++) {
    ck_assert(tp_choice_set_overflow(&c, refused[i], &err) == TP_STATUS_REFUSED);
    ck_assert_ptr_nonnull(strstr(err.text, "auto, inf, saturate, nan"));
    ck_assert(tp_choice_set_summation(&c, refused[i], &err) == TP_STATUS_REFUSED);
    ck_assert_ptr_nonnull(strstr(err.text, "sequential, pairwise, compensated"));
  }
  ck_assert(c.overflow == TP_OVERFLOW_SATURATE && c.sum == TP_SUM_REVERSE);
}
END_TEST

/* What does not go together. */
START_TEST(test_choice_check)
{
  static const struct {
    const char *format, *site[TP_SITES], *mode, *sum;
    int subtracts;
    const char *says;              /* NULL: accepted */
  } cases[] = {
    {"exact", {NULL}, NULL, NULL, 0, NULL},
    {"real", {NULL}, NULL, NULL, 0, NULL},
    {"fp16", {NULL}, "rsr", NULL, 0, NULL},
    {"fixed:1.0", {NULL}, NULL, NULL, 0, NULL},
    {"int2", {NULL}, NULL, NULL, 0, NULL},
    {"posit3", {NULL}, NULL, NULL, 0, NULL},
    {"mxfp4", {[TP_SITE_LOGIT] = "mxint8"}, NULL, NULL, 0, NULL},
    {"real", {[TP_SITE_EXP] = "mxfp4"}, NULL, NULL, 0, "exp: "},
    {"real", {[TP_SITE_ACC] = "mxint8"}, NULL, NULL, 0, "acc: "},
    {"real", {[TP_SITE_PARAM] = "mxfp8e5m2"}, NULL, NULL, 0, "param: "},
    {"fp16", {NULL}, NULL, "pairwise", 0, "order of summation"},
    {"fp16", {NULL}, NULL, "compensated", 0, "format for acc"},
    {"fp16", {[TP_SITE_ACC] = "fp16"}, NULL, "pairwise", 0, NULL},
    {"fp16", {[TP_SITE_ACC] = "real"}, NULL, "compensated", 0, "order of summation"},
    {"fp16", {NULL}, NULL, NULL, 1, "format for logit"},
    {"fp16", {[TP_SITE_LOGIT] = "p:3"}, NULL, NULL, 1, NULL},
    {"e2m1b3", {NULL}, NULL, NULL, 0, "e2m1b3"},                       /* up to 0.75 2^0 */
    {"e2m1b2", {NULL}, NULL, NULL, 0, NULL},
    {"e2m1b1073741823fn", {NULL}, NULL, NULL, 0, "-1 and 1"},
    {"e4m3b0ftz", {NULL}, NULL, NULL, 0, "-1 and 1"},                   /* from 2 on */
    {"real", {[TP_SITE_PARAM] = "e4m3b0ftz"}, NULL, NULL, 0, "weights"},
    {"real", {[TP_SITE_ACT] = "e4m3b0ftz"}, NULL, NULL, 0, "activations"},
    {"real", {[TP_SITE_ATTN] = "e4m3b0ftz"}, NULL, NULL, 0, NULL},
    {"mpfr:8", {NULL}, "rtz", NULL, 0, NULL},
    {"mpfr:fp16", {NULL}, "rto", NULL, 0, NULL},
    {"mpfr:8", {NULL}, "rsr", NULL, 0, "stochastic rounding"},
    {"mpfr:8", {NULL}, "acc:rtz", NULL, 0, "differ by site"},
    {"mpfr:8", {NULL}, NULL, "pairwise", 0, "order of summation"},
    {"mpfr:8", {NULL}, NULL, NULL, 1, "subtraction"},
    {"mpfr:e4m3b0ftz", {NULL}, NULL, NULL, 0, "e4m3b0ftz"},
  };
  for (size_t i = 0; i < LENGTH(cases); i++) {
    tp_choice c = {.kind = TP_ARITHMETIC_EXACT, .subtracts_first = cases[i].subtracts};
    tp_error err = {.text = ""};
    ck_assert(tp_choice_set_format(&c, cases[i].format, &err) == TP_STATUS_OK);
    for (int site = 0; site < TP_SITES; site++)
      if (cases[i].site[site])
        ck_assert(tp_choice_set_site(&c, site, cases[i].site[site], &err) == TP_STATUS_OK);
    if (cases[i].mode)
      ck_assert(tp_choice_set_mode(&c, cases[i].mode, &err) == TP_STATUS_OK);
    if (cases[i].sum)
      ck_assert(tp_choice_set_summation(&c, cases[i].sum, &err) == TP_STATUS_OK);
    tp_status s = tp_choice_check(&c, &err);
    ck_assert_msg((s == TP_STATUS_OK) == !cases[i].says, "case %zu, %s: %s", i, cases[i].format, err.text);
    if (cases[i].says)
      ck_assert_msg(strstr(err.text, cases[i].says) != NULL, "case %zu: %s", i, err.text);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("choice");
  TCase *tc = suite_case(suite, "choice");
  tcase_add_test(tc, test_choice_format);
  tcase_add_test(tc, test_choice_mode);
  tcase_add_test(tc, test_choice_words);
  tcase_add_test(tc, test_choice_check);
  return suite_run(suite);
}
