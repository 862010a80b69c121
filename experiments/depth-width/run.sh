#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures whether four machines are exact in contexts of 16 to 1024 tokens, with fewer and more bits of position r than
# they need, and how large the transformer is (depth-width.csv); draws it (depth-width.svg), compares the sizes with the
# theorem's (sizes.csv), and notes where the data come from (origin.txt).
#     experiments/depth-width/run.sh [CONTEXTS]
# takes the contexts 16,32,64,128,256,512,1024 if not said otherwise; about half a minute of processor time.
# With an argument the files go to depth-width-CONTEXTS in the current folder instead.
# Environment: as ../common.sh says.
# Needs awk, and gnuplot for the figure alone.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
begin "$@"
contexts=${1:-16,32,64,128,256,512,1024}
depths=4..14
machines='parity sort reverse counter'

# shellcheck disable=SC2086
sweep $machines --contexts "$contexts" -r $depths --force --formats exact >"$work/depth-width.csv"

# The dimensions built beside the theorem's: a row for each machine, mode, r and dimension.
{
    echo machine,mode,r,dimension,built,theorem
    for machine in $machines; do
        for mode in cot scot; do
            for r in 4 6 8 10 12 14; do
                # Status 1 would be a dimension that is not the theorem's.
                "$TMPREC" info "$machine" -r $r --mode $mode |
                    awk -v first="$machine,$mode,$r" 'NR > 1 { print first "," $1 "," $2 "," $3 }'
            done
        done
    done
} >"$work/sizes.csv"

finish depth-width.csv sizes.csv
# Three panels can be read in a column; parity looks like them.
grep -v '^parity,' "$out/depth-width.csv" | draw - depth-width.svg
