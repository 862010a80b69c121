#include "tmprec/analysis/verify.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

const char *const verdict_text[3] = {"0", "1", "unknown"};

/* Tokens are fed so many at a time: enough to work on vectors, few enough to
   stop soon after a wrong prediction. */
enum { CHUNK = 64 };

/* Check the predictions of the last chunk; 0 at one that is wrong or undecided. */
static int check_chunk(verification *out, const subject *s, evaluator *e, size_t from, size_t to, uint32_t *token)
{
  for (size_t p = from < s->prompt_end ? s->prompt_end : from; p < to; p++) {
    prediction guess = {.token = token};
    evaluator_predict(e, p, &guess);
    int right = guess.is_number && guess.is_decided && guess.ties == 1
                && token_equal(token, sequence_token(&s->tokens, p + 1), s->tokens.tapes);
    if (right)
      continue;
    out->exact = guess.is_decided ? VERDICT_NO : VERDICT_UNKNOWN;
    out->first_error = p - s->prompt_end;
    out->ties = guess.is_number ? guess.ties : 0;
    out->predicted = memory_new(TOKEN_STRIDE(s->tokens.tapes), sizeof *token);
    memcpy(out->predicted, token, TOKEN_STRIDE(s->tokens.tapes) * sizeof *token);
    return 0;
  }
  return 1;
}

typedef struct {
  void (*call)(void *context, size_t done, size_t all);
  void *context;
} report;

/* One evaluation; 1 if with more bits more might be decided. */
static int verify_once(verification *out, const subject *s, const evaluation_plan *plan, const arithmetic_choice *c,
                       const trajectory *hardmax, const report *tell)
{
  *out = (verification) {.exact = VERDICT_YES, .exact_act = VERDICT_UNKNOWN, .predictions = subject_predictions(s)};
  trajectory_comparison comparison = {hardmax, 1};
  observer watch = trajectory_observer(&comparison);
  arithmetic *a = arithmetic_new(c, s->r, plan_longest_product(plan));
  evaluator *e = evaluator_new(plan, a, hardmax ? &watch : NULL);
  uint32_t *token = memory_zeroed(TOKEN_STRIDE(s->tokens.tapes), sizeof *token);
  size_t positions = s->tokens.length - 1;
  for (size_t from = 0; from < positions && out->exact == VERDICT_YES && !(a->op->undecided(a) & UNDECIDED_NUMBER); from += CHUNK) {
    size_t to = positions - from < CHUNK ? positions : from + CHUNK;
    evaluator_feed(e, &s->tokens, to - from);
    check_chunk(out, s, e, from, to, token);
    if (tell->call)
      tell->call(tell->context, to, positions);
  }
  if (out->exact == VERDICT_NO)
    out->exact_act = VERDICT_NO;
  else if (hardmax && trajectory_is_complete(hardmax))
    out->exact_act = !comparison.same ? VERDICT_NO : out->exact;
  int undecided = a->op->undecided(a), open = out->exact == VERDICT_UNKNOWN;
  if (undecided & UNDECIDED_NUMBER)
    out->exact = out->exact_act = VERDICT_UNKNOWN;
  else if (undecided & UNDECIDED_EQUALITY && out->exact == VERDICT_YES)
    out->exact_act = VERDICT_UNKNOWN;
  free(token);
  evaluator_free(e);
  a->op->destroy(a);
  return undecided || open;
}

void verify_with_progress(verification *out, const subject *s, const arithmetic_choice *c, const trajectory *hardmax,
                          void (*progress)(void *context, size_t done, size_t all), void *context)
{
  const report tell = {progress, context};
  const evaluation_needs needs = arithmetic_needs(c);
  evaluation_plan *own = needs.shares_rows && !needs.block ? NULL : plan_new(s->t, needs);
  arithmetic_choice finer = *c;
  while (verify_once(out, s, own ? own : s->plan, &finer, hardmax, &tell) && arithmetic_refine(&finer))
    verify_clear(out);
  plan_free(own);
}

void verify_sequence(verification *out, const subject *s, const arithmetic_choice *c, const trajectory *hardmax)
{
  verify_with_progress(out, s, c, hardmax, NULL, NULL);
}

void verify_clear(verification *v)
{
  free(v->predicted);
  v->predicted = NULL;
}
