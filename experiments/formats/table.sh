#!/bin/sh
# SPDX-License-Identifier: MIT
# The table of the README from formats.csv: for each format, accumulator and machine, in the order of the columns, the
# largest of the contexts 16, 32, .. up to which it is exact in every one, or - ; with a + if that is the largest swept.
#     experiments/formats/table.sh [FORMATS.CSV]
set -eu
LC_ALL=C
export LC_ALL
echo '| bits | format | not rounded: `parity` | `sort` | `reverse` | `counter` | fp32: `parity` | `sort` | `reverse` | `counter` | bf16: `parity` | `sort` | `reverse` | `counter` |'
echo '|---|---|---|---|---|---|---|---|---|---|---|---|---|---|'
tr -d '\r' <"${1:-$(dirname "$0")/formats.csv}" | awk -F , '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    {
        format = $at["format"]
        bits[format] = $at["bits"]
        # fp32 and bf16 as the arithmetic spells them
        sums = $at["arithmetic"] ~ / acc=e8m23 / ? "fp32" : $at["arithmetic"] ~ / acc=e8m7 / ? "bf16" : "none"
        key = format SUBSEP sums SUBSEP $at["machine"]
        # The context that was wanted.
        for (wanted = 16; wanted < $at["n"]; wanted *= 2)
            ;
        if ($at["exact"] == 1)
            good[key, wanted] = 1
        else if (!(key in wrong) || wrong[key] > wanted)
            wrong[key] = wanted
    }
    # The largest context that is exact below the first that is not.
    function up_to(key, wanted, most) {
        most = "-"
        for (wanted = 16; !(key in wrong) ? wanted <= 1024 : wanted < wrong[key]; wanted *= 2)
            if ((key, wanted) in good)
                most = wanted
        return most (key in wrong ? "" : "+")
    }
    END {
        split("parity sort reverse counter", machine, " ")
        split("none fp32 bf16", accumulator, " ")
        for (format in bits) {
            line = bits[format] " | `" format "` |"
            for (j = 1; j <= 3; j++)
                for (k = 1; k <= 4; k++)
                    line = line " " up_to(format SUBSEP accumulator[j] SUBSEP machine[k]) " |"
            print line
        }
    }' | sort -t '|' -k 1,1n -k 2,2 | sed 's/^/| /'
