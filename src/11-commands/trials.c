/* SPDX-License-Identifier: MIT */
/* Failure rates under noise and stochastic rounding. */
#include "output.h"
#include "print_document.h"
#include "trials_row.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "tmprec/analysis/noise.h"
#include "tmprec/base/memory.h"
#include "tmprec/sweep/grid.h"

static int count_result(void *context, const tp_grid_result *r)
{
  trial_tally *t = context;
  t->failures += r->result.exact == TP_VERDICT_NO;
  t->unknown += r->result.exact == TP_VERDICT_UNKNOWN;
  return 1;
}

static void show_progress(void *context, size_t done, size_t cells, double share)
{
  progress_show(context, "trials", done, cells, share);
}

typedef struct {
  trial_tally *t;
  size_t *doubtful;
  progress_line *progress;
} running;

static int count_running(void *context, const tp_grid_result *r) { return count_result(((running *) context)->t, r); }
static void show_running(void *context, size_t done, size_t cells, double share) { show_progress(((running *) context)->progress, done, cells, share); }

/* One that is not exact is enough. */
static int stop_at_doubtful(void *context, size_t i, const tp_grid_result *r)
{
  running *k = context;
  if (r->result.exact == TP_VERDICT_YES)
    return 1;
  *k->doubtful = i;
  return 0;
}

/* All trials in one arithmetic.  doubtful: NULL, or the number of the one to begin with; then the first that is not exact
   ends all, and its number comes back; or the number of trials. */
static void run_trials(const settings *s, const tp_subject *at, const tp_choice *c, progress_line *progress, size_t *doubtful, trial_tally *out)
{
  const size_t begin = doubtful && *doubtful < s->trials ? *doubtful : 0;
  *out = (trial_tally) {0, 0};
  if (doubtful)
    *doubtful = SIZE_MAX;
  tp_grid *g = tp_grid_new();
  size_t number = tp_grid_add_subject(g, at, "", "");
  for (size_t i = 0; i < s->trials; i++) {
    tp_grid_cell cell = {.subject = number, .choice = tp_choice_copy(c), .draw = s->draw};
    cell.draw.trial += (begin + i) % s->trials;
    tp_grid_add_cell(g, &cell);
  }
  tp_grid_run(g, jobs_of(s), &(tp_grid_watch) {doubtful ? stop_at_doubtful : NULL, count_running, show_running, &(running) {out, doubtful, progress}});
  if (doubtful)
    *doubtful = *doubtful == SIZE_MAX ? s->trials : (begin + *doubtful) % s->trials;
  tp_grid_free(g);
}

static void put_number(tp_document *d, const char *name, double x)
{
  const tp_column six = {name, TP_COLUMN_SIGNIFICANT, 6};
  tp_document_number(d, &six, x);
}

/* What is unknown may be a failure or not: the interval holds in either case. */
static void put_rate(tp_document *d, const settings *s, const trial_tally *t)
{
  double low, high;
  trials_interval(s, t, &low, &high);
  tp_document_integer(d, "trials", s->trials);
  tp_document_integer(d, "failures", t->failures);
  tp_document_integer(d, "unknown", t->unknown);
  if (t->unknown) {
    tp_document_text(d, "rate", "unknown");
  } else {
    tp_document_hide(d);
    put_number(d, "rate", (double) t->failures / (double) s->trials);
  }
  put_number(d, "low", low);
  put_number(d, "high", high);
}

/* The site that has noise, if it is one. */
static int noisy_site(const tp_choice *c)
{
  int site = -1;
  for (int i = 0; i < TP_SITES; i++)
    if (c->noise[i].kind != TP_NOISE_NONE)
      site = site < 0 ? i : TP_SITES;
  return site;
}

/* All trials with noise of this size: 1 if none fails, 0 if some does, or is unknown.  That one is taken first the next
   time: what fails with more noise mostly fails with a little less. */
static int survives(const settings *s, const tp_subject *at, int site, double size, progress_line *progress, size_t *doubtful)
{
  tp_choice c = s->choice;               /* the exceptions stay those of s */
  trial_tally t;
  c.noise[site].size = size;
  if (size == 0)
    c.noise[site].kind = TP_NOISE_NONE;
  run_trials(s, at, &c, progress, doubtful, &t);
  return *doubtful == s->trials;
}

/* 2^(-n/8).  Square roots are IEEE operations, the same on every system. */
static double eighths(int n)
{
  double x = 1, root = 0.5;
  for (int bit = 4; bit; bit >>= 1) {
    root = sqrt(root);
    x *= n & bit ? root : 1;
  }
  return ldexp(x, -(n / 8));
}

/* From the size given, doubled until some trial fails, downwards in steps of 2^(1/8) to the
   first at which none does.  0: some fails without noise already. */
static int find_largest(const settings *s, const tp_subject *at, int site, progress_line *progress, double *largest, double *failing)
{
  static const double most = 1e6;
  double size = s->choice.noise[site].size;
  size_t doubtful = 0;
  int right = survives(s, at, site, 0, progress, &doubtful);
  *largest = *failing = 0;
  if (!right)
    return 0;
  while ((right = survives(s, at, site, size, progress, &doubtful)) == 1 && size <= most / 2)
    size *= 2;
  for (int step = 0; right == 0; step++) {
    *failing = size * eighths(step);
    right = survives(s, at, site, size * eighths(step + 1), progress, &doubtful);
    *largest = right == 1 ? size * eighths(step + 1) : 0;
  }
  if (right == 1 && *failing == 0)
    *largest = size;
  return right;
}

static void put_if(tp_document *d, int is_there, const tp_column *as, double x)
{
  if (is_there)
    tp_document_number(d, as, x);
  else
    tp_document_nothing(d, as->name), tp_document_hide(d);
}

static int put_largest(const settings *s, const tp_subject *at, tp_document *d, progress_line *progress)
{
  double largest, failing;
  int site = noisy_site(&s->choice);
  if (site < 0 || site == TP_SITES) {
    complain("--largest needs --noise at one site, with a size to begin with, such as --noise act:normal:0.01");
    return 0;
  }
  if (!find_largest(s, at, site, progress, &largest, &failing)) {
    progress_end(progress);
    complain("the run fails, or is not decided, even without this noise");
  }
  double safe = tp_noise_safe(at, &s->choice, site, s->trials, 0.95);
  tp_document_integer(d, "trials", s->trials);
  put_number(d, "largest", largest);
  put_if(d, failing > 0, &(tp_column) {"failing", TP_COLUMN_SIGNIFICANT, 6}, failing);
  put_if(d, safe >= 0, &(tp_column) {"safe", TP_COLUMN_SIGNIFICANT, 6}, safe);
  put_if(d, safe > 0 && largest > 0, &(tp_column) {"factor", TP_COLUMN_SIGNIFICANT, 4}, largest / safe);
  return 1;
}

static int is_random(const tp_choice *c)
{
  int random = tp_choice_has_noise(c);
  for (int i = 0; i < TP_SITES; i++)
    random |= c->kind == TP_ARITHMETIC_SITES && c->mode[i] == TP_ROUND_STOCHASTIC;
  return random;
}

int perform_trials(settings *s)
{
  tp_machine *m;
  tp_subject at = {.t = NULL};
  trial_tally t;
  if (s->csv && (s->largest || s->json)) {
    complain("--csv is for the rates of trials: it does not go with %s", s->largest ? "--largest" : "--json");
    return EXIT_REFUSED;
  }
  tp_document *d = tp_document_new();
  progress_line progress = progress_start(s);
  if (!s->trials)
    s->trials = 100;
  int done = open_subject(s, 1, &m, &at);
  if (done && s->largest) {
    done = put_largest(s, &at, d, &progress);
  } else if (done) {
    run_trials(s, &at, &s->choice, &progress, NULL, &t);
    if (s->csv)
      put_trials_row(d, s, &at, &t);
    else
      put_rate(d, s, &t);
  }
  progress_end(&progress);
  if (at.t) {
    tp_subject_close(&at);
    tp_machine_free(m);
  }
  if (done)
    print_document(s, d);
  else
    tp_document_free(d);
  int code = done ? finish_output(EXIT_DONE) : EXIT_REFUSED;
  if (code == EXIT_DONE && !is_random(&s->choice))
    complain("nothing is random: every trial is the same; try --round rsr, or --noise");
  return code;
}
