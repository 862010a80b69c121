#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures the least exact bits of activations, and of activations and attention weights in the same format, of ten machines, in
# CoT and SCoT, in fixed and floating point, and what is certified of them (both-sites.csv), in contexts of up to TOKENS tokens
# by powers of 4; draws both sites (cot.svg, scot.svg), and notes where the data come from (origin.txt), in this folder.
#     experiments/both-sites/run.sh [TOKENS]
# takes 65536 tokens if not said otherwise; README.md says how long that takes. What is finished stays beside the results in
# *.journal when it is killed: the same command goes on.
# With an argument the files go to both-sites-TOKENS in the current folder instead.
# Environment: as ../common.sh says.
# Needs awk, sha256sum, and gnuplot for the figures alone.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
begin "$@"
tokens=${1:-65536}

# curves MODE OPTION...: of $sites with $bits, into $out/MODE-SITES.csv, going on where it was killed.
curves() {
    mode=$1
    shift
    # shellcheck disable=SC2086,SC2154
    sweep $ten_machines --contexts "$(contexts "$tokens")" --mode "$mode" --sites "$sites" --family fixed,float --bits "$bits" --minimum --certify "$@" \
        --resume -o "$out/$mode-$sites.csv"
}

for sites in act act+attn; do
    # Where attention weights are not rounded, finer activations take minutes a cell.
    bits=2..16
    [ $sites = act ] || bits=2..24
    curves cot
    # Contexts of SCoT are short: without a limit those of sort ask for millions of steps.
    curves scot --max-steps 30000
done
with_one_header "$out/cot-act.csv" "$out/scot-act.csv" "$out/cot-act+attn.csv" "$out/scot-act+attn.csv" >"$work/long.csv"
shorten "$work/long.csv" >"$work/both-sites.csv"
finish both-sites.csv
for mode in cot scot; do
    rm "$out/$mode-act.csv" "$out/$mode-act+attn.csv"
    awk -F, -v mode=$mode 'NR == 1 || ($3 == mode && $8 == "act+attn")' "$out/both-sites.csv" | draw - $mode.svg
done
