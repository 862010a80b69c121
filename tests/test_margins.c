/* What `tmprec margins` measures, on random machines, told plainly and summarized: what
   doc/precision.md (section 3.1) promises of gaps, ties and leaks; that a slack above 0 at
   every head is enough for every activation to be hardmax's, and where the theorem on
   snapping has its bound; and the lead of the right token, by counting out all tokens. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/08-analysis/bound/tolerance.h"
#include "random_machines.h"
#include "suite.h"
#include "tmprec/analysis/margins.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/base/memory.h"

enum { MOST_TOKENS = 128, NAME = 40 };

static const tp_choice hardmax = {.kind = TP_ARITHMETIC_EXACT, .beta = {.is_auto = 1}};

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

/* Largest weight off one best key among n - 1 positions, if nothing is nearer than the gap. */
static double leak_law(size_t n, double gap, double beta)
{
  double others = (double) (n - 2) * exp(-beta * gap);
  return others / (1 + others);
}

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
  tp_margins_measure(&m, s, &hardmax, NULL, NULL);
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

static random_quota quota_of(int mode, size_t of_500)
{
  random_quota quota = {.left = random_count(of_500, 3), .mode = (tp_chain_mode) mode};
  quota.wanted[RANDOM_REWRITES] = quota.left / 5;
  quota.wanted[RANDOM_THREE_TAPES] = quota.left / 25;
  if (mode == TP_MODE_SCOT)
    quota.wanted[RANDOM_SEGMENTS] = quota.left / 5;
  return quota;
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

typedef struct {
  char act[NAME], attn[NAME], beta[NAME], mode[NAME], logit[NAME], param[NAME], subtract[NAME];
} cell;

static tp_choice choice_of(const cell *c)
{
  tp_choice choice = {.kind = TP_ARITHMETIC_EXACT};
  tp_error err = {""};
  ck_assert_msg(tp_choice_set_site(&choice, TP_SITE_ACT, c->act, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_site(&choice, TP_SITE_ATTN, c->attn, &err) == TP_STATUS_OK, "%s", err.text);
  if (c->logit[0])
    ck_assert_msg(tp_choice_set_site(&choice, TP_SITE_LOGIT, c->logit, &err) == TP_STATUS_OK, "%s", err.text);
  if (c->param[0])
    ck_assert_msg(tp_choice_set_site(&choice, TP_SITE_PARAM, c->param, &err) == TP_STATUS_OK, "%s", err.text);
  choice.subtracts_first = c->subtract[0] && tp_choice_is_rounded(&choice, TP_SITE_LOGIT);
  ck_assert_msg(tp_choice_set_beta(&choice, c->beta, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_set_mode(&choice, c->mode, &err) == TP_STATUS_OK, "%s", err.text);
  ck_assert_msg(tp_choice_check(&choice, &err) == TP_STATUS_OK, "%s", err.text);
  return choice;
}

static int is_exact_act(const tp_subject *s, const tp_choice *c)
{
  tp_verification v;
  tp_hardmax_record *h = tp_hardmax_record_new(s, 1);
  tp_verify_subject(&v, s, c, h);
  int exact = v.exact_act == TP_VERDICT_YES;
  tp_verify_clear(&v);
  tp_hardmax_record_free(h);
  return exact;
}

/* The least slack of all heads; -infinity if for one nothing is known. */
static double least_slack(const tp_margins *m)
{
  double least = INFINITY;
  for (size_t i = 0; i < m->heads; i++)
    least = !m->head[i].is_known ? -INFINITY : m->head[i].slack.seen ? fmin(least, m->head[i].slack.value) : least;
  return least;
}

static void print_cell(const random_machine *a, const cell *c)
{
  random_machine_print(a);
  printf("--mode %s --act %s --attn %s --beta %s --round %s", tp_chain_mode_name[a->mode], c->act, c->attn, c->beta, c->mode);
  printf("%s%s%s%s%s\n", c->logit[0] ? " --logit " : "", c->logit, c->param[0] ? " --param " : "", c->param, c->logit[0] && c->subtract[0] ? " --subtract before" : "");
  fflush(stdout);
}

static void draw_act(random_source *s, char *name)
{
  static const char *const other[] = {"int2", "int4", "int8", "e2m1fn", "e4m3", "e4m3fn", "e3m2fn", "e4m3fnuz", "bf16", "fp16", "e4m3ftz",
                                      "posit8", "p:3", "p:12"};
  if (random_one_in(s, 3))
    snprintf(name, NAME, "%s", other[random_below(s, sizeof other / sizeof *other)]);
  else
    snprintf(name, NAME, "fixed:%" PRIu32 ".%" PRIu32, 1 + random_below(s, 3), random_below(s, 4) * random_below(s, 4));
}

static void draw_attn(random_source *s, char *name)
{
  static const char *const other[] = {"int4", "int8", "e2m1fn", "e2m2", "e4m3", "e4m3fn", "e5m2fnuz", "bf16", "e4m3ftz", "posit8", "e2m1b5",
                                      "e3m2b6fn"};
  switch (random_below(s, 4)) {
  case 0: snprintf(name, NAME, "real"); break;
  case 1: snprintf(name, NAME, "p:%" PRIu32, 1 + random_below(s, 12)); break;
  case 2: snprintf(name, NAME, "fixed:%" PRIu32 ".%" PRIu32, 1 + random_below(s, 2), random_below(s, 10)); break;
  default: snprintf(name, NAME, "%s", other[random_below(s, sizeof other / sizeof *other)]);
  }
}

static cell draw_cell(random_source *s)
{
  cell c = {.mode = "rne"};
  draw_act(s, c.act);
  draw_attn(s, c.attn);
  if (random_one_in(s, 3))
    snprintf(c.mode, NAME, "rna");
  if (random_one_in(s, 5))
    snprintf(c.beta, NAME, "auto");
  else
    snprintf(c.beta, NAME, "%.2f", random_below(s, random_one_in(s, 6) ? 10000 : 1200) / 100.0);
  if (random_one_in(s, 4))
    snprintf(c.mode, NAME, "attn:%s", tp_rounding_mode_name[random_below(s, TP_ROUND_STOCHASTIC)]);
  return c;
}

/* With logits and weights rounded as well. */
static cell draw_wide_cell(random_source *s)
{
  cell c = draw_cell(s);
  if (random_one_in(s, 3)) {
    draw_attn(s, c.logit);
    if (random_one_in(s, 2))
      snprintf(c.logit, NAME, "p:%" PRIu32, 1 + random_below(s, 8));
    if (random_one_in(s, 3))
      snprintf(c.subtract, NAME, "before");
    if (random_one_in(s, 3) && strlen(c.mode) == 3)
      snprintf(c.mode, NAME, "logit:%s", tp_rounding_mode_name[random_below(s, TP_ROUND_STOCHASTIC)]);
  }
  if (random_one_in(s, 5))
    snprintf(c.param, NAME, "p:%" PRIu32, 2 + random_below(s, 4));
  return c;
}

/* Where activations are exact, so are scores: the run shows hardmax's gaps, and where
   nothing rounds weights the leaks computed from them. */
static void check_run(const random_machine *a, const tp_margins *m, int weights_are_real)
{
  for (size_t i = 0; i < m->heads; i++) {
    const tp_head_margin *h = m->head + i;
    random_assert(a, h->run_gap.seen == h->gap.seen && (!h->gap.seen || (h->run_gap.value == h->gap.value && h->run_gap.token == h->gap.token)));
    random_assert(a, h->run_ties.value == h->ties.value && h->run_ties.token == h->ties.token);
    random_assert(a, h->run_nonzero.value == h->nonzero.value && h->run_nonzero.token == h->nonzero.token);
    random_assert(a, !h->slack.seen || !h->gap.seen || h->run_slack.value <= h->slack.value + 1e-12 || h->slack.value == -INFINITY);
    random_assert(a, !h->run_slack.seen || h->run_slack.value >= h->slack.value - 1e-12);
    random_assert(a, h->run_leak.seen && (!weights_are_real || fabs(h->run_leak.value - h->leak.value) <= 1e-9 * h->leak.value));
  }
  random_assert(a, m->right_rounded.value == m->right.value && m->right_rounded.token == m->right.token);
}

START_TEST(test_enough)
{
  random_source source = random_open(22 + (uint64_t) _i);
  random_quota quota = quota_of(_i, 25);
  size_t enough = 0, exact_act = 0, count = 0;
  while (quota.left) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, MOST_TOKENS, &quota);
    for (int i = 0; i < 8; i++, count++) {
      cell c = draw_wide_cell(&source);
      const tp_choice choice = choice_of(&c);
      tp_margins m;
      tp_margins_measure(&m, &s, &choice, NULL, NULL);
      int is_exact = is_exact_act(&s, &choice);
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
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  printf("%s: %zu cells, %zu exact in every activation, %zu known to be by their slack\n", tp_chain_mode_name[_i], count, exact_act, enough);
  ck_assert_uint_gt(enough, count / 10);
  ck_assert_uint_gt(count, enough + count / 10);
}
END_TEST

/* --- One head by itself ---------------------------------------------------------------- */

enum { MOST_KEYS = 60 };

/* Keys 0 .. ties-1 are the best ones. */
typedef struct {
  size_t ties, keys;
  int value[MOST_KEYS], x;         /* x: the activation before */
} drawn_row;

static drawn_row draw_row(random_source *s)
{
  drawn_row row = {.ties = 1 + random_below(s, random_one_in(s, 2) ? 1 : 12)};
  row.keys = row.ties + random_below(s, MOST_KEYS - 12);
  int best = (int) random_below(s, 3) - 1, kinds = (int) random_below(s, 4);
  for (size_t j = 0; j < row.keys; j++)
    row.value[j] = j < row.ties || kinds == 0 ? best : kinds == 1 ? 0 : kinds == 2 ? -best : (int) random_below(s, 3) - 1;
  row.x = best ? -best * (int) random_below(s, 3) : (int) random_below(s, 3) - 1;
  return row;
}

static head_output output_of(const drawn_row *row)
{
  int best = row->value[0];
  head_output o = {.ties = row->ties, .others = row->keys - row->ties, .nonzero = best != 0, .result = row->x + best != 0};
  for (size_t j = row->ties; j < row->keys; j++) {
    int away = abs(row->value[j] - best);
    o.helps |= best ? row->value[j] == best : away != 0;
    o.harms |= best && row->value[j] == -best;
    o.distance = away > o.distance ? away : o.distance;
  }
  return o;
}

/* The activation behind the head if all others are `gap` below the best keys. */
static double activation_of(const drawn_row *row, const tp_choice *c, double beta, double gap)
{
  const tp_rounding act = tp_choice_rounding(c, TP_SITE_ACT), attn = tp_choice_rounding(c, TP_SITE_ATTN);
  const tp_double_rounding to_act = tp_double_rounding_make(&act), to_attn = tp_double_rounding_make(&attn);
  double other = exp(-beta * gap), all = (double) row->ties + (double) (row->keys - row->ties) * other, sum = row->x;
  for (size_t j = 0; j < row->keys; j++) {
    double weight = (j < row->ties ? 1 : other) / all;
    sum += row->value[j] * (tp_choice_is_rounded(c, TP_SITE_ATTN) ? tp_double_rounding_apply(&to_attn, weight, 0.5) : weight);
  }
  double near = nearbyint(sum);    /* what binary64 itself is off by is none of our business */
  return fabs(sum - near) < 1e-13 ? near : tp_double_rounding_apply(&to_act, sum, 0.5);
}

START_TEST(test_rows)
{
  random_source source = random_open(29);
  size_t count = random_count(60000, 500), enough = 0, attained = 0;
  for (size_t i = 0; i < count; i++) {
    cell c = draw_cell(&source);
    snprintf(c.beta, NAME, "%.2f", 0.1 + random_below(&source, 1000) / 100.0);
    tp_choice choice = choice_of(&c);
    tolerance t = tp_tolerance_make(&choice, 4, 15, 8);
    drawn_row row = draw_row(&source);
    if (abs(row.x + row.value[0]) <= 1 && t.is_known) {
      head_output o = output_of(&row);
      double needs = tp_tolerance_gap(&t, &o), result = row.x + row.value[0];
      ck_assert(needs >= 0);
      for (int n = 0; n < 4 && isfinite(needs); n++, enough++) {
        double gap = needs + 1e-6 + (n ? random_below(&source, 1000) / 300.0 : 0);
        if (activation_of(&row, &choice, t.beta, gap) != result)
          ck_abort_msg("--act %s --attn %s --beta %s --round %s: %zu best keys with value %d of %zu, x %d: a gap of %g is not enough, but needs is %g",
                       c.act, c.attn, c.beta, c.mode, row.ties, row.value[0], row.keys, row.x, gap, needs);
      }
      /* necessary for one best key among zeros */
      if (row.ties == 1 && o.nonzero && !o.helps && !o.harms && o.others && needs > 1e-6 && isfinite(needs)
          && c.act[0] == 'f' && strcmp(c.attn, "real") == 0) {
        if (o.result && (row.x == 0 || row.value[0] == 0)) {
          attained++;
          ck_assert_msg(activation_of(&row, &choice, t.beta, needs - 1e-6) != result, "--act %s --beta %s: %zu keys, less than %g is enough",
                        c.act, c.beta, row.keys, needs);
        }
      }
    }
    tp_tolerance_clear(&t);
  }
  ck_assert_uint_gt(enough, count / 4);
  ck_assert_uint_gt(attained, 0);
}
END_TEST

/* --- Weights that are off --------------------------------------------------------------- */

enum { MOST_ENTRIES = 12 };

typedef struct {
  size_t entries, keys, ties;      /* keys 0 .. ties-1 are the best ones */
  int q[MOST_ENTRIES], k[MOST_KEYS][MOST_ENTRIES], value[MOST_KEYS], score[MOST_KEYS];
  int best, next, spare;
} drawn_head;

static void draw_head(random_source *s, drawn_head *h)
{
  int k[MOST_KEYS][MOST_ENTRIES], order[MOST_KEYS], score[MOST_KEYS];
  h->entries = 1 + random_below(s, MOST_ENTRIES);
  h->keys = 1 + random_below(s, MOST_KEYS);
  h->best = -MOST_ENTRIES - 1;
  h->spare = 0;
  for (size_t c = 0; c < h->entries; c++) {
    h->q[c] = (int) random_below(s, 3) - 1;
    h->spare += h->q[c] != 0;
  }
  for (size_t j = 0; j < h->keys; j++) {
    score[j] = 0;
    for (size_t c = 0; c < h->entries; c++) {
      k[j][c] = j && random_one_in(s, 3) ? k[0][c] : (int) random_below(s, 3) - 1;
      score[j] += h->q[c] * k[j][c];
    }
    h->best = score[j] > h->best ? score[j] : h->best;
  }
  h->ties = 0;
  for (int pass = 0, n = 0; pass < 2; pass++)
    for (size_t j = 0; j < h->keys; j++)
      if ((score[j] == h->best) == !pass) {
        order[n++] = (int) j;
        h->ties += !pass;
      }
  h->next = -MOST_ENTRIES - 1;
  int value = (int) random_below(s, 3) - 1;
  for (size_t j = 0; j < h->keys; j++) {
    memcpy(h->k[j], k[order[j]], sizeof k[j]);
    h->score[j] = score[order[j]];
    h->value[j] = j < h->ties ? value : (int) random_below(s, 3) - 1;
    h->next = j >= h->ties && h->score[j] > h->next ? h->score[j] : h->next;
  }
  h->spare -= h->best;
}

/* The activation with every weight of the scores off by `size` against one best key and for
   one other, and the output's weight by as much, up or down. */
static double activation_off(const drawn_head *h, const tp_choice *c, double beta, double size, size_t best, size_t other, int up)
{
  const tp_rounding act = tp_choice_rounding(c, TP_SITE_ACT), attn = tp_choice_rounding(c, TP_SITE_ATTN);
  const tp_double_rounding to_act = tp_double_rounding_make(&act), to_attn = tp_double_rounding_make(&attn);
  double e[MOST_KEYS], most = -INFINITY, all = 0, sum = 0;
  for (size_t j = 0; j < h->keys; j++) {
    e[j] = 0;
    for (size_t i = 0; i < h->entries; i++) {
      int apart = h->q[i] * (h->k[best][i] - h->k[other][i]);
      e[j] += (1 - size * (apart > 0 ? 1 : apart < 0 ? -1 : 0)) * h->q[i] * h->k[j][i];
    }
    most = fmax(most, e[j]);
  }
  for (size_t j = 0; j < h->keys; j++)
    all += e[j] = exp(beta * (e[j] - most));
  for (size_t j = 0; j < h->keys; j++)
    sum += h->value[j] * (tp_choice_is_rounded(c, TP_SITE_ATTN) ? tp_double_rounding_apply(&to_attn, e[j] / all, 0.5) : e[j] / all);
  return tp_double_rounding_apply(&to_act, (1 + (up ? size : -size)) * sum, 0.5);
}

START_TEST(test_weights_off)
{
  random_source source = random_open(33);
  size_t count = random_count(20000, 500), known = 0, sharp = 0;
  drawn_head h;
  for (size_t n = 0; n < count; n++) {
    cell c = draw_cell(&source);
    snprintf(c.beta, NAME, "%.2f", 1 + random_below(&source, 1000) / 50.0);
    tp_choice choice = choice_of(&c);
    tolerance t = tp_tolerance_make(&choice, 4, 15, 8);
    draw_head(&source, &h);
    head_output o;
    unsigned char mark[MOST_KEYS];
    int8_t value[MOST_KEYS];
    for (size_t j = 0; j < h.keys; j++) {
      mark[j] = j < h.ties;
      value[j] = (int8_t) h.value[j];
    }
    ck_assert(tp_head_output_make(&o, h.ties, mark, h.keys - 1, value, h.value[0]));
    double size = t.is_known && t.attn_is_even ? tp_tolerance_weight_noise(&t, &o, h.best - h.next, h.spare, 1) : 0;
    for (int i = 0; i < 12 && size > 1e-9; i++) {
      size_t best = random_below(&source, (uint32_t) h.ties), other = random_below(&source, (uint32_t) h.keys);
      double by = size * (i % 3 ? 0.999999 : random_below(&source, 1000) / 1000.0);
      known++;
      ck_assert_msg(activation_off(&h, &choice, t.beta, by, best, other, i % 2) == h.value[0], "--act %s --attn %s --beta %s --round %s: %g is not safe", c.act,
                    c.attn, c.beta, c.mode, by);
      sharp += size < 0.5 && activation_off(&h, &choice, t.beta, 1.5 * size, best, other, i % 2) != h.value[0];
    }
    tp_tolerance_clear(&t);
  }
  printf("%zu rows with weights off, %zu of them wrong at 1.5 times that\n", known, sharp);
  ck_assert_uint_gt(known, count);
  ck_assert_uint_gt(sharp, 0);
}
END_TEST

/* What is not known to be enough must not seem so: weights beyond a format's range are infinite. */
START_TEST(test_unknown)
{
  static const cell unknown[] = {
    {"fixed:1.0", "e2m1b5", "60", "rne", .logit = ""}, {"real", "p:4", "60", "rne", .logit = ""},
    {"fixed:1.0", "mxfp8e4m3fn", "60", "rne", .logit = ""}, {"mxint8", "p:4", "60", "rne", .logit = ""}, {"fixed:1.0", "p:2", "60", "rne", .logit = "p:40"},
    {"fixed:1.0", "p:2", "60", "act:rsr", .logit = ""}, {"fixed:1.0", "p:2", "60", "rne", .param = "p:40"},
    {"fixed:1.0", "p:2", "60", "act:rtz", .logit = ""}, {"fixed:1.0", "p:2", "60", "attn:rsr", .logit = ""}, {"fixed:1.0", "p:2", "60", "rne", .logit = "mxint8"},
    {"fixed:1.0", "p:2", "60", "rne", .param = "p:1"}, {"fixed:1.0", "p:2", "60", "logit:rsr", .logit = "p:4"},
  };
  for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
    tp_choice choice = choice_of(unknown + i);
    ck_assert_msg(!tp_tolerance_make(&choice, 4, 15, 8).is_known, "--act %s --attn %s", unknown[i].act, unknown[i].attn);
  }
  tp_choice noisy = choice_of(&(cell) {"fixed:1.0", "p:2", "60", "rne", .logit = ""});
  ck_assert(tp_tolerance_make(&noisy, 4, 15, 8).is_known);
  noisy.noise[TP_SITE_ATTN] = (tp_site_noise) {TP_NOISE_UNIFORM, 0.01};
  ck_assert(!tp_tolerance_make(&noisy, 4, 15, 8).is_known);
}
END_TEST

/* --- The theorem on snapping ---------------------------------------------------------- */

/* In plain chain of thought the sign of the least slack is the verdict; summarized, heads
   that look for the summary need a little more than is necessary. */
START_TEST(test_snap)
{
  random_source source = random_open(24 + (uint64_t) _i);
  random_quota quota = quota_of(_i, 24);
  size_t above = 0, below = 0;
  while (quota.left) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, MOST_TOKENS, &quota);
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
      tp_margins m;
      tp_margins_measure(&m, &s, &choice, NULL, NULL);
      int is_exact = is_exact_act(&s, &choice), is_above = least_slack(&m) > 0;
      if (is_above > is_exact || (s.mode == TP_MODE_COT && is_above != is_exact) || is_exact != (beta > bound)) {
        print_cell(&a, &c);
        ck_abort_msg("the bound is %g, the least slack %g, exact_act %d", bound, least_slack(&m), is_exact);
      }
      above += (size_t) is_above;
      below += !is_above;
      tp_margins_clear(&m);
    }
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  ck_assert_uint_gt(above, 0);
  ck_assert_uint_gt(below, 0);
}
END_TEST

/* --- The lead of the right token ------------------------------------------------------- */

typedef struct {
  const tp_subject *s;
  size_t *last;                    /* by coordinate: its last version */
  double **stream;                 /* by coordinate: what that holds, at each position */
} reader;

static void read_activation(void *context, tp_arithmetic *a, size_t version, tp_number_column *c, size_t from, size_t to)
{
  reader *r = context;
  double slack;
  for (uint32_t i = 0; i < r->s->t->width; i++)
    for (size_t p = from; p < to && r->last[i] == version; p++)
      r->stream[i][p] = a->op->approximate(a, c, p, &slack);
}

static double logit_of(const reader *r, const uint32_t *token, size_t position)
{
  const tp_vocabulary *v = &r->s->t->vocabulary;
  const tp_token_family *f = v->family + token[0];
  double sum = 0;
  for (size_t i = 0; i < f->unembeds; i++) {
    const tp_placement *at = f->unembed + i;
    const int8_t *row = tp_placement_row(v, at, token + 1);
    for (uint32_t c = 0; c < v->book[at->book].width; c++)
      sum += row[c] ? row[c] * r->stream[at->at + c][position] : 0;
  }
  return sum;
}

/* The next combination of a family's fields; 0 behind the last. */
static int next_token(const tp_token_family *f, uint32_t *field)
{
  for (uint32_t i = 0; i < f->fields; i++) {
    if (++field[i] < f->first[i] + f->count[i])
      return 1;
    field[i] = f->first[i];
  }
  return 0;
}

static double count_out_lead(const reader *r, const uint32_t *right, size_t position)
{
  const tp_vocabulary *v = &r->s->t->vocabulary;
  uint32_t *token = tp_memory_zeroed(TP_TOKEN_STRIDE(v->tapes), sizeof *token);
  double other = -INFINITY;
  for (uint32_t f = 0; f < TP_TOKEN_FAMILIES; f++) {
    const tp_token_family *family = v->family + f;
    if (!family->present)
      continue;
    memset(token, 0, TP_TOKEN_STRIDE(v->tapes) * sizeof *token);
    token[0] = f;
    for (uint32_t i = 0; i < family->fields; i++)
      token[1 + i] = family->first[i];
    do
      other = tp_token_equal(token, right, v->tapes) ? other : fmax(other, logit_of(r, token, position));
    while (next_token(family, token + 1));
  }
  free(token);
  return logit_of(r, right, position) - other;
}

static double tokens_of(const tp_vocabulary *v)
{
  double all = 0;
  for (uint32_t f = 0; f < TP_TOKEN_FAMILIES; f++) {
    double count = v->family[f].present;
    for (uint32_t i = 0; i < v->family[f].fields && v->family[f].present; i++)
      count *= v->family[f].count[i];
    all += count;
  }
  return all;
}

static void check_segment_lead(const random_machine *a, const tp_subject *s, size_t g, const tp_choice *choice, tp_extreme *least, size_t before)
{
  const tp_segment *at = s->told.segment + g;
  size_t positions = at->tokens.length - 1;
  tp_plan *plan = tp_plan_new(s->t, tp_arithmetic_needs(choice));
  tp_choice here = *choice;
  here.segment = g;
  reader r = {s, tp_memory_new(s->t->width, sizeof *r.last), tp_memory_new(s->t->width, sizeof *r.stream)};
  for (uint32_t c = 0; c < s->t->width; c++) {
    r.last[c] = tp_plan_version(plan, s->t->layers + 1, 0, c);
    r.stream[c] = tp_memory_new(positions, sizeof **r.stream);
  }
  tp_arithmetic *b = tp_arithmetic_new(&here, s->r, tp_plan_longest_product(plan));
  tp_evaluator *e = tp_evaluator_new(plan, b, &(tp_observer) {.context = &r, .activation = read_activation});
  tp_evaluator_feed(e, &at->tokens, positions);
  for (size_t p = at->prompt_end; p < positions; p++) {
    const uint32_t *right = tp_sequence_token(&at->tokens, p + 1);
    double lead = tp_evaluator_lead(e, p, right), counted = count_out_lead(&r, right, p);
    random_assert(a, fabs(lead - counted) < 1e-9);
    if (!least->seen || lead < least->value)
      *least = (tp_extreme) {lead, before + p, 1};
  }
  tp_evaluator_free(e);
  b->op->destroy(b);
  for (uint32_t c = 0; c < s->t->width; c++)
    free(r.stream[c]);
  free(r.stream);
  free(r.last);
  tp_plan_free(plan);
}

static void check_lead(const random_machine *a, const tp_subject *s, const tp_choice *choice)
{
  tp_extreme least = {0, 0, 0};
  tp_margins m;
  size_t before = 0;
  for (size_t g = 0; g < s->told.segments; g++) {
    check_segment_lead(a, s, g, choice, &least, before);
    before += s->told.segment[g].tokens.length;
  }
  tp_margins_measure(&m, s, choice, NULL, NULL);
  const tp_extreme *measured = m.is_rounded ? &m.right_rounded : &m.right;
  random_assert(a, measured->seen && measured->value == least.value && measured->token == least.token);
  tp_margins_clear(&m);
}

START_TEST(test_lead)
{
  random_source source = random_open(26 + (uint64_t) _i);
  size_t checked = 0;
  for (random_quota quota = quota_of(_i, 25); quota.left;) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, 64, &quota);
    cell soft = {"p:12", "p:9", "", "rne", .logit = ""};
    snprintf(soft.beta, NAME, "%.1f", random_below(&source, 80) / 10.0);
    if (tokens_of(&s.t->vocabulary) <= 3000) {
      const tp_choice choice = choice_of(&soft);
      check_lead(&a, &s, &hardmax);
      check_lead(&a, &s, &choice);
      checked++;
    }
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  ck_assert_uint_gt(checked, 0);
}
END_TEST

/* --- What the run shows, by looking at all scores and values ----------------------------- */

typedef struct {
  const tp_subject *s;
  const tp_plan *plan;
  double **value;                  /* by version: at each position */
  size_t *first_head;              /* by layer */
  double *gap, *ties, *nonzero, *leak;           /* by head; the least gap of the run's own best score */
} looker;

static void look_at_activation(void *context, tp_arithmetic *a, size_t version, tp_number_column *c, size_t from, size_t to)
{
  looker *l = context;
  double slack;
  for (size_t p = from; p < to; p++)
    l->value[version][p] = a->op->approximate(a, c, p, &slack);
}

/* Queries and keys multiplied here, values counted one by one. */
static void look_at_row(void *context, tp_arithmetic *a, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  looker *l = context;
  const tp_attention_head *h = l->s->t->layer[layer - 1].head + head;
  size_t n = l->first_head[layer - 1] + head, ties = 0, most = 0;
  double *score = tp_memory_new(position + 1, sizeof *score), best = -INFINITY, next = -INFINITY, all = 0;
  for (size_t j = 0; j <= position; j++) {
    score[j] = 0;
    for (uint32_t c = 0; c < h->keys; c++)
      score[j] += l->value[tp_plan_version(l->plan, layer, 0, h->q[c])][position] * l->value[tp_plan_version(l->plan, layer, 0, h->k[c])][j];
    ck_assert(score[j] == a->op->row_score(a, row, j));
    best = fmax(best, score[j]);
  }
  for (size_t j = 0; j <= position; j++) {
    ties += score[j] == best;
    next = score[j] < best ? fmax(next, score[j]) : next;
    all += score[j] < best ? a->op->row_weight(a, row, j) : 0;
  }
  for (uint32_t c = 0; c < h->values; c++) {
    size_t count = 0;
    for (size_t j = 0; j <= position; j++)
      count += score[j] == best && l->value[tp_plan_version(l->plan, layer, 0, h->v[c])][j] != 0;
    most = count > most ? count : most;
  }
  if (ties <= position)
    l->gap[n] = fmin(l->gap[n], best - next);
  l->ties[n] = fmax(l->ties[n], (double) ties);
  l->nonzero[n] = fmax(l->nonzero[n], (double) most);
  l->leak[n] = fmax(l->leak[n], all);
  free(score);
}

static void look_at_run(looker *l, const tp_choice *choice)
{
  const tp_subject *s = l->s;
  for (size_t g = 0; g < s->told.segments; g++) {
    tp_choice here = *choice;
    here.segment = g;
    tp_arithmetic *a = tp_arithmetic_new(&here, s->r, tp_plan_longest_product(l->plan));
    tp_evaluator *e = tp_evaluator_new(l->plan, a, &(tp_observer) {.context = l, .activation = look_at_activation, .weights = look_at_row});
    for (size_t p = 0; p + 1 < s->told.segment[g].tokens.length; p++)
      tp_evaluator_feed(e, &s->told.segment[g].tokens, 1);
    tp_evaluator_free(e);
    a->op->destroy(a);
  }
}

/* Activations with few bits, so that scores are exact in binary64. */
START_TEST(test_run)
{
  random_source source = random_open(31 + (uint64_t) _i);
  random_quota quota = quota_of(_i, 8);
  size_t wrong = 0;
  while (quota.left) {
    random_machine a;
    tp_subject s;
    tp_margins m;
    random_next_subject(&source, &a, &s, 48, &quota);
    cell c = {.mode = "rne"};
    snprintf(c.act, NAME, "fixed:2.%" PRIu32, random_below(&source, 4));
    snprintf(c.attn, NAME, "fixed:1.%" PRIu32, 1 + random_below(&source, 4));
    snprintf(c.beta, NAME, "%" PRIu32, 1 + random_below(&source, 8));
    const tp_choice choice = choice_of(&c);
    tp_margins_measure(&m, &s, &choice, NULL, NULL);
    tp_plan *plan = tp_plan_new(s.t, (tp_evaluation_needs) {0, 0});
    looker l = {.s = &s, .plan = plan, .value = tp_memory_new(tp_plan_versions(plan), sizeof *l.value), .first_head = tp_memory_zeroed(s.t->layers, sizeof *l.first_head)};
    double **list[] = {&l.gap, &l.ties, &l.nonzero, &l.leak};
    for (size_t v = 0; v < tp_plan_versions(plan); v++)
      l.value[v] = tp_memory_new(tp_transcript_longest(&s.told), sizeof **l.value);
    for (size_t i = 1; i < s.t->layers; i++)
      l.first_head[i] = l.first_head[i - 1] + s.t->layer[i - 1].heads;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
      *list[i] = tp_memory_zeroed(m.heads, sizeof **list[i]);
    for (size_t h = 0; h < m.heads; h++)
      l.gap[h] = INFINITY;
    look_at_run(&l, &choice);
    int exact = is_exact_act(&s, &choice);
    for (size_t h = 0; h < m.heads; h++) {
      random_assert(&a, m.head[h].run_ties.value == l.ties[h] && m.head[h].run_nonzero.value == l.nonzero[h]);
      random_assert(&a, !exact || !m.head[h].run_gap.seen || m.head[h].run_gap.value == l.gap[h]);
      random_assert(&a, !exact || fabs(m.head[h].run_leak.value - l.leak[h]) < 1e-12);
    }
    wrong += !exact;
    for (size_t v = 0; v < tp_plan_versions(plan); v++)
      free(l.value[v]);
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
      free(*list[i]);
    free(l.value);
    free(l.first_head);
    tp_plan_free(plan);
    tp_margins_clear(&m);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  ck_assert_uint_gt(wrong, 0);
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
    for (int i = 0; i < 6; i++, count++) {
      cell c = {"fixed:1.0", "p:2", "auto", "rne", .logit = ""};
      tp_choice choice = choice_of(&c);
      tp_layer_exception except[4];
      for (int n = 0; n < 4; n++) {
        char rule[3 * NAME], what_there[NAME];
        tp_error err = {""};
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
        n -= tp_format_denominator(except[n].format) > 1;
      }
      choice.except = except;
      choice.exceptions = 4;
      tp_error err = {""};
      ck_assert_msg(tp_choice_check(&choice, &err) == TP_STATUS_OK, "%s", err.text);
      tp_margins m;
      tp_margins_measure(&m, &s, &choice, NULL, NULL);
      for (size_t h = 0; h < m.heads; h++) {
        const tp_choice there = tp_choice_at_layer(&choice, (unsigned) m.head[h].layer);
        if (m.head[h].gap.seen)
          random_assert(&a, m.head[h].leak.value <= leak_law(tp_transcript_longest(&s.told), m.head[h].gap.value, tp_choice_beta(&there, s.r)) * (1 + 1e-9));
      }
      int is_exact = is_exact_act(&s, &choice);
      random_assert(&a, !(least_slack(&m) > 0) || is_exact);
      if (is_exact)
        check_run(&a, &m, 0);
      enough += least_slack(&m) > 0;
      tp_margins_clear(&m);
    }
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  ck_assert_uint_gt(enough, 0);
  ck_assert_uint_gt(count, enough);
}
END_TEST

int main(void)
{
  random_print_settings();
  TCase *tc = tcase_create("margins");
  tcase_set_timeout(tc, 0);
  tcase_add_loop_test(tc, test_promises, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_enough, 0, TP_CHAIN_MODES);
  tcase_add_test(tc, test_rows);
  tcase_add_test(tc, test_weights_off);
  tcase_add_test(tc, test_unknown);
  tcase_add_loop_test(tc, test_snap, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_lead, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_run, 0, TP_CHAIN_MODES);
  tcase_add_test(tc, test_layers);
  Suite *suite = suite_create("margins");
  suite_add_tcase(suite, tc);
  return suite_run(suite);
}
