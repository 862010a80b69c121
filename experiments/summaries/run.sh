#!/bin/sh
# Measures the contexts and the least exact bits in fixed point of a binary counter, told
# plainly and in summaries (least-bits.csv), draws them (least-bits.svg), and notes where the
# data come from (origin.txt).
#     experiments/summaries/run.sh
# takes about 2 minutes of processor time.
# Environment: TMPREC, the program (default: build/tmprec of this source).
# Needs awk, and gnuplot for the figure alone.
set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
: "${TMPREC:=$here/../../build/tmprec}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

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
    "$TMPREC" sweep $(subjects "$2" "$3") --mode "$1" --family fixed --bits 2..20 --minimum | tr -d '\r'
}

# The number of steps, which a sweep does not say, goes in front.
{
    least cot 1 9
    least scot 1 12 | sed 1d
} | while IFS= read -r row; do
    case $row in
    machine,*) echo "steps,$row" ;;
    *)
        word=${row#*,}
        echo "$("$TMPREC" trace odometer "${word%%,*}" | grep -c '^run:'),$row"
        ;;
    esac
done >"$work/least-bits.csv"

"$here/../origin.sh" "$TMPREC" experiments/summaries/run.sh >"$work/origin.txt"
cp "$work/least-bits.csv" "$work/origin.txt" "$here"
"$TMPREC" plot --x steps "$here/least-bits.csv" -o "$here/least-bits.svg"
