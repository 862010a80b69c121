/* SPDX-License-Identifier: MIT */
/* Tokens that are told segment by segment: readings, verdicts and generations of a subject that has them written
   down and of one that has not.  Both are the same, token by token. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "layer_cells.h"
#include "suite.h"
#include "tmprec/analysis/claim.h"
#include "tmprec/analysis/generate.h"
#include "tmprec/analysis/reading.h"

/* The same subject twice. */
typedef struct {
  tp_subject written, told;
} twins;

/* cut = 0: to its halt */
static void open_told(twins *t, const random_machine *a, uint64_t cut)
{
  tp_error err = {.text = ""};
  tp_subject_options options = {.mode = a->mode, .limits = {.max_steps = RANDOM_STEPS, .cut = cut}};
  random_assert(a, tp_subject_open(&t->written, a->m, a->input.text, &options, 1, &err) == TP_STATUS_OK);
  options.unwritten = 1;
  random_assert(a, tp_subject_open(&t->told, a->m, a->input.text, &options, 1, &err) == TP_STATUS_OK);
  random_assert(a, t->written.told.segments > 0 && t->told.told.segments == 0);
}

static void close_twins(twins *t)
{
  tp_subject_close(&t->written);
  tp_subject_close(&t->told);
}

/* --- Readings ---------------------------------------------------------------------------- */

static void check_size(const random_machine *a, const tp_told_size *size, const tp_transcript *t)
{
  size_t longest = 0, tokens = 0, predictions = 0;
  for (size_t g = 0; g < t->segments; g++) {
    const size_t length = t->segment[g].tokens.length;
    longest = length > longest ? length : longest;
    tokens += length;
    predictions += length - 1 - t->segment[g].prompt_end;
  }
  random_assert(a, size->segments == t->segments && size->longest == longest && size->tokens == tokens);
  random_assert(a, size->predictions == predictions);
}

static void check_reading(const random_machine *a, const tp_subject *s, const tp_transcript *all)
{
  tp_reading *r = tp_reading_new(s);
  const tp_segment *before = NULL;
  for (size_t g = 0; g < all->segments; g++) {
    const tp_segment *here = tp_reading_next(r);
    random_assert(a, here && here->prompt_end == all->segment[g].prompt_end && tp_segment_equal(here, all->segment + g));
    random_assert(a, !before || tp_segment_equal(before, all->segment + g - 1));
    before = here;
  }
  random_assert(a, !tp_reading_next(r) && !tp_reading_next(r));
  tp_reading_free(r);
}

/* --- Verdicts ---------------------------------------------------------------------------- */

static void check_verdict(const random_machine *a, const twins *t, const char *arithmetic, size_t *wrong)
{
  tp_choice c;
  tp_error err = {.text = ""};
  tp_verification v[2];
  ck_assert_msg(tp_choice_parse(&c, arithmetic, &err) == TP_STATUS_OK, "%s: %s", arithmetic, err.text);
  const tp_setup in = {.choice = &c, .draw.seed = 5};
  tp_verify_subject(v, &t->written, &in, NULL);
  tp_verify_subject(v + 1, &t->told, &in, NULL);
  random_assert(a, v[0].exact == v[1].exact && v[0].exact_act == v[1].exact_act && v[0].predictions == v[1].predictions);
  if (v[0].exact == TP_VERDICT_NO) {
    const size_t size = TP_TOKEN_STRIDE(tp_machine_tapes(a->m)) * sizeof *v->expected;
    random_assert(a, v[0].first_error == v[1].first_error && v[0].ties == v[1].ties);
    random_assert(a, !memcmp(v[0].expected, v[1].expected, size) && !memcmp(v[0].predicted, v[1].predicted, size));
    ++*wrong;
  }
  tp_verify_clear(v);
  tp_verify_clear(v + 1);
  tp_choice_clear(&c);
}

/* --- Generations ------------------------------------------------------------------------- */

/* Segments that a generation has shown. */
typedef struct {
  tp_transcript seen;
} collection;

static void collect(void *context, const tp_segment *s)
{
  tp_transcript *seen = &((collection *) context)->seen;
  tp_segment *copy = tp_transcript_append(seen);
  copy->prompt_end = s->prompt_end;
  for (size_t i = 0; i < s->tokens.length; i++)
    tp_sequence_append_token(&copy->tokens, tp_sequence_token(&s->tokens, i));
}

static void check_generation(const random_machine *a, const twins *t, const char *arithmetic, size_t *ends)
{
  tp_choice c;
  tp_error err = {.text = ""};
  tp_generation g[2];
  collection all;
  ck_assert_msg(tp_choice_parse(&c, arithmetic, &err) == TP_STATUS_OK, "%s: %s", arithmetic, err.text);
  const tp_setup in = {.choice = &c, .draw.seed = 5};
  tp_transcript_init(&all.seen, tp_machine_tapes(a->m));
  tp_generate_tokens(g, &t->written, &in);
  tp_generate_segments(g + 1, &t->told, &in, &(tp_generate_watch) {.segment = collect, .context = &all});
  random_assert(a, g[0].end == g[1].end && g[0].same_output == g[1].same_output && g[0].predictions == g[1].predictions);
  random_assert(a, g[0].predictions == tp_transcript_predictions(&g[0].told));
  random_assert(a, tp_transcript_equal(&all.seen, &g[0].told));
  random_assert(a, g[1].told.segments == 1 && tp_segment_equal(g[1].told.segment, all.seen.segment + all.seen.segments - 1));
  random_assert(a, g[0].output.length == g[1].output.length
                   && (!g[0].output.length || !memcmp(g[0].output.symbol, g[1].output.symbol, g[0].output.length * sizeof *g[0].output.symbol)));
  if (g[0].end == TP_GENERATION_ENDED && !t->written.run.halted)
    random_assert(a, g[0].same_output == tp_transcript_equal(&g[0].told, &t->written.told));
  ends[g[0].end]++;
  tp_generation_clear(g);
  tp_generation_clear(g + 1);
  tp_transcript_clear(&all.seen);
  tp_choice_clear(&c);
}

/* --- All of it --------------------------------------------------------------------------- */

static const char *const arithmetics[] = {
  "format=exact", "act=fixed:1.2 attn=fixed:1.2 beta=auto", "act=fixed:1.0 attn=p:2 beta=1.5", "format=mpfr:6 beta=auto",
  "act=p:8 attn=p:8 round=rsr beta=4", "act=fixed:1.0 attn=fixed:1.1 beta=auto",
};

START_TEST(test_random_runs)
{
  random_source source = random_open(71);
  size_t runs = 0, segments = 0, wrong = 0, ends[TP_GENERATION_UNKNOWN + 1] = {0};
  for (random_quota quota = quota_of(_i, 30, 12); quota.left; runs++) {
    random_machine a;
    twins t;
    random_next(&source, &a, 300, &quota);
    open_told(&t, &a, runs % 2 ? 0 : 1 + random_below(&source, 30));
    const tp_told_size size = tp_subject_size(&t.told), same = tp_subject_size(&t.written);
    const tp_scope scopes[2] = {tp_scope_run(&t.written), tp_scope_run(&t.told)};
    check_size(&a, &size, &t.written.told);
    check_size(&a, &same, &t.written.told);
    check_reading(&a, &t.told, &t.written.told);
    check_reading(&a, &t.written, &t.written.told);
    random_assert(&a, t.told.r == t.written.r && scopes[0].n == scopes[1].n && scopes[0].ties == scopes[1].ties);
    random_assert(&a, scopes[0].ties == tp_transcript_rewrites(&t.written.told));
    const char *other = arithmetics[1 + random_below(&source, LENGTH(arithmetics) - 1)];
    check_verdict(&a, &t, arithmetics[0], &wrong);
    check_verdict(&a, &t, other, &wrong);
    check_generation(&a, &t, arithmetics[0], ends);
    check_generation(&a, &t, other, ends);
    tp_subject_write(&t.told);
    random_assert(&a, tp_transcript_equal(&t.told.told, &t.written.told));
    segments += size.segments;
    close_twins(&t);
    random_machine_clear(&a);
  }
  printf("%s: %zu runs, %zu segments, %zu wrong; generations that ended %zu, full %zu, tied %zu\n", tp_chain_mode_name[_i], runs, segments,
         wrong, ends[TP_GENERATION_ENDED], ends[TP_GENERATION_FULL], ends[TP_GENERATION_TIED]);
  fflush(stdout);
  ck_assert(wrong && ends[TP_GENERATION_ENDED] > runs / 2 && segments >= runs);
  ck_assert(_i == TP_MODE_COT || segments > runs);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("reading");
  TCase *tc = suite_case(suite, "reading");
  tcase_add_loop_test(tc, test_random_runs, 0, TP_CHAIN_MODES);
  return suite_run(suite);
}
