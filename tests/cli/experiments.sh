#!/bin/sh
# SPDX-License-Identifier: MIT
# Some rows of each experiment, repeated by its script, are those that are committed.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"
experiments=$srcdir/experiments
JOBS=1
export JOBS

# repeated NAME ROWS ARGUMENT...: run.sh with these arguments writes so many rows in all, and they are repeated
repeated() {
    name=$1 rows=$2 said="experiments/$1/run.sh $3 ${4-}"
    shift 2
    "$experiments/$name/run.sh" "$@" >out 2>err
    status=$?
    check "status $status" [ "$status" = 0 ]
    cat "$name-$1"/*.csv | wc -l >count
    check "not $rows rows and headers: $(cat count)" [ "$(cat count)" -eq "$rows" ]
    "$experiments/compare.sh" "$experiments/$name" "$name-$1" >out 2>err
    status=$?
    check "rows differ" [ "$status" = 0 ]
    check "no origin" grep -q "^command	experiments/$name/run.sh $1" "$name-$1/origin.txt"
    check "no libraries" grep -q '^MPFR	[0-9]' "$name-$1/origin.txt"
    check "no machines" grep -Eq '^machine	[a-z0-9-]+	sha256 [0-9a-f]{64}$' "$name-$1/origin.txt"
}

repeated depth-width 314 16
repeated formats 217 16
repeated summaries 5 2 2
repeated logits 13 4..4
repeated modes 7 25
repeated puzzles 5 1

said='minimum-bits by hand'
mkdir minimum-bits
"$TMPREC" sweep --jobs 1 --family fixed --bits 2..20 --minimum counter:1 parity:1 third:110 >minimum-bits/minimum-bits.csv 2>err
"$TMPREC" sweep --jobs 1 third:110 -r 4..8 --family mpfr --bits 1..12 --minimum >minimum-bits/one-run.csv 2>err
check "rows differ" "$experiments/compare.sh" "$experiments/minimum-bits" minimum-bits >out

said='certified-bits by hand'
mkdir certified-bits
for mode in cot scot; do
    "$TMPREC" sweep --jobs 1 counter parity --contexts 16,64 --mode $mode --sites attn --act fixed:1.0 --family fixed,float --bits 2..24 \
        --minimum --certify >certified-bits/$mode 2>err
done
cat certified-bits/cot certified-bits/scot | awk 'NR == 1 || !/^machine,/' >certified-bits/certified-bits.csv
check "not 16 rows and a header" [ "$(wc -l <certified-bits/certified-bits.csv)" -eq 17 ]
check "rows differ" "$experiments/compare.sh" "$experiments/certified-bits" certified-bits >out

said='both-sites by hand'
mkdir both-sites
for sites in 'act --bits 2..16' 'act+attn --bits 2..24'; do
    for mode in cot scot; do
        # shellcheck disable=SC2086
        "$TMPREC" sweep --jobs 1 counter parity --contexts 16,64 --mode $mode --sites $sites --family fixed,float --minimum --certify 2>err
    done
done | awk 'NR == 1 || !/^machine,/' >both-sites/both-sites.csv
check "not 32 rows and a header" [ "$(wc -l <both-sites/both-sites.csv)" -eq 33 ]
check "rows differ" "$experiments/compare.sh" "$experiments/both-sites" both-sites >out

said='beta-bits by hand'
mkdir beta-bits
input=$(tr -d '\r' <"$experiments/beta-bits/snap.csv" | awk -F , '$1 == "reverse" { print $2; exit }')
for part in 'snap 3,4,7 1,6,16 --sites attn --act fixed:1.0' 'both 5,6,7 1,9,24'; do
    # shellcheck disable=SC2086
    set -- $part
    name=$1 bits=$2 betas=$3
    shift 3
    "$TMPREC" sweep --jobs 1 "reverse:$input" --family fixed --bits "$bits" --beta "$betas" --certify "$@" >"beta-bits/$name.csv" 2>err
done
check "rows differ" "$experiments/compare.sh" "$experiments/beta-bits" beta-bits >out

said='tightness by hand'
from=$(tr -d '\r' <"$experiments/tightness/beta.csv" | awk -F , '$1 == "third" && $6 == "fixed:1.0" && $7 == "p:1" { print $10 }')
input=$(tr -d '\r' <"$experiments/tightness/beta.csv" | awk -F , '$1 == "third" { print $2; exit }')
"$TMPREC" bound third "$input" --act fixed:1.0 --attn p:1 --least beta >out 2>err
check "not the certified beta" grep -q "^least_beta	$from\$" out
"$TMPREC" verify third "$input" --act fixed:1.0 --attn p:1 --activations --beta "$from" >out 2>err
check "not right there" [ $? = 0 ]

said='layers by hand'
mkdir layers
"$TMPREC" margins worst-walk aaaa --errors --act fixed:1.0 --attn p:1 | tr -d '\r' | sed 's/^/4,/; 1s/^[^,]*,/letters,/' >layers/layers.csv
check "rows differ" "$experiments/compare.sh" "$experiments/layers" layers >out

said='rewrites by hand'
mkdir rewrites
"$TMPREC" sweep counter worst-rewrites --contexts 16 --mode cot,scot --act fixed:1.0 --sites attn --family fixed --bits 2..20 --minimum --activations --certify --jobs 1 |
    tr -d '\r' | sed 's/^/5,fixed:1.0,,/; 1s/^[^m]*/rewrites,act,steps,/' >rewrites/rewrites.csv
check "rows differ" "$experiments/compare.sh" "$experiments/rewrites" rewrites >out

said='bb5, its steps alone'
"$TMPREC" machine bb5 '' --max-steps 100000000 >out 2>err
check "not the committed steps" grep -q "halts after $(sed -n 's/^steps,//p' "$experiments/bb5/run.csv") steps" out

# What compare.sh does not take: another number, another header, a row that is not there, no rows.
said='compare.sh'
broken() {
    mkdir -p broken
    rm -f broken/*
    sed "$2" summaries-2/least-bits.csv >broken/least-bits.csv
    check "$1" refused
}
refused() { ! "$experiments/compare.sh" "$experiments/summaries" broken >out; }
broken 'another number is taken' '2s/,3,/,4,/'
broken 'another header is taken' '1s/beta/gamma/'
broken 'a row twice as long is taken' '2s/^/1/'
broken 'no rows are taken' '2,$d'
check "no file is taken" [ -n "$(rm -f broken/*; refused && echo yes)" ]
sed '' summaries-2/least-bits.csv >broken/least-bits.csv
check "the rows themselves are refused" "$experiments/compare.sh" "$experiments/summaries" broken >out
finish
