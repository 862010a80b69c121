#!/bin/sh
# SPDX-License-Identifier: MIT
# bound and check: what is certain of every run, and certificates of it.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

# field NAME: what follows the name at the beginning of a line of `out`
field() { sed -n "s/^$1	//p" out | head -n 1; }

run bound -r 10 --act fixed:1.0 --attn p:1
judge 0 '*' ""
check "not the lines that come first" [ "$(cut -f 1 out | head -n 8 | paste -s -d ' ' -)" = 'certified scope mode r n beta least_beta verdict' ]
check "not what they say" [ "$(head -n 6 out | cut -f 2 | paste -s -d ' ' -)" = '1 all cot 10 1024 15.862943611198906' ]
check "not exact_act" [ "$(field verdict)" = exact_act ]
# ln(3 (1024 - 2)) = 8.028129058...
check "not the least beta" [ "$(field least_beta | cut -c 1-11)" = 8.028129059 ]
check "no inequalities" [ "$(grep -c '^because	' out)" = 8 ]
check "something is open" [ "$(grep -c '^open	' out)" = 0 ]

# The law of ties, at the largest m of a context: 468, and 2^8 > 468/2, 2^9 > (2/3) 468.
for width in 1:10 2:11; do
    run bound -r 10 --least bits --sites attn --act "fixed:${width%:*}.0"
    check "not the bits of the law of ties" [ "$(field ties)/$(field least_bits)" = "468/${width#*:}" ]
done
run bound -r 60 -n 1152921504606846976 --mode scot --act fixed:1.0 --attn p:2 --least beta
judge 0 '*' ""
check "not at the least beta" [ "$(field beta)" = "$(field least_beta)" ]

# A machine; a run, which has fewer ties.
run bound counter -r 8 --act fixed:1.0 --attn fixed:1.3
judge 1 '*' ""
check "not the scope of a machine" [ "$(field scope)" = machine ]
check "nothing is open" grep -q '^open	C (written), matched	' out
run bound counter 1011 --act fixed:1.0 --attn fixed:1.3
judge 0 '*' ""
check "not the scope of a run" [ "$(field scope)/$(field n)/$(field ties)" = run/40/7 ]
run verify counter 1011 --act fixed:1.0 --attn fixed:1.3 --activations
judge 0 '*' ""

# The family of --least bits is a softmax: it has a beta.
run bound counter 1011 --beta 100 --least bits --family mpfr
judge 0 '*' ""
check "not the least bits" [ "$(field least_bits)/$(field theorem)" = 6/every-operation ]

# What nothing is proved of.
for arithmetic in '--format mpfr:4' '--act fixed:1.0 --noise act:uniform:0.1' '--format fixed:1.0 --round attn:rsr' \
    '--act fixed:1.0 --acc fp16 --round acc:rtz' '--act real --attn p:40' '--act mxfp8e4m3fn' '--act fixed:1.0 --param p:4'; do
    # shellcheck disable=SC2086
    run bound -r 8 $arithmetic
    judge 1 '*' ""
    check "nothing is open: $arithmetic" grep -q '^open	' out
    check "certified: $arithmetic" [ "$(field certified)/$(field verdict)" = 0/ ]
done

# Nothing rounded: not at auto, but from some beta on.
run bound -r 8 --format real
judge 1 '*' ""
check "certified where nothing is rounded, at auto" [ "$(field certified)/$(field theorem)" = 0/ ]
check "nothing is open" grep -q '^open	walk, ' out
run bound -r 8 --format real --least beta
judge 0 '*' ""
check "not from 20.33 on" [ "$(field verdict)/$(field theorem)/$(field beta | cut -c 1-5)" = exact/walk/20.33 ]
run bound counter 1011 --format real --beta 14 --mode cot
judge 0 '*' ""
check "not the walk" [ "$(field verdict)/$(field theorem)" = exact/walk ]
run verify counter 1011 --format real --beta 14 --mode cot
judge 0 '*' ""
run bound counter 1011 --format real --beta 40 --at 3:beta=41
judge 1 '*' ""
for order in sequential:7 pairwise:4 compensated:4; do
    run bound worst-symbols 8 --act fixed:1.0 --attn fixed:1.8 --acc "p:${order#*:}" --sum "${order%:*}" --beta 40
    judge 0 '*' ""
    check "not with partial sums rounded" [ "$(field verdict)/$(field theorem)" = exact_act/snap-acc ]
    run bound worst-symbols 8 --act fixed:1.0 --attn fixed:1.8 --acc "p:$((${order#*:} - 1))" --sum "${order%:*}" --beta 40
    judge 1 '*' ""
done
run bound -r 8 --format exact -o claim
judge 2 '*' 'there are no certificates of theorem construction'
run bound -r 8 --format exact --coq claim
judge 2 '*' 'there are no Coq scripts of theorem construction'
run bound -r 10 --format mpfr:24 --beta 40
judge 0 '*' ""
check "not by every operation" [ "$(field verdict)/$(field theorem)/$(field least_beta)" = exact/every-operation/ ]
run bound worst-symbols 6 --format mpfr:7 --beta 40
judge 0 '*' ""
check "an inequality does not hold" [ "$(grep -c '^because	every-operation, .*	less$' out)/$(grep -c '^open	' out)" = 16/0 ]
run bound worst-symbols 6 --format mpfr:6 --beta 40
judge 1 '*' ""
run bound worst-symbols 6 --format mpfr:12 --round rup --beta 40
judge 1 '*' ""
check "nothing is open: mpfr in a directed mode" grep -q '^open	every operation rounded, but not to nearest' out
run bound -r 8
check "hardmax is not certified" [ "$(field certified)/$(field beta)/$(field theorem)" = 1//construction ]
run bound counter 1011 --act fixed:1.0 --attn p:1 --param p:4
judge 0 '*' ""
run bound third 110 --act fixed:1.0 --attn p:4 --at 3..5:attn=p:1 --at 7:beta=2
judge 1 '*' ""
check "layers are not told apart" grep -q '^open	layers 7 to 7: ' out

refuses <<'TABLE'
bound => bound needs -r, -n*
bound add => bound needs -r, -n*
bound -n 4 => -n '4': at least 5
bound -n 1152921504606846977 => -n *: at most *
bound -r 8 -n 257 => -n 257: more than 2^8 tokens; without -r the context holds them
bound -r 7 => -r '7': odd*
bound -r 8 --least width => --least 'width' is not one of beta, bits
bound -r 8 --family fixed => --family and --sites go with --least bits
bound -r 8 --least bits --family fixed,float --sites attn --act fixed:1.0 => --least bits takes one --family
bound add 11+1 -n 100 => -n is for all inputs*
bound add 11+1 1 => bound: too many arguments*
bound add 1x -r 8 => *not an input symbol*
bound -r 8 --seed 1 => *--seed*
bound -r 8 --force => *--force*
check => check needs CERTIFICATE*
check missing => missing: *
check a b => check: too many arguments*
sweep counter:1 --bits 4 --per-site --certify => nothing is certified for the cells of a front
TABLE

# Certificates.
run bound -r 8 --act fixed:1.0 --attn p:2 -o claim
judge 0 '*' ""
echo confirmed >yes
run check claim
judge 0 yes ""
input=claim
run check -
judge 0 yes ""
input=/dev/null
sed 's/ attn=p:2 / attn=p:1 /' claim >forged
run check forged
judge 1 "" 'forged:*: *'
sed 's/^n	256/n	257/' claim >forged
run check forged
judge 1 "" 'forged:*: *'
sed '$d' claim >forged
run check forged
judge 2 "" 'forged:*: *'
: >empty
run check empty
judge 2 "" 'empty:1: *'
head -c 5000 /dev/zero >zeros
run check zeros
judge 2 "" 'zeros:1: *'
run bound -r 8 --act fixed:1.0 --attn p:2 -o -
cp out other
check "another certificate on standard output" cmp -s claim other
run bound -r 8 --format mpfr:3 -o none
judge 1 '*' ""
check "a certificate of nothing" [ ! -e none ]

# Of half-snapping, tolerant search, and rounded parameters.
while read -r theorem arguments; do
    # shellcheck disable=SC2086
    run bound $arguments -o claim
    judge 0 '*' ""
    check "not by $theorem: $arguments" [ "$(field theorem)" = "$theorem" ]
    check "not in the certificate: $arguments" grep -q "^theorem	$theorem\$" claim
    run check claim
    judge 0 yes ""
    for change in 's/beta=[0-9.]*/beta=4/' 's/^rounds	1$/rounds	0/' '/^by/s/	.*/	chance/' 's/^claim	.*/claim	exact_activations/' \
        's/^scope	run/scope	all/' 's/^output	<=.*/output	<=	0x0p+0/' 's/^output	>=.*/output	>=	0x1.8p+0/'; do
        sed "$change" claim >forged
        cmp -s claim forged && continue
        run check forged
        check "confirmed after $change: $arguments" [ "$status" != 0 ]
    done
done <<'TABLE'
snap counter 1011 --act fixed:1.0 --attn p:4 --param p:4
half-snap -r 8 --act p:4 --attn p:5
half-snap -r 20 --mode scot --act bf16 --attn p:9
half-snap counter 1011 --act e5m3 --attn e8m9 --param p:5
tolerant -r 8 --act p:16 --attn p:16 --beta 40
tolerant -r 6 --mode scot --act e5m10 --attn e5m10 --beta 30
snap-acc counter 101 --act fixed:1.0 --attn fixed:1.8 --acc p:6 --beta 20
snap-acc -r 16 --mode scot --act fixed:1.0 --attn p:4 --acc p:12 --sum pairwise --beta 40
every-operation counter 1101 --format mpfr:6 --beta 60
every-operation -r 20 --mode scot --format mpfr:39 --beta 100
tolerant counter 101 --act fixed:1.9 --attn fixed:1.9 --least beta
walk counter 101 --format real --least beta
walk -r 6 --mode scot --format real --beta 28.6
snap -r 6 --act fixed:1.0 --attn p:3 --at 4..9:attn=e4m3 --at 7:beta=12
snap counter 101 --mode scot --act fixed:1.2 --attn p:4 --param p:4 --at 1..3:act=fixed:1.0
TABLE
run bound -r 4 --act fixed:1.0 --at 3:acc=p:30 -o none
judge 2 '*' '*where layers differ there are certificates for the theorem snap*'
check "not by partial sums" [ "$(field theorem)" = snap-acc ]
run bound -r 4 --act fixed:1.0 --at 3:acc=p:30 --coq none
judge 2 '*' '*where layers differ a Coq script is written for the theorem snap*'
check "a certificate or script of that" [ ! -e none ]
run bound counter 101 --act fixed:1.9 --attn fixed:1.9 --least beta -o claim
sed 's/^claim	.*/claim	exact_act/' claim >forged
run check forged
judge 2 "" 'forged:3: *'
sed 's/^theorem	.*/theorem	half-snap/' claim >forged
run check forged
check "tolerant is half-snap" [ "$status" != 0 ]
run bound counter 101 --act p:4 --attn p:5 --at 3:attn=p:6 -o none
judge 1 '*' ""
# Lemmas are true, by exact numbers, where there is Python; Coq proves them in make check-coq.
python=$(command -v python3) || python=
lemmas_hold() { [ -z "$python" ] || "$python" "$srcdir/tests/judge_lemmas.py" "$1" >judged; }
lemmas_fail() { [ -z "$python" ] || ! lemmas_hold "$1"; }
weighed=0
while read -r arguments; do
    rm -f script
    # shellcheck disable=SC2086
    run bound $arguments --coq script
    judge 0 '*' ""
    check "no script: $arguments" grep -q '^Lemma ' script
    check "lemmas of $arguments" lemmas_hold script
    check "a name twice: $arguments" is "" "$(awk '/^Module / { module = $2 } /^(Lemma|Definition) / && of[module, $2]++' script)"
    # A weight of best keys is at least one number and at most another; what is true in the other direction says nothing.
    grep -o '^Lemma .* 1 / .*' script | sed 's/^.* : //' >weights
    if grep -q '1 / ([0-9]* + all' weights; then
        check "weights of best keys: $arguments" [ "$(grep -c '^1 / ([0-9]* + all[0-9]*) <' weights) $(grep -c '<=* 1 / [0-9]*\.$' weights)" = '0 0' ]
        weighed=$((weighed + 1))
    fi
    sed '/^Lemma/s/ <=* / > /' script >false
    check "false lemmas of $arguments" lemmas_fail false
done <<'TABLE'
-r 4 --act fixed:1.0 --attn p:1
-r 4 --mode scot --act fixed:1.0 --attn fixed:1.2 --least beta
-r 4 --act fixed:1.0 --attn p:4 --at 3:act=fixed:1.2
counter 101 --act fixed:1.9 --attn fixed:1.9
counter 101 --act p:4 --attn p:5
counter 101 --act fixed:1.0 --acc p:12 --sum pairwise --beta 9
counter 101 --mode scot --format mpfr:e6m9 --beta 25
TABLE
check "$weighed scripts with weights of best keys" [ "$weighed" = 5 ]
# The growth of a sum of N terms is a power where exponents have no bound, and else 2.
run bound parity 11 --format mpfr:24 --beta 60 --coq script
judge 0 '*' ''
check "growth is a power" grep -q '^Lemma .* : (1 + (1 / 16777216)) ^ 10 - 0 <= ' script
run bound counter 101 --format mpfr:e6m9 --beta 25 --coq script
judge 0 '*' ''
check "growth is 2" [ "$(grep -c '(1 + (.*)) ^ ' script)" = 0 ]
run bound -r 4 --format mpfr:12 --beta 40 --coq none
judge 2 '*' 'a Coq script *'
run bound worst-symbols 8 --act fixed:1.0 --attn fixed:1.8 --acc p:8 --beta 40 --coq none
judge 0 '*' ''
run bound -r 10 --act fixed:1.0 --attn p:4 --acc p:14 --sum pairwise --beta 40 --coq none
judge 2 '*' 'a Coq script *'
run bound -r 8 --act fixed:1.0 --attn p:2 -o missing/claim
judge 2 '*' 'missing/claim: *'

# In a sweep, where bounds decide what they can: with the same rows as by evaluation.
run sweep counter:1011 third:110 --mode cot,scot --bits 3..9 --family fixed --beta auto,3,6 --sites attn --act fixed:1.0
judge 0 '*' ""
rows | cut -d , -f 1-17 >decided
check "not decided in all four ways" [ "$(column 18 | sort -u | paste -s -d ' ' -)" = 'bound deviation evaluation profile' ]
run sweep counter:1011 third:110 --mode cot,scot --bits 3..9 --family fixed --beta auto,3,6 --sites attn --act fixed:1.0 --plain
check "other rows by evaluation alone" [ "$(rows | cut -d , -f 1-17)" = "$(cat decided)" ]
check "decided by a bound" [ "$(column 18 | sort -u)" = evaluation ]
run sweep counter:1011 --bits 4..9 --family float --act p:3 --sites attn
rows | cut -d , -f 14-15,18 >kinds
check "not one that is exact by a bound, with other activations" grep -qx '1,0,bound' kinds
run sweep counter:1011 --bits 4..9 --family float --act p:3 --sites attn --plain
check "other verdicts by evaluation alone" [ "$(rows | cut -d , -f 14-15)" = "$(cut -d , -f 1-2 kinds)" ]
run sweep counter:1011 --steps 9 --bits 8 --family fixed --sites attn --act fixed:1.0
check "a run that does not halt is decided by a bound" [ "$(column 18)" = profile ]
run sweep counter:1011 --bits 6 --family float,mpfr --sites act+attn --beta 3
check "mpfr is not evaluated" [ "$(column 9,18 | tr , ' ' | paste -s -d ' ' -)" = 'float deviation mpfr evaluation' ]
run sweep counter:1011 --bits 3..8 --sites attn --act fixed:1.0 --family fixed --certify
judge 0 '*' ""
check "not the columns" [ "$(head -n 1 out | tr -d '\r' | cut -d , -f 16-)" = tokens,first_error,certified,certified_beta,decided_by,arithmetic,details,heads,neurons,parameters ]
check "not from 4 bits on" [ "$(sed 1d out | cut -d , -f 18 | paste -s -d ' ' -)" = '0 1 1 1 1 1' ]
run sweep counter:1011 --bits 3..8 --sites attn --act fixed:1.0 --family fixed --certify --minimum
check "not the bits" [ "$(sed -n 2p out | tr -d '\r' | cut -d , -f 16)" = 4 ]
run sweep counter:1011 --bits 5 --sites attn --act fixed:1.0 --family fixed --certify --minimum beta --beta 2..6:0.5 --activations
judge 0 '*' ""
check "not the beta" [ "$(sed -n 2p out | tr -d '\r' | cut -d , -f 17)" -ge 4 ] 2>/dev/null

finish
