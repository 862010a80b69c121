/* SPDX-License-Identifier: MIT */
/* The threads that work on a grid, and who is told. */
#include <mpfr.h>
#include <stdlib.h>
#include <time.h>

#include "grid_private.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/thread.h"

/* The next cell to work on, or NULL; called with the lock held. */
static tp_grid_work *take_next(tp_grid *g)
{
  while (g->next < g->cells && (g->cell[g->next].done || g->cell[g->next].left_out))
    g->next++;
  return g->stop || g->next == g->cells ? NULL : g->cell + g->next++;
}

/* Work on the next cell; 0 if there is none.  Called with the lock held. */
static int step(tp_grid *g)
{
  tp_grid_work *w = take_next(g);
  if (!w)
    return 0;
  pthread_mutex_unlock(&g->lock);
  tp_grid_work_on(g, w);
  pthread_mutex_lock(&g->lock);
  w->done = 1;
  g->finished++;
  g->cost_done += w->cost;
  TP_MEMORY_GROW(g->news, g->news_room, g->fresh + 1);
  g->news[g->fresh++] = (size_t) (w - g->cell);
  if (g->fresh == 1)
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

/* Wait half a second, or until a cell is done; called with the lock held.  To be woken takes longer than a small cell: as
   long as there is more to do, those of some milliseconds are told together. */
static void wait_for_change(tp_grid *g)
{
  static const struct timespec gathering = {0, 5000000};
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += 500000000;
  until.tv_sec += until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  pthread_cond_timedwait(&g->changed, &g->lock, &until);
  if (g->next == g->cells)
    return;
  pthread_mutex_unlock(&g->lock);
  nanosleep(&gathering, NULL);
  pthread_mutex_lock(&g->lock);
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
  while (started < jobs && tp_thread_start(thread + started, worker, g))
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
  if (!g->stop)
    tell_done(g, watch);
  pthread_mutex_unlock(&g->lock);
  for (unsigned i = 0; i < started; i++)
    pthread_join(thread[i], NULL);
  free(thread);
}
