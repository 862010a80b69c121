#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes 9x9 puzzles, a line each: a solved grid, shuffled by what keeps it solved, with some squares emptied.
#     experiments/sudoku/grids.sh COUNT EMPTY SEED
# The random numbers are those of a linear congruence, the same everywhere.
set -eu
LC_ALL=C awk -v count="${1:?}" -v empty="${2:?}" -v seed="${3:?}" '
    function below(k) { state = (state * 16807) % 2147483647; return int(state / 2147483647 * k) }
    function shuffle(a, k,    i, j) {
        for (i = 0; i < k; i++) {
            j = below(i + 1)
            a[i] = a[j]
            a[j] = i
        }
    }
    # Rows, or columns: bands in some order, and three lines in each.
    function lines(a,    band, line, i, j) {
        shuffle(band, 3)
        for (i = 0; i < 3; i++) {
            shuffle(line, 3)
            for (j = 0; j < 3; j++)
                a[3 * i + j] = 3 * band[i] + line[j]
        }
    }
    BEGIN {
        state = seed + 1
        for (i = 0; i < 20; i++)
            below(2)
        while (count--) {
            lines(row)
            lines(column)
            shuffle(digit, 9)
            shuffle(order, 81)
            for (i = 0; i < 81; i++) {
                r = row[int(i / 9)]
                c = column[i % 9]
                square[i] = digit[(3 * (r % 3) + int(r / 3) + c) % 9] + 1
            }
            for (i = 0; i < empty; i++)
                square[order[i]] = "."
            text = ""
            for (i = 0; i < 81; i++)
                text = text square[i]
            print text
        }
    }'
