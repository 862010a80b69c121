#!/bin/sh
# SPDX-License-Identifier: MIT
# sweep --contexts: inputs that are made for contexts of a wanted length.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

# CoT and SCoT apart, never above what is wanted.
run sweep counter --contexts 16..256 --mode cot,scot --formats exact --jobs 2
judge 0 '*' ""
cp out made.csv
check "expected a row for each of 5 numbers and 2 modes" [ "$(rows | wc -l)" -eq 10 ]
column 3,5 | awk -F , '{ at = 16 * 2 ^ int((NR - 1) / 2); if ($1 != (NR % 2 ? "cot" : "scot") || $2 > at || $2 < 0.75 * at) print $0, at }' >far
check "far from what is wanted, or above: $(cat far)" [ ! -s far ]
check "modes share inputs" [ "$(column 2 | sort -u | wc -l)" -gt 5 ]
run sweep counter --contexts 16..256 --mode cot,scot --formats exact --jobs 1
judge 0 made.csv ""
# The input alone, in a sweep or not, is that many tokens.
while IFS=, read -r word mode r n <&3; do
    run trace counter "$word" --mode "$mode" -r "$r"
    longest=$(awk '$0 == "" { n = 0; next } { n++; most = n > most ? n : most } END { print most }' out)
    check "$mode $word has $longest tokens, not $n" [ "$longest" = "$n" ]
done 3<<END
$(tr -d '\r' <made.csv | sed 1d | cut -d , -f 2-5)
END

# Lists and ranges; a machine with one token more for each symbol meets every number that it can.
machine ones.tm '@q 1 -> q 1 R\nq _ -> h _ S\nq 0 -> h 0 S\n# generator: 1^k\n'
run sweep ones.tm --contexts 40,10..30:10,64 --formats exact
judge 0 '*' "ones.tm, cot: no input of its own for 30 tokens; the nearest has 20"
cp out ones.csv
# Not all longer words have longer contexts: with more bits of position there are fewer blocks.
word=
for length in $(seq 1 40); do
    word=1$word
    run trace ones.tm "$word"
    wc -l <out
done >lengths
for n in 40 10 20 30 64; do
    awk -v n="$n" '$1 <= n && $1 > most { most = $1 } END { print most }' lengths
done | awk '!seen[$0]++' >want
tr -d '\r' <ones.csv | sed 1d | cut -d , -f 5 >got
check "not the longest that fits: $(paste want got)" cmp -s want got

# With several r the bound holds for each.
run sweep ones.tm --contexts 30 --formats exact -r 4..8 --force
judge 0 '*' ""
check "another input for each r" [ "$(column 2 | sort -u | wc -l)" -eq 1 ]
check "above what is wanted" [ "$(column 5 | sort -n | tail -n 1)" -le 30 ]
check "not three r" [ "$(column 4 | paste -s -d ' ' -)" = '4 6 8' ]

# What makes them: the option before the file; fields, counts, sets, seeds, escapes; names of several characters.
words_machines
machine brackets.tm 'tapes 1\nblank _\ninput [ ^\nstart q\nhalt h\nq [ -> q [ R\nq ^ -> q [ R\nq _ -> h _ S\n'
sed 's/\^/%5E/' brackets.tm >b.tm
shows 'column 2' <<'TABLE'
sweep ones.tm --generator 'seed=3 0 1^3k-1' --contexts 16 --formats exact => 0 011
sweep ones.tm --generator '1^2 0' --contexts 16 --formats exact => 0 110
sweep ones.tm --generator '1^k/3+1' --contexts 16 --formats exact => 0 111
sweep words.tm --generator 'bb^k aa' --contexts 16 --formats exact => 0 bb bb aa
sweep b.tm --generator '%5B^k %5E' --contexts 16 --formats exact => 0 [[^
TABLE
run sweep flip.tm --generator '[01]^20' --contexts 128 --formats exact
cp out seed0.csv
run sweep flip.tm --generator 'seed=0 [01]^20' --contexts 128 --formats exact
judge 0 seed0.csv ""
run sweep flip.tm --generator 'seed=1 [01]^20' --contexts 128 --formats exact
check "seeds do not differ" [ "$(column 2)" != "$(sed 1d seed0.csv | cut -d , -f 2)" ]
run sweep flip.tm --generator '[01,0001]^9' --contexts 64 --formats exact
check "texts of a set: $(column 2)" [ -z "$(column 2 | sed 's/^\(01\|0001\)*$//')" ]

# The same input again, and none.
run sweep odometer --contexts 64,6,70 --formats exact
check "status 0" [ $status -eq 0 ]
check "not one row" [ "$(rows | wc -l)" -eq 1 ]
check "not both are told" [ "$(grep -c '^tmprec: odometer, cot: no ' err)" -eq 2 ]

refuses <<'TABLE'
sweep ones.tm --contexts 3 => 'ones.tm': no input of its generator *
sweep flip.tm --contexts 16 => 'flip.tm' says no generator of its inputs*generator:*--generator
sweep flip.tm:01 --contexts 16 --generator 0 => flip.tm:01: either an input, or contexts*
sweep flip.tm:01 --generator 0 => *none are named; try --contexts, such as --contexts 16..256
sweep ones.tm --contexts 16..100 => --contexts '16..100': *doubles*
sweep ones.tm --contexts 16..100:50 => --contexts '16..100:50': *steps of 50*
sweep ones.tm --contexts 16..100: => --contexts '16..100:': *
sweep ones.tm --contexts 16..100:0 => --contexts '16..100:0': *
sweep ones.tm --contexts 0 => --contexts '0': *
sweep ones.tm --contexts 16,16 => --contexts '16,16': 16 is repeated
sweep flip.tm --contexts 16 --generator '[01' => [[]01: *no*field*
sweep flip.tm --contexts 16 --generator '0^x' => 0^x: *field*
sweep flip.tm --contexts 16 --generator '0^k/0' => 0^k/0: *field*
sweep flip.tm --contexts 16 --generator '[]' => *no symbol to choose
sweep flip.tm --contexts 16 --generator 'seed=x 0' => seed=x 0: a seed *
TABLE

# Whatever comes with tmprec says how its inputs are made, and they reach contexts of 200 tokens or what is told.
run machines
judge 0 '*' ""
cut -f 1 out | grep -v '^bb' >names
run sweep $(cat names) --contexts 256 --formats mpfr:1
check "a machine without a generator: $(cat err)" [ $status -eq 0 ]
check "not a row for each" [ "$(column 1 | uniq | cmp - names && echo same)" = same ]
check "shorter than it could be: $(column 1,5 | awk -F , '$2 < 180')" [ -z "$(column 5 | awk '$1 > 256 || $1 < 180')" ]

finish
