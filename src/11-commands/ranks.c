/* SPDX-License-Identifier: MIT */
#include "ranks.h"

#ifndef HAVE_MPI

int ranks_is_silent(void) { return 0; }
int ranks_begin(void) { return 0; }
int ranks_own(void) { return 0; }
void ranks_end(void) {}

void ranks_work(tp_grid *g, const char *fingerprint, const char *refusal)
{
  (void) g, (void) fingerprint, (void) refusal;
}

int ranks_hand_out(tp_grid *g, const char *fingerprint, const tp_grid_watch *watch, tp_error *err)
{
  (void) g, (void) fingerprint, (void) watch, (void) err;
  return 0;
}

#else

#include <mpi.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tmprec/base/memory.h"

/* Messages are text: to rank 0 `F` and a fingerprint, `R` and a refusal, or `L` and a line of a journal; from it a number of a
   cell, or NONE. */
enum { TAG = 1, MOST_MESSAGE = 1200 };
static const long none = -1;

static int own, all = 1, handed_out;

/* mpirun tells before MPI is asked. */
static int told(const char *const *names)
{
  for (; *names; names++)
    if (getenv(*names))
      return atoi(getenv(*names));
  return 0;
}

int ranks_is_silent(void)
{
  return told((const char *const[]) {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK", NULL}) > 0;
}

int ranks_begin(void)
{
  if (told((const char *const[]) {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", NULL}) < 2)
    return 0;
  MPI_Init(NULL, NULL);
  MPI_Comm_rank(MPI_COMM_WORLD, &own);
  MPI_Comm_size(MPI_COMM_WORLD, &all);
  return all > 1;
}

int ranks_own(void)
{
  return own;
}

/* --- Workers ----------------------------------------------------------------------------- */

static void send(const char *kind, const char *text)
{
  char message[MOST_MESSAGE];
  const int length = snprintf(message, sizeof message, "%s%s", kind, text);
  MPI_Send(message, (length < MOST_MESSAGE ? length : MOST_MESSAGE - 1) + 1, MPI_CHAR, 0, TAG, MPI_COMM_WORLD);
}

void ranks_work(tp_grid *g, const char *fingerprint, const char *refusal)
{
  tp_buffer line = {NULL, 0, 0};
  long i = none;
  send(refusal ? "R" : "F", refusal ? refusal : fingerprint);
  for (;;) {
    MPI_Recv(&i, 1, MPI_LONG, 0, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (i == none)
      break;
    tp_grid_work_alone(g, (size_t) i);
    const tp_grid_result r = tp_grid_at(g, (size_t) i);
    line.length = 0;
    tp_journal_print_cell(&line, (size_t) i, &r);
    send("L", line.text);
  }
  tp_buffer_clear(&line);
}

/* --- Rank 0 -------------------------------------------------------------------------------- */

typedef struct {
  tp_grid *g;
  const char *fingerprint;
  const tp_grid_watch *watch;
  size_t next, done, cells;
  int ended;             /* workers without further cells */
  int stop, refused;
  tp_error *err;
} master;

/* The cells of this process and its workers, and those of them that were done before. */
static void count_cells(master *m)
{
  for (size_t i = 0; i < tp_grid_cells(m->g); i++) {
    m->cells += (size_t) tp_grid_has(m->g, i);
    m->done += (size_t) tp_grid_is_done(m->g, i);
  }
}

/* The next cell for a worker. */
static void hand_out(master *m, int rank)
{
  while (m->next < tp_grid_cells(m->g) && (!tp_grid_has(m->g, m->next) || tp_grid_is_done(m->g, m->next)))
    m->next++;
  const long i = m->stop || m->next == tp_grid_cells(m->g) ? none : (long) m->next++;
  m->ended += i == none;
  MPI_Send(&i, 1, MPI_LONG, rank, TAG, MPI_COMM_WORLD);
}

static void refuse(master *m, int rank, const char *why)
{
  tp_error_set(m->err, TP_STATUS_REFUSED, "rank %d: %.900s", rank, why);
  m->stop = m->refused = 1;
}

static void take_result(master *m, int rank, const char *text)
{
  size_t i;
  tp_grid_result r;
  if (!tp_journal_read_cell(&i, &r, text, strcspn(text, "\n")) || i >= tp_grid_cells(m->g)) {
    refuse(m, rank, "sent a result that cannot be read");
    return;
  }
  tp_grid_restore(m->g, i, &r);
  m->done++;
  r = tp_grid_at(m->g, i);
  if (!m->stop)
    m->stop = m->watch->done && !m->watch->done(m->watch->context, i, &r);
}

static void take_message(master *m, MPI_Status *status)
{
  char text[MOST_MESSAGE];
  const int rank = status->MPI_SOURCE;
  MPI_Recv(text, MOST_MESSAGE, MPI_CHAR, rank, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  if (*text == 'R')
    refuse(m, rank, text + 1);
  else if (*text == 'F' && strcmp(text + 1, m->fingerprint))
    refuse(m, rank, "has another sweep: its files or its tmprec are others");
  else if (*text == 'L')
    take_result(m, rank, text + 1);
  hand_out(m, rank);
}

/* Messages are looked for now and then, so that signals and progress are seen to in between. */
static void wait_a_little(void)
{
  nanosleep(&(struct timespec) {0, 200000}, NULL);
}

/* Workers wait for a first cell, also where rank 0 was refused before it had any. */
static void dismiss(void)
{
  char text[MOST_MESSAGE];
  for (int rank = 1; rank < all; rank++) {
    MPI_Recv(text, MOST_MESSAGE, MPI_CHAR, rank, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Send(&none, 1, MPI_LONG, rank, TAG, MPI_COMM_WORLD);
  }
}

void ranks_end(void)
{
  int begun, ended = 1;
  MPI_Initialized(&begun);
  if (begun)
    MPI_Finalized(&ended);
  if (ended)
    return;
  if (own == 0 && !handed_out)
    dismiss();
  MPI_Finalize();
}

int ranks_hand_out(tp_grid *g, const char *fingerprint, const tp_grid_watch *watch, tp_error *err)
{
  handed_out = 1;
  master m = {.g = g, .fingerprint = fingerprint, .watch = watch, .err = err};
  count_cells(&m);
  while (m.ended < all - 1) {
    int there;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, TAG, MPI_COMM_WORLD, &there, &status);
    if (there)
      take_message(&m, &status);
    else
      wait_a_little();
    if (watch->tick)
      watch->tick(watch->context, m.done, m.cells, m.cells ? (double) m.done / (double) m.cells : 1);
  }
  return !m.refused;
}

#endif
