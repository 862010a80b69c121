/* SPDX-License-Identifier: MIT */
/* The forward pass at work, and how its last numbers are read. */
#ifndef EVALUATOR_PRIVATE_H
#define EVALUATOR_PRIVATE_H

#include "plan_private.h"
#include "tmprec/evaluation/evaluator.h"

/* What is known of the keys of a row set, by one arithmetic. */
typedef struct {
  const tp_arithmetic *of;
  tp_key_store *store;             /* NULL while not needed */
} set_keys;

typedef struct by_trits by_trits;

struct tp_evaluator {
  const tp_plan *plan;
  const tp_schedule *schedule, *other;   /* other: do each step by this one as well; or NULL */
  unsigned threads;                /* that may work on a chunk */
  int is_mixed;                    /* there was another schedule before */
  int is_one_by_one;               /* whole parts of layers were refused: pieces are small */
  by_trits *by_trits;              /* whole parts of layers are taken (by_trits.h); NULL: number by number */
  tp_workspace *w;                 /* of the step at work; between feeds, of the last */
  tp_number_column **beside;       /* the results of the other schedule */
  size_t besides;
  tp_observer watch;
  size_t length;                   /* tokens fed */
  size_t chunk;                    /* first position of the last chunk */
  tp_number_column **column;       /* plan->columns entries; NULL until numbers are needed one by one */
  tp_number_column **hidden;       /* plan->most_neurons entries */
  tp_number_column **operand;      /* room for the columns of one operation */
  set_keys *keys;                  /* plan->sets entries */
  tp_attention_row ***row;         /* plan->sets entries: a row a position of the chunk,
                                      or NULL while not needed */
  size_t rows;                     /* rows in each of those made */
  tp_attention_row **spare;        /* rows to be used again, */
  const tp_arithmetic *spare_of;   /* all of this arithmetic */
  size_t spares, spare_capacity;
  double *value, *slack;           /* width entries: the stream at one position, as far as it was read */
  unsigned char *is_read;
};

/* The stream as the unembedding sees it: the last version of a coordinate, read once for
   each position. */
void tp_evaluator_begin_reading(tp_evaluator *e);
double tp_evaluator_coordinate(tp_evaluator *e, uint32_t coordinate, size_t position, double *slack);
/* The prediction by a scan of the vocabulary. */
void tp_evaluator_scan(tp_evaluator *e, size_t position, tp_prediction *out);
/* Make the columns, if there are none. */
void tp_evaluator_need_columns(tp_evaluator *e);

/* The tokens of the last chunk into the columns before the first layer. */
void tp_evaluator_embed(tp_evaluator *e, const tp_sequence *s);

/* How often coordinate c is in the logit of a token at most, as itself or negated: times[c], which begin as 0. */
void tp_unembedding_reads(const tp_transformer *t, unsigned char *times);

#endif
