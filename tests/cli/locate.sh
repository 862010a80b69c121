#!/bin/sh
# SPDX-License-Identifier: MIT
# locate: the first difference, the decisive one, and what mends the run.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

tells <<'TABLE'
locate flip.tm 011010 => 0 exact\t1\ntokens\t23
locate flip.tm 011010 --act fixed:1.0 --attn p:1 => 0 exact\t1\ntokens\t23
locate counter 1011 --format mpfr:1 --round raz --beta 0.25 => 1 exact\tunknown\ntokens\t34
TABLE
# Exact, though activations differ: the first that does.
run locate flip.tm 011010 --format real
judge 0 '*' ""
check "not exact" [ "$(head -n 1 out)" = 'exact	1' ]
check "not a first difference" is 'first *' "$(tail -n 1 out)"
check "more than the first difference" [ "$(wc -l <out)" = 4 ]
run locate counter 11000001 --format fixed:1.2
judge 1 '*' ""
check "not a table of words" [ "$(sed -n '/^operation/,/^decisive/p' out | awk '{ print NF }' | sort -u)" = 13 ]
check "not the decisive operation" [ "$(sed -n 's/^decisive *//p' out | tr -s ' ')" = '13 run:scan/0,o/S,S 13 attention 0 written[1] attn 1 0.75 1 1 13' ]
check "not what mends it" [ "$(sed -n 's/^mend	//p' out | paste -s -d ' ' -)" = '13:attn=real 15:attn=real' ]
check "not with how few bits" [ "$(sed -n 's/^mend_bits	//p' out | paste -s -d ' ' -)" = '13:attn=fixed:1.3 15:attn=fixed:1.3' ]
answers <<'TABLE'
verify counter 11000001 --format fixed:1.2 --at 13:attn=real --at 15:attn=real => 0 some
verify counter 11000001 --format fixed:1.2 --at 13:attn=fixed:1.3 --at 15:attn=fixed:1.3 => 0 some
verify counter 11000001 --format fixed:1.2 --at 13:attn=real => 1 some
verify counter 11000001 --format fixed:1.2 --at 15:attn=real => 1 some
TABLE
# A neuron by what it adds to.
run locate third 110 --act e4m1 --param p:1
judge 1 '*' ""
check "not the neuron's registers" [ "$(sed -n 's/^decisive *//p' out | tr -s ' ')" = '4 einp 15 neuron 1 new_state+new_sym[1]+new_move[1] param 1 0 0.5 1 4' ]
run locate third 110 --act fixed:1.0 --at 14:beta=0
judge 1 '*' ""
check "not the layer of the rule" [ "$(sed -n 's/^mend	//p' out)" = 14:beta=60 ]
check "beta has no bits" [ "$(sed -n 's/^mend_bits	//p' out)" = 14:beta=60 ]
run locate add 11+1 --mode scot --act fixed:1.0 --attn fixed:1.1
judge 1 '*' ""
check "tokens are not counted through all segments" [ "$(sed -n 's/^first *\([0-9]*\) .*/\1/p' out)" = 55 ]
for arithmetic in '--act fixed:2.4 --acc p:2' '--act fixed:2.4 --logit p:2 --subtract before --beta 0' '--format mpfr:2' '--format fixed:1.0 --round rsr --beta 1'; do
    # shellcheck disable=SC2086
    run locate third 110 $arithmetic
    judge 1 '*' ""
    check "nothing mends it" grep -q '^mend	[0-9]' out
done
# Nothing mends an R that is too small, nor noise; and where hardmax averages there is no first.
run locate third 110110110 -r 4 --force --format fp16
judge 1 '*' 'nothing mends the run: it fails even with all numbers precise'
check "something mends it" [ "$(tail -n 1 out)" = 'mend	none' ]
answers <<'TABLE'
locate third 110 --act fixed:1.0 --attn p:24 --noise attn:uniform:5 => 1 some nothing mends the run: noise remains*
TABLE
run verify counter 1101 --force -r 4 --act fixed:1.0 --attn p:8
{ cat out; printf 'mend\tnone\n'; } >want
run locate counter 1101 --force -r 4 --act fixed:1.0 --attn p:8
check "not without a first" cmp -s out want
check "not why" grep -q '^tmprec: from token 16 on, ' err
# Integer grids have bits to add; where activations share scales, only layers are looked for.
run locate add 11+1 --format int4
judge 1 '*' ''
check "no decisive operation" is '* 16 attention 0 high\[1\] attn 1 0.*' "$(sed -n 's/^decisive *//p' out | tr -s ' ')"
mended=$(sed -n 's/^mend_bits	/ --at /p' out | tr -d '\n')
check "no bits that mend" [ -n "$mended" ]
# shellcheck disable=SC2086
run verify add 11+1 --format int4 $mended
judge 0 '*' ''
check "they do not mend it" grep -q '^exact	1$' out
run locate third 110 --format mxfp4
judge 1 '*' 'the decisive operation was not looked for: activations share scales*'
check "no first difference" is '* 10 attention 0 written\[1\] - 1 0.75*' "$(sed -n 's/^first *//p' out | tr -s ' ')"
mended=$(sed -n 's/^mend	/ --at /p' out | tr -d '\n')
# shellcheck disable=SC2086
run verify third 110 --format mxfp4 $mended
judge 0 '*' ''
check "they do not mend it" grep -q '^exact	1$' out

finish
