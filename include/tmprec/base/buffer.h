/* SPDX-License-Identifier: MIT */
/* A growing text buffer, and reading of whole files with error messages for users. */
#ifndef TMPREC_BASE_BUFFER_H
#define TMPREC_BASE_BUFFER_H

#include <stddef.h>
#include <stdio.h>

#include "tmprec/base/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* An empty buffer is {NULL, 0, 0}.  The owner frees it with tp_buffer_clear. */
typedef struct {
  char *text;       /* NULL, or terminated by a NUL that length does not count */
  size_t length;    /* bytes */
  size_t capacity;  /* bytes allocated */
} tp_buffer;

void tp_buffer_clear(tp_buffer *b);                          /* frees the text; leaves an empty buffer */

/* Append `length` bytes, a string, or formatted text. */
void tp_buffer_put(tp_buffer *b, const char *text, size_t length);
void tp_buffer_puts(tp_buffer *b, const char *text);
void tp_buffer_printf(tp_buffer *b, const char *format, ...) TP_PRINTF(2, 3);

/* Append the bytes of the file, at most `limit`.  The path "-" means standard input.
   Refused: a file that cannot be read, a directory, and a file longer than `limit`.  The
   error text begins with the path, or with "(standard input)".  On failure the bytes read
   so far stay in the buffer. */
tp_status tp_buffer_read_file(tp_buffer *b, const char *path, size_t limit, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
