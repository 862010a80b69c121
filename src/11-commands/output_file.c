/* SPDX-License-Identifier: MIT */
/* Writing to a file that is there already, or not: nothing is lost if it fails. */
#include "output.h"
#include "interrupt.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The name of a new file that is not whole: if memory is exhausted meanwhile, it goes. */
static tp_buffer unfinished;

static void forget_unfinished(void) { tp_buffer_clear(&unfinished); }

void remove_unfinished(void)
{
  if (unfinished.length)
    remove(unfinished.text);
}

/* Open a new file beside `path`, with its permissions if it is there; its name is
   that of what is unfinished. */
static FILE *open_successor(const char *path)
{
  struct stat old;
  mode_t mask = umask(0);
  umask(mask);
  mode_t mode = stat(path, &old) ? 0666 & ~mask : old.st_mode & 07777;
  tp_buffer name = {NULL, 0, 0};
  tp_buffer_printf(&name, "%s.XXXXXX", path);
  int fd = mkstemp(name.text);
  if (fd < 0) {
    const int why = errno;
    tp_buffer_clear(&name);
    errno = why;
    return NULL;
  }
  unfinished = name;
  if (fchmod(fd, mode))
    complain("%s: %s", name.text, strerror(errno));
  FILE *out = fdopen(fd, "wb");
  if (!out) {
    const int why = errno;
    close(fd);
    remove_unfinished();
    forget_unfinished();
    errno = why;
  }
  return out;
}

/* On the disk, before its name is. */
static int force(FILE *out)
{
  return !fflush(out) && (!fsync(fileno(out)) || errno == EINVAL || errno == EROFS);
}

/* To a new file, which takes the place of the old one once it is whole.  Signals that end the process wait
   meanwhile: they would leave it behind. */
static int replace_file(const char *path, int (*write)(void *context, FILE *out), void *context)
{
  interrupt_hold();
  FILE *out = open_successor(path);
  int ok = out && write(context, out) && force(out);
  ok = out && fclose(out) == 0 && ok;
  ok = ok && rename(unfinished.text, path) == 0;
  const int why = errno;
  if (!ok && out)
    remove_unfinished();
  forget_unfinished();
  interrupt_let_in();
  errno = why;
  return ok;
}

static int write_in_place(const char *path, int (*write)(void *context, FILE *out), void *context)
{
  FILE *out = fopen(path, "wb");
  const int ok = out && write(context, out);
  return out && fclose(out) == 0 && ok;
}

static int write_text(void *context, FILE *out)
{
  const tp_buffer *b = context;
  return fwrite(b->text, 1, b->length, out) == b->length;
}

int put_text_to(const char *path, tp_buffer *text)
{
  return path && strcmp(path, "-") ? write_file(path, write_text, text) : print_out(text);
}

int can_write_file(const char *path)
{
  interrupt_hold();
  errno = 0;
  FILE *out = !*path ? fopen(path, "wb") : access(path, F_OK) || !access(path, W_OK) ? open_successor(path) : NULL;
  if (!out)
    complain("%s: %s", path, strerror(errno ? errno : EIO));
  else
    fclose(out);
  remove_unfinished();
  forget_unfinished();
  interrupt_let_in();
  return out != NULL;
}

int write_file(const char *path, int (*write)(void *context, FILE *out), void *context)
{
  struct stat there;
  const int is_there = !lstat(path, &there);
  errno = 0;
  int ok = is_there && !S_ISREG(there.st_mode) ? write_in_place(path, write, context)
           : is_there && access(path, W_OK)    ? 0
                                               : replace_file(path, write, context);
  if (!ok)
    complain("%s: %s", path, strerror(errno ? errno : EIO));
  return ok;
}
