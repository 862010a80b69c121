/* SPDX-License-Identifier: MIT */
#include "tmprec/analysis/generate.h"

#include <stdlib.h>
#include <string.h>

#include "library.h"
#include "tmprec/base/memory.h"
#include "tmprec/machine/word.h"

struct tmprec_generation {
  tp_generation g;
  char *output;                    /* or NULL */
};

static void release(void *object)
{
  tmprec_generation *g = object;
  tp_generation_clear(&g->g);
  free(g->output);
  free(g);
}

void tmprec_generation_free(tmprec_generation *generation)
{
  tp_call_free(release, generation);
}

/* --- Callbacks ---------------------------------------------------------------------- */

/* Where a version of a coordinate comes from. */
typedef struct {
  uint32_t sublayer;               /* 0: the embedding; 2l - 1: the heads of layer l, 2l: its neurons */
  uint32_t coordinate;
} origin;

typedef struct {
  tp_call *call;
  const tp_subject *s;
  size_t segment;
  const tp_plan *plan;
  origin *from;                    /* of each version of the plan; NULL before a segment begins */
  double *value, *slack;           /* room for numbers */
  size_t room;
} watching;

static void note_origins(watching *w)
{
  const tp_transformer *t = tp_plan_transformer(w->plan);
  const size_t versions = tp_plan_versions(w->plan);
  free(w->from);
  w->from = tp_memory_zeroed(versions, sizeof *w->from);
  for (size_t sub = 2 * t->layers + 1; sub-- > 0;)         /* the first that has it is left */
    for (uint32_t c = 0; c < t->width; c++) {
      const size_t version = sub % 2 ? tp_plan_version(w->plan, (sub + 1) / 2, 1, c) : tp_plan_version(w->plan, sub / 2 + 1, 0, c);
      w->from[version] = (origin) {(uint32_t) sub, c};
    }
}

static void begin(void *context, size_t g, const tp_plan *plan)
{
  watching *w = context;
  w->segment = g;
  if (w->plan == plan && w->from)
    return;
  w->plan = plan;
  note_origins(w);
}

static void need_room(watching *w, size_t count)
{
  if (count <= w->room)
    return;
  free(w->value);
  free(w->slack);
  w->value = w->slack = NULL;
  w->room = 2 * count;
  w->value = tp_memory_new(w->room, sizeof *w->value);
  w->slack = tp_memory_new(w->room, sizeof *w->slack);
}

static void show_numbers(void *context, tp_workspace *work, size_t version, tp_number_column *c, size_t from, size_t to)
{
  watching *w = context;
  need_room(w, to - from);
  work->a->op->read(work, c, from, to, w->value, w->slack);
  const origin at = w->from[version];
  const tp_stream_register *r = tp_transformer_register_of(w->s->t, at.coordinate);
  const tmprec_activations told = {w->segment, (at.sublayer + 1) / 2, at.sublayer ? at.sublayer % 2 ? 1 : 2 : 0, at.coordinate, r->name,
                                   from, to - from, w->value, w->slack};
  const tp_call_pause pause = tp_call_leave(w->call);
  const int answer = w->call->watch.activations(w->call->watch.user, &told);
  tp_call_enter_again(w->call, &pause, answer);
}

static void show_row(void *context, tp_workspace *work, size_t layer, size_t head, size_t position, tp_attention_row *row)
{
  watching *w = context;
  const tp_arithmetic_operations *op = work->a->op;
  need_room(w, position + 1);
  if (op->row_numbers)
    op->row_numbers(work, row, w->value, w->slack);
  else
    for (size_t j = 0; j <= position; j++) {
      w->value[j] = op->row_score(work, row, j);
      w->slack[j] = op->row_weight(work, row, j);
    }
  const tmprec_scores told = {w->segment, layer, head, position, position + 1, w->value, w->slack};
  const tp_call_pause pause = tp_call_leave(w->call);
  const int answer = w->call->watch.scores(w->call->watch.user, &told);
  tp_call_enter_again(w->call, &pause, answer);
}

static void show_token(void *context, const tp_segment *s, size_t g, size_t position)
{
  watching *w = context;
  tp_tell_tokens(w->call, w->s->m, s, g, position, position + 1);
}

static void show_progress(void *context, const tp_generate_state *state)
{
  watching *w = context;
  const size_t prescribed = w->s->size.predictions;
  tp_call_tell_progress(w->call, state->tokens, state->tokens > prescribed ? state->tokens : prescribed);
}

/* --- Generation --------------------------------------------------------------------- */

typedef struct {
  tmprec_generation **out;
  const tmprec_simulation *simulation;
  const tmprec_arithmetic *arithmetic;
} generating;

static tp_status generate(tp_call *call, void *arguments, tp_error *err)
{
  const generating *a = arguments;
  const tmprec_watch *asked = &call->watch;
  if (tp_arithmetic_check(a->arithmetic, a->simulation->s.t->layers, 0, err) != TP_STATUS_OK)
    return TP_STATUS_REFUSED;
  const tp_setup setup = tp_arithmetic_setup(a->arithmetic);
  tmprec_generation *out = tp_memory_zeroed(1, sizeof *out);
  tp_subject at = tp_simulation_at_work(a->simulation);
  watching w = {.call = call, .s = &at};
  const tp_observer observer = {.context = &w, .activation = asked->activations ? show_numbers : NULL, .weights = asked->scores ? show_row : NULL};
  const int observes = asked->activations || asked->scores;
  tp_generate_segments(&out->g, &at, &setup,
                       &(tp_generate_watch) {.progress = show_progress,
                                             .token = asked->token ? show_token : NULL,
                                             .observer = observes ? &observer : NULL,
                                             .begins = observes ? begin : NULL,
                                             .context = &w});
  tp_call_tell_end(call, at.size.predictions);
  if (at.run.has_output && out->g.end == TP_GENERATION_ENDED) {
    tp_buffer word = {NULL, 0, 0};
    tp_word_print(&word, at.m, out->g.output.symbol, out->g.output.length);
    out->output = tp_text_taken(&word);
  }
  free(w.from);
  free(w.value);
  free(w.slack);
  tp_simulation_clear_work(&at);
  *a->out = out;
  return TP_STATUS_OK;
}

tmprec_status tmprec_generate(tmprec_generation **out, const tmprec_simulation *simulation, const tmprec_arithmetic *arithmetic,
                              const tmprec_watch *watch, tmprec_error *error)
{
  *out = NULL;
  return tp_call_run(error, watch, generate, &(generating) {out, simulation, arithmetic});
}

/* --- What came of it ------------------------------------------------------------------ */

tmprec_generation_end tmprec_generation_ended(const tmprec_generation *generation)
{
  switch (generation->g.end) {
  case TP_GENERATION_ENDED: return TMPREC_ENDED;
  case TP_GENERATION_FULL: return TMPREC_FULL;
  case TP_GENERATION_GIVEN_UP: return TMPREC_ENDLESS;
  case TP_GENERATION_LOST: return TMPREC_LOST;
  case TP_GENERATION_TIED: return TMPREC_TIED;
  case TP_GENERATION_UNKNOWN: break;
  }
  return TMPREC_UNDECIDED;
}

size_t tmprec_generation_predictions(const tmprec_generation *generation)
{
  return generation->g.predictions;
}

const char *tmprec_generation_output(const tmprec_generation *generation)
{
  return generation->output;
}

int tmprec_generation_is_right(const tmprec_generation *generation)
{
  return generation->g.same_output;
}
