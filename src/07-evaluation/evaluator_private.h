#ifndef EVALUATOR_PRIVATE_H
#define EVALUATOR_PRIVATE_H

#include "plan.h"

struct evaluator {
  const evaluation_plan *plan;
  arithmetic *a;                   /* of the step at work; between feeds, of the last */
  arithmetic *const *arithmetics;  /* NULL: one for all; else so many a layer: */
  size_t arithmetics_a_layer;
  arithmetic *const *others;       /* LAYER_PARTS a layer: do each step in these as well; or NULL */
  number_column **beside;          /* the results of that */
  size_t besides;
  observer watch;
  size_t length;                   /* tokens fed */
  size_t chunk;                    /* first position of the last chunk */
  number_column **column;          /* plan->versions entries */
  number_column **hidden;          /* plan->most_neurons entries */
  number_column **operand;         /* room for the columns of one operation */
  attention_row ***row;            /* plan->sets entries: a row a position of the chunk,
                                      or NULL while not needed */
  size_t rows;                     /* rows in each of those made */
  attention_row **spare;           /* rows to be used again */
  size_t spares, spare_capacity;
};

#endif
