#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures the least exact bits of eight machines in three families of formats
# (minimum-bits.csv), of one short run in ever larger contexts (one-run.csv), of ten machines with
# what is certified (certified.csv), and the
# bits of the significand alone (significands.csv); draws the first
# (minimum-bits.svg), and notes where the data come from (origin.txt), in this folder.
#     experiments/minimum-bits/run.sh [TOKENS [TOKENS-UNDER-MPFR]]
# takes the inputs whose sequences have at most so many tokens: 2600 and 650 if not
# said otherwise, for which it needs about three minutes of processor time. There are
# inputs of up to 5050 tokens; time grows with the square of the tokens.
# With arguments the files go to minimum-bits-TOKENS in the current folder instead.
# Environment: as ../common.sh says.
# Needs awk, and gnuplot for the figure alone.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
begin "$@"
tokens=${1:-2600}
mpfr_tokens=${2:-650}
machines='counter collatz reverse sort add parity third fill'

# subjects TOKENS: MACHINE:INPUT for every input that is not longer, short ones
# first; inputs of these machines have no blanks.
subjects() {
    for machine in $machines; do
        {
            "$TMPREC" machines | awk -F '\t' -v machine="$machine" '
                $1 == machine { for (i = 3; i <= NF; i++) print $i }'
            awk -F '\t' -v machine="$machine" '$1 == machine { print $4 }' "$here/inputs.tsv"
        } | while read -r input; do
            length=$("$TMPREC" trace "$machine" "$input" | wc -l)
            [ "$length" -gt "$1" ] || echo "$machine:$input"
        done
    done
}

# least FAMILY BITS TOKENS
least() {
    # shellcheck disable=SC2046
    sweep --family "$1" --bits "$2" --minimum $(subjects "$3")
}

# significands TOKENS: machine, input, n and the significand bits N of 1 to 8 for which
# --format p:N is exact, joined by blanks.
significands() {
    subjects "$1" | while IFS=: read -r machine input; do
        exact=
        for bits in 1 2 3 4 5 6 7 8; do
            if "$TMPREC" verify "$machine" "$input" --format "p:$bits" >/dev/null; then
                exact="$exact${exact:+ }$bits"
            fi
        done
        echo "$machine,$input,$("$TMPREC" trace "$machine" "$input" | wc -l),$exact"
    done
}

# The ranges begin with the family's smallest format and end well above the largest
# least number.
least fixed 2..20 "$tokens" >"$work/fixed"
least float 4..20 "$tokens" >"$work/float"
least mpfr 1..14 "$mpfr_tokens" >"$work/mpfr"
with_one_header "$work/fixed" "$work/float" "$work/mpfr" >"$work/minimum-bits.csv"

for family in fixed:2..12 float:4..12 mpfr:1..12; do
    sweep third:110 -r 4..60 --family "${family%%:*}" --bits "${family#*:}" --minimum >"$work/${family%%:*}"
done
with_one_header "$work/fixed" "$work/float" "$work/mpfr" >"$work/one-run.csv"

# What is certified beside what is measured, with machines that come near to bounds among them; contexts up to a
# power of 2 that TOKENS does not exceed, but for 64, which add needs; 1024 at most.
top=64
while [ $((2 * top)) -le "$tokens" ] && [ $top -lt 1024 ]; do
    top=$((2 * top))
done
for family in fixed:2..24 float:4..20; do
    # shellcheck disable=SC2086
    sweep $machines worst-rewrites worst-gap --contexts 16..$top --family "${family%%:*}" --bits "${family#*:}" --minimum --certify >"$work/${family%%:*}"
done
with_one_header "$work/fixed" "$work/float" >"$work/certified.csv"

{
    echo machine,input,n,exact_significand_bits
    significands "$mpfr_tokens"
} >"$work/significands.csv"

finish minimum-bits.csv one-run.csv significands.csv certified.csv
draw minimum-bits.csv minimum-bits.svg
draw certified.csv certified.svg
