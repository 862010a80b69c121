/* SPDX-License-Identifier: MIT */
/* What fuzz targets share.  A target is a function of bytes that aborts, or that a sanitizer stops, if something is wrong. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What has to hold of everything that is read. */
#define fuzz_require(condition) \
  ((condition) ? (void) 0 : (fprintf(stderr, "%s:%d: this does not hold: %s\n", __FILE__, __LINE__, #condition), abort()))

/* The bytes and a NUL, in a block of just that size, so that a sanitizer sees a step beyond it. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
  char *text = malloc(size + 1);
  if (!text)
    abort();
  if (size)
    memcpy(text, data, size);
  text[size] = '\0';
  return text;
}

#endif
