/* SPDX-License-Identifier: MIT */
/* measure RUNS COMMAND [ARGUMENT]...: runs the command so many times, its output
   thrown away, and prints the median and the least of the wall-clock seconds, and
   the most kilobytes that one run took.  Fails if a run's exit status is not 0 or 1, which says that a run is not exact. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_RUNS = 99 };

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

/* One run: seconds, or -1 if it failed. */
static double run_once(char **command, long *kilobytes)
{
  double start = now();
  pid_t child = fork();
  if (child == 0) {
    int null = open("/dev/null", O_WRONLY);
    if (null >= 0)
      dup2(null, STDOUT_FILENO);
    execvp(command[0], command);
    _exit(127);
  }
  int status;
  struct rusage used;
  if (child < 0 || wait4(child, &status, 0, &used) != child || !WIFEXITED(status) || WEXITSTATUS(status) > 1)
    return -1;
  if (used.ru_maxrss > *kilobytes)
    *kilobytes = used.ru_maxrss;
  return now() - start;
}

static int compare(const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
  int runs = argc > 2 ? atoi(argv[1]) : 0;
  long kilobytes = 0;
  double seconds[MOST_RUNS];
  if (runs < 1 || runs > MOST_RUNS) {
    fputs("usage: measure RUNS COMMAND [ARGUMENT]...\n", stderr);
    return 2;
  }
  for (int i = 0; i < runs; i++) {
    seconds[i] = run_once(argv + 2, &kilobytes);
    if (seconds[i] < 0) {
      fprintf(stderr, "measure: %s failed\n", argv[2]);
      return 1;
    }
  }
  qsort(seconds, (size_t) runs, sizeof *seconds, compare);
  printf("%.4f %.4f %ld\n", (seconds[(runs - 1) / 2] + seconds[runs / 2]) / 2, seconds[0], kilobytes);
  return 0;
}
