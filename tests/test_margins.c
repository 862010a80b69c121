/* SPDX-License-Identifier: MIT */
/* What `tmprec margins` measures, on random machines, told plainly and summarized: what
   doc/precision.md (section 3.1) promises of gaps, ties and leaks; that a slack above 0 at
   every head is enough for every activation to be hardmax's; and where the theorem on
   snapping has its bound. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "margin_cells.h"
#include "suite.h"

static const tp_attention_head *head_of(const tp_subject *s, const tp_head_margin *h)
{
  return s->t->layer[h->layer - 1].head + h->head;
}

static int is_out(const tp_subject *s, const tp_head_margin *h, const char *name)
{
  return !strcmp(tp_transformer_register_of(s->t, head_of(s, h)->out[0])->name, name);
}

/* How many of the head's keys are in that register. */
static uint32_t keys_in(const tp_subject *s, const tp_head_margin *h, const char *name)
{
  const tp_attention_head *head = head_of(s, h);
  uint32_t count = 0;
  for (uint32_t c = 0; c < head->keys; c++)
    count += !strcmp(tp_transformer_register_of(s->t, head->k[c])->name, name);
  return count;
}

static int is_token(const tp_subject *s, const tp_extreme *e)
{
  return !e->seen || e->token < tp_transcript_tokens(&s->told);
}

/* --- What the construction promises ----------------------------------------------- */

static void check_head(const random_machine *a, const tp_subject *s, const tp_head_margin *h, double beta, size_t *rewrites)
{
  int is_on_position = keys_in(s, h, "pos") == head_of(s, h)->keys;
  int counts_writes = is_out(s, h, "written") || is_out(s, h, "high");
  random_assert(a, is_token(s, &h->gap) && is_token(s, &h->ties) && is_token(s, &h->nonzero) && is_token(s, &h->leak) && is_token(s, &h->slack));
  random_assert(a, !h->gap.seen || h->gap.value >= 1);
  random_assert(a, is_on_position || keys_in(s, h, "is_inp") || h->layer <= 2 || s->mode == TP_MODE_SCOT);
  random_assert(a, !is_on_position || !h->gap.seen || h->gap.value >= 2);
  random_assert(a, !is_on_position || h->ties.value == 1);
  random_assert(a, !is_out(s, h, "read") || h->ties.value == 1);
  random_assert(a, h->nonzero.value <= h->ties.value);
  random_assert(a, h->nonzero.value <= (counts_writes ? (double) tp_transcript_rewrites(&s->told) : 1));
  if (counts_writes && h->nonzero.value > (double) *rewrites)
    *rewrites = (size_t) h->nonzero.value;
  if (h->gap.seen)
    random_assert(a, h->leak.value <= leak_law(tp_transcript_longest(&s->told), h->gap.value, beta) * (1 + 1e-9));
  else
    random_assert(a, h->leak.value == 0);
  /* hardmax tolerates everything */
  random_assert(a, h->is_known && h->slack.seen == h->gap.seen && (!h->gap.seen || (h->needs == 0 && h->slack.value == h->gap.value)));
  random_assert(a, !h->run_gap.seen && !h->run_leak.seen);
}

static void check_promises(const random_machine *a, const tp_subject *s)
{
  tp_margins m;
  size_t rewrites = 0;
  double beta = tp_choice_beta(&hardmax, s->r), largest = 0;
  m = margins_of(s, &hardmax);
  for (size_t i = 0; i < m.heads; i++) {
    check_head(a, s, m.head + i, beta, &rewrites);
    largest = fmax(largest, m.head[i].leak.value);
  }
  random_assert(a, rewrites == tp_transcript_rewrites(&s->told));
  /* seen_outp attains the law at the last position of plain chain of thought */
  if (s->mode == TP_MODE_COT)
    random_assert(a, fabs(largest / leak_law(tp_transcript_longest(&s->told), 1, beta) - 1) < 1e-9);
  random_assert(a, m.right.seen && m.right.value >= 1 && m.right.value == floor(m.right.value));
  random_assert(a, !m.is_rounded && !m.is_undecided && !m.right_rounded.seen);
  tp_margins_clear(&m);
}

START_TEST(test_promises)
{
  random_source source = random_open(20 + (uint64_t) _i);
  random_quota quota = quota_of(_i, 150);
  while (quota.left) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, MOST_TOKENS, &quota);
    check_promises(&a, &s);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
}
END_TEST

/* --- What is enough ----------------------------------------------------------------- */

START_TEST(test_enough)
{
  random_source source = random_open(22 + (uint64_t) _i);
  random_quota quota = quota_of(_i, 10);
  size_t enough = 0, exact_act = 0, count = 0;
  while (quota.left) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, MOST_TOKENS, &quota);
    tp_hardmax_record *record = tp_hardmax_record_new(&s, 1);
    for (int i = 0; i < 8; i++, count++) {
      cell c = draw_wide_cell(&source);
      const tp_choice choice = choice_of(&c);
      tp_margins m = margins_of(&s, &choice);
      int is_exact = is_exact_act(&s, &choice, record);
      if (least_slack(&m) > 0 && !is_exact) {
        print_cell(&a, &c);
        ck_abort_msg("the least slack is %g, and yet activations are not exact", least_slack(&m));
      }
      if (is_exact)
        check_run(&a, &m, !tp_choice_is_rounded(&choice, TP_SITE_ATTN) && !tp_choice_is_rounded(&choice, TP_SITE_LOGIT));
      enough += least_slack(&m) > 0;
      exact_act += (size_t) is_exact;
      tp_margins_clear(&m);
    }
    tp_hardmax_record_free(record);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  printf("%s: %zu cells, %zu exact in every activation, %zu known to be by their slack\n", tp_chain_mode_name[_i], count, exact_act, enough);
  ck_assert_uint_gt(enough, count / 10);
  ck_assert_uint_gt(count, enough + count / 10);
}
END_TEST

/* --- The theorem on snapping ---------------------------------------------------------- */

/* In plain chain of thought the sign of the least slack is the verdict; summarized, heads
   that look for the summary need a little more than is necessary. */
START_TEST(test_snap)
{
  random_source source = random_open(24 + (uint64_t) _i);
  random_quota quota = quota_of(_i, 12);
  size_t above = 0, below = 0;
  while (quota.left) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, MOST_TOKENS, &quota);
    tp_hardmax_record *record = tp_hardmax_record_new(&s, 1);
    for (int i = 0; i < 8; i++) {
      uint32_t bits = random_below(&source, 9);
      double N = (double) tp_transcript_longest(&s.told) - 2;
      double bound = log(N * (bits ? (ldexp(1, (int) bits) + 1) / (ldexp(1, (int) bits) - 1) : 1));
      double beta = bound + (random_one_in(&source, 2) ? 0.003 : 0.3) * (random_one_in(&source, 2) ? 1.01 : -1.01);
      cell c = {.mode = "rne"};
      snprintf(c.act, NAME, "fixed:%" PRIu32 ".0", 1 + random_below(&source, 3));
      snprintf(c.attn, NAME, bits ? "p:%" PRIu32 : "real", bits);
      snprintf(c.beta, NAME, "%.15f", beta > 0 ? beta : 0);
      const tp_choice choice = choice_of(&c);
      tp_margins m = margins_of(&s, &choice);
      int is_exact = is_exact_act(&s, &choice, record), is_above = least_slack(&m) > 0;
      if (is_above > is_exact || (s.mode == TP_MODE_COT && is_above != is_exact) || is_exact != (beta > bound)) {
        print_cell(&a, &c);
        ck_abort_msg("the bound is %g, the least slack %g, exact_act %d", bound, least_slack(&m), is_exact);
      }
      above += (size_t) is_above;
      below += !is_above;
      tp_margins_clear(&m);
    }
    tp_hardmax_record_free(record);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  ck_assert_uint_gt(above, 0);
  ck_assert_uint_gt(below, 0);
}
END_TEST

/* --- Layers apart ------------------------------------------------------------------------ */

/* With exceptions needs and leaks are those of each layer; a NaN shows. */
START_TEST(test_layers)
{
  random_source source = random_open(28);
  random_quota quota = quota_of(TP_MODE_COT, 12);
  size_t enough = 0, count = 0;
  while (quota.left) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, MOST_TOKENS, &quota);
    tp_hardmax_record *record = tp_hardmax_record_new(&s, 1);
    for (int i = 0; i < 6; i++, count++) {
      cell c = {"fixed:1.0", "p:2", "auto", "rne", .logit = ""};
      tp_choice choice = choice_of(&c);
      tp_layer_exception except[4];
      for (int n = 0; n < 4; n++) {
        char rule[3 * NAME], what_there[NAME];
        tp_error err = {.text = ""};
        uint32_t first = 1 + random_below(&source, (uint32_t) s.t->layers), what = random_below(&source, 3);
        if (what == 0)
          draw_act(&source, what_there);
        else if (what == 1)
          draw_attn(&source, what_there);
        else
          snprintf(what_there, NAME, "%.1f", 2 + random_below(&source, 80) / 10.0);
        snprintf(rule, sizeof rule, "%" PRIu32 "..%" PRIu32 ":%s=%s", first, first + random_below(&source, 4), tp_exception_what(what < 2 ? (int) what : TP_EXCEPT_BETA),
                 what_there);
        ck_assert_msg(tp_exception_parse(except + n, rule, &err) == TP_STATUS_OK, "%s", err.text);
      }
      choice.except = except;
      choice.exceptions = 4;
      tp_error err = {.text = ""};
      ck_assert_msg(tp_choice_check(&choice, &err) == TP_STATUS_OK, "%s", err.text);
      tp_margins m = margins_of(&s, &choice);
      for (size_t h = 0; h < m.heads; h++) {
        const tp_choice there = tp_choice_at_layer(&choice, (unsigned) m.head[h].layer);
        if (m.head[h].gap.seen)
          random_assert(&a, m.head[h].leak.value <= leak_law(tp_transcript_longest(&s.told), m.head[h].gap.value, tp_choice_beta(&there, s.r)) * (1 + 1e-9));
      }
      int is_exact = is_exact_act(&s, &choice, record);
      random_assert(&a, !(least_slack(&m) > 0) || is_exact);
      if (is_exact)
        check_run(&a, &m, 0);
      enough += least_slack(&m) > 0;
      tp_margins_clear(&m);
    }
    tp_hardmax_record_free(record);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  ck_assert_uint_gt(enough, 0);
  ck_assert_uint_gt(count, enough);
}
END_TEST

/* --- Several arithmetics at once ----------------------------------------------------------- */

/* The least slack of each is that of its own measurement. */
START_TEST(test_least_slacks)
{
  enum { CHOICES = 7 };
  random_source source = random_open(29 + (uint64_t) _i);
  random_quota quota = quota_of(_i, 20);
  size_t finite = 0;
  while (quota.left) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, MOST_TOKENS, &quota);
    tp_choice own[CHOICES];
    const tp_choice *choice[CHOICES];
    double slack[CHOICES];
    for (int i = 0; i < CHOICES; i++) {
      cell c = {"fp16", "p:2", "auto", "rne", .logit = ""};
      if (i)
        draw_act(&source, c.act);
      if (i > 1)
        draw_attn(&source, c.attn);
      if (random_one_in(&source, 2))
        snprintf(c.beta, NAME, "%.1f", 2 + random_below(&source, 80) / 10.0);
      own[i] = choice_of(&c);
      choice[i] = own + i;
    }
    tp_margins_least_slacks(slack, &s, choice, CHOICES);
    for (int i = 0; i < CHOICES; i++) {
      tp_margins m = margins_of(&s, own + i);
      double least = INFINITY;
      int is_known = 1;
      for (size_t h = 0; h < m.heads; h++) {
        is_known &= m.head[h].is_known;
        least = m.head[h].slack.seen && m.head[h].slack.value < least ? m.head[h].slack.value : least;
      }
      random_assert(&a, is_known ? slack[i] == least : isnan(slack[i]));
      finite += isfinite(slack[i]) ? 1 : 0;
      tp_margins_clear(&m);
    }
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  ck_assert_uint_gt(finite, 0);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("margins");
  TCase *tc = suite_case(suite, "margins");
  tcase_add_loop_test(tc, test_promises, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_enough, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_snap, 0, TP_CHAIN_MODES);
  tcase_add_test(tc, test_layers);
  tcase_add_loop_test(tc, test_least_slacks, 0, TP_CHAIN_MODES);
  return suite_run(suite);
}
