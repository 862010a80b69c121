#include "tmprec/analysis/locate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mend.h"
#include "precise.h"
#include "ranking.h"
#include "tmprec/base/memory.h"

typedef struct {
  const subject *s;
  const arithmetic_choice *c;
  const evaluation_plan *plan;
  arithmetic_choice precise;       /* c with all raised in all layers */
  layer_exception *raised;
  size_t *layer_of;                /* by version: the layer that makes it, from 1; 0: the embedding */
  unsigned char *is_sum;           /* by version: 1 if the layer's neurons make it */
  uint32_t *coordinate;            /* by version */
  size_t evaluations;
  void (*progress)(void *context, size_t evaluations);
  void *context;
} search;

static void count_evaluation(void *context)
{
  search *f = context;
  f->evaluations++;
  if (f->progress)
    f->progress(f->context, f->evaluations);
}

/* Versions are numbered in the order of layers, attention before neurons. */
static void map_versions(search *f)
{
  const transformer *t = f->s->t;
  size_t versions = plan_versions(f->plan);
  f->layer_of = memory_zeroed(versions, sizeof *f->layer_of);
  f->is_sum = memory_zeroed(versions, 1);
  f->coordinate = memory_zeroed(versions, sizeof *f->coordinate);
  for (uint32_t c = 0; c < t->width; c++) {
    f->coordinate[c] = c;
    for (size_t l = 1; l <= t->layers; l++)
      for (int part = 1; part <= 2; part++) {
        size_t version = part == 1 ? plan_version(f->plan, l, 1, c) : plan_version(f->plan, l + 1, 0, c);
        if (version != c && !f->layer_of[version]) {
          f->layer_of[version] = l;
          f->is_sum[version] = part == 2;
          f->coordinate[version] = c;
        }
      }
  }
}

/* --- One segment, watched ---------------------------------------------------------- */

/* What is watched for: the first number that differs; or at one position, of one layer,
   that which is furthest off; or one number there. */
typedef struct {
  search *f;
  const trajectory *hardmax;
  size_t only;                     /* SIZE_MAX, or the position */
  size_t only_layer;
  const operation *number;         /* NULL, or that one */
  operation found;
  double off;
} watcher;

static int is_same_number(const operation *a, const operation *b)
{
  return a->part == b->part && (a->part == OPERATION_NEURON ? a->index == b->index : a->coordinate == b->coordinate);
}

static size_t head_of(const transformer *t, size_t layer, uint32_t coordinate)
{
  const transformer_layer *at = t->layer + layer - 1;
  for (size_t h = 0; h < at->heads; h++)
    for (uint32_t c = 0; c < at->head[h].values; c++)
      if (at->head[h].out[c] == coordinate)
        return h;
  return SIZE_MAX;
}

/* The order in which numbers are made. */
static int is_before(const operation *a, const operation *b)
{
  if (a->position != b->position)
    return a->position < b->position;
  if (a->layer != b->layer)
    return a->layer < b->layer;
  if (a->part != b->part)
    return a->part < b->part;
  return a->part == OPERATION_NEURON ? a->index < b->index : a->coordinate < b->coordinate;
}

static void consider(watcher *w, operation o, arithmetic *a, number_column *c, int8_t exact)
{
  double slack;
  o.found = 1;
  o.exact = exact;
  o.rounded = a->op->approximate(a, c, o.position, &slack);
  double off = o.rounded == o.rounded ? fabs(o.rounded - o.exact) : INFINITY;
  if (w->only == SIZE_MAX ? !w->found.found || is_before(&o, &w->found) : !w->found.found || off > w->off) {
    w->found = o;
    w->off = off;
  }
}

/* Compare positions from .. to-1 with hardmax's. */
static void compare(watcher *w, arithmetic *a, number_column *c, const int8_t *exact, operation o, size_t from, size_t to)
{
  if (w->only != SIZE_MAX) {
    if (w->only < from || w->only >= to || o.layer != w->only_layer)
      return;
    if (w->number && !is_same_number(w->number, &o))
      return;
    from = w->only;
    to = from + 1;
  }
  o.position = a->op->compare(a, c, from, to, exact + from);
  if (o.position < to)
    consider(w, o, a, c, exact[o.position]);
}

static void watch_activation(void *context, arithmetic *a, size_t version, number_column *c, size_t from, size_t to)
{
  watcher *w = context;
  const search *f = w->f;
  operation o = {.layer = f->layer_of[version], .part = f->is_sum[version] ? OPERATION_SUM : OPERATION_ATTENTION,
                 .coordinate = f->coordinate[version], .index = SIZE_MAX};
  if (!o.layer)
    return;
  if (o.part == OPERATION_ATTENTION)
    o.index = head_of(f->s->t, o.layer, o.coordinate);
  compare(w, a, c, trajectory_activation(w->hardmax, version), o, from, to);
}

static void watch_hidden(void *context, arithmetic *a, size_t layer, size_t neuron, number_column *c, size_t from, size_t to)
{
  watcher *w = context;
  operation o = {.layer = layer, .part = OPERATION_NEURON, .index = neuron};
  compare(w, a, c, trajectory_hidden(w->hardmax, layer, neuron), o, from, to);
}

/* Feed positions up to end-1, so many at a time: rows of weights are kept for a chunk. */
enum { CHUNK = 64 };
static void feed_to(evaluator *e, const sequence *tokens, size_t end)
{
  for (size_t from; (from = evaluator_length(e)) < end;)
    evaluator_feed(e, tokens, end - from < CHUNK ? end - from : CHUNK);
}

/* 1 if with more bits more might be decided. */
static int watch_once(watcher *w, size_t g, const arithmetic_choice *c, size_t end)
{
  search *f = w->f;
  const sequence *tokens = &f->s->told.segment[g].tokens;
  layered_arithmetic a = layered_new(c, f->s->r, plan_longest_product(f->plan), f->s->t->layers);
  evaluator *e = evaluator_new(f->plan, a.at[0], &(observer) {.context = w, .activation = watch_activation, .hidden = watch_hidden});
  if (a.count > 1)
    evaluator_use_layers(e, a.at);
  w->found = (operation) {.found = 0};
  for (size_t to = 0; to < end && !w->found.found;) {
    to = end - to < CHUNK ? end : to + CHUNK;
    feed_to(e, tokens, to);
  }
  int undecided = layered_undecided(&a);
  evaluator_free(e);
  layered_free(&a);
  count_evaluation(f);
  return undecided;
}

/* Evaluate positions 0 .. end-1 of a segment, or until something is found. */
static void watch_segment(watcher *w, size_t g, const arithmetic_choice *c, size_t end)
{
  arithmetic_choice finer = *c;
  finer.segment = g;
  while (watch_once(w, g, &finer, end) && arithmetic_refine(&finer))
    ;
}

/* --- Which precision an operation lacks ---------------------------------------------- */

/* Half a step of activations where they are precise. */
static const double negligible = 0x1p-25;

/* 1 if with the choice the number of o is hardmax's, or as good as that: where nothing
   rounds activations, whatever leaks stays in them. */
static int mends_number(search *f, const operation *o, const arithmetic_choice *c, void *with)
{
  watcher w = {.f = f, .hardmax = hardmax_record_segment(with, o->segment), .only = o->position, .only_layer = o->layer, .number = o};
  watch_segment(&w, o->segment, c, o->position + 1);
  return !w.found.found || w.off < negligible;
}

/* c with one thing raised in one layer; `room` holds the exceptions. */
static arithmetic_choice raise_one(const arithmetic_choice *c, int what, size_t layer, layer_exception *room)
{
  arithmetic_choice raised = *c;
  if (c->exceptions)
    memcpy(room, c->except, c->exceptions * sizeof *room);
  raised.except = room;
  room[raised.exceptions++] = raise_in(what, (unsigned) layer, (unsigned) layer);
  return raised;
}

static void blame(search *f, operation *o, int (*is_mended)(search *f, const operation *o, const arithmetic_choice *c, void *with),
                  void *with)
{
  layer_exception *room = memory_new(f->c->exceptions + 1, sizeof *room);
  o->what = -1;
  for (int what = RAISABLE - 1; what >= 0 && o->what < 0; what--) {
    if (!can_raise(f->c, what))
      continue;
    arithmetic_choice raised = raise_one(f->c, what, o->layer, room);
    if (is_mended(f, o, &raised, with))
      o->what = what;
  }
  free(room);
}

/* --- Hardmax's margin ------------------------------------------------------------------ */

typedef struct {
  const operation *o;
  double gap;
} gap_watcher;

static void watch_scores(void *context, arithmetic *a, size_t layer, size_t head, size_t position, attention_row *row)
{
  gap_watcher *w = context;
  if (layer != w->o->layer || head != w->o->index || position != w->o->position)
    return;
  const ranking k = rank_keys(a, row, position + 1);
  w->gap = k.best - k.next;
}

static double gap_of(search *f, const operation *o)
{
  const arithmetic_choice exact = {.kind = ARITHMETIC_EXACT};
  gap_watcher w = {o, INFINITY};
  arithmetic *a = arithmetic_new(&exact, f->s->r, plan_longest_product(f->plan));
  evaluator *e = evaluator_new(f->plan, a, &(observer) {.context = &w, .scores = watch_scores});
  feed_to(e, &f->s->told.segment[o->segment].tokens, o->position + 1);
  evaluator_free(e);
  a->op->destroy(a);
  return w.gap;
}

static int pre_activation(const search *f, const trajectory *hardmax, const operation *o)
{
  const neuron_block *mlp = &f->s->t->layer[o->layer - 1].mlp;
  int sum = mlp->bias[o->index];
  for (size_t i = mlp->in_start[o->index]; i < mlp->in_start[o->index + 1]; i++)
    sum += mlp->in_weight[i] * trajectory_activation(hardmax, plan_version(f->plan, o->layer, 1, mlp->in[i]))[o->position];
  return sum;
}

static double margin_of(search *f, hardmax_record *hardmax, const operation *o)
{
  switch (o->part) {
  case OPERATION_ATTENTION: return gap_of(f, o);
  case OPERATION_NEURON: return fabs(pre_activation(f, hardmax_record_segment(hardmax, o->segment), o) - 0.5);
  default: return 0.5;
  }
}

/* --- The first difference ------------------------------------------------------------ */

static void number_token(const search *f, operation *o)
{
  o->token = o->position;
  for (size_t g = 0; g < o->segment; g++)
    o->token += f->s->told.segment[g].tokens.length;
}

static void find_first(search *f, hardmax_record *hardmax, size_t last_segment, operation *out)
{
  for (size_t g = 0; g <= last_segment && !out->found; g++) {
    watcher w = {.f = f, .hardmax = hardmax_record_segment(hardmax, g), .only = SIZE_MAX};
    watch_segment(&w, g, f->c, f->s->told.segment[g].tokens.length - 1);
    *out = w.found;
    out->segment = g;
  }
  if (!out->found)
    return;
  number_token(f, out);
  out->margin = margin_of(f, hardmax, out);
  blame(f, out, mends_number, hardmax);
}

/* --- From where the wrong token follows ------------------------------------------------ */

typedef struct {
  size_t segment, position;        /* of the wrong prediction */
} failure;

/* 1, 0, or -1 where it is not decided. */
static int is_right_prediction(evaluator *e, const segment *at, size_t position)
{
  uint32_t *token = memory_zeroed(TOKEN_STRIDE(at->tokens.tapes), sizeof *token);
  prediction guess = {.token = token};
  evaluator_predict(e, position, &guess);
  int right = guess.is_number && guess.ties == 1 && token_equal(token, sequence_token(&at->tokens, position + 1), at->tokens.tapes);
  free(token);
  return guess.is_decided ? right : -1;
}

/* The prediction that fails, evaluated in one arithmetic up to layer `layer` of position
   `until`, and in the other from there on: 1 if it is right, -1 if that is not decided. */
static int is_right_after(search *f, const failure *bad, const layered_arithmetic *rough, const layered_arithmetic *fine,
                          size_t until, size_t layer)
{
  const segment *at = f->s->told.segment + bad->segment;
  arithmetic **mixed = memory_new(rough->layers, sizeof *mixed);
  for (size_t l = 0; l < rough->layers; l++)
    mixed[l] = l < layer ? rough->at[l] : fine->at[l];
  evaluator *e = evaluator_new(f->plan, rough->at[0], NULL);
  evaluator_use_layers(e, rough->at);
  feed_to(e, &at->tokens, until);
  evaluator_use_layers(e, mixed);
  feed_to(e, &at->tokens, until + 1);
  evaluator_use_layers(e, fine->at);
  feed_to(e, &at->tokens, bad->position + 1);
  int right = is_right_prediction(e, at, bad->position);
  if ((layered_undecided(rough) | layered_undecided(fine)) & UNDECIDED_NUMBER)
    right = -1;
  evaluator_free(e);
  free(mixed);
  count_evaluation(f);
  return right;
}

/* The arithmetic asked for and the precise one, each of which reads the other's columns:
   that takes two of one kind.  0 if there are none. */
static int make_pair(const search *f, arithmetic_choice *c, arithmetic_choice *p, layered_arithmetic *rough, layered_arithmetic *fine)
{
  size_t keys = plan_longest_product(f->plan), layers = f->s->t->layers;
  for (int refined = 0;; refined = 1) {
    *rough = layered_new(c, f->s->r, keys, layers);
    *fine = layered_new(p, f->s->r, keys, layers);
    if (rough->at[0]->op == fine->at[0]->op)
      return 1;
    layered_free(rough);
    layered_free(fine);
    if (refined || !arithmetic_refine(c) || !arithmetic_refine(p))
      return 0;
    c->working = p->working = c->working > p->working ? c->working : p->working;
  }
}

/* Whether a prediction (`with`, a failure) is right with the choice. */
static int mends_prediction(search *f, const operation *o, const arithmetic_choice *c, void *with)
{
  const failure *bad = with;
  const segment *at = f->s->told.segment + bad->segment;
  arithmetic_choice finer = *c;
  int right, undecided;
  (void) o;
  finer.segment = bad->segment;
  do {
    layered_arithmetic a = layered_new(&finer, f->s->r, plan_longest_product(f->plan), f->s->t->layers);
    evaluator *e = evaluator_new(f->plan, a.at[0], NULL);
    if (a.count > 1)
      evaluator_use_layers(e, a.at);
    feed_to(e, &at->tokens, bad->position + 1);
    right = is_right_prediction(e, at, bad->position);
    undecided = right < 0 || layered_undecided(&a) & UNDECIDED_NUMBER;
    evaluator_free(e);
    layered_free(&a);
    count_evaluation(f);
  } while (undecided && arithmetic_refine(&finer));
  return !undecided && right;
}

/* 1 if the first `count` layers, counted through all positions, are rounded as asked for. */
static int is_right_behind(search *f, const failure *bad, const layered_arithmetic *rough, const layered_arithmetic *fine, size_t count)
{
  size_t layers = f->s->t->layers;
  return count ? is_right_after(f, bad, rough, fine, (count - 1) / layers, (count - 1) % layers + 1)
               : is_right_after(f, bad, rough, fine, 0, 0);
}

/* The least number of layers that, rounded, make the prediction wrong, found between
   `right`, which does not, and `wrong`, which does: trying all in ascending order, or by
   bisection, which finds some place where one layer more makes it wrong.  SIZE_MAX if
   something is not decided. */
static size_t find_step(search *f, const failure *bad, const layered_arithmetic *rough, const layered_arithmetic *fine, size_t wrong,
                        int tries_all)
{
  for (size_t right = 0; wrong - right > 1;) {
    size_t next = tries_all ? right + 1 : (right + wrong) / 2;
    int is_right = is_right_behind(f, bad, rough, fine, next);
    if (is_right < 0)
      return SIZE_MAX;
    *(is_right ? &right : &wrong) = next;
    if (tries_all && !is_right)
      break;
  }
  return wrong;
}

/* 0 if all precise is not right, SIZE_MAX if something is not decided. */
static size_t step_between(search *f, const failure *bad, const layered_arithmetic *rough, const layered_arithmetic *fine, int tries_all)
{
  int is_right = is_right_behind(f, bad, rough, fine, 0);
  if (is_right != 1)
    return is_right < 0 ? SIZE_MAX : 0;
  return find_step(f, bad, rough, fine, (bad->position + 1) * f->s->t->layers, tries_all);
}

/* Whether all places can be tried: an evaluation takes about so many positions, and in
   enclosures many times as long. */
static int can_try_all(const search *f, const failure *bad)
{
  double positions = (double) bad->position + 1, places = positions * (double) f->s->t->layers;
  return positions * places * arithmetic_cost(f->c) <= LOCATE_ALL;
}

static size_t find_step_finely(search *f, const failure *bad, int tries_all)
{
  arithmetic_choice c = *f->c, p = f->precise;
  size_t wrong = SIZE_MAX;
  c.segment = p.segment = bad->segment;
  if (c.kind == ARITHMETIC_MPFR)
    c.working = p.working = c.operation.a;
  do {
    layered_arithmetic rough, fine;
    if (!make_pair(f, &c, &p, &rough, &fine))
      return 0;
    wrong = step_between(f, bad, &rough, &fine, tries_all);
    layered_free(&rough);
    layered_free(&fine);
  } while (wrong == SIZE_MAX && arithmetic_refine(&c) && arithmetic_refine(&p));
  return wrong == SIZE_MAX ? 0 : wrong;
}

static void find_decisive(search *f, hardmax_record *hardmax, failure *bad, operation *out, int *is_first)
{
  *is_first = can_try_all(f, bad);
  size_t layers = f->s->t->layers, wrong = find_step_finely(f, bad, *is_first);
  if (!wrong)
    return;
  watcher w = {.f = f, .hardmax = hardmax_record_segment(hardmax, bad->segment), .only = (wrong - 1) / layers,
               .only_layer = (wrong - 1) % layers + 1};
  watch_segment(&w, bad->segment, f->c, w.only + 1);
  *out = w.found;
  if (!out->found)
    return;
  out->segment = bad->segment;
  number_token(f, out);
  out->margin = margin_of(f, hardmax, out);
  blame(f, out, mends_prediction, bad);
}

/* Segment and position of a prediction. */
static failure place_of(const transcript *t, size_t number)
{
  failure bad = {0, 0};
  for (; number >= segment_predictions(t->segment + bad.segment); bad.segment++)
    number -= segment_predictions(t->segment + bad.segment);
  bad.position = t->segment[bad.segment].prompt_end + number;
  return bad;
}

status locate_error(location *out, const subject *s, const arithmetic_choice *c,
                    void (*progress)(void *context, size_t evaluations), void *context, error *err)
{
  *out = (location) {.is_mended = 0};
  search f = {.s = s, .c = c, .progress = progress, .context = context};
  f.raised = memory_new(c->exceptions + RAISABLE, sizeof *f.raised);
  f.precise = raise_all(c, 1, (unsigned) s->t->layers, f.raised);
  status result = c->kind == ARITHMETIC_EXACT ? STATUS_OK : choice_check(&f.precise, err);
  if (result != STATUS_OK)
    error_prefix(err, "locate makes layers precise as --at does");
  else
    verify_subject(&out->verdict, s, c, NULL);
  if (result == STATUS_OK && out->verdict.exact == VERDICT_NO && c->kind != ARITHMETIC_EXACT) {
    evaluation_needs needs = {0, 0};
    evaluation_plan *plan = plan_new(s->t, needs);
    f.plan = plan;
    map_versions(&f);
    hardmax_record *hardmax = hardmax_record_new(s, 0);
    failure bad = place_of(&s->told, out->verdict.first_error);
    find_first(&f, hardmax, bad.segment, &out->first);
    find_decisive(&f, hardmax, &bad, &out->decisive, &out->is_first);
    out->mends = mend_run(&out->mend, s, c, count_evaluation, &f);
    out->is_mended = out->mend != NULL;
    hardmax_record_free(hardmax);
    plan_free(plan);
    free(f.layer_of);
    free(f.is_sum);
    free(f.coordinate);
  }
  free(f.raised);
  return result;
}

void location_clear(location *l)
{
  verify_clear(&l->verdict);
  free(l->mend);
  l->mend = NULL;
}
