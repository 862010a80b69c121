/* SPDX-License-Identifier: MIT */
#include "tmprec/sweep/contexts.h"

#include <stdint.h>

#include "tmprec/machine/generator.h"

/* Steps of all runs tried beside the first that fits, so that a search does not take longer than what it is for. */
static const uint64_t most_steps_around = 20000000;       /* some seconds */

typedef struct {
  const tp_machine *m;
  const char *generator;
  size_t wanted;
  const tp_number_list *r;
  tp_subject_options o;
  uint64_t steps;                  /* of all runs so far */
  /* The best so far: */
  size_t n;
  uint64_t size, draw;
} search;

/* Tokens of the longest context, with any of the r. */
static size_t longest_of(const tp_subject *s, const tp_number_list *r)
{
  size_t longest = s->size.longest;
  const tp_told_run run = tp_subject_run(s);
  for (size_t i = 1; i < r->count; i++) {
    const tp_told_size size = tp_chain_size(&run, (unsigned) r->value[i], SIZE_MAX);
    longest = size.longest > longest ? size.longest : longest;
  }
  return longest;
}

/* The context of a word, or 0 if its run is refused or takes too long. */
static size_t measure(search *f, const char *word)
{
  tp_subject s;
  tp_error why;
  if (tp_subject_open(&s, f->m, word, &f->o, 0, &why) != TP_STATUS_OK) {
    f->steps += why.reason == TP_REASON_NOT_HALTED ? f->o.limits.max_steps : 1;
    return 0;
  }
  const size_t n = longest_of(&s, f->r);
  f->steps += s.run.steps;
  tp_subject_close(&s);
  return n;
}

/* Whether that word fits; then it is perhaps the best. */
static int try(search *f, uint64_t size, uint64_t draw)
{
  tp_buffer word = {NULL, 0, 0};
  tp_error why;
  const tp_status made = tp_generator_word(&word, f->m, f->generator, size, draw, f->wanted, &why);
  const size_t n = made == TP_STATUS_OK ? measure(f, word.text ? word.text : "") : 0;
  tp_buffer_clear(&word);
  if (!n || n > f->wanted)
    return 0;
  const int is_first = size < f->size || (size == f->size && draw < f->draw);
  if (n > f->n || (n == f->n && is_first)) {
    f->n = n;
    f->size = size;
    f->draw = draw;
  }
  return 1;
}

/* The largest size that fits, if contexts grow with it; 0 if none does. */
static uint64_t largest_size(search *f)
{
  uint64_t low = 0, high = 1;
  while (high <= f->wanted && try(f, high, 0)) {
    low = high;
    high *= 2;
  }
  while (low + 1 < high) {
    const uint64_t middle = low + (high - low) / 2;
    if (try(f, middle, 0))
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* Near it first; the search ends with all sizes and draws, with the wanted number, or after so many steps. */
static void look_around(search *f, uint64_t middle)
{
  const uint64_t draws = tp_generator_is_random(f->generator) ? TP_CONTEXT_DRAWS : 1, end = f->steps + most_steps_around;
  for (uint64_t distance = 0; distance <= TP_CONTEXT_AROUND; distance++)
    for (int side = 0; side < (distance ? 2 : 1); side++)
      for (uint64_t draw = 0; draw < draws && f->n < f->wanted && f->steps < end; draw++)
        if (side ? middle > distance : middle + distance > 0)
          try(f, side ? middle - distance : middle + distance, draw);
}

tp_status tp_context_input(tp_buffer *input, size_t *n, const tp_machine *m, const char *generator, size_t wanted, const tp_number_list *r,
                           const tp_subject_options *o, tp_error *err)
{
  search f = {.m = m, .generator = generator, .wanted = wanted, .r = r, .o = *o};
  const uint64_t most = wanted * (o->mode == TP_MODE_COT ? TP_CONTEXT_STEPS_COT : TP_CONTEXT_STEPS_SCOT);
  f.o.limits.max_steps = most < o->limits.max_steps ? most : o->limits.max_steps;
  f.o.unwritten = f.o.force = 1;
  f.o.r = r->count ? (unsigned) r->value[0] : 0;
  *n = 0;
  tp_buffer first = {NULL, 0, 0};
  const tp_status s = tp_generator_word(&first, m, generator, 1, 0, UINT64_MAX, err);
  tp_buffer_clear(&first);
  if (s != TP_STATUS_OK)
    return s;
  look_around(&f, tp_generator_has_size(generator) ? largest_size(&f) : 1);
  *n = f.n;
  return f.n ? tp_generator_word(input, m, generator, f.size, f.draw, UINT64_MAX, err) : TP_STATUS_OK;
}
