#!/bin/sh
# SPDX-License-Identifier: MIT
# Two-way machines: refused or folded.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

flip_trace

# Writes a 1 left of the word and halts on its first symbol.
machine left.tm '@two-way\nq 0 -> q 0 L\nq 1 -> q 1 L\nq _ -> h 1 R\n'
# Is two-way, and stays right of cell 0.
machine right.tm '@two-way\nq 0 -> q 1 R\nq 1 -> q 0 R\nq _ -> h _ S\n'

refuses <<'END'
trace left.tm 10 => step 1 takes the head of tape 1 left of cell 0: *--two-way fold*
trace left.tm 10 --two-way refuse => step 1 takes the head of tape 1 left of cell 0*
trace left.tm 10 --two-way fold --two-way refuse => step 1 takes*
run left.tm 10 => step 1 takes*
verify bb3 '' => step 9 takes the head of tape 1 left of cell 0*
info left.tm 10 => step 1 takes*
sweep left.tm:10 --bits 4 --family fixed => left.tm:10: step 1 takes*
run left.tm 10 --two-way both => --two-way 'both' is not one of refuse, fold
run left.tm 10 --two-way => option --two-way needs an argument*
machine left.tm 2 => input, character 1*
machine left.tm 10 --steps x => --steps 'x': not a whole number
machine none.tm => none.tm: *
verify bb5 '' --two-way fold => the machine has not halted after 10000000 steps; try a larger --max-steps, or cut the run with --steps
END

prints 0 trace left.tm 10 --two-way fold <<'END'
inp
sym:1
sym:0
einp
run:q-/1,>/R,R
run:h/0,1/L,L
outp
sym:1
sym:0
eoutp
END
tells <<'TABLE'
run left.tm 10 --two-way fold => 0 110
run bb4 '' --two-way FOLD => 0 10111111111111
TABLE
for mode in cot scot; do
    for machine in bb2 bb3 bb23; do
        run verify $machine '' --two-way fold --mode $mode
        judge 0 '*' ""
    done
done
shows 'cut -d , -f 14' <<'TABLE'
sweep left.tm:10 --bits 8 --family fixed --two-way fold --mode cot,scot => 0 exact 1 1
TABLE
# Dimensions: of two tapes, with an input and without.
run info left.tm 10 --two-way fold -r 6
cp out folded.info
run info left.tm --two-way fold -r 6
judge 0 folded.info ""
check "H is not that of two tapes" [ "$(sed -n 's/^H	//p' out)" = '6	6' ]

# What need not be folded is what it was.
all_print flip.trace <<'TABLE'
trace flip.tm 011010 --two-way fold
trace right.tm 011010 --two-way refuse
trace right.tm 011010 --two-way fold
TABLE

finish
