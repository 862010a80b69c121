/* SPDX-License-Identifier: MIT */
/* Puzzles, traces and answers as tokens, in the format of Brösamle and Eckstein.  A sequence is what one context of a
   transformer holds: a CoT is one, a SCoT is as many as it has summaries, and one more. */
#ifndef SUDOKU_TOKENS_H
#define SUDOKU_TOKENS_H

#include "puzzles.h"

enum {
  PAD, INPUT, INPUT_END, SUMMARY, SUMMARY_END, OUTPUT, OUTPUT_END, NONE,
  SQUARE,                         /* the first of 16 */
  DIGIT = SQUARE + SQUARES,       /* the digit 1, of 4 */
  VOCABULARY = DIGIT + 4,
  SUMMARY_EVERY = 24,             /* a summary before the next line, after so many tokens of trace */
  LONGEST_SEQUENCE = LONGEST_TRACE + 2 + 2 * SQUARES + 2 + 2 * SQUARES,
  MOST_SEQUENCES = LONGEST_TRACE / SUMMARY_EVERY + 1
};

typedef struct {
  short token[LONGEST_SEQUENCE];
  int length, given;              /* the first `given` tokens are not predicted */
} sequence;

typedef enum { COT, SCOT, MODES } chain_mode;
extern const char *const mode_name[MODES];

/* The sequences of a puzzle, whose number is returned. */
int tell_puzzle(const puzzle *p, const trace *t, chain_mode mode, sequence out[MOST_SEQUENCES]);

#endif
