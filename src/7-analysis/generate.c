#include "tmprec/analysis/generate.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/base/memory.h"

typedef struct {
  void (*call)(void *context, size_t tokens);
  void *context;
} report;

/* Room for tokens: the context, but no more than it takes to see that this is not
   the prescribed sequence; and that at least, with an r that is too small. */
static size_t context_size(const subject *s)
{
  size_t context = (size_t) 1 << s->r, prescribed = s->tokens.length;
  if (context > GENERATION_PATIENCE * prescribed)
    context = GENERATION_PATIENCE * prescribed;
  return context > prescribed ? context : prescribed;
}

static int has_ended(const subject *s, const uint32_t *token, size_t runs)
{
  return token[0] == TOKEN_EOUTP || (!s->run.halted && runs >= s->run.steps);
}

/* One evaluation; 1 if with more bits more might be decided. */
static int generate_once(generation *out, const subject *s, const evaluation_plan *plan, const arithmetic_choice *c,
                         const report *tell)
{
  *out = (generation) {.end = GENERATION_FULL};
  sequence_init(&out->tokens, s->tokens.tapes);
  sequence all;
  sequence_init(&all, s->tokens.tapes);
  for (size_t i = 0; i <= s->prompt_end; i++)
    sequence_append_token(&all, sequence_token(&s->tokens, i));
  arithmetic *a = arithmetic_new(c, s->r, plan_longest_product(plan));
  evaluator *e = evaluator_new(plan, a, NULL);
  uint32_t *token = memory_zeroed(TOKEN_STRIDE(all.tapes), sizeof *token);
  size_t runs = 0, room = context_size(s);
  while (all.length < room && !(a->op->undecided(a) & UNDECIDED_NUMBER)) {
    evaluator_feed(e, &all, all.length - evaluator_length(e));
    prediction guess = {.token = token};
    evaluator_predict(e, all.length - 1, &guess);
    if (!guess.is_decided || !guess.is_number || guess.ties != 1) {
      out->end = guess.is_decided ? GENERATION_TIED : GENERATION_UNKNOWN;
      break;
    }
    sequence_append_token(&all, token);
    sequence_append_token(&out->tokens, token);
    runs += token[0] == TOKEN_RUN;
    if (has_ended(s, token, runs)) {
      out->end = GENERATION_ENDED;
      break;
    }
    if (tell->call && out->tokens.length % 16 == 0)
      tell->call(tell->context, out->tokens.length);
  }
  if (a->op->undecided(a) & UNDECIDED_NUMBER)
    out->end = GENERATION_UNKNOWN;
  free(token);
  evaluator_free(e);
  a->op->destroy(a);
  sequence_clear(&all);
  return out->end == GENERATION_UNKNOWN;
}

/* The word between the last outp and the final eoutp. */
static void take_output(generation *g)
{
  size_t end = g->tokens.length - 1, start = end;
  while (start > 0 && sequence_token(&g->tokens, start - 1)[0] == TOKEN_SYM)
    start--;
  g->output.symbol = memory_new(end - start, sizeof *g->output.symbol);
  for (size_t i = start; i < end; i++)
    g->output.symbol[g->output.length++] = sequence_token(&g->tokens, i)[1];
}

static int is_prescribed(const generation *g, const subject *s)
{
  if (g->tokens.length != subject_predictions(s))
    return 0;
  for (size_t i = 0; i < g->tokens.length; i++)
    if (!token_equal(sequence_token(&g->tokens, i), sequence_token(&s->tokens, s->prompt_end + 1 + i), g->tokens.tapes))
      return 0;
  return 1;
}

void generate_sequence(generation *out, const subject *s, const arithmetic_choice *c,
                       void (*progress)(void *context, size_t tokens), void *context)
{
  report tell = {progress, context};
  const evaluation_needs needs = arithmetic_needs(c);
  evaluation_plan *own = needs.shares_rows && !needs.block ? NULL : plan_new(s->t, needs);
  arithmetic_choice finer = *c;
  while (generate_once(out, s, own ? own : s->plan, &finer, &tell) && arithmetic_refine(&finer))
    generation_clear(out);
  plan_free(own);
  if (out->end != GENERATION_ENDED)
    return;
  if (!s->run.halted) {
    out->same_output = is_prescribed(out, s);
    return;
  }
  take_output(out);
  const word *want = &s->run.output;
  out->same_output = out->output.length == want->length
                     && !memcmp(out->output.symbol, want->symbol, want->length * sizeof *want->symbol);
}

void generation_clear(generation *g)
{
  sequence_clear(&g->tokens);
  word_clear(&g->output);
}
