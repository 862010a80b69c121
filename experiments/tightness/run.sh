#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures how sharp certificates are: for runs of shipped machines and of the worst-* ones, the least certified
# inverse temperature beside the one down to which the run is right (beta.csv), and the least certified bits beside
# the measured ones (bits.csv); and notes where the data come from (origin.txt).
#     experiments/tightness/run.sh [RUNS]
# takes the first RUNS of them, all if not said otherwise; then the files go to tightness-RUNS in the current folder.
# `from` is found by going down from the certified beta, in steps of 0.02 (0.2 where nothing is rounded), until the
# run is not right: exact_act, or exact where that is what is certified. It needs about ten minutes.
# Environment: as ../common.sh says.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
begin "$@"
runs=${1:-100}

# subjects: MODE MACHINE INPUT, of which INPUT is the one of this number in `tmprec machines`
subjects() {
    head -n "$runs" <<'TABLE' | while read -r mode machine number; do
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
        "$TMPREC" machines | awk -F '\t' -v mode="$mode" -v machine="$machine" -v field=$((number + 2)) '
            $1 == machine { print mode, machine, $field }'
    done
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
            fixed:1.3/real p:1/p:2 p:4/p:5 p:8/p:9 fixed:1.10/fixed:1.10 p:4/p:4 real/real; do
            act=${sites%/*} attn=${sites#*/} step=0.02
            [ $sites != real/real ] || step=0.2
            "$TMPREC" bound --mode "$mode" "$machine" "$input" --act "$act" --attn "$attn" --beta 100 >"$work/claim" || true
            certified=$(value least_beta) verdict=$(value verdict) from=
            if [ -n "$certified" ]; then
                activations=
                [ "$verdict" = exact ] || activations=--activations
                from=$certified beta=$certified
                # shellcheck disable=SC2086
                while right "$mode" "$machine" "$input" "$beta" --act "$act" --attn "$attn" $activations; do
                    from=$beta
                    beta=$(awk -v b="$beta" -v step=$step 'BEGIN { printf "%.3f", b - step; exit (b < 2 * step) }') || break
                done
            fi
            echo "$machine,$input,$mode,$(value n),$(value ties),$act,$attn,$verdict,$certified,$from,$(
                awk -v c="$certified" -v f="$from" 'BEGIN { if (c != "") printf "%.2f", c - f }')"
        done
    done
}

# least_bits FAMILY MODE MACHINE INPUT [ACT]: a row.  With ACT weights have the format, beta is auto, and every
# activation is asked about.  Without it activations have the format as well, and beta is 100: enough for 128 bits.
least_bits() {
    family=$1 mode=$2 machine=$3 input=$4 act=${5-}
    sites=act+attn beta=100 from=2
    [ -z "$act" ] || { sites=attn beta=auto; }
    [ "$family" != float ] || from=4
    "$TMPREC" bound --mode "$mode" "$machine" "$input" ${act:+--act "$act"} --beta $beta --least bits --family "$family" --sites $sites >"$work/claim" || true
    measured=$(sweep --plain --mode "$mode" "$machine:$input" ${act:+--act "$act" --activations} --sites $sites --family "$family" \
        --beta $beta --bits $from..24 --minimum=bits | tr -d '\r' | awk -F , 'NR == 2 { print $13 }')
    echo "$machine,$input,$mode,$(value n),$(value ties),$family,$act,$(value least_bits),$measured"
}

# bits: the number of bits from which on all are certified, and all up to 24 are right
bits() {
    echo machine,input,mode,n,ties,family,act,certified,measured
    subjects | while read -r mode machine input; do
        least_bits fixed "$mode" "$machine" "$input" fixed:1.0
        least_bits fixed "$mode" "$machine" "$input" fixed:2.0
        for family in fixed float mpfr; do
            least_bits $family "$mode" "$machine" "$input"
        done
    done
}

betas >"$work/beta.csv"
bits >"$work/bits.csv"
finish beta.csv bits.csv
