#!/bin/sh
# Measures how sharp certificates are: for runs of shipped machines and of the worst-* ones, the least certified
# inverse temperature beside the one down to which the run is right (beta.csv), and the least certified bits of
# attention weights in fixed point beside the measured ones (bits.csv); and notes where the data come
# from (origin.txt).
#     experiments/tightness/run.sh
# `from` is found by going down from the certified beta, in steps of 0.02, until the run is not right: exact_act,
# or exact where that is what is certified. It needs about two minutes.
# Environment: TMPREC, the program (default: build/tmprec of this source).
set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
: "${TMPREC:=$here/../../build/tmprec}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# subjects: MODE MACHINE INPUT, of which INPUT is the one of this number in `tmprec machines`
subjects() {
    while read -r mode machine number; do
        "$TMPREC" machines | awk -F '\t' -v mode="$mode" -v machine="$machine" -v field=$((number + 2)) '
            $1 == machine { print mode, machine, $field }'
    done <<'TABLE'
cot third 2
cot counter 2
cot reverse 2
cot parity 2
cot collatz 2
cot add 1
cot sort 2
scot odometer 1
cot worst-rewrites 3
cot worst-symbols 2
cot worst-gap 2
cot worst-walk 1
cot worst-offset 2
scot worst-summary 3
TABLE
}

# value NAME: of a line of claim
value() { sed -n "s/^$1	//p" "$work/claim"; }

# right MODE MACHINE INPUT BETA OPTION...: is the run what was certified?
right() {
    mode=$1 machine=$2 input=$3 beta=$4
    shift 4
    "$TMPREC" verify --mode "$mode" "$machine" "$input" --beta "$beta" "$@" >/dev/null 2>&1
}

# betas: a row a run and arithmetic
betas() {
    echo machine,input,mode,n,ties,act,attn,verdict,certified,from,gap
    subjects | while read -r mode machine input; do
        for sites in fixed:1.0/p:1 fixed:1.0/p:4 fixed:1.0/fixed:1.6 fixed:1.0/e4m3 fixed:1.0/e5m2 fixed:1.0/int8 \
            fixed:1.3/real p:1/p:2 p:4/p:5 p:8/p:9; do
            act=${sites%/*} attn=${sites#*/}
            "$TMPREC" bound --mode "$mode" "$machine" "$input" --act "$act" --attn "$attn" --beta 100 >"$work/claim" || true
            certified=$(value least_beta) verdict=$(value verdict) from=
            if [ -n "$certified" ]; then
                activations=
                [ "$verdict" = exact ] || activations=--activations
                from=$certified beta=$certified
                # shellcheck disable=SC2086
                while right "$mode" "$machine" "$input" "$beta" --act "$act" --attn "$attn" $activations; do
                    from=$beta
                    beta=$(awk -v b="$beta" 'BEGIN { printf "%.3f", b - 0.02; exit (b < 0.04) }') || break
                done
            fi
            echo "$machine,$input,$mode,$(value n),$(value ties),$act,$attn,$verdict,$certified,$from,$(
                awk -v c="$certified" -v f="$from" 'BEGIN { if (c != "") printf "%.2f", c - f }')"
        done
    done
}

# bits: the least of fixed:1.w weights at beta auto, as bits of the format
bits() {
    echo machine,input,mode,n,ties,act,certified,measured
    subjects | while read -r mode machine input; do
        for act in fixed:1.0 fixed:2.0; do
            "$TMPREC" bound --mode "$mode" "$machine" "$input" --act $act --least bits --sites attn >"$work/claim" || true
            measured=$("$TMPREC" sweep --plain --mode "$mode" "$machine:$input" --act $act --sites attn --family fixed --bits 2..16 \
                --minimum=bits --activations | tr -d '\r' | awk -F , 'NR == 2 { print $13 }')
            echo "$machine,$input,$mode,$(value n),$(value ties),$act,$(value least_bits),$measured"
        done
    done
}

betas >"$work/beta.csv"
bits >"$work/bits.csv"
"$here/../origin.sh" "$TMPREC" experiments/tightness/run.sh >"$work/origin.txt"
cp "$work/beta.csv" "$work/bits.csv" "$work/origin.txt" "$here"
