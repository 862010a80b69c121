#include "tmprec/analysis/subject.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/compiler/compiler.h"
#include "tmprec/machine/fold.h"

const char *const two_way_name[TWO_WAY_RULES] = {"refuse", "fold"};

status position_bits_parse(unsigned *r, const char *text, error *err)
{
  size_t digits = strspn(text, "0123456789");
  if (!digits || text[digits])
    return error_set(err, STATUS_REFUSED, "r '%.80s': not a number of bits", text);
  unsigned long value = digits < 10 ? strtoul(text, NULL, 10) : 1000000000ul;
  if (value < POSITION_BITS_MIN)
    return error_set(err, STATUS_REFUSED, "r '%.80s': at least %u", text, POSITION_BITS_MIN);
  if (value > POSITION_BITS_MAX)
    return error_set(err, STATUS_REFUSED, "r '%.80s': at most %u", text, POSITION_BITS_MAX);
  if (value % 2)
    return error_set(err, STATUS_REFUSED, "r '%.80s': odd; the construction walks back two bits a layer and needs an even number",
                     text);
  *r = (unsigned) value;
  return STATUS_OK;
}

static status check_context(const subject *s, size_t longest, int force, error *err)
{
  if (force || longest <= (size_t) 1 << s->r)
    return STATUS_OK;
  return error_set(err, STATUS_REFUSED, "r %u is too small: %s has %zu tokens, the context 2^%u = %zu", s->r,
                   s->mode == MODE_COT ? "the sequence" : "a segment", longest, s->r, (size_t) 1 << s->r);
}

static void build_transformer(subject *s)
{
  plan_free(s->plan);
  transformer_free(s->t);
  s->t = compile_chain(s->m, s->mode, s->r);
  s->plan = plan_new(s->t, (evaluation_needs) {1, 0});
}

static status fold(subject *s, const subject_options *o, error *err)
{
  status result = o->two_way == TWO_WAY_FOLD ? machine_fold_for(&s->folded, s->m, &s->input, o->limits, err) : STATUS_OK;
  if (s->folded)
    s->m = s->folded;
  return result;
}

status subject_open(subject *s, const machine *m, const char *input, const subject_options *o, int compile, error *err)
{
  *s = (subject) {.m = m, .mode = o->mode};
  status result = word_parse(&s->input, m, input, err);
  if (result == STATUS_OK)
    result = fold(s, o, err);
  if (result == STATUS_OK)
    result = run_record(&s->run, s->m, &s->input, o->limits, err);
  if (result == STATUS_OK) {
    const told_run run = {s->m, &s->input, &s->run, s->mode};
    s->r = o->r ? o->r : chain_least_bits(&run);
    chain_transcript(&s->told, &run, s->r);
    result = check_context(s, transcript_longest(&s->told), o->force, err);
  }
  if (result != STATUS_OK)
    subject_close(s);
  else if (compile)
    build_transformer(s);
  return result;
}

status subject_replace_tokens(subject *s, transcript *told, const subject_options *o, error *err)
{
  unsigned r = s->r;
  size_t longest = transcript_longest(told), token = 0;
  while (!o->r && s->r < POSITION_BITS_MAX && longest > (size_t) 1 << s->r)
    s->r += 2;
  if (s->r != r)
    build_transformer(s);
  status result = check_context(s, longest, o->force, err);
  for (size_t g = 0; g < told->segments; g++)
    for (size_t i = 0; i < told->segment[g].tokens.length && result == STATUS_OK; i++, token++)
      if (!vocabulary_has(&s->t->vocabulary, sequence_token(&told->segment[g].tokens, i)))
        result = error_set(err, STATUS_REFUSED, "token %zu is not in the transformer's vocabulary", token);
  if (result != STATUS_OK) {
    transcript_clear(told);
    return result;
  }
  transcript_clear(&s->told);
  s->told = *told;
  return STATUS_OK;
}

void subject_close(subject *s)
{
  plan_free(s->plan);
  transformer_free(s->t);
  transcript_clear(&s->told);
  run_clear(&s->run);
  word_clear(&s->input);
  machine_free(s->folded);
  *s = (subject) {0};
}
