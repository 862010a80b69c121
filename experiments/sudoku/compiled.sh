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

# value FILE NAME: the first number of the line NAME
value() { sed -n "s/^$2[^0-9]*\([0-9][0-9]*\).*/\1/p" "$work/$1"; }

# Bits of attention weights in fixed point, beside two-bit activations, that are certified.
if [ ! -e "$folder/four.csv" ]; then
    awk '{ print int(($2 + 7) / 8) * 8, $3 }' "$folder/both.txt" | while read -r length puzzle; do
        for mode in cot scot; do
            "$TMPREC" bound sudoku "$puzzle" --mode $mode --act fixed:1.0 --sites attn --family fixed --least bits \
                >"$work/bound"
            echo "$length,$puzzle,$mode,$(value bound r),$(value bound n),$(value bound least_bits)"
        done
    done >"$work/rows"
    {
        echo length,puzzle,mode,r,n,certified_bits
        cat "$work/rows"
    } >"$work/four.csv"
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
    echo "$puzzle,$(value run output),$(value run steps),$(value verified tokens),$(value bound n),$(value bound r)"
    echo ",$(value verified exact),$(value bound certified),$(tail -n 1 "$work/bits" | cut -d , -f 12,13)"
done | paste -d '\0' - - >"$work/rows"
{
    echo puzzle,answer,steps,tokens,n,r,exact,certified_p1,least_exact_bits,exact_from_bits
    cat "$work/rows"
} >"$work/nine.csv"
mv "$work/nine.csv" "$folder"
