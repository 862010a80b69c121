#!/bin/sh
# SPDX-License-Identifier: MIT
# sweep --formats: formats by name; and sweeps of several r.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

list=e4m3fn,posit8,int8,mxfp4,exact,real,mpfr:4,mpfr:e5m2,fixed:1.4,p:3
run sweep flip.tm:0110 counter:1011 --formats $list --beta auto,4 --mode cot,scot --jobs 2
judge 0 '*' ""
is_csv
cp out named.csv
check "19 cells of each subject" [ "$(rows | wc -l)" -eq 76 ]
check "formats" [ "$(column 9-11 | head -n 10 | paste -s -d ' ' -)" = 'named,e4m3fn,8 named,posit8,8 named,int8,8 named,mxfp4,4 named,exact, named,real, named,mpfr:4,4 named,mpfr:e5m2,8 named,fixed:1.4,6 named,p:3,3' ]
check "hardmax has a beta, or several rows" [ "$(rows | grep -c ',exact,,rne,,1,1,')" -eq 4 ]
run sweep flip.tm:0110 counter:1011 --formats $list --beta auto,4 --mode cot,scot --jobs 1
judge 0 named.csv ""
# Each row says what verify says, by its format and by its arithmetic.
tr -d '\r' <named.csv | sed 1d | awk 'NR % 3 == 1' >some
verify_named() {
    run verify "$name" "$word" --mode "$mode" -r "$r" --format "$format" ${beta:+--beta "$beta"} --activations
}
each_cell verify_named some

# Which sites, what is swept besides, and the least beta.
shows 'column 8-11 | uniq' <<'TABLE'
sweep flip.tm:01 --formats int8,mpfr:3 --sites attn --act fixed:1.0 => 0 act+attn,named,int8,8 all,named,mpfr:3,3
sweep flip.tm:01 --formats int8 --family fixed --bits 4 => 0 act+attn,fixed,fixed:1.2,4 act+attn,named,int8,8
sweep flip.tm:01 --formats int8 --bits 4 => 0 act+attn,fixed,fixed:1.2,4 act+attn,float,e2m1,4 all,mpfr,mpfr:4,4 act+attn,named,int8,8
TABLE
shows 'column 9,10,13,14' <<'TABLE'
sweep flip.tm:01 --formats fixed:1.4,e4m3fn --beta 1..9:1 --minimum beta => 0 named,fixed:1.4,6,6 named,e4m3fn,6,6
TABLE
refuses <<'TABLE'
sweep flip.tm:01 --formats int8,what => --formats 'int8,what': *
sweep flip.tm:01 --formats int8, => --formats 'int8,': *
sweep flip.tm:01 --formats int8,INT8 => --formats *'INT8' is repeated
sweep flip.tm:01 --formats int8 --minimum => *order by bits*
sweep flip.tm:01 --formats int8 --per-site => *order by bits*
sweep flip.tm:01 --formats exact,int8 --minimum beta => *hardmax*beta*
sweep flip.tm:01 --family named => *--family*'named'*
sweep flip.tm:01 --formats mxfp4 --sites exp => mxfp4: *
TABLE

# A sweep that was interrupted, and parts, have the same rows.
run sweep flip.tm:0110 --formats $list -r 6..10 -o whole.csv
check "status 0" [ $status -eq 0 ]
for part in 1 2 3; do
    run sweep flip.tm:0110 --formats $list -r 6..10 --shard $part/3 -o part$part.csv
done
run merge part1.csv part2.csv part3.csv
judge 0 whole.csv ""

# Depth and width: smaller than needed and larger; what the columns say is what info says.
run sweep counter:1011 counter:11 -r 4..8 --force --formats e4m3fn --mode cot,scot
judge 0 '*' ""
cp out depth.csv
check "two subjects, modes, three r" [ "$(rows | wc -l)" -eq 12 ]
check "too few bits are exact" is '*0*' "$(rows | grep ',cot,4,' | cut -d , -f 14 | tr -d '\n')"
while IFS=, read -r mode r layers width heads neurons parameters <&3; do
    run info counter --mode "$mode" -r "$r"
    awk '{ of[$1] = $2 } END {
        all = of["L"] * (of["H"] * 2 * of["d"] * (of["d_k"] + of["d_v"]) + 2 * of["d"] * of["d_ff"] + of["d_ff"])
        printf "%d,%d,%d,%d,%d\n", of["L"], of["d"], of["H"], of["d_ff"], all }' out >want
    check "$mode $r: $(cat want)" [ "$(cat want)" = "$layers,$width,$heads,$neurons,$parameters" ]
done 3<<END
$(tr -d '\r' <depth.csv | sed 1d | cut -d , -f 3,4,6,7,21-23 | sort -u)
END
run plot depth.csv --script
judge 0 '*' ""
check "no map of r" grep -q "r, bits of a position" out
check "no line of 2^r" grep -q '2^r' out
check "no panel of e4m3fn" grep -q 'counter.*named.*8' out

# Contexts that positions do not tell apart: progress, an estimate, and a bound on memory.
machine one.tm '@q 0 -> h 1 S\n'
{ echo inp; many 60000 sym:0; echo einp; echo run:h/1/S; echo outp; echo sym:1; echo eoutp; } >long.tokens
run verify one.tm 0 --tokens long.tokens --force -r 4 --progress
check "status 1" [ $status -eq 1 ]
check "no wrong token" [ "$(verify_line first_error)" = 2 ]
check "progress and an estimate" grep -q 'of 60005 positions.* left' err
refuses <<'TABLE'
verify one.tm 0 --tokens long.tokens --force -r 4 --memory 50M => up to * of memory may be needed, and --memory allows 50 MB; try --memory *M
TABLE

finish
