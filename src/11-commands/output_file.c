/* Writing to a file that is there already, or not: nothing is lost if it fails. */
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

int write_file(const char *path, int (*write)(void *context, FILE *out), void *context)
{
  struct stat there;
  int is_there = !lstat(path, &there), replaced = !is_there || S_ISREG(there.st_mode), ok = 0;
  tp_buffer name = {NULL, 0, 0};
  FILE *out = NULL;
  errno = 0;
  if (!replaced)
    out = fopen(path, "wb");
  else if (!is_there || !access(path, W_OK))
    out = open_successor(&name, path);
  if (out) {
    ok = write(context, out);
    ok = fclose(out) == 0 && ok;
    ok = ok && (!replaced || rename(name.text, path) == 0);
  }
  if (!ok)
    complain("%s: %s", path, strerror(errno ? errno : EIO));
  if (!ok && out && replaced)
    remove(name.text);
  tp_buffer_clear(&name);
  return ok;
}
