#ifndef EVALUATOR_PRIVATE_H
#define EVALUATOR_PRIVATE_H

#include "plan.h"

struct evaluator {
  const evaluation_plan *plan;
  arithmetic *a;                   /* of the layer at work; between feeds, of the last */
  arithmetic *const *by_layer;     /* NULL: one for all */
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
