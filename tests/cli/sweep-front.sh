#!/bin/sh
# SPDX-License-Identifier: MIT
# sweep --per-site: the front, and by trying every pair.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

# every_pair MACHINE INPUT: bits of act and attn that are exact, 3 to 6 in fixed point
every_pair() {
    for act in 3 4 5 6; do
        for attn in 3 4 5 6; do
            if $limit "$TMPREC" verify "$1" "$2" --act fixed:1.$((act - 2)) --attn fixed:1.$((attn - 2)) >/dev/null; then
                echo "$act $attn"
            fi
        done
    done
}

# those that no other one undercuts, as the column `bits` shows them
front_of() {
    awk '{ a[NR] = $1; b[NR] = $2 }
        END {
            for (i = 1; i <= NR; i++) {
                undercut = 0
                for (j = 1; j <= NR; j++)
                    undercut += j != i && a[j] <= a[i] && b[j] <= b[i]
                if (!undercut)
                    print "act=" a[i] "+attn=" b[i]
            }
        }'
}

for machine in counter:1101 reverse:110101 sort:bccbb; do
    every_pair "${machine%%:*}" "${machine#*:}" | front_of >want
    for jobs in 1 3; do
        run sweep "$machine" --family fixed --bits 6,3,5,4 --per-site --jobs $jobs
        tr -d '\r' <out | sed 1d | cut -d , -f 12 >got
        check "expected: $(cat want)" cmp -s want got
    done
done
run sweep counter:1101 --family fixed --bits 2..4 --per-site --groups 2 --activations
judge 0 '*' ""

# With a format for each half of the 23 layers, by trying all that 2 and 4 bits give.
halves() {
    for act in "2 2" "2 4" "4 2" "4 4"; do
        for attn in "2 2" "2 4" "4 2" "4 4"; do
            # shellcheck disable=SC2086
            set -- $act $attn
            if $limit "$TMPREC" verify counter 1101 --activations --act fixed:1.$(($1 - 2)) --attn fixed:1.$(($3 - 2)) \
                --at 12..23:act=fixed:1.$(($2 - 2)) --at 12..23:attn=fixed:1.$(($4 - 2)) >/dev/null; then
                echo "$@"
            fi
        done
    done
}
halves | awk '{ for (k = 1; k <= 4; k++) bits[NR, k] = $k }
    function covers(j, i,   k, good) { good = 1; for (k = 1; k <= 4; k++) good = good && bits[j, k] <= bits[i, k]; return good }
    END { for (i = 1; i <= NR; i++) { undercut = 0; for (j = 1; j <= NR; j++) undercut += j != i && covers(j, i)
            if (!undercut) print "act=" bits[i, 1] "/" bits[i, 2] "+attn=" bits[i, 3] "/" bits[i, 4] } }' >want
check "none is exact" [ -s want ]
run sweep counter:1101 --family fixed --bits 2,4 --per-site --groups 2 --activations
tr -d '\r' <out | sed 1d | cut -d , -f 12 >got
check "expected: $(cat want)" cmp -s want got
refuses <<'TABLE'
sweep flip.tm:01 --per-site --family mpfr => *mpfr has no sites*
sweep flip.tm:01 --per-site --minimum => *cannot be combined with*
sweep flip.tm:01 --minimum --per-site => *cannot be combined with*
sweep flip.tm:01 --groups 2 => *--groups*--per-site*
sweep flip.tm:01 --per-site --groups 0 => *--groups*
sweep flip.tm:01 --per-site --groups 17 => *--groups*16*
sweep flip.tm:01 --per-site --bits 2..32 --sites act+attn+logit+exp => *more than 20000 cells*
TABLE

finish
