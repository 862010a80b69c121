#!/bin/sh
# SPDX-License-Identifier: MIT
# What the compiled solver needs: puzzles of 4x4 that are held out, with the machine of data/sudoku.tm (four.csv), and ten
# puzzles of 9x9 with the machine that machine.sh writes (nine.csv).
#     experiments/sudoku/compiled.sh [EACH]
# takes EACH puzzles of each length from 24 tokens of trace on (12 if not said otherwise), and all where there are fewer.
# With an argument the files go to sudoku-EACH in the current folder instead, without the puzzles of 9x9.
# Environment: as ../common.sh says; SUDOKU as run.sh says.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
: "${SUDOKU:=$here/../../build/experiments/sudoku}"
begin "$@"
origin="experiments/sudoku/compiled.sh${1:+ $*}"

# The first EACH of those that the learned transformers were tested with.
"$SUDOKU/sudoku-puzzles" 0 100 1 |
    awk -v each="${1:-12}" '
        { bin = int(($2 + 7) / 8) * 8 }
        bin >= 24 && count[bin]++ < each { print bin, $2, $3 }' >"$work/puzzles"
inputs=$(awk '{ print "sudoku:" $3 }' "$work/puzzles")

# The fewest exact bits of attention weights in fixed point, beside two-bit activations.
# shellcheck disable=SC2086
sweep $inputs --mode cot,scot --act fixed:1.0 --sites attn --family fixed --bits 2..16 --minimum --certify | tr -d '\r' |
    awk -F , -v OFS=, -v puzzles="$work/puzzles" '
        BEGIN {
            while ((getline line < puzzles) > 0) { split(line, w, " "); length_of[w[3]] = w[1] }
            print "length,puzzle,mode,r,n,least_exact_bits,exact_from_bits,certified_bits"
        }
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        {
            print length_of[$at["input"]], $at["input"], $at["mode"], $at["r"], $at["n"], $at["least_exact"], $at["exact_from"],
                $at["certified_bits"]
        }' >"$work/four.csv"
if [ $# -gt 0 ]; then
    finish four.csv
    exit 0
fi

"$here/machine.sh" 3 >"$work/nine.tm"
# Steps and answer; all predictions in exact arithmetic; what the theorems say of two-bit activations and attention
# weights of one significant bit; and the fewest exact bits as above.
set -- --mode scot --max-steps 100000000
"$here/grids.sh" 10 22 6 | while read -r puzzle; do
    "$TMPREC" machine "$work/nine.tm" "$puzzle" --max-steps 100000000 | tail -n 5 >"$work/run"
    "$TMPREC" verify "$work/nine.tm" "$puzzle" "$@" ${JOBS:+--jobs "$JOBS"} >"$work/verified"
    "$TMPREC" bound "$work/nine.tm" "$puzzle" "$@" --act fixed:1.0 --attn p:1 >"$work/bound"
    sweep "$work/nine.tm:$puzzle" "$@" --act fixed:1.0 --sites attn --family fixed --bits 2..16 --minimum |
        tr -d '\r' >"$work/bits"
    value() { sed -n "s/^$2[^0-9]*\([0-9][0-9]*\).*/\1/p" "$work/$1"; }
    echo "$puzzle,$(value run output),$(value run steps),$(value verified tokens),$(value bound n),$(value bound r)"
    echo ",$(value verified exact),$(value bound certified),$(tail -n 1 "$work/bits" | cut -d , -f 12,13)"
done | paste -d '\0' - - >"$work/rows"
{
    echo puzzle,answer,steps,tokens,n,r,exact,certified_p1,least_exact_bits,exact_from_bits
    cat "$work/rows"
} >"$work/nine.csv"
finish four.csv nine.csv
