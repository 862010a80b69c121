#!/bin/sh
# SPDX-License-Identifier: MIT
# Sweeps over --mode cot and scot.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

summary_machines

run sweep back.tm: --mode scot --bits 4 --family fixed
judge 0 '*' ""
is_csv
check "mode, r, n, layers, width, tokens" [ "$(column 1-7,16)" = 'back.tm,,scot,4,12,18,133,15' ]
# without --mode it is cot; a curve for each mode
shows 'column 3' <<'TABLE'
sweep back.tm: --bits 4 --family fixed => 0 cot
sweep mul:1*1 --mode cot,scot --bits 4..12 --family fixed --minimum => 0 cot scot
TABLE

grid='sweep back.tm: add:1+1 pair.tm: --bits 6,5 --beta 10,auto --family float,fixed -r 8,6'
# shellcheck disable=SC2086
run $grid --mode scot,cot --jobs 1
judge 0 '*' ""
is_csv
cp out grid.csv
check "expected 96 rows" [ "$(rows | wc -l)" -eq 96 ]
check "machine, input, mode, r are not in order" [ "$(column 1,3,4 | uniq | tr '\n' ' ')" = "$(
    for machine in back.tm add pair.tm; do
        printf '%s ' $machine,cot,8 $machine,cot,6 $machine,scot,8 $machine,scot,6
    done)" ]
all_print grid.csv "$grid" <<'TABLE'
--mode cot,scot --jobs 3
--mode scot,COT
--mode cot,scot --jobs 1
TABLE
for mode in cot scot; do
    # shellcheck disable=SC2086
    run $grid --mode $mode --jobs 2
    tr -d '\r' <grid.csv | grep -e '^machine,' -e ",$mode," >want
    tr -d '\r' <out >got
    check "the rows of one mode are others alone" cmp -s got want
done
# Each row says what verify says.
tr -d '\r' <grid.csv | awk 'NR > 1 && NR % 7 == 1' >some
verify_mode() {
    run verify "$name" "$word" --mode "$mode" -r "$r" --format "$format" --beta "$beta" --activations
}
each_cell verify_mode some

finish
