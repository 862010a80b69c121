/* SPDX-License-Identifier: MIT */
/* How the library reports failure.  A function that can fail returns a status.  Unless the
   status is TP_STATUS_OK, the function leaves one line of text in a `tp_error`.  The library
   never prints and never ends the process, except when memory is exhausted (memory.h). */
#ifndef TMPREC_BASE_ERROR_H
#define TMPREC_BASE_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  TP_STATUS_OK = 0,
  TP_STATUS_REFUSED,   /* bad input, bad usage or no resources: exit status 2 */
  TP_STATUS_INEXACT    /* the simulation is not what was asked for: exit status 1 */
} tp_status;

/* Why something was refused, where the caller can do something about it. */
typedef enum {
  TP_REASON_OTHER = 0,
  TP_REASON_NO_MEMORY,         /* a library that does not allocate through memory.h has none left */
  TP_REASON_LEFT_OF_CELL_0,    /* a two-way machine leaves cell 0 to the left; it can be folded */
  TP_REASON_STUCK,             /* no rule applies; the machine can be read as one that halts there */
  TP_REASON_NO_STEP,           /* a run that halts at once has no token to predict */
  TP_REASON_NOT_HALTED,        /* the limit of steps is reached; it can be raised */
  TP_REASON_SEVERAL_MACHINES,  /* a list of machines; one line of it can be named */
  TP_REASON_HEAD_MARK,         /* a word marks where the head starts; that can be said otherwise */
  TP_REASON_NO_GENERATOR,      /* nothing says how inputs of a machine are made; a generator can be named */
  TP_REASON_JOURNAL            /* finished cells are there; the sweep can go on with them */
} tp_reason;

typedef struct {
  char text[1024];  /* one line without newline, always terminated; longer texts are cut off */
  tp_reason reason;
} tp_error;

#if defined __GNUC__
#define TP_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define TP_PRINTF(f, a)
#endif

/* Write the formatted text into *err and return s.  err may be NULL.  The reason is
   TP_REASON_OTHER, or the one given. */
tp_status tp_error_set(tp_error *err, tp_status s, const char *format, ...) TP_PRINTF(3, 4);
tp_status tp_error_refuse(tp_error *err, tp_reason reason, const char *format, ...) TP_PRINTF(3, 4);

/* Put "prefix: " before the text in *err.  At most 400 bytes of the prefix and 600 bytes of
   the text are kept.  err must not be NULL. */
void tp_error_prefix(tp_error *err, const char *prefix);

#ifdef __cplusplus
}
#endif

#endif
