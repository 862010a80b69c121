#!/bin/sh
# SPDX-License-Identifier: MIT
# Trains small transformers on the traces of a Sudoku solver, lets them solve puzzles they have not seen, and counts how
# many come out right (accuracy.csv, losses.csv).  Beside them: what the compiled solver needs for 200 of the same puzzles
# (four.csv) and for ten of 9x9 (nine.csv), and how many of the 200 come out right with how many bits, learned and compiled
# (bits.csv).  Draws figures, and notes where the data come from (origin.txt).
#     experiments/sudoku/run.sh
# README.md says how long it takes.  With QUICK=1 a small part goes to sudoku-quick in the current folder: less than a minute.
# What is done so far is kept in a new folder until all is done: if the script is stopped, KEEP=FOLDER goes on there.
# Environment: as ../common.sh says, JOBS also for trainings; SUDOKU, the folder of the programs (default:
# build/experiments/sudoku of this source); QUICK; KEEP; OPENBLAS_CORETYPE, as OpenBLAS has it.
# Needs awk, xargs and the programs sudoku-learn and sudoku-puzzles, which are built where OpenBLAS is; gnuplot for the figures
# alone.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
: "${SUDOKU:=$here/../../build/experiments/sudoku}"
: "${JOBS:=$(nproc 2>/dev/null || echo 2)}"
if [ ! -x "$SUDOKU/sudoku-learn" ]; then
    echo 'experiments/sudoku: left out, for sudoku-learn was not built: it needs OpenBLAS (./bootstrap --with-experiments)' >&2
    exit 77
fi
if [ "${QUICK:-0}" = 0 ]; then
    begin
    each=10 longest=160 nine=10
    # A line for each training: mode, layers, longest trace, act, attn, seed, tokens.
    for seed in 1 2; do
        for mode in cot scot; do
            for cap in 112 80 48; do echo $mode 3 $cap real real $seed 1500000; done
        done
        for layers in 2 1; do echo cot $layers 112 real real $seed 1500000; done
        echo scot 2 112 real real $seed 1500000
        for rounding in 'p:2 real' 'p:1 real' 'real fixed:1.2'; do
            echo cot 3 112 $rounding $seed 1500000
        done
    done >"$work/runs"
    after='p:8,real p:3,real p:2,real p:1,real real,p:2 real,p:1 real,fixed:1.4 real,fixed:1.2'
    ladder='0 1 2 3 4 5 6 7 8 9 10 11 12'
else
    begin quick
    each=1 longest=24 nine=0
    echo cot 1 24 p:8 real 1 60000 >"$work/runs"
    echo scot 1 24 real real 1 60000 >>"$work/runs"
    after=p:3,real
    ladder='2 6'
fi
"$here/../origin.sh" "$TMPREC" "$origin" sudoku >"$work/origin.txt"

# Nothing is mixed with what another program or another grid has left.
if [ -n "${KEEP:-}" ]; then
    mkdir -p "$KEEP"
    kept=$(cd "$KEEP" && pwd)
else
    kept=$(mktemp -d)
fi
for file in runs origin.txt; do
    if [ -e "$kept/$file" ] && ! cmp -s "$work/$file" "$kept/$file"; then
        echo "$kept/$file: not of this program" >&2
        exit 2
    fi
    cp "$work/$file" "$kept"
done
leave() {
    code=$?
    rm -rf "$work"
    if [ "$code" = 0 ]; then
        [ -n "${KEEP:-}" ] || rm -rf "$kept"
    else
        echo "stopped; KEEP=$kept goes on" >&2
    fi
}
trap leave EXIT
trap 'exit 130' INT TERM
export SUDOKU kept after ladder

# OpenBLAS sums in an order of its own on each kind of processor.  All that have AVX2 and FMA take the kernels of the first of
# them here, so the same seed gives the same bytes on all.
if grep -q '^flags.* fma ' /proc/cpuinfo 2>/dev/null && grep -q '^flags.* avx2 ' /proc/cpuinfo; then
    : "${OPENBLAS_CORETYPE:=Haswell}"
    export OPENBLAS_CORETYPE
fi

# Puzzles, and those of them that the compiled solver solves, too: the first EACH of those held out, by length.
if [ ! -e "$kept/puzzles.txt" ]; then
    if [ "${QUICK:-0}" = 0 ]; then
        "$SUDOKU/sudoku-puzzles" 2000 100 1
    else
        "$SUDOKU/sudoku-puzzles" 300 5 1 | awk '$2 <= 64'
    fi >"$work/puzzles.txt"
    mv "$work/puzzles.txt" "$kept"
fi
awk -v each=$each -v longest=$longest '
    $1 == "test" {
        bin = int(($2 + 7) / 8) * 8
        if (bin <= longest && count[bin]++ < each)
            print
    }' "$kept/puzzles.txt" >"$kept/both.txt"

# one NUMBER MODE LAYERS CAP ACT ATTN SEED TOKENS: rows of a training to $kept/NUMBER.csv.  A transformer of three layers
# that was trained without rounding on all lengths is tested with roundings, too, and with the bits of $ladder on the
# puzzles that the compiled solver solves.
cat >"$work/one" <<'END'
set -eu
number=$1 mode=$2 layers=$3 cap=$4 act=$5 attn=$6 seed=$7 tokens=$8
[ ! -e "$kept/$number.done" ] || exit 0
exec 2>>"$kept/$number.log"
if [ ! -e "$kept/$number.losses" ]; then
    "$SUDOKU/sudoku-learn" train --puzzles "$kept/puzzles.txt" --weights "$kept/$number.st" --mode "$mode" --layers "$layers" \
        --to "$cap" --act "$act" --attn "$attn" --seed "$seed" --tokens "$tokens" >"$kept/$number.loss"
    echo "$mode,$layers,$cap,$act,$attn,$seed,$tokens,$(cut -f 2 "$kept/$number.loss")" >"$kept/$number.losses"
fi
# score PUZZLES ACT ATTN OPTION...
score() {
    on=$1 a=$2 b=$3
    shift 3
    "$SUDOKU/sudoku-learn" test --puzzles "$kept/$on" --weights "$kept/$number.st" --act "$a" --attn "$b" "$@" | sed 1d
}
rows() { score puzzles.txt "$2" "$3" | sed "s/^/$mode,$layers,$cap,$1,$2,$3,$seed,/"; }
if [ "$act,$attn" = real,real ]; then
    rows none real real
else
    rows trained "$act" "$attn"
fi >"$kept/$number.csv"
: >"$kept/$number.bits"
case $layers,$cap,$act,$attn in
3,112,real,real | 1,24,real,real)
    for format in $after; do
        rows after "${format%,*}" "${format#*,}"
    done >>"$kept/$number.csv" ;;
esac
case $layers,$cap,$act,$attn in
3,112,real,real | 3,112,real,fixed:1.2 | 1,24,real,real)
    who=learned
    [ "$attn" = real ] || who="learned with $attn"
    for f in $ladder; do
        score both.txt real "fixed:1.$f" --to "$cap" | awk -F , -v first="$who,$mode,$seed,$((f + 2))" '
            { puzzles += $2; exact += $3 }
            END { print first "," puzzles "," exact }'
    done >"$kept/$number.bits" ;;
esac
: >"$kept/$number.done"
END
awk '{ print 100 + NR, $0 }' "$kept/runs" | xargs -P "$JOBS" -L 1 sh "$work/one" || {
    tail -n 1 "$kept"/1??.log >&2
    exit 1
}
{
    echo mode,layers,cap,rounding,act,attn,seed,length,puzzles,exact,valid
    cat "$kept"/1??.csv
} >"$work/accuracy.csv"
{
    echo mode,layers,cap,act,attn,seed,tokens,loss
    cat "$kept"/1??.losses
} >"$work/losses.csv"

"$here/compiled.sh" "$kept" "$nine"
cp "$kept/four.csv" "$kept/nine.csv" "$work"
# With certified bits and more every prediction of the compiled solver is right.
awk '{ cap = $3 > cap ? $3 : cap } END { print cap }' "$kept/runs" >"$work/cap"
{
    echo transformer,mode,seed,bits,puzzles,exact
    cat "$kept"/1??.bits
    for mode in cot scot; do
        for f in $ladder; do
            awk -F , -v mode=$mode -v bits=$((f + 2)) -v cap="$(cat "$work/cap")" '
                NR > 1 && $3 == mode && $1 <= cap { puzzles++; exact += $6 <= bits }
                END { print "compiled," mode ",," bits "," puzzles "," exact + 0 }' "$work/four.csv"
        done
    done
} >"$work/bits.csv"
awk '/processor time/ { for (i = 1; i <= NF; i++) if ($i == "s") sum += $(i - 1) }
    END { printf "trainings and tests: %.0f s of processor time\n", sum }' "$kept"/1??.log >&2
for file in accuracy.csv losses.csv four.csv nine.csv bits.csv origin.txt; do
    cp "$work/$file" "$out"
done
[ "${QUICK:-0}" = 0 ] || exit 0

# figure NAME CSV X LABEL ROWS CURVE
figure() { "$here/rates.sh" "$3" "$4" "$5" "$6" <"$out/$2" | draw - "$1.svg" --x "$4"; }
# traces NAME ROWS CURVE: against the length of the trace, at every second one
traces() { figure "$1" accuracy.csv length 'tokens of the trace' "length_ % 16 == 0 && $2" "$3"; }
main='mode == "cot" && layers == 3 && cap == 112'
name='(rounding == "none" ? "not rounded" : rounding == "trained" ? "trained ": "")'
traces depth 'rounding == "none" && cap == 112' 'Mode " " layers (layers == 1 ? " layer" : " layers")'
traces caps 'rounding == "none" && layers == 3' 'Mode " to " cap'
traces activations "$main"' && attn == "real" && act != "p:8"' "$name"' (rounding == "none" ? "" : act)'
traces attention "$main"' && act == "real"' "$name"' (rounding == "none" ? "" : attn)'
figure bits bits.csv bits 'bits of attention weights' 1 'Mode " " (transformer ~ /with/ ? "with 4 bits" : transformer)'
