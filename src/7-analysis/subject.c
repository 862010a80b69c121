#include "tmprec/analysis/subject.h"

#include <stdlib.h>
#include <string.h>

#include "tmprec/compiler/compiler.h"
#include "tmprec/tokens/cot.h"

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

static status check_context(const subject *s, size_t length, int force, error *err)
{
  if (force || length <= (size_t) 1 << s->r)
    return STATUS_OK;
  return error_set(err, STATUS_REFUSED, "r %u is too small: the sequence has %zu tokens, the context 2^%u = %zu",
                   s->r, length, s->r, (size_t) 1 << s->r);
}

static void build_transformer(subject *s)
{
  plan_free(s->plan);
  transformer_free(s->t);
  s->t = compile_cot(s->m, s->r);
  s->plan = plan_new(s->t, (evaluation_needs) {1, 0});
}

status subject_open(subject *s, const machine *m, const char *input, const subject_options *o, int compile, error *err)
{
  *s = (subject) {.m = m};
  status result = word_parse(&s->input, m, input, err);
  if (result == STATUS_OK)
    result = run_record(&s->run, m, &s->input, o->limits, err);
  if (result == STATUS_OK) {
    s->r = o->r ? o->r : cot_least_bits(&s->input, &s->run);
    result = check_context(s, cot_length(&s->input, &s->run, s->r), o->force, err);
  }
  if (result != STATUS_OK) {
    subject_close(s);
    return result;
  }
  cot_sequence(&s->tokens, m, &s->input, &s->run, s->r);
  s->prompt_end = sequence_prompt_end(&s->tokens);
  if (compile)
    build_transformer(s);
  return STATUS_OK;
}

status subject_replace_tokens(subject *s, sequence *tokens, const subject_options *o, error *err)
{
  unsigned r = s->r;
  while (!o->r && s->r < POSITION_BITS_MAX && tokens->length > (size_t) 1 << s->r)
    s->r += 2;
  if (s->r != r)
    build_transformer(s);
  status result = check_context(s, tokens->length, o->force, err);
  for (size_t i = 0; i < tokens->length && result == STATUS_OK; i++)
    if (!vocabulary_has(&s->t->vocabulary, sequence_token(tokens, i)))
      result = error_set(err, STATUS_REFUSED, "token %zu is not in the transformer's vocabulary", i);
  if (result != STATUS_OK) {
    sequence_clear(tokens);
    return result;
  }
  sequence_clear(&s->tokens);
  s->tokens = *tokens;
  s->prompt_end = sequence_prompt_end(&s->tokens);
  return STATUS_OK;
}

void subject_close(subject *s)
{
  plan_free(s->plan);
  transformer_free(s->t);
  sequence_clear(&s->tokens);
  run_clear(&s->run);
  word_clear(&s->input);
  *s = (subject) {0};
}

size_t subject_predictions(const subject *s)
{
  return s->tokens.length - 1 - s->prompt_end;
}
