#!/bin/sh
# SPDX-License-Identifier: MIT
# make check-coq: coqc accepts the inequalities of certificates, and not those of a smaller beta.
# Environment: TMPREC (the program, an absolute path).  Needs coqc and coq-interval; without them the
# test is skipped.
set -eu
LC_ALL=C
export LC_ALL
: "${TMPREC:?the program to test}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

echo 'From Interval Require Import Tactic.' >probe.v
if ! command -v coqc >/dev/null || ! coqc -q probe.v >probe.log 2>&1; then
    echo 'no coqc with coq-interval here (Debian: apt-get install coq libcoq-interval): skipped'
    exit 77
fi

accepted=0
failed=0
while IFS= read -r arguments; do
    for mode in cot scot; do
        # shellcheck disable=SC2086
        if "$TMPREC" bound --mode $mode $arguments --coq claim.v >claim && coqc -q claim.v >log 2>&1; then
            accepted=$((accepted + 1))
        else
            echo "FAIL: tmprec bound --mode $mode $arguments"
            cat claim log
            failed=$((failed + 1))
        fi
    done
done <<'TABLE'
-r 4 --act fixed:1.0 --attn p:1
-r 4 --act fixed:1.0 --attn p:1 --least beta
-r 4 --act fixed:1.0 --attn p:3 --least beta
-r 4 --act fixed:1.0
-r 4 --act fixed:1.2 --least beta
-r 4 --act fixed:1.0 --attn fixed:1.2
-r 4 --act fixed:2.0 --attn fixed:1.3 --least beta
-r 4 --act fixed:1.0 --attn e4m3 --least beta
-r 4 --act fixed:1.0 --attn fixed:1.4 --round attn:rtz
-r 4 --act fixed:1.0 --attn fixed:1.6 --round attn:rup
-r 4 --act fixed:1.0 --attn e4m3 --logit p:4
-r 4 --act fixed:1.0 --attn p:2 --logit fixed:6.1 --subtract before
-r 4 --act fixed:1.0 --attn fixed:1.3 --round act:rup,attn:rne --beta 12
-r 6 -n 40 --act fixed:1.0 --attn p:2 --least beta
-r 6 -n 40 --act fixed:1.0 --attn fixed:1.4 --beta 6
counter 101 --act fixed:1.0 --attn p:4 --param p:5
-r 4 --act p:1 --attn p:2 --least beta
-r 4 --act e5m3 --attn e8m9 --least beta
counter 101 --act e4m3 --attn p:6 --param p:5 --least beta
counter 1 --act fixed:1.9 --attn fixed:1.9 --least beta
counter 1 --act e8m9 --attn e5m8 --beta 30
counter 1 --act p:10 --attn fixed:1.10 --beta 30
-r 4 --format real --least beta
-r 6 -n 40 --format real --beta 40
counter 101 --format real --least beta
-r 4 --act fixed:1.0 --attn p:3 --at 3..6:attn=fixed:1.4 --at 5..18:beta=12
counter 101 --act fixed:1.2 --attn p:4 --param p:5 --at 1..9:act=fixed:1.0
counter 1 --act fixed:1.0 --attn fixed:1.8 --acc p:6 --least beta
counter 1 --act fixed:1.0 --attn p:4 --acc e6m8 --sum pairwise --beta 6
counter 1 --act fixed:1.0 --acc fixed:6.10 --beta 6
counter 1 --act e4m3 --attn fixed:1.8 --acc p:9 --sum compensated --round acc:rtz --beta 30
counter 1 --act fixed:1.0 --acc p:12 --sum pairwise --beta 6
counter 1 --format mpfr:8 --beta 25
counter 1 --format mpfr:e6m11 --beta 30
counter 1 --format mpfr:6 --round rna --beta 20
TABLE

# The same script for a beta that is a little too small: one of each theorem.
while IFS= read -r arguments; do
    # shellcheck disable=SC2086
    "$TMPREC" bound $arguments --least beta --coq claim.v >claim
    beta=$(sed -n 's/^Definition beta : R := (\([0-9]*\) .*/\1/p' claim.v)
    sed "s/$beta/${beta%?????????}000000000/" claim.v >colder.v
    if cmp -s claim.v colder.v || coqc -q colder.v >log 2>&1; then
        echo "FAIL: a smaller beta is accepted: $arguments"
        failed=$((failed + 1))
    fi
done <<'TABLE'
-r 4 --act fixed:1.0 --attn p:1
-r 4 --act p:1 --attn p:2
counter 1 --act fixed:1.9 --attn fixed:1.9
-r 4 --format real
counter 1 --act fixed:1.0 --attn fixed:1.8 --acc p:6
TABLE

# A smaller beta in some layers.
"$TMPREC" bound -r 4 --act fixed:1.0 --attn p:1 --at 8..18:beta=12 --coq claim.v >claim
sed 's/^Definition beta : R := (12)\.$/Definition beta : R := (3)./' claim.v >colder.v
if cmp -s claim.v colder.v || coqc -q colder.v >log 2>&1; then
    echo "FAIL: a smaller beta is accepted in some layers"
    failed=$((failed + 1))
fi

# Where every operation is rounded beta is a value, and there is no least one: any smaller value.
"$TMPREC" bound counter 1 --format mpfr:8 --beta 25 --coq claim.v >claim
sed 's|^Definition beta : R := (25)|Definition beta : R := (24)|' claim.v >colder.v
if cmp -s claim.v colder.v || coqc -q colder.v >log 2>&1; then
    echo 'FAIL: a smaller beta is accepted where every operation is rounded'
    failed=$((failed + 1))
fi
echo "$accepted accepted, $failed failed"
[ $failed -eq 0 ]
