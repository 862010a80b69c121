#include "tmprec/analysis/generate.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

/* One generation: what it goes by, and how far it is. */
typedef struct {
  const subject *s;
  const evaluation_plan *plan;
  size_t room;                     /* tokens of a context */
  size_t patience;                 /* tokens in all */
  generate_state done;             /* without the segment under way */
  void (*progress)(void *context, const generate_state *state);
  void *context;
} generator;

/* What a token says about going on. */
typedef enum { GO_ON, AT_END, AT_SUMMARY } stop;

static stop stop_at(const generator *g, const uint32_t *token, size_t steps)
{
  const machine_run *run = &g->s->run;
  if (token[0] == TOKEN_EOUTP || (!run->halted && g->done.steps + steps >= run->steps))
    return AT_END;
  return token[0] == TOKEN_ESUMM ? AT_SUMMARY : GO_ON;
}

static void tell_progress(const generator *g, size_t steps, size_t tokens)
{
  if (g->progress && tokens % 16 == 0)
    g->progress(g->context, &(generate_state) {g->done.steps + steps, g->done.segments, g->done.tokens + tokens});
}

/* Continue the segment, which holds its prompt; *steps counts its run tokens. */
static generation_end extend(const generator *g, segment *at, const arithmetic_choice *c, size_t *steps)
{
  generation_end end = GENERATION_FULL;
  layered_arithmetic a = layered_new(c, g->s->r, plan_longest_product(g->plan), g->s->t->layers);
  evaluator *e = evaluator_new(g->plan, a.at[0], NULL);
  if (a.count > 1)
    evaluator_use_layers(e, a.at);
  sequence *all = &at->tokens;
  uint32_t *token = memory_zeroed(TOKEN_STRIDE(all->tapes), sizeof *token);
  *steps = 0;
  while (all->length < g->room && !(layered_undecided(&a) & UNDECIDED_NUMBER)) {
    if (g->done.tokens + segment_predictions(at) >= g->patience) {
      end = GENERATION_GIVEN_UP;
      break;
    }
    evaluator_feed(e, all, all->length - evaluator_length(e));
    prediction guess = {.token = token};
    evaluator_predict(e, all->length - 1, &guess);
    if (!guess.is_decided || !guess.is_number || guess.ties != 1) {
      end = guess.is_decided ? GENERATION_TIED : GENERATION_UNKNOWN;
      break;
    }
    sequence_append_token(all, token);
    *steps += token[0] == TOKEN_RUN;
    if (stop_at(g, token, *steps) != GO_ON) {
      end = GENERATION_ENDED;
      break;
    }
    tell_progress(g, *steps, segment_predictions(at));
  }
  if (layered_undecided(&a) & UNDECIDED_NUMBER)
    end = GENERATION_UNKNOWN;
  free(token);
  evaluator_free(e);
  layered_free(&a);
  return end;
}

/* The last segment of `out`, with as many bits as that takes. */
static generation_end generate_segment(const generator *g, generation *out, const arithmetic_choice *c, size_t *steps)
{
  segment *at = out->told.segment + out->told.segments - 1;
  arithmetic_choice finer = *c;
  finer.segment = out->told.segments - 1;
  generation_end end = extend(g, at, &finer, steps);
  while (end == GENERATION_UNKNOWN && arithmetic_refine(&finer)) {
    at->tokens.length = at->prompt_end + 1;
    end = extend(g, at, &finer, steps);
  }
  return end;
}

/* Begin the next segment with tokens first .. last of the sequence. */
static void begin_segment(transcript *t, const sequence *of, size_t first, size_t last)
{
  segment next = {.prompt_end = last - first};
  sequence_init(&next.tokens, t->tapes);
  for (size_t i = first; i <= last; i++)
    sequence_append_token(&next.tokens, sequence_token(of, i));
  *transcript_append(t) = next;
}

static void generate_segments(generator *g, generation *out, const arithmetic_choice *c)
{
  const segment *prompt = g->s->told.segment;
  size_t steps;
  begin_segment(&out->told, &prompt->tokens, 0, prompt->prompt_end);
  for (;;) {
    out->end = generate_segment(g, out, c, &steps);
    const segment *at = out->told.segment + out->told.segments - 1;
    size_t last = at->tokens.length - 1;
    if (out->end != GENERATION_ENDED || stop_at(g, sequence_token(&at->tokens, last), steps) == AT_END)
      return;
    size_t summary = segment_summary(at);
    if (summary == SIZE_MAX) {
      out->end = GENERATION_LOST;
      return;
    }
    g->done.steps += steps;
    g->done.segments++;
    g->done.tokens += segment_predictions(at);
    begin_segment(&out->told, &at->tokens, summary, last);
  }
}

/* The symbols that stand before the final eoutp. */
static void take_output(generation *g)
{
  const sequence *last = &g->told.segment[g->told.segments - 1].tokens;
  size_t end = last->length - 1, start = end;
  while (start > 0 && sequence_token(last, start - 1)[0] == TOKEN_SYM)
    start--;
  g->output.symbol = memory_new(end - start, sizeof *g->output.symbol);
  for (size_t i = start; i < end; i++)
    g->output.symbol[g->output.length++] = sequence_token(last, i)[1];
}

void generate_tokens(generation *out, const subject *s, const arithmetic_choice *c,
                     void (*progress)(void *context, const generate_state *state), void *context)
{
  const evaluation_needs needs = arithmetic_needs(c);
  evaluation_plan *own = needs.shares_rows && !needs.block ? NULL : plan_new(s->t, needs);
  size_t longest = transcript_longest(&s->told), fits = (size_t) 1 << s->r;
  generator g = {.s = s,
                 .plan = own ? own : s->plan,
                 .room = longest > fits ? longest : fits,
                 .patience = GENERATION_PATIENCE * transcript_tokens(&s->told),
                 .progress = progress,
                 .context = context};
  *out = (generation) {.end = GENERATION_FULL};
  transcript_init(&out->told, s->told.tapes);
  generate_segments(&g, out, c);
  plan_free(own);
  if (out->end != GENERATION_ENDED)
    return;
  if (!s->run.halted) {
    out->same_output = transcript_equal(&out->told, &s->told);
    return;
  }
  take_output(out);
  const word *want = &s->run.output;
  out->same_output = out->output.length == want->length
                     && !memcmp(out->output.symbol, want->symbol, want->length * sizeof *want->symbol);
}

void generation_clear(generation *g)
{
  transcript_clear(&g->told);
  word_clear(&g->output);
}
