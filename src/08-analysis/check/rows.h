/* Rows of scores: what other keys weigh beside the best ones, and what a head adds. */
#ifndef ROWS_H
#define ROWS_H

#include "checker.h"
#include "table.h"

/* What a row's other keys come to, in units of a best one's exponential. */
typedef struct {
  mpq_t all, valued, largest;      /* sums of all, and of those with a value; the largest of the latter */
  mpq_t largest_of_all;
  mpq_t count;                     /* of the latter; at most N */
  mpq_t weigh[64];                 /* what the latter weigh beside 2^i best keys, rounded, as stated */
  mpq_t low, high;                 /* the output, as stated */
} tp_checker_row;

void tp_checker_row_open(tp_checker_row *o);
void tp_checker_row_close(tp_checker_row *o);

/* `count` more other keys, of an exponential of at most e before exp rounds it. */
int tp_checker_row_add(tp_checker *c, tp_checker_row *o, uint64_t count, const mpq_t e, int has_value);
/* All other keys of a class, by the exponentials stated before. */
int tp_checker_row_sum_up(tp_checker *c, tp_checker_row *o, const tp_certificate_class *x);

/* The next line: `others` beside m best keys, at most *out. */
int tp_checker_row_other(tp_checker *c, const tp_checker_row *o, uint64_t m, mpq_t out);
/* The next lines: `others` beside 1, 2, 4, .. best keys up to `ties`. */
int tp_checker_row_others(tp_checker *c, tp_checker_row *o, uint64_t ties);
/* The next two lines: `output`, where 1 to `ties` best keys may tie. */
int tp_checker_row_output(tp_checker *c, tp_checker_row *o, const tp_certificate_class *x, uint64_t ties);

/* The weight of one of m best keys beside others that sum up to `more`, rounded; of one other key whose exponential is e. */
int tp_checker_best_weight(tp_checker *c, mpq_t out, uint64_t m, const mpq_t more);
int tp_checker_other_weight(tp_checker *c, mpq_t out, uint64_t m, const mpq_t e);

/* The last lines of a row, `rounds`: act rounds its output to the right activation (doc/bounds.md, section 4.1). */
int tp_checker_row_rounds(tp_checker *c, const tp_checker_row *o, const tp_certificate_class *x);

#endif
