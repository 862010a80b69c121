#include "tmprec/analysis/verify.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

const char *const verdict_text[3] = {"0", "1", "unknown"};

/* Tokens are fed so many at a time: enough to work on vectors, few enough to
   stop soon after a wrong prediction. */
enum { CHUNK = 64 };

typedef struct {
  void (*call)(void *context, const verify_state *state);
  void *context;
  verify_state at;
} report;

static void set_predicted(verification *out, const uint32_t *token, uint32_t tapes)
{
  out->predicted = memory_new(TOKEN_STRIDE(tapes), sizeof *token);
  memcpy(out->predicted, token, TOKEN_STRIDE(tapes) * sizeof *token);
}

/* Check the predictions of the last chunk; 0 at one that is wrong or undecided. */
static int check_chunk(verification *out, const segment *s, evaluator *e, size_t from, size_t to, uint32_t *token)
{
  const uint32_t tapes = s->tokens.tapes;
  for (size_t p = from < s->prompt_end ? s->prompt_end : from; p < to; p++) {
    prediction guess = {.token = token};
    evaluator_predict(e, p, &guess);
    int right = guess.is_number && guess.is_decided && guess.ties == 1 && token_equal(token, sequence_token(&s->tokens, p + 1), tapes);
    if (right)
      continue;
    out->exact = guess.is_decided ? VERDICT_NO : VERDICT_UNKNOWN;
    out->first_error = p - s->prompt_end;
    out->expected = sequence_token(&s->tokens, p + 1);
    out->ties = guess.is_number ? guess.ties : 0;
    set_predicted(out, token, tapes);
    return 0;
  }
  return 1;
}

/* One evaluation of one segment; 1 if with more bits more might be decided. */
static int verify_once(verification *out, const subject *s, size_t g, const evaluation_plan *plan, const arithmetic_choice *c,
                       const trajectory *hardmax, report *tell)
{
  const segment *at = s->told.segment + g;
  *out = (verification) {.exact = VERDICT_YES, .exact_act = VERDICT_UNKNOWN};
  trajectory_comparison comparison = {hardmax, 1};
  observer watch = trajectory_observer(&comparison);
  layered_arithmetic a = layered_new(c, s->r, plan_longest_product(plan), s->t->layers);
  evaluator *e = evaluator_new(plan, a.at[0], hardmax ? &watch : NULL);
  if (a.count > 1)
    evaluator_use_layers(e, a.at);
  uint32_t *token = memory_zeroed(TOKEN_STRIDE(s->told.tapes), sizeof *token);
  size_t positions = at->tokens.length - 1;
  for (size_t from = 0; from < positions && out->exact == VERDICT_YES && !(layered_undecided(&a) & UNDECIDED_NUMBER); from += CHUNK) {
    size_t to = positions - from < CHUNK ? positions : from + CHUNK;
    evaluator_feed(e, &at->tokens, to - from);
    check_chunk(out, at, e, from, to, token);
    tell->at = (verify_state) {g, s->told.segments, to, positions};
    if (tell->call)
      tell->call(tell->context, &tell->at);
  }
  if (out->exact == VERDICT_NO)
    out->exact_act = VERDICT_NO;
  else if (hardmax && trajectory_is_complete(hardmax))
    out->exact_act = !comparison.same ? VERDICT_NO : out->exact;
  int undecided = layered_undecided(&a), open = out->exact == VERDICT_UNKNOWN;
  if (undecided & UNDECIDED_NUMBER)
    out->exact = out->exact_act = VERDICT_UNKNOWN;
  else if (undecided & UNDECIDED_EQUALITY && out->exact == VERDICT_YES)
    out->exact_act = VERDICT_UNKNOWN;
  free(token);
  evaluator_free(e);
  layered_free(&a);
  return undecided || open;
}

/* A segment by itself; predictions are numbered from 0. */
static void verify_segment(verification *out, const subject *s, size_t g, const evaluation_plan *plan,
                           const arithmetic_choice *c, const trajectory *hardmax, report *tell)
{
  arithmetic_choice finer = *c;
  finer.segment = g;
  while (verify_once(out, s, g, plan, &finer, hardmax, tell) && arithmetic_refine(&finer))
    verify_clear(out);
}

/* Does the prompt of `here` repeat the summary of `before`?  If not, *out says which
   token of that, rightly predicted, should have been another; `first` is the number of
   the first prediction there. */
static void compare_summary(verification *out, const segment *before, const segment *here, size_t first)
{
  const sequence *said = &before->tokens, *prompt = &here->tokens;
  size_t at = segment_summary(before), i = 0, last = said->length - 1;
  while (at < last && i < here->prompt_end && token_equal(sequence_token(said, at), sequence_token(prompt, i), said->tapes))
    at++, i++;
  int same = token_equal(sequence_token(said, at), sequence_token(prompt, i), said->tapes);
  if (same && at == last && i == here->prompt_end)
    return;
  out->exact = out->exact_act = VERDICT_NO;
  out->first_error = first + at - before->prompt_end - 1;
  out->expected = sequence_token(prompt, i);
  out->ties = 1;
  set_predicted(out, sequence_token(said, at), said->tapes);
}

/* Join what a segment says, whose first prediction has this number, to the whole. */
static void join(verification *whole, const verification *part, size_t first)
{
  whole->exact = part->exact;
  if (part->exact_act != VERDICT_YES && whole->exact_act != VERDICT_NO)
    whole->exact_act = part->exact_act;
  if (part->exact != VERDICT_YES) {
    whole->first_error = first + part->first_error;
    whole->expected = part->expected;
    whole->ties = part->ties;
    whole->predicted = part->predicted;
  }
}

void verify_with_progress(verification *out, const subject *s, const arithmetic_choice *c, hardmax_record *hardmax,
                          void (*progress)(void *context, const verify_state *state), void *context)
{
  report tell = {.call = progress, .context = context};
  const evaluation_needs needs = arithmetic_needs(c);
  evaluation_plan *own = needs.shares_rows && !needs.block ? NULL : plan_new(s->t, needs);
  size_t first = 0;
  *out = (verification) {VERDICT_YES, VERDICT_YES, transcript_predictions(&s->told), 0, NULL, 0, NULL};
  for (size_t g = 0; g < s->told.segments && out->exact == VERDICT_YES; g++) {
    const segment *at = s->told.segment + g;
    if (g)
      compare_summary(out, at - 1, at, first - segment_predictions(at - 1));
    if (out->exact != VERDICT_YES)
      break;
    verification part;
    verify_segment(&part, s, g, own ? own : s->plan, c, hardmax ? hardmax_record_segment(hardmax, g) : NULL, &tell);
    join(out, &part, first);
    first += segment_predictions(at);
  }
  plan_free(own);
}

void verify_subject(verification *out, const subject *s, const arithmetic_choice *c, hardmax_record *hardmax)
{
  verify_with_progress(out, s, c, hardmax, NULL, NULL);
}

void verify_clear(verification *v)
{
  free(v->predicted);
  v->predicted = NULL;
}
