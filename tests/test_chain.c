/* SPDX-License-Identifier: MIT */
/* Runs told as chains of thought, plainly and summarized, against tokens written by hand:
   what they say, how long they are, which cells are rewritten, and that they can be read
   again. */
#include <check.h>
#include <stdint.h>
#include <string.h>

#include "machine_text.h"
#include "suite.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/tokens/chain.h"
#include "tmprec/tokens/text.h"

static void assert_round_trip(const tp_machine *m, tp_chain_mode mode, const tp_transcript *t)
{
  tp_buffer text = {NULL, 0, 0};
  tp_transcript_print(&text, m, t);
  tp_transcript back;
  tp_error err = {.text = ""};
  ck_assert_msg(tp_transcript_parse(&back, m, mode, "tokens", text.text, text.length, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert(tp_transcript_equal(&back, t));
  for (size_t g = 0; g < t->segments; g++)
    ck_assert_uint_eq(back.segment[g].prompt_end, t->segment[g].prompt_end);
  tp_transcript_clear(&back);
  tp_buffer_clear(&text);
}

static void assert_told(const char *text, const char *input, tp_chain_mode mode, unsigned r, uint64_t cut, const char *want)
{
  tp_machine *m = parse(text);
  tp_word w;
  tp_machine_run run;
  tp_transcript t;
  tp_error err = {.text = ""};
  ck_assert(tp_word_parse(&w, m, input, &err) == TP_STATUS_OK);
  ck_assert(tp_run_record(&run, m, &w, (tp_run_limits) {1000, cut}, &err) == TP_STATUS_OK);
  const tp_told_run told = {m, &w, &run, mode};
  tp_chain_transcript(&t, &told, r);
  ck_assert_uint_eq(tp_transcript_longest(&t), tp_chain_longest(&told, r, SIZE_MAX));
  ck_assert_uint_eq(t.segment[0].prompt_end, w.length + 1);
  tp_buffer printed = {NULL, 0, 0};
  tp_transcript_print(&printed, m, &t);
  ck_assert_str_eq(printed.text, want);
  assert_round_trip(m, mode, &t);
  tp_buffer_clear(&printed);
  tp_transcript_clear(&t);
  tp_run_clear(&run);
  tp_word_clear(&w);
  tp_machine_free(m);
}

START_TEST(test_sequences)
{
  /* the example of doc/construction.md */
  assert_told("tapes 1\nblank _\ninput 0 1\nstart q0\nhalt done\nq0 1 -> q0 0 R\nq0 0 -> done 1 S\nq0 _ -> done 1 S\n",
                  "11", TP_MODE_COT, 4, 0,
                  "inp\nsym:1\nsym:1\neinp\nrun:q0/0/R\nrun:q0/0/R\nrun:done/1/S\noutp\nsym:0\nsym:0\nsym:1\neoutp\n");
  /* five steps are two blocks for r = 4; the heads stand in cells 4 and 0 */
  static const char *const walk = TWO "q0 a _ -> q0 b _ R L\nq0 _ _ -> h _ \xc3\xa4 S R\n";
  assert_told(walk, "aaaa", TP_MODE_COT, 4, 0,
                  "inp\nsym:a\nsym:a\nsym:a\nsym:a\neinp\n"
                  "run:q0/b,_/R,L\nrun:q0/b,_/R,L\nrun:q0/b,_/R,L\nrun:q0/b,_/R,L\n"
                  "pos\nbit:--\nbit:--\nbit:+-\nbit:--\nepos\n"
                  "run:h/_,\xc3\xa4/S,R\noutp\nsym:b\nsym:b\nsym:b\nsym:b\neoutp\n");
  /* cut: the last token is that of the last step, also where a block ends */
  assert_told(walk, "aaaa", TP_MODE_COT, 4, 4,
                  "inp\nsym:a\nsym:a\nsym:a\nsym:a\neinp\n"
                  "run:q0/b,_/R,L\nrun:q0/b,_/R,L\nrun:q0/b,_/R,L\nrun:q0/b,_/R,L\n");
}
END_TEST

/* Write a b a and come back: the example of doc/construction.md. */
#define BACK "tapes 1\nblank _\ninput a b\nstart q0\nhalt h\n" \
  "q0 _ -> q1 a R\nq1 _ -> q2 b R\nq2 _ -> q3 a L\nq3 b -> h b S\n"
#define BACK_SUMMARY "summ\ncell:a\ncell:b^\ncell:a\nstate:q3\nesumm\n"
#define RIGHT ONE "q0 _ -> q0 a R\n"                      /* for ever */
#define TURN ONE "q0 a -> q0 b S\nq0 b -> q0 a S\n"      /* in one cell */
#define STEP_A "run:q0/a/R\n"
#define TURN_B "run:q0/b/S\n"
#define TURN_A "run:q0/a/S\n"

START_TEST(test_summaries)
{
  assert_told(BACK, "", TP_MODE_SCOT, 4, 0,
              "inp\neinp\nrun:q1/a/R\nrun:q2/b/R\nrun:q3/a/L\n" BACK_SUMMARY "\n" BACK_SUMMARY
              "run:h/b/S\noutp\nsym:a\nsym:b\nsym:a\neoutp\n");
  /* cut where a summary would come */
  assert_told(BACK, "", TP_MODE_SCOT, 4, 3, "inp\neinp\nrun:q1/a/R\nrun:q2/b/R\nrun:q3/a/L\n");
  /* the halt comes before a summary */
  assert_told(ONE "q0 _ -> q1 a R\nq1 _ -> q2 b R\nq2 _ -> h a L\n", "", TP_MODE_SCOT, 4, 0,
              "inp\neinp\nrun:q1/a/R\nrun:q2/b/R\nrun:h/a/L\noutp\nsym:a\nsym:b\nsym:a\neoutp\n");
  /* two heads, one of which waits; the last cell of tape 1 is untouched */
  assert_told(TWO "q0 _ _ -> q0 _ \xc3\xa4 S R\n", "", TP_MODE_SCOT, 4, 4,
              "inp\neinp\nrun:q0/_,\xc3\xa4/S,R\nrun:q0/_,\xc3\xa4/S,R\nrun:q0/_,\xc3\xa4/S,R\n"
              "summ\ncell:_^,\xc3\xa4\ncell:_,\xc3\xa4\ncell:_,\xc3\xa4\ncell:_,_^\nstate:q0\nesumm\n\n"
              "summ\ncell:_^,\xc3\xa4\ncell:_,\xc3\xa4\ncell:_,\xc3\xa4\ncell:_,_^\nstate:q0\nesumm\n"
              "run:q0/_,\xc3\xa4/S,R\n");
  /* the word is longer than what the head has seen: 15 tokens after a prompt of 6 */
  assert_told(TURN, "abab", TP_MODE_SCOT, 16, 16,
              "inp\nsym:a\nsym:b\nsym:a\nsym:b\neinp\n"
              TURN_B TURN_A TURN_B TURN_A TURN_B TURN_A TURN_B TURN_A TURN_B TURN_A TURN_B TURN_A TURN_B TURN_A TURN_B
              "summ\ncell:b^\ncell:b\ncell:a\ncell:b\nstate:q0\nesumm\n\n"
              "summ\ncell:b^\ncell:b\ncell:a\ncell:b\nstate:q0\nesumm\n" TURN_A);
  /* a summary comes before a position block: 6 tokens after a prompt of 3, and r = 6 */
  assert_told(TURN, "a", TP_MODE_SCOT, 6, 7,
              "inp\nsym:a\neinp\n" TURN_B TURN_A TURN_B TURN_A TURN_B TURN_A "summ\ncell:a^\nstate:q0\nesumm\n\n"
              "summ\ncell:a^\nstate:q0\nesumm\n" TURN_B);
  /* and after one that it would be within: 9 tokens after a prompt of 4 */
  assert_told(TURN, "ab", TP_MODE_SCOT, 4, 6,
              "inp\nsym:a\nsym:b\neinp\n" TURN_B TURN_A TURN_B TURN_A "pos\nbit:-\nbit:-\nbit:-\nbit:-\nepos\n" TURN_B
              "summ\ncell:b^\ncell:b\nstate:q0\nesumm\n\n"
              "summ\ncell:b^\ncell:b\nstate:q0\nesumm\n" TURN_A);
  /* blocks are counted from the prompt; 18 tokens after a prompt of 7; three segments */
  assert_told(RIGHT, "", TP_MODE_SCOT, 4, 13,
              "inp\neinp\n" STEP_A STEP_A STEP_A "summ\ncell:a\ncell:a\ncell:a\ncell:_^\nstate:q0\nesumm\n\n"
              "summ\ncell:a\ncell:a\ncell:a\ncell:_^\nstate:q0\nesumm\n"
              STEP_A STEP_A STEP_A STEP_A "pos\nbit:+\nbit:+\nbit:+\nbit:-\nepos\n"
              STEP_A STEP_A STEP_A STEP_A "pos\nbit:+\nbit:+\nbit:-\nbit:+\nepos\n" STEP_A
              "summ\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\n"
              "cell:_^\nstate:q0\nesumm\n\n"
              "summ\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\ncell:a\n"
              "cell:_^\nstate:q0\nesumm\n" STEP_A);
}
END_TEST

/* Tells so many steps in a mode, with the least r. */
static unsigned tell(tp_transcript *t, const char *text, const char *input, tp_chain_mode mode, uint64_t cut)
{
  tp_machine *m = parse(text);
  tp_word w;
  tp_machine_run run;
  tp_error err = {.text = ""};
  ck_assert(tp_word_parse(&w, m, input, &err) == TP_STATUS_OK);
  ck_assert(tp_run_record(&run, m, &w, (tp_run_limits) {1000, cut}, &err) == TP_STATUS_OK);
  const tp_told_run told = {m, &w, &run, mode};
  unsigned r = tp_chain_least_bits(&told);
  tp_chain_transcript(t, &told, r);
  for (unsigned other = 4; other <= 8; other += 2) {       /* counting stops early, not too early */
    size_t longest = tp_chain_longest(&told, other, SIZE_MAX), counted = tp_chain_longest(&told, other, (size_t) 1 << other);
    ck_assert(longest <= (size_t) 1 << other ? counted == longest : counted > (size_t) 1 << other);
  }
  tp_run_clear(&run);
  tp_word_clear(&w);
  tp_machine_free(m);
  return r;
}

/* Of so many steps, cut where `cut` says: the least r, the tokens of the longest
   context, and the rewrites there; r and rewrites of a plain chain of thought. */
static const struct {
  const char *text, *input;
  uint64_t cut;
  unsigned r;
  size_t segments, longest, rewrites;
  unsigned plain_r;
  size_t plain_rewrites;
} summarized[] = {
  /* after 3 steps, and then 18 tokens, which with r = 4 are 8 steps and more, with r = 6 are 10 */
  {RIGHT, "", 3, 4, 1, 5, 0, 4, 0},
  {RIGHT, "", 4, 4, 2, 12, 1, 4, 0},
  {RIGHT, "", 7, 4, 2, 12, 1, 4, 0},
  {RIGHT, "", 8, 6, 2, 12, 1, 4, 0},
  {RIGHT, "", 9, 6, 2, 13, 1, 6, 0},
  {RIGHT, "", 10, 6, 2, 22, 1, 6, 0},
  {RIGHT, "", 13, 6, 2, 25, 1, 6, 0},
  {RIGHT, "", 14, 6, 3, 42, 2, 6, 0},    /* the cell with the head is written again, and told */
  /* in constant space: 6 steps, then 7 each; the last one's token is not fed */
  {TURN, "a", 20, 6, 3, 23, 8, 6, 20},
  {TURN, "a", 1000, 6, 143, 23, 8, 12, 1000},
  {ONE "q0 _ -> q0 _ S\n", "", 7, 4, 2, 9, 4, 4, 6},
  {ONE "q0 _ -> q0 _ S\n", "", 8, 4, 2, 15, 5, 4, 7},
  {ONE "q0 _ -> q0 _ S\n", "", 9, 6, 2, 10, 6, 6, 8},
  /* a cell of the prompt is a write on every tape */
  {TWO "q0 _ _ -> q0 _ a S R\n", "", 10, 6, 2, 22, 7, 6, 9},
  {BACK, "", 0, 4, 2, 12, 2, 4, 2},
};

START_TEST(test_summarized)
{
  tp_transcript t;
  ck_assert_uint_eq(tell(&t, summarized[_i].text, summarized[_i].input, TP_MODE_SCOT, summarized[_i].cut), summarized[_i].r);
  ck_assert_uint_eq(t.segments, summarized[_i].segments);
  ck_assert_uint_eq(tp_transcript_longest(&t), summarized[_i].longest);
  ck_assert_uint_eq(tp_transcript_rewrites(&t), summarized[_i].rewrites);
  tp_transcript_clear(&t);
  ck_assert_uint_eq(tell(&t, summarized[_i].text, summarized[_i].input, TP_MODE_COT, summarized[_i].cut), summarized[_i].plain_r);
  ck_assert_uint_eq(t.segments, 1);
  ck_assert_uint_eq(tp_transcript_rewrites(&t), summarized[_i].plain_rewrites);
  tp_transcript_clear(&t);
}
END_TEST

/* Rewrites of transcripts by hand: what is in a context, and who looks. */
START_TEST(test_rewrites)
{
  static const struct {
    const char *text;
    size_t rewrites;
  } cases[] = {
    /* a prompt's cell counts once, on both tapes; esumm looks where the heads are */
    {"summ\ncell:_^,_^\nstate:q0\nesumm\nrun:q0/a,b/S,S\n", 1},
    {"summ\ncell:_^,_\ncell:_,_^\nstate:q0\nesumm\nrun:q0/a,b/R,L\nepos\n", 1},
    {"summ\ncell:_^,_\ncell:_,_^\nstate:q0\nesumm\nrun:q0/a,b/R,S\nepos\n", 2},
    /* esumm alone is the last token, and not fed */
    {"summ\ncell:_^,_^\nstate:q0\nesumm\n", 0},
    /* summ looks at cell 0, the cells at those that follow them, on both tapes */
    {"inp\neinp\nrun:q0/a,b/S,R\nrun:q0/a,b/R,R\nsumm\nesumm\n", 2},
    {"inp\neinp\nrun:q0/a,b/S,R\nrun:q0/a,b/R,R\npos\n", 1},
    {"inp\neinp\nrun:q0/a,b/S,R\nrun:q0/a,b/S,L\nrun:q0/a,b/R,L\nsumm\n", 2},
    {"inp\neinp\nrun:q0/a,b/R,R\nrun:q0/a,b/R,S\nrun:q0/a,b/R,S\nrun:q0/a,b/R,R\nsumm\ncell:a,b\n", 2},
    {"inp\neinp\nrun:q0/a,b/R,R\nrun:q0/a,b/R,S\nrun:q0/a,b/R,S\nrun:q0/a,b/R,R\nsumm\ncell:a,b\ncell:a,b\n", 3},
    /* what an earlier context wrote is forgotten */
    {"inp\neinp\nrun:q0/a,b/S,S\nrun:q0/a,b/S,S\nrun:q0/a,b/S,S\nsumm\ncell:a^,b^\nstate:q0\nesumm\n\n"
     "summ\ncell:a^,b^\nstate:q0\nesumm\nrun:q0/a,b/S,S\nrun:q0/a,b/S,S\noutp\neoutp\n", 3},
    {"inp\neinp\nrun:q0/a,b/S,S\nsumm\ncell:a^,b^\nstate:q0\nesumm\n\n"
     "summ\ncell:a^,b^\nstate:q0\nesumm\nrun:q0/a,b/S,S\nrun:q0/a,b/S,S\noutp\neoutp\n", 3},
  };
  tp_machine *m = parse(SPELLED);
  for (size_t i = 0; i < LENGTH(cases); i++) {
    tp_transcript t;
    tp_error err = {.text = ""};
    ck_assert_msg(tp_transcript_parse(&t, m, TP_MODE_SCOT, "tokens", cases[i].text, strlen(cases[i].text), &err) == TP_STATUS_OK, "%s",
                  err.text);
    ck_assert_msg(tp_transcript_rewrites(&t) == cases[i].rewrites, "case %zu: %zu", i, tp_transcript_rewrites(&t));
    tp_transcript_clear(&t);
  }
  tp_machine_free(m);
}
END_TEST

/* Every token of every shipped machine's runs, as far as they are short. */
START_TEST(test_round_trip)
{
  tp_buffer name = {NULL, 0, 0};
  for (size_t n = 0; tp_catalog_name(&name, n); n++) {
    tp_machine *m;
    tp_error err = {.text = ""};
    ck_assert(tp_catalog_open(&m, name.text, &err) == TP_STATUS_OK);
    for (size_t i = 0; i < 3 && !tp_machine_is_two_way(m); i++) {    /* those: test_two_way */
      tp_buffer input = {NULL, 0, 0};
      ck_assert(tp_catalog_input(&input, name.text, i) == TP_STATUS_OK);
      tp_word w;
      tp_machine_run run;
      ck_assert(tp_word_parse(&w, m, input.text, &err) == TP_STATUS_OK);
      ck_assert(tp_run_record(&run, m, &w, (tp_run_limits) {TP_RUN_DEFAULT_MAX_STEPS, 0}, &err) == TP_STATUS_OK);
      for (int mode = 0; mode < TP_CHAIN_MODES; mode++) {
        tp_transcript t;
        const tp_told_run told = {m, &w, &run, (tp_chain_mode) mode};
        tp_chain_transcript(&t, &told, tp_chain_least_bits(&told));
        assert_round_trip(m, told.mode, &t);
        tp_transcript_clear(&t);
      }
      tp_run_clear(&run);
      tp_word_clear(&w);
      tp_buffer_clear(&input);
    }
    tp_machine_free(m);
    tp_buffer_clear(&name);
  }
  tp_buffer_clear(&name);
}
END_TEST

/* n = |w| + |o| + t + 4 + (ceil(t/r) - 1)(r + 2) <= 2^r */
START_TEST(test_least_bits)
{
  static const struct {
    size_t input, output, steps;
    int halted;
    unsigned r;
    size_t n;
  } cases[] = {
    {0, 0, 1, 1, 4, 5}, {11, 0, 1, 1, 4, 16}, {12, 0, 1, 1, 6, 17}, {4, 4, 4, 1, 4, 16}, {4, 3, 5, 1, 6, 16},
    {0, 0, 5, 1, 4, 15}, {0, 1, 5, 1, 4, 16}, {0, 2, 5, 1, 6, 11}, {0, 0, 6, 1, 4, 16}, {0, 0, 7, 1, 6, 19},
    {26, 0, 18, 1, 6, 64}, {26, 1, 18, 1, 8, 69}, {0, 0, 28, 1, 6, 64}, {0, 0, 29, 1, 8, 63}, {5, 0, 3, 0, 4, 10},
    {13, 9, 1, 0, 4, 16}, {14, 9, 1, 0, 6, 17}, {1000000, 0, 1, 1, 20, 1000005}, {1048571, 0, 1, 1, 20, 1048576},
    {1048572, 0, 1, 1, 22, 1048577},
  };
  for (size_t i = 0; i < LENGTH(cases); i++) {
    tp_word w = {NULL, cases[i].input};
    tp_machine_run run = {.steps = cases[i].steps, .halted = cases[i].halted, .has_output = cases[i].halted, .output = {NULL, cases[i].output}};
    const tp_told_run told = {NULL, &w, &run, TP_MODE_COT};
    unsigned r = tp_chain_least_bits(&told);
    size_t n = tp_chain_longest(&told, r, SIZE_MAX);
    ck_assert_msg(r == cases[i].r, "case %zu: r = %u", i, r);
    ck_assert_msg(n == cases[i].n, "case %zu: n = %zu", i, n);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("chain");
  TCase *tc = suite_case(suite, "chain");
  tcase_add_test(tc, test_sequences);
  tcase_add_test(tc, test_summaries);
  tcase_add_loop_test(tc, test_summarized, 0, (int) LENGTH(summarized));
  tcase_add_test(tc, test_rewrites);
  tcase_add_test(tc, test_round_trip);
  tcase_add_test(tc, test_least_bits);
  return suite_run(suite);
}
