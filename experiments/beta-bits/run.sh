#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures which inverse temperatures are exact with which bits in fixed point: with activations that snap, in
# fixed:1.0 (snap.csv), and with the same format for activations and attention weights (both.csv); draws both
# (snap.svg, both.svg), measures the law of the first more finely (law.csv), and notes where the data come from (origin.txt).
#     experiments/beta-bits/run.sh [CONTEXTS]
# takes the contexts 16,64,256 if not said otherwise; about two minutes of processor time.
# With an argument the files go to beta-bits-CONTEXTS in the current folder instead.
# Environment: as ../common.sh says.
# Needs awk, and gnuplot for the figures alone.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
begin "$@"
contexts=${1:-16,64,256}

# map BITS BETAS OPTION...
map() {
    bits=$1 betas=$2
    shift 2
    sweep counter reverse --contexts "$contexts" --family fixed --bits "$bits" --beta "$betas" --certify "$@"
}

map 2..12 1..16:1 --sites attn --act fixed:1.0 >"$work/snap.csv"
map 2..16 1..24:1 >"$work/both.csv"

# The least beta from which on every activation is right, beside the least that is certified.
sweep counter reverse --contexts "$contexts" --family fixed --bits 2..12 --beta 1..12:0.05 --sites attn --act fixed:1.0 \
    --activations --certify --minimum=beta >"$work/law.csv"

finish snap.csv both.csv law.csv
# A figure shows one machine, in a panel for each context.
grep -e '^machine,' -e '^counter,' "$out/snap.csv" | draw - snap.svg
grep -e '^machine,' -e '^reverse,' "$out/both.csv" | draw - both.svg
