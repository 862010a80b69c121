/* SPDX-License-Identifier: MIT */
/* One cell of a grid, from its claim to its result. */
#include <math.h>
#include <string.h>
#include <time.h>

#include "grid_private.h"
#include "tmprec/analysis/finer.h"
#include "tmprec/base/memory.h"
#include "tmprec/sweep/estimate.h"

static const tp_decided_by decided_by_means[TP_MEANS] = {
  [TP_MEANS_PROFILE] = TP_DECIDED_BY_PROFILE,
  [TP_MEANS_DEVIATION] = TP_DECIDED_BY_DEVIATION,
  [TP_MEANS_EVALUATION] = TP_DECIDED_BY_EVALUATION,
};

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

typedef struct {
  double until;                    /* of the thread's clock; 0: no limit */
} time_limit;

static time_limit limit_from_now(double seconds)
{
  return (time_limit) {seconds > 0 ? thread_seconds() + seconds : 0};
}

static int has_time(void *context)
{
  const time_limit *l = context;
  return !(l->until > 0) || thread_seconds() < l->until;
}

static int is_same_beta(const tp_inverse_temperature *a, const tp_inverse_temperature *b)
{
  return a->is_auto == b->is_auto && (a->is_auto || strcmp(a->decimal, b->decimal) == 0);
}

/* Asked once for each inverse temperature, by whichever cell comes first: so results do not depend on the order.  It has the time
   of a cell, beside that cell's own: no cell is given up for what was done for all. */
static int enough_finer_bits(tp_grid_subject *e, tp_pool *pool, const tp_inverse_temperature *beta, double most_seconds)
{
  size_t n = 0;
  pthread_mutex_lock(&e->finer_lock);
  while (n < e->finers && !is_same_beta(&e->finer[n].beta, beta))
    n++;
  if (n == e->finers) {
    time_limit limit = limit_from_now(most_seconds);
    TP_MEMORY_GROW(e->finer, e->finer_room, e->finers + 1);
    const tp_finer_watch watch = {has_time, &limit, pool};
    e->finer[e->finers++] = (tp_finer_entry) {*beta, tp_finer_enough_bits(e->s, e->hardmax, beta, &watch)};
  }
  const int bits = e->finer[n].bits;
  pthread_mutex_unlock(&e->finer_lock);
  return bits;
}

/* One evaluation decides all cells that are finer. */
static int is_finer(const tp_grid_cell *cell, tp_grid_subject *e, tp_pool *pool, double most_seconds)
{
  const int bits = cell->plain || !e->hardmax ? -1 : tp_finer_bits(&cell->choice),
            enough = bits < tp_finer_least_bits(e->s) ? -1 : enough_finer_bits(e, pool, &cell->choice.beta, most_seconds);
  return enough >= 0 && bits >= enough;
}

/* What the bounds leave open is evaluated: of a run that is known to be exact, only until an activation differs. */
static void decide(tp_grid_work *w, const tp_grid_cell *cell, tp_grid_subject *e, tp_hardmax_record *hardmax, tp_pool *pool,
                   double most_seconds)
{
  const tp_subject *s = e->s;
  const tp_setup setup = {.choice = &cell->choice, .draw = cell->draw, .plain = cell->plain, .pool = pool};
  const tp_claim_verdict known = known_of(cell, s);
  const int is_all_known = is_all(known, cell), is_exact = known != TP_CLAIM_NONE || is_finer(cell, e, pool, most_seconds);
  time_limit limit = limit_from_now(most_seconds);
  if (is_all_known)
    w->result = (tp_verification) {.exact = TP_VERDICT_YES, .exact_act = known == TP_CLAIM_EXACT_ACT ? TP_VERDICT_YES : TP_VERDICT_UNKNOWN,
                                   .predictions = tp_transcript_predictions(&s->told)};
  else
    tp_verify_watched(&w->result, s, &setup, hardmax, &(tp_verify_watch) {is_exact, NULL, has_time, &limit});
  w->decided_by = known != TP_CLAIM_NONE ? TP_DECIDED_BY_BOUND
                  : w->result.gave_up && w->result.exact == TP_VERDICT_UNKNOWN ? TP_DECIDED_BY_TIME : decided_by_means[w->result.means];
}

static void certify(tp_grid_work *w, const tp_choice *c, const tp_subject *s)
{
  const tp_scope scope = tp_scope_run(s);
  w->certified = tp_claim_of_run(s, c);
  if (!tp_claim_least_beta(&w->certified_beta, &scope, c, TP_CLAIM_EXACT))
    w->certified_beta = NAN;
}

/* A cell that is not begun. */
static void leave_unknown(tp_grid_work *w, const tp_subject *s)
{
  w->result = (tp_verification) {.exact = TP_VERDICT_UNKNOWN, .exact_act = TP_VERDICT_UNKNOWN, .predictions = tp_subject_size(s).predictions};
  w->decided_by = TP_DECIDED_BY_MEMORY;
}

static int is_too_large(const tp_grid *g, const tp_grid_work *w)
{
  const tp_grid_result r = tp_grid_at(g, (size_t) (w - g->cell));
  return g->most_bytes > 0 && tp_cell_footprint(&r, g->records) > g->most_bytes;
}

static void drop_pools(tp_grid_subject *e)
{
  while (e->spares)
    tp_pool_free(e->spare[--e->spares]);
}

/* Cells that have no use for it need other room instead. */
static tp_pool *take_pool(tp_grid_subject *e, const tp_grid_cell *cell)
{
  const int has_use = cell->choice.kind == TP_ARITHMETIC_SITES && !cell->plain;
  pthread_mutex_lock(&e->lock);
  tp_pool *pool = has_use && e->spares ? e->spare[--e->spares] : NULL;
  if (!has_use)
    drop_pools(e);
  pthread_mutex_unlock(&e->lock);
  return pool || !has_use ? pool : tp_pool_new();
}

static void give_pool(tp_grid_subject *e, tp_pool *pool)
{
  pthread_mutex_lock(&e->lock);
  TP_MEMORY_GROW(e->spare, e->spare_room, e->spares + 1);
  e->spare[e->spares++] = pool;
  pthread_mutex_unlock(&e->lock);
}

void tp_grid_drop_room(tp_grid_subject *e)
{
  tp_hardmax_record_free(e->hardmax);
  e->hardmax = NULL;
  drop_pools(e);
}

static void evaluate(tp_grid *g, tp_grid_work *w)
{
  tp_grid_subject *e = g->subject[w->subject];
  const tp_grid_cell cell = tp_grid_cell_of(g, w);
  const int is_shared = g->records == TP_RECORDS_SHARED && tp_grid_shares_record(e->s),
            has_none = g->records == TP_RECORDS_NONE && cell.only_exact;
  pthread_mutex_lock(&e->lock);
  if (!e->hardmax && is_shared)
    e->hardmax = tp_hardmax_record_new(e->s, 1);
  pthread_mutex_unlock(&e->lock);
  tp_hardmax_record *hardmax = is_shared ? e->hardmax : has_none ? NULL : tp_hardmax_record_new(e->s, 0);
  tp_pool *pool = take_pool(e, &cell);
  const double start = thread_seconds();
  decide(w, &cell, e, hardmax, pool, g->most_seconds);
  if (cell.certify)
    certify(w, &cell.choice, e->s);
  w->seconds = thread_seconds() - start;
  if (is_shared && pool)
    give_pool(e, pool);
  else
    tp_pool_free(pool);
  if (!is_shared)
    tp_hardmax_record_free(hardmax);
}

void tp_grid_work_on(tp_grid *g, tp_grid_work *w)
{
  tp_grid_subject *e = g->subject[w->subject];
  if (is_too_large(g, w))
    leave_unknown(w, e->s);
  else
    evaluate(g, w);
  pthread_mutex_lock(&e->lock);
  if (--e->cells_left == 0)
    tp_grid_drop_room(e);
  pthread_mutex_unlock(&e->lock);
}
