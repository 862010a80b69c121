#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures the least exact bits of attention weights of ten machines, in CoT and SCoT, in fixed and floating point, and
# what is certified of them (certified-bits.csv), in contexts of up to TOKENS tokens by powers of 4; draws it (cot.svg,
# scot.svg), and notes where the data come from (origin.txt), in this folder.
#     experiments/certified-bits/run.sh [TOKENS]
# takes 65536 tokens if not said otherwise: about 25 minutes of processor time, and up to 10 GB for each thread. What is
# finished stays beside the results in *.journal when it is killed: the same command goes on.
# With an argument the files go to certified-bits-TOKENS in the current folder instead.
# Environment: as ../common.sh says.
# Needs awk, sha256sum, and gnuplot for the figures alone.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
begin "$@"
tokens=${1:-65536}
# worst-rewrites and worst-gap come nearest to two of the bounds.
machines='counter collatz reverse sort add parity third fill worst-rewrites worst-gap'

# contexts TOKENS: 16, 64, 256, ... up to it, joined by commas.
contexts() {
    list=16
    while [ $((4 * ${list##*,})) -le "$1" ]; do
        list=$list,$((4 * ${list##*,}))
    done
    echo $list
}

# curves MODE OPTION...: into $work/MODE.csv, going on where it was killed. Activations are whole numbers there.
curves() {
    mode=$1
    shift
    # shellcheck disable=SC2086,SC2154
    sweep $machines --contexts "$(contexts "$tokens")" --mode "$mode" --sites attn --act fixed:1.0 --family fixed,float \
        --bits 2..24 --minimum --certify "$@" --resume -o "$out/$mode.csv"
}

# shorten FILE: inputs of more than 64 symbols by their length and the beginning of their sum.
shorten() {
    mkdir "$work/inputs"
    awk -F, -v folder="$work/inputs" 'NR > 1 && length($2) > 64 && !($2 in seen) {
        seen[$2] = ++inputs
        file = folder "/" inputs
        printf "%s", $2 >file
        close(file)
    }' "$1"
    (cd "$work/inputs" && find . -type f -exec sha256sum {} +) | sed 's| [ *]\./| |' >"$work/sums"
    awk -F, -v OFS=, -v sums="$work/sums" '
        BEGIN { while ((getline line <sums) > 0) { split(line, part, " "); sum[part[2]] = substr(part[1], 1, 16) } }
        NR > 1 && length($2) > 64 {
            if (!($2 in seen)) seen[$2] = ++inputs
            $2 = length($2) " symbols: sha256 " sum[seen[$2]]
        }
        { print }' "$1"
}

curves cot
# Contexts of SCoT are short: without a limit those of sort ask for millions of steps.
curves scot --max-steps 30000
with_one_header "$out/cot.csv" "$out/scot.csv" >"$work/long.csv"
shorten "$work/long.csv" >"$work/certified-bits.csv"
finish certified-bits.csv
rm "$out/cot.csv" "$out/scot.csv"
for mode in cot scot; do
    awk -F, -v mode=$mode 'NR == 1 || $3 == mode' "$out/certified-bits.csv" | draw - $mode.svg
done
