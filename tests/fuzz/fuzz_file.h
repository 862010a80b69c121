/* SPDX-License-Identifier: MIT */
/* Bytes as a file in memory, for what reads files only. */
#ifndef FUZZ_FILE_H
#define FUZZ_FILE_H

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

typedef struct {
  int file;
  char path[40];
} fuzz_file;

/* Make it at the first call, and let these bytes be all that is in it. */
static inline void fuzz_file_fill(fuzz_file *f, const uint8_t *data, size_t size)
{
  if (!*f->path) {
    f->file = memfd_create("fuzz", 0);
    snprintf(f->path, sizeof f->path, "/proc/self/fd/%d", f->file);
  }
  fuzz_require(f->file >= 0 && ftruncate(f->file, 0) == 0 && pwrite(f->file, data, size, 0) == (ssize_t) size);
}

#endif
