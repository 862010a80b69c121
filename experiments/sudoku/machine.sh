#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes the machine of data/sudoku.tm for boxes of B x B squares: B = 2 is 4x4 Sudoku, B = 3 is 9x9.
#     experiments/sudoku/machine.sh B >FILE.tm
# It goes about as data/sudoku.tm says, in whose words states are named: fill, fits, clash and undo with the place of the
# square in its band of B rows, and states that compare, which spell what becomes of the earlier squares, = compared,
# - skipped.  Only symbols that can be under the heads have transitions.
set -eu
LC_ALL=C awk -v b="${1:?}" '
    # What becomes of the squares before the square in row rb of its band and column c, the next one first, up to where
    # only its column is left.
    function pattern(rb, c,    j, d, most, s) {
        most = c > rb * n + c % b ? c : (rb ? rb * n + c % b : c)
        most = most ? int((most + n - 1) / n) * n : n
        s = ""
        for (j = 1; j <= most; j++) {
            d = j <= c ? 0 : int((j - c - 1) / n) + 1      # rows above
            s = s (j <= c || j % n == 0 || (d <= rb && int((c - j + d * n) / b) == int(c / b)) ? "=" : "-")
        }
        return s
    }
    function rule(q, x, y, to, v, w, moves) { print q, x, y, "->", to, v, w, moves }
    function compare(s,    x, y, next_s) {
        if (s in known)
            return
        known[s] = 1
        next_s = substr(s, 2)
        if (next_s == "")
            next_s = column
        for (x = 1; x <= n; x++) {
            for (y = 1; y <= n; y++)
                rule(s, x, y, x == y && s ~ /^=/ ? "clash" : next_s, x, y, "S L")
            rule(s, x, "_", "fits.0", x, "_", "S R")
        }
        compare(next_s)
    }
    BEGIN {
        n = b * b
        places = b * n
        column = "="
        for (i = 1; i < n; i++)
            column = "-" column
        print "# made by experiments/sudoku/machine.sh " b
        print "tapes 2\nblank _"
        printf "input ."
        for (x = 1; x <= n; x++)
            printf " %d", x
        print "\nwildcard *\nstart start\nhalt done"
        for (x = 0; x <= n; x++)
            rule("start", x ? x : ".", "_", "fill.0", x ? x : ".", "_", "S R")
        for (p = 0; p < places; p++) {
            here = pattern(int(p / n), p % n)
            after = (p + 1) % places
            before = (p + places - 1) % places
            rule("fill." p, ".", "_", here, 1, ".", "S L")
            for (x = 1; x <= n; x++)
                rule("fill." p, x, "_", here, x, "_", "S L")
            if (p % n == 0)
                rule("fill." p, "_", "_", "write", "_", "_", "L L")
            compare(here)
            for (x = 1; x <= n; x++) {
                for (y = 1; y <= n; y++) {
                    rule("fits." p, x, y, "fits." after, x, y, "S R")
                    rule("clash." p, x, y, "clash." after, x, y, "S R")
                }
                rule("fits." p, x, ".", "fill." after, ".", x, "R R")
                rule("fits." p, x, "_", "fill." after, x, x, "R R")
                if (x < n)
                    rule("clash." p, x, ".", here, x + 1, ".", "S L")
                else
                    rule("clash." p, x, ".", "undo." before, ".", "_", "L L")
                rule("clash." p, x, "_", "undo." before, x, "_", "L L")
                if (x < n)
                    rule("undo." p, ".", x, here, x + 1, ".", "S L")
                else
                    rule("undo." p, ".", x, "undo." before, ".", "_", "L L")
                rule("undo." p, x, x, "undo." before, x, "_", "L L")
            }
        }
        for (x = 1; x <= n; x++) {
            for (y = 1; y <= n; y++)
                rule("clash", x, y, "clash", x, y, "S L")
            rule("clash", x, "_", "clash.0", x, "_", "S R")
            rule("write", ".", x, "write", x, "_", "L L")
            rule("write", x, x, "write", x, "_", "L L")
        }
        for (x = 0; x <= n; x++) {
            y = x ? x : "."
            rule("undo." places - 1, y, "_", "none", ".", "_", "R S")
            rule("write", y, "_", "done", y, "_", "S S")
            rule("none", y, "_", "none", "_", "_", "R S")
        }
        rule("none", "_", "_", "done", "_", "_", "S S")
    }'
