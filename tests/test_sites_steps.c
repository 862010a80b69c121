/* SPDX-License-Identifier: MIT */
/* The steps of formats by sites in binary64 against the same in enclosures, on columns of numbers that no machine has: weights
   and values of exponents far apart, whose sums cancel. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "steps.h"
#include "suite.h"

/* Enough to tell what is far below the numbers beside it. */
enum { ENCLOSURE_BITS = 1200 };

static const char *const choices[] = {
  "act=p:9 attn=p:9",          "act=p:3 attn=p:11 round=act:rto,attn:rup",  "act=p:6 attn=e5m10", "act=p:2 attn=p:5 round=act:rdn",
  "act=p:26 attn=p:27",        "act=p:30 attn=p:29 round=act:raz",          "act=fixed:2.9 attn=p:7", "act=bf16 attn=bf16 round=act:rtz",
};
static const char *const some_beta[] = {"0.3", "1.7", "9", "25"};

START_TEST(test_sites_steps)
{
  random_source source = random_open(1 + 30 * (unsigned) _i);
  const size_t count = random_count(6, 1);
  size_t made = 0;
  for (size_t number = 0; number < count; number++) {
    char text[200];
    tp_choice c = {.beta.is_auto = 1};
    snprintf(text, sizeof text, "%s beta=%s", choices[_i], some_beta[random_below(&source, LENGTH(some_beta))]);
    ck_assert_msg(tp_choice_parse(&c, text, NULL) == TP_STATUS_OK, "%s", text);
    steps s = steps_open(source, &c, ENCLOSURE_BITS, 1 + random_below(&source, ROWS));
    made += take_steps(&s);
    source = s.source;
    steps_close(&s);
    tp_choice_clear(&c);
  }
  printf("%s: %zu steps compared\n", choices[_i], made);
  ck_assert(count < 6 || made > 3 * count);
}
END_TEST

/* Of some keys among many others, which are added in turn: those behind the best by 1, 2, ... have weights so small that no
   double holds one beside the last, nor three doubles four of them.  Values cancel in that order, or meet in the middle between
   two numbers.  What is far behind decides: the third of them, or the fourth and fifth, when three doubles hold others; or one
   whose exponential is less than any double. */
enum { APART = 17, KEYS = 9, BEHIND = 4, QUERY = APART * KEYS };
static const struct {
  const char *arithmetic;
  int behind[KEYS];
  int8_t value[KEYS];
} decided_behind[] = {
  {"act=p:2 attn=p:9 beta=45", {0, 1, 2, 3, 4, 0, 1, 2, 4}, {1, 1, 1, 0, 0, -1, -1}},
  {"act=p:2 attn=p:9 beta=45", {0, 1, 2, 3, 4, 0, 1, 2, 4}, {1, 1, 1, 1, 0, -1, -1, -1, 1}},
  {"act=p:2 attn=p:9 beta=45", {0, 1, 2, 3, 4, 0, 1, 2, 4}, {1, 1, 1, -1, 1, -1, -1, -1, 0}},
  {"act=p:2 attn=p:9 beta=45", {0, 1, 2, 3, 4, 0, 1, 2, 4}, {0, 0, 0, 1}},
  {"act=p:2 attn=p:9 beta=45", {0, 1, 2, 3, 4, 0, 1, 2, 4}, {0, 0, 0, 0, -1, 0, 0, 0, -1}},
  {"act=p:2 attn=p:9 beta=45", {0, 1, 2, 3, 4, 0, 1, 2, 4}, {0, 0, 1, 1, 0, 0, 0, -1, 1}},
  {"act=p:2 attn=p:9 beta=200", {0, 0, 0, 0, 0, 0, 0, 0, 4}, {1, 1, 1, 1, 1, 0, 0, 0, 1}},
  {"act=p:2 attn=p:9 beta=200", {0, 0, 0, 0, 0, 0, 0, 0, 4}, {1, 1, 1, 1, 1, 1, 1, 0, -1}},
};
/* Whether weights are known by key or by score. */
enum { BY_KEY, BY_SCORE, BY_EITHER };

START_TEST(test_decided_behind)
{
  tp_choice c = {.beta.is_auto = 1};
  ck_assert(tp_choice_parse(&c, decided_behind[_i / BY_EITHER].arithmetic, NULL) == TP_STATUS_OK);
  steps s = steps_open(random_open(5), &c, ENCLOSURE_BITS, QUERY + 1);
  int8_t none[QUERY + 1] = {0}, last[QUERY + 1] = {0}, ones[QUERY + 1], value[QUERY + 1] = {0}, key[BEHIND][QUERY + 1];
  memset(ones, 1, sizeof ones);
  memset(key, 0, sizeof key);
  last[QUERY] = 1;
  for (int n = 0; n < KEYS; n++) {
    value[APART * n] = decided_behind[_i / BY_EITHER].value[n];
    for (int i = decided_behind[_i / BY_EITHER].behind[n]; i < BEHIND; i++)
      key[i][APART * n] = 1;
  }
  set_column(&s, none);
  set_column(&s, last);
  set_column(&s, ones);
  set_column(&s, value);
  for (int i = 0; i < BEHIND; i++)
    set_column(&s, key[i]);
  /* A number that is no integer, which nothing asks for: so weights are known by key, not by score. */
  const int zero = 0, wide = s.columns;
  ck_assert(attend(&s, &zero, &zero, 1, 1, 0));
  const int q[] = {2, 2, 2, 2, 0}, k[] = {4, 5, 6, 7, wide};
  double slack;
  ck_assert(attend(&s, q, k, LENGTH(q) - (_i % BY_EITHER == BY_SCORE), 3, 0));
  ck_assert(tp_read_one(s.w[FAST], s.column[FAST][s.columns - 1], QUERY, &slack) != 0);
  steps_close(&s);
  tp_choice_clear(&c);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("sites, steps");
  TCase *tc = suite_case(suite, "steps");
  tcase_add_loop_test(tc, test_sites_steps, 0, LENGTH(choices));
  tcase_add_loop_test(tc, test_decided_behind, 0, BY_EITHER * LENGTH(decided_behind));
  return suite_run(suite);
}
