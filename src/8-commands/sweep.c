/* The grid of a sweep: which cells there are, and their rows. */
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "csv.h"
#include "tmprec/base/memory.h"
#include "tmprec/machine/catalog.h"

/* A sweep of nothing in particular: shipped machines whose inputs reach from
   the smallest contexts to more than 2^9 tokens.  mpfr, where every operation is
   emulated from 25 bits on, stays in contexts of up to 2^8. */
static const char *const default_machines[] = {"counter", "collatz", "reverse", "sort", "add", "parity", "third", "fill"};
enum { DEFAULT_LEAST_BITS = 4, DEFAULT_MOST_BITS = 32, DEFAULT_MPFR_POSITION_BITS = 8 };

typedef struct {
  settings *s;
  grid *g;
  machine **machine;
  size_t machines;
  FILE *out;
  int failed;            /* writing did */
  progress_line progress;
  unsigned mpfr_most_r;  /* cells of mpfr beyond are left out; 0: none are */
} sweep;

static void add_family(sweep *w, size_t index, const arithmetic_choice *base, bits_family family, int *refused, error *err)
{
  for (size_t i = 0; i < w->s->bits.count && !*refused; i++) {
    grid_cell cell = {index, *base, family, w->s->bits.value[i]};
    *refused = family_choose(&cell.choice, family, cell.bits, w->s->sites, err) != STATUS_OK;
    if (!*refused)
      grid_add_cell(w->g, &cell);
  }
}

/* All cells of a machine, an input and an r. */
static status add_subject(sweep *w, const machine *m, const char *name, const char *input, unsigned r, error *err)
{
  subject at;
  subject_options o = w->s->subject;
  o.r = r;
  status result = subject_open(&at, m, input, &o, 1, err);
  if (result != STATUS_OK) {
    buffer prefix = {NULL, 0, 0};
    buffer_printf(&prefix, "%s:%s", name, input);
    error_prefix(err, prefix.text);
    buffer_clear(&prefix);
    return result;
  }
  unsigned bits = at.r;
  size_t index = grid_add_subject(w->g, &at, name, input);
  int refused = 0;
  for (size_t b = 0; b < w->s->betas && !refused; b++)
    for (int f = 0; f < FAMILIES && !refused; f++) {
      if (!(w->s->families >> f & 1) || (f == FAMILY_MPFR && w->mpfr_most_r && bits > w->mpfr_most_r))
        continue;
      arithmetic_choice base = w->s->choice;
      base.beta = w->s->beta[b].beta;
      add_family(w, index, &base, (bits_family) f, &refused, err);
    }
  return refused ? STATUS_REFUSED : STATUS_OK;
}

static status add_input(sweep *w, const machine *m, const char *name, const char *input, error *err)
{
  const number_list *r = &w->s->position_bits;
  status result = r->count ? STATUS_OK : add_subject(w, m, name, input, 0, err);
  for (size_t i = 0; i < r->count && result == STATUS_OK; i++)
    result = add_subject(w, m, name, input, (unsigned) r->value[i], err);
  return result;
}

static status add_shipped_inputs(sweep *w, const machine *m, const char *name, error *err)
{
  status result = STATUS_OK;
  for (size_t i = 0; result == STATUS_OK; i++) {
    buffer input = {NULL, 0, 0};
    if (catalog_input(&input, name, i) != STATUS_OK) {
      buffer_clear(&input);
      return i ? STATUS_OK : error_set(err, STATUS_REFUSED, "'%.300s' has no shipped inputs; give MACHINE:INPUT", name);
    }
    result = add_input(w, m, name, input.text, err);
    buffer_clear(&input);
  }
  return result;
}

/* MACHINE or MACHINE:INPUT, split at the last colon. */
static status add_machine(sweep *w, const char *argument, error *err)
{
  const char *colon = strrchr(argument, ':');
  char *name = memory_string(argument, colon ? (size_t) (colon - argument) : strlen(argument));
  machine *m;
  status result = catalog_open(&m, name, err);
  if (result == STATUS_OK) {
    w->machine = memory_resize(w->machine, w->machines + 1, sizeof *w->machine);
    w->machine[w->machines++] = m;
    result = colon ? add_input(w, m, name, colon + 1, err) : add_shipped_inputs(w, m, name, err);
  }
  free(name);
  return result;
}

static status add_all(sweep *w, error *err)
{
  settings *s = w->s;
  status result = STATUS_OK;
  if (!s->bits.count)
    for (int bits = DEFAULT_LEAST_BITS; bits <= DEFAULT_MOST_BITS; bits++) {
      s->bits.value = memory_resize(s->bits.value, s->bits.count + 1, sizeof *s->bits.value);
      s->bits.value[s->bits.count++] = bits;
    }
  if (!s->betas) {
    s->beta = memory_zeroed(1, sizeof *s->beta);
    s->beta[s->betas++].beta.is_auto = 1;
  }
  s->families = s->families ? s->families : (1u << FAMILIES) - 1;
  s->sites = s->sites ? s->sites : (1u << SITES) - 1;
  if (!s->arguments && !s->position_bits.count)
    w->mpfr_most_r = DEFAULT_MPFR_POSITION_BITS;
  for (size_t i = 0; i < s->arguments && result == STATUS_OK; i++)
    result = add_machine(w, s->argument[i], err);
  for (size_t i = 0; i < sizeof default_machines / sizeof *default_machines && !s->arguments && result == STATUS_OK; i++)
    result = add_machine(w, default_machines[i], err);
  return result;
}

static int write_row(void *context, const grid_result *r)
{
  sweep *w = context;
  buffer row = {NULL, 0, 0};
  sweep_row(&row, r, w->s->print_time);
  w->failed |= fwrite(row.text, 1, row.length, w->out) != row.length;
  buffer_clear(&row);
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
  buffer header = {NULL, 0, 0};
  sweep_header(&header, w->s->print_time);
  w->failed = fwrite(header.text, 1, header.length, w->out) != header.length;
  buffer_clear(&header);
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  unsigned jobs = w->s->jobs ? w->s->jobs : processors > 0 ? (unsigned) processors : 1;
  w->progress = progress_start(w->s);
  if (!w->failed)
    grid_run(w->g, jobs, write_row, show_progress, w);
  progress_end(&w->progress);
  return !w->failed;
}

/* Open a new file beside `path`, with its permissions if it is there; its name is
   appended to *name. */
static FILE *open_successor(buffer *name, const char *path)
{
  struct stat old;
  mode_t mask = umask(0);
  umask(mask);
  mode_t mode = stat(path, &old) ? 0666 & ~mask : old.st_mode & 07777;
  buffer_printf(name, "%s.XXXXXX", path);
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
  buffer name = {NULL, 0, 0};
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
  buffer_clear(&name);
  return ok;
}

int perform_sweep(settings *s)
{
  sweep w = {.s = s, .g = grid_new()};
  error err;
  int code = EXIT_REFUSED;
  if (add_all(&w, &err) != STATUS_OK)
    complain("%s", err.text);
  else if (s->output && strcmp(s->output, "-"))
    code = run_into_file(&w, s->output) ? EXIT_DONE : EXIT_REFUSED;
  else
    w.out = stdout, code = finish_output(run_sweep(&w) ? EXIT_DONE : EXIT_REFUSED);
  grid_free(w.g);
  for (size_t i = 0; i < w.machines; i++)
    machine_free(w.machine[i]);
  free(w.machine);
  return code;
}
