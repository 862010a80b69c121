/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/verify.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/analysis/reading.h"
#include "tmprec/base/buffer.h"
#include "tmprec/base/memory.h"
#include "tmprec/evaluation/steady.h"

const char *const tp_verdict_text[3] = {"0", "1", "unknown"};

typedef struct {
  const tp_verify_watch *watch;
  int gave_up;
} report;

/* Copies: the tokens may be told by the segment. */
static void set_tokens(tp_verification *out, const uint32_t *expected, const uint32_t *predicted, uint32_t tapes)
{
  const size_t numbers = TP_TOKEN_STRIDE(tapes), size = numbers * sizeof *expected;
  out->expected = memcpy(tp_memory_new(numbers, sizeof *expected), expected, size);
  out->predicted = memcpy(tp_memory_new(numbers, sizeof *predicted), predicted, size);
}

/* Check the prediction after position p, which the evaluator knows as `index`; 0 if it is wrong or undecided. */
static int check_position(tp_verification *out, const tp_segment *s, tp_evaluator *e, size_t index, size_t p, uint32_t *token)
{
  const uint32_t tapes = s->tokens.tapes, *right = tp_sequence_token(&s->tokens, p + 1);
  tp_prediction guess = {.token = token};
  tp_evaluator_predict(e, index, &guess);
  if (tp_prediction_is(&guess, right, tapes))
    return 1;
  out->exact = guess.is_decided ? TP_VERDICT_NO : TP_VERDICT_UNKNOWN;
  out->first_error = p - s->prompt_end;
  out->position = p + 1;
  out->ties = guess.is_number ? guess.ties : 0;
  out->is_silent = guess.is_number && guess.ties > 1 && tp_evaluator_is_silent(e, index);
  set_tokens(out, right, token, tapes);
  return 0;
}

/* Check the predictions of the last chunk, up to one that is wrong or undecided. */
static void check_chunk(tp_verification *out, const tp_segment *s, tp_evaluator *e, size_t from, size_t to, uint32_t *token)
{
  int goes_on = 1;
  for (size_t p = from < s->prompt_end ? s->prompt_end : from; p < to && goes_on; p++)
    goes_on = check_position(out, s, e, p, p, token);
}

/* One segment at work: `chunk` positions are fed at a time; 0: as many as is good. */
typedef struct {
  const tp_segment *at;
  size_t segment, segments;        /* its number, and of how many */
  size_t chunk;
  int known_exact;                 /* only activations are asked about */
  int is_hardmax;                  /* activations are those that others are compared with */
  tp_pass *pass;
  tp_deviation *deviation;         /* or NULL */
  tp_hardmax_record *record;       /* or NULL */
  const tp_trajectory *hardmax;    /* of the segment, or NULL */
  int has_chance;                  /* rounding or noise draws, and steady positions are known (evaluation/steady.h) */
  size_t steady;                   /* at positions before this one all numbers are hardmax's */
  tp_trajectory_comparison comparison;
  report *tell;
} checking;

static void tell(const checking *k, size_t position, size_t positions)
{
  const tp_verify_watch *watch = k->tell->watch;
  if (watch->progress)
    watch->progress(watch->context, &(tp_verify_state) {k->segment, k->segments, position, positions});
  k->tell->gave_up |= watch->goes_on && !watch->goes_on(watch->context);
}

/* Whether further positions may say more. */
static int is_open_still(const tp_verification *out, const checking *k)
{
  return out->exact == TP_VERDICT_YES && !k->tell->gave_up && !(tp_pass_undecided(k->pass) & TP_UNDECIDED_NUMBER) && !(k->known_exact && k->comparison.differs);
}

/* Positions of the segment, up to the first that is wrong or undecided. */
static void feed_and_check(tp_verification *out, const checking *k)
{
  const tp_segment *at = k->at;
  uint32_t *token = tp_memory_zeroed(TP_TOKEN_STRIDE(at->tokens.tapes), sizeof *token);
  size_t positions = at->tokens.length - 1;
  for (size_t from = tp_evaluator_length(tp_pass_evaluator(k->pass)), to; from < positions && is_open_still(out, k); from = to) {
    to = tp_pass_feed_some(k->pass, &at->tokens, positions, k->chunk);
    if (!k->known_exact)
      check_chunk(out, at, tp_pass_evaluator(k->pass), from, to, token);
    tell(k, to, positions);
  }
  free(token);
}

/* One evaluation of the segment; 1 if something stayed open in it. */
static int verify_once(tp_verification *out, checking *k)
{
  *out = (tp_verification) {.exact = TP_VERDICT_YES, .exact_act = TP_VERDICT_UNKNOWN, .means = TP_MEANS_EVALUATION};
  k->comparison = (tp_trajectory_comparison) {k->hardmax, k->pass, 1, 0};
  if (k->steady) {
    const tp_hardmax_numbers run = tp_trajectory_numbers(k->hardmax);
    tp_evaluator_recall(tp_pass_evaluator(k->pass), run.version, run.positions, k->steady);
  }
  feed_and_check(out, k);
  const int compared = k->hardmax && tp_trajectory_is_complete(k->hardmax), undecided = tp_pass_undecided(k->pass),
            is_open = undecided || out->exact == TP_VERDICT_UNKNOWN;
  if (undecided & TP_UNDECIDED_NUMBER && !k->known_exact)
    out->exact = TP_VERDICT_UNKNOWN;
  if (out->exact == TP_VERDICT_NO || (compared && k->comparison.differs))
    out->exact_act = TP_VERDICT_NO;
  else if (k->is_hardmax || (compared && k->comparison.same && !(undecided & TP_UNDECIDED_NUMBER)))
    out->exact_act = out->exact;
  return is_open && !(k->known_exact && out->exact_act == TP_VERDICT_NO);
}

/* Positions are fed in chunks that grow: what goes wrong mostly does so early, and few large chunks are quickest.  But numbers
   that are open at a chunk should stay in the cache from layer to layer, and rows of a chunk that are evaluated score by score
   take memory for each of their keys. */
enum { FIRST_CHUNK = 64, MOST_OPEN_CHUNK = 256, MOST_CHUNK = 8192, MOST_PAIRS = 1 << 25 };

static size_t next_chunk(size_t chunk, size_t fed, tp_deviating_numbers numbers)
{
  const size_t most = numbers == TP_NUMBERS_OPEN ? MOST_OPEN_CHUNK : MOST_CHUNK;
  size_t next = chunk < most ? 2 * chunk : chunk;
  while (next > FIRST_CHUNK && next * (fed + next) > MOST_PAIRS)
    next /= 2;
  return next;
}

/* Predictions of the chunk from .. to-1; 0 if one of them is open. */
static int check_deviations(tp_verification *out, const checking *k, size_t from, size_t to, uint32_t *token)
{
  const tp_segment *at = k->at;
  const double lead = tp_trajectory_lead(k->hardmax);
  for (size_t p = from < at->prompt_end ? at->prompt_end : from, index; out->exact == TP_VERDICT_YES; p++) {
    p = tp_deviation_next(k->deviation, p, to);
    if (p >= to)
      break;
    if (tp_deviation_is_clear(k->deviation, p, lead))
      continue;
    if (tp_deviation_is_open(k->deviation, p))
      return 0;
    tp_evaluator *e = tp_deviation_at(k->deviation, p, &index);
    check_position(out, at, e, index, p, token);
  }
  return out->exact != TP_VERDICT_UNKNOWN;
}

/* The segment by what deviates from the hardmax run; 0 if that has to give up. */
static int try_deviation(tp_verification *out, const checking *k, tp_deviating_numbers numbers)
{
  const tp_hardmax_numbers run = tp_trajectory_numbers(k->hardmax);
  const size_t before = tp_deviation_rows(k->deviation);
  uint32_t *token = tp_memory_zeroed(TP_TOKEN_STRIDE(k->at->tokens.tapes), sizeof *token);
  int goes_on = 1;
  *out = (tp_verification) {.exact = TP_VERDICT_YES, .means = TP_MEANS_DEVIATION};
  tp_deviation_begin(k->deviation, &run, tp_hardmax_record_best_keys(k->record, k->segment), numbers);
  for (size_t from = 0, chunk = FIRST_CHUNK, to; from < run.positions && goes_on && !k->tell->gave_up && out->exact == TP_VERDICT_YES; from = to) {
    to = run.positions - from < chunk ? run.positions : from + chunk;
    chunk = next_chunk(chunk, to, numbers);
    goes_on = tp_deviation_feed(k->deviation, to, k->known_exact ? TP_FEED_UNTIL_ANY : TP_FEED_ALL) && (k->known_exact || check_deviations(out, k, from, to, token));
    tell(k, to, run.positions);
    if (k->known_exact && goes_on && tp_deviation_any(k->deviation) == 1)
      break;
  }
  free(token);
  const int deviates = tp_deviation_any(k->deviation);
  out->exact_act = out->exact == TP_VERDICT_YES && !deviates;
  if (out->exact_act && tp_deviation_rows(k->deviation) == before)
    out->means = TP_MEANS_PROFILE;
  if (goes_on && (deviates != 2 || out->exact == TP_VERDICT_NO))
    return 1;
  tp_verify_clear(out);
  return 0;
}

static int verify_deviation(tp_verification *out, const checking *k)
{
  return k->deviation && tp_trajectory_is_complete(k->hardmax) && tp_trajectory_lead(k->hardmax) > 0
         && (try_deviation(out, k, TP_NUMBERS_OPEN) || (!k->tell->gave_up && try_deviation(out, k, TP_NUMBERS_EXACT)));
}

/* A segment of a run with chance: 1 if all of its numbers are hardmax's for certain.  Else *steady says up to where
   they are. */
static int verify_steady(tp_verification *out, const checking *k, const tp_setup *in, size_t *steady)
{
  if (!(tp_trajectory_is_complete(k->hardmax) && tp_trajectory_lead(k->hardmax) > 0))
    return 0;
  const tp_hardmax_numbers run = tp_trajectory_numbers(k->hardmax);
  tp_setup here = *in;
  here.draw.segment = k->segment;
  *steady = tp_steady_positions(&here, &run);
  *out = (tp_verification) {.exact = TP_VERDICT_YES, .exact_act = TP_VERDICT_YES, .means = TP_MEANS_DEVIATION};
  tell(k, *steady, run.positions);
  return *steady == run.positions;
}

/* A segment by itself; predictions are numbered from 0.  With more bits more may be decided.
   Where that has an end, predictions may not depend on what is open.  It may also be a number at a
   token after the first wrong prediction, in the same chunk: token by token, such numbers do not
   arise. */
static void evaluate_segment(tp_verification *out, checking *k)
{
  const tp_observer watch = tp_trajectory_observer(&k->comparison);
  tp_pass_begin(k->pass, k->segment, k->hardmax ? &watch : NULL);
  int is_open = verify_once(out, k);
  while (is_open && !k->tell->gave_up && tp_pass_refine(k->pass)) {
    tp_verify_clear(out);
    is_open = verify_once(out, k);
  }
  const int lacks_number = is_open && tp_pass_undecided(k->pass) & TP_UNDECIDED_NUMBER;
  if (k->tell->gave_up || (out->exact != TP_VERDICT_UNKNOWN && !(k->known_exact && lacks_number)))
    return;
  tp_verify_clear(out);
  tp_pass_keep_open(k->pass);
  k->chunk = 1;
  verify_once(out, k);
}

/* Where segments begin: the first prediction, and the first token. */
typedef struct {
  size_t prediction, token, segment;
} beginning;

/* Does the prompt of `here` repeat the summary of `before`?  If not, *out says which
   token of that, rightly predicted, should have been another; `first` is where `before` begins. */
static void compare_summary(tp_verification *out, const tp_segment *before, const tp_segment *here, const beginning *first)
{
  const tp_sequence *said = &before->tokens, *prompt = &here->tokens;
  size_t at = tp_segment_summary(before), i = 0, last = said->length - 1;
  while (at < last && i < here->prompt_end && tp_token_equal(tp_sequence_token(said, at), tp_sequence_token(prompt, i), said->tapes))
    at++, i++;
  int same = tp_token_equal(tp_sequence_token(said, at), tp_sequence_token(prompt, i), said->tapes);
  if (same && at == last && i == here->prompt_end)
    return;
  out->exact = out->exact_act = TP_VERDICT_NO;
  out->first_error = first->prediction + at - before->prompt_end - 1;
  out->token = first->token + at;
  out->segment = first->segment;
  out->position = at;
  out->ties = 1;
  set_tokens(out, tp_sequence_token(prompt, i), tp_sequence_token(said, at), said->tapes);
}

/* Join what a segment says, which begins there, to the whole. */
static void join(tp_verification *whole, const tp_verification *part, const beginning *first)
{
  whole->exact = part->exact;
  whole->means = part->means > whole->means ? part->means : whole->means;
  if (part->exact_act != TP_VERDICT_YES && whole->exact_act != TP_VERDICT_NO)
    whole->exact_act = part->exact_act;
  if (part->exact != TP_VERDICT_YES) {
    whole->first_error = first->prediction + part->first_error;
    whole->token = first->token + part->position;
    whole->segment = first->segment;
    whole->position = part->position;
    whole->expected = part->expected;
    whole->ties = part->ties;
    whole->is_silent = part->is_silent;
    whole->predicted = part->predicted;
  }
}

/* A segment by the quickest means that decide it.  What is known of it when it is given up: that a prediction is wrong, or
   an activation another. */
static void verify_segment(tp_verification *out, checking *k, tp_pass **pass, const tp_subject *s, const tp_setup *in)
{
  const int is_decided = verify_deviation(out, k) || (k->has_chance && verify_steady(out, k, in, &k->steady));
  if (!is_decided && !k->tell->gave_up) {
    tp_setup quick = *in;
    quick.effort.only_verdicts = 1;
    *pass = k->pass = *pass ? *pass : tp_pass_new(s->plans, &quick, 0);
    evaluate_segment(out, k);
  } else if (!is_decided) {
    *out = (tp_verification) {.exact = TP_VERDICT_UNKNOWN, .exact_act = TP_VERDICT_UNKNOWN, .means = TP_MEANS_DEVIATION};
  }
  if (!k->tell->gave_up || out->exact == TP_VERDICT_NO)
    return;
  out->exact = k->known_exact ? TP_VERDICT_YES : TP_VERDICT_UNKNOWN;
  out->exact_act = out->exact_act == TP_VERDICT_NO ? TP_VERDICT_NO : TP_VERDICT_UNKNOWN;
}

static void verify_one_arithmetic(tp_verification *out, const tp_subject *s, const tp_setup *in, tp_hardmax_record *record, const tp_verify_watch *watch)
{
  /* Exact activations are hardmax's by definition. */
  const int known_exact = watch->known_exact, is_hardmax = in->choice->kind == TP_ARITHMETIC_EXACT;
  tp_hardmax_record *hardmax = is_hardmax ? NULL : record;
  report tell = {.watch = watch};
  tp_pass *p = NULL;
  tp_deviation *d = hardmax && !in->plain ? tp_deviation_new(s->plan, in) : NULL;
  const int has_chance = hardmax && !in->plain && !d && tp_steady_covers(s->plan, in);
  tp_reading *reading = tp_reading_new(s);
  const tp_told_size size = tp_subject_size(s);
  const tp_segment *before = NULL, *at;
  beginning first = {0, 0, 0}, last = first;
  *out = (tp_verification) {.exact = TP_VERDICT_YES, .exact_act = TP_VERDICT_YES, .predictions = size.predictions};
  for (size_t g = 0; out->exact == TP_VERDICT_YES && !tell.gave_up && !(known_exact && out->exact_act == TP_VERDICT_NO); g++, before = at) {
    if (!(at = tp_reading_next(reading)))
      break;
    if (before)
      compare_summary(out, before, at, &last);
    if (out->exact != TP_VERDICT_YES)
      break;
    tp_verification part;
    checking k = {.at = at, .segment = g, .segments = size.segments, .known_exact = known_exact, .is_hardmax = is_hardmax,
                  .deviation = d, .record = hardmax,
                  .hardmax = hardmax ? tp_hardmax_record_segment(hardmax, g) : NULL, .has_chance = has_chance, .tell = &tell};
    verify_segment(&part, &k, &p, s, in);
    join(out, &part, &first);
    last = first;
    first = (beginning) {first.prediction + tp_segment_predictions(at), first.token + at->tokens.length, g + 1};
  }
  tp_reading_free(reading);
  tp_pass_free(p);
  tp_deviation_free(d);
  out->gave_up = tell.gave_up;
}

/* --- Every order of sums ---------------------------------------------------------------- */

/* Order number k of those that are tried; 0 if there are no more. */
static int choose_order(tp_choice *c, unsigned k)
{
  static const tp_summation first[] = {TP_SUM_SEQUENTIAL, TP_SUM_REVERSE, TP_SUM_PAIRWISE};
  enum { NAMED = sizeof first / sizeof *first };
  c->sum = k < NAMED ? first[k] : TP_SUM_SHUFFLED;
  c->shuffle = k < NAMED ? 0 : k - NAMED;
  return k < NAMED + TP_VERIFY_SHUFFLES;
}

/* What bounds say of all orders is in *out.  Look for an order that fails: one with a wrong prediction if that may be, else
   one with an activation that is not hardmax's. */
static void refute_orders(tp_verification *out, const tp_subject *s, const tp_setup *in, tp_hardmax_record *hardmax, const tp_verify_watch *watch)
{
  tp_choice one = tp_choice_copy(in->choice);
  tp_setup setup = *in;
  setup.choice = &one;
  for (unsigned k = 0; choose_order(&one, k) && !out->gave_up; k++) {
    tp_verification v;
    verify_one_arithmetic(&v, s, &setup, hardmax, watch);
    const int fails = v.exact == TP_VERDICT_NO, differs = v.exact_act == TP_VERDICT_NO && !*out->order, gave_up = v.gave_up;
    if (fails || differs) {
      if (!fails)
        v.exact = out->exact;
      tp_verify_clear(out);
      *out = v;
      tp_buffer text = {NULL, 0, 0};
      tp_summation_print(&text, &one);
      memcpy(out->order, text.text, text.length + 1);
      tp_buffer_clear(&text);
    } else {
      tp_verify_clear(&v);
    }
    out->gave_up = gave_up;
    if (fails || (differs && out->exact == TP_VERDICT_YES))
      break;
  }
  tp_choice_clear(&one);
}

void tp_verify_watched(tp_verification *out, const tp_subject *s, const tp_setup *in, tp_hardmax_record *hardmax, const tp_verify_watch *watch)
{
  verify_one_arithmetic(out, s, in, hardmax, watch);
  const int is_open = out->exact != TP_VERDICT_YES || (hardmax && out->exact_act != TP_VERDICT_YES);
  if (in->choice->sum == TP_SUM_ANY && is_open && !out->gave_up)
    refute_orders(out, s, in, hardmax, watch);
}

void tp_verify_with_progress(tp_verification *out, const tp_subject *s, const tp_setup *in, tp_hardmax_record *hardmax,
                             void (*progress)(void *context, const tp_verify_state *state), void *context)
{
  tp_verify_watched(out, s, in, hardmax, &(tp_verify_watch) {.progress = progress, .context = context});
}

void tp_verify_exact_subject(tp_verification *out, const tp_subject *s, const tp_setup *in, tp_hardmax_record *hardmax)
{
  tp_verify_watched(out, s, in, hardmax, &(tp_verify_watch) {.known_exact = 1});
}

void tp_verify_subject(tp_verification *out, const tp_subject *s, const tp_setup *in, tp_hardmax_record *hardmax)
{
  tp_verify_with_progress(out, s, in, hardmax, NULL, NULL);
}

void tp_verify_clear(tp_verification *v)
{
  free(v->expected);
  free(v->predicted);
  v->expected = v->predicted = NULL;
}
