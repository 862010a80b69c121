#include "gnuplot.h"

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

/* -d: neither the system's nor the user's settings are read. */
static _Noreturn void become_gnuplot(int pipes[STREAMS][2], const char *directory)
{
  static char *const arguments[] = {"gnuplot", "-d", "-", NULL};
  dup2(pipes[IN][0], IN);
  dup2(pipes[OUT][1], OUT);
  dup2(pipes[ERR][1], ERR);
  close_all(pipes);
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXFSZ, SIG_DFL);
  setenv("LC_ALL", "C", 1);
  unsetenv("GNUTERM");
  unsetenv("GNUPLOT_LIB");
  if (!directory || !chdir(directory))
    execvp(*arguments, arguments);
  _exit(NOT_THERE);
}

static int start(running *r, const char *directory)
{
  int pipes[STREAMS][2] = {{-1, -1}, {-1, -1}, {-1, -1}};
  int ok = 1;
  for (int i = 0; i < STREAMS && ok; i++)
    ok = !pipe(pipes[i]);
  r->child = ok ? fork() : -1;
  if (!r->child)
    become_gnuplot(pipes, directory);
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

static void feed(running *r, const tp_buffer *script, size_t *done)
{
  const ssize_t wrote = write(r->fd[IN], script->text + *done, script->length - *done);
  if (wrote > 0)
    *done += (size_t) wrote;
  const int failed = wrote < 0 && errno != EAGAIN && errno != EINTR;
  if (failed && errno != EPIPE)          /* a gnuplot that has ended says itself why */
    r->error = errno;
  if (failed || *done == script->length)
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
static int talk(running *r, const tp_buffer *script, tp_buffer *out, tp_buffer *said)
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
      feed(r, script, &done);
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

/* The last line that says something; gnuplot points at the place of an error in those before it. */
static const char *last_line(tp_buffer *said)
{
  while (said->length && strchr(" \t\r\n", said->text[said->length - 1]))
    said->text[--said->length] = '\0';
  if (!said->length)
    return "it says nothing";
  const char *line = strrchr(said->text, '\n');
  return line ? line + 1 : said->text;
}

tp_status gnuplot_run(tp_buffer *out, const tp_buffer *script, const char *directory, int *is_missing, tp_error *err)
{
  running r;
  tp_buffer said = {NULL, 0, 0};
  if (is_missing)
    *is_missing = 0;
  if (!start(&r, directory))
    return tp_error_set(err, TP_STATUS_REFUSED, "gnuplot cannot be started: %s", strerror(errno));
  const int status = talk(&r, script, out, &said);
  tp_status s = TP_STATUS_OK;
  if (r.error) {
    s = tp_error_set(err, TP_STATUS_REFUSED, "gnuplot cannot be talked to: %s", strerror(r.error));
  } else if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_THERE) {
    s = tp_error_set(err, TP_STATUS_REFUSED, "gnuplot is not there: install it (Debian: apt-get install gnuplot-nox)");
    if (is_missing)
      *is_missing = 1;
  } else if (WIFSIGNALED(status)) {
    s = tp_error_set(err, TP_STATUS_REFUSED, "gnuplot was ended by signal %d", WTERMSIG(status));
  } else if (WEXITSTATUS(status)) {
    s = tp_error_set(err, TP_STATUS_REFUSED, "gnuplot failed: %.400s", last_line(&said));
  }
  tp_buffer_clear(&said);
  return s;
}

/* Dates stand uncompressed; other digits in their place leave all offsets as they are. */
static void still_dates(tp_buffer *pdf)
{
  static const char date[] = "Date (D:";
  for (size_t i = 0; i + sizeof date + 14 < pdf->length; i++)
    if (!memcmp(pdf->text + i, date, sizeof date - 1))
      memcpy(pdf->text + i + sizeof date - 1, "20000101000000", 14);
}

static void escape_ends(tp_buffer *svg)
{
  tp_buffer out = {NULL, 0, 0};
  const char *from = svg->text, *at;
  if (!from || !strstr(from, "]]>"))
    return;
  for (; (at = strstr(from, "]]>")); from = at + 3) {
    tp_buffer_put(&out, from, (size_t) (at - from));
    tp_buffer_puts(&out, "]]&gt;");
  }
  tp_buffer_puts(&out, from);
  tp_buffer_clear(svg);
  *svg = out;
}

/* The second line of its head is a comment with the date. */
static void drop_date(tp_buffer *tikz)
{
  static const char head[] = "%% generated with GNUPLOT";
  char *line = tikz->text ? strstr(tikz->text, head) : NULL;
  line = line ? strchr(line, '\n') : NULL;
  if (!line || strncmp(++line, "%% ", 3))
    return;
  const char *next = strchr(line, '\n');
  next = next ? next + 1 : line + strlen(line);
  const size_t length = (size_t) (next - line);
  memmove(line, next, strlen(next) + 1);
  tikz->length -= length;
}

void gnuplot_settle(tp_buffer *picture, tp_picture kind)
{
  if (kind == TP_PICTURE_PDF || kind == TP_PICTURE_CAIROLATEX)
    still_dates(picture);
  if (kind == TP_PICTURE_TIKZ)
    drop_date(picture);
  if (kind == TP_PICTURE_SVG)
    escape_ends(picture);
}
