#!/bin/sh
# SPDX-License-Identifier: MIT
# sweep --dry-run and --memory.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

# line NAME: a line of the output, with single blanks
line() { sed -n "s/  */ /g; /^$1 /p" out; }

run sweep add:1+1 odometer:00000001 --bits 4..8 --dry-run
judge 0 '*' ""
check "a line for each family" is 'fixed 2 10 *' "$(line fixed)"
check "and for each context" is 'r=6 1 15 *' "$(line 'r=6')"
check "and for all" is 'all 2 30 *' "$(line all)"
check "and for mpfr" is 'mpfr 2 10 *' "$(line mpfr)"
check "time" is 'time about * s with *' "$(line time)"
check "memory" is 'memory up to *' "$(line memory)"
check "it says that it is an estimate" grep -q '^Estimates. Nothing was evaluated' out

# The bounds are those that decide in the sweep.
run sweep add:1110+110101 --bits 4..16 --dry-run
bound=$(line all | cut -d ' ' -f 4)
run sweep add:1110+110101 --bits 4..16
check "as many cells are decided by bounds" [ "$(grep -c ',bound' out)" = "$bound" ]
check "there are some" [ "$bound" -gt 0 ]
run sweep add:1110+110101 --bits 4..16 --dry-run --plain
check "with --plain none" is 'all 1 39 0 0 39 *' "$(line all)"
run sweep add:1+1 --dry-run -o x.csv
judge 2 '' '--dry-run has no rows*'
check "no file" [ ! -e x.csv ]
run sweep add:1+1 --bits 8 --dry-run --memory 1M
judge 0 '*' ''
check "what is too much is said" is 'memory up to *, which is more than --memory allows' "$(line memory)"

# Of a part the cells of that part are told, and no more memory than of the whole.
bytes_of() { sed -n 's/^ *"bytes": \([0-9]*\).*/\1/p' out; }
run sweep add:1+1 odometer:00000001 --bits 4..8 --dry-run --json
whole=$(bytes_of)
cells=0
for k in 1 2 3; do
    run sweep add:1+1 odometer:00000001 --bits 4..8 --dry-run --shard $k/3
    judge 0 '*' ""
    cells=$((cells + $(line all | cut -d ' ' -f 3)))
    check "part $k of 3 is less than all" [ "$(line all | cut -d ' ' -f 3)" -lt 30 ]
done
check "the parts have each cell once" [ "$cells" = 30 ]
run sweep add:1+1 odometer:00000001 --bits 8 --family mpfr --dry-run --shard 1/2
check "a part that has one subject of two" is 'all 1 1 *' "$(line all)"
run sweep odometer:00000001 add:1+1 --bits 4..8 --dry-run --json --shard 1/2
judge 0 '*' ""
check "no more memory than of all" [ "$(bytes_of)" -le "$whole" ]

# The rows do not depend on --memory.
run sweep odometer:00000001 --bits 4..20 --family fixed --minimum
cp out want
run sweep odometer:00000001 --bits 4..20 --family fixed --minimum --memory 4G
judge 0 want ''
run sweep odometer:00000001 --bits 4..20 --family fixed --minimum --memory 30M
judge 0 want ''

for command in 'sweep add:1+1' 'verify add 1+1' 'verify add 1+1 --activations' 'run add 1+1'; do
    # shellcheck disable=SC2086
    for limit_given in 1K 4000k 1048576; do
        run $command --memory $limit_given
        judge 2 '' 'up to * of memory may be needed, and --memory allows *'
    done
    # shellcheck disable=SC2086
    run $command --memory 1T
    judge 0 '*' ''
done
for nonsense in '' x 5X -1 1.5G 5MB ' 5M' M; do
    run verify add 1+1 --memory "$nonsense"
    judge 2 '' "--memory '*': not a size*"
done
run verify add 1+1 --memory 0
judge 2 '' "--memory '0': at least 1"
run verify add 1+1 --memory 99999999999T
judge 2 '' "--memory '99999999999T': at most *"
run verify add 1+1 --memory 99999999999999999999999999999999999999
judge 2 '' "--memory '9*': too large"
finish
