#!/bin/sh
# SPDX-License-Identifier: MIT
# trace: the run as tokens; where the machine comes from, and how arguments stand.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

words_machines
flip_trace

prints 0 trace flip.tm '' <<'END'
inp
einp
run:h/_/S
outp
eoutp
END

prints 0 trace words.tm '  aa	bb ' <<'END'
inp
sym:aa
sym:bb
einp
run:q/bb/R
run:q/aa/R
run:h/_/S
outp
sym:bb
sym:aa
eoutp
END

prints 0 trace utf8.tm 'ä😀' <<'END'
inp
sym:ä
sym:😀
einp
run:q₀/😀/R
run:q₀/ä/R
run:ende/□/S
outp
sym:😀
sym:ä
eoutp
END

prints 0 trace loops.tm 0 --steps 3 --max-steps 3 <<'END'
inp
sym:0
einp
run:q/0/S
run:q/0/S
run:q/0/S
END

prints 0 trace add 1+1 --steps 2 <<'END'
inp
sym:1
sym:+
sym:1
einp
run:q0.5/1,s/S,R
run:q1/s,1/R,R
END

# Whole; a cut that comes too late to cut, and one before the block.
head -n 14 flip.trace >six.trace
answers <<'TABLE'
trace flip.tm 011010 => 0 flip.trace
trace flip.tm 011010 --steps 7 => 0 flip.trace
trace flip.tm 011010 --steps 100 => 0 flip.trace
trace flip.tm 011010 --steps 6 -r 6 => 0 six.trace
trace flip.tm 011010 --mode cot => 0 flip.trace
trace flip.tm 011010 --max-steps 7 => 0 flip.trace
TABLE

# --- Where the machine comes from, and how arguments stand ----------------------

sed "s/\$/$(printf '\r')/" flip.tm >crlf.tm
printf '%s' "$(cat flip.tm)" >cut.tm
machine m.tm '# flips\n\n\thalt h # the end\nstart\t q\n  input 0 1 #\nblank _\ntapes 1\n'
sed -n '6,$p' flip.tm | sed 's/ / 	/g; s/$/ #-> /' >>m.tm
# A file of a shipped machine's name needs a slash.
cp flip.tm add
mkdir a:b
cp flip.tm a:b/c:d.tm
all_print flip.trace <<'TABLE'
trace - 011010 <flip.tm
trace "$PWD/flip.tm" 011010
trace crlf.tm 011010
trace cut.tm 011010
trace m.tm 011010
trace ./add 011010
trace a:b/c:d.tm 011010
# how arguments stand
trace flip.tm 011010 -r 6
trace -r 6 flip.tm 011010
trace flip.tm -r 6 011010
trace flip.tm -r6 011010
trace --mode cot flip.tm -r 6 011010 --max-steps 99
trace --mode=cot -r 6 -- flip.tm 011010
trace flip.tm -- 011010
trace flip.tm -r 8 011010 -r 6
trace -- flip.tm 011010
trace ./flip.tm 011010 --
TABLE

run trace "$srcdir/data/add.tm" 110+101
judge 0 '*' ""
cp out add.trace
run trace add 110+101
judge 0 add.trace ""
(cd / && $limit "$TMPREC" trace add 110+101) >out 2>err
status=$?
said="cd /; tmprec trace add 110+101"
judge 0 add.trace ""
tells <<'TABLE'
run mul '1*1' => 0 1
TABLE
run machines
judge 0 '*' ""
for machine in add mul; do
    check "$machine is not listed" grep -q "^$machine	" out
done

refuses <<'TABLE'
trace -- flip.tm 0 -r 6 => *'-r'*
trace flip.tm -- -r => input, character 1: '-'*
trace -- --mode cot => --mode: *
TABLE

finish
