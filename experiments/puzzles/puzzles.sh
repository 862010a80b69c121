#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes 4x4 Sudoku puzzles: a grid filled square by square with digits in random order, of which some squares are then
# blanked.  The first 200 of seed 1 are those of puzzles.csv.
#     experiments/puzzles/puzzles.sh [COUNT [SEED]]
# Rows: number, blanks (4 to 12 in turn), puzzle, grid.  A puzzle may have other solutions than its grid.
# The same numbers come from any awk: those of Park and Miller, x' = 16807 x mod (2^31 - 1), which doubles hold.
set -eu
LC_ALL=C
export LC_ALL
awk -v count="${1:-200}" -v x="${2:-1}" '
    # 0 .. n-1
    function draw(n) {
        x = x * 16807 % 2147483647
        return int(x * n / 2147483647)
    }
    # order[from .. from + 3] is 1 to 4, shuffled
    function shuffle(from, i, j, t) {
        for (i = 0; i < 4; i++)
            order[from + i] = i + 1
        for (i = 3; i > 0; i--) {
            j = draw(i + 1)
            t = order[from + i]
            order[from + i] = order[from + j]
            order[from + j] = t
        }
    }
    function fits(at, digit, i) {
        for (i = 0; i < at; i++)
            if (square[i] == digit && (int(i / 4) == int(at / 4) || i % 4 == at % 4 || (int(i / 8) == int(at / 8) && int(i % 4 / 2) == int(at % 4 / 2))))
                return 0
        return 1
    }
    function fill(at, i) {
        if (at == 16)
            return 1
        shuffle(4 * at)
        for (i = 0; i < 4; i++)
            if (fits(at, order[4 * at + i])) {
                square[at] = order[4 * at + i]
                if (fill(at + 1))
                    return 1
            }
        return 0
    }
    BEGIN {
        print "number,blanks,puzzle,grid"
        for (k = 1; k <= count; k++) {
            fill(0)
            blanks = 4 + (k - 1) % 9
            grid = puzzle = ""
            # A square is blanked with the odds that leave so many to be blanked.
            for (i = 0; i < 16; i++)
                grid = grid square[i]
            left = blanks
            for (i = 0; i < 16; i++)
                if (draw(16 - i) < left) {
                    puzzle = puzzle "."
                    left--
                } else
                    puzzle = puzzle square[i]
            print k "," blanks "," puzzle "," grid
        }
    }'
