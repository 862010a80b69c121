#!/bin/sh
# Sweeps that are ended early, by signals, a full disk or a torn journal, and resumed; and sweeps in parts.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

sweep() { run sweep counter:1011 parity:1101 third:110 --bits 4..9 --family fixed,float "$@"; }

sweep -o whole.csv
check "a sweep leaves its file alone" [ "$(echo whole.csv*)" = whole.csv ]
sweep
check "standard output has the same" cmp -s out whole.csv

# --- A journal, whole and torn ------------------------------------------------

# A disk that is full: files may not grow beyond some blocks.
(
    ulimit -f 4
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
judge 2 '' '*the journal of part 1/1, not of 1/2'
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

# --- Parts --------------------------------------------------------------------------

for rows in '' --minimum '--per-site --bits 4..5'; do
    rm -f part*.csv
    # shellcheck disable=SC2086
    run sweep counter:1011 parity:1101 --bits 4..7 --family fixed,float $rows
    cp out undivided
    for count in 1 3 9; do
        rm -f part*.csv
        k=1
        while [ $k -le $count ]; do
            # shellcheck disable=SC2086
            run sweep counter:1011 parity:1101 --bits 4..7 --family fixed,float $rows --shard $k/$count -o part$k.csv
            k=$((k + 1))
        done
        run merge part*.csv
        judge 0 undivided ""
    done
done
sweep --shard 1/2 -o one.csv
sweep --shard 2/2 -o two.csv
sweep --shard 2/3 -o other.csv
head -n 5 two.csv >cut.csv
sed '3s/,[0-9]*\r$//' two.csv >damaged.csv
refuses <<'TABLE'
merge one.csv => part 2 of 2 is missing
merge one.csv two.csv one.csv => one.csv: part 1 of 2 again, after one.csv
merge one.csv other.csv => other.csv: a part of another sweep than one.csv
merge one.csv cut.csv => cut.csv: has 4 rows, not *
merge one.csv damaged.csv => damaged.csv: row * is damaged or cut short
merge whole.csv => whole.csv:1:1: not a part of a sweep*
merge missing.csv => missing.csv: No such file*
sweep counter --bits 4 --shard 3 => --shard '3': not of the form K/N*
sweep counter --bits 4 --shard 3/2 => --shard '3/2': at most 2
sweep counter --bits 4 --shard 0/2 => --shard '0/2': at least 1
TABLE
run merge two.csv one.csv -o merged.csv
check "merged in any order" cmp -s merged.csv whole.csv

finish
