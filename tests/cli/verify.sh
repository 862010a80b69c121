#!/bin/sh
# SPDX-License-Identifier: MIT
# verify: exact or where not, activations, and options for single layers.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

flip_trace

tells <<'TABLE'
verify flip.tm 011010 => 0 exact\t1\ntokens\t23
verify flip.tm 011010 --format real => 0 exact\t1\ntokens\t23
verify flip.tm 011010 --format mpfr:20 => 0 exact\t1\ntokens\t23
verify flip.tm 011010 --format fixed:1.6 => 0 exact\t1\ntokens\t23
verify flip.tm 011010 --format p:9 --beta 20 => 0 exact\t1\ntokens\t23
verify add 1+1 --steps 3 => 0 exact\t1\ntokens\t3
verify loops.tm 0 --steps 3 => 0 exact\t1\ntokens\t3
# Activations: hardmax's own are its own; a softmax leaks without a coarse format.
verify flip.tm 011010 --activations => 0 exact\t1\nexact_act\t1\ntokens\t23
verify flip.tm 011010 --activations --format mpfr:20 => 1 exact\t1\nexact_act\t0\ntokens\t23
verify flip.tm 011010 --activations --format real => 1 exact\t1\nexact_act\t0\ntokens\t23
TABLE
run verify add 1+1 --activations --format real --beta 3
judge 1 '*' ""
check "exact_act is 0 whenever exact is" grep -q '^exact_act	0$' out

# The first error of a softmax that is too soft stands in the sequence at
# prompt end + 1 + number.
run trace add 1+1
judge 0 '*' ""
cp out add.trace
run verify add 1+1 --format real --beta 3
judge 1 '*' ""
number=$(verify_line first_error)
line=$(awk -v n="${number:-0}" '/^einp$/ { end = NR } END { print end + 1 + n }' add.trace)
check "exact and tokens come first" [ "$(head -n 2 out)" = "exact	0${newline}tokens	$(($(wc -l <add.trace) - 5))" ]
check "expected is not the token of that number" [ "$(verify_line expected)" = "$(sed -n "${line}p" add.trace)" ]
check "predicted is missing" [ -n "$(verify_line predicted)" ]
run verify add 1+1 -r 4 --force
judge 1 '*' ""

# --- Threads ----------------------------------------------------------------------

# Thousands of tokens are several blocks.  Where a late token is another, that is found, and numbers that are no
# trits after it are met by several threads.  Rationals take long: so these tokens are at the end of 512.
"$TMPREC" trace mul '11111*11011' >mul.trace
sed '3072s/.*/epos/' mul.trace >late.trace
sed '1024s/.*/inp/' mul.trace >early.trace
for tokens in mul late early; do
    run verify mul '11111*11011' --tokens $tokens.trace --jobs 1
    judge $([ $tokens = mul ] && echo 0 || echo 1) '*' ""
    cp out $tokens.out
    for jobs in 2 3 7; do
        run verify mul '11111*11011' --tokens $tokens.trace --jobs $jobs
        judge $([ $tokens = mul ] && echo 0 || echo 1) $tokens.out ""
    done
done
check "the run is exact" grep -q '^exact	1$' mul.out
check "the error stands elsewhere" grep -q '^first_error	3058$' late.out

# --- Layers apart -----------------------------------------------------------------

printf 'exact\t1\ntokens\t23\n' >exact
all_print exact 'verify flip.tm 011010' <<'TABLE'
--act fixed:1.0 --at 1:act=p:4
--act fixed:1.0 --at 3..9:attn=real --at 5:beta=auto
--act fixed:1.0 --at 23..1000:act=p:4 --at 20..600:beta=auto
--act fixed:1.0 --at 1..1000:ATTN=P:1 --at 1..1000:attn=real
--act fixed:1.0 --at 2:acc=fp32 --sum pairwise
--act fixed:1.0 --at 2:logit=fp16 --subtract before
--format mpfr:3 --at 1..1000:mpfr=20 --at 4:mpfr=fp32
TABLE
echo 100101 >word
answers <<'TABLE'
verify flip.tm 011010 --format mpfr:20 --at 4:mpfr=2 --at 9..14:mpfr=1 => 1 some
verify flip.tm 011010 --act fixed:1.0 --at 1:beta=0 => 1 some
run flip.tm 011010 --act fixed:1.0 --at 4..6:attn=p:1 => 0 word
TABLE
# A rule for all layers, and for the first, makes a difference.
shows 'column 14' <<'TABLE'
sweep flip.tm:011010 --family fixed --bits 2 --at 1..1000:attn=p:1 => 0 1
sweep flip.tm:011010 --family fixed --bits 6 --at 1:beta=0 => 0 0
TABLE

# Tokens whose logits are equal sums of irrational numbers: no number of bits tells
# that they tie, only how the sums are made does.
cat >ties.tm <<'END'
tapes 2
blank _
input 0 1
start q0
halt end
q0 1 _ -> q1 1 1 S S
q1 _ 0 -> end 0 _ L S
q2 1 0 -> q0 1 _ L S
q0 0 0 -> q1 1 _ S S
q1 1 _ -> q1 1 1 S L
q1 0 _ -> end 1 1 S R
q1 0 1 -> q1 0 1 L R
q2 0 0 -> q1 0 0 S L
q2 0 1 -> q1 1 0 L L
q0 0 1 -> q1 0 1 R R
q2 1 1 -> q2 1 _ L R
q2 0 _ -> q0 0 1 R S
q0 _ _ -> q2 0 0 S R
q1 1 0 -> q1 0 0 L R
q2 _ _ -> q0 0 _ R S
q0 _ 0 -> q1 0 0 L S
q1 _ _ -> q1 1 0 R L
q2 1 _ -> q2 0 0 S S
q1 1 1 -> q1 1 1 R L
q0 1 1 -> q0 1 _ S S
q1 _ 1 -> q1 1 0 S S
q1 0 0 -> q2 1 _ L R
q2 _ 1 -> q0 0 _ R R
q0 _ 1 -> q1 0 0 L L
q0 0 _ -> q1 0 _ S R
q0 1 0 -> q1 1 0 L S
q2 _ 0 -> q2 0 0 R R
END
prints 1 verify ties.tm 0 --mode scot --steps 2 --activations --logit e2m18fnuz --subtract before --beta 2.1244 <<'END'
exact	0
exact_act	0
tokens	5
first_error	4
expected	eoutp
predicted	inp
ties	378
token	7
segment	1
position	7
END

# --- Modes (doc/precision.md, 3.3 and 3.4) -----------------------------------------------

# Where the weights lose the leak, activations need no mode to nearest.
printf 'exact\t1\nexact_act\t1\ntokens\t9\n' >snapped
for mode in rtz raz rup rdn rto; do
    all_print snapped "verify third 110 --act fixed:1.0 --round act:$mode,attn:rne --activations" <<'TABLE'
--attn fixed:1.3 --beta 20
--attn e4m3 --beta 40
--attn e3m2 --beta 40
TABLE
done
# A row of exactly 1/2 becomes 1 under rna, and 0 under rne.
cat >twice.tm <<'END'
tapes 1
blank _
input a
start q0
halt halt
q0 a -> halt _ S
q0 _ -> q0   a S
END
for mode in rna:1 rne:0; do
    printf 'exact\t1\nexact_act\t%s\ntokens\t4\n' "${mode#*:}" >halves
    run verify twice.tm '' --act fixed:1.0 --attn p:1 --beta 1.6 --activations --round "act:${mode%:*},attn:rne"
    judge $((1 - ${mode#*:})) halves ""
done

# What a rounding leaves open is an interval, and matters only if a prediction depends on it: between sites,
# and under mpfr where exponents leave every range.
tells <<'TABLE'
verify third 110 --act p:8 --beta 1e4 => 0 exact\t1\ntokens\t9
TABLE
run verify counter 1011 --format mpfr:1 --round raz --beta 2
judge 1 '*' ""
check "not wrong for certain" [ "$(verify_line exact) $(verify_line first_error) $(verify_line ties)" = '0 0 2' ]
# A number that leaves every range leaves the predictions open; activations before it differ all the same.
run verify counter 1011 --format mpfr:1 --round raz --beta 0.25 --activations
judge 1 '*' ""
check "not unknown, with other activations" [ "$(head -n 2 out | paste -s -d ' ' -)" = 'exact	unknown exact_act	0' ]

# --- The walk in SCoT (doc/precision.md, 3.6) ----------------------------------------------

word=acbcccababcaaabcbcaaaccccccbcbabaabcbcbabcbbbcac
run verify sort $word --mode scot --format real
judge 1 '*' ""
check "auto is too small" [ "$(verify_line exact) $(verify_line tokens) $(verify_line first_error)" = '0 4396 2088' ]
for choice in '--format real --beta 13.8' '--act fixed:1.0' '--act fixed:1.13'; do
    # shellcheck disable=SC2086
    run verify sort $word --mode scot $choice
    judge 0 '*' ""
done
run verify sort $word --mode scot --act fixed:1.14
judge 1 '*' ""

finish
