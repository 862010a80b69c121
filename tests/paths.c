/* SPDX-License-Identifier: MIT */
/* paths BITS RUNS: standard input has the rows of a sweep, without the header.  Verifies
   each machine and input with mpfr:BITS as tmprec does, and in MPFR throughout, and prints
   the processor seconds of all cells by r and altogether, the least of so many runs, and
   their ratio.  Fails if the two ever differ. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tmprec/analysis/verify.h"
#include "tmprec/machine/catalog.h"

enum { MOST_R = 60 };

typedef struct {
  double seconds[2];
  size_t cells;
} total;

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static int same(const tp_verification *a, const tp_verification *b)
{
  return a->exact == b->exact && a->exact_act == b->exact_act && a->first_error == b->first_error && a->ties == b->ties;
}

/* Adds the least seconds of either path. */
static int measure(const tp_subject *s, int bits, int runs, double *seconds)
{
  tp_hardmax_record *t = tp_hardmax_record_new(s, 1);
  double least[2] = {0};
  int equal = 1;
  for (int run = 0; run < runs; run++) {
    tp_verification v[2];
    for (int plain = 0; plain < 2; plain++) {
      const tp_choice c = {.kind = TP_ARITHMETIC_MPFR, .operation = {.family = TP_FORMAT_FLOAT, .a = bits}, .beta = {.is_auto = 1}};
      double start = now();
      tp_verify_subject(v + plain, s, &(tp_setup) {.choice = &c, .effort.bits = plain}, t);
      double taken = now() - start;
      least[plain] = run == 0 || taken < least[plain] ? taken : least[plain];
    }
    equal &= same(v, v + 1);
    tp_verify_clear(v);
    tp_verify_clear(v + 1);
  }
  tp_hardmax_record_free(t);
  for (int i = 0; i < 2; i++)
    seconds[i] += least[i];
  return equal;
}

static void print_total(const char *name, int bits, const total *t)
{
  char label[64];
  snprintf(label, sizeof label, "mpfr:%d, %s (%zu cells)", bits, name, t->cells);
  printf("%-44s %9.3f s %9.3f s %7.1f x\n", label, t->seconds[1], t->seconds[0], t->seconds[1] / t->seconds[0]);
}

int main(int argc, char **argv)
{
  total by_r[MOST_R + 1] = {0}, all = {0};
  int bits = argc > 2 ? atoi(argv[1]) : 0, runs = argc > 2 ? atoi(argv[2]) : 0;
  char line[4096];
  if (bits < 1 || runs < 1) {
    fputs("usage: paths BITS RUNS <ROWS\n", stderr);
    return 2;
  }
  while (fgets(line, sizeof line, stdin)) {
    tp_error err;
    tp_machine *m;
    tp_subject s;
    char *name = strtok(line, ","), *input = strtok(NULL, ",");
    const tp_subject_options options = {.limits = {.max_steps = 10000000}};
    if (!input || tp_catalog_open(&m, name, &err) != TP_STATUS_OK || tp_subject_open(&s, m, input, &options, 1, &err) != TP_STATUS_OK) {
      fprintf(stderr, "paths: %s\n", input ? err.text : "no such row");
      return 1;
    }
    double seconds[2] = {0};
    if (s.r > MOST_R || !measure(&s, bits, runs, seconds)) {
      fprintf(stderr, "paths: %s:%s: MPFR comes to something else\n", name, input);
      return 1;
    }
    for (int i = 0; i < 2; i++) {
      by_r[s.r].seconds[i] += seconds[i];
      all.seconds[i] += seconds[i];
    }
    by_r[s.r].cells++;
    all.cells++;
    tp_subject_close(&s);
    tp_machine_free(m);
  }
  for (int r = 0; r <= MOST_R; r++)
    if (by_r[r].cells) {
      char name[16];
      snprintf(name, sizeof name, "r = %d", r);
      print_total(name, bits, by_r + r);
    }
  print_total("all", bits, &all);
  return 0;
}
