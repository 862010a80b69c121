#ifndef EVALUATOR_PRIVATE_H
#define EVALUATOR_PRIVATE_H

#include "plan.h"

struct tp_evaluator {
  const tp_plan *plan;
  tp_arithmetic *a;                   /* of the step at work; between feeds, of the last */
  tp_arithmetic *const *arithmetics;  /* NULL: one for all; else so many a layer: */
  size_t arithmetics_a_layer;
  tp_arithmetic *const *others;       /* TP_LAYER_PARTS a layer: do each step in these as well; or NULL */
  tp_number_column **beside;          /* the results of that */
  size_t besides;
  tp_observer watch;
  size_t length;                      /* tokens fed */
  size_t chunk;                       /* first position of the last chunk */
  tp_number_column **column;          /* plan->versions entries */
  tp_number_column **hidden;          /* plan->most_neurons entries */
  tp_number_column **operand;         /* room for the columns of one operation */
  tp_attention_row ***row;            /* plan->sets entries: a row a position of the chunk,
                                         or NULL while not needed */
  size_t rows;                        /* rows in each of those made */
  tp_attention_row **spare;           /* rows to be used again */
  size_t spares, spare_capacity;
};

#endif
