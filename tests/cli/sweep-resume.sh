#!/bin/sh
# SPDX-License-Identifier: MIT
# Sweeps that are ended early, by signals, a full disk or a torn journal, and resumed; and sweeps in parts.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

sweep() { run sweep counter:1011 parity:1101 third:110 --bits 4..9 --family fixed,float "$@"; }

# same_data A B: JSON of two commands, but for their names and arguments
same_data() {
    for json in "$1" "$2"; do
        grep -v -e '^  "command": ' -e '^  "arguments": ' "$json" >"$json.data"
    done
    cmp -s "$1.data" "$2.data"
}

sweep -o whole.csv
check "a sweep leaves its file alone" [ "$(echo whole.csv*)" = whole.csv ]
sweep
check "standard output has the same" cmp -s out whole.csv

# --- A journal, whole and torn ------------------------------------------------

# A disk that is full: files may not grow beyond some blocks.
(
    small_files 4
    exec "$TMPREC" sweep counter:1011 parity:1101 third:110 --bits 4..9 --family fixed,float -o full.csv >out 2>err
)
status=$?
said="tmprec sweep -o full.csv, with files of 2 kB at most"
check "status 2" [ $status -eq 2 ]
check "says what is kept" grep -q "full.csv.journal: .*; what is finished is kept: the same command with --resume goes on" err
check "no file" [ ! -e full.csv ]
check "whole lines only" [ "$(tail -c 1 full.csv.journal | od -An -c | tr -d ' ')" = '\n' ]
sweep -o full.csv
judge 2 '' 'full.csv.journal is there, *--resume*'
cp full.csv.journal first
sweep -o full.csv --resume
check "status 0" [ "$status" -eq 0 ]
check "says how many were finished" grep -q "cells were finished before" err
check "the same bytes" cmp -s full.csv whole.csv
check "the journal is gone" [ ! -e full.csv.journal ]

# Torn at any byte.
length=$(wc -c <first)
for at in 0 1 20 60 61 62 63 64 100 300 $((length - 200)) $((length - 3)) $((length - 2)) $((length - 1)); do
    rm -f torn.csv
    head -c "$at" first >torn.csv.journal
    sweep -o torn.csv --resume
    check "torn at byte $at" cmp -s torn.csv whole.csv
done
# As after a loss of power: blocks that were never written.
{ head -c $((length - 50)) first; head -c 4096 /dev/zero; printf '\n'; } >torn.csv.journal
sweep -o torn.csv --resume
check "zeros at the end" cmp -s torn.csv whole.csv

# Another sweep's, and what is none.
for options in "--bits 4..8 --family fixed,float" "--bits 4..9 --family fixed" "--bits 4..9 --family fixed,float --minimum" \
               "--bits 4..9 --family fixed,float --round rtz"; do
    cp first other.csv.journal
    # shellcheck disable=SC2086
    run sweep counter:1011 parity:1101 third:110 $options -o other.csv --resume
    judge 2 '' '*the journal of another sweep*'
    check "and it is left as it was" cmp -s first other.csv.journal
done
sweep -o other.csv --resume --shard 1/2
judge 2 '' '*the journal of part 1/1, not of 1/2; try another -o FILE, or remove it and begin anew'
sed '1s/1\t[^\t]*/1\t0.0.1/' first >other.csv.journal
sweep -o other.csv --resume
judge 2 '' '*the journal of tmprec 0.0.1, not *'
sed '3s/.$/x/' first >other.csv.journal
sweep -o other.csv --resume
judge 2 '' 'other.csv.journal:3:1: a damaged line*'
echo "a table of mine" >other.csv.journal
sweep -o other.csv --resume
judge 2 '' 'other.csv.journal:1:1: not a journal*'
check "and it is left as it was" [ "$(cat other.csv.journal)" = "a table of mine" ]
rm -f other.csv.journal
sweep --resume
judge 2 '' '--resume needs -o FILE*'
sweep -o /dev/null --resume
judge 2 '' '*a device*'

# --- Signals ------------------------------------------------------------------------

# Some seconds of work in short cells.
long() {
    exec "$TMPREC" sweep counter:1011 add:1+1 third:110 --bits 4..24 --plain --jobs 2 "$@"
}
(long -o steady.csv) >out 2>err
for signal in TERM HUP KILL; do
    rm -f ended.csv ended.csv.journal
    (long -o ended.csv) >out 2>err &
    process=$!
    lines=0
    while [ "$lines" -lt 20 ] && kill -0 $process 2>/dev/null; do
        sleep 0.05
        lines=$([ -e ended.csv.journal ] && wc -l <ended.csv.journal || echo 0)
    done
    kill -s $signal $process 2>/dev/null
    wait $process
    status=$?
    said="tmprec sweep -o ended.csv, ended by $signal"
    [ -e ended.csv ] || check "ended by the signal" [ $status -gt 128 ]
    if [ $signal != KILL ] && [ ! -e ended.csv ]; then
        check "says how to go on" grep -q "cells are kept in ended.csv.journal; the same command with --resume goes on" err
    fi
    check "nothing else is left" [ -z "$(find . -name 'ended.csv.*' ! -name '*.journal')" ]
    (long -o ended.csv --resume) >out 2>err
    check "resumed to the same bytes" cmp -s ended.csv steady.csv
done

# --- Limits of cells, and what is refused ----------------------------------------------

run sweep third --bits 8 --family mpfr --cell-memory 10M
check "large cells are not begun" [ "$(column 5,14,15,18 | tail -n 1)" = 3988,unknown,unknown,memory ]
check "small ones are" [ "$(column 14 | head -n 1)" = 1 ]
run sweep add:11001011100+1111111001111 --bits 8 --family mpfr --plain --cell-time 0.001
check "given up" [ "$(column 14,17,18)" = unknown,,time ]
run sweep add:11001011100+1111111001111 --bits 8 --family mpfr --plain --cell-time 1000
check "not given up" [ "$(column 14,18)" = 1,evaluation ]
run sweep parity:1101101101 --bits 20,24 --family fixed --cell-time 0.0000001
check "the evaluation for all finer cells is given up too" [ "$(column 14,18 | sort -u)" = unknown,time ]
run sweep parity:1101101101 --bits 20,24 --family fixed --cell-time 1000
check "or decides them" [ "$(column 14,18 | sort -u)" = 1,deviation ]
printf '1\r\n\n1011' >words
run sweep counter:@words --bits 4 --family fixed
check "inputs of a file" [ "$(column 2 | paste -s -d ' ' -)" = '1  1011' ]
keep_going() { run sweep counter:@words missing:0 counter:x parity:@@ missing: add: --bits 4 --family fixed --keep-going "$@"; }
keep_going
check "status 0" [ "$status" -eq 0 ]
check "others go on" [ "$(column 2 | paste -s -d ' ' -)" = '1  1011 0 x @  ' ]
check "why" grep -q '^counter,x,cot,.*,"counter:x: input, character 1: .x. is not' out
check "told too" grep -q "^tmprec: missing: no such file.*: left out" err
cp out undivided
for k in 1 2 3; do
    keep_going --shard $k/3 -o part$k.csv
done
run merge part1.csv part2.csv part3.csv
judge 0 undivided ""
run merge part1.csv part2.csv part3.csv --json
cp out merged.json
keep_going --json
check "refusals in JSON" same_data out merged.json
run sweep counter:1 --bits 2..5 --family fixed,float
check "families go without" [ "$(column 9 | paste -s -d ' ' -)" = 'fixed fixed fixed fixed float float' ]
check "and it is told" grep -q "family float has no formats of fewer than 4 bits" err
if command -v taskset >/dev/null; then
    run sweep counter:1 --bits 4 --family fixed --dry-run
    taskset -c 0 "$TMPREC" sweep counter:1 --bits 4..9 --family fixed --dry-run >out 2>err
    check "one processor, one thread" grep -q "with 1 thread$" out
fi

# --- Parts --------------------------------------------------------------------------

sweep_rows() {
    # shellcheck disable=SC2086
    run sweep counter:1011 parity:1101 --bits 4..7 --family fixed,float $rows "$@"
}
for rows in '' --certify --minimum '--minimum beta --beta 5..8:1' '--minimum --certify' '--per-site --bits 4..5'; do
    rm -f part*.csv
    sweep_rows
    judge 0 '*' ""
    cp out undivided
    sweep_rows --json
    cp out undivided.json
    for count in 1 3 9; do
        rm -f part*.csv
        k=1
        while [ $k -le $count ]; do
            sweep_rows --shard $k/$count -o part$k.csv
            k=$((k + 1))
        done
        run merge part*.csv
        judge 0 undivided ""
        run merge part*.csv --json
        check "the same in JSON" same_data out undivided.json
    done
done
if parallel --version 2>/dev/null | grep -q 'GNU parallel'; then
    rm -f part*.csv
    parallel --will-cite "$TMPREC" sweep counter:1011 parity:1101 --bits 4..7 --family fixed,float --jobs 1 --shard {}/4 -o part{}.csv --resume \
        ::: 1 2 3 4 >out 2>err </dev/null
    run merge part1.csv part2.csv part3.csv part4.csv
    cp out got
    run sweep counter:1011 parity:1101 --bits 4..7 --family fixed,float
    check "by GNU parallel" cmp -s got out
fi
sweep --shard 1/2 -o one.csv
sweep --shard 2/2 -o two.csv
sweep --shard 2/3 -o other.csv
head -n 5 two.csv >cut.csv
sed '3s/,[0-9]*\r$//' two.csv >damaged.csv
# What CSV passes on as it is, JSON has to understand.
sed '3s/,fixed,/,fixed,,/' two.csv >wider.csv
sed '3s/,cot,[0-9]*,/,cot,007,/' two.csv >zeros.csv
sed '2s/,\([01]\),\([01]\),/,\1,maybe,/' two.csv >verdict.csv
sed '1s/first_error/worst_error/' one.csv >strange1.csv
sed '1s/first_error/worst_error/' two.csv >strange2.csv
refuses <<'TABLE'
merge one.csv => part 2 of 2 is missing; 'tmprec sweep --shard K/N' makes part K of N
merge one.csv two.csv one.csv => one.csv: part 1 of 2 again, after one.csv; give one of the two
merge one.csv other.csv => other.csv: a part of another sweep than one.csv
merge one.csv cut.csv => cut.csv: has 4 rows, not *
merge one.csv damaged.csv => damaged.csv: row * is damaged or cut short; 'tmprec sweep --shard K/N' makes part K of N
merge whole.csv => whole.csv:1:1: not a part of a sweep*
merge missing.csv => missing.csv: No such file*
merge one.csv wider.csv --json => wider.csv: row 2 is damaged: it has another number of fields than the header
merge one.csv zeros.csv --json => zeros.csv: row 2 is damaged: '007' is no value of column r
merge verdict.csv one.csv --json => verdict.csv: row 1 is damaged: 'maybe' is no value of column exact_act
merge strange1.csv strange2.csv --json => strange1.csv:1:1: no sweep has a column 'worst_error'
merge one.csv zeros.csv --json -o damaged.json => zeros.csv: row 2 is damaged: '007' is no value of column r
sweep counter --bits 4 --shard 3 => --shard '3': not of the form K/N*
sweep counter --bits 4 --shard 3/2 => --shard '3/2': at most 2
sweep counter --bits 4 --shard 0/2 => --shard '0/2': at least 1
TABLE
run merge two.csv one.csv -o merged.csv
check "merged in any order" cmp -s merged.csv whole.csv
check "nothing damaged is written" [ ! -e damaged.json ]
run merge one.csv two.csv --json
mv out whole.json
run merge two.csv one.csv --json -o merged.json
judge 0 "" ""
check "in a file" same_data merged.json whole.json

finish
