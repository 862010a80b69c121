#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures the contexts and the least exact bits in fixed point of a binary counter, told
# plainly and in summaries (least-bits.csv), draws them (least-bits.svg), and notes where the
# data come from (origin.txt).
#     experiments/summaries/run.sh [DIGITS [DIGITS-WITH-SUMMARIES]]
# takes counters of up to 9 and 12 digits if not said otherwise; about 2 minutes of processor time.
# With arguments the files go to summaries-DIGITS in the current folder instead.
# Environment: as ../common.sh says.
# Needs awk, and gnuplot for the figure alone.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
begin "$@"

# subjects FROM TO: the counter from zero, with so many digits
subjects() {
    awk -v from="$1" -v to="$2" 'BEGIN {
        for (digits = 1; digits <= to; digits++) {
            word = word "0"
            if (digits >= from)
                print "odometer:" word
        }
    }'
}

# least MODE FROM TO
least() {
    # shellcheck disable=SC2046
    sweep $(subjects "$2" "$3") --mode "$1" --family fixed --bits 2..20 --minimum | tr -d '\r'
}

# The number of steps, which a sweep does not say, goes in front.
{
    least cot 1 "${1:-9}"
    least scot 1 "${2:-12}" | sed 1d
} | while IFS= read -r row; do
    case $row in
    machine,*) echo "steps,$row" ;;
    *)
        word=${row#*,}
        echo "$("$TMPREC" trace odometer "${word%%,*}" | grep -c '^run:'),$row"
        ;;
    esac
done >"$work/least-bits.csv"

finish least-bits.csv
draw least-bits.csv least-bits.svg --x steps
