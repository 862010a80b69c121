/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/subject.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/compiler/compiler.h"
#include "tmprec/machine/fold.h"
#include "tmprec/machine/start.h"

const char *const tp_two_way_name[TP_TWO_WAY_RULES] = {"refuse", "fold"};

tp_status tp_position_bits_parse(unsigned *r, const char *text, tp_error *err)
{
  size_t digits = strspn(text, "0123456789");
  if (!digits || text[digits])
    return tp_error_set(err, TP_STATUS_REFUSED, "not a number of bits");
  unsigned long value = digits < 10 ? strtoul(text, NULL, 10) : 1000000000ul;
  if (value < TP_POSITION_BITS_MIN)
    return tp_error_set(err, TP_STATUS_REFUSED, "at least %u", TP_POSITION_BITS_MIN);
  if (value > TP_POSITION_BITS_MAX)
    return tp_error_set(err, TP_STATUS_REFUSED, "at most %u", TP_POSITION_BITS_MAX);
  if (value % 2)
    return tp_error_set(err, TP_STATUS_REFUSED, "odd; the construction walks back two bits per layer and needs an even number");
  *r = (unsigned) value;
  return TP_STATUS_OK;
}

static int is_within(const tp_subject *s, size_t longest, int force) { return force || longest <= (size_t) 1 << s->r; }

/* least: an r that is enough. */
static tp_status refuse_context(const tp_subject *s, size_t longest, unsigned least, tp_error *err)
{
  return tp_error_refuse(err, TP_REASON_SMALL_CONTEXT, "r %u is too small: %s has %zu tokens, the context 2^%u = %zu; r %u is enough", s->r,
                         s->mode == TP_MODE_COT ? "the sequence" : "a segment", longest, s->r, (size_t) 1 << s->r, least);
}

/* Of tokens that are given. */
static unsigned bits_for(size_t tokens)
{
  unsigned r = TP_POSITION_BITS_MIN;
  while (r < TP_POSITION_BITS_MAX && tokens > (size_t) 1 << r)
    r += 2;
  return r;
}

static void take_transformer(tp_subject *s, tp_transformer *t)
{
  tp_plans_free(s->plans);
  tp_transformer_free(s->t);
  s->t = t;
  s->plans = tp_plans_new(s->t);
  s->plan = tp_plans_get(s->plans, (tp_evaluation_needs) {1, 0});
}

static void build_transformer(tp_subject *s)
{
  take_transformer(s, tp_compile_chain(s->m, s->mode, s->r));
}

static tp_status fold(tp_subject *s, const tp_subject_options *o, tp_error *err)
{
  tp_status result = o->two_way == TP_TWO_WAY_FOLD ? tp_machine_fold_for(&s->folded, s->m, &s->input, o->limits, err) : TP_STATUS_OK;
  if (s->folded)
    s->m = s->folded;
  return result;
}

tp_status tp_subject_open(tp_subject *s, const tp_machine *m, const char *input, const tp_subject_options *o, int compile, tp_error *err)
{
  *s = (tp_subject) {.m = m, .mode = o->mode};
  tp_status result = tp_start_parse(&s->started, &s->input, m, input, err);
  if (s->started)
    s->m = s->started;
  if (result == TP_STATUS_OK)
    result = fold(s, o, err);
  if (result == TP_STATUS_OK)
    result = tp_run_record(&s->run, s->m, &s->input, o->limits, err);
  if (result == TP_STATUS_OK && !s->run.steps)
    result = tp_error_refuse(err, TP_REASON_NO_STEP, "the start state '%s' is a halting state: the run has no step, so there is no token to predict",
                             tp_machine_state_name(s->m, 0));
  if (result == TP_STATUS_OK) {
    const tp_told_run run = tp_subject_run(s);
    s->r = o->r ? o->r : tp_chain_least_bits(&run);
    s->size = tp_chain_size(&run, s->r, SIZE_MAX);
    if (!is_within(s, s->size.longest, o->force))
      result = refuse_context(s, s->size.longest, tp_chain_least_bits(&run), err);
    if (result == TP_STATUS_OK && !o->force && tp_chain_cells(&run) > (size_t) 1 << s->r)
      result = tp_error_refuse(err, TP_REASON_SMALL_CONTEXT, "r %u is too small: the head can reach cell %zu; r %u is enough", s->r,
                               tp_chain_cells(&run) - 1, tp_chain_least_bits(&run));
  }
  if (result != TP_STATUS_OK)
    tp_subject_close(s);
  if (result == TP_STATUS_OK && !o->unwritten)
    tp_subject_write(s);
  if (result == TP_STATUS_OK && compile)
    build_transformer(s);
  return result;
}

tp_told_run tp_subject_run(const tp_subject *s)
{
  return (tp_told_run) {s->m, &s->input, &s->run, s->mode};
}

void tp_subject_write(tp_subject *s)
{
  if (s->told.segments)
    return;
  const tp_told_run run = tp_subject_run(s);
  tp_chain_transcript(&s->told, &run, s->r);
}

tp_told_size tp_subject_size(const tp_subject *s)
{
  return s->told.segments ? tp_transcript_size(&s->told) : s->size;
}

tp_status tp_subject_replace_transformer(tp_subject *s, tp_transformer *t, tp_error *err)
{
  if (t->position_bits == s->r && tp_vocabulary_equal(&t->vocabulary, &s->t->vocabulary)) {
    take_transformer(s, t);
    return TP_STATUS_OK;
  }
  const int fits = t->position_bits == s->r;
  tp_transformer_free(t);
  return fits ? tp_error_set(err, TP_STATUS_REFUSED, "the tokens are not those of this machine: other numbers of states, symbols, inputs or tapes")
              : tp_error_set(err, TP_STATUS_REFUSED, "r is not %u, as the run has it", s->r);
}

tp_status tp_subject_replace_tokens(tp_subject *s, tp_transcript *told, const tp_subject_options *o, tp_error *err)
{
  unsigned r = s->r;
  size_t longest = tp_transcript_longest(told), token = 0;
  while (!o->r && s->r < TP_POSITION_BITS_MAX && longest > (size_t) 1 << s->r)
    s->r += 2;
  if (s->r != r)
    build_transformer(s);
  tp_status result = is_within(s, longest, o->force) ? TP_STATUS_OK : refuse_context(s, longest, bits_for(longest), err);
  for (size_t g = 0; g < told->segments; g++)
    for (size_t i = 0; i < told->segment[g].tokens.length && result == TP_STATUS_OK; i++, token++)
      if (!tp_vocabulary_has(&s->t->vocabulary, tp_sequence_token(&told->segment[g].tokens, i)))
        result = tp_error_set(err, TP_STATUS_REFUSED, "token %zu is not in the transformer's vocabulary", token);
  if (result != TP_STATUS_OK) {
    tp_transcript_clear(told);
    return result;
  }
  tp_transcript_clear(&s->told);
  s->told = *told;
  return TP_STATUS_OK;
}

void tp_subject_close(tp_subject *s)
{
  tp_plans_free(s->plans);
  tp_transformer_free(s->t);
  tp_transcript_clear(&s->told);
  tp_run_clear(&s->run);
  tp_word_clear(&s->input);
  tp_machine_free(s->folded);
  tp_machine_free(s->started);
  *s = (tp_subject) {0};
}
