/* SPDX-License-Identifier: MIT */
/* sudoku-puzzles TRAINED HELD_OUT SEED: puzzles drawn evenly over the length of their traces, so many of each length to
   train with and so many held out.  A line each:
       train or test, tokens of the trace, the puzzle as data/sudoku.tm reads it */
#include <stdio.h>
#include <stdlib.h>

#include "puzzles.h"

static int refuse(const char *what)
{
  fprintf(stderr, "sudoku-puzzles: %s\n", what);
  return 2;
}

static int read_number(const char *text, long *out)
{
  char *end;
  *out = strtol(text, &end, 10);
  return *text >= '0' && *text <= '9' && !*end && *out <= 1000000;
}

int main(int count, char **word)
{
  long trained, held_out, seed;
  if (count != 4 || !read_number(word[1], &trained) || !read_number(word[2], &held_out) || !read_number(word[3], &seed))
    return refuse("usage: sudoku-puzzles TRAINED HELD_OUT SEED, numbers up to 1000000");
  size_t counts[2][BINS];
  puzzle *all = draw_evenly((uint64_t) seed, (size_t) trained, (size_t) held_out, counts);
  const puzzle *p = all;
  for (int h = 0; h < 2; h++)
    for (int b = 0; b < BINS; b++)
      for (size_t i = 0; i < counts[h][b]; i++, p++) {
        trace t;
        char text[SQUARES + 1];
        solve(p, &t);
        puzzle_word(p, text);
        printf("%s %d %s\n", h ? "test" : "train", t.tokens, text);
      }
  free(all);
  if (fflush(stdout) || ferror(stdout))
    return refuse("the output cannot be written");
  return 0;
}
