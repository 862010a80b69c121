#!/bin/sh
# SPDX-License-Identifier: MIT
# machine: what a machine is, and its run.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

# Writes a 1 left of the word and halts on its first symbol.
machine left.tm '@two-way\nq 0 -> q 0 L\nq 1 -> q 1 L\nq _ -> h 1 R\n'

prints 0 machine left.tm 10 --two-way fold <<'END'
left.tm

tapes        2, one-way, folded
states       q q-
             start q, halt h
blank        _
input        0 1
others       >
table        partial: 12 transitions for 32 configurations; 20 are missing:
             q _ 0, q _ 1, q _ >, q 0 0, ...
transformer  d_Q = 2 bits of state, d_G = 2 bits of symbol, 12 neurons for the table
             --mode cot   r = 4, L = 18, H = 6, d_k = 15, d_v = 4, d_ff = 120, d = 133
             --mode scot  r = 4, L = 18, H = 8, d_k = 15, d_v = 4, d_ff = 153, d = 177

  q  0 _ -> q- 0 > R R
  q  1 _ -> q- 1 > R R
  q  _ _ -> h  1 > R R

  q- _ 0 -> q- _ 0 R R
  q- 0 0 -> q- 0 0 R R
  q- 1 0 -> q- 1 0 R R
  q- _ 1 -> q- _ 1 R R
  q- 0 1 -> q- 0 1 R R
  q- 1 1 -> q- 1 1 R R
  q- _ _ -> h  _ 1 L L
  q- 0 _ -> h  0 1 L L
  q- 1 _ -> h  1 1 L L

  step  state  tape 1  tape 2
     0  q      |[1]0   |[_]_
     1  q-     | 1[0]  | >[_]
     2  h      |[1]0   |[>]1

steps        2, halted
output       '10'
tape 1       non-zero cells: 2; visited left of cell 0: 0, right of it: 1
tape 2       non-zero cells: 2; visited left of cell 0: 0, right of it: 1
END
prints 0 machine left.tm 10 <<'END'
left.tm

tapes        1, two-way
states       q
             start q, halt h
blank        _
input        0 1
others       none
table        total: 3 transitions, one for each state and symbols read
transformer  d_Q = 1 bits of state, d_G = 2 bits of symbol, 3 neurons for the table
             none for this run: step 1 takes the head of tape 1 left of cell 0: the machine is two-way; try --two-way fold

  q 0 -> q 0 L
  q 1 -> q 1 L
  q _ -> h 1 R

  step  state  tape 1
     0  q       _|[1]0
     1  q      [_]|1 0
     2  h       1|[1]0

steps        2, halted
output       '10'
tape 1       non-zero cells: 3; visited left of cell 0: 1, right of it: 0
ends as      '1h10'
END
# A machine without an input; one that is stuck, or goes on, is shown as far as it goes.
run machine add
judge 0 '*' ""
check "a run without an input" [ "$(grep -c step out)" = 0 ]
run machine stuck.tm 01
judge 0 '*' ""
check "it is not said that it is stuck" grep -q "^ *the machine is stuck after 1 steps: no transition from state 'q' reading '1'" out
check "not two lines of the run" [ "$(sed -n '/^  step/,/^$/p' out | grep -c '|')" = 2 ]
run machine loops.tm 0 --max-steps 300 --steps 5
judge 0 '*' ""
check "it is not said that it goes on" grep -q '^steps  *300, not halted (--max-steps)$' out
check "not six lines of the run, and the last" [ "$(sed -n '/^  step/,/^$/p' out | grep -c '|')" = 7 ]
run machine flip.tm 011 --steps 0
check "lines of the run" [ "$(grep -c '|' out)" = 0 ]
# Lines do not grow with the tape.
run machine flip.tm "$(printf '%0200d' 1)" --steps 300
check "long lines" [ "$(sed -n '/^  step/,/^$/p' out | awk 'length > 130' | wc -l) $(sed -n '/^  step/,/^$/p' out | grep -c '\[')" = '0 202' ]
# The ladder, as published: NAME STEPS NON-ZERO LEFT RIGHT
while read -r name steps nonzero left right; do
    run machine "$name" '' --steps 0 --max-steps 50000000
    judge 0 '*' ""
    grep -E '^(steps|tape 1) ' out >got
    {
        echo "steps        $steps, halted"
        echo "tape 1       non-zero cells: $nonzero; visited left of cell 0: $left, right of it: $right"
    } >want
    check "expected $(cat want)" cmp -s got want
done <<'END'
bb2 6 4 2 1
bb3 21 5 1 3
bb23 38 9 6 2
bb4 107 13 10 3
bb24 3932964 2050 15 2034
bb5 47176870 4098 12243 45
END

# A tape that is wider than a line is cut around the head: dots stand where there is more.
word=$(printf '%060d' 0)
machine wide.tm '@q 0 -> q 0 R\nq _ -> h _ S\n'
run machine wide.tm "$word$word" --steps 130
judge 0 '*' ""
check "dots at the start, in the middle, at the end" [ "$(awk '$1 ~ /^(0|60|120)$/ && $2 == "q" {
    print $1 ($3 == ".." ? "<" : "") ($NF == ".." ? ">" : "") }' out | paste -s -d ' ')" = "0> 60<> 120<" ]
finish
