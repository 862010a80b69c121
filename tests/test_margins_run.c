/* SPDX-License-Identifier: MIT */
/* The lead of the right token, by counting out all tokens; and what `tmprec margins` says of
   the run itself, by looking at all scores and values. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "margin_cells.h"
#include "suite.h"
#include "tmprec/base/memory.h"

/* --- The lead of the right token ------------------------------------------------------- */

typedef struct {
  const tp_subject *s;
  size_t *last;                    /* by coordinate: its last version */
  double **stream;                 /* by coordinate: what that holds, at each position */
} reader;

static void read_activation(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  reader *r = context;
  double slack;
  for (uint32_t i = 0; i < r->s->t->width; i++)
    for (size_t p = from; p < to && r->last[i] == version; p++)
      r->stream[i][p] = tp_read_one(w, c, p, &slack);
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

/* The next combination of a family's fields; 0 after the last. */
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
  const tp_setup in = tp_setup_of(choice);
  tp_pass *pass = tp_pass_new(s->plans, &in, 0);
  reader r = {s, tp_memory_new(s->t->width, sizeof *r.last), tp_memory_new(s->t->width, sizeof *r.stream)};
  for (uint32_t c = 0; c < s->t->width; c++) {
    r.last[c] = tp_plan_version(tp_pass_plan(pass), s->t->layers + 1, 0, c);
    r.stream[c] = tp_memory_new(positions, sizeof **r.stream);
  }
  tp_pass_begin(pass, g, &(tp_observer) {.context = &r, .activation = read_activation});
  tp_pass_feed(pass, &at->tokens, positions, positions);
  for (size_t p = at->prompt_end; p < positions; p++) {
    const uint32_t *right = tp_sequence_token(&at->tokens, p + 1);
    double lead = tp_evaluator_lead(tp_pass_evaluator(pass), p, right), counted = count_out_lead(&r, right, p);
    random_assert(a, fabs(lead - counted) < 1e-9);
    if (!least->seen || lead < least->value)
      *least = (tp_extreme) {lead, before + p, 1};
  }
  tp_pass_free(pass);
  for (uint32_t c = 0; c < s->t->width; c++)
    free(r.stream[c]);
  free(r.stream);
  free(r.last);
}

static void check_lead(const random_machine *a, const tp_subject *s, const tp_choice *choice)
{
  tp_extreme least = {0, 0, 0};
  size_t before = 0;
  for (size_t g = 0; g < s->told.segments; g++) {
    check_segment_lead(a, s, g, choice, &least, before);
    before += s->told.segment[g].tokens.length;
  }
  tp_margins m = margins_of(s, choice);
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

static void look_at_activation(void *context, tp_workspace *w, size_t version, tp_number_column *c, size_t from, size_t to)
{
  looker *l = context;
  double slack;
  for (size_t p = from; p < to; p++)
    l->value[version][p] = tp_read_one(w, c, p, &slack);
}

/* Queries and keys multiplied here, values counted one by one. */
static void look_at_row(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  looker *l = context;
  const tp_attention_head *h = l->s->t->layer[layer - 1].head + head;
  size_t n = l->first_head[layer - 1] + head, ties = 0, most = 0;
  double *score = tp_memory_new(position + 1, sizeof *score), best = -INFINITY, next = -INFINITY, all = 0;
  for (size_t j = 0; j <= position; j++) {
    score[j] = 0;
    for (uint32_t c = 0; c < h->keys; c++)
      score[j] += l->value[tp_plan_version(l->plan, layer, 0, h->q[c])][position] * l->value[tp_plan_version(l->plan, layer, 0, h->k[c])][j];
    ck_assert(score[j] == w->a->op->row_score(w, row, j));
    best = fmax(best, score[j]);
  }
  for (size_t j = 0; j <= position; j++) {
    ties += score[j] == best;
    next = score[j] < best ? fmax(next, score[j]) : next;
    all += score[j] < best ? w->a->op->row_weight(w, row, j) : 0;
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
  const tp_setup in = tp_setup_of(choice);
  const tp_observer watch = {.context = l, .activation = look_at_activation, .weights = look_at_row};
  tp_pass *p = tp_pass_new(s->plans, &in, 1);
  for (size_t g = 0; g < s->told.segments; g++) {
    tp_pass_begin(p, g, &watch);
    tp_pass_feed(p, &s->told.segment[g].tokens, s->told.segment[g].tokens.length - 1, 1);
  }
  tp_pass_free(p);
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
    m = margins_of(&s, &choice);
    const tp_plan *plan = tp_plans_get(s.plans, (tp_evaluation_needs) {0, 0});
    looker l = {.s = &s, .plan = plan, .value = tp_memory_new(tp_plan_versions(plan), sizeof *l.value), .first_head = tp_memory_zeroed(s.t->layers, sizeof *l.first_head)};
    double **list[] = {&l.gap, &l.ties, &l.nonzero, &l.leak};
    for (size_t v = 0; v < tp_plan_versions(plan); v++)
      l.value[v] = tp_memory_new(tp_transcript_longest(&s.told), sizeof **l.value);
    for (size_t i = 1; i < s.t->layers; i++)
      l.first_head[i] = l.first_head[i - 1] + s.t->layer[i - 1].heads;
    for (size_t i = 0; i < LENGTH(list); i++)
      *list[i] = tp_memory_zeroed(m.heads, sizeof **list[i]);
    for (size_t h = 0; h < m.heads; h++)
      l.gap[h] = INFINITY;
    look_at_run(&l, &choice);
    tp_hardmax_record *record = tp_hardmax_record_new(&s, 1);
    int exact = is_exact_act(&s, &choice, record);
    tp_hardmax_record_free(record);
    for (size_t h = 0; h < m.heads; h++) {
      random_assert(&a, m.head[h].run_ties.value == l.ties[h] && m.head[h].run_nonzero.value == l.nonzero[h]);
      random_assert(&a, !exact || !m.head[h].run_gap.seen || m.head[h].run_gap.value == l.gap[h]);
      random_assert(&a, !exact || fabs(m.head[h].run_leak.value - l.leak[h]) < 1e-12);
    }
    wrong += !exact;
    for (size_t v = 0; v < tp_plan_versions(plan); v++)
      free(l.value[v]);
    for (size_t i = 0; i < LENGTH(list); i++)
      free(*list[i]);
    free(l.value);
    free(l.first_head);
    tp_margins_clear(&m);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  ck_assert_uint_gt(wrong, 0);
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("margins, run");
  TCase *tc = suite_case(suite, "run");
  tcase_add_loop_test(tc, test_lead, 0, TP_CHAIN_MODES);
  tcase_add_loop_test(tc, test_run, 0, TP_CHAIN_MODES);
  return suite_run(suite);
}
