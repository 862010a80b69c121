/* Growing text, and whole files read with the errors a user understands. */
#ifndef TMPREC_BASE_BUFFER_H
#define TMPREC_BASE_BUFFER_H

#include <stddef.h>
#include <stdio.h>

#include "tmprec/base/error.h"

typedef struct {
  char *text;       /* NULL or terminated by NUL, which length does not count */
  size_t length;
  size_t capacity;
} buffer;

void buffer_clear(buffer *b);                                /* free; leaves an empty buffer */
void buffer_put(buffer *b, const char *text, size_t length);
void buffer_puts(buffer *b, const char *text);
void buffer_printf(buffer *b, const char *format, ...) TMPREC_PRINTF(2, 3);

/* Append the file's bytes, at most `limit`; path "-" is standard input.  The
   error text begins with the path.  Directories and longer files are refused. */
status buffer_read_file(buffer *b, const char *path, size_t limit, error *err);

#endif
