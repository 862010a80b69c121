#include "tmprec/sweep/grid.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tmprec/base/memory.h"

typedef struct {
  const tp_subject *s;
  char *machine, *input;
  pthread_mutex_t lock;            /* over the two below */
  tp_hardmax_record *hardmax;      /* what its cells share, if that is not too large */
  size_t cells_left;
} entry;

const char *const tp_decided_by_name[TP_DECIDED_BY] = {"bound", "profile", "deviation", "evaluation"};

static const tp_decided_by decided_by_means[TP_MEANS] = {
  [TP_MEANS_PROFILE] = TP_DECIDED_BY_PROFILE,
  [TP_MEANS_DEVIATION] = TP_DECIDED_BY_DEVIATION,
  [TP_MEANS_EVALUATION] = TP_DECIDED_BY_EVALUATION,
};

typedef struct {
  tp_grid_cell cell;
  tp_verification result;
  tp_decided_by decided_by;
  tp_claim_verdict certified;
  double certified_beta;
  double seconds, cost;            /* cost: an estimate, in any unit */
  int done, left_out;
} work;

struct tp_grid {
  entry **subject;
  size_t subjects;
  work *cell;
  size_t cells, capacity;
  tp_record_rule records;
  pthread_mutex_t lock;            /* over what follows */
  pthread_cond_t changed;
  size_t next, finished;
  size_t *news, fresh;             /* cells done that nobody was told of */
  size_t news_room;
  double cost_done, cost_all;
  size_t left_out;
  int stop;
};

tp_grid *tp_grid_new(void)
{
  tp_grid *g = tp_memory_zeroed(1, sizeof *g);
  pthread_mutex_init(&g->lock, NULL);
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&g->changed, &attributes);
  pthread_condattr_destroy(&attributes);
  return g;
}

void tp_grid_free(tp_grid *g)
{
  if (!g)
    return;
  for (size_t i = 0; i < g->subjects; i++) {
    entry *e = g->subject[i];
    tp_hardmax_record_free(e->hardmax);
    pthread_mutex_destroy(&e->lock);
    free(e->machine);
    free(e->input);
    free(e);
  }
  for (size_t i = 0; i < g->cells; i++) {
    tp_verify_clear(&g->cell[i].result);
    tp_choice_clear(&g->cell[i].cell.choice);
  }
  pthread_mutex_destroy(&g->lock);
  pthread_cond_destroy(&g->changed);
  free(g->subject);
  free(g->cell);
  free(g->news);
  free(g);
}

size_t tp_grid_add_subject(tp_grid *g, const tp_subject *s, const char *name, const char *input)
{
  entry *e = tp_memory_zeroed(1, sizeof *e);
  e->s = s;
  e->machine = tp_memory_string(name, strlen(name));
  e->input = tp_memory_string(input, strlen(input));
  pthread_mutex_init(&e->lock, NULL);
  g->subject = tp_memory_resize(g->subject, g->subjects + 1, sizeof *g->subject);
  g->subject[g->subjects] = e;
  return g->subjects++;
}

/* Time grows about with the pairs of positions in all layers. */
static double estimate(const tp_subject *s, const tp_choice *c)
{
  double pairs = 0, layers = (double) s->t->layers;
  for (size_t g = 0; g < s->told.segments; g++) {
    double n = (double) s->told.segment[g].tokens.length;
    pairs += n * n + 50 * n;
  }
  return pairs * layers * tp_effort_cost(&(tp_effort) {.bits = 0}, c);
}

void tp_grid_add_cell(tp_grid *g, const tp_grid_cell *cell)
{
  TP_MEMORY_GROW(g->cell, g->capacity, g->cells + 1);
  entry *e = g->subject[cell->subject];
  double cost = estimate(e->s, &cell->choice);
  g->cell[g->cells++] = (work) {.cell = *cell, .cost = cost};
  g->cost_all += cost;
  e->cells_left++;
}

size_t tp_grid_cells(const tp_grid *g)
{
  return g->cells;
}

tp_grid_result tp_grid_at(const tp_grid *g, size_t i)
{
  const work *w = g->cell + i;
  const entry *e = g->subject[w->cell.subject];
  return (tp_grid_result) {e->machine, e->input, e->s, w->cell, w->result, w->decided_by, w->seconds, w->certified, w->certified_beta};
}

static void let_go(tp_grid *g, const work *w)
{
  g->subject[w->cell.subject]->cells_left--;
}

void tp_grid_restore(tp_grid *g, size_t i, const tp_grid_result *r)
{
  work *w = g->cell + i;
  w->result = r->result;
  w->result.expected = w->result.predicted = NULL;
  w->decided_by = r->decided_by;
  w->seconds = r->seconds;
  w->certified = r->certified;
  w->certified_beta = r->certified_beta;
  w->done = 1;
  g->finished++;
  g->cost_done += w->cost;
  let_go(g, w);
}

void tp_grid_leave_out(tp_grid *g, size_t i)
{
  work *w = g->cell + i;
  w->left_out = 1;
  g->left_out++;
  g->cost_all -= w->cost;
  let_go(g, w);
}

int tp_grid_has(const tp_grid *g, size_t i)
{
  return !g->cell[i].left_out;
}

int tp_grid_is_done(const tp_grid *g, size_t i)
{
  return g->cell[i].done;
}

static double thread_seconds(void)
{
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static tp_claim_verdict known_of(const tp_grid_cell *cell, const tp_subject *s)
{
  return cell->plain ? TP_CLAIM_NONE : tp_claim_of_run(s, &cell->choice);
}

int tp_cell_is_claimed(const tp_grid_cell *cell, const tp_subject *s)
{
  return known_of(cell, s) != TP_CLAIM_NONE;
}

static int is_all(tp_claim_verdict known, const tp_grid_cell *cell)
{
  return known == TP_CLAIM_EXACT_ACT || (known == TP_CLAIM_EXACT && cell->only_exact);
}

/* What the bounds leave open is evaluated: of a run that is known to be exact, only until an activation differs. */
static void decide(work *w, const tp_subject *s, tp_hardmax_record *hardmax)
{
  const tp_setup setup = {.choice = &w->cell.choice, .draw = w->cell.draw, .plain = w->cell.plain};
  const tp_claim_verdict known = known_of(&w->cell, s);
  if (known == TP_CLAIM_NONE)
    tp_verify_subject(&w->result, s, &setup, hardmax);
  else if (!is_all(known, &w->cell))
    tp_verify_exact_subject(&w->result, s, &setup, hardmax);
  else
    w->result = (tp_verification) {.exact = TP_VERDICT_YES, .exact_act = known == TP_CLAIM_EXACT_ACT ? TP_VERDICT_YES : TP_VERDICT_UNKNOWN,
                                   .predictions = tp_transcript_predictions(&s->told)};
  w->decided_by = known == TP_CLAIM_NONE ? decided_by_means[w->result.means] : TP_DECIDED_BY_BOUND;
}

static void certify(work *w, const tp_subject *s)
{
  const tp_scope scope = tp_scope_run(s);
  w->certified = tp_claim_of_run(s, &w->cell.choice);
  if (!tp_claim_least_beta(&w->certified_beta, &scope, &w->cell.choice, TP_CLAIM_EXACT))
    w->certified_beta = NAN;
}

int tp_grid_shares_record(const tp_subject *s)
{
  return tp_hardmax_record_size(s) <= TP_HARDMAX_RECORD_MOST;
}

void tp_grid_set_records(tp_grid *g, tp_record_rule rule)
{
  g->records = rule;
}

double tp_grid_cell_size(void)
{
  return 1.5 * sizeof(work);
}

static void work_on(tp_grid *g, work *w)
{
  entry *e = g->subject[w->cell.subject];
  const int is_shared = g->records == TP_RECORDS_SHARED && tp_grid_shares_record(e->s),
            has_none = g->records == TP_RECORDS_NONE && w->cell.only_exact;
  pthread_mutex_lock(&e->lock);
  if (!e->hardmax && is_shared)
    e->hardmax = tp_hardmax_record_new(e->s, 1);
  pthread_mutex_unlock(&e->lock);
  tp_hardmax_record *hardmax = is_shared ? e->hardmax : has_none ? NULL : tp_hardmax_record_new(e->s, 0);
  double start = thread_seconds();
  decide(w, e->s, hardmax);
  if (w->cell.certify)
    certify(w, e->s);
  w->seconds = thread_seconds() - start;
  if (!is_shared)
    tp_hardmax_record_free(hardmax);
  pthread_mutex_lock(&e->lock);
  if (--e->cells_left == 0) {
    tp_hardmax_record_free(e->hardmax);
    e->hardmax = NULL;
  }
  pthread_mutex_unlock(&e->lock);
}

/* The next cell to work on, or NULL; called with the lock held. */
static work *take_next(tp_grid *g)
{
  while (g->next < g->cells && (g->cell[g->next].done || g->cell[g->next].left_out))
    g->next++;
  return g->stop || g->next == g->cells ? NULL : g->cell + g->next++;
}

/* Work on the next cell; 0 if there is none.  Called with the lock held. */
static int step(tp_grid *g)
{
  work *w = take_next(g);
  if (!w)
    return 0;
  pthread_mutex_unlock(&g->lock);
  work_on(g, w);
  pthread_mutex_lock(&g->lock);
  w->done = 1;
  g->finished++;
  g->cost_done += w->cost;
  TP_MEMORY_GROW(g->news, g->news_room, g->fresh + 1);
  g->news[g->fresh++] = (size_t) (w - g->cell);
  pthread_cond_signal(&g->changed);
  return 1;
}

static void *worker(void *argument)
{
  tp_grid *g = argument;
  pthread_mutex_lock(&g->lock);
  while (step(g))
    ;
  pthread_mutex_unlock(&g->lock);
  mpfr_free_cache();
  return NULL;
}

/* Wait half a second, or until a cell is done; called with the lock held. */
static void wait_for_change(tp_grid *g)
{
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += 500000000;
  until.tv_sec += until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  pthread_cond_timedwait(&g->changed, &g->lock, &until);
}

/* The three below are called with the lock held, and let go of it while somebody is told. */
static void tell_done(tp_grid *g, const tp_grid_watch *watch)
{
  size_t *news = g->news, fresh = g->fresh;
  g->news = NULL;
  g->fresh = g->news_room = 0;
  pthread_mutex_unlock(&g->lock);
  int go_on = 1;
  for (size_t i = 0; i < fresh && go_on && watch->done; i++) {
    const tp_grid_result r = tp_grid_at(g, news[i]);
    go_on = watch->done(watch->context, news[i], &r);
  }
  free(news);
  pthread_mutex_lock(&g->lock);
  g->stop |= !go_on;
}

static void tell_finished(tp_grid *g, const tp_grid_watch *watch, size_t *told)
{
  for (; *told < g->cells && (g->cell[*told].done || g->cell[*told].left_out) && !g->stop; ++*told) {
    if (g->cell[*told].left_out || !watch->finished)
      continue;
    const tp_grid_result result = tp_grid_at(g, *told);
    pthread_mutex_unlock(&g->lock);
    int go_on = watch->finished(watch->context, &result);
    pthread_mutex_lock(&g->lock);
    g->stop |= !go_on;
  }
}

static void tell_tick(tp_grid *g, const tp_grid_watch *watch)
{
  const size_t done = g->finished, cells = g->cells - g->left_out;
  const double share = g->cost_all > 0 ? g->cost_done / g->cost_all : 1;
  pthread_mutex_unlock(&g->lock);
  if (watch->tick)
    watch->tick(watch->context, done, cells, share);
  pthread_mutex_lock(&g->lock);
}

void tp_grid_run(tp_grid *g, unsigned jobs, const tp_grid_watch *watch)
{
  pthread_t *thread = tp_memory_new(jobs, sizeof *thread);
  unsigned started = 0;
  while (started < jobs && !pthread_create(thread + started, NULL, worker, g))
    started++;
  size_t told = 0;
  pthread_mutex_lock(&g->lock);
  while (told < g->cells && !g->stop) {
    tell_done(g, watch);
    tell_finished(g, watch, &told);
    tell_tick(g, watch);
    if (!started)
      step(g);                     /* no threads can be had */
    else if (told < g->cells && !g->stop && !g->fresh && !g->cell[told].done && !g->cell[told].left_out)
      wait_for_change(g);
  }
  tell_done(g, watch);
  pthread_mutex_unlock(&g->lock);
  for (unsigned i = 0; i < started; i++)
    pthread_join(thread[i], NULL);
  free(thread);
}
