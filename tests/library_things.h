/* SPDX-License-Identifier: MIT */
/* What tests of the public library share: objects that can be made, and what callbacks saw. */
#ifndef LIBRARY_THINGS_H
#define LIBRARY_THINGS_H

#include <tmprec.h>

#include <math.h>
#include <string.h>

#include "suite.h"

#define OK(call) ck_assert_msg((call) == TMPREC_OK, "%s", error.message)

static tmprec_error error;

static inline tmprec_machine *open_machine(const char *name)
{
  tmprec_machine *m;
  OK(tmprec_machine_open(&m, name, NULL, &error));
  return m;
}

static inline tmprec_simulation *simulate(const char *name, const char *input, tmprec_mode mode)
{
  const tmprec_simulation_options how = {.size = sizeof how, .mode = mode};
  tmprec_machine *m = open_machine(name);
  tmprec_simulation *s;
  OK(tmprec_simulation_new(&s, m, input, &how, NULL, &error));
  tmprec_machine_free(m);          /* the simulation keeps it */
  return s;
}

static inline tmprec_arithmetic *arithmetic_of(const char *text)
{
  tmprec_arithmetic *a;
  OK(tmprec_arithmetic_new(&a, text, 0, 0, &error));
  return a;
}

/* --- Machines that are built ------------------------------------------------------------ */

static const char *const one[] = {"1"}, *const blank[] = {" "}, *const slash[] = {"a/b"};

static inline tmprec_builder *begin_builder(void)
{
  tmprec_builder *b;
  OK(tmprec_builder_new(&b, 1, " ", "begin, here", "end", &error));
  OK(tmprec_builder_input(b, "1", &error));
  OK(tmprec_builder_rule(b, "begin, here", one, "begin, here", slash, "R", &error));
  OK(tmprec_builder_rule(b, "begin, here", blank, "end", one, "S", &error));
  return b;
}

/* --- What callbacks saw ------------------------------------------------------------------ */

typedef struct {
  size_t tokens, prompts, predicted, activations, scores, calls;
  size_t stop_at;                  /* the call that says stop; 0: none */
  size_t segment, next;            /* where the next token is */
  double worst_sum;                /* of weights, from 1 */
  int wrong;
} seen;

static inline int count_call(seen *s)
{
  return ++s->calls == s->stop_at;
}

static inline int see_token(void *user, const tmprec_token *t)
{
  seen *s = user;
  if (t->segment != s->segment)
    s->segment = t->segment, s->next = 0;
  s->wrong |= t->position != s->next++ || !*t->text;
  s->tokens++;
  s->prompts += t->is_prompt != 0;
  s->predicted += !t->is_prompt;
  return count_call(s);
}

static inline int see_activations(void *user, const tmprec_activations *a)
{
  seen *s = user;
  s->wrong |= !a->count || a->part > 2 || (a->layer == 0) != (a->part == 0) || !*a->name;
  for (size_t i = 0; i < a->count; i++)
    s->wrong |= !(fabs(a->value[i]) <= 64 && a->slack[i] >= 0);
  s->activations += a->count;
  return count_call(s);
}

static inline int see_scores(void *user, const tmprec_scores *r)
{
  seen *s = user;
  double sum = 0;
  for (size_t j = 0; j < r->keys; j++)
    sum += r->weight[j];
  s->worst_sum = fmax(s->worst_sum, fabs(sum - 1));
  s->wrong |= r->keys != r->position + 1 || !r->layer;
  s->scores++;
  return count_call(s);
}

static inline int see_progress(void *user, size_t done, size_t all)
{
  seen *s = user;
  s->wrong |= all && done > all;
  return count_call(s);
}

/* --- Sweeps ------------------------------------------------------------------------------ */

typedef struct {
  size_t cells, exact, certified;
  char verdicts[64];               /* by number of the cell */
} swept;

static inline int see_cell(void *user, const tmprec_cell *c)
{
  swept *s = user;
  s->cells++;
  s->exact += c->exact == TMPREC_YES;
  s->certified += c->certified != 0;
  quick_assert(c->number < LENGTH(s->verdicts));
  s->verdicts[c->number] = (char) ('0' + (int) c->exact);
  quick_assert(!strcmp(c->machine, "counter") && !strcmp(c->input, "1101"));
  quick_assert((c->exact == TMPREC_NO) == (c->first_error != SIZE_MAX));
  return 0;
}

static inline tmprec_sweep *make_sweep(void)
{
  tmprec_sweep *s;
  OK(tmprec_sweep_new(&s, &error));
  OK(tmprec_sweep_add(s, "counter:1101", &error));
  OK(tmprec_sweep_set(s, "bits", "3..5", &error));
  OK(tmprec_sweep_set(s, "family", "fixed,float", &error));
  OK(tmprec_sweep_set(s, "certify", "1", &error));
  return s;
}

#endif
