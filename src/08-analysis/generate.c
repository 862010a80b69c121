#include "tmprec/analysis/generate.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

/* One generation: what it goes by, and how far it is. */
typedef struct {
  const tp_subject *s;
  tp_pass *pass;
  size_t room;                     /* tokens of a context */
  size_t patience;                 /* tokens in all */
  tp_generate_state done;          /* without the segment under way */
  void (*progress)(void *context, const tp_generate_state *state);
  void *context;
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
  if (g->progress && tokens % 16 == 0)
    g->progress(g->context, &(tp_generate_state) {g->done.steps + steps, g->done.segments, g->done.tokens + tokens});
}

/* Continue the segment, which holds its prompt; *steps counts its run tokens. */
static tp_generation_end extend(const generator *g, tp_segment *at, size_t *steps)
{
  tp_generation_end end = TP_GENERATION_FULL;
  tp_sequence *all = &at->tokens;
  uint32_t *token = tp_memory_zeroed(TP_TOKEN_STRIDE(all->tapes), sizeof *token);
  *steps = 0;
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
    tp_sequence_append_token(all, token);
    *steps += token[0] == TP_TOKEN_RUN;
    if (stop_at(g, token, *steps) != GO_ON) {
      end = TP_GENERATION_ENDED;
      break;
    }
    tell_progress(g, *steps, tp_segment_predictions(at));
  }
  free(token);
  return tp_pass_undecided(g->pass) & TP_UNDECIDED_NUMBER ? TP_GENERATION_UNKNOWN : end;
}

/* The last segment of `out`, with as many bits as that takes. */
static tp_generation_end generate_segment(const generator *g, tp_generation *out, size_t *steps)
{
  tp_segment *at = out->told.segment + out->told.segments - 1;
  tp_pass_begin(g->pass, out->told.segments - 1, NULL);
  tp_generation_end end = extend(g, at, steps);
  while (end == TP_GENERATION_UNKNOWN && tp_pass_refine(g->pass)) {
    at->tokens.length = at->prompt_end + 1;
    end = extend(g, at, steps);
  }
  return end;
}

/* Begin the next segment with tokens first .. last of the sequence. */
static void begin_segment(tp_transcript *t, const tp_sequence *of, size_t first, size_t last)
{
  tp_segment next = {.prompt_end = last - first};
  tp_sequence_init(&next.tokens, t->tapes);
  for (size_t i = first; i <= last; i++)
    tp_sequence_append_token(&next.tokens, tp_sequence_token(of, i));
  *tp_transcript_append(t) = next;
}

static void generate_segments(generator *g, tp_generation *out)
{
  const tp_segment *prompt = g->s->told.segment;
  size_t steps;
  begin_segment(&out->told, &prompt->tokens, 0, prompt->prompt_end);
  for (;;) {
    out->end = generate_segment(g, out, &steps);
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
    begin_segment(&out->told, &at->tokens, summary, last);
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

void tp_generate_tokens(tp_generation *out, const tp_subject *s, const tp_setup *in,
                        void (*progress)(void *context, const tp_generate_state *state), void *context)
{
  size_t longest = tp_transcript_longest(&s->told), fits = (size_t) 1 << s->r;
  generator g = {.s = s,
                 .pass = tp_pass_new(s->plans, in, 0),
                 .room = longest > fits ? longest : fits,
                 .patience = TP_GENERATION_PATIENCE * tp_transcript_tokens(&s->told),
                 .progress = progress,
                 .context = context};
  *out = (tp_generation) {.end = TP_GENERATION_FULL};
  tp_transcript_init(&out->told, s->told.tapes);
  generate_segments(&g, out);
  tp_pass_free(g.pass);
  if (out->end != TP_GENERATION_ENDED)
    return;
  if (!s->run.has_output) {
    out->same_output = tp_transcript_equal(&out->told, &s->told);
    return;
  }
  take_output(out);
  const tp_word *want = &s->run.output;
  out->same_output = out->output.length == want->length
                     && !memcmp(out->output.symbol, want->symbol, want->length * sizeof *want->symbol);
}

void tp_generation_clear(tp_generation *g)
{
  tp_transcript_clear(&g->told);
  tp_word_clear(&g->output);
}
