#!/bin/sh
# SPDX-License-Identifier: MIT
# trials, and noise at the sites.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

for noise in act:normal:0.2 attn:uniform:0.1 logit:normal:1 param:uniform:0.05; do
    for jobs in 1 3; do
        run trials third 110 --act fixed:1.0 --attn p:12 --logit p:20 --noise $noise --trials 4 --jobs $jobs
        judge 0 '*' ""
        cp out trials.$jobs
    done
    check "$noise: not the same for other threads" cmp -s trials.1 trials.3
done
run trials counter 1101 --act fixed:1.0 --noise act:uniform:0.7 --trials 5 --largest
check "act noise up to half a step: $(cat out)" grep -qx 'safe	0.5' out
check "a line is missing: $(cat out)" [ "$(cut -f 1 out | tr '\n' ' ')" = 'trials largest failing safe factor ' ]
# What fails without noise fails with any; a size that is too small to begin with grows.
run trials third 110 --act fixed:1.0 --attn fixed:1.0 --noise attn:uniform:2 --largest
judge 0 '*' 'the run fails, or is not decided, even without this noise'
check "not 0: $(cat out)" grep -qx 'largest	0' out
run trials counter 1101 --act fixed:1.0 --noise act:uniform:0.07 --trials 5 --largest
judge 0 '*' ""
check "no failing size: $(cat out)" grep -q '^failing' out
# What is not known may be a failure.
run trials third '' --act p:8 --beta 1e4 --trials 5 --noise act:uniform:1e-300
check "not from 0 to 1: $(cat out)" [ "$(paste -s -d ' ' out)" = 'trials	5 failures	0 unknown	5 rate	unknown low	0 high	1' ]
run trials flip.tm 01 --trials 3
judge 0 '*' 'nothing is random: every trial is the same; try --round rsr, or --noise'
check "hardmax does not fail: $(cat out)" grep -qx 'failures	0' out
# A row of CSV says the same, and what was tried.
run trials third 110 --act fixed:1.0 --noise act:uniform:0.6 --trials 7 --seed 3 --csv
judge 0 '*' ""
check "not the row: $(cat out)" [ "$(tr -d '\r' <out | sed 1d)" = 'third,110,cot,4,14,act:uniform,0.6,act=fixed:1.0 noise=act:uniform:0.6 beta=auto,seed=3 trial=0,7,7,0,1,0.590384,1' ]
run trials third '' --act p:8 --beta 1e4 --trials 5 --noise act:uniform:1e-300 --csv
check "not the row: $(cat out)" [ "$(tr -d '\r' <out | sed 1d | cut -d , -f 6,7,10-)" = 'act:uniform,1e-300,5,0,5,,0,1' ]
run trials third 110 --act fixed:1.0 --noise act:uniform:0.6 --noise attn:normal:0.1 --trials 2 --csv
check "not both sites: $(cat out)" [ "$(tr -d '\r' <out | sed 1d | cut -d , -f 6,7)" = 'act:uniform+attn:normal,' ]
for size in 0.4 0.6; do
    "$TMPREC" trials third 110 --act fixed:1.0 --noise act:uniform:$size --trials 7 --csv
done | awk 'NR == 1 || !/^machine/' >rates.csv
"$TMPREC" plot rates.csv --script >out 2>err
check "not one series against the size: $(cat out)" grep -qx '0.6 1 0.59038[0-9]* 1' out
check "the axis is not the size" grep -q "'size'" out
check "several series" [ "$(grep -c EOD out)" = 2 ]
refuses <<'TABLE'
trials flip.tm 01 --act fixed:1.0 --noise act:uniform:1 --csv --json => *--csv*--json*
trials flip.tm 01 --act fixed:1.0 --noise act:uniform:1 --csv --largest => *--csv*--largest*
trials flip.tm 01 --trials 0 => *--trials*
trials flip.tm 01 --trials 1000001 => *--trials*1000000*
trials flip.tm 01 --largest => *--largest*--noise*
trials flip.tm 01 --act fixed:1.0 --noise act:uniform:1 --noise attn:uniform:1 --largest => *one site*
verify flip.tm 01 --noise act:uniform:1 => noise*hardmax*
verify flip.tm 01 --format mpfr:8 --noise act:uniform:1 => noise*mpfr; formats at sites have it, such as --act *
verify flip.tm 01 --format int8 --noise act:uniform:1 => noise*grids*
verify flip.tm 01 --format bf16 --acc fp32 --noise param:uniform:1 => noise at param*acc*
verify flip.tm 01 --format bf16 --noise exp:uniform:1 => *--noise*exp*
verify flip.tm 01 --format bf16 --noise act:uniform => *--noise*
TABLE

finish
