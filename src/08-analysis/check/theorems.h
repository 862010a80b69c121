/* The theorems, one function each: the lines after the arithmetic, up to the one before the end. */
#ifndef THEOREMS_H
#define THEOREMS_H

#include "checker.h"

int tp_checker_snap(tp_checker *c);
int tp_checker_partial_sums(tp_checker *c);
int tp_checker_half_snap(tp_checker *c);
int tp_checker_tolerant(tp_checker *c);
int tp_checker_walk(tp_checker *c);
int tp_checker_every_operation(tp_checker *c);

#endif
