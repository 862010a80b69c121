/* measure RUNS COMMAND [ARGUMENT]...: runs the command so many times, its output
   thrown away, and prints the least wall-clock seconds and the most kilobytes
   that one run took.  Fails if a run's exit status is not 0. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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
  if (child < 0 || wait4(child, &status, 0, &used) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return -1;
  if (used.ru_maxrss > *kilobytes)
    *kilobytes = used.ru_maxrss;
  return now() - start;
}

int main(int argc, char **argv)
{
  int runs = argc > 2 ? atoi(argv[1]) : 0;
  long kilobytes = 0;
  double least = -1;
  if (runs < 1) {
    fputs("usage: measure RUNS COMMAND [ARGUMENT]...\n", stderr);
    return 2;
  }
  for (int i = 0; i < runs; i++) {
    double seconds = run_once(argv + 2, &kilobytes);
    if (seconds < 0) {
      fprintf(stderr, "measure: %s failed\n", argv[2]);
      return 1;
    }
    least = least < 0 || seconds < least ? seconds : least;
  }
  printf("%.4f %ld\n", least, kilobytes);
  return 0;
}
