#!/bin/sh
# Draws the rows of minimum-bits.csv as SVG. Needs awk and gnuplot.
#     experiments/minimum-bits/figure.sh MINIMUM.csv >minimum-bits.svg
set -eu
LC_ALL=C
export LC_ALL
[ $# -eq 1 ] || { echo "usage: figure.sh MINIMUM.csv >FIGURE.svg" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk -f "$here/figure.awk" "$1" >"$work/data.gp"
(cd "$work" && gnuplot "$here/figure.gp")
