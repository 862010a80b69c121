#!/bin/sh
# The table of the README from formats.csv, for each format and accumulator: the longest context up to which all
# machines are exact in every context swept, or - for none.
#     experiments/formats/table.sh [FORMATS.CSV]
set -eu
LC_ALL=C
export LC_ALL
tr -d '\r' <"${1:-$(dirname "$0")/formats.csv}" | awk -F , '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    {
        format = $at["format"]
        sums = "none"
        if (match($at["arithmetic"], /acc=[^ ]*/))
            sums = substr($at["arithmetic"], RSTART + 4, RLENGTH - 4)
        bits[format] = $at["bits"]
        machine = $at["machine"]
        group[format, sums, machine] = 1
        machines[machine] = 1
        n = $at["n"]
        if (most[format, sums, machine] < n)
            most[format, sums, machine] = n
        # The shortest context that is not exact, or not known to be.
        if ($at["exact"] != 1 && !((format, sums, machine) in wrong && wrong[format, sums, machine] <= n))
            wrong[format, sums, machine] = n
        row[NR] = format SUBSEP sums SUBSEP machine SUBSEP n
    }
    END {
        for (i in row) {
            split(row[i], f, SUBSEP)
            key = f[1] SUBSEP f[2] SUBSEP f[3]
            if (!(key in wrong) || f[4] < wrong[key])
                if (good[key] < f[4])
                    good[key] = f[4]
        }
        count = split("parity sort reverse counter", name, " ")
        for (format in bits) {
            line = bits[format] "\t" format
            split("none fp32 bf16", s, " ")
            for (j = 1; j <= 3; j++)
                for (k = 1; k <= count; k++) {
                    key = format SUBSEP s[j] SUBSEP name[k]
                    line = line "\t" ((key in group) ? (good[key] ? good[key] : "-") ((key in wrong) ? "" : "+") : "")
                }
            print line
        }
    }' | sort -t '	' -k 1,1n -k 2,2
