#!/bin/sh
# SPDX-License-Identifier: MIT
# sweep: the cells of a grid, in order, and what the columns say.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

run sweep flip.tm:01 --bits 4
judge 0 '*' ""
is_csv
cut -d , -f 1-13,16 out | tr -d '\r' >got
cat >want <<END
$(echo "$header" | cut -d , -f 1-13,16)
flip.tm,01,cot,4,11,18,90,act+attn,fixed,fixed:1.2,4,rne,7.545177444479562,7
flip.tm,01,cot,4,11,18,90,act+attn,float,e2m1,4,rne,7.545177444479562,7
flip.tm,01,cot,4,11,18,90,all,mpfr,mpfr:4,4,rne,7.545177444479562,7
END
check "expected: $(cat want)" cmp -s got want

grid='flip.tm:01 flip.tm:0110101 --bits 4,6..7 --beta auto,10,12.5 --family fixed,float -r 6,8'
# shellcheck disable=SC2086
run sweep $grid --jobs 1
judge 0 '*' ""
is_csv
cp out grid.csv
check "expected 72 rows" [ "$(rows | wc -l)" -eq 72 ]
check "rows are repeated" [ "$(rows | cut -d , -f 1-13 | sort -u | wc -l)" -eq 72 ]
check "machines and inputs are not in the order given" [ "$(column 1,2 | uniq | paste -s -d ' ' -)" = "flip.tm,01 flip.tm,0110101" ]
for jobs in 2 5; do
    # shellcheck disable=SC2086
    run sweep $grid --jobs $jobs
    judge 0 grid.csv ""
done
# shellcheck disable=SC2086
run sweep $grid
judge 0 grid.csv ""
# Each row says what verify says.
rows | awk 'NR % 9 == 1' >some
verify_format() {
    run verify "$name" "$word" --mode "$mode" -r "$r" --format "$format" --round "$round" --beta "$beta" --activations
}
each_cell verify_format some

# --- The columns one by one -------------------------------------------------------

# bits, in the order given, and formats of each family
shows 'column 10,11' <<'TABLE'
sweep flip.tm:01 --bits 6,4,5 --family fixed => 0 fixed:1.4,6 fixed:1.2,4 fixed:1.3,5
TABLE
shows 'column 10' <<'TABLE'
sweep flip.tm:01 --bits 4..9 --family float => 0 e2m1 e2m2 e3m2 e3m3 e4m3 e5m3
sweep flip.tm:01 --bits 1,3..4 --family mpfr => 0 mpfr:1 mpfr:3 mpfr:4
TABLE
# sites: those that are swept, and those that are set and not real
shows 'column 8' <<'TABLE'
sweep flip.tm:01 --bits 4 --sites act => 0 act act all
sweep flip.tm:01 --bits 4 --sites attn => 0 attn attn all
sweep flip.tm:01 --bits 4 --sites act+attn => 0 act+attn act+attn all
sweep flip.tm:01 --bits 4 --sites attn --act fixed:1.0 --family fixed => 0 act+attn
sweep flip.tm:01 --bits 4 --sites attn --act real --family fixed => 0 attn
TABLE
# beta: the shortest decimal, also of ranges
shows 'column 13' <<'TABLE'
sweep flip.tm:01 --bits 4 --family fixed --beta 10,12.5,auto,0.1,9.75e1,2.50,123456,0.30000000000000004,7 => 0 10 12.5 7.545177444479562 0.1 97.5 2.5 123456 0.30000000000000004 7
sweep flip.tm:01 --bits 4 --family fixed --beta 8,0.1..0.7:0.1,auto,0..0:3,9..10:00.50,0.05 => 0 8 0.1 0.2 0.3 0.4 0.5 0.6 0.7 7.545177444479562 0 9 9.5 10 0.05
TABLE
# Each is the number that a user would write, not a sum of steps: 0.001, 0.002, ..
run sweep flip.tm:01 --bits 4 --family fixed --beta 0.001..2:0.001
judge 0 '*' ""
awk 'BEGIN { for (i = 1; i <= 2000; i++) printf "%.6g\n", i / 1000 }' /dev/null >want
column 13 >got
check "steps that add up errors" cmp -s got want
# r, n, layers, width
shows 'column 4-7' <<'TABLE'
sweep four.tm:0000 four.tm:00000 --bits 4 --family fixed => 0 4,16,18,96 6,18,23,120
TABLE
shows 'column 4' <<'TABLE'
sweep flip.tm:01 -r 4..8 --bits 4 --family fixed => 0 4 6 8
sweep four.tm:00000 -r 4,6 --force --bits 4 --family fixed => 0 4 6
TABLE
# tokens
shows 'column 16' <<'TABLE'
sweep loops.tm:0 --steps 3 --bits 4 --family fixed => 0 3
TABLE

# --- Machines and inputs ------------------------------------------------------------

words_machines
mkdir a:b
cp flip.tm a:b/c:d.tm
cp flip.tm 'a, b.tm'
cp flip.tm 'say "a,b".tm'
shows 'column 1-3' <<'TABLE'
# the empty word, a shipped machine, standard input
sweep flip.tm: --bits 4 --family fixed => 0 flip.tm,,cot
sweep add:1+1 --bits 4 --family fixed => 0 add,1+1,cot
sweep -:01 --bits 4 --family fixed <flip.tm => 0 -,01,cot
sweep --bits 4 --family fixed -- -:01 <flip.tm => 0 -,01,cot
# blanks and colons, the last of which separates, need no quotes; commas and quotes do
sweep 'words.tm:aa bb' a:b/c:d.tm:01 --bits 4 --family fixed => 0 words.tm,aa bb,cot a:b/c:d.tm,01,cot
sweep 'a, b.tm:01' 'say "a,b".tm:01' --bits 4 --family fixed => 0 "a, b.tm",01 "say ""a,b"".tm",01
TABLE
refuses <<'TABLE'
sweep - <flip.tm => *MACHINE:INPUT*
TABLE
run machines
judge 0 '*' ""
awk -F '\t' '$1 == "brackets" { for (i = 3; i <= NF; i++) print $i }' out >want
run sweep brackets --bits 4 --family fixed
judge 0 '*' ""
column 2 >got
check "expected the shipped inputs: $(cat want)" cmp -s got want

finish
