#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures what rounding modes, stochastic rounding and noise do to runs whose activations snap, and puts beside it what is
# predicted: the fewest bits of attention weights for each mode (rounding.csv), failure rates with stochastically
# rounded weights (stochastic.csv), and failure rates under noise of multiples of the size that the run's margins call safe
# (noise.csv).  Draws the rates (stochastic.svg, uniform.svg, normal.svg), and notes where the data come from (origin.txt).
#     experiments/chance/run.sh [RUNS]
# takes the first RUNS of four runs, two if not said otherwise; about a minute of processor time.  Noise is for the first alone.
# With an argument the files go to chance-RUNS in the current folder instead.
# Environment: as ../common.sh says.
# Needs awk, and gnuplot for the figures alone.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
begin "$@"
runs=${1:-2}
stochastic_trials=1000 noise_trials=200

subjects() {
    head -n "$runs" <<'TABLE'
third:110
counter:1011
reverse:110101
counter:10110100101101001
TABLE
}

# value NAME FILE: of a line NAME<tab>VALUE
value() { sed -n "s/^$1	//p" "$2"; }

trials() { "$TMPREC" trials ${JOBS:+--jobs "$JOBS"} "$@"; }

# predicted MODE M N: the fewest bits of fixed:1.(bits-2) by the laws of precision.md, section 3.4: F > m/2 to
# nearest, F > 2m toward zero; away from it F >= 2N is necessary, N = n - 2
predicted() {
    awk -v mode="$1" -v m="$2" -v n="$3" 'BEGIN {
        for (w = 0; ; w++) {
            F = 2 ^ w
            if (mode ~ /^rn/ ? F > m / 2 : mode ~ /^r(tz|dn)$/ ? F > 2 * m : F >= 2 * (n - 2))
                break
        }
        print w + 2
    }'
}

# Modes that draw nothing.
subjects | while IFS=: read -r machine input; do
    "$TMPREC" bound "$machine" "$input" --act fixed:1.0 --attn fixed:1.8 >"$work/claim"
    m=$(value ties "$work/claim") n=$(value n "$work/claim")
    for mode in rne rna rtz rdn rup raz rto; do
        sweep "$machine:$input" --act fixed:1.0 --sites attn --family fixed --bits 2..16 --round attn:$mode --minimum --activations |
            tr -d '\r' | sed "s/^/$m,$(predicted $mode "$m" "$n"),/; 1s/^[^m]*/rewrites,predicted,/"
    done
done | awk '!/^rewrites,/ || !seen++' >"$work/rounding.csv"

# Stochastic rounding is down or up, and down is truncation, which F > 2 m bears whatever is drawn.
subjects | while IFS=: read -r machine input; do
    m=$("$TMPREC" bound "$machine" "$input" --act fixed:1.0 --attn fixed:1.8 | sed -n 's/^ties	//p')
    for w in 0 1 2 3 4 5 6; do
        trials "$machine" "$input" --act fixed:1.0 --attn fixed:1.$w --round attn:rsr --trials $stochastic_trials --csv | tr -d '\r' |
            sed "s/^/$((w + 2)),$m,$(awk -v w=$w -v m="$m" 'BEGIN { print (2 ^ w > 2 * m) }'),/; 1s/^[^m]*/bits,rewrites,truncated_exact,/"
    done
done | awk '!/^bits,/ || !seen++' >"$work/stochastic.csv"

# `safe` is what trials --largest says beside its search.  Normal noise of that size is safe with a probability of 0.95.
subjects | head -n 1 | while IFS=: read -r machine input; do
    for kind in uniform normal; do
        for site in act attn logit param; do
            trials "$machine" "$input" --act fixed:1.0 --noise "$site:$kind:0.1" --trials $noise_trials --largest >"$work/largest"
            for factor in 0.5 1 1.5 2 3 4 6 8 12 16; do
                size=$(awk -v safe="$(value safe "$work/largest")" -v factor=$factor 'BEGIN { printf "%.6g", safe * factor }')
                trials "$machine" "$input" --act fixed:1.0 --noise "$site:$kind:$size" --trials $noise_trials --csv | tr -d '\r' |
                    sed "s/^/$factor,/; 1s/^[^m]*/times_safe,/"
            done
        done
    done
done | awk '!/^times_safe,/ || !seen++' >"$work/noise.csv"

finish rounding.csv stochastic.csv noise.csv
cut -d , -f 1,4,5,13- "$out/stochastic.csv" | draw - stochastic.svg
for kind in uniform normal; do
    # noise, and what came of it
    awk -F , -v kind=$kind 'NR == 1 || $7 ~ ":" kind' "$out/noise.csv" | cut -d , -f 1,7,11- | draw - $kind.svg --x times_safe
done
