/* SPDX-License-Identifier: MIT */
/* A machine that is built rule by rule, whose transformer carries out a run while callbacks watch: tokens as they are generated, the
   largest activation, and how sure attention is.  After so many tokens the run is cancelled.

     cc watch_run.c $(pkg-config --cflags --libs tmprec) -o watch_run */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <tmprec.h>

typedef struct {
  size_t tokens, most_tokens;
  double largest;                  /* activation */
  double least_sure;               /* the least of the largest weights of each query */
} watched;

static void stop_if(tmprec_status status, const tmprec_error *error)
{
  if (status == TMPREC_OK)
    return;
  fprintf(stderr, "watch_run: %s\n", error->message);
  exit(2);
}

/* Of a two-tape machine that writes a row of a's twice. */
static tmprec_machine *build_machine(void)
{
  static const char *const rules[][6] = {
    /* state, tapes read, next state, tapes written */
    {"copy", "a", "-", "copy", "a", "a"},
    {"copy", "-", "-", "back", "-", "-"},
    {"back", "-", "a", "back", "a", "-"},
    {"back", "-", "-", "done", "-", "-"},
  };
  static const char *const moves[] = {"RR", "SL", "RL", "SS"};
  tmprec_error error;
  tmprec_builder *builder;
  tmprec_machine *machine;
  stop_if(tmprec_builder_new(&builder, 2, "-", "begin", "done", &error), &error);
  stop_if(tmprec_builder_input(builder, "a", &error), &error);
  /* The second tape begins with a mark, so that no head leaves its cell 0 to the left. */
  static const char *const first_read[] = {"a", "-"}, *const first_write[] = {"a", "|"}, *const last_read[] = {"-", "|"}, *const last_write[] = {"-", "|"};
  stop_if(tmprec_builder_rule(builder, "begin", first_read, "copy", first_write, "SR", &error), &error);
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
    stop_if(tmprec_builder_rule(builder, rules[i][0], rules[i] + 1, rules[i][3], rules[i] + 4, moves[i], &error), &error);
  stop_if(tmprec_builder_rule(builder, "back", last_read, "done", last_write, "SS", &error), &error);
  stop_if(tmprec_builder_machine(&machine, builder, &error), &error);
  tmprec_builder_free(builder);
  return machine;
}

static int see_token(void *user, const tmprec_token *token)
{
  watched *w = (watched *) user;
  printf("%s%s", token->position ? " " : "", token->text);
  return !token->is_prompt && ++w->tokens == w->most_tokens;
}

static int see_activations(void *user, const tmprec_activations *a)
{
  watched *w = (watched *) user;
  for (size_t i = 0; i < a->count; i++)
    w->largest = fmax(w->largest, fabs(a->value[i]));
  return 0;
}

static int see_scores(void *user, const tmprec_scores *s)
{
  watched *w = (watched *) user;
  double largest = 0;
  for (size_t j = 0; j < s->keys; j++)
    largest = fmax(largest, s->weight[j]);
  w->least_sure = fmin(w->least_sure, largest);
  return 0;
}

int main(void)
{
  tmprec_error error;
  tmprec_machine *machine = build_machine();
  tmprec_simulation *simulation;
  tmprec_arithmetic *arithmetic;
  tmprec_generation *generation;
  stop_if(tmprec_simulation_new(&simulation, machine, "aaa", NULL, NULL, &error), &error);
  stop_if(tmprec_arithmetic_new(&arithmetic, "act=e4m3fn attn=e4m3fn beta=auto", 0, 0, &error), &error);
  watched w = {0, 0, 0, 1};
  tmprec_watch watch = {sizeof watch, &w, NULL, NULL, see_token, see_activations, see_scores};
  stop_if(tmprec_generate(&generation, simulation, arithmetic, &watch, &error), &error);
  printf("\noutput %s, %s\n", tmprec_generation_output(generation), tmprec_generation_is_right(generation) ? "right" : "wrong");
  printf("largest activation %g, the least of the largest weights %g\n", w.largest, w.least_sure);
  tmprec_generation_free(generation);

  const watched once_more = {0, 4, 0, 1};
  w = once_more;
  const tmprec_status status = tmprec_generate(&generation, simulation, arithmetic, &watch, &error);
  printf("\n%s after %zu tokens\n", tmprec_status_text(status), w.tokens);
  tmprec_generation_free(generation);
  tmprec_arithmetic_free(arithmetic);
  tmprec_simulation_free(simulation);
  tmprec_machine_free(machine);
  return 0;
}
