#!/bin/sh
# Draws least-bits.csv as SVG on standard output: figure.sh CSV
set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# steps, tokens, least exact bits
for mode in cot scot; do
    awk -F, -v mode=$mode 'NR > 1 && $4 == mode { print $1, $6, $13 }' "$1" >"$work/$mode"
done
cd "$work"
gnuplot "$here/figure.gp"
