#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures the fewest fraction bits of attention weights with which every activation is that of hardmax, in runs with few
# and many rewrites m: counters and the worst machine, and busy beavers cut after some steps, in CoT and SCoT
# (rewrites.csv); draws them against m (rewrites.svg, wider.svg), and notes where the data come from (origin.txt).
#     experiments/rewrites/run.sh [CONTEXTS [STEPS]]
# takes the contexts 16,32,..,4096, and busy beavers of 10,30,..,3000 steps, if not said otherwise; some minutes of
# processor time.  With arguments the files go to rewrites-CONTEXTS in the current folder instead.
# Environment: as ../common.sh says.
# Needs awk, and gnuplot for the figures alone.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
begin "$@"
contexts=${1:-16,32,64,128,256,512,1024,2048,4096}
lengths=${2:-10,30,100,300,1000,3000}

# least ACT SUBJECT.. OPTION..: rows
least() {
    act=$1
    shift
    sweep "$@" --mode cot,scot --act "$act" --sites attn --family fixed --bits 2..20 --minimum --activations --certify
}

# rewrites MACHINE INPUT MODE STEPS: m, which is at most known after a `bound`; STEPS may be empty
rewrites() {
    # Status 1: nothing is certified.
    {
        "$TMPREC" bound "$1" "$2" --mode "$3" ${4:+--steps "$4"} --two-way fold --act fixed:1.0 --attn fixed:1.8 || [ $? -eq 1 ]
    } | awk -F '\t' '$1 == "ties" { print $2 }'
}

for act in fixed:1.0 fixed:2.0; do
    least $act counter worst-rewrites --contexts "$contexts" >"$work/counted"
    tr -d '\r' <"$work/counted" | sed "s/^/$act,,/; 1s/^[^m]*/act,steps,/"
    least $act bb2: bb23: bb3: bb4: --two-way fold | tr -d '\r' | sed "1d; s/^/$act,,/"
    for steps in $(echo "$lengths" | tr , ' '); do
        least $act bb24: bb5: --two-way fold --steps "$steps" | tr -d '\r' | sed "1d; s/^/$act,$steps,/"
    done
done | awk '!/^act,/ || !seen++' >"$work/rows"
while IFS= read -r row; do
    case $row in
    act,*) echo "rewrites,$row" ;;
    *)
        IFS=, read -r act steps machine input mode rest <<TEXT
$row
TEXT
        echo "$(rewrites "$machine" "$input" "$mode" "$steps"),$row"
        ;;
    esac
done <"$work/rows" >"$work/rewrites.csv"

finish rewrites.csv
# Busy beavers are one curve, whatever they are and where they are cut.
for act in 1.0:rewrites 2.0:wider; do
    awk -F , -v OFS=, -v act="fixed:${act%:*}" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        NR > 1 { sub(/^bb.*/, "busy beavers", $at["machine"]); $at["input"] = NR; $at["details"] = "" }
        NR == 1 || $at["act"] == act' "$out/rewrites.csv" | draw - "${act#*:}.svg" --x rewrites
done
