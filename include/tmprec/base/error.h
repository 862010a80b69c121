/* How the library reports failure: a function that can fail returns a status
   and, unless that is TP_STATUS_OK, leaves one line of text in an `tp_error`.  The
   library itself never prints and never exits. */
#ifndef TMPREC_BASE_ERROR_H
#define TMPREC_BASE_ERROR_H

typedef enum {
  TP_STATUS_OK = 0,
  TP_STATUS_REFUSED,   /* bad input, bad usage or no resources: exit status 2 */
  TP_STATUS_INEXACT    /* the simulation is not what was asked for: exit status 1 */
} tp_status;

typedef struct {
  char text[1024];  /* one line, no newline, always terminated */
} tp_error;

#if defined __GNUC__
#define TP_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define TP_PRINTF(f, a)
#endif

/* Write the formatted text into *err (which may be NULL) and return s. */
tp_status tp_error_set(tp_error *err, tp_status s, const char *format, ...) TP_PRINTF(3, 4);

/* Put "prefix: " before the text already in *err. */
void tp_error_prefix(tp_error *err, const char *prefix);

#endif
