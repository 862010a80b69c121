/* SPDX-License-Identifier: MIT */
/* sudoku-learn: trains small transformers on the traces of a Sudoku solver, and tests them.  See usage below. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "blas.h"
#include "learn.h"

static const char usage[] =
  "usage: sudoku-learn train OPTION...     trains on a file of puzzles; prints the loss at the end\n"
  "       sudoku-learn test OPTION...      lets it solve puzzles held out; prints CSV\n"
  "  --puzzles FILE   as sudoku-puzzles writes them\n"
  "  --weights FILE   safetensors, which train writes and test reads\n"
  "  --act F          the format that activations are rounded to (default: real)\n"
  "  --attn F         the format that attention weights are rounded to (default: real)\n"
  "  --rounding MODE  how (default: rne)\n"
  "  --from N         puzzles with traces of at least N tokens (default: 1)\n"
  "  --to N           and of at most N (default: 112 to train with, else 224)\n"
  "to train:\n"
  "  --mode MODE      cot or scot (default: cot)\n"
  "  --layers N       1 to 6 (default: 3)\n"
  "  --tokens N       in all batches (default: 1500000); 0: writes the weights that training begins with\n"
  "  --batch N        tokens of a batch (default: 250)\n"
  "  --rate X         the highest learning rate (default: 0.002)\n"
  "  --seed N         (default: 1)\n"
  "  --batches FILE   writes what each batch consists of\n"
  "  --report N       a line every N steps to standard error: step, tokens, loss\n";

typedef struct {
  const char *puzzles, *weights, *batches, *act, *attn, *rounding;
  int from, to;
  training how;
} settings;

static int fail(const char *what)
{
  fprintf(stderr, "sudoku-learn: %s\n", what);
  return 2;
}

static int read_number(const char *text, double least, double most, double *out)
{
  char *end;
  *out = strtod(text, &end);
  return *text && !*end && *out >= least && *out <= most;
}

static int read_whole(const char *text, long least, long most, long *out)
{
  char *end;
  *out = strtol(text, &end, 10);
  return *text && !*end && *out >= least && *out <= most;
}

/* 0: no such option, or no such value. */
static int set(settings *s, const char *name, const char *value)
{
  const struct {
    const char *name, **out;
  } texts[] = {{"--puzzles", &s->puzzles}, {"--weights", &s->weights}, {"--batches", &s->batches}, {"--act", &s->act},
               {"--attn", &s->attn}, {"--rounding", &s->rounding}};
  const struct {
    const char *name;
    long least, most;
    int *out;
  } numbers[] = {{"--from", 1, LONGEST_TRACE, &s->from}, {"--to", 1, LONGEST_TRACE, &s->to},
                 {"--layers", 1, MOST_LAYERS, &s->how.layers},
                 {"--batch", 1, 100000, &s->how.batch_tokens}, {"--report", 1, 1000000, &s->how.report_every}};
  long n;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (strcmp(name, texts[i].name) == 0) {
      *texts[i].out = value;
      return 1;
    }
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    if (strcmp(name, numbers[i].name) == 0) {
      if (!read_whole(value, numbers[i].least, numbers[i].most, &n))
        return 0;
      *numbers[i].out = (int) n;
      return 1;
    }
  if (strcmp(name, "--tokens") == 0)
    return read_whole(value, 0, 1000000000, &s->how.tokens);
  if (strcmp(name, "--rate") == 0)
    return read_number(value, 1e-9, 1, &s->how.rate);
  if (strcmp(name, "--seed") == 0 && read_whole(value, 0, 1000000000, &n)) {
    s->how.seed = (uint64_t) n;
    return 1;
  }
  for (int m = 0; strcmp(name, "--mode") == 0 && m < MODES; m++)
    if (strcmp(value, mode_name[m]) == 0) {
      s->how.mode = (chain_mode) m;
      return 1;
    }
  return 0;
}

static double seconds(void)
{
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static tp_status perform_train(const settings *s, sites *at, tp_error *err)
{
  puzzles from;
  parameters p;
  tp_status status = puzzles_read(&from, s->puzzles, 0, s->from, s->to, err);
  if (status != TP_STATUS_OK)
    return status;
  training how = s->how;
  if (s->batches && !(how.batches = fopen(s->batches, "w")))
    status = tp_error_set(err, TP_STATUS_REFUSED, "%s: cannot be written", s->batches);
  if (status != TP_STATUS_OK) {
    free(from.p);
    return status;
  }
  parameters_make(&p, how.layers);
  const double begin = seconds(), loss = train(&p, at, &from, &how, stderr);
  if (how.batches && (fclose(how.batches)))
    status = tp_error_set(err, TP_STATUS_REFUSED, "%s: cannot be written", s->batches);
  fprintf(stderr, "%zu weights, %.1f s of processor time\n", p.count, seconds() - begin);
  printf("loss\t%.6f\n", loss);
  if (status == TP_STATUS_OK)
    status = weights_write(&p, how.mode, s->weights, err);
  free(p.all);
  free(from.p);
  return status;
}

static tp_status perform_test(const settings *s, sites *at, tp_error *err)
{
  puzzles on;
  parameters p;
  chain_mode mode;
  score by_bin[BINS];
  tp_status status = puzzles_read(&on, s->puzzles, 1, s->from, s->to, err);
  if (status != TP_STATUS_OK)
    return status;
  status = weights_read(&p, &mode, s->weights, err);
  if (status == TP_STATUS_OK) {
    const double begin = seconds();
    test(&p, at, &on, mode, by_bin);
    fprintf(stderr, "%zu puzzles, %.1f s of processor time\n", on.count, seconds() - begin);
    printf("length,puzzles,exact,valid\n");
    for (int b = 0; b < BINS; b++)
      if (by_bin[b].puzzles)
        printf("%d,%ld,%ld,%ld\n", BIN * (b + 1), by_bin[b].puzzles, by_bin[b].exact, by_bin[b].valid);
    free(p.all);
  }
  free(on.p);
  return status;
}

int main(int count, char **word)
{
  openblas_set_num_threads(1);
  settings s = {.act = "real", .attn = "real", .rounding = "rne", .from = 1,
                .how = {.layers = 3, .tokens = 1500000, .batch_tokens = 250, .rate = 2e-3, .seed = 1}};
  tp_error err;
  if (count == 2 && strcmp(word[1], "--help") == 0) {
    fputs(usage, stdout);
    return 0;
  }
  const int trains = count > 1 && strcmp(word[1], "train") == 0;
  if (!trains && (count < 2 || strcmp(word[1], "test") != 0))
    return fail("train or test, or --help");
  s.to = trains ? LONGEST_TRAINED : LONGEST_TRACE;
  for (int i = 2; i < count; i += 2) {
    char text[200];
    snprintf(text, sizeof text, "%.60s: no such option, or not with this value", word[i]);
    if (i + 1 == count || !set(&s, word[i], word[i + 1]))
      return fail(text);
  }
  if (!s.puzzles || !s.weights)
    return fail("--puzzles and --weights are needed");
  sites at;
  tp_status status = rounder_make(&at.act, s.act, s.rounding, &err);
  if (status == TP_STATUS_OK)
    status = rounder_make(&at.attn, s.attn, s.rounding, &err);
  if (status == TP_STATUS_OK)
    status = trains ? perform_train(&s, &at, &err) : perform_test(&s, &at, &err);
  if (status != TP_STATUS_OK)
    return fail(err.text);
  return fflush(stdout) || ferror(stdout) ? fail("the output cannot be written") : 0;
}
