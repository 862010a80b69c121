#!/bin/sh
# SPDX-License-Identifier: MIT
# What the compiled solver needs: puzzles of 4x4 with the machine of data/sudoku.tm (FOLDER/four.csv), and puzzles of 9x9
# with the machine that machine.sh writes (FOLDER/nine.csv).
#     experiments/sudoku/compiled.sh FOLDER NINE
# takes the puzzles of FOLDER/both.txt, lines of sudoku-puzzles, and NINE of 9x9 with 22 empty squares.  Files that are there
# are left as they are.
# Environment: as ../common.sh says.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
folder=${1:?} nine=${2:?}

# The fewest exact bits of attention weights in fixed point, beside two-bit activations; and those that are certified.
if [ ! -e "$folder/four.csv" ]; then
    # shellcheck disable=SC2046
    sweep $(awk '{ print "sudoku:" $3 }' "$folder/both.txt") --mode cot,scot --act fixed:1.0 --sites attn --family fixed \
        --bits 2..16 --minimum --certify | tr -d '\r' >"$work/swept"
    awk -F , -v OFS=, -v puzzles="$folder/both.txt" '
        BEGIN {
            while ((getline line < puzzles) > 0) { split(line, w, " "); length_of[w[3]] = int((w[2] + 7) / 8) * 8 }
            print "length,puzzle,mode,r,n,least_exact_bits,exact_from_bits,certified_bits"
        }
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        {
            print length_of[$at["input"]], $at["input"], $at["mode"], $at["r"], $at["n"], $at["least_exact"], $at["exact_from"],
                $at["certified_bits"]
        }' "$work/swept" >"$work/four.csv"
    mv "$work/four.csv" "$folder"
fi

[ ! -e "$folder/nine.csv" ] || exit 0
"$here/machine.sh" 3 >"$work/nine.tm"
# Steps and answer; all predictions in exact arithmetic; what the theorems say of two-bit activations and attention
# weights of one significant bit; and the fewest exact bits as above.
set -- --mode scot --max-steps 100000000
"$here/grids.sh" "$nine" 22 6 | while read -r puzzle; do
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
mv "$work/nine.csv" "$folder"
