/* SPDX-License-Identifier: MIT */
/* Loaded before the C library (LD_PRELOAD): lets calls of the program fail as the plan says.
   What the C library calls itself does not come through here.  So streams fail in place: while
   one of their calls works, its descriptor is another, on which the kernel itself fails. */
#include "inject.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static fault_plan *plan;

/* dlsym gives objects, and C knows no way from these to functions but this. */
#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) \
    *(void **) &real = dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void open_plan(void)
{
  const char *path = getenv(FAULT_VARIABLE);
  const int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0)
    return;
  void *page = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  unsetenv(FAULT_VARIABLE);        /* gnuplot is not the program under test */
  unsetenv("LD_PRELOAD");
  void *here;
  backtrace(&here, 1);             /* allocates when it is first called, which is not counted */
  plan = page == MAP_FAILED ? NULL : page;
}

/* Call n of a kind of which sites are listed.  Sites are told apart by a hash. */
static void list_site(long n)
{
  static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
  static uint64_t known[2 * FAULT_SITES];
  static _Thread_local int is_at_work;
  if (is_at_work)
    return;
  is_at_work = 1;
  void *caller[FAULT_DEPTH];
  const int depth = backtrace(caller, FAULT_DEPTH);
  uint64_t hash = 1;
  for (int i = 0; i < depth; i++)
    hash = (hash ^ (uintptr_t) caller[i]) * UINT64_C(0x9e3779b97f4a7c15), hash ^= hash >> 29;
  pthread_mutex_lock(&one_at_a_time);
  size_t at = hash % (2 * FAULT_SITES);
  while (known[at] && known[at] != hash)
    at = (at + 1) % (2 * FAULT_SITES);
  if (!known[at] && plan->sites < FAULT_SITES) {
    known[at] = hash;
    plan->site[plan->sites++] = n;
  }
  pthread_mutex_unlock(&one_at_a_time);
  is_at_work = 0;
}

/* Is it this call's turn?  A child that was forked is left alone. */
static int fails(fault_kind kind)
{
  static _Atomic pid_t own;
  if (!plan)
    return 0;
  const pid_t now = (pid_t) syscall(SYS_getpid);
  pid_t none = 0;
  if (!atomic_compare_exchange_strong(&own, &none, now) && none != now)
    return 0;
  const long n = atomic_fetch_add(&plan->seen[kind], 1) + 1;
  if (kind == FAULT_ALLOCATION && plan->lists_sites)
    list_site(n);
  if ((int) kind != plan->kind || n < plan->first || n - plan->first >= plan->calls)
    return 0;
  atomic_fetch_add(&plan->failed, 1);
  if (plan->how > FAULT_SIGNAL)
    return 1;
  kill(now, FAULT_SIGNAL - plan->how);
  return 0;
}

static int error_now(void)
{
  errno = plan->how;
  return -1;
}

/* --- Memory ----------------------------------------------------------------------------- */

/* What the C library calls its own: dlsym, which finds the others, allocates. */
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);

static void *none(void)
{
  errno = ENOMEM;
  return NULL;
}

void *malloc(size_t bytes) { return fails(FAULT_ALLOCATION) ? none() : __libc_malloc(bytes); }
void *calloc(size_t count, size_t size) { return fails(FAULT_ALLOCATION) ? none() : __libc_calloc(count, size); }
void *realloc(void *old, size_t bytes) { return fails(FAULT_ALLOCATION) ? none() : __libc_realloc(old, bytes); }
void *aligned_alloc(size_t alignment, size_t bytes) { return fails(FAULT_ALLOCATION) ? none() : __libc_memalign(alignment, bytes); }

int posix_memalign(void **out, size_t alignment, size_t bytes)
{
  if (fails(FAULT_ALLOCATION))
    return ENOMEM;
  *out = __libc_memalign(alignment, bytes);
  return *out ? 0 : ENOMEM;
}

/* --- Threads and processes ---------------------------------------------------------------- */

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *argument), void *argument)
{
  REAL(pthread_create);
  return fails(FAULT_THREAD) ? plan->how : real(thread, attributes, work, argument);
}

pid_t fork(void)
{
  REAL(fork);
  return fails(FAULT_PROCESS) ? error_now() : real();
}

int pipe(int ends[2])
{
  REAL(pipe);
  return fails(FAULT_PROCESS) ? error_now() : real(ends);
}

/* --- Descriptors ------------------------------------------------------------------------- */

ssize_t write(int file, const void *from, size_t bytes)
{
  REAL(write);
  if (!fails(FAULT_OUTPUT))
    return real(file, from, bytes);
  return plan->how == FAULT_SHORT ? real(file, from, bytes > 0) : error_now();
}

ssize_t read(int file, void *to, size_t bytes)
{
  REAL(read);
  if (!fails(FAULT_INPUT))
    return real(file, to, bytes);
  return plan->how == FAULT_SHORT ? real(file, to, bytes > 0) : error_now();
}

/* What has no length does not fail by being short. */
static int fails_whole(fault_kind kind)
{
  return fails(kind) && plan->how != FAULT_SHORT;
}

int fsync(int file)
{
  REAL(fsync);
  return fails_whole(FAULT_OUTPUT) ? error_now() : real(file);
}

int ftruncate(int file, off_t length)
{
  REAL(ftruncate);
  return fails_whole(FAULT_OUTPUT) ? error_now() : real(file, length);
}

int rename(const char *from, const char *to)
{
  REAL(rename);
  return fails_whole(FAULT_OUTPUT) ? error_now() : real(from, to);
}

int mkstemp(char *name)
{
  REAL(mkstemp);
  return fails_whole(FAULT_OUTPUT) ? error_now() : real(name);
}

int open(const char *path, int flags, ...)
{
  REAL(open);
  va_list args;
  va_start(args, flags);
  const int mode = flags & O_CREAT ? va_arg(args, int) : 0;
  va_end(args);
  if (fails_whole(flags & (O_WRONLY | O_RDWR) ? FAULT_OUTPUT : FAULT_INPUT))
    return error_now();
  return real(path, flags, mode);
}

/* What open is to the compiler where it cannot see whether a mode is needed. */
int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags) { return open(path, flags); }

/* --- Streams ----------------------------------------------------------------------------- */

FILE *fopen(const char *path, const char *how)
{
  REAL(fopen);
  return fails_whole(*how == 'r' ? FAULT_INPUT : FAULT_OUTPUT) ? error_now(), NULL : real(path, how);
}

FILE *fdopen(int file, const char *how)
{
  REAL(fdopen);
  return fails_whole(FAULT_OUTPUT) ? error_now(), NULL : real(file, how);
}

/* The stream's descriptor is meanwhile one on which the error is real; the old one is returned. */
static int break_stream(FILE *stream)
{
  const int kept = dup(fileno(stream));
  const int broken = plan->how == ENOSPC ? (int) syscall(SYS_openat, AT_FDCWD, "/dev/full", O_RDWR)
                     : (int) syscall(SYS_openat, AT_FDCWD, "/proc/self/mem", O_RDWR);
  if (kept >= 0 && broken >= 0)
    dup2(broken, fileno(stream));
  close(broken);
  return kept;
}

static void mend_stream(FILE *stream, int kept)
{
  const int why = errno;
  dup2(kept, fileno(stream));
  close(kept);
  errno = why;
}

size_t fwrite(const void *from, size_t size, size_t count, FILE *stream)
{
  REAL(fwrite);
  if (stream == stderr || !fails_whole(FAULT_OUTPUT))
    return real(from, size, count, stream);
  const size_t half = real(from, size, count / 2, stream);
  const int kept = break_stream(stream);
  const size_t rest = real((const char *) from + half * size, size, count - half, stream);
  const int lost = fflush_unlocked(stream);   /* what is buffered is lost, not late */
  mend_stream(stream, kept);
  return lost ? half : half + rest;
}

static int broken_flush(FILE *stream, int (*real)(FILE *stream))
{
  const int kept = break_stream(stream);
  const int result = real(stream);
  mend_stream(stream, kept);
  return result;
}

int fflush(FILE *stream)
{
  REAL(fflush);
  return stream && stream != stderr && fails_whole(FAULT_OUTPUT) ? broken_flush(stream, real) : real(stream);
}

/* Of a disk that tells only when it is closed that it is full, as some network disks do. */
int fclose(FILE *stream)
{
  REAL(fclose);
  if (!stream || !(fcntl(fileno(stream), F_GETFL) & (O_WRONLY | O_RDWR)) || !fails_whole(FAULT_OUTPUT))
    return real(stream);
  real(stream);
  error_now();
  return EOF;
}

size_t fread(void *to, size_t size, size_t count, FILE *stream)
{
  REAL(fread);
  if (!fails_whole(FAULT_INPUT))
    return real(to, size, count, stream);
  const int kept = break_stream(stream);
  const size_t got = real(to, size, count, stream);
  mend_stream(stream, kept);
  return got;
}
