#!/bin/sh
# SPDX-License-Identifier: MIT
# --tokens FILE with segments: one token changed, and what is no transcript.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

summary_machines

# The machine's own, from a file, from standard input, with CR LF, without the last
# newline; and what begins with a summary.
sed "s/\$/$(printf '\r')/" back.trace >t.txt
tells <<'TABLE'
verify back.tm '' --mode scot --tokens back.trace => 0 exact\t1\ntokens\t15
verify back.tm '' --mode scot --tokens - <back.trace => 0 exact\t1\ntokens\t15
verify back.tm '' --mode scot --tokens t.txt => 0 exact\t1\ntokens\t15
TABLE
printf '%s' "$(cat back.trace)" >t.txt
tells <<'TABLE'
verify back.tm '' --mode scot --tokens t.txt => 0 exact\t1\ntokens\t15
TABLE
sed '1,/^$/d' back.trace >t.txt
tells <<'TABLE'
verify back.tm '' --mode scot --tokens t.txt => 0 exact\t1\ntokens\t6
TABLE
sed 's/cell:1^/cell:1/; s/cell:0/cell:0^/' t.txt | head -n 12 >elsewhere.txt
run verify back.tm '' --mode scot --tokens elsewhere.txt
judge 1 '*' ""
check "the mark is in a cell that has no transition" [ "$(verify_line first_error)" = 0 ]

# One token changed: one that is predicted, in either segment and in the summary
# between; one of the copy of the summary, which is as if the summary should be another.
# The summary of the first segment, from token 0 to 10, is repeated; the second begins with line 13.
while read -r line number wrong; do
    token=$((number + 2)) segment=1 position=$((number + 2))
    [ "$number" -le 8 ] || { token=$((line - 2)) segment=2 position=$((line - 13)); }
    right=$(sed -n "${line}p" back.trace)
    sed "${line}s,.*,$wrong," back.trace >t.txt
    run verify back.tm '' --mode scot --tokens t.txt
    said="$said with line $line changed"
    printf 'exact\t0\ntokens\t15\nfirst_error\t%d\nexpected\t%s\npredicted\t%s\n' "$number" "$wrong" "$right" >want
    printf 'token\t%d\nsegment\t%d\nposition\t%d\n' "$token" "$segment" "$position" >>want
    judge 1 want ""
done <<'TABLE'
3 0 run:a/1/R
4 1 pos
5 2 run:c/0/S
7 4 cell:0^
8 5 cell:1
8 5 state:c
9 6 cell:_
10 7 state:b
10 7 cell:_
14 4 cell:1
15 5 cell:1
16 6 cell:0^
16 6 state:c
17 7 state:q
19 9 run:h/1/R
19 9 summ
20 10 pos
21 11 sym:1
23 13 eoutp
24 14 sym:0
TABLE
# A copy that is too short, or too long.
sed 16d back.trace >t.txt
tells <<'TABLE'
verify back.tm '' --mode scot --tokens t.txt => 1 exact\t0\ntokens\t15\nfirst_error\t6\nexpected\tstate:c\npredicted\tcell:0\ntoken\t8\nsegment\t1\nposition\t8
TABLE
sed '16{p;}' back.trace >t.txt
tells <<'TABLE'
verify back.tm '' --mode scot --tokens t.txt => 1 exact\t0\ntokens\t15\nfirst_error\t7\nexpected\tcell:0\npredicted\tstate:c\ntoken\t9\nsegment\t1\nposition\t9
TABLE

# Files that no transcript is: TEXT => LINE:COLUMN: MESSAGE.  S stands for a whole summary.
bad_segments() { each_row bad_segment; }
# shellcheck disable=SC2059
bad_segment() {
    printf "$(printf '%s' "$1" | sed 's/S/summ\\ncell:0^\\nstate:c\\nesumm/g')" >t.txt
    run verify back.tm '' --mode scot --tokens t.txt
    said="$said with t.txt = '$1'"
    judge 2 "" "t.txt:$2"
}

bad_segments <<'TABLE'
 => 1:1: *without tokens*
# empty lines at the start, two in a row, at the end
\n => 1:1: *without tokens*
\ninp\neinp\n => 1:1: *without tokens*
\r\ninp\neinp\n => 1:1: *without tokens*
inp\neinp\nS\n\n\nS\n => 8:1: *without tokens*
inp\neinp\nS\n\n => 7:1: *without tokens*
inp\neinp\nS\n\nS\n\n => 12:1: *without a summary*
inp\neinp\noutp\neoutp\n\n => 5:1: *without a summary*
# how a segment begins
einp\n => 1:1: *neither inp nor summ*
cell:0\n => 1:1: *neither inp nor summ*
esumm\n => 1:1: *neither inp nor summ*
run:h/1/R\n => 1:1: *neither inp nor summ*
inp\neinp\nS\n\ninp\neinp\n => 8:1: *later segment is not summ*
inp\neinp\nS\n\ncell:0\n => 8:1: *later segment is not summ*
inp\neinp\nS\n\nesumm\n => 8:1: *later segment is not summ*
# no end of the prompt
inp\n => 1:1: *no einp or esumm*
summ\ncell:0^\nstate:c\n => [34]:1: *no einp or esumm*
summ\ncell:0^\nrun:h/1/R\nesumm\n => [345]:1: *no einp or esumm*
inp\neinp\nS\n\nsumm\ncell:0^\nstate:c\n => *:1: *no einp or esumm*
inp\n\nS\n => 2:1: *no einp or esumm*
# how a segment ends that is not the last
inp\neinp\n\nS\n => 3:1: *without a summary*
inp\neinp\nrun:a/0/R\n\nS\n => 4:1: *without a summary*
inp\neinp\nesumm\n\nS\n => 4:1: *without a summary*
inp\neinp\nS\nrun:a/0/R\n\nS\n => 8:1: *without a summary*
S\n\nS\n => 5:1: *without a summary*
# tokens
inp\neinp\ncell:\n => 3:6: *symbol*
inp\neinp\ncell:x\n => 3:6: *symbol*
inp\neinp\ncell:^0\n => 3:6: *symbol*
inp\neinp\ncell:0^^\n => 3:8: *more text*
inp\neinp\ncell:0,1\n => 3:7: *more text*
inp\neinp\ncell\n => 3:5: *
inp\neinp\nstate:\n => 3:7: *state*
inp\neinp\nstate:z\n => 3:7: *state*
inp\neinp\nstate:c^\n => 3:7: *state*
inp\neinp\nsumm:c\n => 3:5: *more text*
 \ninp\neinp\n => 1:1: *
TABLE
{ printf 'summ\ncell:0^\nstate:c\nesumm\n'; many 13 'run:c/0/S'; } >long.txt
answers <<'TABLE'
verify back.tm '' --mode scot --tokens long.txt -r 4 => 2 none *4 is too small*segment has 17 tokens*
verify back.tm '' --mode scot --tokens long.txt => 1 some
# A plain chain of thought has neither summaries nor segments.
verify back.tm '' --tokens back.trace => 2 none back.trace:6:1: *summary*
TABLE

finish
