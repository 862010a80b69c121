/* A sweep: its cells are worked on, and its rows written, where -o says. */
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cells.h"
#include "csv.h"
#include "minimum.h"

typedef struct {
  settings *s;
  sweep_cells cells;
  curve c;               /* with --minimum: the one whose cells come in */
  front f;               /* with --per-site: likewise */
  FILE *out;
  int failed;            /* writing did */
  progress_line progress;
} sweep;

static int put_row(sweep *w, const tp_grid_result *r)
{
  tp_buffer row = {NULL, 0, 0};
  sweep_row(&row, w->s, r, &w->c, &w->f);
  w->failed |= fwrite(row.text, 1, row.length, w->out) != row.length;
  tp_buffer_clear(&row);
  return !w->failed;
}

static int write_rows(void *context, const tp_grid_result *r)
{
  sweep *w = context;
  if (w->s->minimum == MINIMUM_NONE)
    return put_row(w, r);
  if (w->s->minimum != MINIMUM_FRONT)
    return !curve_add(&w->c, r) || put_row(w, r);
  if (!front_add(&w->f, r))
    return 1;
  for (size_t i = 0; i < w->f.size && !w->failed; i++)
    if (front_has(&w->f, i))
      put_row(w, w->f.cell + i);
  return !w->failed;
}

static void show_progress(void *context, size_t done, size_t cells, double share)
{
  sweep *w = context;
  progress_show(&w->progress, "cells", done, cells, share);
  if (w->progress.shown && w->out != stdout)
    fflush(w->out);
}

static int run_sweep(sweep *w)
{
  tp_buffer header = {NULL, 0, 0};
  sweep_header(&header, w->s);
  w->failed = fwrite(header.text, 1, header.length, w->out) != header.length;
  tp_buffer_clear(&header);
  w->progress = progress_start(w->s);
  if (!w->failed)
    tp_grid_run(w->cells.g, jobs_of(w->s), write_rows, show_progress, w);
  progress_end(&w->progress);
  return !w->failed;
}

/* Open a new file beside `path`, with its permissions if it is there; its name is
   appended to *name. */
static FILE *open_successor(tp_buffer *name, const char *path)
{
  struct stat old;
  mode_t mask = umask(0);
  umask(mask);
  mode_t mode = stat(path, &old) ? 0666 & ~mask : old.st_mode & 07777;
  tp_buffer_printf(name, "%s.XXXXXX", path);
  int fd = mkstemp(name->text);
  if (fd < 0)
    return NULL;
  if (fchmod(fd, mode))
    complain("%s: %s", name->text, strerror(errno));
  return fdopen(fd, "wb");
}

/* A regular file is replaced only when its successor is complete; devices, pipes
   and links are written to as they are. */
static int run_into_file(sweep *w, const char *path)
{
  struct stat there;
  int is_there = !lstat(path, &there), replaced = !is_there || S_ISREG(there.st_mode), ok = 0;
  tp_buffer name = {NULL, 0, 0};
  errno = 0;
  if (!replaced)
    w->out = fopen(path, "wb");
  else if (!is_there || !access(path, W_OK))
    w->out = open_successor(&name, path);
  if (w->out) {
    ok = run_sweep(w);
    ok = fclose(w->out) == 0 && ok;
    ok = ok && (!replaced || rename(name.text, path) == 0);
  }
  if (!ok)
    complain("%s: %s", path, strerror(errno ? errno : EIO));
  if (!ok && w->out && replaced)
    remove(name.text);
  tp_buffer_clear(&name);
  return ok;
}

int perform_sweep(settings *s)
{
  sweep w = {.s = s};
  tp_error err;
  int code = EXIT_REFUSED;
  if (sweep_cells_open(&w.cells, s, &err) != TP_STATUS_OK) {
    complain("%s", err.text);
  } else {
    w.c = curve_new(s->minimum, s->activations, w.cells.curve);
    w.f = s->minimum == MINIMUM_FRONT ? front_new(s) : (front) {.size = 0};
    if (s->output && strcmp(s->output, "-"))
      code = run_into_file(&w, s->output) ? EXIT_DONE : EXIT_REFUSED;
    else
      w.out = stdout, code = finish_output(run_sweep(&w) ? EXIT_DONE : EXIT_REFUSED);
    curve_clear(&w.c);
    front_clear(&w.f);
  }
  sweep_cells_close(&w.cells);
  return code;
}
