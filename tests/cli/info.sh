#!/bin/sh
# SPDX-License-Identifier: MIT
# info: the numbers of the theorem, from the file.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

summary_machines

log2() {
    bits=1
    while [ $((1 << bits)) -lt "$1" ]; do
        bits=$((bits + 1))
    done
    echo $bits
}

most() { printf '%s\n' "$@" | sort -n | tail -n 1; }

# count_names FILE FIELDS: how many names stand in these fields of the transitions
# and in the headers given
count_names() {
    awk -v fields="$2" -v headers="$3" '
        { sub(/(^|[ \t])#.*/, "") }
        index(headers, " " $1 " ") && !/->/ { for (i = 2; i <= NF; i++) seen[$i] }
        /->/ { n = split(fields, at, " "); for (i = 1; i <= n; i++) seen[$at[i]] }
        END { n = 0; for (name in seen) n++; print n }' "$1"
}

# theorem FILE TAPES R: the table's third column
theorem() {
    K=$2 r=$3
    if [ "$K" -eq 1 ]; then
        Q=$(count_names "$1" '1 4' ' start halt ') G=$(count_names "$1" '2 5' ' blank input ') power=$G
    else
        Q=$(count_names "$1" '1 5' ' start halt ') G=$(count_names "$1" '2 3 6 7' ' blank input ') power=$((G * G))
    fi
    dQ=$(log2 "$Q") dG=$(log2 "$G")
    printf '%s\n' $((5 * r / 2 + 8)) $((3 * K)) $((4 * r - 1)) "$(most "$r" "$dQ" "$dG")" \
        "$(most $((18 * r + 2)) $((14 * K * r + 2 * r)) $((Q * power + 1)))" \
        $((6 * K * r + 6 * r + 3 * dQ + (3 * K + 1) * dG + 10 * K + 21))
}
# summary_theorem FILE TAPES R: the same for summarized chain of thought
summary_theorem() {
    theorem "$@" >/dev/null
    K=$2 r=$3
    printf '%s\n' $((5 * r / 2 + 8)) $((3 * K + 2)) $((4 * r - 1)) "$(most "$r" "$dQ" "$dG")" \
        "$(most $((22 * r + 11)) $((18 * K * r + 2 * r + 1)) $((Q * power + 4 * K * dG + 4 * K + 1)))" \
        $((7 * K * r + 9 * r + 5 * dQ + (4 * K + 1) * dG + 13 * K + 31))
}
# info_is NAME R THEOREM FILE TAPES [OPTION...]: as the function THEOREM says; of d_ff
# fewer may be built.
info_is() {
    name=$1 r=$2 expected=$3 file=$4 tapes=$5
    shift 5
    run info "$name" "$@" -r "$r"
    judge 0 '*' ""
    printf 'L\nH\nd_k\nd_v\nd_ff\nd\n' >names
    "$expected" "$file" "$tapes" "$r" | paste names - >want
    sed 1d out | cut -f 1,3 >got
    check "expected in column theorem: $(cat want)" cmp -s got want
    check "not a header and six lines of three fields" \
        [ "$(awk -F '\t' 'NF == 3' out | wc -l) $(wc -l <out) $(head -n 1 out | tr '\t' ' ')" = '7 7 name built theorem' ]
    check "built is not as the theorem says" \
        awk -F '\t' 'NR > 1 && !($2 == $3 || ($1 == "d_ff" && $2 > 0 && $2 < $3)) { exit 1 }' out
}
for bits in 4 8 16; do
    info_is add $bits theorem "$srcdir/data/add.tm" 2
    info_is flip.tm $bits theorem flip.tm 1
done
for bits in 4 6 16; do
    info_is add $bits summary_theorem "$srcdir/data/add.tm" 2 --mode scot
    info_is flip.tm $bits summary_theorem flip.tm 1 --mode scot
    info_is pair.tm $bits summary_theorem pair.tm 2 --mode scot
done
# d_ff is met where the table is not what leads.
shows "sed -n 's/^d_ff	//p'" <<'TABLE'
info add -r 16 => 0 480	480
info flip.tm --mode scot -r 4 => 0 99	99
info pair.tm --mode scot -r 4 => 0 153	153
info pair.tm --mode scot -r 6 => 0 228	229
info add --mode scot -r 16 => 0 608	609
TABLE

# The default of r: 16 tokens fit 2^4, 18 do not.
machine right.tm '@q _ -> q 0 R\n'
shows "sed -n 's/^L	//p'" <<'TABLE'
info four.tm 0000 => 0 18	18
info four.tm 00000 => 0 23	23
# for a run that is cut
info loops.tm 0 --steps 20 => 0 23	23
# Every segment has to fit: 7 + 4 tokens do at r = 4, with a position block and a step more not.
info right.tm '' --mode scot --steps 7 => 0 18	18
info right.tm '' --mode scot --steps 8 => 0 23	23
TABLE

finish
