/* SPDX-License-Identifier: MIT */
/* Choices that differ by layer, on random machines, told plainly and summarized: against
   the definition, and against the choices that they amount to. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "layer_cells.h"
#include "plain_compare.h"
#include "suite.h"

/* Of act, those whose values share scales have blocks of one size.  The definition in binary numbers knows no grids. */
static void draw_format(random_source *s, int site, int may_be_grid, char *name)
{
  static const char *const grid[] = {"int2", "int4", "int8"}, *const of_32[] = {"mxint8", "mxfp8e4m3fn", "mxfp6e2m3fn", "mxfp4"},
                    *const other[] = {"nvfp4", "mxfp4:8:rceil", "mxint8:2:ceil"};
  if (may_be_grid && random_one_in(s, 6)) {
    snprintf(name, NAME, "%s", grid[random_below(s, LENGTH(grid))]);
    return;
  }
  if (site <= TP_SITE_LOGIT && site != TP_SITE_EXP && random_one_in(s, 6)) {
    snprintf(name, NAME, "%s", site != TP_SITE_ACT && random_one_in(s, 3) ? other[random_below(s, LENGTH(other))] : of_32[random_below(s, LENGTH(of_32))]);
    return;
  }
  switch (random_below(s, 3)) {
  case 0: snprintf(name, NAME, "fixed:%" PRIu32 ".%" PRIu32, 1 + random_below(s, 4), random_below(s, 9)); break;
  case 1: snprintf(name, NAME, "p:%" PRIu32, 1 + random_below(s, 12)); break;
  default: snprintf(name, NAME, "e%" PRIu32 "m%" PRIu32, 3 + random_below(s, 4), 1 + random_below(s, 8));
  }
}

static cell draw_cell(random_source *s, int may_be_real)
{
  cell c = {.format = ""};
  for (int i = 0; i < TP_SITES; i++) {
    snprintf(c.site[i], NAME, "real");
    if (i < TP_SITE_LOGIT || random_one_in(s, 4))
      draw_format(s, i, may_be_real, c.site[i]);
    if (may_be_real && random_one_in(s, 6))
      snprintf(c.site[i], NAME, "real");
  }
  if (random_one_in(s, 3))
    snprintf(c.modes, NAME, "attn:%s", tp_rounding_mode_name[random_below(s, TP_ROUND_STOCHASTIC)]);
  if (random_one_in(s, 2))
    snprintf(c.beta, NAME, "%.2f", random_below(s, 2000) / 100.0);
  return c;
}

static void draw_rules(random_source *s, cell *c, unsigned layers, int may_be_real)
{
  for (int i = 0; i < RULES; i++) {
    uint32_t first = 1 + random_below(s, layers), last = first + random_below(s, layers), what = random_below(s, TP_SITES + 1);
    char value[20];
    draw_format(s, (int) what, may_be_real, value);
    if (what == TP_EXCEPT_BETA)
      snprintf(value, sizeof value, "%.1f", random_below(s, 200) / 10.0);
    else if ((may_be_real || what >= TP_SITE_LOGIT) && random_one_in(s, 3))
      snprintf(value, sizeof value, "real");
    snprintf(c->at[i], RULE, "%" PRIu32 "..%" PRIu32 ":%s=%s", first, last, tp_exception_what((int) what), value);
  }
}

static cell next_cell(random_source *s, unsigned layers, int may_be_real)
{
  tp_choice choice;
  cell c;
  do {
    c = draw_cell(s, may_be_real);
    draw_rules(s, &c, layers, may_be_real);
  } while (!make_choice(&choice, &c));
  return c;
}

/* Every number, against the definition (as in test_sites, where rounded ones are no
   fractions). */
START_TEST(test_numbers)
{
  enum { DEFINITION = 3000 };
  random_source source = random_open(40);
  size_t count = 0, compared = 0;
  for (random_quota quota = quota_of(TP_MODE_COT, 10, 3); quota.left; count++) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, 20, &quota);
    cell c = next_cell(&source, (unsigned) s.t->layers, 0);
    tp_choice choice;
    make_choice(&choice, &c);
    plain mine = plain_evaluate(&s, 0, &choice, DEFINITION, MPFR_RNDN);
    for (int bits = 0; bits <= 800; bits += 800) {
      int undecided;
      size_t different = plain_differences(&mine, &s, &choice, bits, &undecided);
      cell_assert(&a, &c, !different || undecided);
      compared += !undecided;
    }
    plain_clear(&mine);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  printf("%zu of %zu evaluations compared in every number\n", compared, 2 * count);
  ck_assert_uint_gt(compared, count);
}
END_TEST

/* Verdicts do not depend on the bits between roundings. */
START_TEST(test_verdicts)
{
  random_source source = random_open(41 + (uint64_t) _i);
  size_t exact = 0, count = 0;
  for (random_quota quota = quota_of(_i, 9, 6); quota.left; count++) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, 24, &quota);
    cell c = next_cell(&source, (unsigned) s.t->layers, 1);
    if (random_one_in(&source, 2)) {             /* likely to be exact */
      snprintf(c.site[TP_SITE_ACT], NAME, "fixed:1.0");
      snprintf(c.site[TP_SITE_LOGIT], NAME, "real");
      c.at[1][0] = '\0';
    }
    if (random_one_in(&source, 3)) {
      c = (cell) {.format = "mpfr:6"};
      for (int i = 0; i < RULES; i++)
        snprintf(c.at[i], RULE, "%d..%d:mpfr=%" PRIu32, 3 * i + 1, 3 * i + 5, 2 + random_below(&source, 12));
    }
    tp_choice choice;
    if (make_choice(&choice, &c)) {
      tp_hardmax_record *record = tp_hardmax_record_new(&s, 1);
      tp_verification fast = verify_choice(&s, &choice, record);
      tp_verification fine = verify_with_bits(&s, &choice, choice.kind == TP_ARITHMETIC_MPFR ? choice.operation.a : 800, record);
      cell_assert(&a, &c, same_verification(&fast, &fine, s.told.tapes));
      exact += fast.exact == TP_VERDICT_YES;
      tp_verify_clear(&fast);
      tp_verify_clear(&fine);
      tp_hardmax_record_free(record);
    }
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  ck_assert_uint_gt(exact, 0);
  ck_assert_uint_gt(count, exact);
}
END_TEST

/* Exceptions for all layers are the choice that they amount to. */
START_TEST(test_all_layers)
{
  random_source source = random_open(43 + (uint64_t) _i);
  for (random_quota quota = quota_of(_i, 20, 6); quota.left;) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, 32, &quota);
    cell plain_one = draw_cell(&source, 1), c = draw_cell(&source, 1);
    const char *value = plain_one.beta[0] ? plain_one.beta : "auto";
    unsigned half = (unsigned) s.t->layers / 2;
    if (random_one_in(&source, 3)) {
      char bits[12];
      snprintf(bits, sizeof bits, "%" PRIu32, 1 + random_below(&source, 9));
      plain_one = (cell) {.format = "mpfr:"}, c = (cell) {.format = "mpfr:fp16"};
      strcat(plain_one.format, bits);
      add_rule(&c, 1, half, "mpfr", bits);
      add_rule(&c, half + 1, 1000, "mpfr", bits);
    } else {
      memcpy(c.site + TP_SITE_LOGIT, plain_one.site + TP_SITE_LOGIT, (TP_SITES - TP_SITE_LOGIT) * sizeof *c.site);
      memcpy(c.modes, plain_one.modes, sizeof c.modes);
      add_rule(&c, 1, 1000, "act", plain_one.site[TP_SITE_ACT]);
      add_rule(&c, 1, half, "attn", plain_one.site[TP_SITE_ATTN]);
      add_rule(&c, half + 1, 1000, "attn", plain_one.site[TP_SITE_ATTN]);
      add_rule(&c, 1, 1000, "beta", value);
    }
    if (c.format[0])
      snprintf(c.beta, NAME, "%s", plain_one.beta);
    tp_choice with, without;
    if (make_choice(&without, &plain_one) && make_choice(&with, &c)) {
      tp_hardmax_record *record = tp_hardmax_record_new(&s, 1);
      tp_verification one = verify_choice(&s, &with, record), other = verify_choice(&s, &without, record);
      cell_assert(&a, &c, same_verification(&one, &other, s.told.tapes));
      tp_verify_clear(&one);
      tp_verify_clear(&other);
      tp_hardmax_record_free(record);
    }
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
}
END_TEST

START_TEST(test_rules)
{
  static const struct {
    const char *rule, *printed;    /* NULL: refused */
  } rules[] = {
    {"3:act=p:4", "3:act=p:4"}, {"3..3:ATTN=FP16", "3:attn=e5m10"}, {"1..1000:acc=real", "1..1000:acc=real"}, {"2:beta=auto", "2:beta=auto"},
    {"2..4:beta=+1.50", "2..4:beta=1.5"}, {"7:mpfr=12", "7:mpfr=12"}, {"7:mpfr=fp16", "7:mpfr=e5m10"}, {"03:act=real", "3:act=real"},
    {"", NULL}, {"act=p:4", NULL}, {"0:act=p:4", NULL}, {"4..3:act=p:4", NULL}, {"1001:act=p:4", NULL}, {"3..:act=p:4", NULL}, {"-1:act=p:4", NULL},
    {" 3:act=p:4", NULL}, {"3 :act=p:4", NULL}, {"3", NULL}, {"3:", NULL}, {"3:act", NULL}, {"3:act:p:4", NULL}, {"3:what=p:4", NULL},
    {"3:act=", NULL}, {"3:act=p:0", NULL}, {"3:beta=-1", NULL}, {"3:beta=p:4", NULL}, {"3:mpfr=0", NULL}, {"3:mpfr=fixed:1.2", NULL},
    {"99999999999999999999:act=p:4", NULL}, {"1..99999999999999999999:act=p:4", NULL},
  };
  for (size_t i = 0; i < LENGTH(rules); i++) {
    tp_layer_exception e;
    tp_error err;
    tp_buffer text = {NULL, 0, 0};
    tp_status result = tp_exception_parse(&e, rules[i].rule, &err);
    ck_assert_msg((result == TP_STATUS_OK) == (rules[i].printed != NULL), "%s", rules[i].rule);
    if (result != TP_STATUS_OK)
      continue;
    tp_exception_print(&text, &e);
    ck_assert_str_eq(text.text, rules[i].printed);
    tp_buffer_clear(&text);
  }
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("exceptions");
  TCase *tc = suite_case(suite, "exceptions");
  tcase_add_test(tc, test_rules);
  tcase_add_test(tc, test_numbers);
  tcase_add_loop_test(tc, test_verdicts, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_all_layers, 0, TP_CHAIN_MODES);
  return suite_run(suite);
}
