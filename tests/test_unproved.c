/* SPDX-License-Identifier: MIT */
/* Certificates of theorems that do not certify: all numbers are right, but some hypothesis fails.  What is confirmed is
   true, and what the search finds by the same theorem is confirmed. */
#include "certificates.h"
#include "random_source.h"
#include "suite.h"

static void check_unproved(const genuine_claim *g, tp_claim_verdict verdict, size_t *confirmed, size_t *refused)
{
  tp_scope scope = scope_of(g);
  tp_choice choice;
  tp_buffer text = {NULL, 0, 0};
  tp_error err;
  if (tp_choice_parse(&choice, g->arithmetic, &err) != TP_STATUS_OK)
    ck_abort_msg("%s: %s", g->arithmetic, err.text);
  const tp_claim claim = {.verdict = verdict, .theorem = g->theorem};
  ck_assert_int_eq(tp_certificate_print(&text, &claim, &scope, &choice, &err), TP_STATUS_OK);
  if (tp_certificate_check("unproved", text.text, text.length, &err) == TP_CERTIFICATE_CONFIRMED) {
    ck_assert_msg(is_true(text.text), "confirmed, but not true:\n%s", text.text);
    ++*confirmed;
  } else {
    tp_claim found;
    tp_claim_make(&found, &scope, &choice);
    ck_assert_msg(strcmp(found.theorem, g->theorem), "%s, but %s: %s, n = %u", err.text, g->theorem, g->arithmetic, (unsigned) g->n);
    tp_claim_clear(&found);
    ++*refused;
  }
  tp_buffer_clear(&text);
  tp_choice_clear(&choice);
}

static genuine_claim draw_scope(random_source *s)
{
  genuine_claim g = {.mode = (tp_chain_mode) random_below(s, TP_CHAIN_MODES), .r = 4 + 2 * random_below(s, 3), .tapes = 1 + random_below(s, 2),
                     .state_bits = 1 + random_below(s, 3), .symbol_bits = 1 + random_below(s, 3)};
  g.n = (1u << g.r) - random_below(s, 4);
  g.ties = random_one_in(s, 3) ? 0 : 1 + random_below(s, (uint32_t) (g.n / 2));
  return g;
}

static void end_unproved(const char *of, size_t confirmed, size_t refused)
{
  printf("%zu unproved claims of %s: %zu confirmed, %zu not\n", confirmed + refused, of, confirmed, refused);
  ck_assert(confirmed + refused < 160 || (confirmed > 12 && refused > 12));
}

START_TEST(test_unproved)
{
  static const char *const act[] = {"p:2", "p:4", "p:9", "p:16", "e5m10", "bf16", "fixed:1.6", "fixed:1.9", "fixed:1.8", "int12", "int14", "e4m3", "posit16"};
  static const char *const attn[] = {"p:3", "p:5", "p:16", "e5m10", "fixed:1.9", "fixed:1.12", "int14", "real"};
  static const char *const modes[] = {"", "", "", "", "", " round=act:rna", " round=act:rtz", " round=attn:rtz", " round=attn:rup", " logit=p:9"};
  random_source source = random_open(86);
  size_t confirmed = 0, refused = 0;
  for (size_t count = random_count(160, 40); count; count--) {
    char arithmetic[120];
    genuine_claim g = draw_scope(&source);
    const char *rounded = act[random_below(&source, LENGTH(act))], *weights = attn[random_below(&source, LENGTH(attn))];
    snprintf(arithmetic, sizeof arithmetic, "act=%s attn=%s beta=%.2f%s", rounded, weights, 4 + random_below(&source, 3000) / 100.0,
             modes[random_below(&source, LENGTH(modes))]);
    g.arithmetic = arithmetic;
    g.theorem = random_one_in(&source, 2) ? "half-snap" : "tolerant";
    check_unproved(&g, TP_CLAIM_EXACT, &confirmed, &refused);
  }
  end_unproved("half-snap, tolerant", confirmed, refused);
}
END_TEST

START_TEST(test_unproved_sums)
{
  static const char *const act[] = {"fixed:1.0", "fixed:2.0", "int2", "fixed:1.1", "e4m3"};
  static const char *const attn[] = {"real", "p:2", "p:5", "fixed:1.5", "fixed:1.8", "int8", "e4m3", "e5m6"};
  static const char *const acc[] = {"p:5", "p:7", "p:9", "p:12", "fixed:5.3", "fixed:6.9", "e5m6", "e6m9", "e4m4", "posit16", "e5m6ftz"};
  static const char *const sums[] = {"", " sum=pairwise", " sum=compensated"};
  static const char *const modes[] = {"", "", "", "", " round=acc:rna", " round=acc:rtz", " round=acc:rup", " round=attn:rup", " logit=p:9", " exp=p:8"};
  random_source source = random_open(87);
  size_t confirmed = 0, refused = 0;
  for (size_t count = random_count(160, 40); count; count--) {
    char arithmetic[160];
    genuine_claim g = draw_scope(&source);
    const char *rounded = act[random_below(&source, LENGTH(act))], *weights = attn[random_below(&source, LENGTH(attn))],
               *sum = acc[random_below(&source, LENGTH(acc))], *order = sums[random_below(&source, LENGTH(sums))];
    snprintf(arithmetic, sizeof arithmetic, "act=%s attn=%s acc=%s%s beta=%.2f%s", rounded, weights, sum, order,
             4 + random_below(&source, 800) / 100.0, modes[random_below(&source, LENGTH(modes))]);
    g.arithmetic = arithmetic;
    g.theorem = "snap-acc";
    check_unproved(&g, TP_CLAIM_EXACT_ACT, &confirmed, &refused);
  }
  end_unproved("snap-acc", confirmed, refused);
}
END_TEST

START_TEST(test_unproved_operations)
{
  static const char *const modes[] = {"", "", "", " round=rna", " round=rtz"};
  random_source source = random_open(88);
  size_t confirmed = 0, refused = 0;
  for (size_t count = random_count(160, 40); count; count--) {
    char arithmetic[120], format[40];
    genuine_claim g = draw_scope(&source);
    const unsigned P = 1 + random_below(&source, 16);
    g.ties = g.ties % 20 + 1;                  /* of one run: all machines have many sizes */
    if (random_one_in(&source, 4))
      snprintf(format, sizeof format, "e5m%ub%u", P, 2 + random_below(&source, 6));          /* all but small numbers */
    else if (random_one_in(&source, 3))
      snprintf(format, sizeof format, "e%um%u%s", 3 + random_below(&source, 6), P, random_one_in(&source, 4) ? "fn" : "");
    else
      snprintf(format, sizeof format, "%u", P);
    snprintf(arithmetic, sizeof arithmetic, "format=mpfr:%s beta=%.2f%s", format, 8 + random_below(&source, 3000) / 100.0,
             modes[random_below(&source, LENGTH(modes))]);
    g.arithmetic = arithmetic;
    g.theorem = "every-operation";
    check_unproved(&g, TP_CLAIM_EXACT, &confirmed, &refused);
  }
  end_unproved("every-operation", confirmed, refused);
}
END_TEST

/* From where nothing is certified to where all machines are. */
START_TEST(test_unproved_walks)
{
  random_source source = random_open(89);
  size_t confirmed = 0, refused = 0;
  for (size_t count = random_count(160, 40); count; count--) {
    char arithmetic[120];
    genuine_claim g = draw_scope(&source);
    const double from = g.mode == TP_MODE_SCOT ? 4.6 * g.r - 2 : 1.5 * g.r;
    snprintf(arithmetic, sizeof arithmetic, "format=real beta=%.2f", from + random_below(&source, 900) / 100.0);
    g.arithmetic = arithmetic;
    g.theorem = "walk";
    check_unproved(&g, TP_CLAIM_EXACT, &confirmed, &refused);
  }
  end_unproved("walk", confirmed, refused);
}
END_TEST

START_TEST(test_unproved_layers)
{
  static const char *const there[] = {"attn=p:1", "attn=fixed:1.6", "attn=e4m3", "attn=real", "act=fixed:1.2", "act=p:3", "act=real", "logit=p:6", "beta=5", "beta=9"};
  random_source source = random_open(90);
  size_t confirmed = 0, refused = 0;
  for (size_t count = random_count(160, 40); count; count--) {
    char arithmetic[200];
    genuine_claim g = draw_scope(&source);
    int length = snprintf(arithmetic, sizeof arithmetic, "act=fixed:1.0 attn=p:%u beta=%.2f", 1 + random_below(&source, 3), 4 + random_below(&source, 600) / 100.0);
    for (uint32_t rules = 1 + random_below(&source, 3); rules; rules--) {
      const unsigned first = 1 + random_below(&source, 5 * g.r / 2 + 12), last = first + random_below(&source, 9);
      length += snprintf(arithmetic + length, sizeof arithmetic - (size_t) length, " at=%u..%u:%s", first, last, there[random_below(&source, LENGTH(there))]);
    }
    g.arithmetic = arithmetic;
    g.theorem = "snap";
    check_unproved(&g, TP_CLAIM_EXACT_ACT, &confirmed, &refused);
  }
  end_unproved("snap, by layers", confirmed, refused);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("unproved claims");
  TCase *tc = suite_case(suite, "unproved claims");
  tcase_add_test(tc, test_unproved);
  tcase_add_test(tc, test_unproved_sums);
  tcase_add_test(tc, test_unproved_operations);
  tcase_add_test(tc, test_unproved_walks);
  tcase_add_test(tc, test_unproved_layers);
  return suite_run(suite);
}
