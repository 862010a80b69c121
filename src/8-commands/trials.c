/* Failure rates under noise and stochastic rounding. */
#include "output.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "tmprec/analysis/binomial.h"
#include "tmprec/analysis/margins.h"
#include "tmprec/base/memory.h"

typedef struct {
  size_t failures, unknown;
} tally;

static int count_result(void *context, const grid_result *r)
{
  tally *t = context;
  t->failures += r->result.exact == VERDICT_NO;
  t->unknown += r->result.exact == VERDICT_UNKNOWN;
  return 1;
}

static void show_progress(void *context, size_t done, size_t cells, double share)
{
  progress_show(context, "trials", done, cells, share);
}

typedef struct {
  tally *t;
  progress_line *progress;
} running;

static int count_running(void *context, const grid_result *r) { return count_result(((running *) context)->t, r); }
static void show_running(void *context, size_t done, size_t cells, double share) { show_progress(((running *) context)->progress, done, cells, share); }

/* All trials in one arithmetic. */
static int run_trials(settings *s, const arithmetic_choice *c, progress_line *progress, tally *out)
{
  machine *m;
  subject at;
  if (!open_subject(s, 1, &m, &at))
    return 0;
  *out = (tally) {0, 0};
  grid *g = grid_new();
  size_t number = grid_add_subject(g, &at, "", "");
  for (size_t i = 0; i < s->trials; i++) {
    grid_cell cell = {.subject = number, .choice = *c};
    cell.choice.run = s->choice.run + i;
    grid_add_cell(g, &cell);
  }
  grid_run(g, jobs_of(s), count_running, show_running, &(running) {out, progress});
  grid_free(g);
  machine_free(m);
  return 1;
}

static void print_rate(buffer *text, size_t trials, const tally *t)
{
  double low, high;
  binomial_interval(t->failures, trials, 0.95, &low, &high);
  buffer_printf(text, "trials\t%zu\nfailures\t%zu\n", trials, t->failures);
  if (t->unknown)
    buffer_printf(text, "unknown\t%zu\n", t->unknown);
  buffer_printf(text, "rate\t%.6g\nlow\t%.6g\nhigh\t%.6g\n", (double) t->failures / (double) trials, low, high);
}

/* The site that has noise, if it is one. */
static int noisy_site(const arithmetic_choice *c)
{
  int site = -1;
  for (int i = 0; i < SITES; i++)
    if (c->noise[i].kind != NOISE_NONE)
      site = site < 0 ? i : SITES;
  return site;
}

/* From the size given downwards in steps of 2^(1/8), to the first at which no trial fails. */
static int find_largest(settings *s, int site, progress_line *progress, double *largest, double *failing)
{
  enum { STEPS = 400 };
  arithmetic_choice c = s->choice;
  double given = c.noise[site].size;
  *largest = *failing = 0;
  for (int step = 0; step < STEPS; step++) {
    tally t;
    c.noise[site].size = given * exp2(-step / 8.0);
    if (!run_trials(s, &c, progress, &t))
      return 0;
    if (!t.failures && !t.unknown) {
      *largest = c.noise[site].size;
      return 1;
    }
    *failing = c.noise[site].size;
  }
  return 1;
}

/* How far a logit of at most `most`, disturbed by at most `noise`, is off by being rounded
   twice; infinity where no bound is known. */
static double rounded_twice(format f, double most, double noise)
{
  if (f.family == FORMAT_FLOAT)
    return ldexp(most * (2 + ldexp(1, -f.a)) + noise, -f.a);
  if (f.family == FORMAT_FIXED && most + noise + 1 < ldexp(1, f.a))
    return ldexp(1, -f.b);
  return f.family == FORMAT_REAL ? 0 : INFINITY;
}

/* Noise of this size is safe whatever it is, by the margins of the run without it; -1: not
   known.  Scores have at most 4r - 1 terms. */
static double safe_noise(const subject *at, const arithmetic_choice *c, int site)
{
  arithmetic_choice quiet = *c;
  double off = 0;
  if (c->noise[site].kind != NOISE_UNIFORM)
    return -1;
  quiet.noise[site].kind = NOISE_NONE;
  if (site == SITE_LOGIT)
    quiet.site[SITE_LOGIT] = (format) {.family = FORMAT_REAL};
  margins found;
  margins_measure(&found, at, &quiet);
  double safe = margins_noise(&found, at, &quiet, site);
  margins_clear(&found);
  if (site == SITE_LOGIT && safe > 0)
    off = rounded_twice(c->site[SITE_LOGIT], choice_beta(c, at->r) * (4 * at->r - 1), safe);
  return safe < 0 || isinf(off) ? -1 : safe > off ? safe - off : 0;
}

static int print_largest(settings *s, buffer *text, progress_line *progress)
{
  machine *m;
  subject at;
  double largest, failing;
  int site = noisy_site(&s->choice);
  if (site < 0 || site == SITES) {
    complain("--largest needs --noise at one site, with the size to go down from");
    return 0;
  }
  if (!find_largest(s, site, progress, &largest, &failing) || !open_subject(s, 1, &m, &at))
    return 0;
  double safe = safe_noise(&at, &s->choice, site);
  buffer_printf(text, "trials\t%zu\nlargest\t%.6g\n", s->trials, largest);
  if (failing > 0)
    buffer_printf(text, "failing\t%.6g\n", failing);
  if (safe >= 0)
    buffer_printf(text, "safe\t%.6g\n", safe);
  if (safe > 0 && largest > 0)
    buffer_printf(text, "factor\t%.4g\n", largest / safe);
  subject_close(&at);
  machine_free(m);
  return 1;
}

int perform_trials(settings *s)
{
  buffer text = {NULL, 0, 0};
  tally t;
  progress_line progress = progress_start(s);
  if (!s->trials)
    s->trials = 100;
  int done = s->largest ? print_largest(s, &text, &progress) : run_trials(s, &s->choice, &progress, &t);
  progress_end(&progress);
  if (done && !s->largest)
    print_rate(&text, s->trials, &t);
  print_out(&text);
  buffer_clear(&text);
  return done ? finish_output(EXIT_DONE) : EXIT_REFUSED;
}
