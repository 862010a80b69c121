/* SPDX-License-Identifier: MIT */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tmprec/base/memory.h"

enum { NOT_THERE = 127, IN = 0, OUT = 1, ERR = 2, STREAMS = 3 };

typedef struct {
  pid_t child;
  int fd[STREAMS];       /* our ends of its standard streams */
  int error;             /* of one of them, 0 without: what came is not all */
} running;

static void close_all(int pipes[STREAMS][2])
{
  for (int i = 0; i < STREAMS; i++)
    for (int k = 0; k < 2; k++)
      if (pipes[i][k] >= 0)
        close(pipes[i][k]);
}

static _Noreturn void become(const program *p, int pipes[STREAMS][2], const char *directory)
{
  dup2(pipes[IN][0], IN);
  dup2(pipes[OUT][1], OUT);
  dup2(pipes[ERR][1], ERR);
  close_all(pipes);
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXFSZ, SIG_DFL);
  setenv("LC_ALL", "C", 1);
  setenv("SOURCE_DATE_EPOCH", "946684800", 1);
  for (const char *const *name = p->unset; *name; name++)
    unsetenv(*name);
  if (!directory || !chdir(directory))
    execvp(*p->argument, p->argument);
  _exit(NOT_THERE);
}

static int start(running *r, const program *p, const char *directory)
{
  int pipes[STREAMS][2] = {{-1, -1}, {-1, -1}, {-1, -1}};
  int ok = 1;
  for (int i = 0; i < STREAMS && ok; i++)
    ok = !pipe(pipes[i]);
  r->child = ok ? fork() : -1;
  if (!r->child)
    become(p, pipes, directory);
  if (r->child < 0) {
    close_all(pipes);
    return 0;
  }
  r->error = 0;
  r->fd[IN] = pipes[IN][1];
  r->fd[OUT] = pipes[OUT][0];
  r->fd[ERR] = pipes[ERR][0];
  close(pipes[IN][0]);
  close(pipes[OUT][1]);
  close(pipes[ERR][1]);
  fcntl(r->fd[IN], F_SETFL, O_NONBLOCK);
  return 1;
}

static void hang_up(int *fd)
{
  close(*fd);
  *fd = -1;
}

static void feed(running *r, const tp_buffer *input, size_t *done)
{
  const ssize_t wrote = write(r->fd[IN], input->text + *done, input->length - *done);
  if (wrote > 0)
    *done += (size_t) wrote;
  const int failed = wrote < 0 && errno != EAGAIN && errno != EINTR;
  if (failed && errno != EPIPE)          /* a program that has ended says itself why */
    r->error = errno;
  if (failed || *done == input->length)
    hang_up(r->fd + IN);
}

static void drain(running *r, int stream, tp_buffer *out)
{
  char block[65536];
  const ssize_t got = read(r->fd[stream], block, sizeof block);
  if (got > 0)
    tp_buffer_put(out, block, (size_t) got);
  else if (got < 0 && errno != EINTR)
    r->error = errno;
  if (got == 0 || r->error)
    hang_up(r->fd + stream);
}

/* All three streams at once: none of them may fill up while another is waited for. */
static int talk(running *r, const tp_buffer *input, tp_buffer *out, tp_buffer *said)
{
  size_t done = 0;
  while (r->fd[IN] >= 0 || r->fd[OUT] >= 0 || r->fd[ERR] >= 0) {
    struct pollfd wait[STREAMS] = {{r->fd[IN], POLLOUT, 0}, {r->fd[OUT], POLLIN, 0}, {r->fd[ERR], POLLIN, 0}};
    if (poll(wait, STREAMS, -1) < 0) {
      if (errno == EINTR)
        continue;
      r->error = errno;
      break;
    }
    if (wait[IN].revents)
      feed(r, input, &done);
    if (wait[OUT].revents)
      drain(r, OUT, out);
    if (wait[ERR].revents)
      drain(r, ERR, said);
  }
  for (int i = 0; i < STREAMS; i++)
    if (r->fd[i] >= 0)
      close(r->fd[i]);
  int status = 0;
  while (waitpid(r->child, &status, 0) < 0 && errno == EINTR)
    ;
  return status;
}

/* The last line that says something; those before it may point at the place of an error. */
static const char *last_line(tp_buffer *said)
{
  while (said->length && strchr(" \t\r\n", said->text[said->length - 1]))
    said->text[--said->length] = '\0';
  if (!said->length)
    return "it says nothing";
  const char *line = strrchr(said->text, '\n');
  return line ? line + 1 : said->text;
}

tp_status program_run(tp_buffer *out, const program *p, const tp_buffer *input, const char *directory, int *is_missing, tp_error *err)
{
  running r;
  tp_buffer said = {NULL, 0, 0};
  if (is_missing)
    *is_missing = 0;
  if (!start(&r, p, directory))
    return tp_error_set(err, TP_STATUS_REFUSED, "%s cannot be started: %s", *p->argument, strerror(errno));
  const int status = talk(&r, input, out, &said);
  tp_status s = TP_STATUS_OK;
  if (r.error) {
    s = tp_error_set(err, TP_STATUS_REFUSED, "%s cannot be talked to: %s", *p->argument, strerror(r.error));
  } else if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_THERE) {
    s = tp_error_refuse(err, TP_REASON_NO_PROGRAM, "%s is not there: install it (Debian: apt-get install %s)", *p->argument, p->package);
    if (is_missing)
      *is_missing = 1;
  } else if (WIFSIGNALED(status)) {
    s = tp_error_set(err, TP_STATUS_REFUSED, "%s was ended by signal %d", *p->argument, WTERMSIG(status));
  } else if (WEXITSTATUS(status)) {
    s = tp_error_set(err, TP_STATUS_REFUSED, "%s failed: %.400s", *p->argument, last_line(&said));
  }
  tp_buffer_clear(&said);
  return s;
}
