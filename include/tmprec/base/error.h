/* How the library reports failure: a function that can fail returns a status
   and, unless that is STATUS_OK, leaves one line of text in an `error`.  The
   library itself never prints and never exits. */
#ifndef TMPREC_BASE_ERROR_H
#define TMPREC_BASE_ERROR_H

typedef enum {
  STATUS_OK = 0,
  STATUS_REFUSED,   /* bad input, bad usage or no resources: exit status 2 */
  STATUS_INEXACT    /* the simulation is not what was asked for: exit status 1 */
} status;

typedef struct {
  char text[1024];  /* one line, no newline, always terminated */
} error;

#if defined __GNUC__
#define TMPREC_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define TMPREC_PRINTF(f, a)
#endif

/* Write the formatted text into *err (which may be NULL) and return s. */
status error_set(error *err, status s, const char *format, ...) TMPREC_PRINTF(3, 4);

/* Put "prefix: " before the text already in *err. */
void error_prefix(error *err, const char *prefix);

#endif
