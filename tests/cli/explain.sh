#!/bin/sh
# SPDX-License-Identifier: MIT
# explain: a token in words, layer by layer.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

run explain third 110 --token 8 --all
judge 0 '*' ""
check "not the token" [ "$(head -n 1 out)" = 'token 8: run:done/_/S, segment 1, position 8' ]
check "not what is predicted" [ "$(tail -n 1 out)" = 'The next token: 9 outp' ]
check "not a line a layer" [ "$(grep -c '^layer ' out)" = 18 ]
check "not a line a head" [ "$(grep -c '<-' out)" = 23 ]
check "not in words" grep -Fqx '    * when last? one bit of that time a layer, the highest first (layers 10 to 13)' out
check "no strip" grep -Fqx '    .......#.  prev_head[1] <- head[1] of 7 run:rem0/0/R; leads by 2' out
check "not what attention brings" grep -Fqx '    attention: read[1] = _' out
run explain third 110 --token 0
check "a prediction in the prompt" [ "$(tail -n 1 out)" = 'This is part of the prompt: nothing is predicted here.' ]
run explain add 11+1 --mode scot --token 70
judge 0 '*' ""
check "not the segment" is 'token 70: *, segment 2, position 41' "$(head -n 1 out)"
run explain third 110 --token 5 --steps 3
check "not the run that is cut" [ "$(tail -n 1 out)" = 'The next token: 6 run:rem0/1/R' ]
run explain mul '1011*100' --token 600
judge 0 '*' ""
check "a strip of more than 64" [ "$(sed -n 's/^    \([.#]*\)  .*<-.*/\1/p' out | awk '{ print length($0) <= 64 }' | sort -u)" = 1 ]

# By default only what acts; some layers, and one head.
run explain third 110 --token 8
judge 0 '*' ""
check "a head that adds nothing" [ "$(grep -c 'adds nothing' out)" = 0 ]
check "not the heads that act" [ "$(grep -c '<-' out)" = 6 ]
check "not how many layers are left out" grep -q '^In 6 other layers nothing changes' out
run explain third 110 --token 8 --layer 10..12 --all
check "other layers" [ "$(grep '^layer ' out | paste -s -d ' ' -)" = 'layer 10 layer 11 layer 12' ]
run explain third 110 --token 8 --layer 10 --only-head 1
check "not that head" [ "$(grep -c '<-' out) $(grep -c 'high\[1\] <-' out)" = '1 1' ]
# The rounded run beside the exact one.
run explain counter 11000001 --token 13 --format fixed:1.2
judge 0 '*' ""
check "no weight" grep -Fqx '    ...#........##  written[1] <- not_inp of 3 sym:0, 12 run:low/0,1/S,L, 13 run:scan/0,o/S,S; leads by 1; weight 0.75' out
check "not what is off" grep -Fqx '    rounded attention: written[1] is 0.75, not 1; 1 more number off' out
check "not what is predicted" [ "$(tail -n 1 out)" = 'In this arithmetic: sym:0, which is wrong' ]
run explain counter 11000001 --token 13 --act fixed:1.0 --attn p:4
check "off where it snaps" [ "$(grep -c rounded out)" = 0 ]
check "not what is predicted" [ "$(tail -n 1 out)" = 'In this arithmetic: run:scan/_,o/R,S, which is right' ]
run explain counter 11000001 --token 13 --format fixed:1.2 --json
judge 0 '*' ""
check "not in JSON" grep -Fq '{"part": "attention", "number": "written[1]", "exact": 1, "rounded": 0.75}' out
awk '/"layer": / { layer = $2 + 0 }
    /{"part": / { part = $2; gsub(/[",]/, "", part); if (!((layer, part) in count)) place[++places] = layer SUBSEP part; count[layer, part]++
        exact = $0; sub(/.*"exact": /, "", exact); rounded = $0; sub(/.*"rounded": /, "", rounded); if (exact + 0 == rounded + 0) print "not off" }
    END { for (p = 1; p <= places; p++) { split(place[p], at, SUBSEP); print at[1], at[2], count[place[p]] } }' out >want
check "not what is predicted, in JSON" grep -Fq '"rounded_next": "sym:0"' out
check "none is off in JSON" [ "$(wc -l <want)" -gt 10 ]
check "no weight in JSON" grep -Fq '"adds": true, "weight": 0.75}' out
# Each layer where something is off is shown, with as many numbers.
run explain counter 11000001 --token 13 --format fixed:1.2
awk '/^layer / { layer = $2 } /^    rounded / { part = $2; sub(/:/, "", part); print layer, part, / more numbers* off$/ ? $(NF - 3) + 1 : 1 }' out >got
check "other numbers are off in the text than in JSON" cmp -s got want
refuses <<'TABLE'
explain third 110 --token 8 --format bf16 --plot => --plot draws what hardmax does*
explain third 110 --token 8 --layer 0 => --layer*numbers must be from 1 to 1000
explain third 110 --token 8 --layer 3..2 => --layer*
explain third 110 --token 8 --layer x => --layer*
explain third 110 --token 8 --layer 19 => --layer: there are 18 layers
explain third 110 --token 8 --only-head x => --only-head*
explain third 110 --token 8 -o x.svg => -o goes with --plot*
TABLE

finish
