/* SPDX-License-Identifier: MIT */
/* The estimates of memory against the peak of the resident set of a process that does what is estimated: never below
   it, and not far above where an evaluation goes through to the end.  No time is measured. */
#include <math.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"
#include "tmprec/analysis/claim.h"
#include "tmprec/analysis/footprint.h"
#include "tmprec/analysis/generate.h"
#include "tmprec/analysis/verify.h"
#include "tmprec/machine/catalog.h"
#include "tmprec/sweep/cells.h"
#include "tmprec/sweep/estimate.h"

/* Sanitizers keep memory of their own beside; gcc and clang say differently that they are there. */
#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif
#if defined HAS_SANITIZER || defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { IS_MEASURED = 0 };
#else
enum { IS_MEASURED = 1 };
#endif

/* What a child tells before it begins. */
typedef struct {
  double estimate;
  int exact;             /* of the evaluation, once it is done */
} told;

/* The peak of a child that does it, in bytes. */
static double peak_of(void (*act)(const void *what, int out), const void *what, told *out)
{
  int ends[2], status;
  struct rusage used;
  ck_assert_int_eq(pipe(ends), 0);
  fflush(NULL);
  pid_t child = fork();
  ck_assert_int_ge(child, 0);
  if (!child) {
    act(what, ends[1]);
    _exit(0);
  }
  close(ends[1]);
  ck_assert_int_eq(read(ends[0], out, sizeof *out), sizeof *out);
  close(ends[0]);
  ck_assert_int_eq(wait4(child, &status, 0, &used), child);
  ck_assert_int_eq(status, 0);
  return 1024.0 * (double) used.ru_maxrss;
}

static void tell(int out, told t)
{
  if (write(out, &t, sizeof t) != (ssize_t) sizeof t)
    _exit(1);
}

/* --- One run --------------------------------------------------------------------- */

typedef enum { VERIFY, COMPARE, GENERATE } question;
static const char *const question_name[] = {"verify", "verify --activations", "run"};

typedef struct {
  const char *machine, *input;
  tp_chain_mode mode;
  question asked;
  const char *format;
} one_run;

static void take_run(const void *what, int out)
{
  const one_run *c = what;
  tp_machine *m;
  tp_subject s;
  tp_choice choice = {.beta.is_auto = 1};
  const tp_subject_options o = {.mode = c->mode, .limits = {.max_steps = TP_RUN_DEFAULT_MAX_STEPS}};
  if (tp_catalog_open(&m, c->machine, NULL) || tp_choice_set_format(&choice, c->format, NULL) || tp_subject_open(&s, m, c->input, &o, 1, NULL))
    _exit(2);
  const tp_setup setup = tp_setup_of(&choice);
  const int ternary = tp_claim_of_run(&s, &choice) == TP_CLAIM_EXACT_ACT;
  told t = {.estimate = tp_process_footprint + tp_subject_footprint(&s)};
  tp_hardmax_record *record = NULL;
  if (c->asked == GENERATE) {
    t.estimate += tp_generate_footprint(&s, &setup, ternary);
    tp_generation g;
    tp_generate_tokens(&g, &s, &setup);
    t.exact = g.end == TP_GENERATION_ENDED;
  } else {
    t.estimate += tp_verify_footprint(&s, &setup, c->asked == COMPARE, ternary);
    if (c->asked == COMPARE) {
      t.estimate += tp_hardmax_record_footprint(&s, 0, tp_verify_asks_best_keys(&s, &setup));
      record = tp_hardmax_record_new(&s, 0);
    }
    tp_verification v;
    tp_verify_subject(&v, &s, &setup, record);
    t.exact = v.exact == TP_VERDICT_YES;
  }
  tell(out, t);
}

static const one_run runs[] = {
  {"parity", "1101101101", TP_MODE_COT, VERIFY, "exact"},
  {"add", "1110+110101", TP_MODE_COT, VERIFY, "e5m10"},
  {"add", "1110+110101", TP_MODE_COT, COMPARE, "fixed:1.12"},
  {"odometer", "00000001", TP_MODE_COT, VERIFY, "exact"},
  {"odometer", "00000001", TP_MODE_COT, COMPARE, "exact"},
  {"odometer", "00000001", TP_MODE_COT, GENERATE, "exact"},
  {"odometer", "00000001", TP_MODE_COT, VERIFY, "fixed:1.12"},
  {"odometer", "00000001", TP_MODE_COT, COMPARE, "fixed:1.8"},
  {"odometer", "00000001", TP_MODE_COT, COMPARE, "e5m10"},
  {"odometer", "00000001", TP_MODE_COT, COMPARE, "p:20"},
  {"odometer", "00000001", TP_MODE_COT, VERIFY, "mpfr:16"},
  {"odometer", "00000001", TP_MODE_COT, COMPARE, "mpfr:24"},
  {"odometer", "0000000001", TP_MODE_COT, VERIFY, "exact"},
  {"odometer", "0000000001", TP_MODE_COT, COMPARE, "fixed:1.12"},
  {"odometer", "0000000001", TP_MODE_COT, COMPARE, "fixed:1.24"},
  {"odometer", "0000000001", TP_MODE_SCOT, COMPARE, "e5m10"},
  {"mul", "1101*101", TP_MODE_COT, COMPARE, "fixed:1.24"},
  {"sort", "aabbbcabacbba", TP_MODE_COT, VERIFY, "mpfr:60"},
  {"sort", "bccbb", TP_MODE_COT, VERIFY, "real"},
  {"odometer", "00000001", TP_MODE_COT, COMPARE, "real"},
  {"odometer", "00000001", TP_MODE_COT, GENERATE, "real"},
  {"mul", "1101*101", TP_MODE_COT, VERIFY, "real"},
  {"sudoku", "341.123.4.2323..", TP_MODE_COT, COMPARE, "e5m10"},
};

/* How far above: where the run goes through to the end, about so many times. */
static const double most_above = 3.5;

START_TEST(test_runs)
{
  const one_run *c = runs + _i;
  told t;
  const double peak = peak_of(take_run, c, &t);
  printf("%-9s %-18s %-5s %-21s %-11s estimate %6.1f MB, peak %6.1f MB, %.2f\n", c->machine, c->input, tp_chain_mode_name[c->mode],
         question_name[c->asked], c->format, t.estimate / 1e6, peak / 1e6, t.estimate / peak);
  ck_assert_msg(!IS_MEASURED || peak <= t.estimate, "%s %s: %.1f MB used", c->machine, c->format, peak / 1e6);
  ck_assert_msg(!IS_MEASURED || !t.exact || t.estimate <= most_above * peak, "%s %s: %.1f MB used", c->machine, c->format, peak / 1e6);
}
END_TEST

/* --- Sweeps ------------------------------------------------------------------------ */

typedef struct {
  const char *item[2];
  unsigned modes;
  tp_sweep_rows rows;
  unsigned jobs;
  double share;          /* of what is needed without a limit: so much is allowed */
  int fits;              /* whether that can be kept */
  tp_record_rule records;
} one_sweep;

static int go_on(void *context, const tp_grid_result *r)
{
  (void) context, (void) r;
  return 1;
}

static void take_sweep(const void *what, int out)
{
  const one_sweep *c = what;
  tp_sweep s;
  tp_sweep_cells w;
  tp_grid_means means;
  tp_sweep_init(&s);
  for (size_t i = 0; i < LENGTH(c->item) && c->item[i]; i++)
    tp_sweep_add(&s, c->item[i]);
  s.modes = c->modes;
  s.rows = c->rows;
  for (int bits = 4; bits <= 20; bits += 4)
    tp_number_list_append(&s.bits, bits);
  if (tp_sweep_complete(&s, NULL) || tp_sweep_cells_open(&w, &s, NULL))
    _exit(2);
  if (!tp_grid_choose_means(&means, w.g, c->jobs, INFINITY) || means.jobs != c->jobs || means.records != TP_RECORDS_SHARED)
    _exit(3);
  const double most = c->share * means.bytes;
  const int fits = tp_grid_choose_means(&means, w.g, c->jobs, most);
  if (fits != c->fits || (fits && (means.bytes > most || means.records != c->records)))
    _exit(4);
  tp_grid_set_records(w.g, means.records);
  tp_grid_run(w.g, means.jobs, &(tp_grid_watch) {.finished = go_on});
  tell(out, (told) {means.bytes, 0});
}

static const one_sweep sweeps[] = {
  {{"odometer:00000001"}, 1, TP_ROWS_CELLS, 1, 1, 1, TP_RECORDS_SHARED},
  {{"odometer:00000001", "add:1110+110101"}, 1, TP_ROWS_CELLS, 2, 1, 1, TP_RECORDS_SHARED},
  {{"odometer:00000001", "add:1110+110101"}, 1, TP_ROWS_CELLS, 2, 0.99, 1, TP_RECORDS_SHARED},
  {{"odometer:0000000001"}, 2, TP_ROWS_CELLS, 1, 0.99, 1, TP_RECORDS_BY_SEGMENT},
  {{"odometer:00000001"}, 1, TP_ROWS_BITS, 1, 0.99, 1, TP_RECORDS_NONE},
  {{"odometer:00000001"}, 1, TP_ROWS_CELLS, 1, 0.1, 0, TP_RECORDS_SHARED},
};

START_TEST(test_sweeps)
{
  told t;
  const double peak = peak_of(take_sweep, sweeps + _i, &t);
  printf("sweep %d: estimate %.1f MB, peak %.1f MB, %.2f\n", _i, t.estimate / 1e6, peak / 1e6, t.estimate / peak);
  ck_assert_msg(!IS_MEASURED || peak <= t.estimate, "sweep %d: %.1f MB used", _i, peak / 1e6);
  ck_assert_msg(!IS_MEASURED || t.estimate <= most_above * peak, "sweep %d: %.1f MB used", _i, peak / 1e6);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("footprint");
  TCase *tc = suite_case(suite, "runs");
  tcase_add_loop_test(tc, test_runs, 0, (int) LENGTH(runs));
  tc = suite_case(suite, "sweeps");
  tcase_add_loop_test(tc, test_sweeps, 0, (int) LENGTH(sweeps));
  return suite_run(suite);
}
