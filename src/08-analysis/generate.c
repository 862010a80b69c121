/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/generate.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/analysis/reading.h"
#include "tmprec/base/memory.h"

/* One generation: what it goes by, and how far it is. */
typedef struct {
  const tp_subject *s;
  tp_pass *pass;
  size_t room;                     /* tokens of a context */
  size_t patience;                 /* tokens in all */
  tp_generate_state done;          /* without the segment under way */
  const tp_generate_watch *watch;
  tp_reading *prescribed;          /* as far as segments are generated */
  int same;                        /* all of them are the prescribed ones */
  int drafts;                      /* those that come are a draft of what is generated */
  size_t told;                     /* tokens of the segment at work that whoever watches was told */
} generator;

/* What a token says about going on. */
typedef enum { GO_ON, AT_END, AT_SUMMARY } stop;

static stop stop_at(const generator *g, const uint32_t *token, size_t steps)
{
  const tp_machine_run *run = &g->s->run;
  if (token[0] == TP_TOKEN_EOUTP || (!run->has_output && g->done.steps + steps >= run->steps))
    return AT_END;
  return token[0] == TP_TOKEN_ESUMM ? AT_SUMMARY : GO_ON;
}

static void tell_progress(const generator *g, size_t steps, size_t tokens)
{
  if (g->watch->progress && tokens % 16 == 0)
    g->watch->progress(g->watch->context, &(tp_generate_state) {g->done.steps + steps, g->done.segments, g->done.tokens + tokens});
}

/* Tell what is certain by now: nothing that is known only since a number was left undecided. */
static void tell_tokens(generator *g, const tp_segment *at)
{
  if (!g->watch->token || tp_pass_undecided(g->pass) & TP_UNDECIDED_NUMBER)
    return;
  for (; g->told < at->tokens.length; g->told++)
    g->watch->token(g->watch->context, at, g->done.segments, g->told);
}

/* Take a generated token; 1 if it ends the segment. */
static int take_token(generator *g, tp_segment *at, const uint32_t *token, size_t *steps)
{
  tp_sequence_append_token(&at->tokens, token);
  tell_tokens(g, at);
  *steps += token[0] == TP_TOKEN_RUN;
  if (stop_at(g, token, *steps) != GO_ON)
    return 1;
  tell_progress(g, *steps, tp_segment_predictions(at));
  return 0;
}

/* Continue the segment token by token; *steps counts its run tokens. */
static tp_generation_end extend(generator *g, tp_segment *at, size_t *steps)
{
  tp_generation_end end = TP_GENERATION_FULL;
  tp_sequence *all = &at->tokens;
  uint32_t *token = tp_memory_zeroed(TP_TOKEN_STRIDE(all->tapes), sizeof *token);
  while (all->length < g->room && !(tp_pass_undecided(g->pass) & TP_UNDECIDED_NUMBER)) {
    if (g->done.tokens + tp_segment_predictions(at) >= g->patience) {
      end = TP_GENERATION_GIVEN_UP;
      break;
    }
    tp_pass_feed(g->pass, all, all->length, SIZE_MAX);
    tp_prediction guess = {.token = token};
    tp_evaluator_predict(tp_pass_evaluator(g->pass), all->length - 1, &guess);
    if (!guess.is_decided || !guess.is_number || guess.ties != 1) {
      end = guess.is_decided ? TP_GENERATION_TIED : TP_GENERATION_UNKNOWN;
      break;
    }
    if (take_token(g, at, token, steps)) {
      end = TP_GENERATION_ENDED;
      break;
    }
  }
  free(token);
  return tp_pass_undecided(g->pass) & TP_UNDECIDED_NUMBER ? TP_GENERATION_UNKNOWN : end;
}

/* Speculative decoding (Leviathan, Kalman & Matias, ICML 2023): the transformer reads many tokens of a draft at a time, and
   predicts after each of them.  What it predicts is what it generates, for as long as that is the draft: a prediction
   depends on the tokens before it alone.  1 if that ends the segment. */
static int follow(generator *g, tp_segment *at, const tp_segment *draft, size_t *steps)
{
  const tp_sequence *ahead = &draft->tokens;
  tp_sequence *all = &at->tokens;
  tp_prediction guess = {.token = tp_memory_zeroed(TP_TOKEN_STRIDE(all->tapes), sizeof *guess.token)};
  int goes_on = 1, has_ended = 0;
  while (goes_on && all->length < ahead->length) {
    const size_t fed = tp_pass_feed_some(g->pass, ahead, ahead->length - 1, 0);
    goes_on = !(tp_pass_undecided(g->pass) & TP_UNDECIDED_NUMBER);
    while (goes_on && all->length <= fed) {
      const uint32_t *next = tp_sequence_token(ahead, all->length);
      tp_evaluator_predict(tp_pass_evaluator(g->pass), all->length - 1, &guess);
      goes_on = tp_prediction_is(&guess, next, all->tapes);
      has_ended = goes_on && take_token(g, at, next, steps);
      goes_on &= !has_ended;
    }
  }
  free(guess.token);
  return has_ended;
}

/* Whether a draft may be followed: it begins with the prompt, and all of it fits. */
static int may_follow(const generator *g, const tp_sequence *prompt, const tp_segment *draft)
{
  const size_t numbers = prompt->length * TP_TOKEN_STRIDE(prompt->tapes);
  return g->drafts && draft && prompt->length == draft->prompt_end + 1
         && !memcmp(prompt->number, draft->tokens.number, numbers * sizeof *prompt->number)
         && draft->tokens.length <= g->room && g->done.tokens + tp_segment_predictions(draft) <= g->patience;
}

static void tell_begin(const generator *g)
{
  if (g->watch->begins)
    g->watch->begins(g->watch->context, g->done.segments, tp_pass_plan(g->pass));
}

/* The segment, which holds its prompt.  Where a draft ends before the segment does, the context begins again: it has read
   tokens that it does not generate. */
static tp_generation_end continue_segment(generator *g, tp_segment *at, const tp_segment *draft, size_t *steps)
{
  *steps = 0;
  tell_tokens(g, at);
  if (may_follow(g, &at->tokens, draft)) {
    if (follow(g, at, draft, steps))
      return TP_GENERATION_ENDED;
    tp_pass_begin(g->pass, g->done.segments, g->watch->observer);
    tp_pass_feed(g->pass, &at->tokens, at->tokens.length, 0);
  }
  return extend(g, at, steps);
}

/* The last segment of `out`, with as many bits as that takes. */
static tp_generation_end generate_segment(generator *g, tp_generation *out, const tp_segment *draft, size_t *steps)
{
  tp_segment *at = out->told.segment + out->told.segments - 1;
  tp_pass_begin(g->pass, g->done.segments, g->watch->observer);
  tell_begin(g);
  g->told = 0;
  tp_generation_end end = continue_segment(g, at, draft, steps);
  while (end == TP_GENERATION_UNKNOWN && tp_pass_refine(g->pass)) {
    tell_begin(g);
    at->tokens.length = at->prompt_end + 1;
    end = continue_segment(g, at, NULL, steps);
  }
  return end;
}

/* Begin the next segment with tokens first .. last of the sequence. */
static void begin_segment(const generator *g, tp_transcript *t, const tp_sequence *of, size_t first, size_t last)
{
  tp_segment next = {.prompt_end = last - first};
  tp_sequence_init(&next.tokens, t->tapes);
  for (size_t i = first; i <= last; i++)
    tp_sequence_append_token(&next.tokens, tp_sequence_token(of, i));
  if (g->watch->segment)           /* which has seen those before */
    tp_transcript_clear(t);
  *tp_transcript_append(t) = next;
}

/* The last segment is generated. */
static void take_segment(generator *g, tp_generation *out, const tp_segment *prescribed)
{
  const tp_segment *at = out->told.segment + out->told.segments - 1;
  out->predictions += tp_segment_predictions(at);
  g->same &= prescribed && tp_segment_equal(at, prescribed);
  if (g->watch->segment)
    g->watch->segment(g->watch->context, at);
}

static void generate_segments(generator *g, tp_generation *out)
{
  const tp_segment *prescribed = tp_reading_next(g->prescribed);
  size_t steps;
  begin_segment(g, &out->told, &prescribed->tokens, 0, prescribed->prompt_end);
  for (;; prescribed = prescribed ? tp_reading_next(g->prescribed) : NULL) {
    out->end = generate_segment(g, out, prescribed, &steps);
    take_segment(g, out, prescribed);
    const tp_segment *at = out->told.segment + out->told.segments - 1;
    size_t last = at->tokens.length - 1;
    if (out->end != TP_GENERATION_ENDED || stop_at(g, tp_sequence_token(&at->tokens, last), steps) == AT_END)
      return;
    size_t summary = tp_segment_summary(at);
    if (summary == SIZE_MAX) {
      out->end = TP_GENERATION_LOST;
      return;
    }
    g->done.steps += steps;
    g->done.segments++;
    g->done.tokens += tp_segment_predictions(at);
    begin_segment(g, &out->told, &at->tokens, summary, last);
  }
}

/* The symbols that stand before the final eoutp. */
static void take_output(tp_generation *g)
{
  const tp_sequence *last = &g->told.segment[g->told.segments - 1].tokens;
  size_t end = last->length - 1, start = end;
  while (start > 0 && tp_sequence_token(last, start - 1)[0] == TP_TOKEN_SYM)
    start--;
  g->output.symbol = tp_memory_new(end - start, sizeof *g->output.symbol);
  for (size_t i = start; i < end; i++)
    g->output.symbol[g->output.length++] = tp_sequence_token(last, i)[1];
}

void tp_generate_segments(tp_generation *out, const tp_subject *s, const tp_setup *in, const tp_generate_watch *watch)
{
  const tp_told_size size = tp_subject_size(s);
  const size_t fits = (size_t) 1 << s->r;
  const int shows_heads = watch->observer && (watch->observer->scores || watch->observer->weights);
  tp_setup own = *in;
  own.effort.only_verdicts = !watch->observer;
  generator g = {.s = s,
                 .pass = tp_pass_new(s->plans, &own, shows_heads),
                 .room = size.longest > fits ? size.longest : fits,
                 .patience = TP_GENERATION_PATIENCE * size.tokens,
                 .watch = watch,
                 .prescribed = tp_reading_new(s),
                 .same = 1,
                 .drafts = in->choice->kind == TP_ARITHMETIC_EXACT && !in->plain && !watch->observer};
  *out = (tp_generation) {.end = TP_GENERATION_FULL};
  tp_transcript_init(&out->told, tp_machine_tapes(s->m));
  generate_segments(&g, out);
  const int same_tokens = g.same && !tp_reading_next(g.prescribed);
  tp_reading_free(g.prescribed);
  tp_pass_free(g.pass);
  if (out->end != TP_GENERATION_ENDED)
    return;
  if (!s->run.has_output) {
    out->same_output = same_tokens;
    return;
  }
  take_output(out);
  const tp_word *want = &s->run.output;
  out->same_output = out->output.length == want->length
                     && !memcmp(out->output.symbol, want->symbol, want->length * sizeof *want->symbol);
}

void tp_generate_tokens(tp_generation *out, const tp_subject *s, const tp_setup *in)
{
  tp_generate_segments(out, s, in, &(tp_generate_watch) {.progress = NULL});
}

void tp_generation_clear(tp_generation *g)
{
  tp_transcript_clear(&g->told);
  tp_word_clear(&g->output);
}
