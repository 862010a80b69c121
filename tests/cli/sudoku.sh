#!/bin/sh
# SPDX-License-Identifier: MIT
# The experiment that learns Sudoku: a small part of its grid, the same bytes again, the machine for other sizes, and the
# same losses as in PyTorch.
# Environment: as common.sh says; SUDOKU, the folder of its programs (default: beside tmprec); PYTHON (default: python3).
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"
SUDOKU=${SUDOKU:-$(dirname "$TMPREC")/experiments/sudoku}
: "${PYTHON:=python3}"
JOBS=1 QUICK=1
export SUDOKU JOBS QUICK

said='the machine of 4x4'
"$srcdir/experiments/sudoku/machine.sh" 2 >four.tm
for puzzle in .1........4.4.2. 341.123.4.2323.. 11..............; do
    check "$puzzle" [ "$("$TMPREC" run four.tm $puzzle)" = "$("$TMPREC" run sudoku $puzzle)" ]
done
said='the machine of 9x9'
"$srcdir/experiments/sudoku/machine.sh" 3 >nine.tm
"$srcdir/experiments/sudoku/grids.sh" 1 0 4 >solved
"$srcdir/experiments/sudoku/grids.sh" 1 8 4 >puzzle
check "not solved" [ "$("$TMPREC" machine nine.tm "$(cat puzzle)" | grep -c "$(cat solved)")" = 1 ]

said='experiments/sudoku/run.sh'
"$srcdir/experiments/sudoku/run.sh" >out 2>err
status=$?
check "status $status" [ "$status" = 0 ]
check "not the rows of three tests" [ "$(wc -l <sudoku-quick/accuracy.csv)" -eq 25 ]
check "nothing learned" [ "$(awk -F , 'NR > 1 && $8 < 2.5' sudoku-quick/losses.csv | wc -l)" -eq 2 ]

said='sudoku-learn'
cat >puzzles <<'END'
train 18 ..41..2.3.1.4..2
train 18 ..13....2..1132.
train 25 .4..2.34.21...4.
train 26 ....241..2.1..2.
train 36 ..4.2.134..1..3.
train 38 ...3.3..14.23..1
test 21 ..1.2...12.443.1
test 23 ..2332..43..2.3.
END
"$SUDOKU/sudoku-learn" train --puzzles puzzles --weights first --layers 1 --tokens 0 >out 2>err
for file in once again; do
    "$SUDOKU/sudoku-learn" train --puzzles puzzles --weights $file --layers 1 --tokens 9000 --report 1 --batches batches >out 2>$file.err
done
check "not the same bytes" cmp -s once again
refuse() {
    said="sudoku-learn $*"
    "$SUDOKU/sudoku-learn" "$@" >out 2>err
    status=$?
    check "status $status" [ "$status" = 2 ]
    check "not one line" [ "$(wc -l <err)" -eq 1 ]
}
refuse
refuse train --puzzles none --weights w
refuse train --puzzles puzzles --weights w --act p:30
refuse train --puzzles puzzles --weights w --mode both
refuse train --puzzles batches --weights w
refuse test --puzzles puzzles --weights puzzles
refuse test --puzzles puzzles --weights first --from 200

said=torch_run.py
if "$PYTHON" -c 'import torch' 2>/dev/null; then
    "$PYTHON" "$srcdir/experiments/sudoku/torch_run.py" first batches 9000 0.002 >theirs 2>err
    paste once.err theirs | awk -F '\t' 'NF == 6 { steps++; if ($3 - $6 > 1e-4 || $6 - $3 > 1e-4) wrong++ } END { print steps - wrong }' >right
    check "losses differ" [ "$(cat right)" -ge 4 ]
fi
finish
