#!/bin/sh
# SPDX-License-Identifier: MIT
# Compares chain of thought with summaries and without: context, size of the transformer, bits of attention weights, and
# tokens in all, for busy beavers up to BB(5), and a counter (modes.csv); draws them against the steps (modes.svg), and
# notes where the data come from (origin.txt).
#     experiments/modes/run.sh [STEPS]
# takes runs of any length if not said otherwise, else those of at most STEPS steps; about two minutes of processor time,
# and with bb5 some GB of memory.  Nothing is evaluated: what is said of bb5 in summaries is in ../bb5.
# With an argument the files go to modes-STEPS in the current folder instead.
# Environment: as ../common.sh says.
# Needs awk, and gnuplot for the figure alone.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
begin "$@"
most=${1:-100000000}

# MACHINE:INPUT; in the order of their steps among busy beavers, then counters from zero
subjects='bb2: bb3: bb23: bb4: bb24: bb5: odometer:000 odometer:000000 odometer:000000000 odometer:000000000000'

# value NAME FILE: of a line NAME<tab>VALUE
value() { sed -n "s/^$1	//p" "$2"; }

# told MACHINE INPUT MODE: segments and tokens.  Those of bb5 in summaries have been counted; without them there is one segment.
told() {
    if [ "$3" = cot ]; then
        echo "1,$(value n "$work/claim")"
    elif [ "$1" = bb5 ]; then
        awk -F , '{ of[$1] = $2 } END { print of["segments"] "," of["tokens"] }' "$here/../bb5/run.csv"
    else
        "$TMPREC" trace "$1" "$2" --mode "$3" --two-way fold | awk '/^$/ { segments++; next } { tokens++ } END { print segments + 1 "," tokens }'
    fi
}

# With fixed:1.0 activations the certified bits are those needed for exact_act.
for subject in $subjects; do
    machine=${subject%%:*} input=${subject#*:}
    steps=$("$TMPREC" machine "$machine" "$input" --max-steps 100000000 | awk -F '\t' '/^steps/ { sub(/^steps *\t? */, ""); sub(/,.*/, ""); print }')
    [ "$steps" -le "$most" ] || continue
    for mode in cot scot; do
        "$TMPREC" bound "$machine" "$input" --mode $mode --two-way fold --max-steps 100000000 \
            --act fixed:1.0 --sites attn --family fixed --least bits >"$work/claim"
        r=$(value r "$work/claim")
        "$TMPREC" info "$machine" -r "$r" --mode $mode --two-way fold |
            awk -F '\t' -v OFS=, -v first="$machine,$input,$mode,$steps,$(told "$machine" "$input" $mode),$(value n "$work/claim"),$r" \
                -v last="$(value ties "$work/claim"),$(value least_bits "$work/claim")" '
                { of[$1] = $2 }
                END {
                    print first, of["L"], of["H"], of["d"], of["d_ff"],
                        of["L"] * (2 * of["H"] * of["d"] * (of["d_k"] + of["d_v"]) + 2 * of["d"] * of["d_ff"] + of["d_ff"]), last
                }'
    done
done >"$work/rows"
{
    echo machine,input,mode,steps,segments,tokens,n,r,layers,heads,width,neurons,parameters,rewrites,certified_bits
    cat "$work/rows"
} >"$work/modes.csv"

finish modes.csv
# Two figures: context and tokens, size and bits.
cut -d , -f 3,4,6,7 "$out/modes.csv" | draw - modes.svg
cut -d , -f 3,4,13,15 "$out/modes.csv" | draw - sizes.svg
