/* Reading a certificate: its lines, numbers, hypotheses and arithmetic, and rounding without an error. */
#ifndef READER_H
#define READER_H

#include <gmp.h>

#include "tmprec/analysis/certificate.h"
#include "tmprec/numbers/enclosure.h"

enum { TP_CERTIFICATE_LINE = 16000, TP_CERTIFICATE_WORD = 1600 };

typedef enum {
  TP_CERTIFICATE_SNAP, TP_CERTIFICATE_PARTIAL_SUMS, TP_CERTIFICATE_HALF_SNAP, TP_CERTIFICATE_TOLERANT, TP_CERTIFICATE_EVERY_OPERATION,
  TP_CERTIFICATE_WALK, TP_CERTIFICATE_THEOREMS
} tp_certificate_theorem;

/* A certificate at work.  Functions return 1, or 0 after the first thing that is wrong, which `err` and
   `result` then say. */
typedef struct {
  const char *name, *at, *end;     /* of the text; the next line */
  size_t line;
  char text[TP_CERTIFICATE_LINE];  /* the line read last */
  tp_error *err;
  tp_certificate_result result;
  tp_certificate_theorem theorem;
  int mode, r;
  unsigned long long n, ties;
  int is_all;                      /* all machines */
  unsigned tapes, state_bits, symbol_bits;     /* of the machine, 0 with all */
  tp_choice stated;                /* the arithmetic of all layers */
  tp_choice choice;                /* of the layers at work: without exceptions */
  tp_rounding logit, exp, attn, act, acc;    /* all the same where every operation is rounded */
  tp_enclosure_room room;
} tp_certificate_reader;

int tp_certificate_refuse(tp_certificate_reader *c, const char *what);
int tp_certificate_malformed(tp_certificate_reader *c, const char *what);

int tp_certificate_next_line(tp_certificate_reader *c);
/* The line is this text: what is read from a line is written again, so that there is one way to write it. */
int tp_certificate_is_line(tp_certificate_reader *c, const char *format, ...) TP_PRINTF(2, 3);
/* A number as %a writes it. */
int tp_certificate_number(tp_certificate_reader *c, const char *text, mpq_t out);
/* The next line, which consists of `before` and a number. */
int tp_certificate_bound(tp_certificate_reader *c, const char *before, mpq_t out);

/* x rounded in place, exactly; and whether 1 is rounded to 1. */
int tp_certificate_round(tp_certificate_reader *c, const tp_rounding *rule, mpq_t x);
int tp_certificate_keeps_one(tp_certificate_reader *c, const tp_rounding *rule);

/* From the first line to the arithmetic: the claim of a theorem, and whether it is about such an arithmetic; with
   exceptions the latter is asked of each layer. */
int tp_certificate_hypotheses(tp_certificate_reader *c);
/* The next line is `layers FIRST LAST ARITHMETIC`: FIRST follows on *last, the theorem is about this arithmetic, and it is
   that of all these layers.  *last becomes LAST. */
int tp_certificate_layers(tp_certificate_reader *c, unsigned *last);

#endif
