#!/bin/sh
# SPDX-License-Identifier: MIT
# Trains small transformers on the traces of a Sudoku solver, lets them solve puzzles they have not seen, and counts how
# many come out right (accuracy.csv, losses.csv).  The bits of the compiled solver on the same puzzles: compiled.sh.
#     experiments/sudoku/run.sh
# takes more than half an hour of processor time.  With QUICK=1 a small part goes to sudoku-quick in the current folder: less
# than a minute.
# Environment: as ../common.sh says; SUDOKU, the folder of the programs (default: build/experiments/sudoku of this
# source); QUICK; KEEP, a folder for what is done so far, with which the script goes on if it is started again.
# Needs awk, xargs and the programs sudoku-learn and sudoku-puzzles, which are built where OpenBLAS is; gnuplot for the
# figures alone.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
: "${SUDOKU:=$here/../../build/experiments/sudoku}"
: "${JOBS:=$(nproc 2>/dev/null || echo 2)}"
if [ ! -x "$SUDOKU/sudoku-learn" ]; then
    echo 'no sudoku-learn, which needs OpenBLAS (Debian: libopenblas-dev)' >&2
    exit 0
fi
if [ -n "${KEEP:-}" ]; then
    mkdir -p "$KEEP"
    kept=$(cd "$KEEP" && pwd)
else
    kept=$work
fi
export SUDOKU kept

if [ "${QUICK:-0}" = 0 ]; then
    begin
    "$SUDOKU/sudoku-puzzles" 2000 100 1 >"$kept/puzzles.txt"
    # A line for each training: mode, layers, longest trace, act, attn, seed, tokens.
    for seed in 1 2; do
        echo cot 3 112 real real $seed 2000000
        echo scot 3 112 real real $seed 3000000
        for layers in 2 1; do echo cot $layers 112 real real $seed 2000000; done
        echo scot 2 112 real real $seed 3000000
        for cap in 80 48; do
            echo cot 3 $cap real real $seed 2000000
            echo scot 3 $cap real real $seed 3000000
        done
        for rounding in 'p:2 real' 'p:1 real' 'real fixed:1.2'; do
            echo cot 3 112 $rounding $seed 2000000
        done
    done >"$kept/runs"
    after='p:8,real p:3,real p:2,real p:1,real real,fixed:1.4 real,fixed:1.2 real,p:2 real,p:1'
else
    begin quick
    "$SUDOKU/sudoku-puzzles" 300 5 1 | awk '$2 <= 64' >"$kept/puzzles.txt"
    echo cot 1 24 p:8 real 1 60000 >"$kept/runs"
    echo scot 1 24 real p:2 1 60000 >>"$kept/runs"
    after=p:3,real
fi
export after

# one NUMBER MODE LAYERS CAP ACT ATTN SEED TOKENS: rows of a training to $kept/NUMBER.csv.  A transformer of three layers
# that was trained without rounding on all lengths is tested with roundings, too.
cat >"$kept/one" <<'END'
set -eu
number=$1 mode=$2 layers=$3 cap=$4 act=$5 attn=$6 seed=$7 tokens=$8
[ ! -e "$kept/$number.done" ] || exit 0
"$SUDOKU/sudoku-learn" train --puzzles "$kept/puzzles.txt" --weights "$kept/$number.st" --mode "$mode" --layers "$layers" \
    --to "$cap" --act "$act" --attn "$attn" --seed "$seed" --tokens "$tokens" >"$kept/$number.loss" 2>"$kept/$number.log"
echo "$mode,$layers,$cap,$act,$attn,$seed,$tokens,$(cut -f 2 "$kept/$number.loss")" >"$kept/$number.losses"
rows() {
    "$SUDOKU/sudoku-learn" test --puzzles "$kept/puzzles.txt" --weights "$kept/$number.st" --act "$2" --attn "$3" 2>>"$kept/$number.log" |
        awk -v first="$mode,$layers,$cap,$1,$2,$3,$seed" 'NR > 1 { print first "," $0 }'
}
if [ "$act,$attn" = real,real ]; then
    rows none real real
else
    rows trained "$act" "$attn"
fi >"$kept/$number.csv"
case $layers,$cap,$act,$attn in
3,112,real,real | 1,24,p:8,real)
    for format in $after; do
        rows after "${format%,*}" "${format#*,}"
    done >>"$kept/$number.csv" ;;
esac
touch "$kept/$number.done"
END
awk '{ print 100 + NR, $0 }' "$kept/runs" | nice xargs -P "$JOBS" -L 1 sh "$kept/one"
{
    echo mode,layers,cap,rounding,act,attn,seed,length,puzzles,exact,valid
    cat "$kept"/1??.csv
} >"$work/accuracy.csv"
{
    echo mode,layers,cap,act,attn,seed,tokens,loss
    cat "$kept"/1??.losses
} >"$work/losses.csv"
finish accuracy.csv losses.csv
[ "${QUICK:-0}" = 0 ] || exit 0
figure() {
    name=$1
    shift
    "$here/rates.sh" "$@" <"$out/accuracy.csv" | draw - "$name.svg" --x length
}
figure depth 'rounding == "none" && cap == 112' mode layers
figure caps 'rounding == "none" && layers == 3' mode cap
figure rounding 'mode == "cot" && layers == 3 && cap == 112 && rounding != "trained"' act attn
