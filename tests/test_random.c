/* SPDX-License-Identifier: MIT */
/* Random machines, told plainly and summarized: the transformer carries out each run
   exactly, the run is the one that a naive simulator sees, and what doc/precision.md
   (section 3.1) promises of the construction holds. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "naive_run.h"
#include "random_machines.h"
#include "suite.h"
#include "tmprec/analysis/generate.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/base/memory.h"
#include "tmprec/compiler/theorem.h"
#include "tmprec/tokens/text.h"

enum { MOST_TOKENS = 256 };

static void check_run(const random_machine *a, const tp_subject *s)
{
  simulation *naive = simulate(a->m, &s->input, s->mode, s->r);
  tp_buffer text = {NULL, 0, 0};
  tp_transcript_print(&text, a->m, &s->told);
  random_assert(a, s->run.halted && s->run.steps == naive->steps);
  random_assert(a, tp_transcript_rewrites(&s->told) == naive->rewrites);
  random_assert(a, s->run.output.length == (has_output(naive) ? output_length(naive) : 0) && s->run.has_output == has_output(naive));
  random_assert(a, !s->run.output.length || !memcmp(s->run.output.symbol, naive->cell[0], s->run.output.length * sizeof *naive->cell[0]));
  random_assert(a, !strcmp(text.text, naive->text.text));
  random_assert(a, s->told.segment[0].prompt_end == s->input.length + 1);
  tp_buffer_clear(&text);
  tp_buffer_clear(&naive->text);
  free(naive);
}

/* The weights. */

static void check_heads(const random_machine *a, const tp_transformer *t, const tp_transformer_layer *l, unsigned char *written)
{
  memset(written, 0, t->width);
  for (size_t h = 0; h < l->heads; h++)
    for (uint32_t c = 0; c < l->head[h].values; c++)
      random_assert(a, !written[l->head[h].out[c]]++);
}

static void check_neurons(const random_machine *a, const tp_neuron_block *b, int least_bias)
{
  for (size_t m = 0; m < b->neurons; m++)
    random_assert(a, b->bias[m] >= least_bias && b->bias[m] <= 1);
  for (size_t i = 0; b->neurons && i < b->in_start[b->neurons]; i++)
    random_assert(a, abs(b->in_weight[i]) == 1);
  for (size_t i = 0; b->neurons && i < b->out_start[b->neurons]; i++)
    random_assert(a, abs(b->out_weight[i]) == 1);
}

static void check_weights(const random_machine *a, const tp_subject *s)
{
  unsigned of_moves = s->r + 2;
  unsigned of_table = tp_code_width(tp_machine_states(a->m)) + tp_machine_tapes(a->m) * tp_code_width(tp_machine_symbols(a->m)) - 1;
  unsigned char *written = tp_memory_new(s->t->width, 1);
  for (size_t l = 0; l < s->t->layers; l++) {
    check_heads(a, s->t, s->t->layer + l, written);
    check_neurons(a, &s->t->layer[l].mlp, -(int) (of_moves > of_table ? of_moves : of_table));
  }
  free(written);
}

static void check_dimensions(const random_machine *a, const tp_subject *s)
{
  tp_transformer_shape shape = tp_transformer_measure(s->t);
  mpz_t promised[TP_DIMENSIONS];
  for (int d = 0; d < TP_DIMENSIONS; d++)
    mpz_init(promised[d]);
  tp_theorem_dimensions(promised, a->m, s->mode, s->r);
  for (int d = 0; d < TP_DIMENSIONS; d++)
    random_assert(a, tp_theorem_holds(promised[d], tp_dimension_built(&shape, d), d, a->m, s->mode, s->r));
  for (int d = 0; d < TP_DIMENSIONS; d++)
    mpz_clear(promised[d]);
}

/* The scores: integers, and where the best ones tie the values are equal.  The
   most writes that tie are the run's rewrites.  Heads on pos have one best key, which
   leads by 2. */

typedef struct {
  const random_machine *a;
  const tp_transformer *t;
  size_t positions;
  size_t *before;                  /* by layer and coordinate: version before the layer */
  int8_t *value;                   /* by version and position */
  uint32_t not_inp;                /* value of the heads that look for writes */
  size_t rewrites;
} score_check;

/* Versions are numbered as the layers write them (evaluator.h). */
static size_t number_versions(score_check *c)
{
  size_t width = c->t->width, versions = width;
  c->before = tp_memory_new((c->t->layers + 1) * width, sizeof *c->before);
  for (size_t i = 0; i < width; i++)
    c->before[i] = i;
  for (size_t l = 0; l < c->t->layers; l++) {
    const tp_transformer_layer *layer = c->t->layer + l;
    size_t *now = c->before + (l + 1) * width;
    memcpy(now, now - width, width * sizeof *now);
    for (size_t h = 0; h < layer->heads; h++)
      for (uint32_t i = 0; i < layer->head[h].values; i++)
        now[layer->head[h].out[i]] = versions++;
    unsigned char *written = tp_memory_zeroed(width, 1);
    for (size_t i = 0; layer->mlp.neurons && i < layer->mlp.out_start[layer->mlp.neurons]; i++)
      written[layer->mlp.out[i]] = 1;
    for (size_t i = 0; i < width; i++)
      if (written[i])
        now[i] = versions++;
    free(written);
  }
  return versions;
}

static void note_values(void *context, tp_workspace *w, size_t version, tp_number_column *column, size_t from, size_t to)
{
  score_check *c = context;
  for (size_t p = from; p < to; p++) {
    double slack;
    c->value[version * c->positions + p] = (int8_t) tp_read_one(w, column, p, &slack);
  }
}

static void check_tied_values(score_check *c, size_t layer, const tp_attention_head *h, const size_t *best, size_t count)
{
  for (uint32_t i = 0; i < h->values; i++) {
    const int8_t *value = c->value + c->before[layer * c->t->width + h->v[i]] * c->positions;
    for (size_t b = 1; b < count; b++)
      random_assert(c->a, value[best[b]] == value[best[0]]);
    if (h->v[i] == c->not_inp && value[best[0]] == 1 && count > c->rewrites)
      c->rewrites = count;
  }
}

static int same_row(const tp_attention_head *a, const tp_attention_head *b)
{
  return a->keys == b->keys && !memcmp(a->q, b->q, a->keys * sizeof *a->q) && !memcmp(a->k, b->k, a->keys * sizeof *a->k);
}

static int is_on_pos(const tp_transformer *t, const tp_attention_head *h)
{
  for (uint32_t i = 0; i < h->keys; i++)
    if (h->k[i] < t->position_at || h->k[i] >= t->position_at + t->position_bits)
      return 0;
  return 1;
}

/* The score by its definition, whose partial sums are no larger than 2r (doc/precision.md, 3.9). */
static void check_partial_sums(const score_check *c, size_t layer, const tp_attention_head *h, size_t i, size_t j, double score)
{
  const size_t *before = c->before + layer * c->t->width;
  const int most = 2 * (int) c->t->position_bits;
  int sum = 0;
  for (uint32_t k = 0; k < h->keys; k++) {
    sum += c->value[before[h->q[k]] * c->positions + i] * c->value[before[h->k[k]] * c->positions + j];
    random_assert(c->a, abs(sum) <= most);
  }
  random_assert(c->a, sum == score);
}

static void check_scores(void *context, tp_workspace *w, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  score_check *c = context;
  const tp_transformer_layer *l = c->t->layer + layer - 1;
  size_t best[MOST_TOKENS], count = 0;
  double most = -INFINITY, next = -INFINITY;
  for (size_t j = 0; j <= position; j++) {
    double score = w->a->op->row_score(w, row, j);
    random_assert(c->a, score == rint(score));
    check_partial_sums(c, layer - 1, l->head + head, position, j, score);
    if (score > most) {
      next = most;
      most = score;
      count = 0;
    } else if (score > next && score < most) {
      next = score;
    }
    if (score == most)
      best[count++] = j;
  }
  if (is_on_pos(c->t, l->head + head))
    random_assert(c->a, count == 1 && most - next >= 2);
  for (size_t h = head; h < l->heads; h++)
    if (same_row(l->head + head, l->head + h))
      check_tied_values(c, layer - 1, l->head + h, best, count);
}

static void check_segment(const random_machine *a, const tp_subject *s, size_t g, size_t *rewrites)
{
  const tp_sequence *tokens = &s->told.segment[g].tokens;
  score_check c = {.a = a, .t = s->t, .positions = tokens->length - 1, .rewrites = *rewrites};
  size_t versions = number_versions(&c);
  for (size_t i = 0; i < s->t->register_count; i++)
    if (!strcmp(s->t->registers[i].name, "not_inp"))
      c.not_inp = s->t->registers[i].offset;
  random_assert(a, versions == tp_plan_versions(s->plan));
  c.value = tp_memory_new(versions, c.positions);
  const tp_setup in = tp_setup_hardmax();
  tp_pass *p = tp_pass_new(s->plans, &in, 0);
  tp_pass_begin(p, g, &(tp_observer) {.context = &c, .activation = note_values, .scores = check_scores});
  tp_pass_feed(p, tokens, c.positions, c.positions);
  tp_pass_free(p);
  *rewrites = c.rewrites;
  free(c.value);
  free(c.before);
}

static void check_guarantees(const random_machine *a, const tp_subject *s)
{
  size_t rewrites = 0;
  for (size_t g = 0; g < s->told.segments; g++)
    check_segment(a, s, g, &rewrites);
  random_assert(a, rewrites == tp_transcript_rewrites(&s->told));
}

/* The predictions. */

static void check_verify(const random_machine *a, const tp_subject *s)
{
  const tp_setup in = tp_setup_hardmax();
  tp_hardmax_record *t = tp_hardmax_record_new(s, 0);
  tp_verification v;
  for (size_t g = 0; g < s->told.segments; g++)
    random_assert(a, tp_trajectory_is_complete(tp_hardmax_record_segment(t, g)));
  tp_verify_subject(&v, s, &in, t);
  random_assert(a, v.exact == TP_VERDICT_YES);
  random_assert(a, v.exact_act == TP_VERDICT_YES);
  size_t predictions = 0;
  for (size_t g = 0; g < s->told.segments; g++)
    predictions += s->told.segment[g].tokens.length - 1 - s->told.segment[g].prompt_end;
  random_assert(a, v.predictions == predictions);
  tp_verify_clear(&v);
  tp_hardmax_record_free(t);
}

/* By a draft, or token by token. */
static void check_generate(const random_machine *a, const tp_subject *s, int plain)
{
  tp_setup in = tp_setup_hardmax();
  in.plain = plain;
  tp_generation g;
  tp_generate_tokens(&g, s, &in);
  random_assert(a, g.end == TP_GENERATION_ENDED);
  random_assert(a, tp_transcript_equal(&g.told, &s->told));
  random_assert(a, g.same_output);
  random_assert(a, g.output.length == s->run.output.length);
  random_assert(a, !g.output.length || !memcmp(g.output.symbol, s->run.output.symbol, g.output.length * sizeof *g.output.symbol));
  tp_generation_clear(&g);
}

/* A draft with a wrong token at a prediction: the prescribed tokens are generated all the same. */
static void check_draft(const random_machine *a, const tp_subject *wrong, const tp_transcript *prescribed)
{
  const tp_setup in = tp_setup_hardmax();
  tp_generation g;
  tp_generate_tokens(&g, wrong, &in);
  random_assert(a, g.end == TP_GENERATION_ENDED);
  random_assert(a, tp_transcript_equal(&g.told, prescribed));
  tp_generation_clear(&g);
}

/* Another token of the vocabulary; half of its fields are those of `right`. */
static void draw_other_token(random_source *source, const tp_vocabulary *v, const uint32_t *right, uint32_t *token)
{
  do {
    do
      token[0] = random_one_in(source, 2) ? right[0] : random_below(source, TP_TOKEN_FAMILIES);
    while (!v->family[token[0]].present);
    const tp_token_family *f = v->family + token[0];
    for (uint32_t i = 0; i < f->fields; i++)
      token[1 + i] = token[0] == right[0] && random_one_in(source, 2) ? right[1 + i]
                                                                      : f->first[i] + random_below(source, f->count[i]);
  } while (tp_token_equal(token, right, v->tapes));
}

/* The subject's tokens with another one at a place of segment `at`. */
static tp_transcript change_token(const tp_subject *s, size_t at, size_t place, const uint32_t *wrong)
{
  tp_transcript changed;
  tp_transcript_init(&changed, s->told.tapes);
  for (size_t g = 0; g < s->told.segments; g++) {
    const tp_segment *from = s->told.segment + g;
    tp_segment *to = tp_transcript_append(&changed);
    to->prompt_end = from->prompt_end;
    for (size_t i = 0; i < from->tokens.length; i++)
      tp_sequence_append_token(&to->tokens, g == at && i == place ? wrong : tp_sequence_token(&from->tokens, i));
  }
  return changed;
}

/* The token there is changed: prediction `number` is not what stands there.  The
   subject's tokens stay. */
static void check_change(random_source *source, const random_machine *a, tp_subject *s, size_t at, size_t place, size_t number)
{
  uint32_t wrong[TP_TOKEN_STRIDE(RANDOM_TAPES)];
  const uint32_t *right = tp_sequence_token(&s->told.segment[at].tokens, place);
  draw_other_token(source, &s->t->vocabulary, right, wrong);
  tp_transcript prescribed = s->told;
  s->told = change_token(s, at, place, wrong);
  const tp_setup in = tp_setup_hardmax();
  tp_verification v;
  tp_verify_subject(&v, s, &in, NULL);
  random_assert(a, v.exact == TP_VERDICT_NO);
  random_assert(a, v.first_error == number);
  random_assert(a, v.ties == 1 && tp_token_equal(v.predicted, right, s->told.tapes));
  tp_verify_clear(&v);
  if (at || place > s->told.segment->prompt_end)
    check_draft(a, s, &prescribed);
  tp_transcript_clear(&s->told);
  s->told = prescribed;
}

/* A wrong token is noticed at once: any that is predicted, and any of a prompt that
   repeats a summary. */
static void check_changed_tokens(random_source *source, const random_machine *a, tp_subject *s)
{
  size_t at = random_below(source, (uint32_t) s->told.segments), first = 0;
  for (size_t g = 0; g < at; g++)
    first += tp_segment_predictions(s->told.segment + g);
  const tp_segment *here = s->told.segment + at;
  size_t number = random_below(source, (uint32_t) tp_segment_predictions(here));
  check_change(source, a, s, at, here->prompt_end + 1 + number, first + number);
  if (!at)
    return;
  size_t place = random_below(source, (uint32_t) here->prompt_end + 1);
  check_change(source, a, s, at, place, first - here->prompt_end - 1 + place);
}

static void check_machine(random_source *source, random_machine *a, tp_subject *s)
{
  check_run(a, s);
  check_weights(a, s);
  check_dimensions(a, s);
  check_verify(a, s);
  check_guarantees(a, s);
  check_generate(a, s, 0);
  check_generate(a, s, 1);
  check_changed_tokens(source, a, s);
}

START_TEST(test_random_machines)
{
  const tp_chain_mode mode = (tp_chain_mode) _i;
  random_source source = random_open(1 + 40 * (unsigned) mode);
  size_t count = random_count(500, 1), reached[RANDOM_KINDS] = {0}, tokens = 0, fifth = count / 5;
  random_quota quota = {.left = count, .mode = mode, .any_end = 1};
  for (int kind = 0; kind < RANDOM_KINDS; kind++)
    quota.wanted[kind] = kind == RANDOM_THREE_TAPES || (kind >= RANDOM_SEGMENTS) == (mode == TP_MODE_SCOT) ? fifth : 0;
  const random_quota asked = quota;
  while (quota.left) {
    random_machine a;
    tp_subject s;
    random_next_subject(&source, &a, &s, MOST_TOKENS, &quota);
    check_machine(&source, &a, &s);
    for (int kind = 0; kind < RANDOM_KINDS; kind++)
      reached[kind] += (size_t) a.is[kind];
    tokens += tp_transcript_tokens(&s.told);
    tp_subject_close(&s);
    random_machine_clear(&a);
  }
  printf("%s: %zu machines, %zu tokens", tp_chain_mode_name[mode], count, tokens);
  for (int kind = 0; kind < RANDOM_KINDS; kind++) {
    if (asked.wanted[kind])
      printf(", %zu with %s", reached[kind], random_kind_name[kind]);
    ck_assert_uint_ge(reached[kind], asked.wanted[kind]);
  }
  printf("\n");
}
END_TEST

int main(void)
{
  random_print_settings();
  Suite *suite = suite_create("random");
  TCase *tc = suite_case(suite, "machines");
  tcase_add_loop_test(tc, test_random_machines, 0, TP_CHAIN_MODES);
  return suite_run(suite);
}
