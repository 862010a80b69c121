/* SPDX-License-Identifier: MIT */
/* Token sequences as text: what is refused, where the message points to, and what is
   accepted. */
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "machine_text.h"
#include "suite.h"
#include "tmprec/tokens/text.h"

static const struct {
  const char *text, *where, *says;
} bad_sequences[] = {
  {"", "1:1", "no einp"},
  {"\n", "1:1", "unknown token"},
  {"inp\n", "1:1", "no einp"},
  {"inp\nsym:a\n", "2:1", "no einp"},
  {"inp\nrun:q1/a,b/L,S\neinp\n", "3:1", "no einp"},
  {"einp\n", "1:1", "first token is not inp"},
  {"sym:a\ninp\neinp\n", "1:1", "first token is not inp"},
  {"inp\neinp\n\noutp\n", "3:1", "unknown token"},
  {"inp\n einp\n", "2:1", "unknown token"},
  {"inp\nINP\n", "2:1", "unknown token"},
  {"inp\nein\n", "2:1", "unknown token"},
  {"inp\neinp \n", "2:1", "unknown token"},
  {"inp:\n", "1:4", "more text"},
  {"inp\neinp\npos:+\n", "3:4", "more text"},
  {"inp\nsumm\n", "2:1", "summary"},
  {"inp\neinp\nesumm\n", "3:1", "summary"},
  {"inp\neinp\ncell:a^,b\n", "3:1", "summary"},
  {"inp\neinp\nstate:q0\n", "3:1", "summary"},
  {"inp\nsym\n", "2:4", "expected ':'"},
  {"inp\nsym:\n", "2:5", "not a symbol"},
  {"inp\nsym:z\n", "2:5", "not a symbol"},
  {"inp\nsym:_\n", "2:5", "not an input symbol"},
  {"inp\nsym:\xc3\xa4\n", "2:5", "not an input symbol"},
  {"inp\nsym:a \n", "2:5", "not a symbol"},
  {"inp\neinp\nbit:+\n", "3:6", "expected '+' or '-'"},
  {"inp\neinp\nbit:+1\n", "3:6", "expected '+' or '-'"},
  {"inp\neinp\nbit:+-+\n", "3:7", "more text"},
  {"inp\neinp\nrun\n", "3:4", "expected ':'"},
  {"inp\neinp\nrun:q9/a,b/L,S\n", "3:5", "not a state"},
  {"inp\neinp\nrun:/a,b/L,S\n", "3:5", "not a state"},
  {"inp\neinp\nrun:q1\n", "3:7", "expected '/'"},
  {"inp\neinp\nrun:q1/a\n", "3:9", "expected ','"},
  {"inp\neinp\nrun:q1/a/L,S\n", "3:9", "expected ','"},
  {"inp\neinp\nrun:q1/a,z/L,S\n", "3:10", "not a symbol"},
  {"inp\neinp\nrun:q1/\xc3\xa4,z/L,S\n", "3:10", "not a symbol"},
  {"inp\neinp\nrun:q1/a,b,a/L,S\n", "3:11", "expected '/'"},
  {"inp\neinp\nrun:q1/a,b/X,S\n", "3:12", "not a move"},
  {"inp\neinp\nrun:q1/a,b/L\n", "3:13", "expected ','"},
  {"inp\neinp\nrun:q1/a,b/L,\n", "3:14", "not a move"},
  {"inp\neinp\nrun:q1/a,b/L,SS\n", "3:15", "more text"},
  {"inp\neinp\nrun:q1/a,b/L,S,R\n", "3:15", "more text"},
};

/* The same with summaries allowed. */
#define SUMMARY "summ\ncell:a^,b\ncell:_,b^\nstate:q0\nesumm\n"      /* five lines */

static const struct {
  const char *text, *where, *says;
} bad_transcripts[] = {
  {"", "1:1", "without tokens"},
  {"\n", "1:1", "without tokens"},
  {"\ninp\neinp\n", "1:1", "without tokens"},
  {"inp\neinp\n" SUMMARY "\n", "8:1", "without tokens"},
  {"inp\neinp\n" SUMMARY "\n\n" SUMMARY, "9:1", "without tokens"},
  {"inp\neinp\n" SUMMARY "\r\n\r\n" SUMMARY, "9:1", "without tokens"},
  {"inp\neinp\n" SUMMARY "\n" SUMMARY "\n", "14:1", "without a summary"},
  /* how segments begin */
  {"einp\n", "1:1", "neither inp nor summ"},
  {"cell:a^,b\n", "1:1", "neither inp nor summ"},
  {"esumm\n", "1:1", "neither inp nor summ"},
  {"inp\neinp\n" SUMMARY "\ninp\neinp\n", "9:1", "later segment is not summ"},
  {"inp\neinp\n" SUMMARY "\nrun:q1/a,b/L,S\n", "9:1", "later segment is not summ"},
  {SUMMARY SUMMARY "\n" SUMMARY SUMMARY "\nstate:q0\n", "23:1", "later segment is not summ"},
  /* prompts without an end */
  {"inp\n", "1:1", "no einp or esumm"},
  {"inp\n\n" SUMMARY, "2:1", "no einp or esumm"},
  {"summ\ncell:a^,b^\nstate:q0\n", "3:1", "no einp or esumm"},
  {"summ\nrun:q1/a,b/L,S\nesumm\n", "3:1", "no einp or esumm"},
  {"inp\neinp\n" SUMMARY "\nsumm\n", "9:1", "no einp or esumm"},
  /* segments that are not the last and have no summary */
  {"inp\neinp\n\n" SUMMARY, "3:1", "without a summary"},
  {"inp\neinp\nrun:q1/a,b/L,S\n\n" SUMMARY, "4:1", "without a summary"},
  {"inp\neinp\nesumm\n\n" SUMMARY, "4:1", "without a summary"},
  {"inp\neinp\n" SUMMARY "epos\n\n" SUMMARY, "9:1", "without a summary"},
  {SUMMARY "\n" SUMMARY, "6:1", "without a summary"},
  {SUMMARY "esumm\n\n" SUMMARY, "7:1", "without a summary"},
  /* tokens */
  {"inp\neinp\nsumm:\n", "3:5", "more text"},
  {"inp\neinp\ncell\n", "3:5", "expected ':'"},
  {"inp\neinp\ncell:,b\n", "3:6", "not a symbol"},
  {"inp\neinp\ncell:^a,b\n", "3:6", "not a symbol"},
  {"inp\neinp\ncell:z,b\n", "3:6", "not a symbol"},
  {"inp\neinp\ncell:a\n", "3:7", "expected ','"},
  {"inp\neinp\ncell:a^b\n", "3:8", "expected ','"},
  {"inp\neinp\ncell:a^^,b\n", "3:8", "expected ','"},
  {"inp\neinp\ncell:\xc3\xa4^,z\n", "3:9", "not a symbol"},
  {"inp\neinp\ncell:a,\n", "3:8", "not a symbol"},
  {"inp\neinp\ncell:a,b,a\n", "3:9", "more text"},
  {"inp\neinp\ncell:a,b^^\n", "3:10", "more text"},
  {"inp\neinp\nstate\n", "3:6", "expected ':'"},
  {"inp\neinp\nstate:\n", "3:7", "not a state"},
  {"inp\neinp\nstate:q9\n", "3:7", "not a state"},
  {"inp\neinp\nstate:q0 \n", "3:7", "not a state"},
  {"inp\neinp\n" SUMMARY "\nsumm\ncell:a^,z\n", "10:9", "not a symbol"},
};

static void assert_no_transcript(tp_chain_mode mode, const char *text, const char *where, const char *says)
{
  tp_machine *m = parse(SPELLED);
  tp_transcript s;
  tp_error err = {.text = ""};
  char start[40];
  snprintf(start, sizeof start, "tokens:%s: ", where);
  ck_assert_msg(tp_transcript_parse(&s, m, mode, "tokens", text, strlen(text), &err) == TP_STATUS_REFUSED, "accepted, not refused at %s",
                where);
  ck_assert_msg(!strncmp(err.text, start, strlen(start)) && strstr(err.text, says), "'%s' does not begin with '%s' and say '%s'",
                err.text, start, says);
  ck_assert(s.segments == 0 && s.segment == NULL);
  tp_machine_free(m);
}

START_TEST(test_bad_sequences)
{
  assert_no_transcript(TP_MODE_COT, bad_sequences[_i].text, bad_sequences[_i].where, bad_sequences[_i].says);
}
END_TEST

START_TEST(test_bad_transcripts)
{
  assert_no_transcript(TP_MODE_SCOT, bad_transcripts[_i].text, bad_transcripts[_i].where, bad_transcripts[_i].says);
}
END_TEST

START_TEST(test_nul_in_sequence)
{
  tp_machine *m = parse(SPELLED);
  static const char move[] = "inp\neinp\nrun:q1/a,b/L,\0\n", family[] = "inp\neinp\0\n", symbol[] = "inp\nsym:a\0\neinp\n";
  const struct {
    const char *text;
    size_t length;
  } texts[] = {{move, sizeof move - 1}, {family, sizeof family - 1}, {symbol, sizeof symbol - 1}};
  for (size_t i = 0; i < LENGTH(texts); i++) {
    tp_transcript s;
    tp_error err = {.text = ""};
    ck_assert_msg(tp_transcript_parse(&s, m, TP_MODE_COT, "tokens", texts[i].text, texts[i].length, &err) == TP_STATUS_REFUSED, "text %zu", i);
  }
  tp_machine_free(m);
}
END_TEST

/* Segments may begin with a summary, and lines end with CR LF. */
START_TEST(test_transcript_spelling)
{
  tp_machine *m = parse(SPELLED);
  static const char *const same[] = {
    "summ\ncell:a^,\xc3\xa4\ncell:_,_^\nstate:q1\nesumm\nrun:q0/b,_/R,L\nsumm\ncell:b,\xc3\xa4^\nesumm\n\n"
    "summ\nesumm\nsumm\nsumm\nesumm\n\nsumm\ncell:b^,b^\nesumm\n",
    "summ\r\ncell:a^,\xc3\xa4\r\ncell:_,_^\r\nstate:q1\r\nesumm\r\nrun:q0/b,_/R,L\r\nsumm\r\ncell:b,\xc3\xa4^\r\n"
    "esumm\r\n\r\nsumm\nesumm\nsumm\nsumm\nesumm\n\r\nsumm\r\ncell:b^,b^\r\nesumm",
  };
  for (size_t i = 0; i < LENGTH(same); i++) {
    tp_transcript t;
    tp_error err = {.text = ""};
    ck_assert_msg(tp_transcript_parse(&t, m, TP_MODE_SCOT, "tokens", same[i], strlen(same[i]), &err) == TP_STATUS_OK, "%s", err.text);
    ck_assert_uint_eq(t.segments, 3);
    ck_assert(t.segment[0].prompt_end == 4 && t.segment[1].prompt_end == 1 && t.segment[2].prompt_end == 2);
    ck_assert(tp_segment_summary(t.segment) == 6 && tp_segment_summary(t.segment + 1) == 3 && tp_segment_summary(t.segment + 2) == SIZE_MAX);
    ck_assert(tp_segment_predictions(t.segment) == 4 && tp_segment_predictions(t.segment + 2) == 0);
    ck_assert(tp_transcript_predictions(&t) == 7 && tp_transcript_longest(&t) == 9 && tp_transcript_tokens(&t) == 17);
    tp_buffer printed = {NULL, 0, 0};
    tp_transcript_print(&printed, m, &t);
    ck_assert_str_eq(printed.text, same[0]);
    tp_buffer_clear(&printed);
    tp_transcript_clear(&t);
  }
  tp_machine_free(m);
}
END_TEST

START_TEST(test_sequence_spelling)
{
  tp_machine *m = parse(SPELLED);
  static const char *const same[] = {"inp\nsym:a\neinp\nbit:+-\nrun:h/\xc3\xa4,_/L,R\noutp\n",
                                     "inp\r\nsym:a\r\neinp\r\nbit:+-\r\nrun:h/\xc3\xa4,_/L,R\r\noutp"};
  for (size_t i = 0; i < LENGTH(same); i++) {
    tp_transcript s;
    tp_error err = {.text = ""};
    ck_assert_msg(tp_transcript_parse(&s, m, TP_MODE_COT, "tokens", same[i], strlen(same[i]), &err) == TP_STATUS_OK, "%s", err.text);
    tp_buffer printed = {NULL, 0, 0};
    tp_transcript_print(&printed, m, &s);
    ck_assert_str_eq(printed.text, same[0]);
    tp_buffer_clear(&printed);
    tp_transcript_clear(&s);
  }
  tp_machine_free(m);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("transcripts");
  TCase *tc = suite_case(suite, "transcripts");
  tcase_add_loop_test(tc, test_bad_sequences, 0, (int) LENGTH(bad_sequences));
  tcase_add_test(tc, test_nul_in_sequence);
  tcase_add_loop_test(tc, test_bad_transcripts, 0, (int) LENGTH(bad_transcripts));
  tcase_add_test(tc, test_transcript_spelling);
  tcase_add_test(tc, test_sequence_spelling);
  return suite_run(suite);
}
