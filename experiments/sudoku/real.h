/* SPDX-License-Identifier: MIT */
/* The numbers of the learned transformer: binary32.  The tests of gradients compile the same source for binary64, in
   which differences of losses are precise enough. */
#ifndef SUDOKU_REAL_H
#define SUDOKU_REAL_H

#ifdef SUDOKU_DOUBLE
typedef double real;
#else
typedef float real;
#endif

#endif
