/* SPDX-License-Identifier: MIT */
/* A row in enclosures, and what only the files of its steps look at. */
#ifndef ENCLOSED_ROW_H
#define ENCLOSED_ROW_H

#include "enclosed.h"

struct enclosed_row {
  size_t i;
  int is_integer;                      /* all scores are integers: */
  int16_t *integer;
  tp_enclosure *score;                 /* by key if not; by class once weighed if they are */
  uint32_t *class_of;                  /* by key */
  size_t classes;
  uint32_t *count;                     /* keys of a class; 0: of none */
  tp_enclosure *logit, *e, *weight;    /* by class; weight: if attn is rounded */
  tp_enclosure total;
  const tp_enclosure *share, *divisor; /* weights by class are share / divisor: e and total, or 0 over a total
                                      that is infinite */
  tp_enclosure one;
  long *value_sum;                     /* of ternary values, by class */
  int is_nan;
  size_t made, integer_capacity, class_capacity, rest_capacity;
  size_t *rest;
  int groups_are_found;                /* keys of equal logit, for names of the weights (masses.c): */
  size_t groups, *group_of;            /* 0: there are no names; by class */
  uint64_t mass_name;
  size_t group_capacity;
};

/* Rounding that leaves numbers as they are. */
static const tp_rounding unrounded = {{TP_FORMAT_REAL, 0, 0, 0, 0, 0, 0, TP_SCALE_FLOOR}, TP_ROUND_NEAREST_EVEN, TP_OVERFLOW_AS_FORMAT, 0};

/* Room for so many classes. */
void tp_enclosed_make_classes(enclosed_row *row, size_t count, mpfr_prec_t bits);

#endif
