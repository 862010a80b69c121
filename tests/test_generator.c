/* SPDX-License-Identifier: MIT */
/* Generators, and the inputs that are chosen of them. */
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/machine/generator.h"
#include "tmprec/sweep/contexts.h"

static tp_machine *open_machine(const char *name)
{
  tp_machine *m;
  tp_error err;
  ck_assert_msg(tp_catalog_open(&m, name, &err) == TP_STATUS_OK, "%s", err.text);
  return m;
}

static char *word_of(const tp_machine *m, const char *generator, uint64_t k, uint64_t draw)
{
  tp_buffer b = {NULL, 0, 0};
  tp_error err;
  tp_buffer_puts(&b, "");
  ck_assert_msg(tp_generator_word(&b, m, generator, k, draw, 1000000, &err) == TP_STATUS_OK, "%s", err.text);
  char *copy = strdup(b.text ? b.text : "");
  tp_buffer_clear(&b);
  return copy;
}

START_TEST(test_words)
{
  static const struct { const char *generator; uint64_t k; const char *word; } cases[] = {
    {"", 3, ""}, {"0", 3, "0"}, {"0^k", 0, ""}, {"0^k", 3, "000"}, {" 1  0^2k-1\t1 ", 2, "10001"}, {"01^k/2", 5, "0101"},
    {"0^3k/2+1", 3, "00000"}, {"0^k-9", 5, ""}, {"0^4", 9, "0000"}, {"[1]^k", 2, "11"}, {"[01,01]^k", 2, "0101"}, {"seed=7 0^k", 1, "0"},
    {"%30 %31", 1, "01"},
  };
  tp_machine *m = open_machine("counter");
  for (size_t i = 0; i < LENGTH(cases); i++) {
    char *word = word_of(m, cases[i].generator, cases[i].k, 0);
    ck_assert_str_eq(word, cases[i].word);
    free(word);
  }
  tp_machine_free(m);
}
END_TEST

/* Each symbol is drawn about equally often; sizes, draws and seeds differ, and the same of them do not. */
START_TEST(test_random_words)
{
  tp_machine *m = open_machine("sort");
  char *word = word_of(m, "[abc]^k", 30000, 0), *same = word_of(m, "seed=0 [abc]^k", 30000, 0), *draw = word_of(m, "[abc]^k", 30000, 1),
       *seed = word_of(m, "seed=1 [abc]^k", 30000, 0), *longer = word_of(m, "[abc]^k", 30001, 0);
  size_t count[3] = {0};
  for (const char *at = word; *at; at++)
    count[*at - 'a']++;
  for (int i = 0; i < 3; i++)         /* a standard deviation is 82 */
    ck_assert_msg(count[i] > 9500 && count[i] < 10500, "%zu", count[i]);
  ck_assert_str_eq(word, same);
  ck_assert(strcmp(word, draw) && strcmp(word, seed) && strncmp(word, longer, 30000));
  free(word), free(same), free(draw), free(seed), free(longer);
  tp_machine_free(m);
}
END_TEST

START_TEST(test_found)
{
  static const struct { const char *text, *found; } cases[] = {
    {"tapes 1\n# generator: 0^k 1 \r\nblank _\n", "0^k 1"}, {"  //generator:x", "x"}, {"; a generator: y\n;\tgenerator:\tz\n", "z"},
    {"generator: 1\n", NULL}, {"", NULL}, {"#generator", NULL},
  };
  for (size_t i = 0; i < LENGTH(cases); i++) {
    char *found = tp_generator_find(cases[i].text, strlen(cases[i].text));
    ck_assert_pstr_eq(found, cases[i].found);
    free(found);
  }
}
END_TEST

/* Of all words that the search may take, none that fits is longer: sizes from 1 to 300, draw 0. */
START_TEST(test_nearest)
{
  static const char *const machine[] = {"reverse", "unary2binary", "worst-walk"}, *const generator[] = {"01^k", "1^k", "a^k"};
  for (int i = 0; i < 3; i++)
    for (int mode = 0; mode < TP_CHAIN_MODES; mode++) {
      tp_machine *m = open_machine(machine[i]);
      const tp_number_list any = {NULL, 0};
      tp_subject_options o = {.mode = (tp_chain_mode) mode, .limits = {.max_steps = 100000}, .unwritten = 1};
      size_t length[301] = {0};
      for (uint64_t k = 1; k <= 300; k++) {
        tp_subject s;
        tp_error err;
        char *word = word_of(m, generator[i], k, 0);
        ck_assert_msg(tp_subject_open(&s, m, word, &o, 0, &err) == TP_STATUS_OK, "%s", err.text);
        length[k] = s.size.longest;
        tp_subject_close(&s);
        free(word);
      }
      for (size_t wanted = 20; wanted < 400; wanted += 37) {
        tp_buffer input = {NULL, 0, 0};
        tp_error err;
        size_t n, most = 0;
        for (int k = 1; k <= 300; k++)
          most = length[k] <= wanted && length[k] > most ? length[k] : most;
        ck_assert(tp_context_input(&input, &n, m, generator[i], wanted, &any, &o, &err) == TP_STATUS_OK);
        ck_assert_msg(n == most, "%s %d %zu: %zu, not %zu", machine[i], mode, wanted, n, most);
        tp_buffer_clear(&input);
      }
      tp_machine_free(m);
    }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("generator");
  TCase *tc = suite_case(suite, "generator");
  tcase_add_test(tc, test_words);
  tcase_add_test(tc, test_random_words);
  tcase_add_test(tc, test_found);
  tcase_add_test(tc, test_nearest);
  return suite_run(suite);
}
