#!/bin/sh
# SPDX-License-Identifier: MIT
# The table of the README from law.csv: for each run its N and m_max, and for each number of bits the beta from which on
# every activation is right, beside ln(N (F + 1)/(F - 1)), which doc/precision.md, section 3.4, says is necessary,
# to three places.  What is wanted of F is 2 F > m_max; the column `law` is - where that does not hold.
#     experiments/beta-bits/table.sh [LAW.CSV]
# Environment: TMPREC, the program (default: build/tmprec of this source).
set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
: "${TMPREC:=$here/../../build/tmprec}"
printf 'machine\tn\tm_max\tbits\tlaw\tmeasured\tcertified\n'
tr -d '\r' <"${1:-$here/law.csv}" | sed 1d | while IFS=, read -r machine input _ _ n _ _ _ _ _ bits _ _ from _ _ certified _; do
    ties=$("$TMPREC" bound "$machine" "$input" --act fixed:1.0 --attn p:1 | sed -n 's/^ties	//p')
    law=$(awk -v n="$n" -v m="$ties" -v b="$bits" 'BEGIN {
        f = 2 ^ (b - 2)
        if (2 * f > m && f > 1) printf "%.3f", log((n - 2) * (f + 1) / (f - 1)); else printf "-"
    }')
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$machine" "$n" "$ties" "$bits" "$law" "${from:--}" "${certified:--}"
done
