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
  TP_REASON_JOURNAL,           /* finished cells are there; the sweep can go on with them */
  TP_REASON_OTHER_JOURNAL,     /* cells are there that are not of this sweep; rows can go to another file */
  TP_REASON_BUSY_JOURNAL,      /* another sweep works on the file */
  TP_REASON_NO_CONTEXTS,       /* a generator, and no lengths that it is for */
  TP_REASON_NO_ORDER,          /* named formats have no order by bits; other rows of a sweep need none */
  TP_REASON_MISSING_PART,      /* a part of a sweep is missing or damaged; it can be made */
  TP_REASON_NO_MACHINE,        /* no machine of that name comes with tmprec; those that do can be listed */
  TP_REASON_NO_STATE,          /* the machine has no such state; those that it has can be shown */
  TP_REASON_UNRECOGNISED,      /* no notation fits; one can be named, and its reader says what is wrong */
  TP_REASON_NOTATION,          /* a notation has no text for the machine; that of .tm files has */
  TP_REASON_TWO_STATES,        /* a word can be read in two ways; state and cell can be said otherwise */
  TP_REASON_SUMMARY_TOKEN,     /* a token of a summary; the other mode has them */
  TP_REASON_SMALL_CONTEXT,     /* the run does not fit; that can be accepted */
  TP_REASON_ENTRY_TYPE,        /* a type does not hold all weights; one that does can be chosen */
  TP_REASON_NO_SCRIPT,         /* no script for Coq, where there is a certificate */
  TP_REASON_HARDMAX,           /* something of softmax; a format makes it one */
  TP_REASON_NO_ACC,            /* something of partial sums; a format for them is missing */
  TP_REASON_NO_LOGIT,          /* something of logits; a format for them is missing */
  TP_REASON_MPFR,              /* something that sites have and operations have not */
  TP_REASON_FUSE_ORDER,        /* terms added at once, in an order that has no such */
  TP_REASON_NO_PROGRAM         /* another program is missing; something else can be had without it */
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
