/* How the library reports failure.  A function that can fail returns a status and, unless
   that is TP_STATUS_OK, leaves one line of text in a `tp_error`.  The library prints
   nothing and never exits, with one exception: when memory runs out, it calls the handler
   of memory.h, which by default prints a line and exits. */
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
  TP_REASON_LEFT_OF_CELL_0,    /* a two-way machine leaves cell 0 to the left; it can be folded */
  TP_REASON_NOT_HALTED         /* the limit of steps is reached; it can be raised */
} tp_reason;

typedef struct {
  char text[1024];  /* one line, no newline, always terminated */
  tp_reason reason;
} tp_error;

#if defined __GNUC__
#define TP_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define TP_PRINTF(f, a)
#endif

/* Write the formatted text into *err (which may be NULL) and return s.  The reason is
   TP_REASON_OTHER, or the one given. */
tp_status tp_error_set(tp_error *err, tp_status s, const char *format, ...) TP_PRINTF(3, 4);
tp_status tp_error_refuse(tp_error *err, tp_reason reason, const char *format, ...) TP_PRINTF(3, 4);

/* Put "prefix: " before the text already in *err. */
void tp_error_prefix(tp_error *err, const char *prefix);

#ifdef __cplusplus
}
#endif

#endif
