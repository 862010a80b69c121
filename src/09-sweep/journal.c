/* SPDX-License-Identifier: MIT */
#include "tmprec/sweep/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "journal_line.h"
#include "tmprec/base/memory.h"

struct tp_journal {
  char *path;
  int file;
  off_t length;          /* of the lines that are whole */
  double synced;         /* seconds of the clock */
  tp_buffer line;
};

static const size_t most_bytes = (size_t) 1 << 36;

static tp_status refuse(const tp_journal *j, tp_error *err)
{
  return tp_error_set(err, TP_STATUS_REFUSED, "%.300s: %s", j->path, strerror(errno ? errno : EIO));
}

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

/* --- Writing -------------------------------------------------------------------------- */

tp_status tp_journal_sync(tp_journal *j, tp_error *err)
{
  j->synced = now();
  errno = 0;
  return fsync(j->file) && errno != EINVAL && errno != EROFS ? refuse(j, err) : TP_STATUS_OK;
}

/* The whole line, or nothing. */
static tp_status write_line(tp_journal *j, tp_error *err)
{
  errno = 0;
  for (size_t done = 0; done < j->line.length;) {
    const ssize_t wrote = write(j->file, j->line.text + done, j->line.length - done);
    if (wrote > 0) {
      done += (size_t) wrote;
    } else if (wrote == 0 || errno != EINTR) {
      const int why = errno ? errno : EIO;
      if (!ftruncate(j->file, j->length))
        lseek(j->file, j->length, SEEK_SET);
      errno = why;
      return refuse(j, err);
    }
  }
  j->length += (off_t) j->line.length;
  return now() - j->synced < TP_JOURNAL_SYNC ? TP_STATUS_OK : tp_journal_sync(j, err);
}

tp_status tp_journal_add(tp_journal *j, size_t i, const tp_grid_result *r, tp_error *err)
{
  j->line.length = 0;
  tp_journal_print_cell(&j->line, i, r);
  return write_line(j, err);
}

/* --- Opening -------------------------------------------------------------------------- */

/* A lock that the system cannot have, as on some network disks, is done without. */
static tp_status open_file(tp_journal *j, int flags, tp_error *err)
{
  errno = 0;
  j->file = open(j->path, O_RDWR | O_CLOEXEC | flags, 0666);
  if (j->file < 0)
    return refuse(j, err);
  if (flock(j->file, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
    return tp_error_refuse(err, TP_REASON_BUSY_JOURNAL, "%.300s: another sweep is writing it", j->path);
  return TP_STATUS_OK;
}

static tp_status open_journal(tp_journal **out, const char *path, int flags, tp_error *err)
{
  tp_journal *j = tp_memory_zeroed(1, sizeof *j);
  j->path = tp_memory_string(path, strlen(path));
  j->synced = now();
  const tp_status s = open_file(j, flags, err);
  if (s != TP_STATUS_OK) {
    const int why = errno;
    tp_journal_close(j, 0);
    errno = why;
    j = NULL;
  }
  *out = j;
  return s;
}

static tp_status write_head(tp_journal *j, const tp_journal_head *head, tp_error *err)
{
  j->line.length = 0;
  tp_journal_head_print(&j->line, head);
  const tp_status s = write_line(j, err);
  return s == TP_STATUS_OK ? tp_journal_sync(j, err) : s;
}

tp_status tp_journal_begin(tp_journal **out, const char *path, const tp_journal_head *head, tp_error *err)
{
  errno = 0;
  tp_status s = open_journal(out, path, O_CREAT | O_EXCL, err);
  if (s != TP_STATUS_OK && errno == EEXIST)
    return tp_error_refuse(err, TP_REASON_JOURNAL, "%.300s is there, with the finished cells of a sweep that was interrupted", path);
  if (s != TP_STATUS_OK || (s = write_head(*out, head, err)) == TP_STATUS_OK)
    return s;
  tp_journal_close(*out, 1);
  *out = NULL;
  return s;
}

/* --- Going on --------------------------------------------------------------------------- */

/* The lines that are whole become results; *end is where the next begins. */
static tp_status restore(const tp_journal *j, const tp_buffer *text, size_t *end, tp_grid *g, size_t *restored, tp_error *err)
{
  size_t at = *end, line = 1, bad = 0;
  *restored = 0;
  for (const char *newline; at < text->length && (newline = memchr(text->text + at, '\n', text->length - at)); at = (size_t) (newline + 1 - text->text)) {
    tp_grid_result r;
    size_t i;
    line++;
    if (!tp_journal_read_cell(&i, &r, text->text + at, (size_t) (newline - text->text) - at) || i >= tp_grid_cells(g) || !tp_grid_has(g, i)) {
      bad = bad ? bad : line;
      continue;
    }
    if (bad)
      return tp_error_refuse(err, TP_REASON_OTHER_JOURNAL, "%.300s:%zu:1: a damaged line, with whole ones after it", j->path, bad);
    if (!tp_grid_is_done(g, i)) {
      tp_grid_restore(g, i, &r);
      ++*restored;
    }
    *end = (size_t) (newline + 1 - text->text);
  }
  return TP_STATUS_OK;
}

static tp_status read_journal(tp_journal *j, const tp_journal_head *head, tp_grid *g, size_t *restored, tp_error *err)
{
  tp_buffer text = {NULL, 0, 0};
  size_t end = 0;
  tp_status s = tp_buffer_read_file(&text, j->path, most_bytes, err);
  const char *newline = s == TP_STATUS_OK && text.length ? memchr(text.text, '\n', text.length) : NULL;
  if (s == TP_STATUS_OK && newline) {
    end = (size_t) (newline + 1 - text.text);
    s = tp_journal_head_check(j->path, text.text, end - 1, head, err);
    if (s == TP_STATUS_OK)
      s = restore(j, &text, &end, g, restored, err);
  }
  tp_buffer_clear(&text);
  if (s != TP_STATUS_OK)
    return s;
  errno = 0;
  j->length = (off_t) end;
  if (ftruncate(j->file, j->length) || lseek(j->file, j->length, SEEK_SET) < 0)
    return refuse(j, err);
  return end ? TP_STATUS_OK : write_head(j, head, err);
}

tp_status tp_journal_resume(tp_journal **out, const char *path, const tp_journal_head *head, tp_grid *g, size_t *restored, tp_error *err)
{
  *restored = 0;
  tp_status s = open_journal(out, path, O_CREAT, err);
  if (s != TP_STATUS_OK || (s = read_journal(*out, head, g, restored, err)) == TP_STATUS_OK)
    return s;
  tp_journal_close(*out, 0);
  *out = NULL;
  return s;
}

void tp_journal_close(tp_journal *j, int remove)
{
  if (!j)
    return;
  if (j->file >= 0) {
    if (remove)
      unlink(j->path);
    else
      fsync(j->file);
    close(j->file);
  }
  tp_buffer_clear(&j->line);
  free(j->path);
  free(j);
}
