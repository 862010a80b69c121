#!/bin/sh
# SPDX-License-Identifier: MIT
# bound: where a claim would be wrong, and thresholds of doc/bounds.md.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

cat >identity.tm <<'END'
tapes 1
blank _
input a
start s
halt h
s a -> h a S
s _ -> h _ S
END

letters() { awk -v n="$1" 'BEGIN { while (n--) printf "a" }'; }

# not_certified OPEN MACHINE INPUT OPTION...: bound certifies nothing, says why, and the run is not exact_act
not_certified() {
    why=$1
    shift
    run bound "$@"
    check "certified: $*" grep -qx 'certified	0' out
    check "not open for that reason: $*" grep -q "^open	$why" out
    run verify "$@" --activations
    check "exact_act: $*" grep -qx 'exact_act	0' out
}

# Zero is rounded to zero, but a bit that is set is not rounded to itself.
not_certified 'E (esumm), elsewhere' identity.tm "$(letters 75)" --mode scot --act e2m1ftz --attn e4m3 --beta 6.768
# A weight of 1 is infinite, and infinity times 0 is NaN.
not_certified 'weights in a format without 1' third 110 --act int2 --attn e2m1b3 --beta 40
# All keys tie in some rows.
not_certified 'sums of exponentials that become NaN' identity.tm "$(letters 35)" --act fixed:1.0 --exp e3m4fn --overflow nan --beta 30
# The lowest score is much lower than the next best.
not_certified 'logits that become NaN' identity.tm aaaa -r 4 --act fixed:1.0 --logit e3m4fn --overflow nan --subtract before --beta 3.4
# The biases of all machines have no bound.
run bound -r 4 --act fixed:1.0 --attn p:1 --param p:4
check "biases of all machines" grep -q '^open	param rounded, without a machine' out

# least BETA OPTION...: the least certified beta begins with these digits (`none`: there is none)
least() {
    want=$1
    shift
    run bound "$@"
    found=$(sed -n 's/^least_beta	//p' out)
    case ${found:-none} in
    "$want"*) check "least beta: $*" true ;;
    *) check "least beta $found, not $want: $*" false ;;
    esac
}
least 2.197224577336 -n 5 --act fixed:2.0 --attn p:1                     # ln 9
least 1.349926716949 -n 5 --mode scot --act fixed:2.0 --attn p:3         # ln(3 9/7)
least 3.80666248977 -n 5 --mode scot --act fixed:2.3                     # ln 45
least 5.2257466737132 -n 64 --act fixed:1.0 --attn p:1                   # ln 186
least 4.5643481914678 -n 64 --act fixed:1.0 --attn fixed:1.6             # ln 96
least 4.189654742026 -n 64 --act fixed:2.0 --attn fixed:1.5              # ln(62 33/31)
# A machine that goes round, in a context of 2^60 tokens.
least 42.68744312226483 counter -r 60 --act fixed:1.0 --attn p:1
least none -n 64 --act fixed:2.0 --attn fixed:1.4                        # 16 < (2/3) 28
least none -n 64 --act fixed:1.0 --attn fixed:1.3                        # 8 < 28/2
least 42.687443122264 -n 1152921504606846976 --act fixed:1.0 --attn p:1
least none -n 64 --act fixed:1.0 --attn fixed:1.6 --round attn:rup,act:rne
least 4.8441870864585 -n 64 --act fixed:1.0 --attn fixed:1.7 --round attn:rup,act:rne
least 17.3286794841963 -n 20 --act fp16 --attn fp16 --beta 18            # ln(2^25 - 1)

# ties MODE N COUNT: rewrites at most
ties() {
    run bound --mode "$1" -n "$2" --act fixed:1.0
    check "ties of $1, n = $2" grep -qx "ties	$3" out
}
ties cot 5 1
ties cot 16 6
ties cot 64 28
ties cot 1048576 499321
ties scot 16 6
ties scot 64 22
ties scot 1048576 374501

# Logits at auto.
for case in 4:4 8:5 16:6 32:7 60:8; do
    run bound -r ${case%:*} --act fixed:1.0 --attn p:1 --logit p:${case#*:}
    check "logits: $case" grep -qx 'certified	1' out
done
finish
