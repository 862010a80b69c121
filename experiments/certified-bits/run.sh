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

# curves MODE OPTION...: into $out/MODE.csv, going on where it was killed. Activations are whole numbers there.
curves() {
    mode=$1
    shift
    # shellcheck disable=SC2086,SC2154
    sweep $ten_machines --contexts "$(contexts "$tokens")" --mode "$mode" --sites attn --act fixed:1.0 --family fixed,float \
        --bits 2..24 --minimum --certify "$@" --resume -o "$out/$mode.csv"
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
