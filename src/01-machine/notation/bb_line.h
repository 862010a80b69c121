/* SPDX-License-Identifier: MIT */
/* A line of a list of busy beavers: the machine in it, without what stands behind. */
#ifndef BB_LINE_H
#define BB_LINE_H

#include "source.h"

enum { BB_CELL = 3 };

/* The machine as `1RB1LB_1LA1RZ`, whatever separates its rows and cells in the line. */
typedef struct {
  char *text;
  size_t *column;                  /* of each character, and of the end, in the line */
  size_t length, room, columns;
} bb_line;

/* 1 if the text begins with a cell: symbol, move, state. */
int tp_bb_is_cell(const char *at);

/* Rows are separated by `_`, else by blanks; cells that stand apart by one blank, with two or a tab
   between rows. Text may stand behind the machine, after a blank, a comma or a semicolon.
   Refused: text there that looks like more of the machine; cells apart with no sign of rows. */
tp_status tp_bb_take_line(bb_line *out, const source *text, const field *line);
void tp_bb_line_clear(bb_line *b);

#endif
