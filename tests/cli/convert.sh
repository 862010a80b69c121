#!/bin/sh
# SPDX-License-Identifier: MIT
# Machines from elsewhere: --from, convert, a machine as the argument itself.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

flip_trace
all_print flip.trace <<'TABLE'
trace flip.tm 011010 --from tm
trace --from TM flip.tm 011010
TABLE

printf '0 0 1 r 0\n0 1 0 r 0\n0 _ _ * halt\n' >flip.txt
printf 'init: 0\naccept: h\n0,0\n0,1,>\n0,1\n0,0,>\n0,_\nh,_,-\n' >flip.sim
printf "blank: _\nstart state: q\ntable:\n  q: {0: {write: 1, R}, 1: {write: 0, R}, _: {N: h}}\n  h:\n" >flip.yaml
sed 's/run:q/run:0/; s/run:h/run:halt/' flip.trace >flip.txt.trace
sed 's/run:q/run:0/' flip.trace >flip.sim.trace
cp flip.trace flip.yaml.trace
for file in flip.txt flip.sim flip.yaml; do
    run convert $file
    judge 0 '*' ""
    cp out again.tm
    answers <<TABLE
trace $file 011010 => 0 $file.trace
trace - 011010 <$file => 0 $file.trace
trace again.tm 011010 => 0 $file.trace
verify $file 011010 => 0 some
info $file -r 4 => 0 some
TABLE
    tells <<TABLE
run $file 011010 => 0 100101
TABLE
    for notation in tmsim morphett tmio nju jff; do
        run convert $file --to $notation
        cp out there
        answers <<TABLE
convert - --from $notation --to $notation <there => 0 there
TABLE
    done
done

# The notation of busy beavers: only the transitions, and what of it is not said.
run convert 1RB1LB_1LA1RZ
judge 0 '*' ""
sed '/ -> /!d' out >got
printf 'A _ -> B 1 R\nA 0 -> B 1 R\nA 1 -> B 1 L\nB _ -> A 1 L\nB 0 -> A 1 L\nB 1 -> Z 1 R\n' >want
check "expected the transitions $(cat want)" cmp -s got want
tells <<'TABLE'
convert 1RB---_1LA1LB --to bb => 0 1RB1RZ_1LA1LB
TABLE
answers <<'TABLE'
trace 1RB1RZ_1LA1LB 11 => 0 some
sweep 1RB1RZ_1LA1LB:11 --bits 8 --family fixed => 0 some
TABLE
prints 0 convert flip.tm <<END
tapes 1
blank _
input 0 1
start q
halt h
$(sed -n '/ -> /p' flip.tm)
END
for machine in add mul brackets; do
    run convert $machine
    judge 0 '*' ""
    cp out there
    run convert ./there
    judge 0 there ""
done

mkdir directory
refuses <<'TABLE'
convert => *MACHINE*
convert flip.tm x => *'x'*
convert flip.tm --to foo => --to 'foo'*tm, tmsim, morphett, bb, tmio, ft, nju*jff
convert flip.tm --to '' => --to ''*
convert flip.tm --to tm,bb => --to 'tm,bb'*
convert flip.tm --from foo => --from 'foo'*tm, tmsim, morphett, bb, tmio, ft, nju*jff
convert flip.tm --from => *--from*argument*
convert missing.txt => missing.txt: *
convert directory => directory: *
convert flip.tm --to tmsim => tmsim: *left end*
convert flip.tm --to morphett => morphett: *left end*
convert flip.tm --to bb => bb: *left end*
convert flip.tm --to tmio => tmio: *left end*
convert flip.txt --to bb => bb: *
convert flip.txt --from bb => flip.txt:1:*
convert flip.txt --from tm => flip.txt:1:1: unknown header '0'
convert flip.tm --from tmio => flip.tm:1:1: no machine*
convert flip.sim --from morphett => flip.sim:1:8: *symbol*missing*
convert flip.yaml --from tmsim => flip.yaml:1:1: *
convert 1RB1LB_1LA => 1RB1LB_1LA:1:11: *differ in length*
trace 1RB1LB_1LA1R 0 => 1RB1LB_1LA1R:1:13: *
trace 1RB1LB_1LA1RZ 0 --from tm => 1RB1LB_1LA1RZ: no such file*
run flip.txt 0 --from foo => --from 'foo'*
verify flip.txt 0 --from tm => flip.txt:1:1: *
info flip.txt -r 4 --from tm => flip.txt:1:1: *
sweep flip.txt:0 --from tm => flip.txt:1:1: *
trace flip.tm 0 --to tm => *--to*
machines --from tm => *--from*
formats --from tm => *--from*
TABLE

finish
