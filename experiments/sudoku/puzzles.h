/* SPDX-License-Identifier: MIT */
/* Sudoku puzzles of 4 x 4 squares, and what a search for the solution looks at.  The next square is always the first
   empty one, as in data/sudoku.tm. */
#ifndef SUDOKU_PUZZLES_H
#define SUDOKU_PUZZLES_H

#include <stddef.h>
#include <stdint.h>

enum {
  SQUARES = 16,
  LONGEST_TRACE = 224,   /* in tokens, of all puzzles with a solution */
  LONGEST_TRAINED = 112,
  BIN = 8,               /* lengths of traces that count as one: 8 k - 7 .. 8 k, called 8 k */
  BINS = LONGEST_TRACE / BIN
};

typedef struct {
  unsigned char digit[SQUARES];  /* row by row, 0 for an empty square */
} puzzle;

/* A line of a trace: a square, and which digits are left to be tried there; bit d - 1 for the digit d.  Options are
   none where the search goes back. */
typedef struct {
  unsigned char square, options;
} trace_line;

typedef struct {
  trace_line line[LONGEST_TRACE / 2];
  int lines, tokens;
  puzzle solution;
} trace;

int line_tokens(trace_line l);                    /* the square, and its digits or <none> */
int bin_of(int tokens);

/* 1: the trace of the search up to the first solution; 0: there is none, or the trace is longer. */
int solve(const puzzle *p, trace *t);

/* A quarter of the puzzles is held out from training, and all whose traces have more than LONGEST_TRAINED tokens. */
int is_held_out(const puzzle *p, const trace *t);

/* Draws from all 4 x 4 puzzles with a solution, evenly over the length of their traces: of each bin so many to train
   with and so many held out, or all where there are not as many.  There may be several solutions; the search finds the
   first in the order of numbers.  counts: how many of them there are, [1] those held out.  The result has them bin
   after bin, first those to train with.  The caller frees it. */
puzzle *draw_evenly(uint64_t seed, size_t trained, size_t held_out, size_t counts[2][BINS]);

void puzzle_word(const puzzle *p, char word[SQUARES + 1]);
int solves(const puzzle *p, const unsigned char answer[SQUARES]);   /* 1: a solution of p */

#endif
