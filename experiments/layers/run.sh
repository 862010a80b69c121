#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures how far activations are from those of hardmax, layer by layer, in arithmetics that do not round and in some
# that do (layers.csv), and from which beta on a walk over long carries is right if nothing is rounded (walk.csv); draws
# the errors of one (layers.svg), and notes where the data come from (origin.txt).
#     experiments/layers/run.sh [LETTERS]
# takes walks on words of 4 and 16 letters, or those of 4, 16 and 64 that have at most LETTERS; about half a minute of processor time.
# With an argument the files go to layers-LETTERS in the current folder instead.
# Environment: as ../common.sh says.
# Needs awk, and gnuplot for the figure alone.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
begin "$@"
most=${1:-16}

# word LETTERS
word() { awk -v letters="$1" 'BEGIN { for (i = 0; i < letters; i++) printf "a" }'; }

# The walk goes back and forth between the cells 2^c - 1 and 2^c, in each of which it flips c + 1 bits.
for letters in 4 16 64; do
    [ "$letters" -le "$most" ] || continue
    input=$(word $letters)
    for arithmetic in '--format real' '--format real --beta 9' '--format fp16' '--format bf16' '--format fixed:1.6' '--act fixed:1.0 --attn p:1'; do
        # shellcheck disable=SC2086
        "$TMPREC" margins worst-walk "$input" --errors $arithmetic | tr -d '\r' | sed "s/^/$letters,/; 1s/^[^,]*,/letters,/"
    done
done | awk '!/^letters,/ || !seen++' >"$work/layers.csv"

# predicted: (r/2) ln(2c + 1), where a leak of e^(-2 beta) has grown to 1
for letters in 4 16 64; do
    [ "$letters" -le "$most" ] || continue
    sweep "worst-walk:$(word $letters)" --formats real --beta 5..14:0.25 --minimum beta | tr -d '\r' |
        awk -F , -v OFS=, -v letters=$letters '
            NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print "letters,predicted,two_ln_n," $0; next }
            {
                c = log(letters) / log(2)
                printf "%d,%.2f,%.2f,%s\n", letters, $at["r"] / 2 * log(2 * c + 1), 2 * log($at["n"]), $0
            }'
done | awk '!/^letters,/ || !seen++' >"$work/walk.csv"

finish layers.csv walk.csv
# Short names stand at the lines.
shown=16
[ "$most" -ge 16 ] || shown=4
awk -F , -v OFS=, -v shown=$shown 'NR == 1 || $1 == shown {
    gsub(/ attn=[^ ]*| ?beta=auto|act=|format=/, "", $7)
    print $7, $9, $10, $11
}' "$out/layers.csv" | sed '1s/^[^,]*/arithmetic/' | draw - layers.svg
