/* SPDX-License-Identifier: MIT */
/* Blocks are noted in a table of addresses, not in headers: so a block is one of malloc, which whoever is outside of the work
   may free, as MPFR does with its caches. */
#undef free                        /* what is freed here is not noted */
#include "recovery_private.h"

#include <mpfr.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>

struct tp_recovery {
  jmp_buf back;
  tp_recovery *outer;              /* of this thread: work around this one */
  void **block;                    /* open addressing; NULL: no block */
  size_t room, blocks;             /* room: a power of two, or 0 */
  tp_held_resource *held;          /* the last one first */
  int (*is_cancelled)(const void *asked);
  const void *asked;
  void (*watch)(void *watcher, size_t done);
  void *watcher;
  size_t bytes;
  int is_ending;                   /* 1: given up, and releasing */
};

_Thread_local tp_recovery *tp_recovery_now;

/* --- The table ------------------------------------------------------------------------ */

enum { FIRST_ROOM = 64 };

/* Where a block stands if nothing is in its way: the product with 2^64 over the golden ratio spreads neighbours. */
static size_t home_of(const tp_recovery *r, uintptr_t address)
{
  return (size_t) ((uint64_t) address * 0x9e3779b97f4a7c15u >> 24) & (r->room - 1);
}

static size_t place_of(const tp_recovery *r, uintptr_t address)
{
  size_t at = home_of(r, address);
  while (r->block[at] && (uintptr_t) r->block[at] != address)
    at = (at + 1) & (r->room - 1);
  return at;
}

/* Twice the room; 0 if there is no memory. */
static int grow(tp_recovery *r)
{
  const tp_recovery old = *r;
  void **block = calloc(old.room ? 2 * old.room : FIRST_ROOM, sizeof *block);
  if (!block)
    return 0;
  r->block = block;
  r->room = old.room ? 2 * old.room : FIRST_ROOM;
  for (size_t i = 0; i < old.room; i++)
    if (old.block[i])
      r->block[place_of(r, (uintptr_t) old.block[i])] = old.block[i];
  free(old.block);
  return 1;
}

int tp_recovery_has(const tp_recovery *r, uintptr_t address)
{
  return r->room && r->block[place_of(r, address)];
}

void tp_recovery_forget(tp_recovery *r, uintptr_t address)
{
  if (!tp_recovery_has(r, address))
    return;
  const size_t mask = r->room - 1;
  size_t hole = place_of(r, address);
  r->block[hole] = NULL;
  r->blocks--;
  /* Those that had to go on past the hole come back. */
  for (size_t at = (hole + 1) & mask; r->block[at]; at = (at + 1) & mask)
    if (((at - home_of(r, (uintptr_t) r->block[at])) & mask) >= ((at - hole) & mask)) {
      r->block[hole] = r->block[at];
      r->block[at] = NULL;
      hole = at;
    }
}

static void ask(const tp_recovery *r)
{
  if (r->is_cancelled && !r->is_ending && r->is_cancelled(r->asked))
    tp_recovery_give_up(TP_GIVEN_UP_CANCELLED);
}

void tp_recovery_note(tp_recovery *r, void *block)
{
  if (2 * r->blocks >= r->room && !grow(r)) {
    free(block);
    tp_recovery_exhausted(r, 2 * r->room * sizeof *r->block);
  }
  r->block[place_of(r, (uintptr_t) block)] = block;
  r->blocks++;
  ask(r);
}

/* --- Work ----------------------------------------------------------------------------- */

static void free_blocks(tp_recovery *r)
{
  for (size_t i = 0; i < r->room; i++)
    free(r->block[i]);
}

static pthread_once_t served = PTHREAD_ONCE_INIT;

tp_given_up tp_recovery_run(void (*work)(void *context), void *context, int (*is_cancelled)(const void *asked), const void *asked, size_t *bytes)
{
  pthread_once(&served, tp_memory_serve_gmp);
  tp_recovery *outer = tp_recovery_leave();
  tp_recovery r = {.outer = outer, .is_cancelled = is_cancelled, .asked = asked};
  tp_recovery_now = &r;
  const int why = setjmp(r.back);
  if (!why)
    work(context);
  tp_recovery_leave();
  if (why)
    free_blocks(&r);
  free(r.block);
  if (bytes)
    *bytes = r.bytes;
  tp_recovery_enter_again(outer);
  return (tp_given_up) why;
}

void tp_recovery_give_up(tp_given_up why)
{
  tp_recovery *r = tp_recovery_now;
  if (!r || r->is_ending)
    return;
  r->is_ending = 1;
  for (; r->held; r->held = r->held->before)
    r->held->release(r->held->what);
  longjmp(r->back, (int) why);
}

void tp_recovery_watch(void (*watch)(void *watcher, size_t done), void *watcher)
{
  if (tp_recovery_now) {
    tp_recovery_now->watch = watch;
    tp_recovery_now->watcher = watcher;
  }
}

void tp_recovery_tell(size_t done)
{
  const tp_recovery *r = tp_recovery_now;
  if (!r)
    return;
  ask(r);
  if (r->watch)
    r->watch(r->watcher, done);
}

void tp_recovery_exhausted(tp_recovery *r, size_t bytes)
{
  r->bytes = bytes == SIZE_MAX ? 0 : bytes;
  tp_recovery_give_up(TP_GIVEN_UP_MEMORY);
  abort();                         /* releasing does not allocate */
}

int tp_recovery_is_on(void)
{
  return tp_recovery_now != NULL;
}

/* MPFR keeps what it computed last.  That is a block of the work, and unfinished if the work was given up meanwhile. */
tp_recovery *tp_recovery_leave(void)
{
  tp_recovery *r = tp_recovery_now;
  mpfr_free_cache();
  tp_recovery_now = NULL;
  return r;
}

void tp_recovery_enter_again(tp_recovery *r)
{
  if (r)
    mpfr_free_cache();
  tp_recovery_now = r;
}

void tp_recovery_hold(tp_held_resource *h, void (*release)(void *what), void *what)
{
  tp_recovery *r = tp_recovery_now;
  *h = (tp_held_resource) {release, what, r ? r->held : NULL};
  if (r)
    r->held = h;
}

void tp_recovery_let_go(const tp_held_resource *h)
{
  if (tp_recovery_now)
    tp_recovery_now->held = h->before;
}
