/* SPDX-License-Identifier: MIT */
/* How many processors this process may use. */
#include "output.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Those that it may run on: all, but under taskset or a job of a cluster. */
static long count_allowed(void)
{
#ifdef CPU_COUNT
  cpu_set_t set;
  if (!sched_getaffinity(0, sizeof set, &set))
    return CPU_COUNT(&set);
#endif
  return sysconf(_SC_NPROCESSORS_ONLN);
}

/* The share of processor time that a file of a control group grants, or 0. */
static double read_share(const char *path)
{
  char text[64] = "";
  double quota = 0, period = 0;
  FILE *in = fopen(path, "r");
  if (!in)
    return 0;
  const int read = fgets(text, sizeof text, in) && sscanf(text, "%lf %lf", &quota, &period) == 2;   /* "max 100000": no limit */
  fclose(in);
  return read && quota > 0 && period > 0 ? quota / period : 0;
}

/* The least of the group of this process and of those above it (version 2 of control groups); 0: no limit. */
static double share_of_group(void)
{
  char line[1024], path[1200];
  double least = 0;
  FILE *in = fopen("/proc/self/cgroup", "r");
  char *group = NULL;
  while (in && !group && fgets(line, sizeof line, in))
    if (!strncmp(line, "0::/", 4))
      group = line + 3;
  if (in)
    fclose(in);
  if (!group)
    return 0;
  group[strcspn(group, "\n")] = '\0';
  for (char *slash;; *slash = '\0') {
    snprintf(path, sizeof path, "/sys/fs/cgroup%s/cpu.max", group);
    const double share = read_share(path);
    if (share > 0 && (!(least > 0) || share < least))
      least = share;
    if (!(slash = strrchr(group, '/')))
      return least;
  }
}

unsigned processors(void)
{
  const long allowed = count_allowed();
  const double share = share_of_group();
  const long fit = share > 0 && share < (double) allowed ? (long) (share + 0.5) : allowed;
  return fit > 0 ? (unsigned) fit : 1;
}

/* Where the addresses of a process are limited (ulimit -v): what the C library reserves for each thread's allocations
   beside its stack, which a limit has to have room for. */
static unsigned threads_that_fit(unsigned jobs)
{
  static const rlim_t per_thread = (rlim_t) 136 << 20, others = (rlim_t) 64 << 20;
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) || limit.rlim_cur == RLIM_INFINITY)
    return jobs;
  const rlim_t fit = limit.rlim_cur > others ? (limit.rlim_cur - others) / per_thread : 0;
  return fit < 1 ? 1 : fit < jobs ? (unsigned) fit : jobs;
}

unsigned jobs_of(const settings *s)
{
  return threads_that_fit(s->jobs ? s->jobs : processors());
}
