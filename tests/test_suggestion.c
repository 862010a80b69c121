/* SPDX-License-Identifier: MIT */
/* "Did you mean": the distance against a plain recursion, and what counts as near. */
#include <string.h>

#include "random_source.h"
#include "suite.h"
#include "tmprec/base/suggestion.h"

/* The distance by its definition: the last letters are the same, or one is put in, left out, replaced, or two are exchanged. */
static size_t plain_distance(const char *a, size_t n, const char *b, size_t m)
{
  if (!n || !m)
    return n + m;
  size_t best = plain_distance(a, n - 1, b, m - 1) + (a[n - 1] != b[m - 1]), other = plain_distance(a, n - 1, b, m) + 1;
  best = other < best ? other : best;
  other = plain_distance(a, n, b, m - 1) + 1;
  best = other < best ? other : best;
  if (n > 1 && m > 1 && a[n - 1] == b[m - 2] && a[n - 2] == b[m - 1]) {
    other = plain_distance(a, n - 2, b, m - 2) + 1;
    best = other < best ? other : best;
  }
  return best;
}

static void draw_word(random_source *source, char *word)
{
  const size_t length = random_below(source, 7);
  for (size_t i = 0; i < length; i++)
    word[i] = (char) ('a' + random_below(source, 3));
  word[length] = '\0';
}

START_TEST(test_distances)
{
  random_source source = random_open(1);
  for (int i = 0; i < 3000; i++) {
    char a[8], b[8];
    draw_word(&source, a);
    draw_word(&source, b);
    ck_assert_msg(tp_edit_distance(a, b) == plain_distance(a, strlen(a), b, strlen(b)), "%s %s", a, b);
  }
  ck_assert_uint_eq(tp_edit_distance("SWEEP", "sweep"), 0);
  ck_assert_uint_eq(tp_edit_distance("swepe", "sweep"), 1);
}
END_TEST

START_TEST(test_near)
{
  static const struct {
    const char *word, *names[4], *nearest;
  } cases[] = {
    {"swep", {"trace", "sweep", "merge"}, "sweep"}, {"ad", {"mul", "add"}, "add"}, {"q9", {"q0", "q1"}, ""},
    {"zzz", {"add", "mul"}, ""}, {"", {"a", ""}, ""}, {"fp61", {"fp32", "fp64", "fp16"}, "fp64"}, {"boudn", {"round", "bound"}, "bound"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    tp_suggestion s = tp_suggestion_for(cases[i].word, strlen(cases[i].word));
    for (size_t k = 0; k < 4 && cases[i].names[k]; k++)
      tp_suggestion_offer(&s, cases[i].names[k]);
    ck_assert_str_eq(s.nearest, cases[i].nearest);
    ck_assert(strstr(tp_suggestion_text(&s), s.nearest) != NULL && !*s.nearest == !*s.text);
  }
}
END_TEST

/* Words of digits, signs and letters of both kinds, against the distance of each name. */
START_TEST(test_nearest_of_many)
{
  random_source source = random_open(2);
  size_t found = 0;
  for (int i = 0; i < 3000; i++) {
    static const char letters[] = "abABxyzPQ019-_:.pq@`[{";
    char names[4][8], nearest[8] = "";
    size_t least = 0;
    for (int k = 0; k < 4; k++) {
      const size_t length = 1 + random_below(&source, 7), kinds = random_one_in(&source, 2) ? 3 : sizeof letters - 1;
      for (size_t j = 0; j < length; j++)
        names[k][j] = letters[random_below(&source, (uint32_t) kinds)];
      names[k][length] = '\0';
    }
    tp_suggestion s = tp_suggestion_for(names[0], strlen(names[0]));
    for (int k = 1; k < 4; k++) {
      const size_t distance = tp_edit_distance(names[0], names[k]), a = strlen(names[0]), b = strlen(names[k]);
      if (3 * distance <= (a > b ? a : b) && (!*nearest || distance < least)) {
        strcpy(nearest, names[k]);
        least = distance;
      }
      tp_suggestion_offer(&s, names[k]);
    }
    ck_assert_msg(!strcmp(s.nearest, nearest), "%s: %s, not %s", names[0], s.nearest, nearest);
    found += *nearest != '\0';
  }
  ck_assert_uint_gt(found, 100);
}
END_TEST

START_TEST(test_long_words)
{
  char longer[TP_SUGGESTION_MOST + 2], most[TP_SUGGESTION_MOST + 1];
  memset(longer, 'x', sizeof longer - 1);
  longer[sizeof longer - 1] = '\0';
  memset(most, 'x', sizeof most - 1);
  most[sizeof most - 1] = '\0';
  tp_suggestion s = tp_suggestion_for(longer, strlen(longer));
  tp_suggestion_offer(&s, most);
  ck_assert_str_eq(tp_suggestion_text(&s), "");
  s = tp_suggestion_for(most, strlen(most));
  tp_suggestion_offer(&s, longer);
  ck_assert_str_eq(tp_suggestion_text(&s), "");
  tp_suggestion_offer(&s, most);
  ck_assert_str_eq(s.nearest, most);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("suggestion");
  TCase *tc = suite_case(suite, "suggestion");
  tcase_add_test(tc, test_distances);
  tcase_add_test(tc, test_near);
  tcase_add_test(tc, test_nearest_of_many);
  tcase_add_test(tc, test_long_words);
  return suite_run(suite);
}
