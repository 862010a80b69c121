#!/bin/sh
# SPDX-License-Identifier: MIT
# --tokens FILE: a chain of thought that is refused, and one with a token changed.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

flip_trace

# TEXT => LINE:COLUMN: MESSAGE, the text with the escapes of printf
bad_tokens() { each_row bad_file; }
# shellcheck disable=SC2059
bad_file() {
    printf "$1" >t.txt
    run verify flip.tm 0 --tokens t.txt
    said="$said with t.txt = '$1'"
    judge 2 "" "t.txt:$2"
}

bad_tokens <<'TABLE'
 => 1:1: *
\n => 1:1: *
inp\n\neinp\n => 2:1: *
# how it begins
einp\n => 1:1: *inp*
sym:0\neinp\n => 1:1: *inp*
inp\n => [12]:1: *einp*
inp\nsym:0\n => [123]:1: *einp*
inp\nsym:0\nrun:h/1/R\n => [34]:1: *einp*
# what is no token
inp\neinp\nfoo\n => 3:1: *
inp\neinp\nfoo:0\n => 3:1: *
inp\neinp\nINP\n => 3:1: *
inp\neinp \n => 2:*: *
inp\n einp\n => 2:1: *
inp\neinp\noutp:3\n => 3:5: *
inp\neinp\nrun\n => 3:4: *
inp\neinp\nou\000tp\n => 3:*: *
inp\neinp\n\377\n => 3:1: *
# symbols
inp\nsym:\neinp\n => 2:5: *symbol*
inp\nsym:x\neinp\n => 2:5: *symbol*
inp\nsym:_\neinp\n => 2:5: *input symbol*
inp\nsym:01\neinp\n => 2:5: *symbol*
# runs and bits
inp\neinp\nrun:q9/0/R\n => 3:5: *state*
inp\neinp\nrun:/0/R\n => 3:5: *state*
inp\neinp\nrun:q/x/R\n => 3:7: *symbol*
inp\neinp\nrun:q/0/X\n => 3:9: *move*
inp\neinp\nrun:q/0/\n => 3:9: *move*
inp\neinp\nrun:q/0\n => 3:8: *
inp\neinp\nrun:q/0,1/R\n => 3:8: *
inp\neinp\nrun:q/0/R,R\n => 3:10: *
inp\neinp\nrun:q/0/R/\n => 3:10: *
inp\neinp\nbit:\n => 3:5: *
inp\neinp\nbit:++\n => 3:6: *
inp\neinp\nbit:0\n => 3:5: *
# a summary's
inp\neinp\nsumm\n => 3:1: *
inp\neinp\nesumm\n => 3:1: *
inp\neinp\ncell:0\n => 3:1: *
inp\neinp\nstate:q\n => 3:1: *
TABLE

unreadable_paths
{ printf 'inp\neinp\n'; many 20 'run:q/0/R'; } >long.txt
refuses <<'TABLE'
verify flip.tm 0 --tokens missing.txt => missing.txt: *
verify flip.tm 0 --tokens directory => directory: *
verify flip.tm 0 --tokens unreadable => unreadable: *
verify flip.tm 0 --tokens '' => *
verify flip.tm 0 --tokens long.txt -r 4 => *4 is too small*22 tokens*
TABLE
# The sequence that is checked is the one that -r's default has to hold.
answers <<'TABLE'
verify flip.tm 0 --tokens long.txt => 1 some
verify flip.tm 0 --tokens long.txt -r 4 --force => 1 some
TABLE

# The machine's own sequence, also with CR LF; then one token changed, everywhere.
sed "s/\$/$(printf '\r')/" flip.trace >t.txt
tells <<'TABLE'
verify flip.tm 011010 --tokens flip.trace => 0 exact\t1\ntokens\t23
verify flip.tm 011010 --tokens - <flip.trace => 0 exact\t1\ntokens\t23
verify flip.tm 011010 --tokens t.txt => 0 exact\t1\ntokens\t23
TABLE
for line in 9 10 14 15 16 17 21 22 23 24 25 30 31; do
    right=$(sed -n "${line}p" flip.trace)
    wrong=run:q/0/L
    [ $line -lt 23 ] || wrong=epos
    sed "${line}s,.*,$wrong," flip.trace >t.txt
    run verify flip.tm 011010 --tokens t.txt
    said="$said with line $line changed"
    printf 'exact\t0\ntokens\t23\nfirst_error\t%d\nexpected\t%s\npredicted\t%s\n' $((line - 9)) "$wrong" "$right" >want
    printf 'token\t%d\nsegment\t1\nposition\t%d\n' $((line - 1)) $((line - 1)) >>want
    judge 1 want ""
done
# A prompt of its own, and not to the end.
head -n 12 flip.trace | sed '2,3d' >t.txt
tells <<'TABLE'
verify flip.tm '' --tokens t.txt => 1 exact\t0\ntokens\t4\nfirst_error\t0\nexpected\trun:q/1/R\npredicted\trun:q/0/R\ntoken\t6\nsegment\t1\nposition\t6
TABLE

finish
