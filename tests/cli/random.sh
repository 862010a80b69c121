#!/bin/sh
# SPDX-License-Identifier: MIT
# Stochastic rounding: the seed decides, the threads do not.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

summary_machines

# another_run: other rows than those of random.csv
another_run() {
    [ "$(rows)" != "$(sed 1d random.csv | tr -d '\r')" ]
}

stochastic='sweep counter:1101 --sites attn --act fixed:1.0 --bits 3..5 --family fixed --round attn:rsr'
# shellcheck disable=SC2086
run $stochastic --jobs 1
judge 0 '*' ""
cp out random.csv
all_print random.csv "$stochastic" <<'TABLE'
--jobs 3
--seed 0 --jobs 1
--seed 0 --jobs 3
TABLE
# shellcheck disable=SC2086
run $stochastic --seed 7
judge 0 '*' ""
check "another seed, the same run" another_run
# shellcheck disable=SC2086
run $stochastic --draw 7
judge 0 '*' ""
check "another trial, the same run" another_run
run verify counter 1101 --attn fixed:1.2 --act fixed:1.0 --round attn:rsr
judge 0 '*' ""
run verify counter 1101 --attn fixed:1.2 --act fixed:1.0 --round attn:rsr --seed 7
judge 1 '*' ""
cp out seven
answers <<'TABLE'
verify counter 1101 --seed 7 --round attn:rsr --attn fixed:1.2 --act fixed:1.0 => 1 seven
# What is random elsewhere does not change it.
verify counter 1101 --attn fixed:1.2 --act fixed:1.0 --logit fp64 --round attn:rsr,logit:rsr --seed 7 => 1 some
TABLE

# --- Summarized chain of thought: generating meets the same numbers as verifying -------

stochastic='sweep counter:1101 pair.tm: --mode scot --sites attn --act fixed:1.0 --bits 3..5 --family fixed --round attn:rsr --beta 5'
# shellcheck disable=SC2086
run $stochastic --jobs 1
judge 0 '*' ""
cp out random.csv
# shellcheck disable=SC2086
run $stochastic --jobs 3
judge 0 random.csv ""
# shellcheck disable=SC2086
run $stochastic --seed 7
judge 0 '*' ""
check "another seed, the same run" another_run
run trace pair.tm '' --mode scot
judge 0 '*' ""
generated out >want
for seed in 0 1 2 3 4 5 6 7; do
    random="--mode scot --attn fixed:1.2 --act fixed:1.0 --beta 4.5 --round attn:rsr --seed $seed"
    # shellcheck disable=SC2086
    run verify pair.tm '' $random
    verified=$status
    # shellcheck disable=SC2086
    run run pair.tm '' $random --tokens
    told=1
    if cmp -s out want; then told=0; fi
    check "verify says $verified, the tokens generated $told" [ "$verified" -eq "$told" ]
done

# Weights that may draw a step above 0: which rows are hardmax's whatever is drawn, and which are not.
for seed in 3 10 11 13 15 32; do
    random="--act fixed:1.1 --attn fixed:1.3 --beta 5 --round attn:rsr --seed $seed --activations"
    # shellcheck disable=SC2086
    run verify counter 1011 $random --plain
    mv out plain
    # shellcheck disable=SC2086
    run verify counter 1011 $random
    check "seed $seed: not as number by number: $(cat out)" cmp -s out plain
done
finish
