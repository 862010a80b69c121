# 4x4 Sudoku by search with backtracking: the 16 squares row by row, 1 to 4 for what is given and . for
# what is not; the answer is the solution, the first in the order of numbers if there are several,
# or a single . if there is none; e.g. .234341221434321 -> 1234341221434321
#
# Every square in turn gets the smallest digit that differs from the earlier squares of its row, its
# column and its box. If none is left, the machine goes back to the last square it may still change. A
# given digit is compared like any other: if it clashes, the squares before it have to change.
#
#               tape 1                           tape 2
#   behind      the puzzle, as it was            from cell 1 on the digits chosen; cell 0 is blank
#   the square  the digit that is being tried    . if it may change, blank if it is given
#   ahead       the puzzle, as it was            blanks
#
# On the square k (0 to 15) head 1 stands in cell k and waits there with the digit tried, while head 2
# goes from cell k+1 to the left, compares, turns round at the blank of cell 0 and comes back to the
# mark. The name of a state that compares spells what becomes of the squares to come, = compared,
# - skipped; where the name ends, every fourth square is of the same column, up to the first row.
# On its way back head 2 counts squares from the left end, so the machine knows where it is: of u1 to
# u4, the upper row of a band of two rows, or l1 to l4, the lower one.
#
# A word of 4, 8 or 12 symbols is a grid without its lower rows and is solved likewise, the empty one
# by the empty word; 20 or more symbols have no solution. Other lengths get stuck where the word ends,
# unless it turns out before that there is no solution.
# generator: [.,.,1,2,3,4]^16
tapes 2
blank _
input . 1 2 3 4
wildcard *
start start
halt  done

start     * _ -> fill.u1   * _  S R

# fill: a new square; try 1 if it is empty, else its own digit. After a full row the grid may end.
fill.u1   . _ -> ---=      1 .  S L
fill.u1   1 _ -> ---=      1 _  S L
fill.u1   2 _ -> ---=      2 _  S L
fill.u1   3 _ -> ---=      3 _  S L
fill.u1   4 _ -> ---=      4 _  S L
fill.u1   _ _ -> write     _ _  L L
fill.u2   . _ -> =--=      1 .  S L
fill.u2   1 _ -> =--=      1 _  S L
fill.u2   2 _ -> =--=      2 _  S L
fill.u2   3 _ -> =--=      3 _  S L
fill.u2   4 _ -> =--=      4 _  S L
fill.u3   . _ -> ==-=      1 .  S L
fill.u3   1 _ -> ==-=      1 _  S L
fill.u3   2 _ -> ==-=      2 _  S L
fill.u3   3 _ -> ==-=      3 _  S L
fill.u3   4 _ -> ==-=      4 _  S L
fill.u4   . _ -> ====      1 .  S L
fill.u4   1 _ -> ====      1 _  S L
fill.u4   2 _ -> ====      2 _  S L
fill.u4   3 _ -> ====      3 _  S L
fill.u4   4 _ -> ====      4 _  S L
fill.l1   . _ -> --==      1 .  S L
fill.l1   1 _ -> --==      1 _  S L
fill.l1   2 _ -> --==      2 _  S L
fill.l1   3 _ -> --==      3 _  S L
fill.l1   4 _ -> --==      4 _  S L
fill.l1   _ _ -> write     _ _  L L
fill.l2   . _ -> =--==--=  1 .  S L
fill.l2   1 _ -> =--==--=  1 _  S L
fill.l2   2 _ -> =--==--=  2 _  S L
fill.l2   3 _ -> =--==--=  3 _  S L
fill.l2   4 _ -> =--==--=  4 _  S L
fill.l3   . _ -> ====      1 .  S L
fill.l3   1 _ -> ====      1 _  S L
fill.l3   2 _ -> ====      2 _  S L
fill.l3   3 _ -> ====      3 _  S L
fill.l3   4 _ -> ====      4 _  S L
fill.l4   . _ -> =====--=  1 .  S L
fill.l4   1 _ -> =====--=  1 _  S L
fill.l4   2 _ -> =====--=  2 _  S L
fill.l4   3 _ -> =====--=  3 _  S L
fill.l4   4 _ -> =====--=  4 _  S L

# Compare: on equal digits the one tried clashes, at the blank of cell 0 it fits.
# Only the column is left, at the beginning for u1:
=         1 1 -> clash     1 1  S L
=         2 2 -> clash     2 2  S L
=         3 3 -> clash     3 3  S L
=         4 4 -> clash     4 4  S L
=         * * -> ---=      * *  S L
=         * _ -> fits.u1   * _  S R
---=      * * -> --=       * *  S L
---=      * _ -> fits.u1   * _  S R
--=       * * -> -=        * *  S L
--=       * _ -> fits.u1   * _  S R
-=        * * -> =         * *  S L
-=        * _ -> fits.u1   * _  S R

# u2: one square of its row first; u3: two; u4: three
=--=      1 1 -> clash     1 1  S L
=--=      2 2 -> clash     2 2  S L
=--=      3 3 -> clash     3 3  S L
=--=      4 4 -> clash     4 4  S L
=--=      * * -> --=       * *  S L
==-=      1 1 -> clash     1 1  S L
==-=      2 2 -> clash     2 2  S L
==-=      3 3 -> clash     3 3  S L
==-=      4 4 -> clash     4 4  S L
==-=      * * -> =-=       * *  S L
=-=       1 1 -> clash     1 1  S L
=-=       2 2 -> clash     2 2  S L
=-=       3 3 -> clash     3 3  S L
=-=       4 4 -> clash     4 4  S L
=-=       * * -> -=        * *  S L
====      1 1 -> clash     1 1  S L
====      2 2 -> clash     2 2  S L
====      3 3 -> clash     3 3  S L
====      4 4 -> clash     4 4  S L
====      * * -> ===       * *  S L
===       1 1 -> clash     1 1  S L
===       2 2 -> clash     2 2  S L
===       3 3 -> clash     3 3  S L
===       4 4 -> clash     4 4  S L
===       * * -> ==        * *  S L
==        1 1 -> clash     1 1  S L
==        2 2 -> clash     2 2  S L
==        3 3 -> clash     3 3  S L
==        4 4 -> clash     4 4  S L
==        * * -> =         * *  S L

# l1: u2 of its box, u1 of its box and column
--==      * * -> -==       * *  S L
-==       * * -> ==        * *  S L

# l2: one of its row, then u2 and u1; l3 compares as u4 does: two of its row, then u4 and u3
=--==--=  1 1 -> clash     1 1  S L
=--==--=  2 2 -> clash     2 2  S L
=--==--=  3 3 -> clash     3 3  S L
=--==--=  4 4 -> clash     4 4  S L
=--==--=  * * -> --==--=   * *  S L
--==--=   * * -> -==--=    * *  S L
-==--=    * * -> ==--=     * *  S L
==--=     1 1 -> clash     1 1  S L
==--=     2 2 -> clash     2 2  S L
==--=     3 3 -> clash     3 3  S L
==--=     4 4 -> clash     4 4  S L
==--=     * * -> =--=      * *  S L

# l4: three of its row, then u4 and u3
=====--=  1 1 -> clash     1 1  S L
=====--=  2 2 -> clash     2 2  S L
=====--=  3 3 -> clash     3 3  S L
=====--=  4 4 -> clash     4 4  S L
=====--=  * * -> ====--=   * *  S L
====--=   1 1 -> clash     1 1  S L
====--=   2 2 -> clash     2 2  S L
====--=   3 3 -> clash     3 3  S L
====--=   4 4 -> clash     4 4  S L
====--=   * * -> ===--=    * *  S L
===--=    1 1 -> clash     1 1  S L
===--=    2 2 -> clash     2 2  S L
===--=    3 3 -> clash     3 3  S L
===--=    4 4 -> clash     4 4  S L
===--=    * * -> ==--=     * *  S L

# clash: to the left end, which tells where the squares are counted from
clash     * * -> clash     * *  S L
clash     * _ -> clash.u1  * _  S R

# fits: back to the mark; the digit stays, and the puzzle is again what it was
fits.u1   * * -> fits.u2   * *  S R
fits.u1   1 . -> fill.u2   . 1  R R
fits.u1   2 . -> fill.u2   . 2  R R
fits.u1   3 . -> fill.u2   . 3  R R
fits.u1   4 . -> fill.u2   . 4  R R
fits.u1   1 _ -> fill.u2   1 1  R R
fits.u1   2 _ -> fill.u2   2 2  R R
fits.u1   3 _ -> fill.u2   3 3  R R
fits.u1   4 _ -> fill.u2   4 4  R R
fits.u2   * * -> fits.u3   * *  S R
fits.u2   1 . -> fill.u3   . 1  R R
fits.u2   2 . -> fill.u3   . 2  R R
fits.u2   3 . -> fill.u3   . 3  R R
fits.u2   4 . -> fill.u3   . 4  R R
fits.u2   1 _ -> fill.u3   1 1  R R
fits.u2   2 _ -> fill.u3   2 2  R R
fits.u2   3 _ -> fill.u3   3 3  R R
fits.u2   4 _ -> fill.u3   4 4  R R
fits.u3   * * -> fits.u4   * *  S R
fits.u3   1 . -> fill.u4   . 1  R R
fits.u3   2 . -> fill.u4   . 2  R R
fits.u3   3 . -> fill.u4   . 3  R R
fits.u3   4 . -> fill.u4   . 4  R R
fits.u3   1 _ -> fill.u4   1 1  R R
fits.u3   2 _ -> fill.u4   2 2  R R
fits.u3   3 _ -> fill.u4   3 3  R R
fits.u3   4 _ -> fill.u4   4 4  R R
fits.u4   * * -> fits.l1   * *  S R
fits.u4   1 . -> fill.l1   . 1  R R
fits.u4   2 . -> fill.l1   . 2  R R
fits.u4   3 . -> fill.l1   . 3  R R
fits.u4   4 . -> fill.l1   . 4  R R
fits.u4   1 _ -> fill.l1   1 1  R R
fits.u4   2 _ -> fill.l1   2 2  R R
fits.u4   3 _ -> fill.l1   3 3  R R
fits.u4   4 _ -> fill.l1   4 4  R R
fits.l1   * * -> fits.l2   * *  S R
fits.l1   1 . -> fill.l2   . 1  R R
fits.l1   2 . -> fill.l2   . 2  R R
fits.l1   3 . -> fill.l2   . 3  R R
fits.l1   4 . -> fill.l2   . 4  R R
fits.l1   1 _ -> fill.l2   1 1  R R
fits.l1   2 _ -> fill.l2   2 2  R R
fits.l1   3 _ -> fill.l2   3 3  R R
fits.l1   4 _ -> fill.l2   4 4  R R
fits.l2   * * -> fits.l3   * *  S R
fits.l2   1 . -> fill.l3   . 1  R R
fits.l2   2 . -> fill.l3   . 2  R R
fits.l2   3 . -> fill.l3   . 3  R R
fits.l2   4 . -> fill.l3   . 4  R R
fits.l2   1 _ -> fill.l3   1 1  R R
fits.l2   2 _ -> fill.l3   2 2  R R
fits.l2   3 _ -> fill.l3   3 3  R R
fits.l2   4 _ -> fill.l3   4 4  R R
fits.l3   * * -> fits.l4   * *  S R
fits.l3   1 . -> fill.l4   . 1  R R
fits.l3   2 . -> fill.l4   . 2  R R
fits.l3   3 . -> fill.l4   . 3  R R
fits.l3   4 . -> fill.l4   . 4  R R
fits.l3   1 _ -> fill.l4   1 1  R R
fits.l3   2 _ -> fill.l4   2 2  R R
fits.l3   3 _ -> fill.l4   3 3  R R
fits.l3   4 _ -> fill.l4   4 4  R R
fits.l4   * * -> fits.u1   * *  S R
fits.l4   1 . -> fill.u1   . 1  R R
fits.l4   2 . -> fill.u1   . 2  R R
fits.l4   3 . -> fill.u1   . 3  R R
fits.l4   4 . -> fill.u1   . 4  R R
fits.l4   1 _ -> fill.u1   1 1  R R
fits.l4   2 _ -> fill.u1   2 2  R R
fits.l4   3 _ -> fill.u1   3 3  R R
fits.l4   4 _ -> fill.u1   4 4  R R

# clash.u1 and so on: back to the mark; try the next digit. After 4, and if it was given, go back
clash.u1  * * -> clash.u2  * *  S R
clash.u1  1 . -> ---=      2 .  S L
clash.u1  2 . -> ---=      3 .  S L
clash.u1  3 . -> ---=      4 .  S L
clash.u1  4 . -> undo.l4   . _  L L
clash.u1  * _ -> undo.l4   * _  L L
clash.u2  * * -> clash.u3  * *  S R
clash.u2  1 . -> =--=      2 .  S L
clash.u2  2 . -> =--=      3 .  S L
clash.u2  3 . -> =--=      4 .  S L
clash.u2  4 . -> undo.u1   . _  L L
clash.u2  * _ -> undo.u1   * _  L L
clash.u3  * * -> clash.u4  * *  S R
clash.u3  1 . -> ==-=      2 .  S L
clash.u3  2 . -> ==-=      3 .  S L
clash.u3  3 . -> ==-=      4 .  S L
clash.u3  4 . -> undo.u2   . _  L L
clash.u3  * _ -> undo.u2   * _  L L
clash.u4  * * -> clash.l1  * *  S R
clash.u4  1 . -> ====      2 .  S L
clash.u4  2 . -> ====      3 .  S L
clash.u4  3 . -> ====      4 .  S L
clash.u4  4 . -> undo.u3   . _  L L
clash.u4  * _ -> undo.u3   * _  L L
clash.l1  * * -> clash.l2  * *  S R
clash.l1  1 . -> --==      2 .  S L
clash.l1  2 . -> --==      3 .  S L
clash.l1  3 . -> --==      4 .  S L
clash.l1  4 . -> undo.u4   . _  L L
clash.l1  * _ -> undo.u4   * _  L L
clash.l2  * * -> clash.l3  * *  S R
clash.l2  1 . -> =--==--=  2 .  S L
clash.l2  2 . -> =--==--=  3 .  S L
clash.l2  3 . -> =--==--=  4 .  S L
clash.l2  4 . -> undo.l1   . _  L L
clash.l2  * _ -> undo.l1   * _  L L
clash.l3  * * -> clash.l4  * *  S R
clash.l3  1 . -> ====      2 .  S L
clash.l3  2 . -> ====      3 .  S L
clash.l3  3 . -> ====      4 .  S L
clash.l3  4 . -> undo.l2   . _  L L
clash.l3  * _ -> undo.l2   * _  L L
clash.l4  * * -> clash.u1  * *  S R
clash.l4  1 . -> =====--=  2 .  S L
clash.l4  2 . -> =====--=  3 .  S L
clash.l4  3 . -> =====--=  4 .  S L
clash.l4  4 . -> undo.l3   . _  L L
clash.l4  * _ -> undo.l3   * _  L L

# undo: a square that has a digit; try the next one, unless it is 4 or given
undo.u1   . 1 -> ---=      2 .  S L
undo.u1   . 2 -> ---=      3 .  S L
undo.u1   . 3 -> ---=      4 .  S L
undo.u1   . 4 -> undo.l4   . _  L L
undo.u1   1 1 -> undo.l4   1 _  L L
undo.u1   2 2 -> undo.l4   2 _  L L
undo.u1   3 3 -> undo.l4   3 _  L L
undo.u1   4 4 -> undo.l4   4 _  L L
undo.u2   . 1 -> =--=      2 .  S L
undo.u2   . 2 -> =--=      3 .  S L
undo.u2   . 3 -> =--=      4 .  S L
undo.u2   . 4 -> undo.u1   . _  L L
undo.u2   1 1 -> undo.u1   1 _  L L
undo.u2   2 2 -> undo.u1   2 _  L L
undo.u2   3 3 -> undo.u1   3 _  L L
undo.u2   4 4 -> undo.u1   4 _  L L
undo.u3   . 1 -> ==-=      2 .  S L
undo.u3   . 2 -> ==-=      3 .  S L
undo.u3   . 3 -> ==-=      4 .  S L
undo.u3   . 4 -> undo.u2   . _  L L
undo.u3   1 1 -> undo.u2   1 _  L L
undo.u3   2 2 -> undo.u2   2 _  L L
undo.u3   3 3 -> undo.u2   3 _  L L
undo.u3   4 4 -> undo.u2   4 _  L L
undo.u4   . 1 -> ====      2 .  S L
undo.u4   . 2 -> ====      3 .  S L
undo.u4   . 3 -> ====      4 .  S L
undo.u4   . 4 -> undo.u3   . _  L L
undo.u4   1 1 -> undo.u3   1 _  L L
undo.u4   2 2 -> undo.u3   2 _  L L
undo.u4   3 3 -> undo.u3   3 _  L L
undo.u4   4 4 -> undo.u3   4 _  L L
undo.l1   . 1 -> --==      2 .  S L
undo.l1   . 2 -> --==      3 .  S L
undo.l1   . 3 -> --==      4 .  S L
undo.l1   . 4 -> undo.u4   . _  L L
undo.l1   1 1 -> undo.u4   1 _  L L
undo.l1   2 2 -> undo.u4   2 _  L L
undo.l1   3 3 -> undo.u4   3 _  L L
undo.l1   4 4 -> undo.u4   4 _  L L
undo.l2   . 1 -> =--==--=  2 .  S L
undo.l2   . 2 -> =--==--=  3 .  S L
undo.l2   . 3 -> =--==--=  4 .  S L
undo.l2   . 4 -> undo.l1   . _  L L
undo.l2   1 1 -> undo.l1   1 _  L L
undo.l2   2 2 -> undo.l1   2 _  L L
undo.l2   3 3 -> undo.l1   3 _  L L
undo.l2   4 4 -> undo.l1   4 _  L L
undo.l3   . 1 -> ====      2 .  S L
undo.l3   . 2 -> ====      3 .  S L
undo.l3   . 3 -> ====      4 .  S L
undo.l3   . 4 -> undo.l2   . _  L L
undo.l3   1 1 -> undo.l2   1 _  L L
undo.l3   2 2 -> undo.l2   2 _  L L
undo.l3   3 3 -> undo.l2   3 _  L L
undo.l3   4 4 -> undo.l2   4 _  L L
undo.l4   . 1 -> =====--=  2 .  S L
undo.l4   . 2 -> =====--=  3 .  S L
undo.l4   . 3 -> =====--=  4 .  S L
undo.l4   . 4 -> undo.l3   . _  L L
undo.l4   1 1 -> undo.l3   1 _  L L
undo.l4   2 2 -> undo.l3   2 _  L L
undo.l4   3 3 -> undo.l3   3 _  L L
undo.l4   4 4 -> undo.l3   4 _  L L
undo.l4   * _ -> none      . _  R S   # before the first square: there is no solution

# write: the solution to tape 1, from its end to its beginning
write     * 1 -> write     1 _  L L
write     * 2 -> write     2 _  L L
write     * 3 -> write     3 _  L L
write     * 4 -> write     4 _  L L
write     * _ -> done      * _  S S

# none: . stands in cell 0 already; erase what is behind it
none      * _ -> none      _ _  R S
none      _ _ -> done      _ _  S S
