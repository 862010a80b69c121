/* Growing text, and whole files read with the errors a user understands. */
#ifndef TMPREC_BASE_BUFFER_H
#define TMPREC_BASE_BUFFER_H

#include <stddef.h>
#include <stdio.h>

#include "tmprec/base/error.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  char *text;       /* NULL or terminated by NUL, which length does not count */
  size_t length;
  size_t capacity;
} tp_buffer;

void tp_buffer_clear(tp_buffer *b);                          /* free; leaves an empty buffer */
void tp_buffer_put(tp_buffer *b, const char *text, size_t length);
void tp_buffer_puts(tp_buffer *b, const char *text);
void tp_buffer_printf(tp_buffer *b, const char *format, ...) TP_PRINTF(2, 3);

/* Append the file's bytes, at most `limit`; path "-" is standard input.  The
   error text begins with the path.  Directories and longer files are refused. */
tp_status tp_buffer_read_file(tp_buffer *b, const char *path, size_t limit, tp_error *err);

#ifdef __cplusplus
}
#endif

#endif
