#!/bin/sh
# SPDX-License-Identifier: MIT
# which: the formats with a name, on one run: the rows of a sweep, by bits.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

names=$("$TMPREC" formats | sed 1d | cut -f 1 | grep -v '[A-Z]')
list=$(echo "$names" | paste -s -d , -)

# same_as_sweep WHICH-ARGUMENTS => SWEEP-ARGUMENTS FORMATS: the columns that both have are equal, whatever the order.
same_as_sweep() { each_row same_as_row; }
same_as_row() {
    run_row "sweep $2"
    judge 0 '*' ""
    tr -d '\r' <out | awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        { print $at["input"] "," $at["format"] "," $at["bits"] "," $at["exact"] "," $at["exact_act"] "," $at["tokens"] "," $at["first_error"] "," $at["decided_by"] "," $at["arithmetic"] }' |
        sort >want
    run_row "which $1"
    # shellcheck disable=SC2154
    check "status" [ "$status" = 0 ]
    tr -d '\r' <out | cut -d , -f 1-8,10 | sort >got
    check "other rows than sweep: $(diff got want | head -n 3)" cmp -s got want
    check "not by bits" eval 'tr -d "\r" <out | sed 1d | awk -F , "{ b = \$3 == \"\" ? 99 : \$3; if (\$1 == last && b < before) exit 1; last = \$1; before = b }"'
}
same_as_sweep <<END
counter:11 => counter:11 --formats $list
third:110 --mode scot --beta 5 --round attn:rtz --jobs 1 => third:110 --formats $list --mode scot --beta 5 --round attn:rtz
counter:1011 -r 8 --sites attn --act fixed:1.0 => counter:1011 -r 8 --sites attn --act fixed:1.0 --formats $list
third: => third: --formats $list --jobs 2
END
# The slack is the least of margins, which has none where a head is not known.
run which add:11+1 --sites attn --act fixed:1.0
tr -d '\r' <out | sed 1d | cut -d , -f 2,9 >slacks
for format in e4m3 e5m2 int8 posit8 fp16; do
    run margins add 11+1 --act fixed:1.0 --attn $format
    tr -d '\r' <out | awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "slack") at = i; next }
        $at != "" { x = $at == "-inf" ? -1e9 : $at + 0; if (least == "" || x < least) { least = x; text = $at } } END { print text }' >want
    sed -n "s/^$format,//p;s/^$(echo $format | sed 's/fp16/e5m10/'),//p" slacks | head -n 1 >got
    check "the slack of $format: $(cat got), not $(cat want)" cmp -s got want
done
run which third:110 --acc fp16
check "status" [ "$status" = 0 ]
check "what is left out is told" [ "$(grep -c '^tmprec: [a-z0-9]*: left out: ' err)" = "$(($(echo "$names" | wc -l) - $(sed 1d out | wc -l)))" ]
check "the accumulators" [ "$(sed 1d out | grep -vc 'acc=e5m10')" = 0 ]
run which third:110 --pretty
judge 0 '*' ""
check "wide" [ "$(awk 'length($0) > 100' out | wc -l)" = 0 ]
check "all formats" [ "$(sed 1d out | wc -l)" = "$(echo "$names" | wc -l)" ]

refuses <<'END'
which => which needs *
which nowhere => *nowhere*
which add:2 => *add:2*
which add:1+1 third:0 => *too many*
which add:1+1 --act fp16 => *--act*without effect*
which add:1+1 --format mpfr:4 => *--format*cannot be swept*
which add:1+1 --sites foo => *--sites*'foo'*
which add:1+1 -r 3 => *-r*
which add:1+1 --json --pretty => *--json*
which add:1+1 --minimum => *--minimum*
END

finish
